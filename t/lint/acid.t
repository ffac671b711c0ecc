#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Each of the 25 acid tests of transparency data is named by a test ("acid N: ...").
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my @tests = grep { m{^t/.*\.(?:c|t)$} && $_ ne 't/lint/acid.t' } project_files();
my %named;
for my $file (@tests) {
    my $text = $file =~ /\.c$/ ? code_of($file) : slurp($file);
    push @{ $named{$_} }, $file for $text =~ /["'{]acid (\d+): /g;
}
for my $n (1 .. 25) {
    my %files = map { $_ => 1 } @{ $named{$n} || [] };
    ok %files, "acid $n: " . (join(', ', sort keys %files) || 'no test names it');
    my $whole = grep { m{^t/unit/test_acid_\d+\.c$} } keys %files;
    ok $whole, "acid $n goes through the whole library";
}
is_deeply [grep { $_ < 1 || $_ > 25 } sort keys %named], [], 'no test names another one';
done_testing;
