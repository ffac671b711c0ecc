#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The completion for bash offers the commands, the options of each, and files.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
plan skip_all => 'there is no bash here' if system('command -v bash > /dev/null');
local $ENV{PATH} = dirname(ctl()) . ":$ENV{PATH}";
my $file = 'conf/bash-completion/transparencyctl';

# offered(@words): what is offered in place of the last of them.
sub offered {
    my @words = @_;
    my $script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _transparencyctl; printf "%s\n" "${COMPREPLY[@]}"';
    open my $out, '-|', 'bash', '-uc', $script, 'bash', $file, 'transparencyctl', @words or die $!;
    chomp(my @all = <$out>);
    close $out or die 'bash failed';
    return [sort grep { length } @all];
}

my @commands = (run_ctl('--help'))[1] =~ /^  ([a-z-]+)/mg;
cmp_ok scalar @commands, '>', 4, "commands: @commands";
is_deeply offered(''), [sort @commands], 'all commands';
is_deeply offered('ch'), ['check'], 'one of them';
is_deeply offered('--v'), ['--version'], 'an option without a command';
for my $command (grep { !/^-/ } @commands) {
    my @options = (run_ctl($command, '--help'))[1] =~ /^  (--?[a-z-]+)/mg;
    is_deeply offered($command, '-'), [sort @options], "$command: its options (@options)";
}
is_deeply offered('check', '--s'), ['--strict'], 'an option';
is_deeply offered('check', 'htdocs/exam'), ['htdocs/example'], 'a directory';
is_deeply offered('import', '--map', 'conf/maps/appl'), ['conf/maps/apple.xml'], 'a file behind an option';
is_deeply offered('import', '--published', ''), [], 'nothing where an instant belongs';
like qx(bash -c 'source $file; complete -p transparencyctl'), qr/-F _transparencyctl transparencyctl/, 'it is registered';
done_testing;
