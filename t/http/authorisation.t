#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# That a record is no file opens no door: Require in a Location holds for it,
# also where httpd's walk through the file system is left out.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use MIME::Base64 qw(encode_base64);
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
my @right = (Authorization => 'Basic ' . encode_base64('reader:please', ''));
my @wrong = (Authorization => 'Basic ' . encode_base64('reader:guess', ''));
my $secret = get("$mount/requests.md")->{body};

for my $path ('', '/', '/requests.csv', '/Requests', '/nothing', '/assets/x.css', '/requests?country=GB',
              '//requests.csv', '/./requests.csv', '/%72equests.csv') {
    for my $method (qw(GET HEAD POST)) {
        my $r = request($method => "/denied$path", $method eq 'POST' ? (body => '') : ());
        is $r->{status}, 403, "$method /denied$path is forbidden";
        is header($r, 'ETag'), undef, '... without a tag' if $method eq 'HEAD';
    }
}
my %asked = (
    'without a password' => [[], 401], 'with a wrong one' => [\@wrong, 401], 'with the right one' => [\@right, 200],
);
for my $how (sort keys %asked) {
    my ($headers, $want) = @{ $asked{$how} };
    my $r = get('/members/requests.md', headers => $headers);
    is $r->{status}, $want, "/members $how";
    is header($r, 'WWW-Authenticate'), 'Basic realm="members"', '... is asked for one' if $want == 401;
    ok $want == 200 ? $r->{body} eq $secret : index($r->{body}, substr($secret, 0, 200)) < 0,
        $want == 200 ? '... reads it' : '... reads nothing';
    is get('/members/requests.md', headers => [@$headers, 'If-None-Match' => '*'])->{status},
        $want == 200 ? 304 : 401, '... and a condition asks nobody less';
    is request(OPTIONS => '/members/requests.md', headers => $headers)->{status},
        $want == 200 ? 204 : 401, '... nor do OPTIONS';
}
is get('/members/requests.csv')->{status}, 200, 'a Location inside may open what is closed around it';
is get('/members/requests.json', headers => \@right)->{status}, 403, 'or close it further';
is get('/members/requests.json?country=GB', headers => \@right)->{status}, 403, '... for every question';
is get('/members/requests', headers => [@right, Accept => 'application/json'])->{status}, 200,
    'only under that name, as for every resource of httpd';
is get('/members/requests.md', to => 'tls')->{status}, 401, 'the same over TLS';
if (have_h2('h2')) {
    is h2(GET => '/denied/requests.csv')->{status}, 403, 'the same in HTTP/2';
}

# what asked with a password is not kept for others
{
    my $r = get('/members/requests.md', headers => \@right, to => 'cache');
    is $r->{status}, 200, 'read through a cache';
    is get('/members/requests.md', to => 'cache')->{status}, 401, 'the next reader is asked again';
}

done_testing;
