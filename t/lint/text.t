#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What must stand in every file, and what in none.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my @files = project_files();
cmp_ok scalar @files, '>', 20, scalar(@files) . ' files were read';

# a licence text speaks for itself; data and generated formats take no comment
my $source = qr{\.(?:c|h|pl|pm|pms|t|sh|js|mjs|py|ac|m4)$|^bootstrap$|^\.ci/run$|^t/TEST$|^t/bench/run$}x;
my $binary = qr{\.(?:png|ico|gz|br|woff2?|bin|xz|pdf)$|^t/fuzz/corpus/}x;
# written so that this file does not name them itself
my $unfinished = join '|', map { join '', @$_ } ['TO', 'DO'], ['FIX', 'ME'], ['X', 'XX'];
my $somebodys_folder = qr{(?<![\w.\$\}/-])/(?:home/\w|root/|Users/\w|wor[k]/|tmp/tea[m]\b)};

my (@unfinished, @no_licence, @paths, @whitespace, @encoding);
for my $file (grep { $_ !~ $binary && $_ ne 'COPYING' } @files) {
    my $text = slurp($file);
    push @no_licence, $file
        if $file =~ $source && substr($text, 0, 400) !~ /SPDX-License-Identifier: Apache-2\.0/;
    push @encoding, $file unless utf8::decode(my $copy = $text);
    my $number = 0;
    for (split /\n/, $text) {
        $number++;
        push @unfinished, "$file:$number" if /\b(?:$unfinished)\b(?!X)/o && $file =~ m{^(?:mod_transparency|t|conf|docs|htdocs|bootstrap|README)};
        push @paths, "$file:$number: $_" if $_ =~ $somebodys_folder;
        push @whitespace, "$file:$number" if /[ \t]\r?$/ && $file =~ /\.(?:c|h|pm|t|sh|am)$/;
    }
}
none \@no_licence, 'every source names its licence';
none \@unfinished, 'nothing is marked as unfinished';
none \@paths, 'no path of one particular machine';
none \@whitespace, 'no blanks at line ends';
none \@encoding, 'everything is UTF-8';

my @not_executable = grep { !-x } grep { m{^t/.*\.(?:t|sh)$} || /^(?:bootstrap|\.ci\/run)$/ || m{^t/(?:TEST|bench/run)$} } @files;
none \@not_executable, 'every test and script is executable';
done_testing;
