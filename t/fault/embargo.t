#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What is not yet published does not exist: until its instant every byte is as
# of a record without it, then it appears without a reload.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use POSIX qw(ceil);
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $conf = <<'CONF';
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 24h
</Location>
LogLevel transparency:debug
CONF
my $base = small_record(figures => { GB => 12 });
sub server {
    my ($name, %files) = @_;
    my $server = TransparencyServer->new(name => $name, conf => $conf);
    my $dir = $server->write_record('record', %files);
    age(map { "$dir/$_" } keys %files);
    return $server->start(path => "$mount/");
}
my @paths = (map({ "$mount/$_" } '', 'index.html', 'index.json', 'requests', 'requests.csv', 'requests.json',
    'requests.ndjson', 'requests.md', 'requests.ar.html', 'requests.csv?by=country', 'requests.csv?by=period',
    'requests.json?country=US', 'requests.json?period=2013', 'countries', 'countries.json', 'countries/us', 'countries/us.json',
    'countries/gb.json', 'periods', 'periods.json', 'periods/2013', 'periods/2013.json', 'services/mail.json',
    'reports', 'reports.json', 'reports/secret-2013', 'reports/secret-2013.json', 'statements', 'statements.json', 'corrections.json', 'about.json',
    'questions', 'law', 'definitions', 'feed.atom', 'timemap/json/requests.csv', 'timegate/requests.csv', 'openapi.json',
    'schema.json', 'requests.schema.json', 'requests.csv-metadata.json', 'datapackage.json', 'manifest.json', 'corrections.csv',
    'corrections?from=20130321', 'version/20130321000000/requests.csv', 'version/20991231000000/requests.csv', 'version/x/', 'nothing', 'requests?nothing=1', 'requests?country=QQ', 'requests?sort=x'));

sub everything {
    my ($server) = @_;
    my %answers;
    for my $path (@paths) {
        for my $method (qw(GET HEAD)) {
            my $r = $server->request($method => $path);
            my $head = join "\n", map { "$_->[0]: $_->[1]" } grep { $_->[0] ne 'Date' && $_->[0] ne 'Cache-Status' } @{ $r->{headers} };
            my $text = "$r->{status}\n$head\n\n$r->{body}";
            $text =~ s/\b$server->{port}\b/PORT/g;
            $answers{"$method $path"} = $text;
        }
    }
    return \%answers;
}
# the same with the secret and without; how much time all the questions take is
# found out first, for they must be over before its instant on a slow machine too,
# and one that became slower meanwhile gets another try
my $twin = server('twin', 'a.xml' => $base);
my $began = time;
everything($twin);
my ($at, $secret, $with, $a, $b);
for my $times (5, 10, 20, 40) {
    $at = ceil(time + $times * (time - $began)) + 10;
    $secret = figures_file(id => 'secret-2013', period => '2013', published => instant($at),
        figures => { US => 987654, FR => 3 },
        extra => '<statement id="secret-statement" date="2013"><title>Sekretissimus</title></statement>');
    $began = time;
    $with = server('embargoed', 'a.xml' => $base, 'b.xml' => $secret);
    ($a, $b) = (everything($with), everything($twin));
    last if time < $at - 1;
    $with->stop;
}

{
    cmp_ok time, '<', $at - 1, 'this was before its instant';
    my @wrong = map {
        my ($x, $y) = ($a->{$_}, $b->{$_});
        my $i = 0;
        $i++ while $i < length $x && $i < length $y && substr($x, $i, 1) eq substr($y, $i, 1);
        my $from = $i > 60 ? $i - 60 : 0;
        "$_: \"" . substr($x, $from, 120) . '" is not "' . substr($y, $from, 120) . '"';
    } grep { $a->{$_} ne $b->{$_} } sort keys %$a;
    none_wrong(\@wrong, scalar(keys %$a) . ' answers are those of a record without it');
    my @shown = grep { $a->{$_} =~ /987654|Sekret|secret-statement/ } sort keys %$a;
    none_wrong(\@shown, 'and none shows it');
    my ($x, $y) = map {
        my $s = $_->status;
        +{ map { ($_ => $s->{$_}) } grep { /^Transparency.*(?:Figures|FilesLeftOut|Generation)/ } keys %$s };
    } $with, $twin;
    is_deeply $x, $y, 'nor does the status page';
    unlike $with->log, qr/987654|Sekret|secret/, 'nor the log';
}

# --- its instant -------------------------------------------------------------
{
    my ($early, $seen);
    my ($failed, $longest, $turn) = (0, 0, time);
    while (time < $at + $TransparencyTest::patience) {
        my $asked = time;
        $longest = $asked - $turn if $asked - $turn > $longest;
        $turn = $asked;
        my $r = $with->get("$mount/requests.csv");
        my $answered = time;
        $failed++ if $r->{status} != 200;
        my $there = $r->{body} =~ /987654/;
        $early = $at - $answered if $there && $answered < $at;
        if ($there) { $seen = $asked; last }
        sleep 0.05;
    }
    is $early, undef, 'it never appears early';
    ok defined $seen, 'it appears without a reload' or diag $with->log;
    # a machine that lets this test stand still lets a server do so
    cmp_ok +($seen // 1e12) - $at, '<', 2.5 + 10 * $longest, '... at its instant';
    is $failed, 0, '... and no request fails meanwhile';
    like $with->get("$mount/statements.json")->{body}, qr/Sekretissimus/, '... with all that belongs to it';
    is $with->get("$mount/countries/us.json")->{status}, 200, '... at its own address';
}
{
    my $late = server('late', 'a.xml' => $base, 'b.xml' => $secret);
    is $late->get("$mount/requests.csv")->{body}, $with->get("$mount/requests.csv")->{body},
        'a server started later shows the same';
    is header($late->get("$mount/requests.csv"), 'ETag'), header($with->get("$mount/requests.csv"), 'ETag'),
        '... under the same tag';
    $late->stop;
}
$with->stop;
$twin->stop;

# --- an instant at which another process is writing ------------------------------------------
# The right to write is a word of the segment (store/layout.h): here it is given to a process
# that writes nothing, and taken back when the instant is over.
SKIP: {
    my $word = 192;
    my $due = ceil(time) + 6;
    my $busy = server('busy', 'a.xml' => $base, 'b.xml' => figures_file(id => 'due', period => '2013', published => instant($due), figures => { US => 987654 }));
    my ($fd) = grep { (readlink // '') =~ /memfd:transparency/ } glob '/proc/' . $busy->pid . '/fd/*';
    unless ($fd) { $busy->stop; skip 'no memfd here', 3 }
    open my $memory, '+<:raw', $fd or die "$fd: $!";
    my $put = sub { sysseek $memory, $word, 0; syswrite($memory, $_[0]) == 8 or die $! };
    sysseek $memory, $word, 0;
    sysread($memory, my $before, 8) == 8 or die $!;
    my ($nobody, $epoch) = unpack 'LL', $before;
    is $nobody, 0, 'nobody writes before the instant' or diag $busy->log;
    my ($writer) = $busy->log =~ /\[pid (\d+)[^\]]*\] TR0026/;
    $put->(pack 'LL', $writer, $epoch + 1);
    wait_for(sub { $busy->log =~ /TR0027/ }, undef, 'the writer to find another one writing');
    unlike $busy->get("$mount/requests.csv")->{body}, qr/987654/, 'what cannot be published at its instant';
    $put->(pack 'LL', 0, $epoch + 1);
    my $there = eval { wait_for(sub { $busy->get("$mount/requests.csv")->{body} =~ /987654/ }, undef, 'it to be published'); 1 };
    ok $there, '... is published soon afterwards, however long the interval';
    $busy->stop;
}

done_testing;
