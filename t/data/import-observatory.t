#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# One record of what Google, Meta, Apple and Microsoft published: it is taken,
# nothing of one publisher changes the sums of another, and what it costs.
use strict;
use warnings FATAL => 'all';
use Test::More;
use Time::HiRes qw(time);
use TransparencyImport;

my $data = $ENV{TR_SHARED_DATA};
my $dir = scratch_dir();
my %alone = map { $_ => scratch_dir() } qw(google meta apple microsoft);
my %files = (
    google => [(map { ('--published', $_->[1], "$data/google-revisions/export-$_->[0].csv") } ['2014-05', '2014-05-31'], ['2017-h1', '2017-12-31'], ['2018-h1', '2018-12-31']),
        '--published', '2024-03-01', sort glob "$data/google/*.csv"],
    meta => ['--published', '2013-08-27', "$data/meta-facebook/original-2013-H1.csv", '--published', '2024-03-01', sort glob "$data/meta-facebook/PRPL-*.csv"],
    apple => ['--published', '2024-03-01', sort glob "$data/apple/*.csv"],
    microsoft => ['--published', '2013-03-21', "$data/microsoft/microsoft-2012-excluding-skype.csv", "$data/microsoft/microsoft-2012-press-figures.csv",
        '--published', '2014-03-06', "$data/microsoft/microsoft-lerr-2013.csv"],
);
my $started = time;
for my $company (sort keys %files) {
    import_ok("conf/maps/$company.xml", $dir, @{ $files{$company} });
    import_ok("conf/maps/$company.xml", $alone{$company}, @{ $files{$company} });
}
diag sprintf 'all files imported twice in %.1f s', time - $started;

$started = time;
my $said = check_strict($dir);
my ($figures, $editions) = $said =~ /(\d+) figures, (\d+) editions/;
my $seconds = time - $started;
cmp_ok $figures, '>', 70_000, "$figures figures";
is $editions, 7, 'seven instants of publication';
my $memory = -x '/usr/bin/time' ? (split ' ', qx(/usr/bin/time -f %M @{[ctl()]} check '$dir' 2>&1 >/dev/null))[-1] / 1024 : 0;
diag sprintf '%d figures of %d files read, checked and built in %.2f s with %.0f MiB at most', $figures, scalar(my @all = glob "$dir/*.xml"), $seconds, $memory;

# every publisher's cells are those of its own record
sub lines { my (undef, @lines) = split /\r\n/, show(@_, '/requests.csv'); return @lines }
my @here = lines($dir);
my $cells = 0;
for my $company (sort keys %alone) {
    my @own = sort(lines($alone{$company}));
    my @of = sort grep { /^[^,"]*,[^,"]*,$company,/ } @here;
    $cells += @own;
    ok "@own" eq "@of", "$company: " . scalar(@own) . ' figures are the same as in a record of its own';
}
is scalar @here, $cells, "$cells figures are served, and no other one";

# sums, made of the files in another way
my %want;
for my $path (sort glob "$data/meta-facebook/PRPL-*.csv") {
    my ($y, $h) = $path =~ /(\d{4})_(H\d)/;
    next if $y == 2013;
    $want{"meta $y-$h"} += number($_->{'Total Requests'}) for @{ raw_rows($path) };
}
$want{"microsoft 2013-H2"} = 35_083;
for my $row (@{ raw_rows("$data/google/google-global-user-data-requests.csv") }) {
    my ($y, $m) = $row->{'Period Ending'} =~ /^(\d{4})-(\d\d)/;
    next if $y < 2019;     # before, 'All' may hold what the bands hold: the server refuses
    $want{"google $y-H" . ($m > 6 ? 2 : 1)} += $row->{'User Data Requests'} || 0;
}
# Google's other tables of the same periods: mutual legal assistance, and orders and letters as bands
for my $row (@{ raw_rows("$data/google/google-global-user-data-dlr-requests.csv") }) {
    my ($y, $m) = $row->{'Period Ending'} =~ /^(\d{4})-(\d\d)/;
    $want{"google $y-H" . ($m > 6 ? 2 : 1)} += $row->{'User Data Diplomatic Legal requests'};
}
for my $kind (qw(fisa-content fisa-non-content)) {
    for my $row (@{ raw_rows("$data/google/google-usnationalsecurity-$kind-requests.csv") }) {
        my ($y, $m) = $row->{'Reporting period ending date'} =~ /^(\d{4})-(\d\d)/;
        $want{"google $y-H" . ($m > 6 ? 2 : 1)} += $row->{'Number of requests (range MIN)'} if $y >= 2019;
    }
}
my %got = map { my $r = $_; my %p = (facebook => 'meta', microsoft => 'microsoft', google => 'google'); (($p{ $r->{service} } // $r->{service}) . " $r->{period}" => $r) }
    @{ rows_of($dir, '/requests.csv?by=period,service&measure=received&unit=requests&period=2013-H2..2023-H1') };
my @differ = map { "$_: " . ($got{$_}{min} // 'nothing') . ", not $want{$_}" } grep { ($got{$_}{min} // '') ne $want{$_} } sort keys %want;
is_deeply \@differ, [], scalar(keys %want) . ' sums by company and half-year';
done_testing;
