#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The directives in the code, in docs/directives.md and in
# conf/transparency.conf are the same ones.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my @sources = grep { m{^mod_transparency/(?:httpd/config|render/settings)} } c_sources();
my %code;
for my $file (@sources) {
    my $text = code_of($file);
    $code{$1}++ while $text =~ /"(Transparency[A-Z]\w+)"/g;
    # in the command table's macros a name may be pasted together from its tail
    $code{$1}++ while $text =~ /\bAP_INIT_\w+\s*\(\s*"(Transparency\w+)"/g;
}
plan skip_all => 'there is no table of directives' unless @sources;

cmp_ok scalar keys %code, '>=', 3, 'the command table was found: ' . join ' ', sort keys %code;

my @sections = qw(Description Syntax Default Context Override Example);
SKIP: {
    my $file = 'docs/directives.md';
    skip "$file does not exist", 2 unless -f $file;
    my %docs;
    for my $part (split /^(?=## )/m, slurp($file)) {
        my ($name) = $part =~ /^## +`?(?:<a[^>]*><\/a>)?(Transparency\w+)/ or next;
        $docs{$name} = $part;
    }
    same_names \%docs, \%code, "$file describes every directive and no other";
    my @missing = map {
        my $name = $_;
        map { "$name: no $_" } grep { $docs{$name} !~ /\b$_\b/ } @sections;
    } sort keys %docs;
    none \@missing, 'each with ' . join ', ', @sections;
}
SKIP: {
    my $file = 'conf/transparency.conf';
    skip "$file does not exist", 1 unless -f $file;
    my %conf = map { $_ => 1 } slurp($file) =~ /^\s*#?\s*(Transparency[A-Z]\w+)\b/mg;
    same_names \%conf, \%code, "$file shows every directive and no other";
}
done_testing;
