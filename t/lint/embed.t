#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What is compiled in is what stands in htdocs/.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my %made = (
    'mod_transparency/render/builtin.c'  => 'mod_transparency/embed.pl .',
    'htdocs/icon.png'                    => 'mod_transparency/icon.pl',
    'mod_transparency/intl/builtin.c'    =>
        'mod_transparency/intl/builtin.pl htdocs/lang',
    'mod_transparency/ctl/skeleton.c'    =>
        'mod_transparency/ctl/skeleton.pl mod_transparency/ctl/skeleton',
    'mod_transparency/intl/catalog_en.c' =>
        'mod_transparency/intl/catalog_en.pl htdocs/lang/en.xml',
);
for my $file (sort keys %made) {
    my $now = qx($^X $made{$file});
    is $?, 0, "$made{$file} runs";
    ok $now eq slurp($file),
        "$file is what it makes; else run: perl $made{$file} > $file";
}
done_testing;
