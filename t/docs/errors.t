#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# docs/errors.md quotes each message of the log as the code writes it, with its
# level, and says cause and remedy.  (That no number lacks is t/lint/messages.t.)
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use Test::More;
use TransparencyDocs;

my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my $doc = slurp_utf8('docs/errors.md');
my %word = (CRIT => 'critical', ERR => 'error', WARNING => 'warning', NOTICE => 'notice', INFO => 'info', DEBUG => 'debug');

my %message;
for my $file (glob 'mod_transparency/httpd/*.c') {
    my $text = slurp_utf8($file);
    while ($text =~ /ap_log_r?error\(APLOG_MARK,([^"]*?)TR_LOGNO\((\d+)\)((?:\s*"(?:[^"\\]|\\.)*"|\s*(?:APR_\w+_FMT|%\w+)\b)+)/gs) {
        my ($arguments, $number, $strings) = ($1, "TR$2", $3);
        $strings =~ s/APR_\w+_FMT/"d"/g;
        my $format = join '', $strings =~ /"((?:[^"\\]|\\.)*)"/g;
        my @levels = $arguments =~ /APLOG_(CRIT|ERR|WARNING|NOTICE|INFO|DEBUG)\b/g;
        $message{$number} = { file => $file, format => $format, levels => [ map { $word{$_} } @levels ] };
    }
}
cmp_ok scalar keys %message, '>', 20, scalar(keys %message) . ' messages were read';

my $flat = sub { my $text = shift; $text =~ s/&lt;/</g; $text =~ s/&gt;/>/g; $text =~ s/\s+/ /g; $text };
for my $number (sort keys %message) {
    my $part = section_of($doc, $number) // '';
    my ($format, $levels) = @{ $message{$number} }{qw(format levels)};
    my $quoted = $flat->(join ' ', $part =~ /^> (.*)$/mg);
    # what stands between the places that are filled in, in its order
    my $at = 0;
    my @lost = grep {
        my $found = index $quoted, $_, $at;
        $at = $found + length if $found >= 0;
        $found < 0;
    } grep { length > 3 } map { $flat->(s/\\"/"/gr) =~ s/^[\s:.;]+|[\s:.;]+$//gr }
        split /%[-+ 0-9.]*(?:pm|[a-z]+)/, $format;
    is_deeply \@lost, [], "$number: quoted as it is written";
    my ($said) = $part =~ /^\[([^\]]*)\]$/m;
    is_deeply [ grep { ($said // '') !~ /\b$_\b/ } @$levels ], [], "$number: its level";
    like $part, qr/^\*\*Cause:\*\* \w.*^\*\*Remedy:\*\* \w/ms, "$number: cause and remedy";
}
done_testing;
