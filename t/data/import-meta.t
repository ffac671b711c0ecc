#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Facebook, later Meta: 21 half-years and the first one as it was first published.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyImport;

my $data = "$ENV{TR_SHARED_DATA}/meta-facebook";
my @files = sort glob "$data/PRPL-*.csv";
is scalar @files, 21, '21 half-years';
my $dir = scratch_dir();
my @arguments = ('--published', '2013-08-27', "$data/original-2013-H1.csv", '--published', '2024-03-01', @files);
my $said = import_ok('conf/maps/meta.xml', $dir, @arguments);
unlike $said, qr/warning/, 'no warning is left: what is odd is named in the map';
check_strict($dir);
is system('jing', '-c', 'conf/transparency.rnc', glob "$dir/*.xml"), 0, 'the files are valid';
my %before = map { $_ => slurp_bytes($_) } glob "$dir/*.xml";
import_ok('conf/maps/meta.xml', $dir, @arguments);
is_deeply { map { $_ => slurp_bytes($_) } glob "$dir/*.xml" }, \%before, 'importing again gives the same bytes';

# columns of counts: name => measure, unit, demand
my %process = ('Search Warrant' => 'search-warrant', 'Subpoena' => 'subpoena', 'Court Order (Other)' => 'other-court-order',
    'Court Order (18 USC 2703(d))' => 'order-2703d', 'Pen Register/Trap and Trace' => 'pen-register', 'Title III' => 'wiretap',
    'Emergency Disclosures' => 'emergency-disclosure', 'MLAT Search Warrant' => 'mlat-search-warrant', 'MLAT Order' => 'mlat-order',
    'FISA Content Requests' => 'fisa-content', 'FISA Non-Content Requests' => 'fisa-non-content', 'NSLs' => 'nsl');
my %count = ('Total Requests' => 'received requests ', 'Total Requests Accounts' => 'received accounts ',
    'Legal Process Request Total' => 'received requests legal-process', 'Legal Process Request Total Accounts' => 'received accounts legal-process',
    'Emergency Request Total' => 'received requests emergency', 'Emergency Request Total Accounts' => 'received accounts emergency',
    'Number of Requests Where Some Data Produced' => 'disclosed requests ', 'Legal Number of Requests Where Some Data Produced' => 'disclosed requests legal-process',
    'ER Number of Requests Where Some Data Produced' => 'disclosed requests emergency',
    'Preservation Requests' => 'received requests preservation', 'Preservation Accounts Preserved' => 'preserved accounts preservation',
    'Takedown reports' => 'received requests restriction', 'Content Restricted' => 'restricted items restriction',
    'Content Restrictions' => 'restricted items restriction', 'Internet Disruptions' => 'disrupted times ');
my %share = ('Total Requests Percentage' => ['disclosed ', 'Total Requests'], 'Legal Process Request Total Percentage' => ['disclosed legal-process', 'Legal Process Request Total'],
    'Emergency Request Total Percentage' => ['disclosed emergency', 'Emergency Request Total'], 'Percent Witheld' => ['restricted restriction', 'Takedown reports']);
for my $name (keys %process) {
    $count{$name} = "received requests $process{$name}";
    $count{"$name Accounts"} = "received accounts $process{$name}";
    $share{"$name Percentage"} = ["disclosed $process{$name}", $name];
}

my $cells = rows_of($dir, '/requests.csv');
my $record = sums_by($cells, sub { "$_[0]{period} $_[0]{measure} $_[0]{unit} $_[0]{demand}" }, sub { $_[0]{percent} eq '' ? $_[0]{value} : undef });
my $record_share = sums_by($cells, sub { "$_[0]{period} $_[0]{measure} $_[0]{demand}" }, sub { $_[0]{percent} });
my (%file, %file_share, %rows);
for my $path (@files) {
    my ($period) = $path =~ /(\d{4}_H\d)/;
    $period =~ tr/_/-/;
    for my $row (@{ raw_rows($path) }) {
        $rows{$period}++;
        for my $name (grep { $count{$_} } keys %$row) {
            defined(my $value = number($row->{$name})) or next;
            my $sum = $file{"$period $count{$name}"} //= [0, 0];
            $sum->[0] += $value;
            $sum->[1]++;
        }
        for my $name (grep { $share{$_} } keys %$row) {
            my ($key, $of) = @{ $share{$name} };
            defined(my $value = percent($row->{$name})) or next;
            next if ($row->{$of} // '') eq '0';     # a share of nothing is none
            my $sum = $file_share{"$period $key"} //= [0, 0];
            $sum->[0] += $value;
            $sum->[1]++;
        }
    }
}
same_sums($record, \%file, 'counts by half-year, measure, unit and demand');
same_sums($record_share, \%file_share, 'percentages by half-year, measure and demand');

# what the server adds up
for my $query (['', ' '], ['&demand=legal-process', ' legal-process'], ['&demand=preservation', ' preservation']) {
    my %sum = map { ($_->{period} => $_) } @{ rows_of($dir, "/requests.csv?by=period&measure=received&unit=requests$query->[0]") };
    my @differ = grep { my $f = $file{"$_ received requests$query->[1]"}; $f && $f->[1] == $rows{$_} && $sum{$_}{value} ne $f->[0] } sort keys %rows;
    my @compared = grep { my $f = $file{"$_ received requests$query->[1]"}; $f && $f->[1] == $rows{$_} } keys %rows;
    cmp_ok scalar @compared, '>=', 11, 'complete half-years' . $query->[1];
    is_deeply \@differ, [], 'the server adds them up as the file does' . $query->[1];
}
my %total = map { ($_->{period} => $_) } @{ rows_of($dir, '/requests.csv?by=period&measure=received&unit=requests') };
is_deeply [@{ $total{'2013-H1'} }{qw(min max status)}], [$file{'2013-H1 received requests '}[0] + 11_000, $file{'2013-H1 received requests '}[0] + 12_000, 'band'], 'a band goes through to the sum';
is $total{'2013-H2'}{status}, 'at-least', 'a missing figure makes the sum "at least"';
is $total{'2013-H2'}{missing_by_status}, 'not-reported:1', 'and is counted';

sub one { my %want = @_; return grep { my $r = $_; !grep { $r->{$_} ne $want{$_} } keys %want } @$cells }
my ($us) = one(period => '2013-H1', country => 'US', measure => 'received', unit => 'requests', demand => '');
is join(' ', @$us{qw(min max status text_published)}), '11000 12000 band 11,000 - 12,000', 'United States, 2013 H1: a band, as printed';
my ($rate) = one(period => '2013-H1', country => 'US', measure => 'disclosed', demand => '');
is join(' ', @$rate{qw(min max percent)}), '8635 9540 79', '79 % of it: 8,635 to 9,540';
my ($gb) = grep { $_->{percent} ne '' } one(period => '2021-H2', country => 'GB', measure => 'disclosed', demand => '');
is join(' ', @$gb{qw(percent flags note_ids)}), '89 unusual derived facebook-rate', 'United Kingdom, 2021 H2: 89 % is marked'
    or diag join ' ', @$gb{qw(percent flags note_ids)};
my ($code) = one(country => 'x-somaliland', period => '2017-H2', measure => 'received', unit => 'requests', demand => '');
ok $code, 'Somaliland has a code of its own';
is scalar(grep { $_->{status} eq 'not-reported' && $_->{period} eq '2016-H1' && $_->{measure} eq 'preserved' } @$cells), 102 - 78, 'preservation: an empty cell is no 0';

# as first published
my $first = rows_of($dir, '/version/20130827000000/requests.csv');
my $original = raw_rows("$data/original-2013-H1.csv");
same_sums(sums_by($first, sub { "$_[0]{measure} $_[0]{unit}" }, sub { $_[0]{percent} eq '' ? $_[0]{value} : $_[0]{percent} }),
    { 'received requests' => sums_by($original, sub { 1 }, sub { number($_[0]{'Requests for User Data'}) })->{1},
      'received accounts' => sums_by($original, sub { 1 }, sub { number($_[0]{'User Accounts Referenced'}) })->{1},
      'disclosed requests' => sums_by($original, sub { 1 }, sub { percent($_[0]{'Percentage of requests where some data produced'}) })->{1} }, 'as first published');
is_deeply [map { $_->{text_published} } grep { $_->{country} eq 'AL' && $_->{percent} ne '' } @$first], ['83.00%'], '83.00% is 83 %, and kept as printed';
done_testing;
