#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Whose process dies half-way through an answer can see that it is not all: less
# came than Content-Length says, or the stream is reset; never an end as if it
# were whole, nor anything else behind what is right so far.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use IO::Socket::INET ();
use POSIX ();
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $tls = TransparencyServer::free_port();
# Little room in sockets: a slow reader reads what lies in them before it can see
# that nothing more comes.
my $server = TransparencyServer->new(name => 'broken', children => 24, conf => <<"CONF");
SendBufferSize 65536
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
    TransparencyCacheSize 1G
</Location>
<IfModule mod_http2.c>
    Protocols h2c http/1.1
</IfModule>
<IfModule mod_ssl.c>
    SSLSessionCache none
    Listen 127.0.0.1:$tls
    <VirtualHost 127.0.0.1:$tls>
        SSLEngine on
        SSLCertificateFile    "@{[ Apache::Test::vars()->{t_conf} ]}/tls.crt"
        SSLCertificateKeyFile "@{[ Apache::Test::vars()->{t_conf} ]}/tls.key"
        <IfModule mod_http2.c>
            Protocols h2 http/1.1
        </IfModule>
    </VirtualHost>
</IfModule>
CONF
my $dir = $server->write_record('record', 'a.xml' => large_record(40_000));
age("$dir/a.xml");
$server->start(path => "$mount/");
my $kept = "$mount/requests.csv";
my $streamed = "$mount/requests.json?unit=requests";
my %whole = map { ($_ => $server->served($_, 60)) } $kept, $streamed;
is header($whole{$streamed}, 'Accept-Ranges'), 'none', 'one body is made while it is sent';
is header($whole{$kept}, 'Accept-Ranges'), 'bytes', 'the other is kept';
# more than what sockets take in
cmp_ok length $whole{$streamed}{body}, '>', 12_000_000, '... and long' or diag length $whole{$streamed}{body};

sub kill_children {
    kill KILL => $server->children;
    return;
}

# --- HTTP/1.1, read by hand --------------------------------------------------
for my $path ($kept, $streamed) {
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die "socket: $!";
    setsockopt $socket, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), pack 'i', 4096;
    connect $socket, Socket::pack_sockaddr_in($server->{port}, Socket::inet_aton('127.0.0.1')) or die "connect: $!";
    syswrite $socket, "GET $path HTTP/1.1\r\nHost: x\r\n\r\n";
    my $got = '';
    1 while length $got < 65536 && sysread $socket, $got, 4096, length $got;
    kill_children();
    while (sysread $socket, $got, 1 << 16, length $got) { }
    my $r = parse_response($got, 'GET');
    is $r->{status}, 200, "$path was begun";
    is header($r, 'Content-Length'), length $whole{$path}{body}, '... with its whole length';
    ok !$r->{complete}, '... and when the process dies, less has come';
    ok length $r->{body} < length $whole{$path}{body}, '... not more';
    ok $r->{body} eq substr($whole{$path}{body}, 0, length $r->{body}), '... all of it right: no word of the error in it';
    $server->served($path, 60);
}

# --- with curl, in all protocols ---------------------------------------------
my @ways = (['HTTP/1.1', 'http', '--http1.1'], ['HTTP/1.1 over TLS', 'https', '--http1.1']);
push @ways, ['HTTP/2', 'http', '--http2-prior-knowledge'] if have_h2('h2');
push @ways, ['HTTP/2 over TLS', 'https', '--http2'] if have_h2('tls');
for (@ways) {
    my ($way, $scheme, $option) = @$_;
    my $port = $scheme eq 'https' ? $tls : $server->{port};
    my $path = $streamed;
    my $file = "$server->{dir}/got";
    unlink $file;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        exec 'curl', '--silent', '--insecure', '--max-time', 900, '--limit-rate', '200k', $option,
            '-o', $file, "$scheme://127.0.0.1:$port$path" or POSIX::_exit(99);
    }
    wait_for(sub { -s $file }, 30, 'the first bytes');
    kill_children();
    waitpid $pid, 0;
    my $status = $? >> 8;
    # 18: partial file, 56: failure to receive, 92: a stream that was not closed as it should be
    like $status, qr/^(?:18|56|92|16)$/, "$way, $path: curl sees that it broke off";
    my $got = read_file($file);
    ok length $got < length $whole{$path}{body} && $got eq substr($whole{$path}{body}, 0, length $got), '... what came is right so far';
    $server->served($path, 60);
}
$server->stop(killed => 1);

done_testing;
