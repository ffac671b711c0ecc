#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# embed.pl - makes render/builtin.c: the shell, the stylesheet and the icon, compiled
# into the library.  (intl/builtin.pl does the same for the message catalogs.)
# Run it in the top folder after each change of htdocs/; t/lint/embed.t tells when that was forgotten:
#
#   perl mod_transparency/embed.pl . > mod_transparency/render/builtin.c
use strict;
use warnings;

my $top = shift // '.';

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', "$top/$file" or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}

# One line of the file is one line of the literal.
sub literal {
    my ($text) = @_;
    my $out = '';
    for my $line ($text =~ /[^\n]*\n|[^\n]+/g) {
        $line =~ s/([\\"])/\\$1/g;
        $line =~ s/\?\?/?\\?/g;
        $line =~ s/\t/\\t/g;
        $line =~ s/\n/\\n/;
        # octal, because a hexadecimal escape would swallow what follows
        $line =~ s/([^\x20-\x7E])/sprintf '\\%03o', ord $1/ge;
        $out .= qq(\n    "$line");
    }
    return $out;
}

# What a page does not need: comments, and the blanks that begin a line.
sub lean_css {
    my ($css) = @_;
    my ($licence) = $css =~ m{\A(/\*.*?\*/\n)};
    $css =~ s{/\*.*?\*/\n?}{}gs;
    $css =~ s/^[ ]+//gm;
    $css =~ s/\n+/\n/g;
    $css =~ s/\A\n//;
    return $licence . $css;
}

# Twelve bytes a line.
sub bytes {
    my @bytes = map { sprintf '0x%02x', $_ } unpack 'C*', shift;
    my $out = '';
    $out .= "\n    " . join(', ', splice @bytes, 0, 12) . ',' while @bytes;
    return $out =~ s/,\z//r;
}

print <<'HEAD';
/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c - generated from htdocs/ by embed.pl. */
#include "render/render.h"
HEAD
print "\nconst char tr_builtin_shell[] =", literal(slurp('htdocs/shell.html')), ";\n";
print "\nconst char tr_builtin_css[] =", literal(lean_css(slurp('htdocs/transparency.css'))), ";\n";
my $icon = slurp('htdocs/icon.png');
print "\nconst unsigned char tr_builtin_icon[TR_BUILTIN_ICON_BYTES] = {", bytes($icon), "\n};\n";
print "\n_Static_assert(TR_BUILTIN_ICON_BYTES == ", length $icon, ", \"htdocs/icon.png\");\n";
