#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# skeleton.pl - makes ctl/skeleton.c: the files of ctl/skeleton/, compiled into
# transparencyctl. Run it in the top folder after each change of them; t/lint/embed.t
# tells when that was forgotten:
#
#   perl mod_transparency/ctl/skeleton.pl mod_transparency/ctl/skeleton > mod_transparency/ctl/skeleton.c
use strict;
use warnings;

my $folder = shift // die "usage: skeleton.pl FOLDER\n";
print <<'C';
/* SPDX-License-Identifier: Apache-2.0 */
/* Made by ctl/skeleton.pl of the files in ctl/skeleton/: do not edit. */
#include "ctl/skeleton.h"

const tr_skeleton_file tr_skeleton[] = {
C
for my $file (sort glob "$folder/*.xml") {
    my ($name) = $file =~ m{([^/]+)\z};
    open my $in, '<:raw', $file or die "$file: $!\n";
    print qq(    { "$name",);
    while (my $line = <$in>) {
        $line =~ s/([\\"])/\\$1/g;
        $line =~ s/\n/\\n/;
        print qq(\n      "$line");
    }
    print " },\n";
}
print "    { NULL, NULL }\n};\n";
