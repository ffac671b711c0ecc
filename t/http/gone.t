#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What was withdrawn is 410 and leads to its last version (RFC 5829); what an
# order withholds is 451 and says which order, and who carries it out (RFC 7725).
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served('/withheld/');
served('/withheld-canonical/requests.json');

sub links {
    my %link;
    my $value = header(shift, 'Link') // '';
    $link{$2} = $1 while $value =~ /<([^>]*)>; rel="([^"]*)"/g;
    return \%link;
}

# --- withdrawn ---------------------------------------------------------------
for my $ending ('', '.csv', '.json', '.ndjson') {
    my $r = get("/withheld/reports/draft-2012$ending", headers => [Accept => 'application/json']);
    is $r->{status}, 410, "/reports/draft-2012$ending is gone";
    my $problem = problem_of($r);
    is $problem->{code}, 'withdrawn', '... in a stable word';
    is $problem->{reason}, 'It was a <draft>.', '... with the reason';
    is $problem->{language}, 'en', '... in its language';
    is $problem->{withdrawn}, '2013-06-01T09:30:00Z', '... since';
    is $problem->{last_version}, "/withheld/version/20130321000000/reports/draft-2012$ending",
        '... and where it was last, in the same form';
    is links($r)->{'predecessor-version'}, $problem->{last_version}, '... also as a link';
    for my $tree ('timegate', 'timemap') {
        my $to = resolved('/withheld/reports/draft-2012', links($r)->{$tree} // '');
        like $to, qr{^/withheld/$tree/(?:link/)?reports/draft-2012\Q$ending\E$}, "... its $tree is named";
        like get($to)->{status}, qr/^(?:200|302)$/, '... and is there';
    }
    is_deeply [ grep { exists $problem->{$_} } qw(order blocked_by) ], [], '... by nobody\'s order';
    is links($r)->{'blocked-by'}, undef, '... nor block';
    my $last = get($problem->{last_version}, headers => [Accept => 'application/json']);
    is $last->{status}, 200, '... where it still is';
    is header($last, 'Memento-Datetime'), 'Thu, 21 Mar 2013 00:00:00 GMT', '... as it was then';
}
is problem_of(get('/withheld/services/chat.json'))->{language}, 'de', 'a reason has a language of its own';
for my $ending ('', '.html', '.fr.html') {
    my $r = get("/withheld/reports/draft-2012$ending", headers => [Accept => 'text/html']);
    is $r->{status}, 410, "the page of /reports/draft-2012$ending";
    is header($r, 'Content-Type'), $type_of{html}, '... is a page';
    like $r->{body}, qr/It was a &lt;draft&gt;\./, '... says the reason';
    unlike $r->{body}, qr/<draft>/, '... escaped';
    my ($href) = $r->{body} =~ m{href="([^"]*version/[^"]*)"};
    is resolved('/withheld/reports/draft-2012', $href // ''),
        "/withheld/version/20130321000000/reports/draft-2012$ending", '... and leads to the last version';
}
like get('/withheld/services/chat.html')->{body}, qr{lang="de"[^>]*>Den Dienst}, 'a reason in another language is marked';

# --- withheld ----------------------------------------------------------------
my $order = 'Interim order of the Regional Court of Exampletown, 27 February 2014, 3 O 14/14';
for my $ending ('', '.csv', '.json', '.ndjson', '.md') {
    my $r = get("/withheld/reports/report-2012$ending", headers => [Accept => 'application/json']);
    is $r->{status}, 451, "/reports/report-2012$ending is withheld";
    like $r->{raw}, qr{\AHTTP/1\.1 451 Unavailable For Legal Reasons\r\n}, '... in so many words';
    my $problem = problem_of($r);
    is $problem->{title}, 'Withheld by order', '... as a kind';
    is $problem->{order}, $order, '... says which order';
    is $problem->{reason}, 'It names a person under protection.', '... and why';
    is $problem->{blocked_by}, 'https://example.org/legal', '... who withholds it';
    is links($r)->{'blocked-by'}, 'https://example.org/legal', '... also as a link';
    is exists $problem->{last_version} ? 1 : 0, 0, '... and leads nowhere else';
    is links($r)->{'predecessor-version'}, undef, '... not by a link either';
    like header($r, 'Cache-Control') // '', qr/max-age=\d+/, '... with explicit freshness';
}
{
    my $r = get('/withheld/reports/report-2012', headers => [Accept => 'text/html']);
    is $r->{status}, 451, 'the page of it';
    like $r->{body}, qr/\Q$order\E/, '... says the order';
    like $r->{body}, qr{<a href="https://example\.org/legal" rel="nofollow noopener noreferrer" dir="ltr">}, '... and who';
    like $r->{body}, qr{<h1[^>]*>[^<]*(?:<[^>]*>)*This is withheld by order}, '... on top';
}

# --- conditions do not hide it (RFC 9110 section 13.2.1) ---------------------
for my $path ('reports/draft-2012.csv', 'reports/report-2012.csv') {
    my $plain = get("/withheld/$path");
    for my $condition (['If-None-Match' => '*'], ['If-Match' => '"x"'], [Range => 'bytes=0-1']) {
        my $r = get("/withheld/$path", headers => $condition);
        is $r->{status}, $plain->{status}, "$path, @$condition: the same answer";
        is $r->{body}, $plain->{body}, '... whole';
    }
}

# --- with a name of its own, and without pages -------------------------------
{
    my $problem = problem_of(get('/withheld-canonical/reports/draft-2012.json'));
    is $problem->{last_version}, 'https://example.org/record/version/20130321000000/reports/draft-2012.json',
        'a server that knows its name gives whole addresses';
    is $problem->{type}, undef, 'where there are no pages, there is no help to lead to';
    is $problem->{title}, 'Gone', '... and the title is the status (RFC 9457 section 4.2.1)';
}

# --- the rest is there -------------------------------------------------------
is get('/withheld/reports/report-2011.csv')->{status}, 200, 'what is left is there';
like header(get('/withheld/reports/report-2011.csv'), 'Link'), qr{<https://example\.org/licence>; rel="license"},
    '... under the licence of the report';

done_testing;
