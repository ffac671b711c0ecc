# SPDX-License-Identifier: Apache-2.0
# Clients that run beside a test: each a process that asks again and again and
# writes what was wrong, and how often it asked, into a file.
#
#   my $load = TransparencyLoad->new(clients => 4, ask => sub { ...; return 'what is wrong' or undef });
#   ...
#   $load->asked            how often so far
#   my ($asked, @wrong) = $load->finish;
#
# Of each client the first 100 words are kept, or `keep` of them.
package TransparencyLoad;
use strict;
use warnings FATAL => 'all';
use Apache::Test ();
use POSIX ();

my $number = 0;

sub new {
    my ($class, %opt) = @_;
    my $self = bless { file => Apache::Test::vars()->{t_logs} . "/load.$$." . ++$number,
        clients => $opt{clients} // 4, pids => [] }, $class;
    for my $client (1 .. $self->{clients}) {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            run_client("$self->{file}.$client", $opt{ask}, $client, $opt{keep} // 100);
            POSIX::_exit(0);        # no END, no DESTROY: they are the parent's
        }
        push @{ $self->{pids} }, $pid;
    }
    return $self;
}

sub run_client {
    my ($file, $ask, $client, $keep) = @_;
    my @wrong;
    local $SIG{PIPE} = 'IGNORE';
    srand $client;
    open my $count, '>', "$file.asked" or POSIX::_exit(1);
    # a file, no signal, ends it: that would break off a connect()
    until (-e $file =~ s/\.\d+$/.end/r) {
        my $wrong = eval { $ask->($client) };
        $wrong = "died: $@" if $@;
        push @wrong, $wrong if defined $wrong && @wrong < $keep;
        syswrite $count, '.';
    }
    open my $out, '>', $file or POSIX::_exit(1);
    print {$out} map { my $line = $_; $line =~ s/\s+/ /g; "$line\n" } @wrong;
    close $out or POSIX::_exit(1);
    return;
}

# How often all clients together have asked so far.
sub asked {
    my $self = shift;
    my $sum = 0;
    $sum += -s "$self->{file}.$_.asked" // 0 for 1 .. $self->{clients};
    return $sum;
}

# (how often was asked, everything that was wrong)
sub finish {
    my $self = shift;
    my @wrong;
    open my $end, '>', "$self->{file}.end" or die "$self->{file}.end: $!";
    waitpid $_, 0 for @{ $self->{pids} };
    my $asked = $self->asked;
    for my $client (1 .. $self->{clients}) {
        open my $in, '<', "$self->{file}.$client" or do { push @wrong, "client $client died"; next };
        chomp(my @lines = <$in>);
        push @wrong, @lines;
        unlink "$self->{file}.$client", "$self->{file}.$client.asked";
    }
    unlink "$self->{file}.end";
    $self->{pids} = [];
    return ($asked, @wrong);
}

sub DESTROY {
    my $self = shift;
    local ($@, $?, $!);
    kill KILL => @{ $self->{pids} };
    waitpid $_, 0 for @{ $self->{pids} };
    return;
}

1;
