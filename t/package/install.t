#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The packages in a clean Debian, as the README says: installed, enabled, served,
# upgraded, removed and purged below a running httpd.  Nothing is mounted, and no
# maintainer script starts anything.
use strict;
use warnings FATAL => 'all';
use Cwd qw(realpath);
use Digest::SHA ();
use File::Copy qw(copy);
use File::Find qw(find);
use File::Path qw(make_path);
use HTTP::Tiny ();
use JSON::PP ();
use Test::More;

my $work = $ENV{TR_PACKAGE} or die 'TR_PACKAGE is not set';
my $root = "$work/root";
sub read_file {
    open my $in, '<:raw', $_[0] or die "$_[0]: $!";
    local $/;
    return scalar <$in> // '';
}
sub write_file {
    my ($file, $text, $mode) = @_;
    open my $out, '>:raw', $file or die "$file: $!";
    print {$out} $text;
    close $out or die "$file: $!";
    chmod $mode, $file if $mode;
    return;
}
chomp(my $reason = read_file("$work/root.reason"));
plan skip_all => $reason if $reason;

# --- the clean Debian ---------------------------------------------------------
system('rm', '-rf', '--one-file-system', $root) == 0 or die "$root stays";
make_path("$root/dev");
system('tar', '-C', $root, '--numeric-owner', '--exclude=./dev/*', '-xpf', "$work/root.tar") == 0
    or die 'root.tar cannot be unpacked';
# devices may be forbidden here, or dead: then files do, long enough for who reads
# random bytes until there are as many as were asked for
for (['null', 1, 3], ['zero', 1, 5], ['random', 1, 8], ['urandom', 1, 9]) {
    my ($name, @numbers) = @$_;
    my $file = "$root/dev/$name";
    next if system("mknod -m 666 '$file' c @numbers 2> /dev/null && head -c 0 '$file' 2> /dev/null") == 0;
    unlink $file;
    system("head -c 1000000 /dev/$name > '$file'") == 0 && chmod 0666, $file or die "$file: $!";
}
write_file("$root/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0755);
write_file("$root/etc/apt/apt.conf.d/90unasked", "APT::Get::Assume-Yes \"true\";\nAPT::Sandbox::User \"root\";\n");

# inside($command): {status, out} of a shell command in there.
sub inside {
    my $command = shift;
    my @env = ('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/', 'LC_ALL=C.UTF-8',
        'DEBIAN_FRONTEND=noninteractive');
    open my $out, '-|', 'chroot', $root, @env, 'sh', '-c', "exec 2>&1 < /dev/null; cd /debs; $command"
        or die "chroot: $!";
    my $said = do { local $/; <$out> } // '';
    close $out;
    return { status => $? >> 8, out => $said };
}
sub works {
    my ($command, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $r = inside($command);
    ok($r->{status} == 0, $name // $command) or diag "status $r->{status}: $r->{out}";
    return $r->{out};
}

# --- its httpd ------------------------------------------------------------------
my $port;
sub httpd_pid {
    my $file = "$root/run/apache2/apache2.pid";
    return -s $file ? read_file($file) + 0 : 0;
}
sub stop_httpd {
    my $pid = httpd_pid() or return;
    # the number may have become somebody else's
    return unless (readlink("/proc/$pid/root") // '') eq realpath($root);
    kill 'TERM', $pid;
    for (1 .. 600) { last unless kill 0, $pid; select undef, undef, undef, 0.1 }
    # with its children: it leads their group
    kill 'KILL', -$pid if kill 0, $pid;
    return;
}
sub start_httpd {
    my $vhost = read_file("$root/etc/apache2/sites-available/000-default.conf");
    for my $try (0 .. 4) {
        chomp($port = qx("$ENV{TR_PERL}" t/free-ports @{[$$ + 211 * $try]}));
        write_file("$root/etc/apache2/ports.conf", "Listen 127.0.0.1:$port\n");
        write_file("$root/etc/apache2/sites-available/000-default.conf", $vhost =~ s/\*:80/*:$port/r);
        write_file("$root/etc/apache2/conf-enabled/name.conf", "ServerName 127.0.0.1:$port\n");
        return 1 if inside('apachectl start')->{status} == 0 && waited('/', 200);
    }
    return 0;
}
my $http = HTTP::Tiny->new(timeout => 60);
sub get { return $http->get("http://127.0.0.1:$port$_[0]", { headers => $_[1] // {} }) }
# waited($path, $status): the answer, as soon as it has this status; undef after two minutes
sub waited {
    my ($path, $status) = @_;
    for (1 .. 600) {
        my $r = get($path);
        return $r if $r->{status} == $status;
        select undef, undef, undef, 0.2;
    }
    return;
}
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);
END {
    if ($root && -d $root) {
        my $status = $?;
        diag read_file("$root/var/log/apache2/error.log")
            if -s "$root/var/log/apache2/error.log" && !Test::More->builder->is_passing;
        stop_httpd();
        system('rm', '-rf', '--one-file-system', $root) unless $ENV{KEEP};
        $? = $status;
    }
}

# --- what is there: every path with what it is, but for what apt and dpkg remember,
# and the folders in which a2enmod notes who enabled what
sub traces {
    my %found;
    my $not = qr{^/(?:dev|proc|sys|tmp|run|debs|var/(?:log|cache/(?:apt|debconf|ldconfig)|lib/(?:apt|dpkg))|etc/ld\.so\.cache)(?:/|$)|^/var/lib/apache2/\w+/\w+$};
    find({ no_chdir => 1, wanted => sub {
        my $path = substr $_, length $root;
        return if $path =~ $not;
        $found{$path} = -l $_ ? 'link ' . readlink
            : -f _ ? sprintf 'file %o %s', (stat _)[2], Digest::SHA->new(256)->addfile($_)->hexdigest
            : sprintf 'other %o', (lstat _)[2];
    } }, $root);
    return \%found;
}
sub new_traces {
    my ($before, $after) = @_;
    my %all = (%$before, %$after);
    return map { sprintf "%s: %s, before %s\n", $_, $after->{$_} // 'nothing', $before->{$_} // 'nothing' }
        grep { ($before->{$_} // '') ne ($after->{$_} // '') } sort keys %all;
}

# --- the packages ------------------------------------------------------------------
make_path("$root/debs/next");
for my $deb (glob "$work/one/*.deb") { copy($deb, "$root/debs/") or die $! unless $deb =~ /-dbgsym_/ }

# The same again, with a later version and another conffile, as an upgrade.
sub later {
    my ($package, $edit) = @_;
    my ($deb) = glob "$root/debs/${package}_*.deb";
    my $tree = "$work/tmp/$package";
    system('dpkg-deb', '-R', $deb, $tree) == 0 or die 'dpkg-deb -R';
    my $control = read_file("$tree/DEBIAN/control");
    $control =~ s/^(Version: \S+)/$1+later/m;
    $control =~ s/(transparencyctl \(= [^)]+)/$1+later/;
    write_file("$tree/DEBIAN/control", $control);
    $edit->("$tree/etc/apache2/mods-available") if $edit;
    system('dpkg-deb', '--root-owner-group', '-b', $tree, "$root/debs/next") == 0 or die 'dpkg-deb -b';
}
later('transparencyctl');
later('libapache2-mod-transparency', sub {
    for my $file (map { "$_[0]/transparency.$_" } qw(load conf)) {
        write_file($file, read_file($file) . "# of the later version\n");
    }
});

ok start_httpd(), "httpd runs, on port $port";
my $pid = httpd_pid();
my $before = traces();
cmp_ok scalar keys %$before, '>', 5_000, scalar(keys %$before) . ' files before';

# --- installed as the README says ---------------------------------------------------
my $readme = read_file('README.md');
my ($section) = $readme =~ /^## Install it\n(.*?)^## /ms;
my @blocks = ($section // '') =~ /^```sh\n(.*?)^```/msg;
is scalar @blocks, 2, 'the README has two blocks of commands';
my ($three_lines) = $readme =~ /^```apache\n(.*?)^```/ms;
is scalar(grep { !m{^</?Location} } split /\n/, $three_lines // ''), 2, 'and the lines of configuration';
for my $command (map { split /\n/ } @blocks) {
    my $said = works($command =~ s/\bsudo //gr, "README: $command");
    if ($command =~ /apt install/) {
        unlike $said, qr/policy-rc\.d denied/, 'installing asks for no restart';
        isnt inside('a2query -q -m transparency')->{status}, 0, 'installed, it is not yet enabled';
        ok !-e "$root/etc/apache2/mods-enabled/transparency.load", 'nothing is linked';
        is get('/')->{status}, 200, 'httpd goes on';
    }
}
is httpd_pid(), $pid, 'it is the same httpd';
like works('apachectl configtest'), qr/Syntax OK/, 'the configuration is right';
works("dpkg -V transparencyctl libapache2-mod-transparency", 'the files are as in the packages');

# --- served -----------------------------------------------------------------------------
my $page = waited('/transparency/', 200);
ok $page, 'the record is served' or do { done_testing; exit };
like $page->{headers}{'content-type'}, qr{^text/html; charset=utf-8}i, 'as HTML';
like $page->{content}, qr{<title>[^<]*Microsoft.*</html>\s*\z}s, 'a whole page, about Microsoft';
my $list = get('/transparency/requests?service=skype&period=2012&country=GB', { Accept => 'text/html' });
like $list->{content}, qr/1,268/, 'with the figures of the United Kingdom';
my %form = (csv => 'text/csv', json => 'application/json', md => 'text/markdown', ndjson => 'application/x-ndjson');
for my $form (sort keys %form) {
    my $r = get("/transparency/requests.$form");
    is $r->{status}, 200, "requests.$form";
    like $r->{headers}{'content-type'}, qr/^\Q$form{$form}\E/, "is $form{$form}";
    my $shown = inside("transparencyctl show /srv/transparency /requests.$form");
    ok $shown->{status} == 0 && $shown->{out} eq $r->{content}, 'the bytes that transparencyctl shows'
        if $form =~ /csv|json$/;
    like get('/transparency/requests', { Accept => $form{$form} })->{headers}{'content-type'},
        qr/^\Q$form{$form}\E/, 'and so it is negotiated';
}
my $csv = get('/transparency/requests.csv')->{content};
cmp_ok scalar(split /\r\n/, $csv), '>', 100, 'many rows of CSV';
my $data = eval { JSON::PP::decode_json(get('/transparency/requests.json')->{content}) };
is ref $data, 'HASH', 'JSON that can be read';
is get('/transparency/nothing')->{status}, 404, 'what does not exist is not found';

# --- transparencyctl --------------------------------------------------------------------
like works('transparencyctl --version'), qr/^transparencyctl \Q$ENV{TR_VERSION}\E$/m, 'its version';
works('transparencyctl check /srv/transparency', 'transparencyctl check: the example is right');
write_file("$root/debs/wrong.xml", "<transparency><typo/></transparency>\n");
make_path("$root/debs/wrong");
rename "$root/debs/wrong.xml", "$root/debs/wrong/wrong.xml";
isnt inside('transparencyctl check wrong')->{status}, 0, 'a record with a fault is not';

make_path("$root/debs/imported");
write_file("$root/debs/device_requests.csv", <<'CSV');
TR Period,TR Start Date,TR End Date,Country/Region,Device Requests Received,Devices Specified in Requests,Requests where Data Provided,Percentage of Requests where Data Provided
2013 H1,1/1/13,6/30/13,Germany,12,15,6,50%
CSV
works('transparencyctl import --map apple -o imported --published 2014-01-15 device_requests.csv',
    'a map that came along is found by its name');
like inside("transparencyctl show imported '/requests.csv?country=DE&measure=received&unit=requests'")->{out},
    qr/^\S*apple\S*,.*\b12\b/m, 'and reads a table';
my @dead;
for my $page (glob "$root/usr/share/doc/transparencyctl/README.md $root/usr/share/doc/transparencyctl/docs/*.md") {
    my ($text, $folder) = (read_file($page) =~ s/^```.*?^```$|`[^`\n]*`//gmsr, $page =~ s{[^/]*$}{}r);
    for my $link ($text =~ /\]\(([^)\s#:]+)(?:#[^)]*)?\)/g) {
        my $target = substr "$folder$link", length $root;
        push @dead, substr($page, length $root) . ": $link" if inside("test -e '$target'")->{status};
    }
}
is "@dead", '', 'the links of the documentation lead to files that were installed';

# --- three lines elsewhere -----------------------------------------------------------------
make_path("$root/srv/record");
my $own = "$root/etc/apache2/conf-available/record.conf";
copy("$root/srv/transparency/$_", "$root/srv/record/$_") or die "$_: $!"
    for map { s{.*/}{}r } glob "$root/srv/transparency/*.xml";
write_file($own, $three_lines =~ s{"/transparency"}{"/record"}r =~ s{/srv/transparency}{/srv/record}r);
works('a2enconf record');
like works('apachectl configtest'), qr/Syntax OK/, 'three lines of configuration';
works('apachectl graceful');
my $same = waited('/record/requests.csv', 200);
ok $same && $same->{content} eq $csv, 'serve the record in another place';

# --- reinstalled, upgraded ------------------------------------------------------------------
my $conffile = "$root/etc/apache2/mods-available/transparency.conf";
my $changed = read_file($conffile) =~ s/#(TransparencyTitle).*/$1 "A title of my own"/r;
like $changed, qr/^ *TransparencyTitle "A title/m, 'the administrator changes the configuration';
write_file($conffile, $changed);
works('apt install --reinstall ./transparencyctl_*.deb ./libapache2-mod-transparency_*.deb', 'reinstalled');
ok read_file($conffile) eq $changed, 'the change is still there';
# dpkg asks what to do with the changed file; to press Enter keeps it
like works('echo | apt install ./next/*.deb', 'upgraded'), qr/policy-rc\.d denied execution of reload\b/,
    'and asks for a reload, which is forbidden in here';
like works("dpkg-query -W -f '\${Version} \${Status}\\n' libapache2-mod-transparency transparencyctl"),
    qr/\A(?:\S+\+later install ok installed\n){2}\z/, 'to the later version';
ok read_file($conffile) eq $changed, 'the change is still there';
like read_file("$root/etc/apache2/mods-available/transparency.load"), qr/^# of the later version$/m,
    'the file that nobody changed is the later one';
is inside('a2query -q -m transparency')->{status}, 0, 'it is still enabled';
works('apachectl configtest && apachectl graceful', 'httpd takes it');
my $titled;
for (1 .. 100) {
    $titled = waited('/transparency/', 200) or last;
    last if $titled->{content} =~ /A title of my own/;
    select undef, undef, undef, 0.2;
}
like $titled->{content} // '', qr/A title of my own/, 'with the title of the administrator';

# --- removed, purged ---------------------------------------------------------------------------
works('apt remove transparencyctl libapache2-mod-transparency', 'removed');
is httpd_pid(), $pid, 'the same httpd runs';
is get('/')->{status}, 200, 'and answers';
ok read_file($conffile) eq $changed, 'the configuration stays for another time';
isnt inside('apachectl graceful')->{status}, 0, 'with lines of mine left over httpd does not reload';
is get('/')->{status}, 200, 'but goes on';
works('a2disconf record && apachectl configtest && apachectl graceful', 'without them it does');
ok waited('/transparency/', 404), 'the record is no longer served';
is get('/')->{status}, 200, 'the rest is';
works('apt purge transparencyctl libapache2-mod-transparency', 'purged');
is httpd_pid(), $pid, 'still the same httpd';

# what the test itself has put there
unlink $own, "$root/var/lib/apache2/conf/disabled_by_admin/record";
system('rm', '-rf', "$root/srv/record", "$root/srv/transparency");
my @traces = new_traces($before, traces());
is "@traces", '', 'no trace is left';
unlike read_file("$root/var/log/apache2/error.log"), qr/exit signal|\bTR\d+:.*\bcrit/i, 'nobody crashed';
done_testing;
