#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# icon.pl - draws the icon, htdocs/icon.png: a page with three bars, the last one
# with only its frame, for the number that is not given.  The picture is the
# text below, one character a point, enlarged; nothing but perl is needed, and
# the same bytes come out everywhere (the data is stored, not compressed).
# Run it after a change of the picture, then embed.pl:
#
#   perl mod_transparency/icon.pl > htdocs/icon.png
use strict;
use warnings;

my $scale = 3;
my %colour = ('.' => 0, '#' => 1, ' ' => 2, 'x' => 3);
my @palette = ([0, 0, 0], [0x14, 0x50, 0x8c], [0xff, 0xfe, 0xfb], [0x8f, 0xb4, 0xd8]);
my @alpha = (0);                # the first colour is no colour
my @picture = split /\n/, <<'PICTURE';
..############..
.##############.
################
##            ##
## xxxxxxxxxx ##
## xxxxxxxxxx ##
##            ##
## xxxxxxx    ##
## xxxxxxx    ##
##            ##
## x x x x x  ##
##          x ##
## x x x x x  ##
################
.##############.
..############..
PICTURE

binmode STDOUT;

sub crc {
    my $crc = 0xffffffff;
    for my $byte (unpack 'C*', shift) {
        $crc ^= $byte;
        $crc = $crc & 1 ? ($crc >> 1) ^ 0xedb88320 : $crc >> 1 for 1 .. 8;
    }
    return $crc ^ 0xffffffff;
}

sub adler {
    my ($low, $high) = (1, 0);
    for my $byte (unpack 'C*', shift) {
        $low = ($low + $byte) % 65521;
        $high = ($high + $low) % 65521;
    }
    return $high << 16 | $low;
}

sub chunk {
    my ($type, $data) = @_;
    return pack('N', length $data) . $type . $data . pack 'N', crc("$type$data");
}

# One stored block of deflate in a zlib frame.
sub stored {
    my $data = shift;
    return pack('CC', 0x78, 0x01) . pack('Cvv', 1, length $data, ~length($data) & 0xffff)
        . $data . pack 'N', adler($data);
}

my $lines = '';
for my $row (@picture) {
    my $bits = join '', map { sprintf('%02b', $colour{$_}) x $scale } split //, $row;
    $lines .= ("\0" . pack 'B*', $bits) x $scale;
}
my $size = @picture * $scale;
print "\x89PNG\r\n\x1a\n", chunk('IHDR', pack 'NNCCCCC', $size, $size, 2, 3, 0, 0, 0),
    chunk('PLTE', join '', map { pack 'CCC', @$_ } @palette), chunk('tRNS', pack 'C*', @alpha),
    chunk('IDAT', stored($lines)), chunk('IEND', '');
