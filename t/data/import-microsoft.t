#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Microsoft's reports of 2012 and 2013: what the map makes of them says the same.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyImport;

my $data = "$ENV{TR_SHARED_DATA}/microsoft";
my $dir = scratch_dir();
import_ok('conf/maps/microsoft.xml', $dir, '--published', '2013-03-21', "$data/microsoft-2012-excluding-skype.csv",
    "$data/microsoft-2012-press-figures.csv", '--published', '2014-03-06', "$data/microsoft-lerr-2013.csv");
check_strict($dir);
is system('jing', '-c', 'conf/transparency.rnc', glob "$dir/*.xml"), 0, 'the files are valid';

my %service = (combined => 'microsoft', skype => 'skype');
my %column = ('received requests' => 'requests', 'received accounts' => 'accounts_specified',
    'disclosed requests content' => 'disclosed_content', 'disclosed requests non-content' => 'disclosed_noncontent',
    'no-data requests' => 'no_data_found', 'rejected requests' => 'rejected');
sub key { my $r = shift; return join ' ', grep { $_ ne '' } $r->{measure}, $r->{unit}, $r->{data} }

my $cells = rows_of($dir, '/requests.csv?period=2013-H1..2013-H2');
my $raw = raw_rows("$data/microsoft-lerr-2013.csv");
for my $key (sort keys %column) {
    same_sums(sums_by([grep { key($_) eq $key } @$cells], sub { "$_[0]{service} $_[0]{period} $_[0]{country}" }, sub { $_[0]{value} }),
        sums_by($raw, sub { "$service{ $_[0]{section} } $_[0]{period} " . code($_[0]{country_as_published}) }, sub { $_[0]{ $column{$key} } }), "2013, $key");
}
is_deeply [map { "$_->{country} $_->{value} $_->{flags}" } grep { $_->{measure} eq 'pending' } @$cells], ['US 1 derived'], 'the one request that is open is marked as computed';

# what the server computes of it
my %sum = map { ("$_->{service} $_->{period}" => $_->{refused} || $_->{min}) }
    @{ rows_of($dir, '/requests.csv?by=service,period&measure=received&unit=requests&period=2013-H1..2013-H2') };
is $sum{'skype 2013-H1'}, 3_509, 'the sum of Skype is the one that was published';
is $sum{'microsoft 2013-H2'}, 35_083, 'the sum of the second half-year is the one that was published';
my $both = rows_of($dir, '/requests.csv?by=period&measure=received&unit=requests&period=2013-H1')->[0];
like $both->{refused}, qr/^tables-overlap/, 'Skype is not added to what includes it';
my ($gb) = grep { $_->{service} eq 'microsoft' } @{ rows_of($dir, '/requests.csv?country=GB&period=2013-H1&measure=received&unit=requests') };
is $gb->{value}, (grep { $_->{section} eq 'combined' && $_->{period} eq '2013-H1' && $_->{country_as_published} eq 'United Kingdom' } @$raw)[0]{requests}, 'the United Kingdom';

my $year = rows_of($dir, '/requests.csv?period=2012&service=microsoft-without-skype');
my @joined = grep { $_->{table} eq 'microsoft-2012' } @$year;
my %total; $total{ key($_) } += $_->{value} for grep { $_->{value} ne '' } @joined;
is_deeply \%total, { 'received requests' => 70_665, 'received accounts' => 122_015, 'disclosed requests' => 57_946 }, 'the sums of 2012 are those that were published';
is_deeply [map { "$_->{country} $_->{country_published} $_->{value}" } grep { $_->{country_published} =~ /Korea/ && key($_) eq 'received requests' } @joined],
    ['KR North Korea 616'], 'North Korea of the source is South Korea, and is kept as printed';

# the press: every row is one cell
my $press = raw_rows("$data/microsoft-2012-press-figures.csv");
my @pressed = grep { $_->{table} =~ /press/ } @{ rows_of($dir, '/requests.csv') };
is scalar @pressed, scalar @$press, 'the press: all figures';
is_deeply [sort map { "$_->{source} $_->{min}" } @pressed], [sort map { "$_->{source} " . ($_->{value} =~ /^(\d+)/)[0] } @$press], 'the press: with their sources';
is_deeply [map { "$_->{min} $_->{max} $_->{status} $_->{text_published}" } grep { $_->{demand} eq 'nsl' } @pressed], ['0 999 band 0-999'], 'letters are a band, kept as printed';
is_deeply [sort map { "$_->{period} $_->{country} $_->{value}" } grep { $_->{measure} eq 'guidance' } @pressed], ['2012-H2  501', '2012-H2 CH 10', '2012-H2 GB 40'], 'guidance was counted for half a year only';
done_testing;

my %codes;
sub code {
    if (!%codes) {
        while (<DATA>) { chomp; my ($name, $code) = /^(.*) (..)$/ or next; $codes{$name} = $code }
    }
    return $codes{ $_[0] } // die "no code for $_[0]";
}
__DATA__
Argentina AR
Australia AU
Austria AT
Belarus BY
Belgium BE
Brazil BR
British Virgin Islands VG
Bulgaria BG
Canada CA
Chile CL
China CN
Colombia CO
Costa Rica CR
Croatia HR
Czech Republic CZ
Denmark DK
Dominican Republic DO
Ecuador EC
Egypt EG
El Salvador SV
Estonia EE
Finland FI
France FR
French Polynesia PF
French Southern Territories TF
Germany DE
Greece GR
Guatemala GT
Hong Kong HK
Hungary HU
Iceland IS
India IN
Ireland IE
Israel IL
Italy IT
Japan JP
Korea KR
Korea Republic Of KR
Latvia LV
Liechtenstein LI
Lithuania LT
Luxembourg LU
Malta MT
Mexico MX
Moldova MD
Monaco MC
Netherlands NL
New Zealand NZ
North Korea KR
Norway NO
Panama PA
Paraguay PY
Peru PE
Poland PL
Portugal PT
Qatar QA
Russia RU
Russian Federation RU
Sierra Leone SL
Singapore SG
Slovakia SK
Slovenia SI
South Africa ZA
South Korea KR
Spain ES
Sweden SE
Switzerland CH
Taiwan TW
Taiwan Province Of China TW
Thailand TH
Trinidad and Tobago TT
Turkey TR
Ukraine UA
United Kingdom GB
United States US
Uruguay UY
Venezuala VE
Venezuela VE
