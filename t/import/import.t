#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl import on small files with the quirks of published ones: what
# comes out, encodings, editions, and that nothing is written half or changed.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use Encode qw(decode encode);
use File::Basename qw(basename);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $in = 't/fixtures/import';
my @quirks = ('--published', '2013-09-01', "$in/quirks-2013_H1.csv", '--published', '2014-03-01', "$in/quirks-2013_H2.csv");

# --- what comes out -----------------------------------------------------------------
my $dir = scratch_dir();
my $said = import_ok("$in/quirks.xml", $dir, @quirks);
like $said, qr{^\Q$dir\E/quirks-2013_H1\.xml: \Q$in\E/quirks-2013_H1\.csv, 9 rows, 27 figures, published 2013-09-01$}m, 'it says what it wrote';
is slurp_bytes("$dir/$_"), slurp_bytes("$in/expected/$_"), "$_ is as expected" for map { basename($_) } glob "$in/expected/*.xml";
is system('jing', '-c', 'conf/transparency.rnc', glob "$dir/*.xml"), 0, 'the files are valid';
check_strict($dir);
is_deeply [glob "$dir/.*.new"], [], 'no temporary file is left';
my $csv = rows_of($dir, '/requests.csv?period=2013-H1');
my %cell = map { ("$_->{country} $_->{measure} $_->{unit}" => $_) } @$csv;
sub cell { my $c = $cell{ $_[0] } or return 'nothing'; return join '|', map { $c->{$_} } qw(value min max status text_published) }
is cell('GB received requests'), '1268|1268|1268|reported|1,268', 'a number with a separator';
is cell('TR received requests'), '|0|9|band|', 'below ten' if $cell{'TR received requests'}{status} eq 'band';
is cell('US received requests'), '|11000|12000|band|11000 - 12000', 'a band';
is cell('x-west-island received requests'), '|||not-collected|-', 'a hyphen';
is cell('NA received requests'), '|||withheld-policy|k. A.', 'words of the publisher, and Namibia';
is cell('CI disclosed requests'), '|||not-applicable|0%', 'a share of nothing';
is $cell{'x-un received requests'}{note_ids}, 'some-closed', 'a mark of a footnote';
is_deeply [grep { $_->{value} eq '0' && $_->{text_published} eq '' && $_->{country} ne 'CI' && $_->{percent} ne '0' } @$csv], [], 'nothing became 0';

# --- encodings and line ends ----------------------------------------------------------
my $text = decode('UTF-8', slurp_bytes("$in/quirks-2013_H1.csv"));
my %as = (
    'UTF-8 with byte-order mark' => ["\x{feff}$text", 'UTF-8'],
    'UTF-16, little end first' => ["\x{feff}$text", 'UTF-16LE'],
    'UTF-16, big end first' => ["\x{feff}$text", 'UTF-16BE'],
    'windows-1252, declared' => [$text, 'cp1252', '--encoding', 'windows-1252'],
    'utf-16le, declared' => [$text, 'UTF-16LE', '--encoding', 'utf-16le'],
    'CR LF' => [$text =~ s/\n/\r\n/gr, 'UTF-8'],
    'CR' => [$text =~ s/\n/\r/gr, 'UTF-8'],
    'no line end at the end' => [$text =~ s/\n\z//r, 'UTF-8'],
);
for my $name (sort keys %as) {
    my ($variant, $encoding, @options) = @{ $as{$name} };
    my ($from, $to) = (scratch_dir(), scratch_dir());
    write_bytes("$from/quirks-2013_H1.csv", encode($encoding, $variant));
    import_ok("$in/quirks.xml", $to, '--published', '2013-09-01', @options, "$from/quirks-2013_H1.csv");
    is slurp_bytes("$to/quirks-2013_H1.xml"), slurp_bytes("$in/expected/quirks-2013_H1.xml"), "$name: the same file";
}

# --- published files are not changed -----------------------------------------------------
my $before = slurp_bytes("$dir/quirks-2013_H1.xml");
like import_ok("$in/quirks.xml", $dir, @quirks), qr/, as it was$/m, 'again: it is as it was';
is slurp_bytes("$dir/quirks-2013_H1.xml"), $before, 'to the byte';
write_bytes("$dir/quirks-2013_H2.xml", 'something else');
unlink "$dir/quirks-2013_H1.xml";
like import_fails("$in/quirks.xml", $dir, @quirks), qr{quirks-2013_H2\.xml: error: .*--replace}, 'what is there is not overwritten';
ok !-e "$dir/quirks-2013_H1.xml", 'and nothing else is written either';
is slurp_bytes("$dir/quirks-2013_H2.xml"), 'something else', 'it is left alone';
import_ok("$in/quirks.xml", $dir, '--replace', @quirks);
is slurp_bytes("$dir/quirks-2013_H1.xml"), $before, '--replace writes it';
is((run_ctl('import', '--map', "$in/quirks.xml", '-o', "$dir/nowhere", @quirks))[0], 3, 'a directory that is not there: exit status 3');
is((run_ctl('import', '--map', "$in/nowhere.xml", @quirks))[0], 3, 'a map that is not there: exit status 3');
like join(' ', run_ctl('import', '--map', 'nobody', @quirks)), qr{^3 .*/share/mod_transparency/conf/maps/nobody\.xml: No such file}s, 'a word is a map that came along';
is((run_ctl('import', @quirks))[0], 2, 'no map: exit status 2');
is((run_ctl('import', '--map', "$in/quirks.xml", '--published', 'soon', "$in/quirks-2013_H1.csv"))[0], 2, 'no instant: exit status 2');

# --- editions --------------------------------------------------------------------------------
my $editions = scratch_dir();
my @all = ('--published', '2016-01-15', "$in/all-2015.csv", '--published', '2015-01-15', "$in/all-2014.csv");
import_ok("$in/editions.xml", $editions, "$in/all-2013.csv", @all);
check_strict($editions);
my %xml = map { (basename($_) => slurp_bytes($_)) } glob "$editions/*.xml";
like $xml{'all-2013.xml'}, qr/published="2014-01-15".*requests="not-reported"/s, 'the map says when the first was published; an empty cell is no 0';
like $xml{'all-2014.xml'}, qr/id="mail-2013-h1".*<correction reason="other">Exported again\.<\/correction>/s, 'the second corrects what differs';
unlike $xml{'all-2014.xml'}, qr/id="mail-2013-h2"/, 'and does not repeat what is the same';
unlike $xml{'all-2015.xml'}, qr/<correction|mail-2014-h1|mail-2013-h1/, 'adding a row needs no correction';
like $xml{'all-2015.xml'}, qr/mail-2013-h2.*GH/s, 'but is an edition';
my @changes = map { "$_->{change} $_->{cell} $_->{old_status} $_->{new_value}" } @{ rows_of($editions, '/corrections.csv') };
is_deeply [grep { /2013-h1/ } @changes], ['value mail-2013-h1.2013-h1.na.received.requests not-reported 0'], 'blank to 0 is a correction';
(my $silent = slurp_bytes("$in/editions.xml")) =~ s{<correction.*</correction>}{};
write_bytes("$editions/silent.map", $silent);
like import_fails("$editions/silent.map", scratch_dir(), "$in/all-2013.csv", @all),
    qr{all-2014\.csv:2:1: error: requests mail-2013-h1 differs from what an earlier file says}, 'without <correction> it is refused';
my $same = scratch_dir();
write_bytes("$same/all-2016.csv", slurp_bytes("$in/all-2015.csv"));
like import_ok("$in/editions.xml", $same, "$in/all-2013.csv", @all, '--published', '2017-01-15', "$same/all-2016.csv"), qr/all-2016\.csv: says nothing that earlier files do not say/, 'a file without news writes nothing';
ok !-e "$same/all-2016.xml", 'indeed';

# --- several imports into one directory ---------------------------------------------------------
my $shared = scratch_dir();
write_bytes("$shared/all-2013.csv", slurp_bytes("$in/all-2013.csv"));
write_bytes("$shared/all-2014.csv", "Period ending,Country,Code,Requests\n2014-12-31,Ghana,GH,1\n");
import_ok("$in/editions.xml", $shared, '--published', '2015-01-15', "$shared/all-2013.csv");
import_ok("$in/editions.xml", $shared, '--published', '2015-01-15', "$shared/all-2014.csv");
check_strict($shared);
like slurp_bytes("$shared/all-2013.xml"), qr/<publisher/, 'the first names the publisher';
unlike slurp_bytes("$shared/all-2014.xml"), qr/<publisher|<service/, 'the second does not publish it once more at the same instant';
my %apart = map { $_ => slurp_bytes($_) } glob "$shared/*.xml";
like import_ok("$in/editions.xml", $shared, '--published', '2015-01-15', "$shared/all-$_.csv"), qr/, as it was$/m, "all-$_ again: the same bytes" for 2014, 2013;
write_bytes("$shared/all-2012.csv", "Period ending,Country,Code,Requests\n2012-12-31,Ghana,GH,1\n");
import_ok("$in/editions.xml", $shared, '--published', '2012-01-15', "$shared/all-2012.csv");
check_strict($shared);
like slurp_bytes("$shared/all-2012.xml"), qr/<publisher/, 'one that is published before names it again';
like import_ok("$in/editions.xml", $shared, '--published', '2015-01-15', "$shared/all-2013.csv"), qr/, as it was$/m, 'the first is still what it was';
(my $renamed = slurp_bytes("$in/editions.xml")) =~ s/name="Example Ltd"/name="Another Ltd"/;
write_bytes("$shared/other.map", $renamed);
write_bytes("$shared/all-2011.csv", "Period ending,Country,Code,Requests\n2011-12-31,Ghana,GH,1\n");
import_ok("$shared/other.map", $shared, '--published', '2016-01-15', "$shared/all-2011.csv");
like slurp_bytes("$shared/all-2011.xml"), qr/<publisher id="example" name="Another Ltd"/, 'other words are not left out';
done_testing;
