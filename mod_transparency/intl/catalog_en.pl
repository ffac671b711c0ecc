#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# catalog_en.pl - makes catalog_en.c, the English messages compiled into the
# library, from htdocs/lang/en.xml.  Run it after each change of en.xml:
#
#   perl mod_transparency/intl/catalog_en.pl htdocs/lang/en.xml \
#       > mod_transparency/intl/catalog_en.c
#
# It reads only the plain form of a catalog (comments, messages, plurals);
# test_catalog.c compares the result with what the real reader makes of en.xml.
use strict;
use warnings;

my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");
my @categories = qw(zero one two few many other);

# The text as the reader gives it, as a C string literal.
sub literal {
    my ($text) = @_;
    $text =~ s/\s+/ /g;
    $text =~ s/^ | $//g;
    $text =~ s/&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));/
        defined $1 ? utf8_of($1) : defined $2 ? utf8_of(hex $2)
                   : $entity{$3} \/\/ die "unknown entity $3\n"/ge;
    $text =~ s/([\\"])/\\$1/g;
    # "" so that a following letter is not taken for a hexadecimal digit
    $text =~ s/([^\x20-\x7E]+)/escape($1)/ge;
    return qq("$text");
}

sub utf8_of { my $char = chr $_[0]; utf8::encode($char); return $char }

sub escape { return join('', map { sprintf '\\x%02X', ord } split //, $_[0]) . '""' }

local $/;
my $xml = <>;
$xml =~ s/<!--.*?-->//gs;
my %rows;
while ($xml =~ m{<message id="([^"]+)">(.*?)</message>}gs) {
    my ($id, $body) = ($1, $2);
    my %text;
    $text{$1} = literal($2)
        while $body =~ m{<plural category="(\w+)">(.*?)</plural>}gs;
    $text{other} = literal($body) if !%text;
    $rows{$id} = join ",\n      ", map { $text{$_} // 'NULL' } @categories;
}
print <<'HEAD';
/* SPDX-License-Identifier: Apache-2.0 */
/* catalog_en.c - generated from htdocs/lang/en.xml by catalog_en.pl. */
#include "intl/catalog_private.h"

static const tr_message messages[] = {
HEAD
for my $id (sort keys %rows) {
    my $texts = $rows{$id};
    $texts =~ s/NULL,\n      (?=NULL)/NULL, /g;
    print qq(    {"$id",\n     {$texts}},\n);
}
print <<'TAIL';
};

const tr_catalog tr_catalog_built_in = {
    "en", sizeof messages / sizeof *messages, messages};
TAIL
