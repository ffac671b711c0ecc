#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Links between the documents lead to files and headings that exist.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use Test::More;
use TransparencyDocs;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my @files = (glob('docs/*.md'), grep { -e } 'README.md');

# as the usual renderers make them
my %anchors;
sub anchors_of {
    my $file = shift;
    return $anchors{$file} //= do {
        my $text = slurp_utf8($file) =~ s/^```.*?^```$//gmsr;
        my %seen;
        while ($text =~ /^#+ +(.+?) *$/mg) {
            my $anchor = lc $1;
            $anchor =~ s/[^\w\- ]//g;
            $anchor =~ tr/ /-/;
            $anchor .= "-$seen{$anchor}" if $seen{$anchor}++;
            $seen{$anchor} //= 1;
        }
        $seen{$1} = 1 while $text =~ /<a (?:id|name)="([^"]+)"/g;
        \%seen;
    };
}

my $links = 0;
for my $file (@files) {
    my $text = slurp_utf8($file) =~ s/^```.*?^```$//gmsr;
    $text =~ s/`[^`\n]*`//g;
    my ($folder) = $file =~ m{^(.*/)?};
    $folder //= '';
    my @dead;
    while ($text =~ /\]\(([^)\s]+)\)/g) {
        my $target = $1;
        next if $target =~ m{^(?:https?|mailto):};
        $links++;
        my ($path, $anchor) = $target =~ /^([^#]*)(?:#(.*))?$/;
        my $to = length $path ? "$folder$path" : $file;
        1 while $to =~ s{[^/]+/\.\./}{};
        if (!-e $to) { push @dead, "$target: there is no $to" }
        elsif (defined $anchor && $to =~ /\.md$/ && !anchors_of($to)->{$anchor}) { push @dead, "$target: there is no such heading" }
    }
    is_deeply \@dead, [], "$file: every link leads somewhere";
}
cmp_ok $links, '>', 30, "$links links were followed";
done_testing;
