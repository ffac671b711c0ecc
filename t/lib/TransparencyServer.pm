# SPDX-License-Identifier: Apache-2.0
# A server of a test's own, to be killed, filled and misconfigured without
# harming the others.
#
#   my $server = TransparencyServer->new(conf => <<'CONF');
#       <Location "/transparency">
#           SetHandler transparency
#           TransparencyRecord "@dir@/record"
#       </Location>
#   CONF
#   $server->write_record('record', 'a.xml' => $xml);
#   $server->start;
#   my $r = $server->get('/transparency/');
#   $server->stop;          # and see that nothing crashed
#
# In conf and globals: @dir@ the server's directory, @port@ its port.
package TransparencyServer;
use strict;
use warnings FATAL => 'all';
use Apache::Test ();
use Carp qw(croak);
use File::Path qw(make_path);
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use Test::More ();
use Time::HiRes qw(sleep time);
use TransparencyTest ();

my $number = 0;

# module => 0 leaves mod_transparency out; children => N of a prefork server.
sub new {
    my ($class, %opt) = @_;
    my $vars = Apache::Test::vars();
    my $self = bless {
        httpd => $vars->{httpd},
        conf => $opt{conf} // '',
        module => $opt{module} // 1,
        children => $opt{children} // 16,
        dir => "$vars->{serverroot}/private/" . ($opt{name} // 'server') . "-$$-" . ++$number,
        port => $opt{port} // free_port(),
    }, $class;
    make_path("$self->{dir}/htdocs");
    $self->write_conf;
    return $self;
}

# A port nobody listens on now: below those that the system gives to clients,
# any of whom could have it until the server starts, and above those of
# t/free-ports.  It is this process's until it ends, also while its server is
# restarted: tests of all suites of this machine ask for a name (of no file, and
# gone with its owner) before they take a port.
my @reserved;
sub free_port {
    my ($first, $count) = (29_300, 3_400);
    for (1 .. 1000) {
        my $port = $first + int rand $count;
        my $name = IO::Socket::UNIX->new(Local => "\0mod_transparency-test-port-$port", Listen => 1) or next;
        push @reserved, $name;
        return $port if IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => $port);
    }
    croak 'no free port';
}

sub write_conf {
    my $self = shift;
    $self->{conf} = shift if @_;
    my $vars = Apache::Test::vars();
    my $modules = TransparencyTest::read_file("$vars->{t_conf}/modules.conf");
    $modules =~ s/^LoadModule transparency_module.*\n//m unless $self->{module};
    my $text = $modules . <<'CONF' . $self->{conf};
Listen 127.0.0.1:@port@
ServerName 127.0.0.1:@port@
ServerRoot "@dir@"
DocumentRoot "@dir@/htdocs"
PidFile "@dir@/httpd.pid"
ErrorLog "@dir@/error_log"
DefaultRuntimeDir "@dir@"
CoreDumpDirectory "@dir@"
TypesConfig /dev/null
LogLevel info ssl:error http2:warn
ExtendedStatus On
Timeout 30
KeepAliveTimeout 5
GracefulShutdownTimeout 10
<IfModule mpm_prefork_module>
    StartServers 3
    MinSpareServers 2
    MaxSpareServers @children@
    ServerLimit @children@
    MaxRequestWorkers @children@
</IfModule>
<IfModule !mpm_prefork_module>
    StartServers 2
    ServerLimit 8
    ThreadsPerChild 8
    MinSpareThreads 8
    MaxSpareThreads 64
    MaxRequestWorkers 64
</IfModule>
<Location "/server-status">
    SetHandler server-status
</Location>
CONF
    $text =~ s/\@(dir|port|children)\@/$self->{$1}/g;
    TransparencyTest::write_file("$self->{dir}/httpd.conf", $text);
    return $self;
}

# (everything it said, exit status)
sub run {
    my ($self, @arguments) = @_;
    defined(my $pid = open my $pipe, '-|') or croak "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT or die "dup: $!";
        exec $self->{httpd}, '-f', "$self->{dir}/httpd.conf", @arguments
            or die "$self->{httpd}: $!";
    }
    my $out = do { local $/; <$pipe> } // '';
    close $pipe;
    return ($out, $? >> 8);
}

sub configtest { return shift->run('-t') }

# Comes back when the server answers; path => waits for a 200 of that too.
sub start {
    my ($self, %opt) = @_;
    my ($said, $status) = $self->run('-k', 'start');
    croak "the server did not start ($status): $said" . $self->log if $status;
    TransparencyTest::wait_for(sub { -s "$self->{dir}/httpd.pid" && $self->answers }, undef,
                               'the server to answer');
    $self->{started} = $self->pid;
    $self->served($opt{path}) if $opt{path};
    return $self;
}

sub answers {
    my $self = shift;
    return eval { $self->get('/server-status?auto')->{status} == 200 };
}

sub served {
    my ($self, $path, $seconds) = @_;
    my $r;
    TransparencyTest::wait_for(
        sub { $r = eval { $self->get($path) }; $r && $r->{status} == 200 }, $seconds,
        "$path to be served");
    return $r;
}

sub pid {
    my $self = shift;
    my $pid = TransparencyTest::read_file("$self->{dir}/httpd.pid");
    return $pid =~ /^(\d+)/ ? $1 : croak 'no pid';
}

# What is in /dev/shm that a process of this server maps or has open; other
# servers of this machine may have their own there.
sub shared_names {
    my $self = shift;
    my %names;
    for my $pid ($self->{started}, $self->children) {
        $names{$_}++ for grep { defined && m{^/dev/shm/} } map { readlink } glob "/proc/$pid/fd/*";
        open my $in, '<', "/proc/$pid/maps" or next;
        m{ (/dev/shm/\S+)} and $names{$1}++ while <$in>;
    }
    return sort keys %names;
}

sub children {
    my $self = shift;
    my ($parent, @pids) = ($self->{started});
    for my $stat (glob '/proc/[0-9]*/stat') {
        open my $in, '<', $stat or next;
        my $line = <$in> // next;
        push @pids, $1 if $line =~ /^(\d+) \(.*\) \S+ (\d+)/ && $2 == $parent;
    }
    return @pids;
}

sub get { my ($self, $path, %opt) = @_; return $self->request(GET => $path, %opt) }

sub request {
    my ($self, $method, $path, %opt) = @_;
    return TransparencyTest::request($method, $path, port => $self->{port}, %opt);
}

sub raw { my ($self, $bytes, %opt) = @_; return TransparencyTest::raw($bytes, port => $self->{port}, %opt) }

# The values of /server-status?auto.
sub status {
    my $self = shift;
    return { map { /^([^:]+): (.*)/ ? ($1 => $2) : () }
             split /\n/, $self->get('/server-status?auto')->{body} };
}

sub generation { return shift->status->{ParentServerMPMGeneration} }

# A graceful restart; comes back when only the new generation answers.
sub graceful {
    my $self = shift;
    my $before = $self->generation;
    my @old = $self->children;
    kill USR1 => $self->{started} or croak "kill: $!";
    $self->reloaded($before, @old);
    return;
}

# Comes back when a generation later than `before` answers, and the processes of
# the old one no more.
sub reloaded {
    my ($self, $before, @old) = @_;
    TransparencyTest::wait_for(sub { (eval { $self->generation } // 0) > $before }, undef, 'the new generation');
    TransparencyTest::wait_for(sub { !grep { TransparencyTest::listens($_, $self->{port}) } @old }, undef,
                               'the old generation to listen no more');
    return;
}

sub log {
    my $self = shift;
    return -e "$self->{dir}/error_log" ? TransparencyTest::read_file("$self->{dir}/error_log") : '';
}

sub record_dir { my ($self, $name) = @_; make_path("$self->{dir}/$name"); return "$self->{dir}/$name" }

# Files whose times are old are taken at once; fresh ones settle first.
sub write_record {
    my ($self, $name, %files) = @_;
    my $dir = $self->record_dir($name);
    for my $file (sort keys %files) {
        my ($below) = "$dir/$file" =~ m{^(.*)/};
        make_path($below);
        TransparencyTest::write_file("$dir/$file", $files{$file});
    }
    return $dir;
}

# Ends the server at once, with everything it started.
sub sigkill {
    my $self = shift;
    my @all = $self->kill_all;
    TransparencyTest::wait_for(sub { !grep { running($_) } @all }, undef, 'the killed to be gone');
    delete $self->{started};
    return;
}

# The parent first stands still: a child it started while its children were looked
# for would go on listening without it.
sub kill_all {
    my $self = shift;
    my $parent = $self->{started};
    kill STOP => $parent;
    TransparencyTest::wait_for(sub { state_of($parent) !~ /^[RSD]/ }, undef, 'the parent to stand still');
    my @all = ($parent, $self->children);
    kill KILL => @all;
    return @all;
}

# A zombie is not running.
sub running { return state_of(shift) !~ /^[ZX]?$/ }

# Of a process, as /proc has it: R, S, D, T, Z; '' when there is none.
sub state_of {
    my $pid = shift;
    open my $in, '<', "/proc/$pid/stat" or return '';
    return (<$in> // '') =~ /\) (\w) / ? $1 : '';
}

sub stop {
    my ($self, %opt) = @_;
    my $pid = delete $self->{started} or return;
    # Gracefully: told to stop at once, httpd's event MPM may close a connection
    # whose pool a worker has just given back, and dies of it (apr_os_sock_get
    # below the MPM's own code); that would be taken for a crash of ours.
    my $gone;
    for my $signal ('WINCH', 'TERM') {
        kill $signal => $pid;
        $gone = eval { TransparencyTest::wait_for(sub { !running($pid) }, undef, 'the end'); 1 };
        last if $gone;
    }
    kill KILL => $pid unless $gone;
    my @crashes = grep { !/exit signal Killed/ || !$opt{killed} }
        $self->log =~ /^(.*(?:exit signal|Sanitizer|runtime error:|Assertion|glibc detected|malloc\(\)|free\(\):).*)$/mg;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    Test::More::ok($gone && !@crashes, $opt{test} // 'the server ended, nothing crashed')
        || Test::More::diag($gone ? () : "it had to be killed\n", map { "$_\n" } @crashes);
    return;
}

sub DESTROY {
    my $self = shift;
    local ($@, $?, $!);
    eval { $self->kill_all } if $self->{started};
    return;
}

1;
