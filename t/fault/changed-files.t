#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Files that come, change, break and are mended under a running server: what is
# good appears by itself, what is broken or half-written never does, and no
# request fails meanwhile.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use Digest::SHA ();
use IO::Handle ();
use POSIX ();
use Time::HiRes qw(sleep time);
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'changed', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 200ms
</Location>
CONF
my $csv = "$mount/requests.csv";
my $dir = $server->write_record('record', 'a.xml' => small_record(figures => { GB => 12 }),
    'README' => 'not a part of it');
age("$dir/a.xml");
$server->start(path => $csv);
$server->served($csv);

sub figures { my $body = $server->get($csv)->{body}; my %f; while ($body =~ /,(GB|US|FR),.*?,requests,(\d+),/g) { $f{$1} = $2 } return \%f }

# Watches $csv while `change` is done and until `until` is true, or for so many
# seconds: the sequence of different ETags, and what failed.
sub watched {
    my ($change, $until, $seconds) = @_;
    my (@etags, @failed, %body_of);
    my $deadline = time + ($until ? $TransparencyTest::patience : $seconds);
    my $done = 0;
    while (time < $deadline) {
        my $r = eval { $server->get($csv) };
        push @failed, $r ? $r->{status} : $@ unless $r && $r->{status} == 200 && $r->{complete};
        if ($r && $r->{status} == 200) {
            my $etag = header($r, 'ETag');
            push @failed, "one tag, two bodies" if exists $body_of{$etag} && $body_of{$etag} ne $r->{body};
            $body_of{$etag} = $r->{body};
            push @etags, $etag unless @etags && $etags[-1] eq $etag;
        }
        if (!$done) { $change->(); $done = 1 }
        elsif ($until && $r && $until->($r)) { last }
        sleep 0.01;
    }
    return (\@etags, \@failed);
}

# True two seconds after the log has said so.
sub said {
    my $pattern = shift;
    my $since;
    return sub { $since //= time if $server->log =~ $pattern; return $since && time > $since + 2 };
}

# --- a new file --------------------------------------------------------------
{
    my ($etags, $failed) = watched(
        sub { write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21',
                                                    figures => { US => 34 })) },
        sub { $_[0]{body} =~ /,US,/ });
    none_wrong($failed, 'a new file: no request fails');
    is @$etags, 2, '... the tag changes once';
    is_deeply figures(), { GB => 12, US => 34 }, '... and its figures are there';
}

# --- a replaced one ----------------------------------------------------------
{
    my ($etags, $failed) = watched(
        sub { write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21',
                                                    figures => { US => 35 })) },
        sub { $_[0]{body} =~ /,35,/ });
    none_wrong($failed, 'a replaced file: no request fails');
    is @$etags, 2, '... the tag changes once';
    is_deeply figures(), { GB => 12, US => 35 }, '... to the new figures';
}

# --- written slowly, in place ------------------------------------------------
# Writes in steps, in between `meanwhile`, which is told how many are left.
# What stays the same for a second counts as written: where this process stood
# still for as long, the file is removed, unless it is whole.  What came of it:
# 'in time', 'removed', 'whole'
sub write_slowly {
    my ($file, $bytes, $meanwhile) = @_;
    my @parts = unpack '(a40)*', $bytes;
    my $before = time;
    open my $out, '>', $file or die $!;
    $out->autoflush(1);
    while (defined(my $part = shift @parts)) {
        my $now = time;
        print {$out} $part if $now - $before < 0.9;
        if (time - $before >= 0.9) {
            return 'whole' if $now - $before < 0.9 && !@parts;
            unlink $file or die $!;
            return 'removed';
        }
        $before = $now;
        $meanwhile->(scalar @parts) while time < $now + 0.3;
    }
    return 'in time';
}
{
    my $whole = figures_file(id => 'mail-2014', period => '2014', published => '2015-03-21', figures => { FR => 7 });
    my $before = header($server->get($csv), 'ETag');
    my (@wrong, $name, $came);
    for my $try (1 .. 30) {
        $name = "c$try.xml";
        $came = write_slowly("$dir/$name", $whole, sub {
            my $left = shift;
            my $r = $server->get($csv);
            push @wrong, $r->{status} if $r->{status} != 200;
            push @wrong, header($r, 'ETag') if $left && header($r, 'ETag') ne $before;
            sleep 0.05;
        });
        last if $came ne 'removed';
    }
    none_wrong(\@wrong, 'a file being written is not taken');
    SKIP: {
        skip 'this machine stood still too often', 1 if $came ne 'in time';
        unlike $server->log, qr{\b\Q$name\E:\d+:\d+: error}, '... nor complained of';
    }
    write_file("$dir/$name", $whole) if $came eq 'removed';
    wait_for(sub { $server->get($csv)->{body} =~ /,FR,/ }, undef, 'the finished file');
    is_deeply figures(), { GB => 12, US => 35, FR => 7 }, '... when it is whole it is';
}

# --- broken ------------------------------------------------------------------
{
    my $good = header($server->get($csv), 'ETag');
    my ($etags, $failed) = watched(
        sub { write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21',
                                                    figures => { US => '1,234' })) },
        said(qr{\bb\.xml:\d+:\d+: error}));
    none_wrong($failed, 'a broken file: no request fails');
    is_deeply $etags, [$good], '... and nothing changes';
    my @said = $server->log =~ m{^(.*\bb\.xml:\d+:\d+: error.*)$}mg;
    is scalar @said, 1, '... which the log says once' or diag join "\n", @said;
    like $said[0] // '', qr{\brecord/b\.xml:4:\d+: error: .*1,234}, '... with file, line, column and reason' or diag @said;
    my $status = $server->get('/server-status')->{body};
    ok $status =~ /Transparency/, '... and the status page has the record';
}
{
    my $good = header($server->get($csv), 'ETag');
    my ($etags, $failed) = watched(
        sub { write_file("$dir/d.xml", figures_file(id => 'mail-2015', period => '2015', published => '2016-03-21',
                                                    figures => { GB => 55 })) }, undef, 3);
    none_wrong($failed, 'a good file beside a broken one: no request fails');
    is_deeply $etags, [$good], '... the last whole record stays';
}

# --- a restart with it -------------------------------------------------------
{
    my $good = header($server->get($csv), 'ETag');
    $server->graceful;
    is header($server->get($csv), 'ETag'), $good, 'a graceful restart with a broken file keeps the last good record';
    sleep 2;
    is header($server->get($csv), 'ETag'), $good, '... also when it was read again';
}

# --- mended ------------------------------------------------------------------
{
    my ($etags, $failed) = watched(
        sub { write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21',
                                                    figures => { US => 36 })) },
        sub { $_[0]{body} =~ /,36,/ });
    none_wrong($failed, 'mended: no request fails');
    is @$etags, 2, '... the tag changes once';
    is figures()->{US}, 36, '... and all that was waiting is there';
    like $server->get($csv)->{body}, qr/,55,/, '... the file beside it too';
}

# --- what cannot be read is not zero -----------------------------------------
SKIP: {
    skip 'mode bits do not bind root', 3 if $> == 0;
    my $good = header($server->get($csv), 'ETag');
    my ($etags, $failed) = watched(sub { chmod 0, "$dir/d.xml" or die $! }, said(qr{d\.xml.*(?:Permission denied|cannot be)}));
    none_wrong($failed, 'an unreadable file: no request fails');
    is_deeply $etags, [$good], '... and its figures do not vanish';
    like $server->log, qr{d\.xml.*(?:Permission denied|cannot be)}, '... which the log says';
    chmod 0644, "$dir/d.xml";
}
{
    my $good = header($server->get($csv), 'ETag');
    my ($etags, $failed) = watched(sub {
        symlink '/etc/passwd', "$dir/link.xml" or die $!;
        mkdir "$dir/directory.xml" or die $!;
        POSIX::mkfifo("$dir/pipe.xml", 0644) or die $!;
        write_file("$dir/.hidden.xml", '<broken');
        write_file("$dir/draft.xml~", '<broken');
    }, undef, 3);
    none_wrong($failed, 'links, directories, pipes, drafts: no request fails');
    is_deeply $etags, [$good], '... and none of them is read';
    unlink "$dir/link.xml", "$dir/pipe.xml", "$dir/.hidden.xml", "$dir/draft.xml~";
    rmdir "$dir/directory.xml";
}

# --- a list of digests -------------------------------------------------------
{
    my %now = map { my ($name) = m{([^/]+)$}; ($name => Digest::SHA::sha256_hex(read_file($_))) } glob "$dir/*.xml";
    my $bytes = figures_file(id => 'mail-2016', period => '2016', published => '2017-03-21', figures => { GB => 66 });
    write_file("$dir/SHA256SUMS", join '', map({ "$now{$_}  $_\n" } sort keys %now),
        Digest::SHA::sha256_hex($bytes) . "  e.xml\n");
    sleep 2;
    my $good = header($server->get($csv), 'ETag');
    my ($etags, $failed) = watched(sub { write_file("$dir/e.xml", $bytes =~ s/"66"/"67"/r) }, undef, 4);
    none_wrong($failed, 'a file that is not as SHA256SUMS says: no request fails');
    is_deeply $etags, [$good], '... and it is not taken';
    ($etags, $failed) = watched(sub { write_file("$dir/e.xml", $bytes) }, sub { $_[0]{body} =~ /,66,/ });
    like $server->get($csv)->{body}, qr/,66,/, '... when it is, it is taken';
}

# --- twenty times in a row ---------------------------------------------------
{
    my (@wrong, $last);
    for my $i (1 .. long_run(5)) {
        write_file("$dir/e.xml", figures_file(id => 'mail-2016', period => '2016', published => '2017-03-21',
                                              figures => { GB => 100 + $i }));
        unlink "$dir/SHA256SUMS";
        my $want = 100 + $i;
        my ($etags, $failed) = watched(sub { }, sub { $_[0]{body} =~ /,$want,/ });
        push @wrong, @$failed, @$etags > 2 ? "round $i: tags @$etags" : ();
        push @wrong, "round $i: not there" unless $server->get($csv)->{body} =~ /,$want,/;
    }
    none_wrong(\@wrong, 'again and again: one tag after the other');
}
$server->stop;

done_testing;
