# SPDX-License-Identifier: Apache-2.0
# What the tests of the HTTP contract share: the mount, its resources and
# formats, how bodies are decoded, how an address given in a header is followed.
package TransparencyContract;
use strict;
use warnings FATAL => 'all';
use Carp qw(croak);
use Digest::SHA qw(sha256 sha256_hex sha256_base64);
use Exporter qw(import);
use IO::Uncompress::Gunzip ();
use JSON::PP ();
use Test::More ();
use TransparencyTest;

our @EXPORT = qw(
    $mount @negotiated @localised %type_of @languages
    served type_is decoded resolved repr_digest json_of problem_of
    unwrap_br unwrap_gzip none_wrong all_equal long_run
);

our $mount = '/transparency';

# Negotiated resources of every sort that the example record has.
our @negotiated = map { "$mount/$_" } ('', qw(
    requests countries countries/gb periods periods/2012 services
    services/skype publishers publishers/microsoft reports inventory exposure
    partners law statements questions canaries corrections definitions about));

our %type_of = (
    html   => 'text/html; charset=utf-8',
    json   => 'application/json',
    csv    => 'text/csv; charset=utf-8; header=present',
    md     => 'text/markdown; charset=utf-8',
    ndjson => 'application/x-ndjson',
);
our @localised = qw(html md);
our @languages = qw(ar de en es fa fr pt ru tr uk zh-Hans);

# Waits for the first generation; every file of tests begins with it.
sub served {
    my ($path, %opt) = (shift // "$mount/", @_);
    my $r;
    wait_for(sub { $r = eval { get($path, %opt) }; $r && $r->{status} == 200 }, 30,
             "$path to be served");
    return $r;
}

# "html", "csv" ... of a response, "" when it is none of ours.
sub type_is {
    my $type = header(shift, 'Content-Type') // '';
    my ($format) = grep { $type_of{$_} eq $type } sort keys %type_of;
    return $format // '';
}

sub unwrap_gzip {
    my $bytes = shift;
    my $out = '';
    IO::Uncompress::Gunzip::gunzip(\$bytes, \$out, MultiStream => 0, Transparent => 0)
        or croak "this is no gzip: $IO::Uncompress::Gunzip::GunzipError";
    return $out;
}

sub unwrap_br {
    my $bytes = shift;
    my $file = Apache::Test::vars()->{t_logs} . "/unwrap.$$.br";
    write_file($file, $bytes);
    open my $pipe, '-|', 'brotli', '--decompress', '--stdout', $file
        or croak "brotli: $!";
    binmode $pipe;
    my $out = do { local $/; <$pipe> } // '';
    close $pipe or croak 'this is no brotli';
    unlink $file;
    return $out;
}

# The body without its coding.
sub decoded {
    my $r = shift;
    my $coding = header($r, 'Content-Encoding') // 'identity';
    return $coding eq 'gzip' ? unwrap_gzip($r->{body})
         : $coding eq 'br' ? unwrap_br($r->{body})
         : $coding eq 'identity' ? $r->{body}
         : croak "unknown coding $coding";
}

# The path that `reference`, found in an answer to a request for `path`, means.
sub resolved {
    my ($path, $reference) = @_;
    return $reference if $reference =~ m{^/};
    (my $base = $path) =~ s{[?].*}{};
    $base =~ s{[^/]*$}{};
    my @segments = split m{/}, "$base$reference", -1;
    my @out;
    for my $segment (@segments) {
        next if $segment eq '.';
        if ($segment eq '..') { pop @out if @out > 1; next }
        push @out, $segment;
    }
    return join '/', @out;
}

sub repr_digest {
    my $base64 = sha256_base64(shift);
    $base64 .= '=' while length($base64) % 4;
    return "sha-256=:$base64:";
}

sub json_of { return JSON::PP->new->utf8->decode(shift->{body}) }

# The problem document of an answer; dies unless it is one and tells its status.
sub problem_of {
    my $r = shift;
    my $type = header($r, 'Content-Type') // 'nothing';
    croak "not a problem document but $type" unless $type eq 'application/problem+json';
    my $problem = json_of($r);
    croak "the problem says $problem->{status}, the answer $r->{status}"
        unless $problem->{status} == $r->{status};
    return $problem;
}

# One test that lists everything that is wrong.
sub none_wrong {
    my ($wrong, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $more = @$wrong > 12 ? '  ... and ' . (@$wrong - 12) . " more\n" : '';
    return Test::More::ok(!@$wrong, $name)
        || Test::More::diag(map({ "  $_\n" } @$wrong[0 .. ($#$wrong > 11 ? 11 : $#$wrong)]), $more);
}

# all_equal({ what => value, ... }, $name)
sub all_equal {
    my ($values, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my %seen;
    push @{ $seen{ $values->{$_} // '(none)' } }, $_ for sort keys %$values;
    return Test::More::ok(keys %$values && keys %seen == 1, $name)
        || Test::More::diag(map { "  $_: for " . join('; ', @{ $seen{$_} }) . "\n" } sort keys %seen);
}

# Repetitions or seconds of a long test: TR_LONG=10 makes it ten times as long.
sub long_run {
    my $usual = shift;
    return int($usual * ($ENV{TR_LONG} // 1)) || 1;
}

1;
