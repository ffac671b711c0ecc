#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Every command that docs/http.md and README.md show is run against the test
# server: it must end with the status it promises and print what is shown.
use strict;
use warnings FATAL => 'all';
use utf8;
use Apache::Test qw(-withtestmore);
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use TransparencyDocs;
use TransparencyTest;

plan skip_all => 'curl is not installed' unless have_curl();

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $top = $ENV{TR_SRCDIR} // '.';
my @files = grep { defined } map {
    my $name = $_;
    (grep { -r } $name, "$top/$name")[0] // do { diag "$name cannot be read here: its commands were not run"; undef };
} 'docs/http.md', 'README.md';
my $demo = qr{http://(?:127\.0\.0\.1|localhost):8080/transparency};
my (@commands, @others);
for my $command (map { commands($_) } @files) {
    push @{ $command->{command} =~ $demo ? \@commands : \@others }, $command;
}
diag 'not run, since they ask another server: ' . join '; ', map { $_->{command} } @others if @others;
plan tests => 1 + 2 * @commands;
cmp_ok scalar @commands, '>', 20, @commands . ' commands were found';

# A curl in front of the real one that also writes down the status.
my $dir = tempdir(CLEANUP => 1);
my ($curl) = grep { -x } map { "$_/curl" } split /:/, $ENV{PATH};
write_file("$dir/curl", "#!/bin/sh\nexec '$curl' --max-time 300 --write-out '%{stderr}status %{http_code}\\n' \"\$\@\" 2>> '$dir/status'\n");
chmod 0755, "$dir/curl" or die "$dir/curl: $!";
$ENV{PATH} = "$dir:$ENV{PATH}";
my $home = getcwd();

wait_for(sub { get('/transparency/')->{status} == 200 }, 20, 'the example record');
for my $command (@commands) {
    my $name = ($command->{file} =~ m{([^/]+)$})[0] . ":$command->{line}";
    my $run = $command->{command} =~ s/$demo/base_url() . '\/transparency'/ger;
    unlink "$dir/status";
    chdir $dir or die "$dir: $!";
    my $output = qx{$run};
    chdir $home or die "$home: $!";
    utf8::decode($output);
    my ($status) = -e "$dir/status" ? read_file("$dir/status") =~ /^status (\d+)$/m : ();
    is $status, $command->{status}, "$name: $command->{command}";
    my @missing = missing($output, @{ $command->{expect} });
    is_deeply \@missing, [], "$name: prints what is shown" or diag substr $output, 0, 2000;
}

# The shown lines that the output lacks.  Headers may come in any order.
sub missing {
    my ($output, @shown) = @_;
    my @lines = map { s/\r\z//r } split /\n/, $output;
    my $from = 0;
    my @missing;
    for my $line (grep { /\S/ } @shown) {
        my $pattern = pattern_of($line);
        my $start = $line =~ /^[A-Z][A-Za-z-]+: / ? 0 : $from;
        my ($found) = grep { $lines[$_] =~ $pattern } $start .. $#lines;
        if (!defined $found) { push @missing, $line }
        elsif ($start || $line !~ /^[A-Z][A-Za-z-]+: /) { $from = $found + 1 }
    }
    return @missing;
}
