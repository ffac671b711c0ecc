#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Apple: eleven files, one for each class of request.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyImport;

my $data = "$ENV{TR_SHARED_DATA}/apple";
my @files = sort glob "$data/*.csv";
is scalar @files, 11, 'eleven files';
my $dir = scratch_dir();
my $said = import_ok('conf/maps/apple.xml', $dir, '--published', '2024-03-01', @files);
unlike $said, qr/warning/, 'no warning';
check_strict($dir);
is system('jing', '-c', 'conf/transparency.rnc', glob "$dir/*.xml"), 0, 'the files are valid';

# file => table, then column => measure, unit, data
my $p = 'Percentage of Requests where Data Provided';
my %tables = (
    device_requests => ['device', 'Device Requests Received' => 'received requests ', 'Devices Specified in Requests' => 'received devices ', 'Requests where Data Provided' => 'disclosed requests ', $p => 'disclosed %'],
    financial_identifier_requests => ['financial', 'Financial Identifier Requests Received' => 'received requests ', 'Financial Identifiers Specified in Requests' => 'received identifiers ', 'Requests where Data Provided' => 'disclosed requests ', $p => 'disclosed %'],
    account_requests => ['account', 'Account Requests Received' => 'received requests ', 'Accounts Specified in Requests' => 'received accounts ', 'Requests Challenged in Part or Rejected in Full' => 'challenged requests ',
        'Requests where Only Non-Content Data Provided' => 'disclosed requests non-content', 'Requests where Content Provided' => 'disclosed requests content', $p => 'disclosed %'],
    account_preservation_requests => ['preservation', 'Account Preservation Requests Received' => 'received requests ', 'Accounts Specified in Requests' => 'received accounts ', 'Accounts where Data Preserved' => 'preserved accounts '],
    account_restriction_deletion_requests => ['restriction', 'Account Restriction/ Account Deletion Requests Received' => 'received requests ', 'Accounts Specified in the Requests' => 'received accounts ',
        'Requests Rejected/Challenged where No Action Taken' => 'rejected requests ', 'Requests where Account Restricted' => 'restricted requests ', 'Requests where Account Deleted' => 'deleted requests '],
    emergency_requests => ['emergency', 'Emergency Requests Received' => 'received requests ', 'Requests Rejected/Challenged and No Data Provided' => 'rejected requests ', 'Requests where No Data Provided' => 'no-data requests ',
        'Requests where Data Provided' => 'disclosed requests ', $p => 'disclosed %'],
    digital_content_provider_requests => ['content-provider', 'Digital Content Provider Requests Received' => 'received requests ', 'Requests Objected in Part or Rejected in Full' => 'challenged requests ',
        'Requests where Data Provided' => 'disclosed requests ', $p => 'disclosed %'],
    push_token_requests => ['push-token', 'Push Token Requests Received' => 'received requests ', 'Push Tokens Specified in Requests' => 'received tokens ', 'Requests where Data Provided' => 'disclosed requests ', $p => 'disclosed %'],
    map { my ($file, $table, $label) = @$_; ("app_takedown_${file}_violation_requests" => ["takedown-$table", "$label Violation Takedown Requests Received" => 'received requests ', 'Apps Specified in Requests' => 'received apps ',
        'Requests Objected to in Part or Rejected in Full' => 'challenged requests ', 'Requests where App Removed' => 'removed requests ', 'Apps Removed' => 'removed apps ', 'Appeals Received' => 'appealed times ',
        'Appeals Granted' => 'appeal-granted times ', 'Apps Reinstated' => 'reinstated apps ']) } ['legal', 'legal', 'Legal'], ['platform_policy', 'platform-policy', 'Platform Policy'],
);
my $cells = rows_of($dir, '/requests.csv');
my $not_collected = 0;
for my $name (sort keys %tables) {
    my ($table, %column) = @{ $tables{$name} };
    my @of = grep { $_->{table} =~ /^apple-\Q$table\E-\d{4}-h\d$/ } @$cells;
    my $rows = raw_rows("$data/$name.csv");
    my ($received) = grep { $column{$_} eq 'received requests ' } keys %column;
    my (%record, %file);
    for my $cell (@of) {
        my $value = $cell->{percent} ne '' ? $cell->{percent} : $cell->{value};
        next if $value eq '';
        my $what = $cell->{percent} ne '' ? "$cell->{measure} %" : "$cell->{measure} $cell->{unit} $cell->{data}";
        my $sum = $record{"$cell->{period} $what"} //= [0, 0];
        $sum->[0] += $value;
        $sum->[1]++;
    }
    for my $row (@$rows) {
        (my $period = $row->{'TR Period'} // $row->{'TR Date'}) =~ tr/ /-/;
        for my $title (keys %column) {
            my $share = $column{$title} =~ /%/;
            die "$name has no column $title" unless defined $row->{$title};
            my $value = $share ? percent($row->{$title}) : number($row->{$title});
            next if !defined $value || ($share && $row->{$received} eq '0');
            my $sum = $file{"$period $column{$title}"} //= [0, 0];
            $sum->[0] += $value;
            $sum->[1]++;
        }
    }
    same_sums(\%record, \%file, $name);
    # a percentage that was not collected beside a count that was not is one statement
    my @dashed = map { my $r = $_; grep { $column{$_} !~ /%/ && $r->{$_} eq '-' } keys %column } @$rows;
    my @said = grep { $_->{status} eq 'not-collected' } @of;
    is scalar @said, scalar @dashed, "$name: a hyphen is not collected, never 0";
    is_deeply [grep { $_->{text_published} ne '-' } @said], [], "$name: and kept as printed";
    $not_collected += @said;
}
cmp_ok $not_collected, '>', 150, "$not_collected figures were not collected";

# bands
my $raw = raw_rows("$data/us_national_security_requests.csv");
my %demand = ('National Security' => 'national-security', NSLs => 'nsl', 'FISA Content' => 'fisa-content', 'FISA Non-Content' => 'fisa-non-content');
my (%record, %file);
for my $cell (grep { $_->{table} =~ /national-security/ } @$cells) {
    $record{"$cell->{period} $cell->{demand} $cell->{unit}"} = "$cell->{min} $cell->{max} $cell->{status} $cell->{text_published}";
}
for my $row (@$raw) {
    (my $period = $row->{'TR Period'}) =~ tr/ /-/;
    for my $column (['Requests Received', 'requests'], ['Users/Accounts', 'accounts']) {
        my ($min, $max) = map { number($_) } split / - /, $row->{ $column->[0] };
        $file{"$period $demand{ $row->{'National Security Requests Type+'} } $column->[1]"} = "$min $max band $row->{ $column->[0] }";
    }
}
is_deeply \%record, \%file, 'every band, as printed';
is scalar keys %record, 80, 'all of them';

# Brazil, 2013 H2: outcomes that overlap are no error
my %brazil = map { ("$_->{measure} $_->{data}" => $_->{value}) } grep { $_->{table} eq 'apple-account-2013-h2' && $_->{country} eq 'BR' && $_->{unit} eq 'requests' && $_->{percent} eq '' } @$cells;
cmp_ok $brazil{'challenged '} + $brazil{'disclosed non-content'} + $brazil{'disclosed content'}, '>', $brazil{'received '}, 'outcomes may be more than requests';
# a sum of the server
my $requests = 0;
$requests += number($_->{'Device Requests Received'}) for grep { $_->{'TR Period'} eq '2018 H1' } @{ raw_rows("$data/device_requests.csv") };
my @by_identifier = grep { $_->{identifier} eq 'device' } @{ rows_of($dir, '/requests.csv?by=identifier&measure=received&unit=requests&period=2018-H1') };
is $by_identifier[0]{min}, $requests, 'requests that name devices, 2018 H1';
my ($none) = grep { $_->{table} eq 'apple-takedown-platform-policy-2018-h2' && $_->{measure} eq 'received' && $_->{unit} eq 'requests' } @$cells;
is "$none->{kind} $none->{value}", 'stated-total 0', 'N/A as country is a total of nothing';
done_testing;
