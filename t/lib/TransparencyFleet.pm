# SPDX-License-Identifier: Apache-2.0
# Two nodes of conf/fleet/node.conf, and one of the fronts shipped beside it.
package TransparencyFleet;
use strict;
use warnings FATAL => 'all';
use Apache::Test ();
use Carp qw(croak);
use File::Path qw(make_path);
use IO::Socket::INET ();
use POSIX ();
use Time::HiRes qw(time);
use TransparencyRecords ();
use TransparencyServer ();
use TransparencyTest ();

my $fronts = 0;

sub new {
    my $class = shift;
    my $root = Apache::Test::vars()->{serverroot};
    my ($conf) = grep { -d } "$root/../conf/fleet", defined $ENV{TR_SRCDIR} ? "$ENV{TR_SRCDIR}/conf/fleet" : ()
        or croak 'there is no conf/fleet';
    my $self = bless { conf => $conf, nodes => [] }, $class;
    for my $number (1, 2) {
        push @{ $self->{nodes} }, TransparencyServer->new(name => "node$number", conf => <<"CONF");
Define TRANSPARENCY_RECORD "\@dir\@/record"
TransparencyCacheSize 64M
TransparencyCheckInterval 200ms
Include "$conf/node.conf"
CONF
    }
    return $self;
}

# Written long ago, so that it is taken at once.
sub write_record {
    my ($self, $node, %files) = @_;
    my $dir = $node->write_record('record', %files);
    TransparencyRecords::age(map { "$dir/$_" } keys %files);
    return;
}

sub start_nodes {
    my $self = shift;
    $_->start(path => '/transparency/') for @{ $self->{nodes} };
    return;
}

# After its end, however that came: the seconds that it took.
sub restart {
    my ($self, $node) = @_;
    my $began = time;
    unlink "$node->{dir}/httpd.pid";
    $node->start(path => '/transparency/');
    return time - $began;
}

# Why a front cannot be tried here, or nothing.
sub lacks {
    my ($self, $kind) = @_;
    if ($kind eq 'varnish') {
        return 'no varnishd here: the fleet behind Varnish' unless program('varnishd');
        return 'no gcc here, which varnishd needs: the fleet behind Varnish' unless program('gcc');
        return;
    }
    my @missing = grep { !Apache::Test::have_module($_) } qw(proxy_balancer proxy_http lbmethod_byrequests cache_disk rewrite);
    return @missing ? "without mod_$missing[0]: the fleet behind mod_proxy_balancer" : undef;
}

sub program {
    my $name = shift;
    my ($found) = grep { -x } map { "$_/$name" } split(/:/, $ENV{PATH}), qw(/usr/sbin /usr/local/sbin);
    return $found;
}

# In front of these ports, or of the nodes.
sub start_front {
    my ($self, $kind, @ports) = @_;
    @ports = map { $_->{port} } @{ $self->{nodes} } unless @ports;
    return $kind eq 'varnish' ? $self->start_varnish(@ports) : $self->start_balancer(@ports);
}

sub start_balancer {
    my ($self, @ports) = @_;
    my ($one, $two) = map { "127.0.0.1:$_" } @ports;
    my $server = TransparencyServer->new(name => 'balancer', module => 0, conf => <<"CONF");
Define TRANSPARENCY_NODE_1 "$one"
Define TRANSPARENCY_NODE_2 "$two"
Define TRANSPARENCY_SITE "http://127.0.0.1:\@port\@"
Define TRANSPARENCY_CACHE "\@dir\@/cache"
Include "$self->{conf}/balancer.conf"
CONF
    make_path("$server->{dir}/cache");
    $server->start;
    return $server;
}

# The shipped file with other addresses.
sub start_varnish {
    my ($self, @ports) = @_;
    my $dir = Apache::Test::vars()->{serverroot} . "/private/varnish-$$-" . ++$fronts;
    make_path($dir);
    my $vcl = TransparencyTest::read_file("$self->{conf}/transparency.vcl");
    for my $number (1, 2) {
        my $port = $ports[$number - 1];
        $vcl =~ s/"192\.0\.2\.1$number";\n    \.port = "80";/"127.0.0.1";\n    .port = "$port";/
            or croak 'transparency.vcl has other addresses now';
    }
    # a node that is slow because the machine is shall not be taken for dead
    $vcl =~ s/\.timeout = 2s;/.timeout = 60s;/ or croak 'transparency.vcl has another timeout now';
    TransparencyTest::write_file("$dir/transparency.vcl", $vcl);
    my $port = TransparencyServer::free_port();
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        open STDOUT, '>>', "$dir/log" or POSIX::_exit(1);
        open STDERR, '>&', \*STDOUT or POSIX::_exit(1);
        exec program('varnishd'), '-F', '-j', 'none', '-n', "$dir/work", '-a', "127.0.0.1:$port", '-f', "$dir/transparency.vcl",
            '-s', 'malloc,32m', '-p', 'http_gzip_support=off', '-p', 'connect_timeout=60', '-p', 'first_byte_timeout=120' or POSIX::_exit(1);
    }
    my $front = { port => $port, varnish => $pid };
    TransparencyTest::wait_for(sub {
        croak 'varnishd did not start: ' . TransparencyTest::read_file("$dir/log") unless TransparencyServer::running($pid);
        my $r = eval { TransparencyTest::get('/transparency/requests.csv', port => $port) };
        return $r && $r->{status} == 200;
    }, 60, 'varnish to answer');
    return $self->{front} = $front;
}

# get(), following where a front sends back to the same address.
sub get {
    my ($front, $path, @headers) = @_;
    my $r;
    for (1 .. 3) {
        $r = TransparencyTest::get($path, port => $front->{port}, headers => \@headers);
        last if $r->{status} != 302 || (TransparencyTest::header($r, 'Location') // '') ne "http://127.0.0.1:$front->{port}$path";
    }
    return $r;
}

# A node that takes every request and dies of it: (port, pid).
sub dying_node {
    my $listen = IO::Socket::INET->new(Listen => 50, LocalAddr => '127.0.0.1', LocalPort => 0) or croak "no port: $!";
    my $pid = fork // croak "fork: $!";
    if (!$pid) {
        close $_ for \*STDIN, \*STDOUT, \*STDERR;     # the harness waits for their end
        alarm 900;
        while (my $client = $listen->accept) {
            # well, if somebody only looks whether it is alive
            my $got = sysread $client, my $request, 16384;
            syswrite $client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                if $got && $request =~ m{^GET /transparency/index\.json };
            close $client;
        }
        POSIX::_exit(0);
    }
    return ($listen->sockport, $pid);
}

sub stop_front {
    my ($self, $front) = @_;
    if (my $pid = delete $front->{varnish}) {
        kill TERM => $pid;
        waitpid $pid, 0;
        return;
    }
    $front->stop;
    return;
}

sub DESTROY {
    my $self = shift;
    local ($@, $?, $!);
    my $pid = $self->{front} && $self->{front}{varnish} or return;
    kill TERM => $pid;
    waitpid $pid, 0;
    return;
}

1;
