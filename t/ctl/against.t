#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl check --against: what was published and is silently gone or
# different; --json; the git hook and the script for continuous integration.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Spec ();
use JSON::PP qw(decode_json);
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $top = getcwd();

sub document { return qq{<transparency xmlns="urn:transparency-report:1" published="$_[0]" xml:lang="en" publisher="post"$_[2]>\n$_[1]</transparency>\n} }
my $publisher = qq{  <publisher id="post" name="Post"><description>We say how often.</description></publisher>\n};
my $requests = <<'XML';
  <requests id="y-2012" period="2012" absent="not-reported" outcomes="partition">
    <title>Requests, 2012</title>
    <note id="lifted"><text>A note.</text></note>
    <from country="GB">
      <received requests="1268" accounts="2720"/>
      <disclosed requests="80%" note="lifted"/>
    </from>
    <from country="US" demand="nsl"><received requests="8..499" printed="8 to 499"/></from>
  </requests>
XML
my $definition = qq{  <definition id="nsl"><text>A letter.</text></definition>\n};
my %base = (
    '2013.xml' => document('2013-03-21', $publisher . $requests, ''),
    '2014.xml' => document('2014-03-21', $definition, ''),
    'later.xml' => document('2098-01-01', qq{  <definition id="later"><text>Not yet.</text></definition>\n}, ''),
);

sub record {
    my %files = @_;
    my $dir = scratch_dir();
    for (grep { defined $files{$_} } sort keys %files) {
        make_path(dirname("$dir/$_"));
        write_bytes("$dir/$_", $files{$_});
    }
    return $dir;
}
sub edited { my ($text, $from, $to) = @_; $text =~ s/\Q$from\E/$to/ or die "no $from"; return $text }
my $old = record(%base);
is((run_ctl('check', $old))[0], 0, 'the record is fine') or diag((run_ctl('check', $old))[1]);

# --- nothing published is different ---------------------------------------------------
my %same = (
    'the same files' => {%base},
    'other names of files' => { map { ("sub/x$_" => $base{$_}) } keys %base },
    'other places of elements, a comment' => { %base, '2013.xml' => document('2013-03-21', "\n\n<!-- x -->\n$requests$publisher", '') },
    'a later edition' => { %base, '2015.xml' => document('2015-01-01', edited($definition, 'A letter.</text>', 'A secret letter.</text><correction reason="error">Secret.</correction>'), '') },
    'a late file that says why' => { %base, 'late.xml' => document('2013-06-01', qq{  <definition id="late"><text>Late.</text></definition>\n}, ' backdated="It was lost."') },
    'what is not published yet' => { %base, 'later.xml' => document('2098-01-01', qq{  <definition id="later"><text>Otherwise.</text></definition>\n}, '') },
    'not to be published at all' => { %base, 'later.xml' => undef },
);
for (sort keys %same) {
    my ($status, $said) = run_ctl('check', '--against', $old, record(%{ $same{$_} }));
    is $status, 0, "$_: fine" or diag $said;
}

# --- what is ---------------------------------------------------------------------------
my %changed = (
    'a figure' => ['2013.xml', '"1268"', '"1269"', '7:7', 'received requests, country=GB, period=2012 was 1268 and is 1269'],
    'a band' => ['2013.xml', '8..499', '8..498', '10:37', 'received requests, country=US, demand=nsl, period=2012 was 8..499 and is 8..498'],
    'a percentage' => ['2013.xml', '80%', '81%', '8:7', 'period=2012, percentage was 80% and is 81%'],
    'a figure that is gone' => ['2013.xml', ' accounts="2720"', '', '3:3', 'received accounts, country=GB, period=2012 was 2720 and is gone'],
    'a figure that came' => ['2013.xml', 'accounts="2720"', 'accounts="2720" users="5"', '7:7', 'received users, country=GB, period=2012 was not there and is 5'],
    'a country' => ['2013.xml', 'country="GB"', 'country="FR"', '7:7', 'received requests, country=FR, period=2012 was not there and is 1268'],
    'as printed' => ['2013.xml', '8 to 499', '8 - 499', '10:37', 'printed= of received requests, country=US, demand=nsl, period=2012 was "8 to 499" and is "8 - 499"'],
    'a note of a figure' => ['2013.xml', ' note="lifted"', '', '8:7', 'note= of disclosed requests, country=GB, period=2012, percentage was "lifted" and is ""'],
    'the text of a note' => ['2013.xml', 'A note.', 'Another note.', '5:23', '<text> was "A note." and is "Another note."'],
    'a title' => ['2013.xml', 'Requests, 2012', 'Demands, 2012', '4:5', '<title> was "Requests, 2012" and is "Demands, 2012"'],
    'an attribute' => ['2013.xml', 'absent="not-reported"', 'absent="none"', '3:3', 'absent= of <requests> was "not-reported" and is "none"'],
    'an element more' => ['2014.xml', '</text>', '</text><text xml:lang="fr">Une lettre.</text>', '2:46', 'what stands in <definition> was nothing and is <text>'],
    'an edition that is gone' => ['2014.xml', $definition, "  <definition id=\"other\"><text>A letter.</text></definition>\n", undef, 'definition "nsl", published 2014-03-21T00:00:00Z, is gone; it was in line 2.'],
    'another date' => ['2014.xml', '2014-03-21', '2014-03-22', undef, 'definition "nsl", published 2014-03-21T00:00:00Z, is gone'],
);
for (sort keys %changed) {
    my ($file, $from, $to, $place, $text) = @{ $changed{$_} };
    my ($status, $said) = run_ctl('check', '--against', $old, record(%base, $file => edited($base{$file}, $from, $to)));
    is $status, 1, "$_: exit status 1";
    $place = defined $place ? "$file:$place" : $file;
    like $said, qr/^\Q$place\E: error: .*\Q$text\E/m, '... said where and what';
    my $column = defined $changed{$_}[3] ? (split /:/, $changed{$_}[3])[1] : next;
    like $said, qr/\n    [^\n]+\n {4} {@{[ $column - 1 ]}}\^\n/, '... with a mark under the place';
}
my ($status, $said) = run_ctl('check', '--against', $old, record(%base, '2014.xml' => undef));
like $said, qr/^2014\.xml: error: .* is gone/m, 'a file that is gone';
is $status, 1, '... exit status 1';
($status, $said) = run_ctl('check', '--against', $old, record(%base, 'late.xml' => document('2013-06-01', qq{  <definition id="late"><text>Late.</text></definition>\n}, '')));
like $said, qr/^late\.xml:2:3: error: .*backdated=/m, 'a late file must say why';
is $status, 1, '... exit status 1';
is((run_ctl('check', record(%base, '2014.xml' => undef)))[0], 0, 'without --against nobody knows');
is((run_ctl('check', '--against', scratch_dir(), $old))[0], 3, 'nothing to compare with: exit status 3');
is((run_ctl('check', '--against', "$old/nowhere", $old))[0], 3, 'no directory: exit status 3');

# --- a manifest ----------------------------------------------------------------------------
my $manifests = scratch_dir();
write_bytes("$manifests/old.json", show($old, '/manifest.json'));
sub against_manifest { return run_ctl('check', '--strict', '--against', $_[1] // "$manifests/old.json", $_[0]) }
for ('the same files', 'other names of files', 'other places of elements, a comment', 'what is not published yet') {
    ($status, $said) = against_manifest(record(%{ $same{$_} }));
    is $status, 0, "manifest: $_: fine" or diag $said;
}
($status, $said) = against_manifest(record(%{ $same{'a later edition'} }));
is $status, 0, 'manifest: a later edition: fine' or diag $said;
for ('a figure', 'a title', 'the text of a note', 'an attribute', 'a figure that came', 'another date', 'an edition that is gone') {
    my ($file, $from, $to) = @{ $changed{$_} };
    ($status, $said) = against_manifest(record(%base, $file => edited($base{$file}, $from, $to)));
    is $status, 1, "manifest: $_: exit status 1" or diag $said;
}
($status, $said) = against_manifest(record(%base, '2013.xml' => edited($base{'2013.xml'}, '"1268"', '"1269"')));
my @different = $said =~ /^\Q$manifests\E\/old\.json: error: (\S+), as of 2014-03-21T00:00:00Z, is different\./mg;
is_deeply [grep { $_ eq 'countries/gb.csv' || $_ eq 'countries/us.csv' } @different], ['countries/gb.csv'], 'the files that differ are named, and no other'
    or diag $said;
# as a program that formats JSON in another way writes it
write_bytes("$manifests/compact.json", JSON::PP->new->canonical->encode(decode_json(slurp_bytes("$manifests/old.json"))));
is((against_manifest($old, "$manifests/compact.json"))[0], 0, 'its spaces and order do not matter');
my $other = slurp_bytes("$manifests/old.json") =~ s/("(?:source|generation)": ")./${1}x/gr;
write_bytes("$manifests/other.json", $other);
($status, $said) = against_manifest($old, "$manifests/other.json");
is $status, 1, 'of another version, with another digest: exit status 1';
like $said, qr/the server is of another version/, '... said so';
my $ctl = ctl();
is system("'$ctl' check --against - '$old' < '$manifests/old.json' > /dev/null") >> 8, 0, 'from standard input';
my $text = slurp_bytes("$manifests/old.json");
for ('', '{}', '[', '{"edition": 5}', substr($text, 0, length($text) / 2), "$text,", '[' x 100_000, '{"a":' x 1000, "{\"a\": \"\xff\\u12\"}") {
    write_bytes("$manifests/bad.json", $_);
    ($status, $said) = against_manifest($old, "$manifests/bad.json");
    is $status, 3, 'no manifest: exit status 3 (' . substr($_, 0, 12) =~ s/\n/ /gr . ' ...)';
    like $said, qr/is no manifest of a record: \w/, '... said so';
}

# --- for programs -------------------------------------------------------------------------
my $changed = record(%base, '2013.xml' => edited($base{'2013.xml'}, '"1268"', '"1269"'));
($status, $said) = run_ctl('check', '--json', '--against', $old, $changed);
is $status, 1, '--json: the same exit status';
my $json = decode_json($said);
is_deeply [@$json{qw(files errors warnings unlisted)}], [3, 1, 0, 0], 'counts';
ok !$json->{fine}, 'it is not fine';
is_deeply [map { [@$_{qw(file line column severity code)}] } @{ $json->{faults} }], [['2013.xml', 7, 7, 'error', 'published-changed']], 'the fault';
$json = decode_json((run_ctl('check', '--json', record('a.xml' => document('2013-03-21', qq{  <definitoin id="x"/>\n}, ''))))[1]);
is $json->{faults}[0]{nearest}, 'definition', 'the nearest allowed word' or diag explain $json;

# --- the hook and the script -------------------------------------------------------------------
SKIP: {
    skip 'there is no git here', 1 if system('command -v git > /dev/null');
    my $git = scratch_dir();
    delete local @ENV{ grep { /^GIT_/ } keys %ENV };
    local $ENV{PATH} = dirname(ctl()) . ":$ENV{PATH}";
    local $ENV{HOME} = $git;
    my $in = sub { return qx(cd '$git' && { $_[0]; } 2>&1) };
    $in->('git init -q -b main . && git config user.name Post && git config user.email post@example.org && git config transparency.record record');
    write_bytes("$git/.git/hooks/pre-commit", slurp_bytes("$top/conf/hooks/pre-commit"));
    chmod 0755, "$git/.git/hooks/pre-commit";
    my $commit = sub {
        my %files = @_;
        make_path("$git/record");
        write_bytes("$git/record/$_", $files{$_}) for keys %files;
        $said = $in->('git add -A && git commit -q -m "An edition"');
        return $? >> 8;
    };
    is $commit->('2013.xml' => $base{'2013.xml'}), 0, 'the first commit' or diag $said;
    is $commit->('2014.xml' => $base{'2014.xml'}), 0, 'an edition more' or diag $said;
    isnt $commit->('2013.xml' => edited($base{'2013.xml'}, '"1268"', '"1269"')), 0, 'a silent change is not committed';
    like $said, qr/was 1268 and is 1269/, '... and it is said why';
    isnt $commit->('2013.xml' => $base{'2013.xml'}, '2015.xml' => '<transparency'), 0, 'nor a file with faults';
    unlink "$git/record/2015.xml";
    is qx(cd '$git' && sh '$top/conf/hooks/ci' HEAD record > faults.json; echo \$?), "0\n", 'the script: nothing is wrong';
    write_bytes("$git/record/2013.xml", edited($base{'2013.xml'}, '"1268"', '"1269"'));
    is qx(cd '$git' && sh '$top/conf/hooks/ci' HEAD record > faults.json; echo \$?), "1\n", '... a silent change';
    is decode_json(slurp_bytes("$git/faults.json"))->{errors}, 1, '... in JSON';
}
done_testing;
