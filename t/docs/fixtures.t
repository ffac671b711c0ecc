#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The small records under t/fixtures/records are what they are meant to be: the
# good ones are valid, each broken one is refused, by the schema where a schema
# can see the fault.  TRANSPARENCYCTL names a binary that then reads them too.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use Test::More;
use XML::LibXML;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $top = 't/fixtures/records';
my $schema = 'conf/transparency.rnc';

# Faults of sums, calendars and repetition, which no schema can see.
my %unseen = map { $_ => 1 } qw(bad-date bad-figure-backwards bad-period-backwards bad-period-day
    control-character declared-encoding duplicate-id figure-twice outcomes-do-not-add-up
    period-outside unknown-country);

my @records = grep { -d && !m{/broken} } glob "$top/*";
my @good = map { glob "$_/*.xml" } @records;
my @broken = glob "$top/broken/*.xml";
my @together = glob "$top/broken-together/*";
cmp_ok scalar @records, '>=', 35, scalar(@records) . ' records';
for my $n (1 .. 25) {
    my $name = sprintf 'acid-%02d-', $n;
    is scalar(grep { m{/$name} } @records), 1, "$name is there";
}
is qx(jing -c $schema @good), '', 'the good ones are valid';
is qx(jing -c $schema @{[ map { glob "$_/*.xml" } @together ]}), '', 'and those that are wrong together only';

cmp_ok scalar @broken, '>=', 35, scalar(@broken) . ' broken files';
# a file of the tree is UTF-8, so this one is made here
my $tmp = tempdir(CLEANUP => 1);
spew("$tmp/not-utf8.xml", slurp("$top/absent-none/record.xml") =~ s/name="Example"/name="Exempl\xe9"/r);
push @broken, "$tmp/not-utf8.xml";

# a document type is never handed to a parser that would follow it
my @asked = grep { slurp($_) !~ /<!DOCTYPE/ } @broken;
is scalar(@broken) - scalar(@asked), 2, 'two have a document type';
my %ill = map { my $file = $_; eval { XML::LibXML->load_xml(string => slurp($file), no_network => 1); 1 } ? () : ($file => 1) } @asked;
is join(' ', sort map { m{([^/]+)\.xml$} } keys %ill), 'empty mismatched-tag not-utf8 truncated', 'some are no XML at all';
my @well = grep { !$ill{$_} } @asked;
my $said = qx(jing -c $schema @well 2>&1);
for my $file (@well) {
    my ($name) = $file =~ m{([^/]+)\.xml$};
    my ($why) = $said =~ /^[^\n]*\Q$file\E(?::\d+)*: ([^\n]{0,80})/m;
    is defined $why ? 0 : 1, $unseen{$name} ? 1 : 0, "the schema and $name" . (defined $why ? ": $why" : '');
}
is_deeply [grep { !-e "$top/broken/$_.xml" } sort keys %unseen], [], 'the list of unseen faults names files';
for my $file (grep { !m{/(?:empty|not-utf8)\.xml$} } @broken, @good) {
    like slurp($file), qr/^<\?xml [^>]*>\n<!-- SPDX/, "$file says what it is";
}

if (my $ctl = $ENV{TRANSPARENCYCTL}) {
    for my $dir (@records) {
        my $said = qx($ctl check $dir 2>&1);
        is $?, 0, "transparencyctl accepts $dir" or diag $said;
    }
    for my $dir (@together) {
        my $said = qx($ctl check $dir 2>&1);
        # to leave out why a fact differs makes it no less published
        $dir =~ /missing-correction/ ? like $said, qr/correction/, "transparencyctl asks for the reason in $dir"
            : isnt $?, 0, "transparencyctl refuses $dir";
    }
    for my $file (@broken) {
        my $dir = tempdir(CLEANUP => 1);
        copy($file, $dir) or die "$file: $!";
        my $said = qx($ctl check $dir 2>&1);
        isnt $?, 0, "transparencyctl refuses $file";
        like $said, qr/error/, 'and says why';
    }
}
done_testing;

sub slurp { open my $in, '<:raw', $_[0] or die "$_[0]: $!"; local $/; return scalar(<$in>) // '' }
sub spew { open my $out, '>:raw', $_[0] or die "$_[0]: $!"; print $out $_[1]; close $out or die $! }
