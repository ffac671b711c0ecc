#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Virtual hosts with records of their own at the same path: what one holds never
# shows in the other, while both are asked at once and change.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my @hosts = qw(alpha beta gamma);
my $server = TransparencyServer->new(name => 'vhosts', conf => join '', map { <<"CONF" } @hosts);
<VirtualHost 127.0.0.1:\@port\@>
    ServerName $_.example
    <Location "/transparency">
        SetHandler transparency
        TransparencyRecord "\@dir\@/$_"
        TransparencyCheckInterval 200ms
    </Location>
</VirtualHost>
CONF
for my $host (@hosts) {
    my $dir = $server->write_record($host, 'a.xml' => small_record(name => "Only\u$host", publisher => $host,
        figures => { GB => 1000 + length $host, US => 7 }));
    age("$dir/a.xml");
}
$server->start;
sub as { my ($host, $path, @more) = @_; return $server->get($path, headers => [Host => "$host.example", @more]) }
wait_for(sub { as($_, "$mount/")->{status} == 200 }, 20, $_) for @hosts;

my (@crossed, %etags);
my $asked = 0;
my @paths = ('/', '/index.html', '/requests.csv', '/requests.json', '/requests.csv?country=GB', '/publishers.html',
             '/countries/gb.md', '/nothing', '/requests?country=QQ');
for my $round (1 .. long_run(20)) {
    if ($round % 5 == 0) {
        for my $host (@hosts) {
            write_file($server->record_dir($host) . '/a.xml', small_record(name => "Only\u$host", publisher => $host,
                figures => { GB => 1000 * $round + length $host, US => 7 }));
        }
    }
    for my $path (sort { rand() <=> 0.5 } @paths) {
        for my $host (sort { rand() <=> 0.5 } @hosts) {
            my $r = as($host, "$mount$path", 'Accept-Encoding' => (qw(identity gzip br))[int rand 3]);
            $asked++;
            my $text = decoded($r);
            for my $other (grep { $_ ne $host } @hosts) {
                push @crossed, "$host$path shows $other" if $text =~ /Only\u$other/ || $text =~ /"\Q$other\E"/
                    || $text =~ m{publishers/\Q$other\E};
            }
            push @crossed, "$host$path: $r->{status}" if $r->{status} >= 500;
            $etags{ header($r, 'ETag') }{$host} = 1 if defined header($r, 'ETag');
        }
    }
}
none_wrong(\@crossed, "$asked requests: nothing of another host");
my @shared = grep { keys %{ $etags{$_} } > 1 } sort keys %etags;
none_wrong(\@shared, 'and no tag is used by two');
like as('alpha', "$mount/requests.html")->{body}, qr/OnlyAlpha/, 'each shows its own';
{
    my $tag = header(as('alpha', "$mount/requests.csv"), 'ETag');
    is as('beta', "$mount/requests.csv", 'If-None-Match' => $tag)->{status}, 200, 'a tag of one is unknown to the other';
}
$server->stop;

done_testing;
