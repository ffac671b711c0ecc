# SPDX-License-Identifier: Apache-2.0
# An nginx of a test's own in front of a server: caches that are not ours.
#
#   my $nginx = TransparencyNginx->new(origin => port(), fronts => {
#       blind => 'proxy_ignore_headers Vary;' });
#   $nginx->start;
#   my $r = $nginx->get(blind => '/transparency/requests.csv');
#   my @keys = $nginx->stored('blind');     # addresses that are in its cache
#   $nginx->stop;
#
# Every front has a port and a cache of its own; what it did with a request is in
# the header X-Front: MISS, HIT, STALE ...
package TransparencyNginx;
use strict;
use warnings FATAL => 'all';
use Apache::Test ();
use Carp qw(croak);
use File::Find ();
use File::Path qw(make_path);
use POSIX ();
use TransparencyServer ();
use TransparencyTest ();

# Where it is, or nothing.
sub program {
    my ($found) = grep { -x } map { "$_/nginx" } split(/:/, $ENV{PATH}), qw(/usr/sbin /usr/local/sbin);
    return $found;
}

# http => directives outside of the servers
sub new {
    my ($class, %opt) = @_;
    my $dir = Apache::Test::vars()->{serverroot} . "/private/nginx-$$";
    my $self = bless { dir => $dir, port => {} }, $class;
    make_path($dir, map { "$dir/$_" } qw(body proxy fastcgi uwsgi scgi), sort keys %{ $opt{fronts} });
    my $servers = '';
    my @held;       # ports, until each has its own
    for my $name (sort keys %{ $opt{fronts} }) {
        push @held, IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => TransparencyServer::free_port()) || croak "no free port: $!";
        my $port = $self->{port}{$name} = $held[-1]->sockport;
        $servers .= server($dir, $name, $port, $opt{origin}, $opt{fronts}{$name});
    }
    TransparencyTest::write_file("$dir/nginx.conf", head($dir) . ($opt{http} // '') . $servers . "}\n");
    return $self;
}

sub head {
    my $dir = shift;
    my $temporary = join '', map { "    ${_}_temp_path $dir/" . ($_ =~ /body/ ? 'body' : $_) . ";\n" }
        qw(client_body proxy fastcgi uwsgi scgi);
    return <<"CONF";
daemon off;
worker_processes 1;
pid $dir/nginx.pid;
events { worker_connections 256; }
http {
    access_log off;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
$temporary
CONF
}

sub server {
    my ($dir, $name, $port, $origin, $conf) = @_;
    return <<"CONF";
    proxy_cache_path $dir/$name keys_zone=$name:1m use_temp_path=off;
    server {
        listen 127.0.0.1:$port;
        location / {
            proxy_pass http://127.0.0.1:$origin;
            proxy_cache $name;
            add_header X-Front \$upstream_cache_status always;
            $conf
        }
    }
CONF
}

sub start {
    my $self = shift;
    my $program = program() or croak 'there is no nginx';
    my $pid = fork // croak "fork: $!";
    if (!$pid) {
        open STDERR, '>>', "$self->{dir}/stderr" or POSIX::_exit(1);
        exec $program, '-p', $self->{dir}, '-e', "$self->{dir}/error.log", '-c', "$self->{dir}/nginx.conf"
            or POSIX::_exit(1);
    }
    $self->{pid} = $pid;
    my ($port) = values %{ $self->{port} };
    TransparencyTest::wait_for(sub {
        croak 'nginx did not start: ' . $self->log unless TransparencyServer::running($pid);
        return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
    }, 20, 'nginx to answer');
    return $self;
}

sub log {
    my $self = shift;
    return join '', map { -e "$self->{dir}/$_" ? TransparencyTest::read_file("$self->{dir}/$_") : '' } qw(stderr error.log);
}

sub request {
    my ($self, $front, $method, $path, %opt) = @_;
    my $port = $self->{port}{$front} or croak "no front is called $front";
    return TransparencyTest::request($method, $path, port => $port, %opt);
}

sub get { my ($self, $front, $path, %opt) = @_; return $self->request($front, GET => $path, %opt) }

# What is in the cache of a front: keys, without scheme and host.
sub stored {
    my ($self, $front) = @_;
    my %key;
    File::Find::find({ no_chdir => 1, wanted => sub {
        return unless -f;
        $key{$1} = 1 if TransparencyTest::read_file($_) =~ m{^KEY: (?:http://[^/\n]*)?([^\n]*)\n}m;
    } }, "$self->{dir}/$front");
    return sort keys %key;
}

sub stop {
    my $self = shift;
    my $pid = delete $self->{pid} or return;
    kill TERM => $pid;
    waitpid $pid, 0;
    return;
}

sub DESTROY {
    my $self = shift;
    local ($@, $?, $!);
    $self->stop;
    return;
}

1;
