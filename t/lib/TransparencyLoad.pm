# SPDX-License-Identifier: Apache-2.0
# Clients that run beside a test: each a process that asks again and again and
# writes what was wrong, and how often it asked, into a file.
#
#   my $load = TransparencyLoad->new(clients => 4, ask => sub { ...; return 'what is wrong' or undef });
#   ...
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
    my $self = bless { file => Apache::Test::vars()->{t_logs} . "/load.$$." . ++$number, pids => [] }, $class;
    for my $client (1 .. $opt{clients} // 4) {
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
    my ($stop, $asked, @wrong) = (0, 0);
    local $SIG{TERM} = sub { $stop = 1 };
    local $SIG{PIPE} = 'IGNORE';
    srand $client;
    until ($stop) {
        my $wrong = eval { $ask->($client) };
        $wrong = "died: $@" if $@;
        push @wrong, $wrong if defined $wrong && @wrong < $keep;
        $asked++;
    }
    open my $out, '>', $file or POSIX::_exit(1);
    print {$out} "$asked\n", map { my $line = $_; $line =~ s/\s+/ /g; "$line\n" } @wrong;
    close $out;
    return;
}

# (how often was asked, everything that was wrong)
sub finish {
    my $self = shift;
    my ($asked, @wrong) = (0);
    kill TERM => @{ $self->{pids} };
    waitpid $_, 0 for @{ $self->{pids} };
    for my $client (1 .. @{ $self->{pids} }) {
        open my $in, '<', "$self->{file}.$client" or do { push @wrong, "client $client died"; next };
        chomp(my ($count, @lines) = <$in>);
        $asked += $count;
        push @wrong, @lines;
        unlink "$self->{file}.$client";
    }
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
