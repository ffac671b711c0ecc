#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# 64 downloads of a large body at once, over plain HTTP, TLS, HTTP/2 and through
# caches and a proxy: every one right to the byte.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA ();
use POSIX ();
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;

my $dir = record_dir('large');
write_file("$dir/a.xml", large_record(long_run(40_000)));
age("$dir/a.xml");
my $path = '/large/requests.csv';
my $whole;
wait_for(sub { $whole = eval { get($path) }; $whole && $whole->{status} == 200 }, undef, 'the large record');
my $length = length $whole->{body};
my $digest = Digest::SHA::sha256_hex($whole->{body});
cmp_ok $length, '>', 5_000_000, "the body has $length bytes";
is header($whole, 'Repr-Digest'), repr_digest($whole->{body}), 'and the digest it says';
undef $whole;

# Runs curl so many times at once; the digests of what came, and its statuses.
sub at_once {
    my ($count, @arguments) = @_;
    my (@pipes, @wrong);
    for my $i (1 .. $count) {
        open my $pipe, '-|', 'curl', '--silent', '--insecure', '--fail', '--max-time', 900, @arguments or die "curl: $!";
        binmode $pipe;
        push @pipes, $pipe;
    }
    for my $i (0 .. $#pipes) {
        my $sha = Digest::SHA->new(256);
        $sha->addfile($pipes[$i]);
        my $got = $sha->hexdigest;
        close $pipes[$i];
        push @wrong, "download $i: curl ended with " . ($? >> 8) if $?;
        push @wrong, "download $i: other bytes" if !$? && $got ne $digest;
    }
    return @wrong;
}
my $count = 64;
$count = 32 if mpm() eq 'prefork';      # a process each: as many as there may be, with those of the proxy

my @ways = (['plain', 'plain'], ['TLS', 'tls'], ['a cache in shared memory', 'cache'],
            ['a cache on disk', 'disk_cache'], ['a proxy', 'proxy']);
for (@ways) {
    my ($what, $to) = @$_;
    none_wrong([ at_once($what eq 'a proxy' ? 16 : $count, '--http1.1', base_url($to) . $path) ], "$what, at once");
}
SKIP: {
    skip 'no HTTP/2 here', 1 unless have_h2('h2');
    none_wrong([ at_once(16, '--http2-prior-knowledge', base_url('h2') . $path) ], 'HTTP/2, at once');
}
SKIP: {
    skip 'no HTTP/2 over TLS here', 1 unless have_h2('tls');
    none_wrong([ at_once(16, '--http2', base_url('tls') . $path) ], 'HTTP/2 over TLS, at once');
}

# parts of it, that together are it
{
    my @pipes;
    my $parts = 16;
    my $size = int($length / $parts) + 1;
    for my $i (0 .. $parts - 1) {
        my ($from, $to) = ($i * $size, ($i + 1) * $size - 1);
        open my $pipe, '-|', 'curl', '--silent', '--fail', '--max-time', 900, '-r', "$from-$to", base_url() . $path or die "curl: $!";
        binmode $pipe;
        push @pipes, $pipe;
    }
    my $sha = Digest::SHA->new(256);
    $sha->addfile($_) for @pipes;
    close $_ for @pipes;
    is $sha->hexdigest, $digest, "$parts parts at once are the whole";
}
# Small parts of it, many at once: what is too little for sendfile must not be
# read at a place that another thread has moved to.
sub wrong_parts {
    my ($from, $body) = @_;
    my @first = map { $from + 701 * $_ } 1 .. 100;
    my @asked = map { "GET $path HTTP/1.1\r\nHost: x\r\nRange: bytes=$_-" . ($_ + 99) . "\r\n" } @first;
    $asked[-1] .= "Connection: close\r\n";
    my $answer = raw(join('', map { "$_\r\n" } @asked));
    my $wrong = 0;
    for my $first (@first) {
        $answer =~ s/^HTTP\/1\.1 206 .*?\r\n\r\n//s or return $wrong + 1;
        $wrong++ if substr($answer, 0, 100, '') ne substr $$body, $first, 100;
    }
    return $wrong;
}
{
    my $body = get($path)->{body};
    my @pipes;
    for my $i (1 .. 8) {
        defined(my $pid = open my $pipe, '-|') or die "fork: $!";
        if (!$pid) {
            my $wrong = 0;
            $wrong += wrong_parts(int($length / 10) * $i + 997 * $_, \$body) for 1 .. 30;
            print $wrong;
            close STDOUT;
            POSIX::_exit(0);
        }
        push @pipes, $pipe;
    }
    my @wrong = map { my $count = <$_>; close $_; defined $count && $count eq '0' ? () : 'of 3000: ' . ($count // 'none came') } @pipes;
    none_wrong(\@wrong, 'small parts at once, from 8 clients');
}
# two hundred small pages beside it
{
    my @pipes;
    for (1 .. 4) {
        open my $pipe, '-|', 'curl', '--silent', '--limit-rate', '4M', '--max-time', 900, base_url() . $path or die "curl: $!";
        push @pipes, $pipe;
    }
    my @wrong;
    for (1 .. 200) {
        my $r = get('/large/index.html');
        push @wrong, $r->{status} unless $r->{status} == 200 && $r->{complete};
    }
    none_wrong(\@wrong, 'small pages beside large bodies');
    close $_ for @pipes;
}
my %status = map { /^(Transparency\d+Faults): (\d+)/ ? ($1 => $2) : () } split /\n/, get('/server-status?auto')->{body};
is_deeply [ grep { $status{$_} } sort keys %status ], [], 'no invariant was broken';

done_testing;
