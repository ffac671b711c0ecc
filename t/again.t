#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What is tried once more when it failed, and what never is; and that what the
# harness writes down has a line for each file that went wrong.
use strict;
use warnings FATAL => 'all';
use File::Temp qw(tempdir);
use Test::More;

my $dir = tempdir(CLEANUP => 1);

sub put {
    my ($name, $text) = @_;
    open my $out, '>', "$dir/$name" or die "$dir/$name: $!";
    print {$out} $text;
    close $out or die "$dir/$name: $!";
    return "$dir/$name";
}

sub slurp {
    my $name = shift;
    open my $in, '<', "$dir/$name" or return '';
    local $/ = undef;
    return <$in>;
}

# What is counted in the end, when $first was counted at first and $second then.
sub counted {
    my ($first, $second, $status) = @_;
    my $results = put('results', $first);
    put('second', $second);
    my $script = put('script', <<"SH");
set -eu
. t/lib/again
suite() { echo "tried \$*"; cp '$dir/second' '$results'; return $status; }
if again '$results' suite; then echo well; else echo not well; fi
SH
    my $said = qx(sh '$script');
    return ($said, slurp('results'));
}

sub once_more {
    my ($what, $first) = @_;
    my ($said, $end) = counted($first, "passed 4\nfailed 0\n", 0);
    like $said, qr/^tried t\/a\.t$/m, "$what: tried once more";
    like $said, qr/^well$/m, '... and was well';
    like $end, qr/\Apassed \d+\nfailed 0\n(?:skip .*\n)*unsteady t\/a\.t: /, '... and was unsteady';
    return;
}

sub never {
    my ($what, $first) = @_;
    my ($said, $end) = counted($first, "passed 4\nfailed 0\n", 0);
    is $said, "not well\n", "$what: not tried again";
    is $end, $first, '... and stays as it is';
    return;
}

sub not_well {
    my ($what, $second, $status) = @_;
    my $first = "passed 3\nfailed 1\nskip t/a.t: not here\nfail t/a.t: 3 - in time\n";
    my ($said, $end) = counted($first, $second, $status);
    like $said, qr/^tried t\/a\.t\nnot well$/m, "$what: not well";
    is $end, $first, '... and what was counted at first stays';
    return;
}

my $late = "passed 3\nfailed 1\nfail t/a.t: 3 - in time\n";
once_more('a test', $late);
once_more('a file', "passed 3\nfailed 1\nfail t/a.t: ended with status 2\n");
my ($said, $end) = counted("passed 3\nfailed 1\nskip t/a.t: not here\nfail t/a.t: 3 - in time\n",
    "passed 4\nfailed 0\nskip t/a.t: not here\n", 0);
is $end, "passed 4\nfailed 0\nskip t/a.t: not here\nunsteady t/a.t: 3 - in time\n", 'what was skipped before may be';
never('three files', "passed 3\nfailed 3\n" . join '', map { "fail t/$_.t: 3 - in time\n" } 'a' .. 'c');
never("a test named '$_'", "passed 3\nfailed 1\nfail t/a.t: 3 - $_\n")
    for 'nothing crashed', 'the same bytes', '... to the new figures', 'it never appears early',
        'what changes is old or new, never something between', 'each shows its own';
never('a file killed', "passed 3\nfailed 2\nfail t/a.t: 3 - in time\nfail t/b.t: ended by signal 11\n");
never('what is of no file', "passed 3\nfailed 2\nfail t/a.t: 3 - in time\nfail part: not at its end\n");
never('nothing known', "passed 3\nfailed 1\n");
not_well('a second failure', "passed 3\nfailed 1\nfail t/a.t: 3 - in time\n", 1);
not_well('one that status does not tell', "passed 3\nfailed 1\nfail t/a.t: 3 - in time\n", 0);
not_well('one that counts tell otherwise', "passed 4\nfailed 0\n", 1);
not_well('no tests at all', "passed 0\nfailed 0\n", 0);
not_well('a file skipped', "passed 0\nfailed 0\nskip t/a.t: no server\n", 0);
not_well('a test skipped', "passed 4\nfailed 0\nskip t/a.t: no server\n", 0);
not_well('nothing counted', '', 0);

# --- the harness ----------------------------------------------------------------
mkdir "$dir/t" or die "$dir/t: $!";
put('t/killed.t', "print qq{1..1\\nok 1\\n}; \$| = 1; print ''; kill KILL => \$\$; sleep 9;\n");
put('t/status.t', "print qq{1..1\\nok 1\\n}; exit 3;\n");
put('t/short.t', "print qq{1..2\\nok 1\\n};\n");
put('t/late.t', "print qq{1..1\\nnot ok 1 - in time\\n};\n");
{
    local $ENV{TR_RESULTS} = $dir;
    local $ENV{TR_PART} = 'part';
    local $ENV{PERL5LIB} = join ':', 't/lib', grep { length } $ENV{PERL5LIB} // '';
    qx(prove --norc --harness TransparencyHarness $dir/t 2>&1);
}
my $part = slurp('part');
like $part, qr/^failed 4$/m, 'four went wrong';
like $part, qr/^fail t\/killed\.t: ended by signal 9$/m, 'one was killed';
like $part, qr/^fail t\/status\.t: ended with status 3$/m, 'one said so';
like $part, qr/^fail t\/short\.t: Bad plan/m, 'one was too short';
like $part, qr/^fail t\/late\.t: 1 - in time$/m, 'one failed';

done_testing;
