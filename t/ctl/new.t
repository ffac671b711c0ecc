#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl new: files that are a record as they stand, and never in the place of others.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

my $scratch = scratch_dir();
my $dir = "$scratch/record";
my ($code, $said) = run_ctl('new', $dir);
is $code, 0, 'a new record' or diag $said;
my @files = glob "$dir/*.xml";
is scalar(@files), 2, "files: @files";
($code, my $checked) = run_ctl('check', '--strict', $dir);
is $code, 0, 'check --strict takes it as it is' or diag $checked;
like $checked, qr/: 0 errors, 0 warnings$/m, '... without a word';
ok !(grep { slurp_bytes($_) =~ /\@[A-Z]+\@/ } @files), 'no placeholder is left';

# each mark is printed with its line, and each line printed has a mark
my $marks = 0;
$marks += () = slurp_bytes($_) =~ /FILL IN: /g for @files;
my @lines = $said =~ /^(.+:\d+): fill in: \S/mg;
cmp_ok scalar @lines, '>', 8, scalar(@lines) . ' places to fill in';
my @wrong;
for (@lines) {
    my ($file, $line) = /^(.+):(\d+)$/;
    push @wrong, $_ unless ((split /\n/, slurp_bytes($file))[$line - 1] // '') =~ /FILL IN: /;
}
is "@wrong", '', '... are where they are said to be';
is scalar @lines, $marks, '... and are all';

# what a first report needs
my %rows = map { $_ => rows_of($dir, "/$_.csv") } qw(requests publishers services inventory questions definitions);
ok @{ $rows{$_} }, "/$_ has rows" for sort keys %rows;
my %status = map { $_->{status} => 1 } @{ $rows{requests} };
ok $status{$_}, "a figure that is $_" for qw(reported not-reported not-collected band);

# never in the place of something
my %before = map { $_ => slurp_bytes($_) } @files;
write_bytes($files[0], 'mine');
is((run_ctl('new', $dir))[0], 3, 'again in the same directory: refused');
is slurp_bytes($files[0]), 'mine', '... and nothing is overwritten';
is((run_ctl('new', $files[0]))[0], 3, 'a file is no directory');
mkdir "$scratch/empty";
is((run_ctl('new', "$scratch/empty"))[0], 0, 'an empty directory will do');
is slurp_bytes("$scratch/empty/report.xml"), $before{"$dir/report.xml"}, '... with the same files';
done_testing;
