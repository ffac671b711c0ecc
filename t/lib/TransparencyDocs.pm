# SPDX-License-Identifier: Apache-2.0
# What the tests of the documentation share: its tables, its examples and the
# commands it shows.
package TransparencyDocs;
use strict;
use warnings FATAL => 'all';
use utf8;
use Exporter qw(import);

our @EXPORT = qw(slurp_utf8 fenced section_of table_after commands pattern_of defined_list);

sub slurp_utf8 {
    my $file = shift;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
    local $/;
    return scalar <$in> // '';
}

# fenced($text, 'apache'): the blocks of this kind.
sub fenced {
    my ($text, $kind) = @_;
    my @blocks;
    push @blocks, $1 while $text =~ /^```\Q$kind\E\n(.*?)^```$/msg;
    return @blocks;
}

# The part below a heading, up to the next one of the same level or above.
sub section_of {
    my ($text, $heading) = @_;
    $text =~ /^(#+) +\Q$heading\E *\n/mg or return;
    my $level = length $1;
    my $rest = substr $text, pos $text;
    my ($part) = $rest =~ /\A(.*?)(?=^#{1,$level} |\z)/ms;
    return $part;
}

# The first table whose head begins with these columns, as a list of rows.
sub table_after {
    my ($text, @head) = @_;
    my $head = join '\s*\|\s*', map { quotemeta } @head;
    $text =~ /^\|\s*$head\s*\|[^\n]*\n\|[ :|-]+\|\n((?:\|[^\n]*\n?)*)/m or return;
    return map { [ map { s/^\s+|\s+$//gr } split /(?<!\\)\|/, s/^\||\|\s*$//gr, -1 ] } split /\n/, $1;
}

# The commands a document shows: {file, line, command, status, expect => [lines]}.
# In a console block a command follows "$ " and its output follows it, "…"
# standing for anything; elsewhere a line of an example that begins with curl.
# A line "HTTP/1.1 NNN" promises this status, otherwise 200 is promised.
sub commands {
    my $file = shift;
    my ($fence, $number, @found, $open) = (undef, 0);
    for my $line (split /\n/, slurp_utf8($file)) {
        $number++;
        if ($open && $open->{command} =~ s/\\\z//) {
            $open->{command} .= $line =~ s/^\s+//r;
            next;
        }
        if ($line =~ /^\s*```(.*)$/) {
            $fence = defined $fence ? undef : $1;
            $open = undef;
            next;
        }
        my $in_console = defined $fence && $fence eq 'console';
        my ($command) = $in_console ? $line =~ /^\$ (.*)/
            : (defined $fence || $line =~ /^(?: {4}|\t)/) ? $line =~ /^\s*(?:\$ )?(curl .*)/ : ();
        if (defined $command) {
            $open = { file => $file, line => $number, command => $command, status => 200, expect => [] };
            push @found, $open;
        }
        elsif (!$in_console) { $open = undef }
        elsif ($open && $line =~ m{^HTTP/[\d.]+ (\d{3})}) { $open->{status} = $1 }
        elsif ($open) { push @{ $open->{expect} }, $line }
    }
    return @found;
}

# A shown line as a pattern.
sub pattern_of {
    my $line = shift;
    my $pattern = join '.*?', map { quotemeta } split /…/, $line, -1;
    return qr/^$pattern$/;
}

# defined_list($text, 'NAME'): the X(...) entries of a list in C, each as the
# list of its string literals.
sub defined_list {
    my ($text, $name) = @_;
    my ($body) = $text =~ /^#define \Q$name\E\(X\)((?:[^\n]*\\\n)*[^\n]*)/m
        or die "there is no $name";
    $body =~ s{/\*.*?\*/}{}gs;
    $body =~ s/\\\n/ /g;
    $body =~ s/"\s+"//g;
    my @entries;
    push @entries, [ $1 =~ /"([^"]*)"/g ] while $body =~ /\bX\(((?:[^()"]|"[^"]*"|\([^()]*\))*)\)/g;
    return @entries;
}

1;
