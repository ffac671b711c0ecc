#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# builtin.pl - makes builtin.c, the catalogs of htdocs/lang as part of the
# library.  Run it, and catalog_en.pl, after each change of a catalog:
#
#   perl mod_transparency/intl/builtin.pl htdocs/lang \
#       > mod_transparency/intl/builtin.c
#
# test_catalog.c compares the result with the files, byte for byte.
use strict;
use warnings;

my ($dir) = @ARGV;
my @tags = map { m{([^/]+)\.xml$} } glob "$dir/*.xml";
@tags = ('en', sort grep { $_ ne 'en' } @tags);

print <<'HEAD';
/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c - generated from htdocs/lang by builtin.pl. */
#include "intl/builtin.h"

#include <stddef.h>

const tr_builtin_catalog tr_builtin_catalogs[] = {
HEAD
for my $tag (@tags) {
    open my $file, '<:raw', "$dir/$tag.xml" or die "$dir/$tag.xml: $!\n";
    print qq(    {"$tag",\n);
    while (my $line = <$file>) {
        $line =~ s/([\\"?])/\\$1/g;
        $line =~ s/\n/\\n/;
        print qq(     "$line"\n);
    }
    print "    },\n";
}
print "    {NULL, NULL},\n};\n";
