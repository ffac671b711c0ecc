# SPDX-License-Identifier: Apache-2.0
# What tests of transparencyctl import share: running it, reading CSV files in a
# way of their own, and adding up what the record says.
package TransparencyImport;
use strict;
use warnings FATAL => 'all';
use Encode qw(decode);
use Exporter qw(import);
use File::Temp ();
use Test::More ();
use Text::CSV;

our @EXPORT = qw(ctl run_ctl import_ok import_fails check_strict show rows_of raw_rows number
    percent sums_by same_sums slurp_bytes scratch_dir write_bytes);

sub ctl { return $ENV{TR_CTL} // "$ENV{TR_BUILDDIR}/mod_transparency/transparencyctl" }

sub scratch_dir { return File::Temp::tempdir(CLEANUP => 1) }

# run_ctl(@arguments): exit status and all output, without a shell.
sub run_ctl {
    my @arguments = @_;
    my $pid = open(my $out, '-|') // die "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT or die $!;
        exec ctl(), @arguments or die 'exec: ', ctl(), ": $!";
    }
    local $/;
    my $said = <$out> // '';
    close $out;
    return ($? >> 8, $said);
}

# import_ok($map, $dir, @arguments): a test; returns what was said.
sub import_ok {
    my ($map, $dir, @arguments) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($status, $said) = run_ctl('import', '--map', $map, '-o', $dir, @arguments);
    Test::More::is($status, 0, "$map takes its files") or Test::More::diag(substr $said, 0, 4000);
    return $said;
}

sub import_fails {
    my ($map, $dir, @arguments) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($status, $said) = run_ctl('import', '--map', $map, '-o', $dir, @arguments);
    Test::More::is($status, 1, "$map: faults are exit status 1") or Test::More::diag($said);
    return $said;
}

sub check_strict {
    my $dir = shift;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($status, $said) = run_ctl('check', '--strict', $dir);
    my @wrong = grep { /: (?:error|warning): / } split /\n/, $said;
    Test::More::is($status, 0, 'check --strict takes the record') or Test::More::diag(map { "$_\n" } @wrong[0 .. ($#wrong > 20 ? 20 : $#wrong)], $said =~ /([^\n]*)\n\z/);
    return $said;
}

sub parse {
    my $text = shift;
    my $csv = Text::CSV->new({ binary => 1 });
    # a handle on a string copies all of it for each line
    open my $in, '+>:raw', undef or die $!;
    print $in $text;
    seek $in, 0, 0;
    my $header = $csv->getline($in) or return [];
    s/^\s+|\s+$//g for @$header;
    my @rows;
    while (my $fields = $csv->getline($in)) {
        my %row;
        @row{@$header} = map { defined $_ ? $_ : '' } @$fields;
        push @rows, \%row;
    }
    return \@rows;
}

# show($dir, $url): the body.
sub show {
    my ($dir, $url) = @_;
    open my $out, '-|', ctl(), 'show', $dir, $url or die $!;
    local $/;
    my $body = <$out> // '';
    close $out;
    return $body;
}

# rows_of($dir, $url): a CSV resource of the record, as hashes.
sub rows_of { return parse(show(@_)) }

sub slurp_bytes {
    my $file = shift;
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    return <$in>;
}

sub write_bytes {
    my ($file, $bytes) = @_;
    open my $out, '>:raw', $file or die "$file: $!";
    print $out $bytes;
    close $out or die "$file: $!";
    return $file;
}

# raw_rows($file, $encoding): a published file as hashes, trimmed; empty rows are left out.
sub raw_rows {
    my ($file, $encoding) = @_;
    my $text = slurp_bytes($file);
    $text =~ s/^\xef\xbb\xbf//;
    $text =~ s/\r\n?/\n/g;
    $text = Encode::encode('UTF-8', decode($encoding, $text)) if $encoding;
    my @rows = grep { join('', values %$_) ne '' } @{ parse($text) };
    for my $row (@rows) { s/^\s+|\s+$//g for values %$row }
    return \@rows;
}

# "1,204" as a number; undef for what is none.
sub number { my $text = shift // ''; $text =~ s/,(?=\d{3})//g; return $text =~ /^\d+$/ ? $text : undef }
sub percent { my $text = shift // ''; return $text =~ /^(\d+(?:\.\d+)?)%?$/ ? $1 + 0 : undef }

# sums_by($rows, $key_of, $value_of): { key => [sum, how many] }; undef values do not count.
sub sums_by {
    my ($rows, $key_of, $value_of) = @_;
    my %sum;
    for my $row (@$rows) {
        my $value = $value_of->($row);
        next unless defined $value && $value ne '';
        my $entry = $sum{ $key_of->($row) } //= [0, 0];
        $entry->[0] += $value;
        $entry->[1]++;
    }
    return \%sum;
}

# same_sums(\%got, \%expected, $name): one test; tells which keys differ.
sub same_sums {
    my ($got, $expected, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my @differ;
    for my $key (sort keys %{ { %$got, %$expected } }) {
        my ($g, $e) = map { $_->{$key} ? "@{ $_->{$key} }" : 'nothing' } $got, $expected;
        push @differ, "$key: the record has $g, the file $e" if $g ne $e;
    }
    my $count = keys %$expected;
    Test::More::ok(!@differ && $count, "$name: $count sums are equal")
        or Test::More::diag(map { "  $_\n" } @differ[0 .. ($#differ > 14 ? 14 : $#differ)]);
    return;
}

1;
