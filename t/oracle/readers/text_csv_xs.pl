#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
use strict;
use warnings FATAL => 'all';
use JSON::PP ();
use Text::CSV_XS ();

for my $name (@ARGV) {
    my $csv = Text::CSV_XS->new({ binary => 1, auto_diag => 2, strict => 1, eol => "\r\n" });
    open my $in, '<:raw:encoding(UTF-8)', $name or die "$name: $!";
    print JSON::PP->new->utf8->encode({ rows => $csv->getline_all($in) }), "\n";
}
