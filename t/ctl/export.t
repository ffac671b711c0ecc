#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl export: what it writes, leaves alone and removes; and --conf.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Find ();
use File::Path qw(make_path);
use File::Spec ();
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;
use TransparencyRecords;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $scratch = scratch_dir();
my ($record, $out) = ("$scratch/record", "$scratch/out");
make_path($record);
write_bytes("$record/a.xml", small_record(figures => { GB => 12, US => 3 }, extra => '<service id="chat" name="Chat"/>'));
write_bytes("$scratch/look.conf", "TransparencyLanguages en fr\n");
my @conf = ('--conf', "$scratch/look.conf");
sub export { my ($code, $said) = run_ctl('export', $record, @_, @conf); return ($code, $said, { $said =~ /^(\w+) +(\S+)$/mg }) }

# path => bytes of all files below a directory
sub tree {
    my $root = shift;
    my %all;
    File::Find::find({ no_chdir => 1, wanted => sub { $all{ substr $_, 1 + length $root } = slurp_bytes($_) if -f && !-l } }, $root);
    return \%all;
}

# --- once, and again ----------------------------------------------------------------
my ($code, $said, $is) = export($out);
is $code, 0, 'a mirror' or diag $said;
my $first = tree($out);
is $is->{files} + 1, keys %$first, 'the files are counted, but for the list of them';
for my $path (qw(requests.csv index.html countries/gb.fr.html manifest.json feed.atom services/chat.json)) {
    my (undef, $shown) = run_ctl('show', @conf, $record, "/$path");
    ok defined $first->{$path} && $first->{$path} eq $shown, "$path: as show has it";
}
my $before = (stat "$out/requests.csv")[1];
($code, $said, $is) = export($out);
is "$code $is->{written} $is->{removed}", '0 0 0', 'again: nothing is written and nothing removed';
is $is->{unchanged}, $is->{files}, '... all is as it was';
is((stat "$out/requests.csv")[1], $before, '... not even replaced by the same');

# --- the record goes on ----------------------------------------------------------------
write_bytes("$out/own.txt", 'mine');
write_bytes("$record/b.xml", figures_file(published => '2014-03-21', id => 'mail-2013', period => '2013', figures => { FR => 50 },
    extra => '<withdrawn kind="service" id="chat" reason="It never was one."/>'));
($code, $said, $is) = export($out, '--versions');
is $code, 0, 'a later edition' or diag $said;
cmp_ok $is->{$_}, '>', 5, "... $_: $is->{$_}" for qw(written unchanged removed);
my $second = tree($out);
ok $second->{'countries/fr.html'} && !exists $first->{'countries/fr.html'}, '... what is new is there';
is_deeply [ grep { m{^services/chat\.} } keys %$second ], [], '... what is withdrawn is gone';
is $second->{'own.txt'}, 'mine', '... what is not ours stays';
is $second->{'version/20130321000000/requests.csv'}, $first->{'requests.csv'}, '... and what was is a version';
ok $second->{'version/20130321000000/services/chat.json'}, '... also of what is gone';
($code, $said, $is) = export($out);
ok !-d "$out/version" && $is->{removed} > 20, 'without --versions these go, and their folders';

# --- nothing else is touched -------------------------------------------------------------
sub refused { my ($what, $why, @more) = @_; my ($status, $text) = export(@more); is $status, 3, $what; like $text, $why, '... and says so'; return }
make_path("$scratch/full");
write_bytes("$scratch/full/note.txt", 'x');
refused('a directory of somebody', qr/not empty/, "$scratch/full");
is join(' ', keys %{ tree("$scratch/full") }), 'note.txt', '... is left as it is';
refused('a directory below nothing', qr/No such file/, "$scratch/no/where");
refused('a file', qr/Not a directory/, "$scratch/look.conf");
write_bytes("$scratch/victim", 'dear');
my $list = slurp_bytes("$out/.transparency-export");
for my $evil ('../victim', '/etc/passwd', 'a/../../victim', "./victim", 'a//b') {
    write_bytes("$out/.transparency-export", "$list$evil\n");
    refused("a list that names $evil", qr/not as an export writes it/, $out);
}
write_bytes("$out/.transparency-export", "something else\n");
refused('a list of something else', qr/not as an export writes it/, $out);
unlink "$out/.transparency-export";
POSIX::mkfifo("$out/.transparency-export", 0600) or die $!;
alarm 120;
refused('a FIFO in its place', qr/transparency-export: Invalid argument/, $out);
alarm 0;
unlink "$out/.transparency-export";
write_bytes("$out/.transparency-export", $list);
make_path("$scratch/elsewhere");
rename "$out/countries", "$scratch/moved" or die $!;
symlink "$scratch/elsewhere", "$out/countries" or die $!;
refused('a link in place of a folder', qr/countries/, $out);
is join(' ', keys %{ tree("$scratch/elsewhere") }), '', '... is not followed';
unlink "$out/countries" or die $!;
rename "$scratch/moved", "$out/countries" or die $!;
unlink "$out/requests.csv";
symlink "$scratch/victim", "$out/requests.csv" or die $!;
is((export($out))[0], 0, 'a link in place of a file');
ok !-l "$out/requests.csv" && slurp_bytes("$scratch/victim") eq 'dear', '... is replaced, not followed';
write_bytes("$record/c.xml", figures_file(published => '2015-03-21', id => 'mail-2014', period => '2014', figures => { DE => 50 }));
write_bytes("$out/countries/de.csv", 'by somebody');
refused("somebody's file where a new one belongs", qr{countries/de\.csv: something is there}, $out);
is slurp_bytes("$out/countries/de.csv"), 'by somebody', '... stays';
unlink "$out/countries/de.csv";
is((export($out))[0], 0, '... and without it all is well');

# --- interrupted --------------------------------------------------------------------------
unlink "$out/own.txt";
my $reference = tree($out);
my $killed = 0;
for my $round (1 .. 6) {
    my $pid = fork // die $!;
    if (!$pid) {
        open STDOUT, '>', '/dev/null' or POSIX::_exit(9);
        exec ctl(), 'export', $record, "$scratch/cut", @conf or POSIX::_exit(9);
    }
    my $end = time + 30;
    my $goal = 40 * $round;
    while (time < $end && waitpid($pid, POSIX::WNOHANG()) == 0) {
        my $count = () = glob "$scratch/cut/* $scratch/cut/*/*";
        last if $count > $goal;
        sleep 0.002;
    }
    kill KILL => $pid and $killed++;
    waitpid $pid, 0;
    my $cut = tree("$scratch/cut");
    my @half = grep { !/^\.transparency-export/ && (!defined $reference->{$_} || $reference->{$_} ne $cut->{$_}) } sort keys %$cut;
    is "@half", '', "killed (" . scalar(keys %$cut) . ' files): none is there in part';
}
cmp_ok $killed, '>', 0, "$killed runs were killed";
is((export("$scratch/cut"))[0], 0, 'another run');
is_deeply tree("$scratch/cut"), $reference, '... completes it';

# --- a record with a broken file ---------------------------------------------------------------
write_bytes("$record/broken.xml", '<transparency');
($code, $said, $is) = export("$scratch/incomplete");
is "$code $is->{files_left_out}", '1 1', 'a file left out: exit status 1, and it is counted';
like slurp_bytes("$scratch/incomplete/.htaccess"), qr/^Header set Transparency-Incomplete 1$/m, '... every answer says so';
unlink "$record/broken.xml";

# --- --conf ------------------------------------------------------------------------------------------
sub with_conf {
    my ($text, @command) = @_;
    write_bytes("$scratch/t.conf", $text);
    return run_ctl(@command ? @command : ('show', $record, '/index.html'), '--conf', "$scratch/t.conf");
}
for (['TransparencyTitel x', qr/t\.conf:2: error: there is no directive TransparencyTitel/],
     ['TransparencyMinimumCell ten', qr/t\.conf:2: error: TransparencyMinimumCell wants a number/],
     ["TransparencyTitle \\\na b", qr/t\.conf:3: error: TransparencyTitle takes one argument/],
     ['TransparencyTitle "x', qr/t\.conf:2: error: a quotation mark is missing/],
     ['TransparencyTitle ""', qr/t\.conf:2: error: an argument is empty/],
     ['TransparencyTitle "Of ${HOME}"', qr/t\.conf:2: error: what a \$\{variable\} stands for is known to the server alone/],
     ['<Location "/x">', qr/t\.conf:2: error: sections are not read/],
     ['SetHandler transparency', qr/t\.conf:2: error: SetHandler belongs into the <Location>/],
     ['TransparencyRecord /x', qr/t\.conf:2: error: TransparencyRecord belongs/],
     ['TransparencyLanguages en xx', qr/there is no 'xx'/],
     ["TransparencyLanguages en\nTransparencyDefaultLanguage fr", qr/not one of TransparencyLanguages/],
     ['TransparencyFormats xls', qr/'xls' is no format/]) {
    my ($status, $text) = with_conf("# a comment\n$_->[0]\n");
    is $status, 2, "$_->[0]: exit status 2";
    like $text, $_->[1], '... with file and line';
}
is((with_conf("TransparencyShell nowhere.html\n"))[0], 3, 'a shell that is not there: exit status 3');
write_bytes("$scratch/shell.html", '<html>');
is((with_conf("TransparencyShell shell.html\n"))[0], 2, 'a shell without slots: exit status 2');
is((run_ctl('show', $record, '/', '--conf', "$scratch/none.conf"))[0], 3, 'no such file: exit status 3');
my $quoted = (with_conf(qq{transparencytitle "A \\"fine\\" <one>"\nTransparencyCacheSize 1G}))[1];
like $quoted, qr{<title>[^<]*A (?:"|&quot;|&#34;)fine(?:"|&quot;|&#34;) &lt;one&gt;}, 'names in any case, words in quotation marks, no end of line';
like((with_conf("TransparencyFormats csv\n", 'show', $record, '/requests.json'))[1], qr/"status": *404/, 'a format that is not offered');
like((with_conf("TransparencyMinimumCell 20\n", 'show', $record, '/countries/us.csv'))[1], qr/,suppressed,/, 'a minimum cell');
like((with_conf("TransparencyMinimumCell 2\n", 'check', $record, '--minimum-cell', 20))[1], qr/figures are hidden/, '--minimum-cell goes first');
my ($titled) = (with_conf("TransparencyTitle x\n", 'stats', $record))[1] =~ /^render +(\w{64})$/m;
my ($untitled) = (run_ctl('stats', $record))[1] =~ /^render +(\w{64})$/m;
ok $titled && $untitled && $titled ne $untitled, 'another title is another fingerprint';

# --- diff hides what a server hides ---------------------------------------------------------------------
write_bytes("$record/d.xml", figures_file(published => '2016-03-21', id => 'mail-2012', period => '2012',
    figures => { GB => 12, US => 4 }, correction => 'A slip.'));
like((run_ctl('diff', $record))[1], qr/us.*: 3 -> 4$/m, 'diff shows what changed');
for my $more (['--minimum-cell', 10], ['--conf', write_bytes("$scratch/m.conf", "TransparencyMinimumCell 10\n")]) {
    my ($status, $text) = run_ctl('diff', $record, @$more);
    is $status, 0, "diff $more->[0]";
    unlike $text, qr/\b3 -> |-> 4\b/, '... shows no hidden figure';
}

# --- progress -------------------------------------------------------------------------------------------
SKIP: {
    skip 'there is no script(1) here', 5 if system('command -v script > /dev/null');
    my $run = sub {
        my ($env, @command) = @_;
        my $line = join ' ', map { "'$_'" } ctl(), @command;
        write_bytes("$scratch/run.sh", "exec $line > '$scratch/stdout'\n");
        my $text = qx(env $env script -qec 'sh $scratch/run.sh' /dev/null < /dev/null);
        is $? >> 8, 0, "$env: done";
        return $text;
    };
    my @large = ('export', 'htdocs/example', "$scratch/large");
    my $shown = $run->('TERM=xterm NO_COLOR=', @large);
    like $shown, qr/\r\e\[Kexporting \[#*\.*\] \d+ of \d+/, 'a bar on a terminal';
    like $shown, qr/\r\e\[K\z/, '... of which nothing is left';
    unlike slurp_bytes("$scratch/stdout"), qr/\e|\[#/, '... and which is not in the output';
    is $run->($_, 'stats', 'htdocs/example'), '', "$_: none" for 'TERM=xterm NO_COLOR=1', 'TERM=dumb NO_COLOR=';
}
done_testing;
