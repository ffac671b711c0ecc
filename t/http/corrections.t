#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What was published and is now different: the same rows in every format, since
# an instant, between two editions and of what they concern; both editions can
# be visited, and the page says in words what changed.
use strict;
use warnings FATAL => 'all';
use utf8;
use lib 't/lib';
use JSON::PP ();
use Test::More;
use Text::CSV ();
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $server = TransparencyServer->new(name => 'corrections', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
</Location>
CONF

sub claim { return qq{<statement id="cannot" date="2008-06" by="Example"><title>Calls</title><text>$_[0]</text><about service="mail"/></statement>} }
my $later = instant(time + 366 * 86400);
my %file = (
    '1.xml' => small_record(published => '2013-01-01', figures => { GB => 10, US => 7 }, extra => claim('We cannot listen.')),
    '2.xml' => figures_file(published => '2013-02-01T12:00:00Z', figures => { GB => 12, US => 7 },
        correction => 'One request had been counted <em>never</em>.'),
    '3.xml' => figures_file(published => '2013-03-01', figures => { FR => 1, GB => 12 }, extra => claim('We do not listen.')),
    '4.xml' => figures_file(published => $later, figures => { GB => 99999 }, correction => 'nobody may know'),
);
age(map { $server->write_record('record', %file) . "/$_" } keys %file);
$server->start(path => "$mount/corrections.csv");

sub fetch { my ($path, @headers) = @_; return $server->get("$mount/$path", @headers) }
sub rows {
    my $r = fetch($_[0]);
    is $r->{status}, 200, "$_[0] is answered" or return;
    my $csv = Text::CSV->new({ binary => 1, eol => "\r\n", auto_diag => 2 });
    open my $in, '<:encoding(UTF-8)', \$r->{body} or die $!;
    my @names = @{ $csv->getline($in) };
    my @rows;
    while (my $row = $csv->getline($in)) { my %row; @row{@names} = @$row; push @rows, \%row }
    return @rows;
}
sub brief { return map { join ' ', $_->{change}, $_->{cell} || $_->{entity}, ($_->{old_value} || $_->{old_text} || '-') . '>' . ($_->{new_value} || $_->{new_text} || '-'), $_->{reason} } @_ }

my @first = ('value mail-2012.2012.gb.received.requests 10>12 error');
my @second = (
    'added mail-2012.2012.fr.received.requests ->1 no reason given',
    'removed mail-2012.2012.us.received.requests 7>- no reason given',
    'text cannot We cannot listen.>We do not listen. no reason given',
);

# --- rows --------------------------------------------------------------------
my @all = rows('corrections.csv');
is_deeply [brief(@all)], [@second, @first], 'every correction, the newest edition first, and no other';
is_deeply [brief(rows('corrections.csv?since=2013-02-01T12:00:00Z'))], [@second, @first], 'since the instant of an edition';
is_deeply [brief(rows('corrections.csv?since=2013-02-01T12:00:01Z'))], \@second, 'a second later without it';
is_deeply [brief(rows('corrections.csv?since=2013-03-02'))], [], 'since the newest there is nothing';
is_deeply [brief(rows('corrections.csv?country=GB'))], \@first, 'what concerns a country';
is_deeply [brief(rows('corrections.csv?from=2013-01-01&to=2013-02-02'))], \@first, 'between two editions';
is_deeply [brief(rows('corrections.csv?from=20130101000000'))],
    [$second[0], $first[0], @second[1, 2]], 'from the first to the newest: the sum of all';
is_deeply [map { $_->{edition} } rows('corrections.csv?from=20130101000000')],
    ['2013-03-01T00:00:00Z', '2013-02-01T12:00:00Z', ('2013-03-01T00:00:00Z') x 2], 'each with its own edition';
is $all[-1]{text}, 'One request had been counted never.', 'the reason in words, without markup';

# --- polling -----------------------------------------------------------------
my $json = JSON::PP->new->decode(fetch('corrections.json')->{body});
my $newest = $json->{meta}{edition};
is $newest, '2013-03-01T00:00:00Z', 'the edition to go on from';
is_deeply [brief(rows("corrections.csv?since=$newest"))], \@second, 'since it: what it changed, once more';
is_deeply [rows("corrections.csv?from=$newest")], [], 'from it: nothing yet, and no error';
my $poll = fetch('corrections.json?since=2013-03-01T01:00:00%2B01:00');
is(JSON::PP->new->decode($poll->{body})->{meta}{query}, 'since=2013-03-01T00:00:00Z', 'the canonical form of an instant');
is fetch('corrections.json?since=2013-03-01T01:00:00%2B01:00', headers => ['If-None-Match' => header($poll, 'ETag')])->{status},
    304, 'polling costs nothing while nothing changes';

# --- both editions -----------------------------------------------------------
for my $row (@all) {
    for my $side (qw(old new)) {
        my $r = fetch($row->{"${side}_version"} . '.csv');
        is $r->{status}, 200, qq{$row->{"${side}_version"} can be visited};
        my ($cell) = grep { $row->{cell} && /^\Q$row->{cell}\E,/ } split /\r\n/, $r->{body};
        my $value = $row->{"${side}_value"};
        if ($row->{change} eq 'text') { like $r->{body}, qr/\Q$row->{"${side}_text"}\E/, 'and says it as it was' }
        elsif ($value eq '') { is $cell, undef, 'and has no such figure' }
        else { like $cell, qr/,$value,$value,$value,/, "and has $value" }
    }
}

# --- the page ----------------------------------------------------------------
my $html = fetch('corrections.html')->{body};
like $html, qr{<td class="n"><del>10</del></td><td class="n"><ins>12 <small>[^<]*</small></ins></td><td class="n d"><bdi>\+2</bdi>}, 'before, now and the difference side by side';
like $html, qr{<th[^>]*>Before</th><th[^>]*>Now</th><th[^>]*>Difference</th>}, 'with words at their head';
like $html, qr{<td class="t"><del[^>]*>We cannot listen\.</del></td><td class="t"><ins[^>]*>We do not listen\.</ins></td>}, 'a rewritten claim as well';
like $html, qr{One request had been counted <em>never</em>\.}, 'why';
like $html, qr{No reason was given}, 'or that nobody said why';
like $html, qr{Without a reason: 3}, 'and how often';
like $html, qr{href="version/20130101000000/reports/mail-2012"}, 'links to the edition before';
like $html, qr{href="requests\?[^"]*country=GB#mail-2012\.2012\.gb\.received\.requests"}, 'and to the figure';
like $html, qr{<option value="20130101000000">}, 'two editions can be chosen';
unlike $html, qr{<script|\sstyle=|\son\w+=}i, 'without a script';
my $diff = fetch('corrections.html?from=2013-01-01&to=2013-02-02')->{body};
like $diff, qr{<option value="20130101000000" selected>.*<option value="20130201120000" selected>}s, 'the form says what is compared';
like $diff, qr{<h2>From <time datetime="2013-01-01">.*</time> to <time datetime="2013-02-01T12:00:00Z">}, 'and so does the heading';
like fetch('corrections.md')->{body}, qr{We cannot listen\. *\| We do not listen\.}, 'in Markdown too';
like fetch('corrections.ar.html')->{body}, qr{<html lang="ar" dir="rtl"}, 'in other languages';

# --- on the pages concerned --------------------------------------------------
my %concerned = ('countries/gb' => 1, 'countries/us' => 1, 'services/mail' => 4, 'reports/mail-2012' => 3, 'periods/2012' => 3);
for my $path (sort keys %concerned) {
    my ($link, $count) = fetch("$path.html")->{body} =~ m{<p class="corrections"><a href="\.\./(corrections\?[^"]+)">[^<]*: (\d+)</a>};
    is $count, $concerned{$path}, "$path says how many corrections concern it";
    $link =~ s/corrections/corrections.csv/;
    is scalar(my @rows = rows($link)), $count, 'and its link leads to them';
}

# --- what nobody may know ----------------------------------------------------
my $stamp = $later =~ tr/0-9//cdr;
for my $path (map { ("corrections.html$_", "corrections.csv$_") } '', "?from=2013-01-01&to=$later", "?since=2013-01-01") {
    my $r = fetch($path);
    is $r->{status}, 200, "$path is answered";
    unlike $r->{body}, qr/99999|99,999|nobody may know|$stamp/, 'and knows nothing of the future';
}

# --- what is no question -----------------------------------------------------
for (['from=2013-02-02&to=2013-01-01', 'bad-range'], ['to=2013-02-01', 'missing-parameter'], ['since=soon', 'bad-instant'],
     ['from=2012-01-01', 'unknown-value'], ['since=2013-01-01&from=2013-01-01', 'not-together'], ['sicne=2013-01-01', 'unknown-parameter'],
     ['measure=received', 'unknown-parameter'], ['country=QQ', 'unknown-value']) {
    my ($query, $code) = @$_;
    my $r = fetch("corrections.json?$query");
    is $r->{status}, 400, "$query is refused";
    is(JSON::PP->new->decode($r->{body})->{code}, $code, "as $code");
    like fetch("corrections.html?$query")->{body}, qr/<form .*<select id="f-from"/s, 'the page has the form again';
}
my $early = JSON::PP->new->decode(fetch('corrections.json?from=2012-01-01')->{body});
is_deeply $early->{allowed_values}, ['20130301000000', '20130201120000', '20130101000000'], 'the editions are named';
is fetch('Corrections.csv?to=2013-02-02&from=2013-01-02')->{status}, 301, 'another spelling is redirected';
is header(fetch('Corrections.csv?to=2013-02-02&from=2013-01-02'), 'Location') =~ s{.*/}{}r,
    'corrections.csv?from=20130101000000&to=20130201120000', 'to the canonical question';
done_testing;
