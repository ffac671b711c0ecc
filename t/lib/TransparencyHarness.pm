# SPDX-License-Identifier: Apache-2.0
# A TAP::Harness that also writes down what it counted, one file for each part
# of the checks, so that ./bootstrap check can add up and tell what was skipped:
#   passed N
#   failed N
#   skip FILE: REASON       (a whole file, or single tests)
#   fail FILE: TEST         (or what else went wrong with the file)
# Used by prove (--harness) and by Apache::Test (HARNESS_SUBCLASS).
package TransparencyHarness;
use strict;
use warnings FATAL => 'all';
use parent 'TAP::Harness';
use File::Path qw(make_path);

sub aggregate_tests {
    my ($self, $aggregate, @tests) = @_;
    my (@skips, @fails);
    $self->callback(
        made_parser => sub {
            my ($parser, $job) = @_;
            my $file = short_name(ref $job ? $job->[1] : $job);
            $parser->callback(test => sub {
                my $test = shift;
                push @skips, "$file: " . $test->explanation if $test->has_skip;
                push @fails, "$file: " . $test->number . ' ' . $test->description
                    unless $test->is_ok;
            });
        });
    my $result = $self->SUPER::aggregate_tests($aggregate, @tests);
    $self->write_counts($aggregate, \@skips, \@fails);
    return $result;
}

# A failure is a test that failed, a planned one that never ran, or a program
# that went wrong although all its tests passed.
sub write_counts {
    my ($self, $aggregate, $skips, $fails) = @_;
    my $dir = $ENV{TR_RESULTS} or return;
    my ($passed, $failed) = (0, 0);
    for my $name ($aggregate->descriptions) {
        my ($parser) = $aggregate->parsers($name);
        my $bad = $parser->failed;
        my $planned = $parser->tests_planned || 0;
        $bad += $planned - $parser->tests_run if $planned > $parser->tests_run;
        push @$fails, short_name($name) . ': ' . whole_file_wrong($parser) if $parser->has_problems;
        $bad ||= 1 if $parser->has_problems;
        $passed += $parser->passed;
        $failed += $bad;
        push @$skips, short_name($name) . ': ' . $parser->skip_all if $parser->skip_all;
    }
    make_path($dir);
    open my $out, '>', "$dir/$ENV{TR_PART}" or die "$dir/$ENV{TR_PART}: $!";
    print {$out} "passed $passed\nfailed $failed\n";
    my %times;
    $times{$_}++ for @$skips;
    print {$out} "skip $_" . ($times{$_} > 1 ? " ($times{$_} tests)" : '') . "\n"
        for sort keys %times;
    print {$out} "fail $_\n" for grep { !/: $/ } @$fails;
    close $out or die "$dir/$ENV{TR_PART}: $!";
    return;
}

# The same name of a file wherever the suite lies.
sub short_name {
    my $name = shift;
    $name =~ s{^.*/(t/)}{$1};
    return $name;
}

# What is wrong with a program besides its failed tests; nothing is ''.
sub whole_file_wrong {
    my $parser = shift;
    my $signal = ($parser->wait // 0) & 127;
    return join ', ',
        ($signal ? "ended by signal $signal" : ()),
        ($parser->exit && !$parser->failed ? 'ended with status ' . $parser->exit : ()),
        $parser->parse_errors;
}

1;
