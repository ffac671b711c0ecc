#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A filter means the same in every format: the rows of /requests with that
# value, no more and no less; grouped rows are what can be added up.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use Text::CSV ();
use TransparencyTest;
use TransparencyContract;

served();

sub rows_of_csv {
    my $r = shift;
    my $csv = Text::CSV->new({ binary => 1, eol => "\r\n", auto_diag => 2 });
    open my $in, '<', \$r->{body} or die $!;
    my $names = $csv->getline($in);
    my @rows;
    while (my $row = $csv->getline($in)) {
        my %row;
        @row{@$names} = @$row;
        push @rows, \%row;
    }
    return ($names, \@rows);
}
sub csv_of { my $r = get("$mount$_[0]"); die "$_[0]: $r->{status}" unless $r->{status} == 200; return rows_of_csv($r) }

my ($names, $all) = csv_of('/requests.csv');
cmp_ok @$all, '>', 100, 'there are figures';
like join(',', @$names), qr/^\Q@{[
    'id,kind,publisher,service,report,table,edition,period,period_start,period_end,country,country_name,'
    . 'country_published,via,channel,authority,requester,demand,identifier,data,measure,basis,notice,unit,'
    . 'value,min,max,percent,percent_of,rounding,status,reason,flags,text_published,note_ids,note,source' ]}\E(?:,|$)/,
    'the columns that never change come first';
my %id = map { $_->{id} => $_ } @$all;
is keys %id, @$all, 'every cell has an id of its own';

# --- every value that occurs, in every column that filters -------------------
for my $column (qw(country service publisher measure unit)) {
    my (@wrong, %count);
    $count{ $_->{$column} }++ for @$all;
    delete $count{''};
    my @values = sort keys %count;
    @values = @values[map { int($_ * @values / 12) } 0 .. 11] if @values > 12;
    for my $value (@values) {
        my (undef, $rows) = csv_of("/requests.csv?$column=$value");
        my %got = map { $_->{id} => 1 } @$rows;
        my @lost = grep { $_->{$column} eq $value && !$got{ $_->{id} } } @$all;
        push @wrong, "$value: " . @lost . ' of its rows are missing' if @lost;
        # a service's parts are below it: rows of other values must be of those
        push @wrong, "$value: rows of others" if $column ne 'service'
            && $column ne 'measure' && $column ne 'unit' && grep { $_->{$column} ne $value } @$rows;
        push @wrong, "$value: rows that do not exist" if grep { !$id{ $_->{id} } } @$rows;
    }
    none_wrong(\@wrong, "$column=: the rows with that value");
}

# --- several -----------------------------------------------------------------
{
    my (undef, $gb) = csv_of('/requests.csv?country=GB');
    my (undef, $us) = csv_of('/requests.csv?country=US');
    my (undef, $both) = csv_of('/requests.csv?country=GB,US');
    is @$both, @$gb + @$us, 'two values are both';
    my (undef, $and) = csv_of('/requests.csv?country=GB&unit=accounts');
    my @want = grep { $_->{country} eq 'GB' && $_->{unit} eq 'accounts' } @$all;
    is @$and, @want, 'two parameters are one inside the other';
    my (undef, $range) = csv_of('/requests.csv?period=2013..2013');
    my @wrong = grep { $_->{period_start} lt '2013-01-01' || $_->{period_end} gt '2013-12-31' } @$range;
    ok @$range && !@wrong, 'a range of periods has those inside it';
}

# --- the same in JSON, NDJSON ------------------------------------------------
for my $query ('', '?country=GB', '?period=2013-H1&measure=received', '?by=country', '?by=period,measure') {
    my ($columns, $csv) = csv_of("/requests.csv$query");
    my $json = json_of(get("$mount/requests.json$query"));
    my $rows = $json->{rows} || [];
    is @$rows, @$csv, "requests$query: as many rows in JSON as in CSV";
    my @lines = split /\n/, get("$mount/requests.ndjson$query")->{body};
    is @lines, @$csv, '... and in NDJSON';
    my @wrong;
    for my $i (0 .. ($#$csv < $#$rows ? $#$csv : $#$rows)) {
        for my $column (@$columns) {
            my ($a, $b) = ($csv->[$i]{$column}, $rows->[$i]{$column});
            $b = '' unless defined $b;
            $b = join ' ', @$b if ref $b eq 'ARRAY';
            push @wrong, "row $i, $column: $a in CSV, $b in JSON" if $a ne $b;
        }
    }
    none_wrong(\@wrong, '... with the same values');
}

# --- items are filters of their own dimension --------------------------------
{
    my (undef, $item) = csv_of('/countries/gb.csv');
    my (undef, $filter) = csv_of('/requests.csv?country=GB');
    is_deeply [ map { $_->{id} } @$item ], [ map { $_->{id} } @$filter ], '/countries/gb is country=GB';
    my $r = get("$mount/countries/gb.csv?country=US");
    cmp_ok $r->{status}, '>=', 400, '... and cannot be asked for another country';
}

# --- pages of HTML and Markdown ----------------------------------------------
{
    my $r = get("$mount/requests.html?page=2");
    is $r->{status}, 200, 'a second page';
    isnt $r->{body}, get("$mount/requests.html")->{body}, '... with other rows';
    my $far = get("$mount/requests.html?page=99999");
    ok $far->{status} == 404 || $far->{status} == 200, '... and far behind the end no crash';
    is get("$mount/requests.csv?page=2")->{body}, get("$mount/requests.csv")->{body},
        'CSV is whole whatever the page' if get("$mount/requests.csv?page=2")->{status} == 200;
}

# --- no order of parameters changes anything ---------------------------------
all_equal({ map { ($_ => get("$mount/requests.csv?$_")->{body}) }
            'country=GB&measure=received&service=skype', 'service=skype&measure=received&country=GB',
            'measure=received&country=GB&service=skype', 'country=gb&measure=received&service=skype' },
          'the order and case of parameters change no byte');

done_testing;
