#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl diff says what /corrections says of two editions, line by line.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $dir = scratch_dir();
sub document { return qq{<transparency xmlns="urn:transparency-report:1" xml:lang="en" published="$_[0]">\n$_[1]</transparency>\n} }
sub table { return qq{<requests id="y" period="2012" absent="not-reported" outcomes="partition"><title>$_[1]</title>$_[2]<from country="GB"><received requests="$_[0]" accounts="5"/></from></requests>\n} }
my $why = '<correction reason="error">It was wrong.</correction>';
write_bytes("$dir/1.xml", document('2013-01-01', table('10', 'Old', '') . qq{<definition id="x"><text>X.</text></definition>\n}));
is((run_ctl('diff', $dir))[0], 0, 'one edition: nothing to compare');
write_bytes("$dir/2.xml", document('2014-01-01', table('8..499', 'Old', $why)));
write_bytes("$dir/3.xml", document('2015-01-01', table('8..499', 'New', $why) . qq{<withdrawn kind="definition" id="x" reason="It is not used."/>\n}));
is((run_ctl('check', $dir))[0], 0, 'the record is fine') or diag((run_ctl('check', $dir))[1]);

sub changes { my ($status, $said) = run_ctl('diff', @_); return $status ? "exit status $status" : [sort split /\n/, $said] }
my $figure = 'requests/y: value y.2012.gb.received.requests: 10 -> 8..499 (band)';
my $title = 'requests/y: text title.1/text in en: "Old" -> "New"';
is_deeply changes($dir, '2013-01-01', '2014-01-01'), [$figure], 'a figure';
is_deeply [grep { /^requests/ } @{ changes($dir) }], [$title], 'without dates the last two editions';
is_deeply [grep { /^definition/ } @{ changes($dir) }], ['definition/x: withdrawn'], '... a withdrawal';
is_deeply [grep { /^requests/ } @{ changes($dir, '2013-01-01T00:00:00Z') }], [$title, $figure], 'an instant; both in one step';
is_deeply changes('--entity', 'x', $dir), ['definition/x: withdrawn'], 'of one entity';
is_deeply changes('--entity=requests/y', $dir), [$title], '... with its kind';
is_deeply changes('--entity', 'nothing', $dir), [], '... that is not there';
is changes($dir, '2014-01-01', '2014-01-01'), 'exit status 2', 'an edition and itself';
is changes($dir, $_), 'exit status 2', "no date: $_" for 'soon', '2013-01-01&country=FR', '';
is changes($dir, '2015-01-01', '2014-01-01'), 'exit status 2', 'the wrong way round';
is changes("$dir/nowhere"), 'exit status 3', 'no directory';

# as many lines as the server's answer has rows
my @rows = @{ rows_of('htdocs/example', '/corrections.csv?from=2013-01-24&to=2014-03-07') };
cmp_ok scalar @rows, '>', 20, scalar(@rows) . ' rows of the example';
is scalar @{ changes('htdocs/example', '2013-01-24', '2014-03-07') }, scalar @rows, '... as many lines';
done_testing;
