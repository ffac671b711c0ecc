#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Message numbers: each is used for one message and explained in docs/errors.md.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my %used;
for my $file (c_sources()) {
    my $text = code_of($file);
    while ($text =~ /^(.*)$/mg) {
        my $line = $1;
        next if $line =~ /^\s*#\s*define/;
        $used{sprintf 'TR%04d', $1}{$file}++ while $line =~ /\bTR_?LOGNO\s*\(\s*0*(\d+)\s*\)/g;
        $used{$1}{$file}++ while $line =~ /\b(TR\d{4})\b/g;
    }
}
plan skip_all => 'no source uses a message number' unless %used;

my @twice = map { my $n = $_; my $times = 0; $times += $_ for values %{ $used{$n} };
                  $times > 1 ? "$n: " . join(', ', sort keys %{ $used{$n} }) : () } sort keys %used;
none \@twice, 'each number stands at one place';

SKIP: {
    skip 'docs/errors.md does not exist', 1 unless -f 'docs/errors.md';
    my %explained = map { $_ => 1 } slurp('docs/errors.md') =~ /^#+ .*?\b(TR\d{4})\b/mg;
    same_names \%explained, \%used, 'docs/errors.md has a section for each and no other';
}
done_testing;
