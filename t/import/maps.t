#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The maps that come along: the schema knows what the program knows, every map
# fits it, and the program reads each.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use XML::LibXML;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $work = scratch_dir();
is system("trang conf/maps/map.rnc $work/map.rng"), 0, 'trang reads the compact schema';
is slurp_bytes("$work/map.rng"), slurp_bytes('conf/maps/map.rng'), 'map.rng is made from map.rnc';
my @maps = sort glob 'conf/maps/*.xml';
my @examples = sort grep { slurp_bytes($_) =~ /<map / } glob 't/fixtures/import/*.xml';
cmp_ok scalar @maps, '>=', 5, scalar(@maps) . ' maps';
cmp_ok scalar @examples, '>=', 2, scalar(@examples) . ' examples';
is qx(jing -c conf/maps/map.rnc @maps @examples), '', 'each fits the schema';

# words that stand in the schema and in the code
my $rnc = slurp_bytes('conf/maps/map.rnc');
sub words { my $text = shift; return join ' ', sort $text =~ /"([\w-]+)"/g }
my $kinds = join '', slurp_bytes('mod_transparency/import/map.h') =~ /(#define TR_COLUMN_KINDS.*?)\n\n/s;
my ($in_schema) = $rnc =~ /attribute is \{(.*?)\}/s;
is words($in_schema), words($kinds), 'kinds of columns';
my ($encodings) = $rnc =~ /T\.encoding =(.*?)\n\n/s;
my ($in_code) = slurp_bytes('mod_transparency/import/encoding.c') =~ /encodings\[\] = \{(.*?)\n\};/s;
is words($encodings), join(' ', sort $in_code =~ /\{ "([\w-]+)"/g), 'encodings';

# what the manual says of each
my $manual = slurp_bytes('docs/importing.md');
for my $word (split ' ', words($in_schema)) { ok $manual =~ /^\| `$word` \|/m, "the manual tells of is=\"$word\"" }
for my $attribute ($rnc =~ /^\s+\(?attribute (?!xml)([\w-]+) \{/mg) { ok $manual =~ /`$attribute`|$attribute=/, "the manual tells of $attribute" }

# a map reads a file of its columns and nothing else
for my $path (grep { slurp_bytes($_) =~ /<map / } @maps) {
    my $map = XML::LibXML->load_xml(location => $path);
    my $x = XML::LibXML::XPathContext->new($map);
    $x->registerNs(m => 'urn:transparency-report:map:1');
    my $files = 0;
    for my $file ($x->findnodes('/m:map/m:file')) {
        my ($name) = split / \| /, $file->getAttribute('name');
        $name =~ s/\{year\}/2013/g;
        $name =~ s/\{\w+\}/1/g;
        $name =~ s/\*/x/g;
        my @headers = map { my ($h) = split / \| /, $_->getAttribute('name'); $h =~ /[",]/ ? "\"$h\"" : $h } $x->findnodes('m:column', $file);
        write_bytes("$work/$name", join(',', map { utf8::encode(my $h = $_); $h } @headers) . "\n");
        my ($status, $said) = run_ctl('import', '--replace', '--map', $path, '-o', $work, '--published', '2024-01-01', "$work/$name");
        is $status, 0, "$path: $name" or diag $said;
        $files++;
    }
    cmp_ok $files, '>', 0, "$path: $files kinds of files";
}
done_testing;
