#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Help, manual page and completion of transparencyctl name the same commands and
# options, the page is well-formed, and wrong use is exit status 2.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;

# --- help ---------------------------------------------------------------------
my ($status, $help) = run_ctl('--help');
is $status, 0, '--help';
my @commands = $help =~ /^  ([a-z]+) +\S/mg;
cmp_ok scalar @commands, '>=', 3, "commands: @commands";
my %help;
for my $command (@commands) {
    my ($code, $text) = run_ctl($command, '--help');
    is $code, 0, "$command --help";
    like $text, qr/^usage: transparencyctl $command /, '... is of the command';
    like $text, qr/^exit status: 0 .* 1 .*\n2 .* 3 /m, '... documents the exit status';
    $help{$command} = { map { $_ => 1 } $text =~ /^  (--?[a-z-]+)/mg };
    is_deeply [grep { length > 80 } split /\n/, $text], [], '... fits a terminal';
}

# --- the manual page --------------------------------------------------------------
my $page = 'docs/transparencyctl.1';
my $source = slurp_bytes($page);
my %page;
while ($source =~ /^\.Ss ([a-z]+)\n(.*?)(?=^\.S[sh] )/msg) {
    my ($command, $text) = ($1, $2);
    my @all = map { "-$_" } $text =~ /^\.It Fl (-?[a-z-]+)/mg;
    $page{$command} = { map { $_ => 1 } @all };
}
is_deeply \%page, \%help, 'each option of the help is in the manual page, and the other way round';
my ($synopsis) = $source =~ /^\.Sh SYNOPSIS\n(.*?)^\.Sh /ms;
my %synopsis;
for (split /^(?=\.Nm)/m, $synopsis) {
    my ($command) = /^\.Cm (\S+)/m or next;
    my @names = /\bFl (-?[a-z-]+)/g;
    $synopsis{$command} = { map { ("-$_" => 1) } @names };
}
is_deeply \%synopsis, \%help, 'and in its synopsis';
SKIP: {
    skip 'there is no groff here', 1 if system('command -v groff > /dev/null');
    is qx(groff -mdoc -Tutf8 -ww -z $page 2>&1), '', 'groff has nothing to complain of';
}
SKIP: {
    skip 'there is no mandoc here', 1 if system('command -v mandoc > /dev/null');
    is qx(mandoc -T lint -W warning $page 2>&1), '', 'nor has mandoc';
}

# --- wrong use ------------------------------------------------------------------------
my @wrong = ([], ['frobnicate'], ['check'], ['check', 'a', 'b'], ['check', '--strickt', 'a'], ['check', '--strict=1', 'a'],
    ['check', '--strict', '--strict', 'a'], ['show', 'a'], ['import'],
    ['check', '--minimum-cell', '-1', 'a'], ['show', '--minimum-cell=few', 'a', '/']);
for (@wrong) {
    my ($code, $said) = run_ctl(@$_);
    is $code, 2, "transparencyctl @$_: exit status 2";
    like $said, qr/\w/, '... and it says why';
}
is((run_ctl('check', 'htdocs/example/../nowhere'))[0], 3, 'no directory: exit status 3');
is((run_ctl('check', 'htdocs/example', '--strict'))[0], 0, 'options may stand last');
like((run_ctl('check', 'htdocs/example', '--minimum-cell=10'))[1], qr/: \d{2,} figures are hidden$/m, '--minimum-cell: how many are hidden');
like((run_ctl('show', '--minimum-cell', 10, 'htdocs/example', '/requests.csv'))[1], qr/,0,9,,,,suppressed,TransparencyMinimumCell 10,/, '... and how it looks');
is((run_ctl('show', 'htdocs/example', 'requests.csv'))[1], show('htdocs/example', '/requests.csv'), 'the slash before a path may be left out');
my $elsewhere = scratch_dir();
write_bytes("$elsewhere/2012.XML", '<transparency/>');
my ($exit, $text) = run_ctl('check', $elsewhere);
is $exit, 1, 'no file that counts: exit status 1';
like $text, qr/^\.: notice: 1 files that do not end in \.xml are not part of the record \[other-files\]\n\.: error: there is no file that ends in \.xml \[no-files\]\n/, '... and why';
is((run_ctl('check', '--', '--help'))[0], 3, 'behind -- nothing is an option');
SKIP: {
    skip 'there is no /dev/full here', 1 if !-c '/dev/full';
    my $ctl = ctl();
    is system("'$ctl' --help > /dev/full") >> 8, 3, 'a full disk: exit status 3';
}

# --- colours ------------------------------------------------------------------------------
my $dir = scratch_dir();
write_bytes("$dir/a.xml", qq{<transparency xmlns="urn:transparency-report:1" published="2013-03-21">\n  <definitoin id="x"/>\n</transparency>\n});
unlike((run_ctl('check', $dir))[1], qr/\x1b/, 'no colour where there is no terminal');
SKIP: {
    skip 'there is no script(1) here', 2 if system('command -v script > /dev/null');
    my $ctl = ctl();
    local $ENV{TERM} = 'xterm';
    local $ENV{NO_COLOR} = '';
    like qx(script -qec "'$ctl' check '$dir'" /dev/null < /dev/null), qr/:2:\d+: \x1b\[1;31merror:\x1b\[0m /, 'on a terminal there is';
    $ENV{NO_COLOR} = '1';
    unlike qx(script -qec "'$ctl' check '$dir'" /dev/null < /dev/null), qr/\x1b\[/, 'but with NO_COLOR';
}
done_testing;
