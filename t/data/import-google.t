#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Google: the export of today, and three earlier ones as editions of the same tables.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyImport;

my $data = $ENV{TR_SHARED_DATA};
my $dir = scratch_dir();
# the days are not known but for the year: the last one is taken
my @exports = (['2014-05', '2014-05-31'], ['2017-h1', '2017-12-31'], ['2018-h1', '2018-12-31']);
my @arguments = ((map { ('--published', $_->[1], "$data/google-revisions/export-$_->[0].csv") } @exports),
    '--published', '2024-03-01', sort glob "$data/google/*.csv");
my $said = import_ok('conf/maps/google.xml', $dir, @arguments);
unlike $said, qr/warning/, 'no warning';
check_strict($dir);
is system('jing', '-c', 'conf/transparency.rnc', glob "$dir/*.xml"), 0, 'the files are valid';
my %before = map { $_ => slurp_bytes($_) } glob "$dir/*.xml";
import_ok('conf/maps/google.xml', $dir, reverse_files(@arguments));
is_deeply { map { $_ => slurp_bytes($_) } glob "$dir/*.xml" }, \%before, 'again, in another order: the same bytes';

# --- requests by country and process, in each of the four editions -----------------
my %demand = ('All' => '', '' => '', 'Search Warrants' => 'search-warrant', 'Subpoenas' => 'subpoena', 'Other Court Orders' => 'other-court-order',
    'Pen Register Orders' => 'pen-register', 'Wiretap Orders' => 'wiretap', 'Court Orders' => 'irish-court-order', 'Police Requests' => 'police-request',
    'Other Legal Requests' => 'other-legal', 'Emergency Disclosure Requests' => 'emergency', 'Preservation Requests' => 'preservation',
    'Requests for data of local subsidiary' => 'local-subsidiary', 'CLOUD ACT - OPOs' => 'cloud-act-opo', 'CLOUD Act - IPA CDRs' => 'cloud-act-ipa-cdr',
    'Legal Requests' => 'other-legal', 'Other' => 'other-legal', 'Emergency Disclosures' => 'emergency', 'Search Warrant' => 'search-warrant',
    'Subpoena' => 'subpoena', 'Pen Register Order' => 'pen-register', 'Wiretap Order' => 'wiretap');
sub half { my ($y, $m) = @_; return "$y-H" . ($m <= 6 ? 1 : 2) }
sub period {
    my $day = shift;
    return half($1, $2) if $day =~ /^(\d{4})-(\d\d)-\d\d$/;
    my ($a, $b, $y) = $day =~ m{^(\d+)/(\d+)/(\d\d)$} or die $day;
    return half("20$y", $a > 12 ? $b : $a);
}
sub tidy {      # the four headers as one
    my $row = shift;
    my %r = %$row;
    my ($process) = grep { defined } @r{'Legal Process', 'LegalProcess'};
    return { period => period($r{'Period Ending'} // $r{PeriodEnding}), country => ($r{'CLDR Territory Code'} // $r{CLDRTerritoryCode}) || 'x-un',
        demand => $demand{$process} // die("process $process"), requests => $r{'User Data Requests'} // $r{UserDataRequests},
        accounts => $r{Accounts} // $r{'Users/Accounts Specified'} // $r{UsersSpecified},
        share => $r{'Percentage disclosed'} // $r{PercentageRequestsDataProduced} // $r{'Percentage of requests where some data produced'} };
}
my @editions = ((map { ["/version/" . ($_->[1] =~ tr/-//dr) . '000000', "$data/google-revisions/export-$_->[0].csv"] } @exports),
    ['', "$data/google/google-global-user-data-requests.csv"]);
my %file;
for my $edition (@editions) {
    my ($version, $path) = @$edition;
    my @rows = map { tidy($_) } @{ raw_rows($path, $path =~ /201[47]/ ? 'windows-1252' : undef) };
    $file{$version} = { map { ("$_->{period} $_->{country} $_->{demand}" => $_) } @rows };
    is scalar keys %{ $file{$version} }, scalar @rows, 'no row stands twice in ' . ($version || 'the newest');
    my @cells = grep { $_->{table} =~ /^google-(?:user-data|preservation)-/ } @{ rows_of($dir, "$version/requests.csv") };
    my $key = sub { "$_[0]{period} $_[0]{country} $_[0]{demand}" };
    for my $unit (qw(requests accounts)) {
        my @of = grep { $_->{measure} eq 'received' && $_->{unit} eq $unit } @cells;
        same_sums(sums_by(\@of, $key, sub { $_[0]{value} }), sums_by(\@rows, $key, sub { $_[0]{$unit} }), "$version $unit, every cell");
        is scalar(grep { $_->{status} eq 'not-reported' } @of), scalar(grep { $_->{$unit} eq '' } @rows), "$version $unit: empty cells are not reported, never 0";
    }
    my @share = grep { $_->{measure} eq 'disclosed' } @cells;
    same_sums(sums_by(\@share, $key, sub { $_[0]{percent} }),
        sums_by(\@rows, $key, sub { my $r = shift; $r->{requests} eq '0' ? undef : percent($r->{share}) }), "$version percentages, every cell");
    is_deeply [grep { $_->{status} ne 'not-applicable' } grep { $_->{demand} eq 'preservation' } @share], [], "$version: preservation has no rate, and says so";
}

# --- what was changed without a word ------------------------------------------------------
my $corrections = rows_of($dir, '/corrections.csv');
my %changed = map { ("$_->{cell} @{[substr $_->{edition}, 0, 10]}" => $_) } @$corrections;
sub change { my $c = $changed{ $_[0] } or return 'nothing'; return "$c->{change} $c->{old_value}/$c->{old_status} -> $c->{new_value}/$c->{new_status}" }
my %want = (
    'google-user-data-2009-h2.2009-h2.ar.received.accounts 2024-03-01' => 'value /not-reported -> 0/reported',
    'google-user-data-2017-h2.2017-h2.ru.received.requests.demand:other-legal 2024-03-01' => 'value 330/reported -> 291/reported',
    'google-user-data-2017-h2.2017-h2.ru.received.requests.demand:local-subsidiary 2024-03-01' => 'added / -> 40/reported',
    'google-user-data-2017-h1.2017-h1.us.received.requests.demand:wiretap 2024-03-01' => 'value 10/reported -> 1/reported',
    'google-user-data-2017-h2.2017-h2.us.received.requests.demand:wiretap 2024-03-01' => 'removed 4/reported -> /');
is change($_), $want{$_}, $_ for sort keys %want;
is scalar(grep { $_->{reason} eq '' || $_->{text} eq '' } @$corrections), 0, 'every change has a reason';

# every difference of a number between two exports, found here by comparing the files
my @differ;
for my $i (1 .. $#editions) {
    my ($old, $new) = map { $file{ $_->[0] } } @editions[$i - 1, $i];
    my $on = $i < @exports ? $exports[$i][1] : '2024-03-01';
    for my $key (keys %$old) {
        my ($period, $country, $demand) = split / /, $key, -1;
        my $table = ($demand eq 'preservation' ? 'google-preservation-' : 'google-user-data-') . lc $period;
        for my $unit (qw(requests accounts)) {
            my ($was, $is) = map { $_->{$key} ? $_->{$key}{$unit} : 'gone' } $old, $new;
            next if $was eq $is;
            my $cell = lc("$table.$period.$country.received.$unit") . ($demand ne '' ? ".demand:$demand" : '') . " $on";
            my $got = change($cell);
            my $expected = $is eq 'gone' ? 'removed ' . ($was eq '' ? '/not-reported' : "$was/reported") . ' -> /'
                : 'value ' . join ' -> ', map { $_ eq '' ? '/not-reported' : "$_/reported" } $was, $is;
            push @differ, "$cell: $got, not $expected" if $got ne $expected;
            $want{$cell} = $expected;
        }
    }
}
cmp_ok scalar keys %want, '>', 90, keys(%want) . ' figures differ between exports';
is_deeply \@differ, [], 'each of them is a correction';

# --- customers of the cloud, mutual legal assistance ------------------------------------------
my $cells = rows_of($dir, '/requests.csv');
my %service = ('Google Workspace' => 'google-workspace', GSUITE => 'google-workspace', GCP => 'google-cloud');
my @cloud = grep { $_->{service} ne 'google' && $_->{demand} ne 'diplomatic' } @$cells;
my $enterprise = raw_rows("$data/google/google-enterprise-data-requests.csv");
my $key = sub { my $r = shift; return join ' ', period($r->{'Period Ending'}), $service{ $r->{Product} }, $r->{'CLDR Territory Code'}, $demand{ $r->{'Legal Process'} } };
my $cell_key = sub { join ' ', @{ $_[0] }{qw(period service country demand)} };
for my $what (['received', 'requests', 'Enterprise Cloud customer requests'], ['received', 'customers', 'Enterprise Cloud customers']) {
    my ($measure, $unit, $name) = @$what;
    same_sums(sums_by([grep { $_->{measure} eq $measure && $_->{unit} eq $unit } @cloud], $cell_key, sub { $_[0]{value} }), sums_by($enterprise, $key, sub { $_[0]{$name} }), $name);
}
same_sums(sums_by([grep { $_->{measure} eq 'disclosed' } @cloud], $cell_key, sub { $_[0]{percent} }), sums_by($enterprise, $key, sub { percent($_[0]{'Percentage disclosed'}) }), 'customers, percentages');

my %code = ('United States' => 'US', Ireland => 'IE', '' => '');
my @mlat = grep { $_->{demand} eq 'diplomatic' } @$cells;
is_deeply [grep { $_->{channel} ne 'mlat' } @mlat], [], 'they came by mutual legal assistance';
same_sums(sums_by([grep { $_->{service} eq 'google' } @mlat], sub { join ' ', @{ $_[0] }{qw(period country via)} }, sub { $_[0]{value} }),
    sums_by(raw_rows("$data/google/google-global-user-data-dlr-requests.csv"), sub { my $r = shift; join ' ', period($r->{'Period Ending'}), $r->{'CLDR Territory Code'}, $code{ $r->{'Assisting Country'} } },
        sub { $_[0]{'User Data Diplomatic Legal requests'} }), 'mutual legal assistance');
same_sums(sums_by([grep { $_->{service} ne 'google' } @mlat], sub { join ' ', @{ $_[0] }{qw(kind period via)} }, sub { $_[0]{value} }),
    sums_by(raw_rows("$data/google/google-enterprise-data-dlr-requests.csv"), sub { my $r = shift; join ' ', ($r->{'Country/Region of Origin'} eq '' ? 'stated-total' : 'published'), period($r->{'Period Ending'}), $code{ $r->{'Assisting Country'} } },
        sub { $_[0]{'Enterprise Diplomatic Legal requests'} }), 'mutual legal assistance, customers');

# --- national security --------------------------------------------------------------------------
for my $kind (['nsl', 'letters'], ['fisa-content', 'requests'], ['fisa-non-content', 'requests']) {
    my ($demand, $unit) = @$kind;
    my $raw = raw_rows("$data/google/google-usnationalsecurity-$demand-requests.csv");
    for my $end (['min', 'MIN'], ['max', 'MAX']) {
        for my $of ([$unit, 'requests'], ['accounts', 'accounts']) {
            same_sums(sums_by([grep { $_->{demand} eq $demand && $_->{unit} eq $of->[0] } @$cells], sub { $_[0]{period} }, sub { $_[0]{ $end->[0] } }),
                sums_by($raw, sub { period($_[0]{'Reporting period ending date'}) }, sub { $_[0]{"Number of $of->[1] (range $end->[1])"} }), "$demand $of->[0] $end->[0]");
        }
    }
}
my $letters = rows_of($dir, '/requests.csv?by=country&demand=nsl&unit=letters&measure=received&period=2021-H2..2022-H1')->[0];
is "$letters->{min} $letters->{max}", '508 1498', 'bands are added as bands: 8 to 499 and 500 to 999';
my $released = rows_of($dir, '/law.csv');
my @letters = grep { join(' ', values %$_) =~ /NSL-/ } @$released;
is scalar(@letters), scalar @{ raw_rows("$data/google/google-usnationalsecurity-nsl-requests-released.csv") }, 'every letter that was released'
    or diag explain $released->[0];

# --- what the server adds up -------------------------------------------------------------------------
my %sum = map { ("$_->{period} $_->{country}" => $_) } @{ rows_of($dir, '/requests.csv?by=country,period&measure=received&unit=requests&service=google&demand=legal-process&period=2019-H1..2023-H1') };
my %raw;
for my $row (values %{ $file{''} }) {
    next if $row->{demand} =~ /^(?:|emergency|preservation)$/ || $row->{period} lt '2019';
    $raw{"$row->{period} $row->{country}"}{sum} += $row->{requests} || 0;
    $raw{"$row->{period} $row->{country}"}{rows}++;
}
is_deeply [grep { $sum{$_}{min} != $raw{$_}{sum} } grep { $sum{$_}{min} ne '' } sort keys %raw], [], 'legal process by country and half-year';
cmp_ok scalar(grep { ($sum{$_}{min} // '') ne '' } keys %raw), '>', 500, 'of more than 500 countries and half-years';

# names that drift are one country
my %names = map { ($_->{country_published} => 1) } grep { $_->{country} eq 'TR' } @{ rows_of($dir, '/version/20181231000000/requests.csv?country=TR') };
is_deeply [sort keys %names], [''], 'Turkey was Turkey then';
is_deeply [map { $_->{country_published} } grep { $_->{period} eq '2013-H2' && $_->{country} eq 'CI' && $_->{unit} eq 'accounts' } @{ rows_of($dir, '/version/20140531000000/requests.csv?country=CI') }],
    ["C\x{cc}\x{ab}te d\x{2030}\x{db}\x{aa}Ivoire"], 'a name whose letters were broken is kept as it was published';
done_testing;

sub reverse_files {
    my (@pairs, $published);
    while (@_) {
        my $word = shift;
        if ($word eq '--published') { $published = shift }
        else { unshift @pairs, '--published', $published, $word }
    }
    return @pairs;
}
