#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The tutorial of docs/importing.md: its files are made, its commands are run, and
# they say what the page says.  TR_REWRITE=1 puts what they say into the page.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

my $top = $ENV{TR_SRCDIR} // getcwd();
my $page = "$top/docs/importing.md";
my $text = slurp_bytes($page);
local $ENV{PATH} = dirname(ctl()) . ":$ENV{PATH}";
my $work = scratch_dir();
chdir $work or die $!;

my ($files, $commands) = (0, 0);
my $new = $text =~ s{^```(csv|xml|console)(?: (\S+))?\n(.*?)^```\n}{ block($1, $2, $3) }gmesr;
cmp_ok $files, '>=', 4, "$files files of the page";
cmp_ok $commands, '>=', 8, "$commands commands of the page";
chdir $top or die $!;
if ($ENV{TR_REWRITE}) { write_bytes($page, $new) }
is system('jing', '-c', 'conf/maps/map.rnc', "$work/post.xml"), 0, 'the map of the page is valid';
is system('jing', '-c', 'conf/transparency.rnc', glob "$work/record/*.xml"), 0, 'the record of the page is valid';
done_testing;

sub block {
    my ($kind, $name, $body) = @_;
    if ($kind ne 'console') {
        write_bytes($name, $body) if defined $name;
        $files++ if defined $name;
        return "```$kind" . (defined $name ? " $name" : '') . "\n$body```\n";
    }
    my @parts = split /^(?=\$ )/m, $body;
    my $out = '';
    for my $part (@parts) {
        my ($command, $expected) = $part =~ /^\$ ([^\n]*)\n(.*)\z/s or die $part;
        my $said = qx($command 2>&1);
        $said =~ s/\r\n/\n/g;
        is $said, $expected, $command unless $ENV{TR_REWRITE};
        $commands++;
        $out .= "\$ $command\n$said";
    }
    return "```console\n$out```\n";
}
