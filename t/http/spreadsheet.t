#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# ?for=spreadsheet: a byte order mark, and no text that a spreadsheet would run
# as a formula; numbers, also negative ones, stay numbers.  The plain CSV is
# faithful to the byte.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use Text::CSV ();
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'sheet', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
</Location>
CONF
my @texts = ('=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', 'harmless', "a,b \"c\" ; d", '1234');
my $xml = small_record(figures => { GB => 12 }, extra => join '', map {
    my $text = $texts[$_];
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    $text =~ s/"/&quot;/g;
    qq{<requests id="r$_" service="mail" period="201$_" absent="not-reported">}
    . qq{<note id="n$_"><text>$text</text></note>}
    . qq{<from country="US"><received requests="$_" note="n$_" printed="$text"/></from></requests>\n}
} 0 .. $#texts);
my $file = $server->write_record('record', 'a.xml' => $xml) . '/a.xml';
age($file);
$server->start(path => "$mount/requests.csv");

sub rows {
    my $bytes = shift;
    my $csv = Text::CSV->new({ binary => 1, eol => "\r\n", auto_diag => 2 });
    open my $in, '<', \$bytes or die $!;
    my @names = @{ $csv->getline($in) };
    my @rows;
    while (my $row = $csv->getline($in)) { my %row; @row{@names} = @$row; push @rows, \%row }
    return @rows;
}

my $plain = $server->get("$mount/requests.csv");
my $sheet = $server->get("$mount/requests.csv?for=spreadsheet");
is $sheet->{status}, 200, 'there is such a variant';
unlike $plain->{body}, qr/\A\xef\xbb\xbf/, 'the plain one has no byte order mark';
ok $sheet->{body} =~ s/\A\xef\xbb\xbf//, 'this one has';
isnt header($sheet, 'ETag'), header($plain, 'ETag'), 'it has a tag of its own';

my @plain = rows($plain->{body});
my @sheet = rows($sheet->{body});
is @sheet, @plain, 'it has the same rows';
cmp_ok scalar(@plain), '>=', 8, 'and they are all there';

my (@faithful, @harmful, @changed);
my %seen;
for my $i (0 .. $#plain) {
    for my $column (sort keys %{ $plain[$i] }) {
        my ($a, $b) = ($plain[$i]{$column}, $sheet[$i]{$column});
        $seen{$a} = 1;
        push @harmful, "$column: $b" if $b =~ /^[=+\-@\t\r\n]/ && $b !~ /^[-+]?\d+(?:\.\d+)?$/;
        next if $a eq $b;
        push @changed, "$column: $a became $b" unless $b eq "'$a" && $a =~ /^[=+\-@\t\r\n]/;
    }
}
push @faithful, grep { !$seen{$_} } @texts[0, 1, 2, 3];
none_wrong(\@faithful, 'the plain one has every text as it was written');
none_wrong(\@harmful, 'no text begins like a formula');
none_wrong(\@changed, 'nothing else is changed');
is_deeply [ map { "$_->{value} $_->{min} $_->{max}" } @sheet ], [ map { "$_->{value} $_->{min} $_->{max}" } @plain ],
    'numbers are untouched';
cmp_ok $server->get("$mount/requests.json?for=spreadsheet")->{status}, '>=', 400, 'JSON has no such variant';
cmp_ok $server->get("$mount/requests.csv?for=dinner")->{status}, '>=', 400, 'and there is no other';
$server->stop;

done_testing;
