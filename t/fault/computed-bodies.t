#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# An answer computed for one reader is sent out of memory that the next answer
# is made in.  Whoever reads slowly, in parts, through TLS, HTTP/2 or a cache gets
# his own answer to the byte, however many others are made meanwhile.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use IO::Select ();
use IO::Socket::INET ();
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $dir = record_dir('large');
write_file("$dir/a.xml", large_record(long_run(40_000)));
age("$dir/a.xml");

# Its sockets take little, so that most of an answer has to wait for its reader.
my $narrow = TransparencyServer->new(name => 'narrow', children => 64, conf => <<"CONF");
SendBufferSize 8192
<Location "/large">
    SetHandler transparency
    TransparencyRecord "$dir"
</Location>
CONF
$narrow->start(path => '/large/');

# Of different sizes: less than one write, about what sockets take at once, and much more.
my @question = map { ("/large/requests.csv?$_&sort=requests", "/large/requests.csv?$_&sort=-requests") }
    'by=service', 'by=country&measure=received', 'by=country', 'period=2011..2012';
my %right;
wait_for(sub { my $r = eval { get($question[0]) }; $r && $r->{status} == 200 }, undef, 'the large record');
for (@question) {
    my $r = get($_);
    is $r->{status}, 200, $_ or diag $r->{body};
    like header($r, 'Cache-Status') // '', qr/fwd=/, '... is computed';
    $right{$_} = $r->{body};
}
cmp_ok length $right{ $question[$_] }, '<', (5_000, 5_000, 60_000, 60_000, 200_000, 200_000, 1 << 20, 1 << 20)[$_],
    length($right{ $question[$_] }) . ' bytes' for 0 .. $#question;
isnt $right{ $question[$_] }, $right{ $question[ $_ + 1 ] }, 'two orders, two answers' for 0, 2, 4, 6;

# Asks for several things on one connection and does not read.
sub stalled {
    my (@paths) = @_;
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die "socket: $!";
    setsockopt $socket, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), pack 'i', 4096;
    connect $socket, Socket::pack_sockaddr_in($narrow->{port}, Socket::inet_aton('127.0.0.1')) or die "connect: $!";
    my @asked = map { "GET $_ HTTP/1.1\r\nHost: x\r\n" } @paths;
    $asked[-1] .= "Connection: close\r\n";
    syswrite $socket, join '', map { "$_\r\n" } @asked;
    return $socket;
}

# What is wrong with what comes for them.
sub wrong_bodies {
    my ($socket, @paths) = @_;
    my ($got, @wrong) = ('');
    while (sysread $socket, $got, 1 << 16, length $got) { }
    for my $path (@paths) {
        my ($length) = $got =~ /\AHTTP\/1\.1 200 .*?\r\nContent-Length: (\d+)\r\n/s;
        return @wrong, "$path: no whole answer" unless $length && $got =~ s/\A.*?\r\n\r\n//s;
        push @wrong, "$path: other bytes" if substr($got, 0, $length, '') ne $right{$path};
    }
    return @wrong;
}
{
    my @orders = ([@question], [reverse @question], map { [$_] } (@question) x 2);
    @orders = @orders[0 .. 7] if mpm() eq 'prefork';    # a process each
    my @sockets = map { stalled(@$_) } @orders;
    wait_for(sub { IO::Select->new($_)->can_read(0) }, undef, 'an answer to begin') for @sockets;
    my @wrong = grep { $narrow->get($_)->{body} ne $right{$_} } (@question) x 5;
    none_wrong(\@wrong, 'answers made while others wait to be read');
    none_wrong([ map { wrong_bodies($sockets[$_], @{ $orders[$_] }) } 0 .. $#orders ],
        scalar(@sockets) . ' readers that read late');
}

# Readers that never read keep a body each, not what it took to make it.
SKIP: {
    skip 'each process keeps memory of its own, or a sanitizer keeps all', 2 if mpm() eq 'prefork' || $ENV{ASAN_OPTIONS};
    my $page = '/large/requests.en.html?by=service,period,country&sort=requests';
    my $memory = sub {
        my $sum = 0;
        $sum += read_file("/proc/$_/status") =~ /^RssAnon:\s+(\d+) kB/m ? $1 : 0 for $narrow->children;
        return $sum / 1024;
    };
    is $narrow->get($page)->{status}, 200, 'a page of a few rows, of sums over all';
    my $before  = $memory->();
    my @waiting = map { stalled($page) } 1 .. 20;
    wait_for(sub { IO::Select->new($_)->can_read(0) }, undef, 'the page to begin') for @waiting;
    my $more = $memory->() - $before;
    cmp_ok $more / @waiting, '<', 8, sprintf '%.1f MB for each reader of it', $more / @waiting;
    close $_ for @waiting;
}
$narrow->stop;

# What is wrong with what comes for the questions, all at once, slowly.
sub wrong_downloads {
    my (@arguments) = @_;
    my ($base, @options) = reverse @arguments;
    my (@pipes, @wrong);
    for my $path ((@question) x 2) {
        open my $pipe, '-|', 'curl', '--silent', '--insecure', '--fail', '--max-time', 900,
            '--limit-rate', '1M', @options, $base . $path or die "curl: $!";
        binmode $pipe;
        push @pipes, [$path, $pipe];
    }
    for (@pipes) {
        my ($path, $pipe) = @$_;
        my $got = do { local $/; readline $pipe };
        push @wrong, "$path: other bytes" if ($got // '') ne $right{$path};
        push @wrong, "$path: curl ended with " . ($? >> 8) unless close $pipe;
    }
    return @wrong;
}
none_wrong([ wrong_downloads('--http1.1', base_url($_->[1])) ], "$_->[0], at once")
    for ['plain', 'plain'], ['TLS', 'tls'], ['a cache in shared memory', 'cache'], ['a proxy', 'proxy'];
none_wrong([ wrong_downloads('--http1.1', '--compressed', base_url('plain')) ], 'with gzip, at once');
SKIP: {
    skip 'no HTTP/2 here', 1 unless have_h2('h2');
    none_wrong([ wrong_downloads('--http2-prior-knowledge', base_url('h2')) ], 'HTTP/2, at once');
}
SKIP: {
    skip 'no HTTP/2 over TLS here', 1 unless have_h2('tls');
    none_wrong([ wrong_downloads('--http2', base_url('tls')) ], 'HTTP/2 over TLS, at once');
}

# parts
{
    my $path = $question[6];
    my $r = get($path, headers => ['Range', 'bytes=100-199,5000-99999,-100']);
    my @parts = $r->{body} =~ /\r\nContent-Range: bytes [^\r]*\r\n\r\n(.*?)\r\n--/sg;
    is $r->{status}, 206, 'several ranges of a computed answer';
    is_deeply [ map { length } @parts ], [100, 95_000, 100], '... are three parts';
    ok $parts[0] eq substr($right{$path}, 100, 100) && $parts[1] eq substr($right{$path}, 5000, 95_000)
        && $parts[2] eq substr($right{$path}, -100), '... of its bytes';
}

done_testing;
