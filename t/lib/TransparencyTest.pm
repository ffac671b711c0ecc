# SPDX-License-Identifier: Apache-2.0
# What the Apache::Test files share: exact HTTP over a socket, HTTP/2 through
# curl, reloads, the error log, records that change under a running server.
#
#   use lib 't/lib';
#   use Apache::Test qw(-withtestmore);
#   use TransparencyTest;
#   my $r = request(GET => '/transparency/', headers => [Accept => 'text/csv']);
#   is $r->{status}, 200;
package TransparencyTest;
use strict;
use warnings FATAL => 'all';
use Apache::Test ();
use Carp qw(croak);
use Exporter qw(import);
use File::Path qw(make_path);
use IO::Select ();
use IO::Socket::INET ();
use Time::HiRes qw(sleep time);

# Seconds that anything may take on the slowest of machines before it counts as
# hanging: nothing here is a measurement of speed.
our $patience = 120;

our @EXPORT = qw(
    port base_url raw request get parse_response header headers_named
    mpm curl have_curl have_h2 h2 graceful generation parent_pid child_pids
    log_mark log_since wait_for wait_for_log
    record_dir write_record remove_record write_file read_file ctl
);

# port('tls') is the port of that virtual host; without a name the plain one.
sub port {
    my $which = shift;
    my $name = defined $which && $which ne 'plain' ? "${which}_port" : 'port';
    my $port = Apache::Test::vars()->{$name};
    croak "no port is called $name in t/TEST" unless $port;
    return $port;
}

sub base_url {
    my $which = shift // 'plain';
    my $scheme = $which eq 'tls' ? 'https' : 'http';
    return "$scheme://127.0.0.1:" . port($which);
}

sub connection {
    my %opt = @_;
    my $port = $opt{port} // port($opt{to});
    $port = port($port) if $port !~ /^\d+$/;
    my $class = 'IO::Socket::INET';
    my @tls;
    if (($opt{to} // '') eq 'tls') {
        require IO::Socket::SSL;
        $class = 'IO::Socket::SSL';
        @tls = (SSL_verify_mode => 0, SSL_alpn_protocols => ['http/1.1']);
    }
    my $socket = $class->new(PeerAddr => '127.0.0.1', PeerPort => $port,
                             Timeout => $patience, @tls)
        or croak "cannot connect to 127.0.0.1:$port: $@";
    binmode $socket;
    return $socket;
}

# raw($bytes, to => 'tls'): send exactly these bytes, give back exactly what came
# until the server closed.  Say "Connection: close".
# A server that falls silent is an error, never a short answer.
sub raw {
    my ($bytes, %opt) = @_;
    my $socket = connection(%opt);
    local $SIG{PIPE} = 'IGNORE';
    my $done = 0;
    while ($done < length $bytes) {
        my $n = syswrite $socket, $bytes, length($bytes) - $done, $done;
        last unless $n;         # the server refused early: its answer is read
        $done += $n;
    }
    my $answer = '';
    my $deadline = time + $patience;
    my $select = IO::Select->new($socket);
    while (1) {
        my $pending = $socket->can('pending') && $socket->pending;
        croak "nothing more came for $patience s; so far " . length($answer) . ' bytes'
            if time > $deadline;
        next unless $pending || $select->can_read(0.5);
        my $n = sysread $socket, $answer, 65536, length $answer;
        $deadline = time + $patience;
        last if defined $n && $n == 0;
        next if !defined $n && ($!{EAGAIN} || $!{EINTR});
        last unless defined $n;
    }
    close $socket;
    return $answer;
}

# request(METHOD => $path, headers => [Name => value, ...], body => $bytes, to => ...)
# One HTTP/1.1 request on a connection of its own; see parse_response.
sub request {
    my ($method, $path, %opt) = @_;
    my @headers = @{ $opt{headers} || [] };
    my %given = map { lc $headers[$_] => 1 } grep { $_ % 2 == 0 } 0 .. $#headers;
    my $port = $opt{port} // port($opt{to});
    unshift @headers, Host => "127.0.0.1:$port" unless $given{host};
    push @headers, Connection => 'close' unless $given{connection};
    push @headers, 'Content-Length' => length $opt{body}
        if defined $opt{body} && !$given{'content-length'};
    my $bytes = "$method $path HTTP/1.1\r\n";
    while (my ($name, $value) = splice @headers, 0, 2) {
        $bytes .= "$name: $value\r\n";
    }
    $bytes .= "\r\n" . ($opt{body} // '');
    return parse_response(raw($bytes, %opt), $method);
}

sub get {
    my ($path, %opt) = @_;
    return request(GET => $path, %opt);
}

# {status, reason, version, headers => [[name, value], ...], body, complete, raw}
# complete says whether the body has the length the head announces.
sub parse_response {
    my ($raw, $method) = @_;
    my ($head, $body) = split /\r\n\r\n/, $raw, 2;
    croak 'the answer is no HTTP: ' . substr($raw, 0, 200)
        unless defined $head && $head =~ m{\AHTTP/([\d.]+) (\d\d\d)(?: ([^\r\n]*))?};
    my %r = (version => $1, status => $2, reason => $3 // '', raw => $raw,
             body => $body // '', complete => 1);
    if ($r{status} =~ /^1/) {           # an interim answer; the real one follows
        return parse_response($r{body}, $method);
    }
    my (undef, @lines) = split /\r\n/, $head;
    $r{headers} = [ map { [ split /:[ \t]*/, $_, 2 ] } @lines ];
    my $response = \%r;
    my $length = header($response, 'Content-Length');
    if ($method eq 'HEAD' || $r{status} == 204 || $r{status} == 304) {
        $r{complete} = $r{body} eq '';
    }
    elsif ((header($response, 'Transfer-Encoding') // '') eq 'chunked') {
        ($r{body}, $r{complete}) = dechunk($r{body});
    }
    elsif (defined $length) {
        $r{complete} = $length == length $r{body};
    }
    return $response;
}

sub dechunk {
    my $in = shift;
    my $out = '';
    pos($in) = 0;
    while ($in =~ /\G([0-9A-Fa-f]+)[^\r\n]*\r\n/gc) {
        my $size = hex $1;
        return ($out, 1) if $size == 0;
        return ($out, 0) if length($in) < pos($in) + $size + 2;
        $out .= substr $in, pos($in), $size;
        pos($in) += $size + 2;
    }
    return ($out, 0);
}

# All values of a field, one for each line; header() joins them with ", ".
sub headers_named {
    my ($response, $name) = @_;
    return map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $response->{headers} };
}

sub header {
    my @values = headers_named(@_);
    return @values ? join(', ', @values) : undef;
}

sub have_curl {
    return scalar grep { -x "$_/curl" } split /:/, $ENV{PATH};
}

sub mpm { return Apache::Test::config()->{mpm} }

# have_h2('tls'): mod_http2 takes no part in TLS under prefork.
sub have_h2 {
    my $to = shift // 'h2';
    return have_curl() && !($to eq 'tls' && mpm() eq 'prefork')
        && Apache::Test::have_module('http2');
}

# curl(@arguments) gives its standard output; the exit status is in $?.
sub curl {
    my @arguments = @_;
    open my $pipe, '-|', 'curl', '--silent', '--insecure', '--max-time', $patience, @arguments
        or croak "curl: $!";
    binmode $pipe;
    my $out = do { local $/; <$pipe> };
    close $pipe;
    return $out // '';
}

# One HTTP/2 request, cleartext or (to => 'tls') over TLS; as request().
sub h2 {
    my ($method, $path, %opt) = @_;
    my $to = $opt{to} // 'h2';
    my @headers = @{ $opt{headers} || [] };
    my @arguments = ($to eq 'tls' ? '--http2' : '--http2-prior-knowledge');
    push @arguments, $method eq 'HEAD' ? '--head' : ('--include', '-X', $method);
    while (my ($name, $value) = splice @headers, 0, 2) {
        push @arguments, '-H', "$name: $value";
    }
    push @arguments, '--data-binary', $opt{body} if defined $opt{body};
    my $out = curl(@arguments, base_url($to) . $path);
    croak "curl ended with status " . ($? >> 8) if $?;
    return parse_response($out, $method);
}

sub parent_pid {
    my $file = Apache::Test::vars()->{t_pid_file};
    my $pid = read_file($file);
    $pid =~ /^(\d+)\s*$/ or croak "$file holds no pid";
    return $1;
}

sub child_pids {
    my $parent = parent_pid();
    my @pids;
    for my $stat (glob '/proc/[0-9]*/stat') {
        open my $in, '<', $stat or next;
        my $line = <$in> // next;
        push @pids, $1 if $line =~ /^(\d+) \(.*\) \S+ (\d+)/ && $2 == $parent;
    }
    return @pids;
}

# The number of the server generation that answers now.
sub generation {
    my $r = get('/server-status?auto');
    return $r->{body} =~ /^ParentServerMPMGeneration: (\d+)/m ? $1 : undef;
}

# A graceful restart; comes back when only the new generation answers.
sub graceful {
    my $before = generation();
    croak 'the server does not tell its generation' unless defined $before;
    my @old = child_pids();
    kill USR1 => parent_pid() or croak "kill: $!";
    wait_for(sub { (eval { generation() } // 0) > $before }, $patience, 'the new generation');
    wait_for(sub { !grep { listens($_, port()) } @old }, $patience, 'the old generation to listen no more');
    return generation();
}

# Whether this process could take a connection to the port of 127.0.0.1: one of
# the old generation goes on until it has been scheduled and has seen its end.
sub listens {
    my ($pid, $port) = @_;
    my $place = sprintf '0100007F:%04X', $port;
    open my $in, '<', '/proc/net/tcp' or croak "/proc/net/tcp: $!";
    my %inode;
    for (<$in>) {
        my (undef, $local, undef, $state, @more) = split;
        $inode{"socket:[$more[5]]"} = 1 if $local eq $place && $state eq '0A';
    }
    return scalar grep { $inode{ readlink // '' } } glob "/proc/$pid/fd/*";
}

sub error_log { return Apache::Test::vars()->{t_logs} . '/error_log' }

# my $mark = log_mark(); ...; my $new_lines = log_since($mark);
sub log_mark { return -s error_log() // 0 }

sub log_since {
    my $mark = shift;
    open my $in, '<:raw', error_log() or croak error_log() . ": $!";
    seek $in, $mark, 0;
    local $/;
    return <$in> // '';
}

# wait_for(sub { condition }, SECONDS, 'what for'): its value as soon as it is
# true; an error when it does not become true, not before $patience is over.
sub wait_for {
    my ($condition, $timeout, $what) = @_;
    $timeout = $patience if ($timeout // 0) < $patience;
    my $deadline = time + $timeout;
    while (1) {
        my $value = $condition->();
        return $value if $value;
        croak 'waited ' . $timeout . ' s in vain for ' . ($what // 'a condition')
            if time > $deadline;
        sleep 0.05;
    }
}

sub wait_for_log {
    my ($mark, $pattern, $timeout) = @_;
    return wait_for(sub { log_since($mark) =~ $pattern ? ($1 // 1) : 0 },
                    $timeout, "$pattern in the error log");
}

# The directory that extra.conf.in calls "@ServerRoot@/records/NAME".
sub record_dir {
    my $name = shift;
    my $dir = Apache::Test::vars()->{serverroot} . "/records/$name";
    make_path($dir);
    return $dir;
}

sub read_file {
    my $file = shift;
    open my $in, '<:raw', $file or croak "$file: $!";
    local $/;
    return <$in> // '';
}

# Whole or not at all: written under another name, then renamed.
sub write_file {
    my ($file, $bytes) = @_;
    my $part = "$file.part$$";
    open my $out, '>:raw', $part or croak "$part: $!";
    print {$out} $bytes or croak "$part: $!";
    close $out or croak "$part: $!";
    rename $part, $file or croak "$file: $!";
    return;
}

# write_record('name', 'a.xml' => $bytes, ...) into record_dir('name').
sub write_record {
    my ($name, %files) = @_;
    my $dir = record_dir($name);
    for my $file (sort keys %files) {
        my ($below) = "$dir/$file" =~ m{^(.*)/};
        make_path($below);
        write_file("$dir/$file", $files{$file});
    }
    return $dir;
}

sub remove_record {
    my ($name, @files) = @_;
    my $dir = record_dir($name);
    for my $file (@files) {
        unlink "$dir/$file" or croak "$dir/$file: $!";
    }
    return;
}

# ctl(@arguments): (standard output and error together, exit status)
sub ctl {
    my @arguments = @_;
    my $program = $ENV{TR_CTL} or croak 'TR_CTL is not set';
    defined(my $pid = open my $pipe, '-|') or croak "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT or die "dup: $!";
        exec $program, @arguments or die "$program: $!";
    }
    binmode $pipe;
    my $out = do { local $/; <$pipe> };
    close $pipe;
    return ($out // '', $? >> 8);
}

1;
