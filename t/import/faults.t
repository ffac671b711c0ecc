#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What is wrong with a file or a map is told with its place and what to write,
# all of it at once, and nothing is written.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $work = scratch_dir();

my $columns = <<'END';
    <column name="Country" is="country"/>
    <column name="Requests" is="figure"/>
    <column name="Share" is="percent" of="Requests" optional="yes"/>
    <column name="Form" is="word" blank="omit" optional="yes"><cell is="Search Warrant" means="search-warrant"/></column>
    <column name="Day" is="date" dates="m/d/yy | d/m/yy" optional="yes"/>
    <column name="Void" is="empty" optional="yes"/>
END
my $table = <<'END';
    <table>
      <requests id="mail-2013" service="mail" period="2013" absent="none">
        <from country="{Country}" demand="{Form}" source="{Day}">
          <received requests="{Requests}"/>
          <disclosed requests="{Share}"/>
        </from>
      </requests>
    </table>
END
sub map_of {
    my ($inside, $extra) = @_;
    $extra //= '';
    return <<"END";
<map xmlns="urn:transparency-report:map:1" publisher="example" xml:lang="en">
  <entities>
    <publisher id="example" name="Example Ltd"/>
    <service id="mail" name="Example Mail"/>
  </entities>
$extra  <file name="*.csv">
$inside  </file>
</map>
END
}

# said($map, $csv, @options): what the importer says; nothing must be written
my $count = 0;
sub said {
    my ($map, $csv, @options) = @_;
    $count++;
    my $out = scratch_dir();
    my $name = "t$count";
    utf8::encode(my $map_bytes = $map);
    write_bytes("$work/$name.xml", $map_bytes);
    if (defined $csv) {
        utf8::encode($csv) if utf8::is_utf8($csv);
        write_bytes("$work/$name.csv", $csv);
    }
    my ($status, $text) = run_ctl('import', '--map', "$work/$name.xml", '-o', $out, '--published', '2014-01-15', @options, "$work/$name.csv");
    utf8::decode($text);
    $text =~ s{\Q$work\E/t\d+}{T}g;
    my @left = (glob("$out/*"), glob("$out/.*.new"));
    return ($status, $text, scalar @left);
}

# wrong($name, $csv, @expected): each of the lines must be told
sub wrong {
    my ($name, $csv, @expected) = @_;
    my @options = ref $csv ? @$csv[1 .. $#$csv] : ();
    my ($status, $text, $left) = said(map_of($columns . $table), ref $csv ? $csv->[0] : $csv, @options);
    is $status, 1, "$name: exit status 1";
    is $left, 0, "$name: nothing is written";
    for my $line (@expected) {
        ok index($text, $line) >= 0, "$name: $line" or diag $text;
    }
    return $text;
}

my ($status, $text) = said(map_of($columns . $table), "Country,Requests\nGermany,1\n");
is $status, 0, 'the map itself is good' or diag $text;

# --- fields ---------------------------------------------------------------------------
wrong('an unknown country', "Country,Requests\nGermny,1\n", 'T.csv:2:1: error: "Germny" in column "Country" is no country that is known; nearest are DE (Germany)', '<alias name="Germny" country=".."/>', "    Germny,1\n    ^\n");
wrong('an ambiguous one', "Country,Requests\nGuinee,1\n", 'nearest are GN (Guinea)');
wrong('an empty cell', "Country,Requests\nGermany,\n", 'T.csv:2:9: error: the cell of column "Requests" is empty', 'blank="not-reported"');
wrong('blanks only', "Country,Requests\nGermany, \xc2\xa0\n", 'the cell of column "Requests" is empty');
wrong('a separator', "Country,Requests\nGermany,\"1,204\"\n", 'T.csv:2:9: error: "1,204" in column "Requests" is no figure; if it separates thousands, say thousands=","');
wrong('a band', "Country,Requests\nGermany,0 - 499\n", 'if it is a band, say band=" - "');
wrong('a small figure', "Country,Requests\nGermany,<10\n", 'say below="yes"');
wrong('a word', "Country,Requests\nGermany,n/a\n", '<cell is="..." means="..."/>');
wrong('a zero too many', "Country,Requests\nGermany,007\n", '"007" in column "Requests": ');
wrong('too large', "Country,Requests\nGermany,1000000000000000000\n", '"1000000000000000000" in column "Requests": ');
wrong('not a percentage', "Country,Requests,Share\nGermany,1,many\n", 'T.csv:2:11: error: "many" in column "Share" is no percentage');
wrong('more than all', "Country,Requests,Share\nGermany,1,101%\n", '"101%" in column "Share" is no percentage');
wrong('a share of nothing', "Country,Requests,Share\nGermany,0,50%\n", '50% of 0: there is no such share');
wrong('an unknown word', "Country,Requests,Form\nGermany,1,Search Warrent\n", '"Search Warrent" is not among the words of column "Form"', '(did you mean "Search Warrant"?)');
wrong('a day that is two', "Country,Requests,Day\nGermany,1,3/4/13\n", 'T.csv:2:11: error: "3/4/13" in column "Day" is one day as m/d/yy and another as d/m/yy');
wrong('no day', "Country,Requests,Day\nGermany,1,13/13/13\n", '"13/13/13" in column "Day" is no day');
wrong('a column that was empty', "Country,Requests,Void\nGermany,1,x\n", 'column "Void" holds "x", but the map says that it is empty');
wrong('a control character', "Country,Requests\nGerm\x01any,1\n", 'the character U+0001');
wrong('a figure twice', "Country,Requests\nGermany,1\nGermany,2\n", 'T.csv:3:1: error: received requests of DE in 2013 were already stated in line 2 [duplicate-figure]');

# --- rows and columns --------------------------------------------------------------------
wrong('a row too short', "Country,Requests\nGermany\n", 'T.csv:2:1: error: 1 fields under a header of 2 [ragged-row]');
wrong('a row too long', "Country,Requests\nGermany,1,\n", '3 fields under a header of 2');
wrong('an unknown column', "Country,Requests,Acounts\nGermany,1,2\n", 'T.csv:1:18: error: the map has no column "Acounts"', 'is="unused"');
wrong('a column twice', "Country,Requests,Requests\nGermany,1,2\n", 'T.csv:1:18: error: a second column "Requests"');
wrong('a missing column', "Country\nGermany\n", 'T.csv:1:1: error: there is no column "Requests"');
wrong('an empty file', '', 'there is no row that names the columns');
wrong('an open quote', "Country,Requests\n\"Germany,1\n", 'T.csv:2:1: error: this quotation mark is never closed');
wrong('a stray quote', "Country,Requests\nGer\"many,1\n", 'T.csv:2:4: error: a quotation mark inside a field');
wrong('text after a quote', "Country,Requests\n\"Germany\"x,1\n", 'T.csv:2:10: error: after the closing quotation mark');

# --- encodings -------------------------------------------------------------------------------
wrong('bytes that are not UTF-8', "Country,Requests\nT\xfcrkiye,1\n", 'T.csv:2:2: error: byte 0xfc is not UTF-8 here', '--encoding windows-1252');
wrong('UTF-16 cut in half', ["\xff\xfeC\x00o", '--encoding', 'utf-16'], 'is not UTF-16LE here');
wrong('UTF-16 without a mark', ["C\x00o\x00", '--encoding', 'utf-16'], 'has no byte-order mark');
($status, $text) = said(map_of($columns . $table, qq{  <aliases><alias name="CÃ´te d'Ivoire" country="CI"/></aliases>\n}), "Country,Requests\nCÃ´te d'Ivoire,1\n");
is $status, 0, 'a name that was mangled before it was published is taken when the map knows it';
like $text, qr/T\.csv:2:1: warning: "CÃ´te d'Ivoire" looks as if it had been decoded wrongly; nothing was mended/, 'but told of';

# --- all at once, up to a limit ---------------------------------------------------------------
my $many = "Country,Requests\n" . join '', map { "Nowhere $_,x\n" } 1 .. 30;
$text = wrong('sixty faults', $many, 'T.csv:2:1: error', 'T.csv:2:11: error', '... and 40 more like these', '60 errors, 0 warnings: nothing is written');
my @told = $text =~ /: error: /g;
is scalar @told, 20, 'twenty are told in full';

# --- maps ---------------------------------------------------------------------------------------
sub bad_map {
    my ($name, $map, @expected) = @_;
    my ($status, $text, $left) = said($map, "Country,Requests\nGermany,1\n");
    is $status, 1, "map, $name: exit status 1";
    is $left, 0, "map, $name: nothing is written";
    ok index($text, $_) >= 0, "map, $name: $_" or diag $text for @expected;
}
bad_map('no XML', '<map xmlns="urn:transparency-report:map:1"><file></map>', 'T.xml:1:', 'not well-formed XML');
bad_map('a DOCTYPE', "<!DOCTYPE map>\n<map/>", 'a DOCTYPE is not allowed');
bad_map('another namespace', '<map/>', 'T.xml:1:1: error: <map> is not of the namespace "urn:transparency-report:map:1"');
bad_map('another root', '<file xmlns="urn:transparency-report:map:1"/>', 'the first element is <file>, not <map>');
bad_map('no file', '<map xmlns="urn:transparency-report:map:1"/>', 'the map has no <file>');
bad_map('an unknown element', map_of("    <colunm/>\n$columns$table"), 'T.xml:7:5: error: <colunm> inside <file>');
bad_map('an unknown attribute', map_of($columns . $table =~ s/<table>/<table x="y">/r), '<table> has no attribute x');
bad_map('an unknown kind', map_of($columns . qq{    <column name="X" is="figur"/>\n} . $table), 'is="figur": a column is one of', '(did you mean "figure"?)');
bad_map('a column that is not there', map_of($columns . $table =~ s/\{Requests\}/{Request}/r), '{Request}: no <column> has this name', '(did you mean "Requests"?)');
bad_map('an open brace', map_of($columns . $table =~ s/\{Requests\}/{Requests/r), '{ is never closed');
bad_map('a column twice', map_of($columns . qq{    <column name="Country" is="text"/>\n} . $table), 'a second <column> called "Country"');
bad_map('another column that is not there', map_of($columns =~ s/of="Requests"/of="Reqests"/r . $table), 'of="Reqests" of column "Share": no <column> has this name');
bad_map('words without a list', map_of($columns . qq{    <column name="X" is="word"/>\n} . $table), 'a column of words lists them');
bad_map('unused without a reason', map_of($columns . qq{    <column name="X" is="unused"/>\n} . $table), 'must say why');
bad_map('a name without an end', map_of($columns . $table) =~ s/"\*\.csv"/"r-{year.csv"/r, 'name="r-{year.csv" has a { without a name and a } behind it');
bad_map('too many stars', map_of($columns . $table) =~ s/"\*\.csv"/"*a*b*c*"/r, 'name="*a*b*c*" has more than three stars');
bad_map('a directory', map_of($columns . $table) =~ s/"\*\.csv"/"in\/*.csv"/r, 'name="in/*.csv" has a slash');
bad_map('no table', map_of($columns), '<file> has no <table>');
bad_map('no id', map_of($columns . $table =~ s/ id="mail-2013"//r), '<requests> needs an id');
bad_map('a cell that says nothing', map_of($columns . qq{    <column name="X" is="figure"><cell is="1"/></column>\n} . $table), '<cell> says nothing');
bad_map('half a condition', map_of($columns . qq{    <column name="X" is="figure"><cell means="1" where="Country"/></column>\n} . $table), 'one does not go without the other');
bad_map('a wrong period', map_of($columns . qq{    <column name="X" is="figure"><cell means="1" in="2013-H3"/></column>\n} . $table), 'in="2013-H3": ');
bad_map('a wrong country', map_of($columns . $table, qq{  <aliases><alias name="X" country="UK"/></aliases>\n}), q{'UK' is not used for a jurisdiction: write 'GB'});
bad_map('dates', map_of($columns . qq{    <column name="X" is="date" dates="mm.dd"/>\n} . $table), 'dates="mm.dd": there are yyyy-mm-dd');
bad_map('what the record does not take', map_of($columns . $table =~ s/absent="none"//r), '[missing-attribute]');
bad_map('a row that nothing takes', map_of($columns . $table =~ s{(<from.*</from>)}{<rows where="Country" is="France">$1</rows>}sr), 'T.csv:2:1: error: no part of the map takes this row');
($status, $text) = run_ctl('import', '--map', "$work/t1.xml", "$work/t1.csv");
like $text, qr/error: nobody says when it is published: put --published/, 'nobody says when it is published';
write_bytes("$work/other.txt", "Country,Requests\n");
($status, $text) = run_ctl('import', '--map', "$work/t1.xml", '--published', '2014-01-15', "$work/other.txt");
like $text, qr/other\.txt: error: no <file> of .* has a name that fits/, 'a file that the map does not know';
done_testing;
