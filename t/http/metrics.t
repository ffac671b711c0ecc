#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# SetHandler transparency-metrics: each line is of Prometheus' text format,
# counters never fall, their sums over all processes are exact, and nothing in
# them is about a reader or tells a path.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyMetrics;
use TransparencyRecords;
use TransparencyServer;

my $began = time;
my $other = TransparencyServer::free_port();
my $server = TransparencyServer->new(name => 'metrics', conf => <<"CONF");
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "\@dir\@/secret-part/record"
    TransparencyCheckInterval 200ms
</Location>
<Location "/same-name">
    SetHandler transparency
    TransparencyRecord "\@dir\@/second/record"
</Location>
<Location "/titled">
    SetHandler transparency
    TransparencyRecord "\@dir\@/third"
    TransparencyTitle "a \\"title\\" with \\\\ and ü"
    Require method GET
</Location>
<Location "/empty">
    SetHandler transparency
    TransparencyRecord "\@dir\@/empty"
</Location>
<Location "/metrics">
    SetHandler transparency-metrics
    Require ip 127.0.0.1
</Location>
<Location "/transparency/metrics">
    SetHandler transparency-metrics
</Location>
<Location "/closed-metrics">
    SetHandler transparency-metrics
    Require all denied
</Location>
<Directory "\@dir\@/htdocs">
    AllowOverride All
</Directory>
Listen 127.0.0.1:$other
<VirtualHost 127.0.0.1:$other>
    ServerName other.example
    <Location "/own">
        SetHandler transparency
        TransparencyRecord "\@dir\@/of-another"
    </Location>
</VirtualHost>
CONF
$server->write_record('htdocs/tenant', '.htaccess' => "SetHandler transparency-metrics\n", 'x.txt' => 'a file');
for my $name (qw(secret-part/record second/record third of-another)) {
    my $dir = $server->write_record($name, 'a.xml' => small_record());
    age("$dir/a.xml");
}
$server->record_dir('empty');
$server->start(path => "$mount/");
$server->served("$_/") for qw(/same-name /titled);

sub metrics { return metrics_of($server->get('/metrics')->{body}) }
sub total {
    my ($metrics, $name, $record) = @_;
    my $sum = 0;
    $sum += $_->{value} for grep { $_->{labels}{record} eq $record } @{ $metrics->{sample}{$name} || [] };
    return $sum;
}

# --- the answer ------------------------------------------------------------------
my $r = $server->get('/metrics');
is $r->{status}, 200, 'it answers';
is header($r, 'Content-Type'), 'text/plain; version=0.0.4; charset=utf-8', 'in the text format';
is header($r, 'Cache-Control'), 'no-store', 'nobody keeps it';
is_deeply grammar_faults($r->{body}), [], 'every line is of the format';
is $server->request(POST => '/metrics', body => 'x')->{status}, 405, 'it is only read';
is $server->request(HEAD => '/metrics')->{status}, 200, 'HEAD works';
is $server->get('/closed-metrics')->{status}, 403, 'Require protects it';
like $server->get('/transparency/metrics')->{body}, qr/^transparency_build_info\{version="[\d.]+"\} 1$/m, 'a place below a mount works too';
unlike $server->get('/tenant/x.txt')->{body}, qr/transparency_/, 'a .htaccess does not show it';
unlike $r->{body}, qr{/|secret-part}, 'there is no path in it';
like $r->{body}, qr/\{record="a \\"title\\" with \\\\ and ü"\}/, 'a title is quoted as the format wants';
my $m = metrics();
is_deeply [ sort map { $_->{labels}{record} } @{ $m->{sample}{transparency_generation} } ],
    [ sort 'a "title" with \\ and ü', 'empty', 'record', 'record (2)' ], 'each record of this server has a name of its own';
my $elsewhere = metrics_of(TransparencyTest::get('/metrics', port => $other)->{body});
is_deeply [ map { $_->{labels}{record} } @{ $elsewhere->{sample}{transparency_generation} } ],
    [ 'record', 'record (2)', 'a "title" with \\ and ü', 'empty', 'of-another' ],
    'another virtual host shows its own, and what it inherits';

# --- what it says of a record -------------------------------------------------------
my %fact;
for my $name (keys %{ $m->{sample} }) {
    for my $sample (grep { ($_->{labels}{record} // '') eq 'record' } @{ $m->{sample}{$name} }) {
        $fact{ $name =~ s/^transparency_//r } = $sample->{value};
    }
}
is $fact{files}, 1, 'files';
my @rows = split /\r\n/, $server->get("$mount/requests.csv")->{body};
is $fact{cells}, @rows - 1, 'figures';
cmp_ok $fact{cells}, '>', 0, '... more than none';
is $fact{editions}, 1, 'editions';
is $fact{incomplete}, 0, 'complete';
is $fact{generation}, 1, 'the first state';
is $fact{valid_until_timestamp_seconds}, '+Inf', 'no date in it will change it';
for (['last_change', 'changed'], ['last_look', 'looked at']) {
    my ($name, $what) = @$_;
    ok $began <= $fact{"${name}_timestamp_seconds"} && $fact{"${name}_timestamp_seconds"} <= time, "$what since this test began"
        or diag $fact{"${name}_timestamp_seconds"};
}
like $fact{build_seconds}, qr/^\d+\.\d{6}$/, 'seconds to build';
cmp_ok $fact{data_bytes}, '<', $fact{room_bytes}, 'the data fit';
cmp_ok $fact{room_bytes} * 4, '<=', $fact{memory_limit_bytes}, 'a quarter for each state';
cmp_ok $fact{memory_limit_bytes}, '<=', 256 << 20, 'TransparencyCacheSize is the limit';
cmp_ok $fact{memory_bytes}, '<=', $fact{memory_limit_bytes}, '... of the memory used';
cmp_ok $fact{page_bytes}, '>', 0, 'pages were made';
is total($m, 'transparency_generation', 'empty'), 0, 'an empty record has no state';
is_deeply [ grep { $_->{labels}{record} eq 'empty' } @{ $m->{sample}{transparency_newest_edition_timestamp_seconds} || [] } ],
    [], '... and no edition: a time that is not known is not 0';

# --- sums over all processes are exact --------------------------------------------------
my $before = metrics();
my $all = sub { total(shift, 'transparency_requests_total', 'record') };
my $codes = sub { total(shift, 'transparency_responses_total', 'record') };
ok wait_for(sub { $before = metrics(); $all->($before) == $codes->($before) }, undef, 'a status of each request'), 'every request has a status';
my %asked;
my $etag = header($server->get("$mount/requests.csv"), 'ETag');
my @plan = (
    [ 40, 'csv,hit,200', "$mount/requests.csv" ],
    [ 31, 'csv,hit,304', "$mount/requests.csv", 'If-None-Match' => $etag ],
    [ 17, 'json,computed,200', "$mount/requests.json?country=GB" ],
    [ 13, 'html,none,404', "$mount/nothing", Accept => 'text/html' ],
    [ 11, 'json,none,400', "$mount/requests.json?nothing=1" ],
    [ 5, 'csv,hit,206', "$mount/requests.csv", Range => 'bytes=0-9' ],
);
$before = metrics();
my $base = $all->($before);
my $sent = 0;
for my $round (1 .. 40) {
    for (@plan) {
        my ($times, undef, $path, @headers) = @$_;
        next if $round > $times;
        $server->get($path, headers => \@headers);
        $sent++;
    }
}
my $after;
wait_for(sub { $after = metrics(); $all->($after) >= $base + $sent && $codes->($after) >= $base + $sent }, undef, 'the last to be counted');
is $all->($after), $base + $sent, "$sent requests are counted exactly";
is $codes->($after), $base + $sent, '... by status too';
my $value = sub {
    my ($metrics, $name, %labels) = @_;
    my ($found) = grep { my $s = $_; !grep { ($s->{labels}{$_} // '') ne $labels{$_} } keys %labels } @{ $metrics->{sample}{$name} || [] };
    return $found ? $found->{value} : 0;
};
my %by;
for (@plan) {
    my ($times, $kind) = @$_;
    my ($format, $cache, $code) = split /,/, $kind;
    $by{requests}{"$format $cache"} += $times;
    $by{responses}{$code} += $times;
}
for my $kind (sort keys %{ $by{requests} }) {
    my ($format, $cache) = split / /, $kind;
    my @at = (transparency_requests_total => record => 'record', format => $format, cache => $cache);
    is $value->($after, @at) - $value->($before, @at), $by{requests}{$kind}, "$kind: how often";
}
for my $code (sort keys %{ $by{responses} }) {
    my @at = (transparency_responses_total => record => 'record', code => $code);
    is $value->($after, @at) - $value->($before, @at), $by{responses}{$code}, "status $code: how often";
}
is total($after, 'transparency_requests_total', 'record (2)'), total($before, 'transparency_requests_total', 'record (2)'),
    'other records are not touched';

# what httpd refuses before it comes to us
$server->request(HEAD => '/titled/') for 1 .. 3;
$server->request(POST => '/titled/', body => 'x') for 1 .. 4;
my $titled = 'a "title" with \\ and ü';
wait_for(sub { $value->(metrics(), 'transparency_responses_total', record => $titled, code => 403) >= 4 }, 20, 'refusals');
is $value->(metrics(), 'transparency_responses_total', record => $titled, code => 403), 4, 'refusals by Require are counted';

# --- counters never fall: publications, dead processes, a reload -----------------------
my (%highest, @fallen);
sub watch_counters {
    my $now = metrics();
    for my $name (grep { $now->{type}{$_} eq 'counter' } keys %{ $now->{type} }) {
        for my $sample (@{ $now->{sample}{$name} || [] }) {
            my $id = join ' ', $name, map { "$_=$sample->{labels}{$_}" } sort keys %{ $sample->{labels} };
            push @fallen, "$id: $highest{$id} -> $sample->{value}" if ($highest{$id} // 0) > $sample->{value};
            $highest{$id} = $sample->{value};
        }
    }
    return $now;
}
watch_counters();
my $counted = $all->(metrics());
my ($child) = $server->children;
kill KILL => $child;
wait_for(sub { eval { watch_counters()->{sample}{transparency_processes_reaped_total}[0]{value} } }, 20, 'the dead to be cleared away');
cmp_ok $all->(watch_counters()), '>=', $counted, 'what a dead process counted is not lost';
write_file("$server->{dir}/secret-part/record/b.xml",
    figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21', figures => { US => 34 }));
wait_for(sub { (eval { total(watch_counters(), 'transparency_generation', 'record') } // 0) >= 2 }, 20, 'a publication');
$server->graceful;
$server->served("$mount/");
cmp_ok $all->(watch_counters()), '>=', $counted, 'nor over a reload';
none_wrong(\@fallen, 'no counter ever fell');

# --- a broken file is seen ------------------------------------------------------------
write_file("$server->{dir}/secret-part/record/c.xml", '<broken');
wait_for(sub { total(metrics(), 'transparency_files_faulty', 'record') == 1 }, 20, 'the broken file');
cmp_ok total(metrics(), 'transparency_refusals_total', 'record'), '>', 0, 'a broken file is a refusal';
is total(metrics(), 'transparency_incomplete', 'record'), 0, '... what is served is still whole';
unlink "$server->{dir}/secret-part/record/c.xml" or die $!;
wait_for(sub { total(metrics(), 'transparency_files_faulty', 'record') == 0 }, 20, 'its end');

# --- /server-status has the same facts ------------------------------------------------------
my $status = $server->status;
is $status->{Transparency0Record}, 'record', 'the status page names the record';
is $status->{Transparency0Editions}, 2, '... and its editions';
is $status->{Transparency0ValidUntil}, '+Inf', '... and until when it is valid';
like $server->get('/server-status')->{body}, qr{<th scope="row">Tables of figures in it\.</th><td>2</td>}, 'for people too';
is $status->{Transparency0Faults}, 0, 'no invariant was broken';

# --- nothing about readers ---------------------------------------------------------------
$server->get("$mount/requests?country=GB&nothing=sUpErSeCrEt", headers => ['Accept-Language' => 'ar', 'User-Agent' => 'sUpErSeCrEt']);
my $body = $server->get('/metrics')->{body};
unlike $body, qr/sUpErSeCrEt|country|\bGB\b|127\.0\.0\.1|lang|\bar\b/i, 'no address, query or language of a reader';
$server->stop(killed => 1);

done_testing;
