# SPDX-License-Identifier: Apache-2.0
# Reading Prometheus' text format, version 0.0.4, strictly.
package TransparencyMetrics;
use strict;
use warnings FATAL => 'all';
use Exporter qw(import);

our @EXPORT = qw(metrics_of grammar_faults);

my $name = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
my $label = qr/[a-zA-Z_][a-zA-Z0-9_]*/;
my $quoted = qr/"(?:[^"\\\n]|\\[\\"n])*"/;
my $labels = qr/$label=$quoted(?:,$label=$quoted)*,?/;
my $number = qr/(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)/;

# What is wrong with each line: its form, its place, its second occurrence.
sub grammar_faults {
    my $text = shift;
    my (@faults, %type, %help, %seen, %closed, $current);
    push @faults, 'the last line has no end' if $text !~ /\n\z/;
    my $line = 0;
    for (split /\n/, $text, -1) {
        $line++;
        my $fault = sub { push @faults, "$line: $_[0]: $_" };
        if (/^# HELP ($name) (?:[^\\]|\\[\\n])*$/) {
            $fault->('a second HELP') if $help{$1}++;
            $closed{$current} = 1 if defined $current;
            $current = $1;
            $fault->('the metric was ended before') if $closed{$1};
        }
        elsif (/^# TYPE ($name) (counter|gauge|histogram|summary|untyped)$/) {
            my ($metric, $kind) = ($1, $2);
            $fault->('TYPE is not behind HELP') if ($current // '') ne $metric;
            $fault->('a second TYPE') if $type{$metric};
            $fault->('a counter ends in _total, nothing else does')
                if ($kind eq 'counter') ne ($metric =~ /_total$/ ? 1 : '');
            $type{$metric} = $kind;
        }
        elsif (/^($name)(?:\{($labels)\})? ($number)(?: -?\d+)?$/) {
            my ($metric, $of, $value) = ($1, $2 // '', $3);
            $fault->('not below its TYPE') if ($current // '') ne $metric || !$type{$metric};
            $fault->('twice') if $seen{"$metric $of"}++;
            $fault->('a counter is a whole number') if ($type{$metric} // '') eq 'counter' && $value !~ /^\d+$/;
            my %of;
            $of{$_}++ for $of =~ /($label)=$quoted/g;
            $fault->('a label twice') if grep { $_ > 1 } values %of;
        }
        elsif (/\S/) { $fault->('no such line') }
    }
    return \@faults;
}

# {type => {metric => type}, sample => {metric => [{labels, value}]}}
sub metrics_of {
    my $text = shift;
    my (%type, %sample);
    for (split /\n/, $text) {
        if (/^# TYPE (\S+) (\w+)$/) { $type{$1} = $2 }
        elsif (/^($name)(?:\{($labels)\})? ($number)$/) {
            my ($metric, $of, $value) = ($1, $2 // '', $3);
            my %labels;
            while ($of =~ /($label)=($quoted)/g) {
                my ($key, $text) = ($1, substr $2, 1, -1);
                $text =~ s/\\(.)/$1 eq 'n' ? "\n" : $1/ge;
                $labels{$key} = $text;
            }
            push @{ $sample{$metric} }, { labels => \%labels, value => $value };
        }
    }
    return { type => \%type, sample => \%sample };
}

1;
