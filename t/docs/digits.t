#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The table of digits in docs/directives.md, against pages in these languages.
# Another ICU may write otherwise, and then says so: what is compared is the
# digits it has, or Latin ones where the document says that this may be. Then the
# words of the catalogs.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;
use TransparencyDocs;

my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my $ctl = $ENV{TRANSPARENCYCTL} or plan skip_all => 'TRANSPARENCYCTL is not set';

my $dir = tempdir(CLEANUP => 1);
open my $file, '>:encoding(UTF-8)', "$dir/a.xml" or die $!;
print $file <<'XML';
<transparency xmlns="urn:transparency-report:1" published="2012-12-31" xml:lang="en">
<publisher id="p" name="P"/><service id="s" name="S" publisher="p"/>
<requests id="t" service="s" publisher="p" period="2012" absent="none"><title>T</title>
<from country="GB"><received requests="1234567" accounts="9999"/><disclosed requests="50.5%"/></from></requests>
</transparency>
XML
close $file or die $!;

# without marks of direction, all blanks alike
sub plain { return shift =~ s/[\x{61c}\x{200e}\x{200f}]//gr =~ s/[\x{a0}\x{202f}]/ /gr }

# as a newer CLDR has it: Latin digits and their marks
sub latin { return shift =~ tr/٠-٩٬٫٪/0-9,.%/r }

my ($section) = slurp_utf8('docs/directives.md') =~ /^## TransparencyLanguages\n(.*?)^## /ms;
my @rows = map { [ map { s/^\s+|\s+$|`//gr } split /\|/, $_ ] } $section =~ /^\|( `[\w-]+` \|.*)\|$/mg;
is scalar @rows, 11, 'eleven languages';
for my $row (@rows) {
    my ($tag, @want) = @$row;
    open my $said, '-|:encoding(UTF-8)', $ctl, 'show', $dir, "/requests.$tag.html" or die $!;
    my $page = plain(do { local $/; <$said> });
    close $said or die "transparencyctl: $?";
    for my $text (@want) {
        my @may = $tag eq 'ar' ? ($text, latin($text)) : ($text);
        ok scalar(grep { $page =~ /(?<![\d٠-٩۰-۹])\Q$_\E(?![\d٠-٩۰-۹])/ } @may), "$tag: $text";
    }
}

# The words around them: where pages have other digits, Latin ones stand only in
# what is typed or quoted as it is. Arabic may have either: there are none at all.
my $as_is = qr/\d{4}-\d\d-\d\d\S*|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT|18 U\.S\.C\. 2703\(d\)|SHA-256|UTF-8|&#\w+;/;
for my $tag (qw(ar fa)) {
    my %words = slurp_utf8("htdocs/lang/$tag.xml") =~ m{<message id="([^"]+)">([^<]*)</message>}g;
    cmp_ok scalar keys %words, '>', 500, "$tag: words";
    is_deeply [ grep { $words{$_} =~ s/$as_is//gr =~ ($tag eq 'ar' ? qr/\p{Nd}/ : qr/[0-9]/) } sort keys %words ], [], '... without digits of another language';
}
done_testing;
