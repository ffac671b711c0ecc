#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Every directive is inherited from the server by virtual hosts, Locations and
# nested Locations, each of which may set it again, also to its default; and a
# configuration that cannot work is refused with a message that says why.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

# --- inheritance -------------------------------------------------------------
# One server: "plain" sets nothing; "host" inherits the main server's values and
# has a Location that sets others and, nested, the defaults; "own" sets its own.
my %sets = (
    # directive => [main server, virtual host, Location, the default spelt out]
    TransparencyMaxAge => [11, 22, 33, 300],
    TransparencySharedCache => [qw(on off on safe)],
    TransparencyDefaultLanguage => [qw(fr de ar en)],
    TransparencyLanguages => ['fr en', 'de en', 'ar en', 'ar de en es fa fr pt ru tr uk zh-Hans'],
    TransparencyFormats => ['html csv', 'html json', 'html md', 'html json csv md ndjson'],
    TransparencyTitle => [qw("Main" "Host" "Location" "Nested")],
    TransparencyCanonicalURL => [map { "https://$_.example/t" } qw(main host location nested)],
    TransparencyCORS => [qw(off on off on)],
    TransparencyStylesheet => [map { "\@dir\@/theme/$_.css" } qw(main host location nested)],
);
sub directives { my $level = shift; return join '', map { "$_ $sets{$_}[$level]\n" } sort keys %sets }
sub location {
    my ($path, $more) = @_;
    return qq{<Location "$path">\nSetHandler transparency\nTransparencyRecord "\@dir\@/record"\n$more</Location>\n};
}

my $server = TransparencyServer->new(name => 'merge', conf => directives(0)
    . location('/main', '')
    . location('/set', directives(2))
    . qq{<Location "/set/requests">\n} . directives(3) . "</Location>\n"
    . "<VirtualHost 127.0.0.1:\@port\@>\nServerName inherits.example\n" . location('/t', '') . "</VirtualHost>\n"
    . "<VirtualHost 127.0.0.1:\@port\@>\nServerName own.example\n" . directives(1) . location('/t', '')
    . location('/set', directives(2)) . "</VirtualHost>\n");
$server->write_record('theme', map { ("$_.css" => "body { --level: $_ }\n") } qw(main host location nested));
my $record = $server->write_record('record', 'a.xml' => small_record(figures => { GB => 1, US => 2 }));
age("$record/a.xml");
$server->start;
my $plain = TransparencyServer->new(name => 'plain', conf => location('/t', ''));
age($plain->write_record('record', 'a.xml' => small_record(figures => { GB => 1, US => 2 })) . '/a.xml');
$plain->start;

# What the directives in force do, seen from outside.
sub effects {
    my ($on, $host, $mount_path) = @_;
    my @as = (Host => $host);
    my $get = sub { $on->get($mount_path . shift, headers => [@as, @_]) };
    wait_for(sub { $get->('/requests.html')->{status} == 200 }, 20, "$host$mount_path");
    my $r = $get->('/requests.html');
    my $negotiated = $get->('/requests');
    my ($canonical) = (header($r, 'Link') // '') =~ /<([^>]*)>[^,]*rel="?canonical/;
    my ($title) = $r->{body} =~ m{<title>(.*?)</title>}s;
    my ($css) = $r->{body} =~ m{href="([^"]*assets/[^"]*\.css)"};
    my ($data) = grep { $get->("/requests.$_")->{status} == 200 } qw(json csv md);
    return {
        TransparencyMaxAge => (header($negotiated, 'Cache-Control') =~ /max-age=(\d+)/)[0] // 'none',
        TransparencySharedCache => (header($negotiated, 'Cache-Control') =~ /^(\S+?),?(?:\s|$)/)[0],
        TransparencyDefaultLanguage => header($r, 'Content-Language'),
        TransparencyLanguages => join(' ', grep { $get->("/requests.$_.html")->{status} == 200 } @languages),
        TransparencyFormats => join(' ', grep { $get->("/requests.$_")->{status} == 200 } qw(html json csv md ndjson)),
        TransparencyTitle => $title // '',
        TransparencyCanonicalURL => $canonical // 'none',
        TransparencyCORS => defined header($data ? $get->("/requests.$data") : $r, 'Access-Control-Allow-Origin') ? 'on' : 'off',
        TransparencyStylesheet => $css ? $get->('/' . (resolved('/requests.html', $css) =~ s{^/}{}r))->{body} : 'none',
    };
}
my %shared = (on => 'public', off => 'no-store', safe => 'private');
sub wanted {
    my ($level) = @_;
    my %want = map { ($_ => $sets{$_}[$level]) } keys %sets;
    my $shared = $want{TransparencySharedCache};
    $want{TransparencySharedCache} = $shared{$shared};
    $want{TransparencyMaxAge} = 'none' if $shared eq 'off';
    s/"//g for $want{TransparencyTitle};
    $want{TransparencyLanguages} = join ' ', sort split ' ', $want{TransparencyLanguages};
    $want{TransparencyStylesheet} = 'body { --level: ' . (qw(main host location nested))[$level] . " }\n";
    $want{TransparencyCanonicalURL} .= '/requests';
    return \%want;
}

sub compare {
    my ($got, $want, $where) = @_;
    for my $directive (sort keys %$want) {
        if ($directive eq 'TransparencyTitle') {
            like $got->{$directive}, qr/\Q$want->{$directive}\E/, "$where: $directive";
        }
        else {
            is $got->{$directive}, $want->{$directive}, "$where: $directive";
        }
    }
    return;
}
{
    my $got = effects($plain, 'x', '/t');
    my $want = wanted(3);
    $want->{TransparencyCanonicalURL} = 'none';
    $want->{TransparencyTitle} = '';
    delete $want->{TransparencyStylesheet};
    compare($got, $want, 'nothing set');
    like $got->{TransparencyStylesheet}, qr/\{/, 'nothing set: a stylesheet of our own';
}
compare(effects($server, 'x', '/main'), wanted(0), 'main server');
compare(effects($server, 'inherits.example', '/t'), wanted(0), 'virtual host, from the main server');
compare(effects($server, 'own.example', '/t'), wanted(1), 'virtual host');
compare(effects($server, 'own.example', '/set'), wanted(2), 'Location of a virtual host');
{
    my $get = sub { $server->get("/set/$_[0]") };
    wait_for(sub { $get->('countries.html')->{status} == 200 }, 20, '/set');
    is header($get->('countries'), 'Cache-Control'), 'public, max-age=33, stale-while-revalidate=33, stale-if-error=86400',
        'Location: its own freshness';
    is header($get->('countries.html'), 'Content-Language'), 'ar', 'Location: its own language';
    is $get->('countries.json')->{status}, 404, 'Location: its own formats';
    my $r = $get->('requests');
    is header($r, 'Cache-Control'), 'private, max-age=300', 'nested Location: defaults set explicitly';
    is header($r, 'Content-Language'), 'en', 'nested Location: the default language';
    like header($r, 'Link') // '', qr{<https://nested\.example/t/requests>}, 'nested Location: its own address';
}
$server->stop;
$plain->stop;

# The directives that decide what is read; a stricter one refuses the record.
for (['TransparencyMaxCells', 1, 2000000], ['TransparencyMaxDepth', 4, 16], ['TransparencyMaxFileSize', 1024, '64M'],
     ['TransparencyOnError', 'refuse', 'keep']) {
    my ($directive, $strict, $default) = @$_;
    my $limits = TransparencyServer->new(name => lc $directive, conf => "$directive $strict\n"
        . location('/inherits', '') . location('/default', "$directive $default\n"));
    my $dir = $limits->record_dir('record');
    # four levels deep, 2 figures, more than 1024 bytes, and beside it a broken file for OnError
    write_file("$dir/a.xml", small_record(figures => { GB => 1, US => 2 }, extra => '<!--' . ' ' x 1200 . '-->'
        . '<definition id="d" name="T" dimension="unit" code="requests"><text><p><em><strong>x</strong></em></p></text></definition>'));
    write_file("$dir/b.xml", '<broken') if $directive eq 'TransparencyOnError';
    age(glob "$dir/*.xml");
    $limits->start;
    $limits->served('/default/requests.csv');
    my $strictly = $limits->get('/inherits/requests.csv');
    ok $strictly->{status} == 503 || $strictly->{body} !~ /\bGB\b/, "$directive of the server is in force in a Location"
        or diag "$strictly->{status}\n$strictly->{body}";
    like $limits->get('/default/requests.csv')->{body}, qr/\bGB\b/, "... and its default can be set there again";
    $limits->stop;
}

# --- refused configurations --------------------------------------------------
my $base = TransparencyServer->new(name => 'refused');
$base->write_record('record', 'a.xml' => small_record());
my $mounted = qq{SetHandler transparency\nTransparencyRecord "\@dir\@/record"\n};
for (['outside a Location', qq{TransparencyRecord "\@dir\@/record"\n}, qr/TransparencyRecord not allowed here/],
     ['in a Directory', qq{<Directory "\@dir\@">\n$mounted</Directory>\n}, qr/TransparencyRecord belongs into a <Location/],
     ['in a LocationMatch', qq{<LocationMatch "^/t">\n$mounted</LocationMatch>\n}, qr/not LocationMatch/],
     ['in a Location with a pattern', qq{<Location ~ "^/t">\n$mounted</Location>\n}, qr/belongs into a <Location/],
     ['in a Location with a wildcard', qq{<Location "/t*">\n$mounted</Location>\n}, qr/no wildcards/],
     ['in Files', qq{<Files "x">\n$mounted</Files>\n}, qr/belongs into a <Location/],
     ['twice', qq{<Location "/t">\n${mounted}TransparencyRecord "/x"\n</Location>\n}, qr/given twice/],
     ['a record without handler', qq{<Location "/t">\nTransparencyRecord "\@dir\@/record"\n</Location>\n},
      qr/TransparencyRecord without 'SetHandler transparency'.*"\/t"/],
     ['a handler without record', qq{<Location "/t">\nSetHandler transparency\n</Location>\n},
      qr/'SetHandler transparency' without TransparencyRecord.*"\/t"/],
     ['a default language not offered', "TransparencyLanguages fr de\nTransparencyDefaultLanguage ar\n" . location('/t', ''),
      qr/TransparencyDefaultLanguage ar is not one of TransparencyLanguages/],
     ['an unknown language', "TransparencyLanguages fr klingon\n", qr/no 'klingon'; the languages are: .*\bar\b.*zh-Hans/],
     ['a language twice', "TransparencyLanguages fr FR\n", qr/names 'FR' twice/],
     ['an unknown format', "TransparencyFormats html pdf\n", qr/'pdf' is no format; wanted are some of: html json csv md ndjson/],
     ['no format', "TransparencyFormats\n", qr/at least one format/],
     ['a small cache', "TransparencyCacheSize 1000\n", qr/TransparencyCacheSize wants a number from 4194304/],
     ['a word as size', "TransparencyCacheSize large\n", qr/not 'large'/],
     ['a size too large', "TransparencyCacheSize 99999999999999999999\n", qr/TransparencyCacheSize wants a number/],
     ['a unit nobody knows', "TransparencyMaxFileSize 5X\n", qr/K, M or G may follow/],
     ['a negative number', "TransparencyMaxCells -1\n", qr/TransparencyMaxCells wants a number from 1/],
     ['a cell size below 0', "TransparencyMinimumCell -1\n", qr/TransparencyMinimumCell wants a number from 0/],
     ['too shallow', "TransparencyMaxDepth 1\n", qr/TransparencyMaxDepth wants a number from 4/],
     ['too often', "TransparencyCheckInterval 1ms\n", qr/TransparencyCheckInterval wants a time/],
     ['a word as time', "TransparencyMaxAge soon\n", qr/TransparencyMaxAge wants a time/],
     ['another word', "TransparencyOnError ignore\n", qr/TransparencyOnError wants one of: keep, refuse; not 'ignore'/],
     ['yet another', "TransparencySharedCache maybe\n", qr/TransparencySharedCache wants one of: safe, on, off/],
     ['no flag', "TransparencyCORS perhaps\n", qr/TransparencyCORS must be On or Off/],
     ['a relative address', "TransparencyCanonicalURL /t\n", qr/wants an absolute URL/],
     ['an address with a question', "TransparencyCanonicalURL https://example.org/t?x\n", qr/without query/],
     ['an address for scripts', "TransparencyCanonicalURL javascript:alert(1)\n", qr/wants an absolute URL/],
     ['a directory that is missing', qq{<Location "/t">\nSetHandler transparency\nTransparencyRecord "\@dir\@/none"\n</Location>\n},
      qr{TransparencyRecord|/none is not there}],
     ['a file for a directory', qq{<Location "/t">\nSetHandler transparency\nTransparencyRecord "\@dir\@/record/a.xml"\n</Location>\n},
      qr{a\.xml is not a directory}]) {
    my ($what, $conf, $message) = @$_;
    my ($said, $status) = $base->write_conf($conf)->configtest;
    like $said, $message, "$what: said so";
    is $status, 1, '... and refused';
}

# --- accepted ones -----------------------------------------------------------
for (['the smallest', location('/t', '')],
     ['at the root', location('/', '')],
     ['with a tilde', location('/~someone/t', '')],
     ['inside IfModule', qq{<IfModule mod_transparency.c>\n<Location "/t">\n<IfModule mod_alias.c>\n$mounted</IfModule>\n</Location>\n</IfModule>\n}],
     ['handler of the Location around', qq{<Location "/a">\nSetHandler transparency\nTransparencyRecord "\@dir\@/record"\n<IfModule mod_alias.c>\n</IfModule>\n</Location>\n<Location "/a/requests">\nTransparencyMaxAge 5\n</Location>\n}],
     ['taken back further down', location('/t', '') . qq{<Location "/t/x">\nSetHandler none\n</Location>\n}],
     ['sizes with letters', "TransparencyCacheSize 64M\nTransparencyMaxFileSize 512k\n" =~ s/512k/512K/r . location('/t', '')],
     ['times with units', "TransparencyCheckInterval 500ms\nTransparencyMaxAge 5min\n" . location('/t', '')],
     ['two Locations, one record', location('/t', '') . location('/u', '')]) {
    my ($what, $conf) = @$_;
    my ($said, $status) = $base->write_conf($conf)->configtest;
    like $said, qr/Syntax OK/, "$what: accepted" or diag $said;
    is $status, 0, '... with status 0';
}

# --- a missing directory stops a configtest, not a server --------------------
{
    my $late = TransparencyServer->new(name => 'late', conf => <<'CONF');
TransparencyCheckInterval 200ms
<Location "/t">
    SetHandler transparency
    TransparencyRecord "@dir@/later"
</Location>
CONF
    is +($late->configtest)[1], 1, 'a missing directory fails the configtest';
    $late->start;
    my $r = $late->get('/t/');
    is $r->{status}, 503, 'a real start with it serves 503';
    ok header($r, 'Retry-After'), '... with Retry-After';
    is header($r, 'Cache-Control'), 'no-store', '... that nobody keeps';
    is $late->get('/server-status?auto')->{status}, 200, '... and harms nobody else';
    ok wait_for(sub { $late->log =~ m{/later cannot be read} }, 5, 'a line in the log'), '... and the log says so';
    $late->write_record('later', 'a.xml' => small_record());
    age($late->record_dir('later') . '/a.xml');
    is $late->served('/t/')->{status}, 200, 'when the directory comes, it is served without a reload';
    $late->stop;
}
SKIP: {
    skip 'mode bits do not bind root', 2 if $> == 0;
    my $dir = $base->record_dir('hidden');
    chmod 0, $dir;
    my ($said, $status) = $base->write_conf(
        qq{<Location "/t">\nSetHandler transparency\nTransparencyRecord "$dir"\n</Location>\n})->configtest;
    chmod 0755, $dir;
    is $status, 1, 'a directory nobody may read fails it too';
    like $said, qr/\Q$dir\E/, '... by name';
}

done_testing;
