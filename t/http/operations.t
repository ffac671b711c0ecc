#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Every command and every piece of configuration in docs/operations.md and
# docs/fleet.md is used as it stands, on a server of its own; what cannot be run
# says so in the page and is counted as not run.
use strict;
use warnings FATAL => 'all';
use utf8;
use lib 't/lib';
use Encode ();
use File::Path qw(make_path);
use Test::More;
use TransparencyContract;
use TransparencyDocs;
use TransparencyRecords;
use TransparencyServer;
use TransparencyTest;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $top = $ENV{TR_SRCDIR} // '.';
my ($doc, $fleet) = map { my $name = $_; (grep { -r } "docs/$name", "$top/docs/$name")[0] // plan skip_all => "docs/$name cannot be read here" }
    qw(operations.md fleet.md);
my $text = slurp_utf8($doc);

# --- the server -------------------------------------------------------------------
my @apache = fenced($text, 'apache');
cmp_ok scalar @apache, '>=', 4, @apache . ' pieces of configuration';
my $server = TransparencyServer->new(name => 'operations', conf => join("\n", map { elsewhere($_, '@dir@') } @apache));
my $dir = $server->{dir};

# Paths of the page, inside of the server's directory.
sub elsewhere {
    my ($shown, $root) = @_;
    $shown =~ s{/(?=srv\b|var/(?:log|backups)/|usr/lib/apache2/)}{$root/}g;
    return $shown;
}
make_path(map { "$dir/$_" } qw(srv var/log/apache2 var/backups usr/lib/apache2/modules bin));
$server->write_record('srv/transparency', 'a.xml' => small_record());
age("$dir/srv/transparency/a.xml");
write_file("$dir/new.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21', figures => { US => 34 }));

# the module lies where the page puts it
my $conf = read_file("$dir/httpd.conf");
my ($module) = $conf =~ /^LoadModule transparency_module (.*)$/m;
$conf =~ s{^(LoadModule transparency_module ).*$}{$1$dir/usr/lib/apache2/modules/mod_transparency.so}m;
write_file("$dir/httpd.conf", $conf);
system('cp', $module, "$dir/usr/lib/apache2/modules/mod_transparency.so") == 0 or die 'cp';
system('cp', $module, "$dir/mod_transparency.so") == 0 or die 'cp';
write_file("$dir/bin/apachectl", <<"SH");
#!/bin/sh
case \$1 in
configtest) exec '$server->{httpd}' -f '$dir/httpd.conf' -t ;;
*) exec '$server->{httpd}' -f '$dir/httpd.conf' -k "\$1" ;;
esac
SH
write_file("$dir/bin/transparencyctl", "#!/bin/sh\nexec '$ENV{TR_CTL}' \"\$@\"\n");
chmod 0755, "$dir/bin/apachectl", "$dir/bin/transparencyctl" or die $!;
local $ENV{PATH} = "$dir/bin:$ENV{PATH}";
$server->start(path => '/transparency/');

# --- every block of commands ---------------------------------------------------------
sub run_here {
    my $script = elsewhere(shift, $dir);
    $script =~ s{http://127\.0\.0\.1:8080/}{http://127.0.0.1:$server->{port}/}g;
    write_file("$dir/script", Encode::encode('UTF-8', "set -e\ncd '$dir'\n$script"));
    my ($before, @old) = ($server->generation, $server->children);
    my $said = qx{sh '$dir/script' 2>&1};
    my $status = $? >> 8;
    # two reloads at once would be one
    $server->reloaded($before, @old) if !$status && $script =~ /^apachectl.* graceful/m;
    utf8::decode($said);
    return ($status, $said);
}
my $ran = 0;
while ($text =~ /(?:^<!-- not run: ([^\n]*?) -->\n)?^```(sh|console)\n(.*?)^```$/msg) {
    my ($reason, $kind, $block) = ($1, $2, $3);
    my ($first) = $block =~ /^\$? ?(.*)$/m;
    SKIP: {
        skip "docs/operations.md: $first … ($reason)", 1 if defined $reason;
        my ($program) = $first =~ /^(rsync)\b/;
        skip "docs/operations.md: $first (there is no $program here)", 1
            if $program && !grep { -x "$_/$program" } split /:/, $ENV{PATH};
        $ran++;
        if ($kind eq 'sh') {
            my ($status, $said) = run_here($block);
            is $status, 0, $first or diag $said;
            settled();
            next;
        }
        my ($command, @shown) = split /\n/, $block;
        my ($status, $said) = run_here($command =~ s/^\$ //r);
        my @lines = map { s/\r\z//r } split /\n/, $said;
        my @missing = grep { my $pattern = pattern_of($_); !grep { $_ =~ $pattern } @lines } @shown;
        is_deeply [ $status, @missing ], [ 0 ], $first or diag $said;
    }
}
cmp_ok $ran, '>=', 10, "$ran blocks of commands were run";

# What a block began (a reload, a publication) is over before the next one.
sub settled {
    wait_for(sub { my $s = eval { $server->status }; $s && ($s->{Transparency0Generation} // 0) > 0 }, 20, 'the record after a command');
    # twice: the log of the last answer may be a moment late
    wait_for(sub { eval { $server->get('/transparency/requests.json')->{status} == 200 } }, 20, 'an answer') for 1, 2;
    return;
}

# --- what they did ----------------------------------------------------------------------
wait_for(sub { $server->get('/transparency/requests.csv')->{body} =~ /,US,/ }, 20, 'the new file');
is $server->status->{Transparency0FilesFaulty}, 0, 'the record is whole after all of it';
cmp_ok $server->generation, '>=', 2, 'the server was reloaded twice';
is scalar(() = $server->log =~ /TR0038/g), 1 + $server->generation, '... and each time said who it is';

# --- metrics that the page names exist ------------------------------------------------------
my $metrics = $server->get('/metrics')->{body};
my %exists = map { $_ => 1 } $metrics =~ /^# TYPE (\S+)/mg;
my %named;
for my $row (table_after(section_of($text, 'Metrics'), 'metric', '')) {
    $named{/^transparency_/ ? $_ : "transparency$_"} = 1 for $row->[0] =~ /`(\w+)`/g;
}
is_deeply [ sort keys %named ], [ sort keys %exists ], 'the table of metrics has all of them and no other';
my %watched = map { $_ => 1 } section_of($text, 'What to watch') =~ /\b(transparency_\w+)/g;
is_deeply [ grep { !$exists{$_} } sort keys %watched ], [], 'what is to be watched exists';

# --- docs/fleet.md ------------------------------------------------------------------------------
my ($loop) = fenced(slurp_utf8($fleet), 'sh');
$loop =~ s/192\.0\.2\.1[12]/127.0.0.1:$server->{port}/g;
my ($status, $said) = run_here($loop);
is $status, 0, 'docs/fleet.md: comparing nodes';
my %sums = map { $_ => 1 } $said =~ /^([0-9a-f]{64}) /mg;
is scalar keys %sums, 1, '... which are the same' or diag $said;
$server->stop;
done_testing;
