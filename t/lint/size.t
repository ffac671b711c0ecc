#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Files under 600 lines, functions under 80.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my $file_limit = 600;
my $function_limit = 80;

# a generated file says so at its top
my @files = grep { substr(slurp($_), 0, 300) !~ /\bgenerated from\b/ } c_sources();
my @long = map { my $n = slurp($_) =~ tr/\n//; $n > $file_limit ? "$_: $n lines" : () } @files;
none \@long, "no file has over $file_limit lines";

SKIP: {
    my $version = qx(ctags --version 2>/dev/null);
    skip 'universal-ctags is not installed', 1 unless $version =~ /Universal Ctags/;
    my (%count, @functions);
    open my $ctags, '-|', 'ctags', '--languages=C', '--kinds-C=f', '--fields=+ne',
        '-f', '-', grep { /\.c$/ } @files or die "ctags: $!";
    while (<$ctags>) {
        my ($name, $file) = split /\t/;
        my ($line) = /\tline:(\d+)/;
        my ($end) = /\tend:(\d+)/ or next;
        push @functions, [$end - $line + 1, "$file:$line: $name"];
    }
    close $ctags;
    @functions = sort { $b->[0] <=> $a->[0] } @functions;
    my @too_long = map { "$_->[1]: $_->[0] lines" } grep { $_->[0] > $function_limit } @functions;
    none \@too_long, "no function has over $function_limit lines";
    my $n = @functions;
    my $over = sub { my $limit = shift; scalar grep { $_->[0] > $limit } @functions };
    diag "$n functions; over 20 lines: ", $over->(20), '; over 60: ', $over->(60),
        '; the longest: ', join ', ', map { "$_->[1] ($_->[0])" } grep { defined } @functions[0 .. 2];
}
done_testing;
