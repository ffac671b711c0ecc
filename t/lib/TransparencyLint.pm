# SPDX-License-Identifier: Apache-2.0
# What the lints share: the files of the project.  They run in the top folder.
package TransparencyLint;
use strict;
use warnings FATAL => 'all';
use Exporter qw(import);
use Test::More ();

our @EXPORT = qw(project_files c_sources slurp code_of none same_names);

# What git tracks or is about to; from a tarball, the list that came along.
sub project_files {
    my $list = 'git -c safe.directory="$(pwd)" ls-files --cached --others --exclude-standard';
    my $in;
    -e '.git' ? open($in, '-|', $list) : open($in, '<', 'MANIFEST')
        or die "neither git nor MANIFEST lists the files: $!";
    chomp(my @files = <$in>);
    close $in or die "the list of files: $!";
    return sort grep { -f } @files;
}

sub c_sources { return grep { m{^mod_transparency/.*\.[ch]$} } project_files() }

sub slurp {
    my $file = shift;
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    return <$in> // '';
}

# none(\@what_is_wrong, $name): a test that tells everything that is wrong.
sub none {
    my ($wrong, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::ok(!@$wrong, $name) || Test::More::diag(map { "  $_\n" } @$wrong);
}

# same_names(\%got, \%expected, $name): a test that tells what lacks and what is
# too much.
sub same_names {
    my ($got, $expected, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return none([ (map { "$_ is missing" } grep { !$got->{$_} } sort keys %$expected),
                  (map { "$_ exists nowhere else" } grep { !$expected->{$_} } sort keys %$got) ],
                $name);
}

# C text without comments; strings stay, lines keep their numbers.
sub code_of {
    my $text = slurp(shift);
    $text =~ s{("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(/\*.*?\*/|//[^\n]*)}
              { defined $1 ? $1 : "\n" x ($2 =~ tr/\n//) || ' ' }gsex;
    return $text;
}

1;
