#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What we export: the module one symbol, the library only tr_ names; and no
# object has writable static data.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my $dir = "$ENV{TR_BUILDDIR}/mod_transparency/.libs";
ok -f "$dir/libtransparency.a", 'libtransparency.a is built'
    or BAIL_OUT("$dir/libtransparency.a is not there");

my (@foreign, @writable);
my ($seen, $object) = (0, '');
open my $nm, '-|', 'nm', '--defined-only', "$dir/libtransparency.a" or die "nm: $!";
while (<$nm>) {
    $object = $1 if /^(\S+\.o):/;
    my ($type, $name) = /^[0-9a-f]+ (\S) (\S+)$/ or next;
    next if $name =~ /^(?:__odr_asan|__asan|\.L|_sub_[ID]_)/;
    if ($type =~ /[A-Z]/) {
        $seen++;
        push @foreign, "$object: $name" if $name !~ /^tr_/;
    }
    # b, d: zeroed or initialised data that can be written
    push @writable, "$object: $name" if $type =~ /^[bBdD]$/ && !$ENV{TR_LIBASAN};
}
close $nm or die "nm ended with $?";
cmp_ok $seen, '>', 10, "$seen symbols were read";
none \@foreign, 'every symbol that is not static begins with tr_';
# Tables of pointers are constant after relocation: nm calls them d, the
# section .data.rel.ro tells them apart.
@writable = grep { !constant_after_relocation($_) } @writable;
none \@writable, 'nothing static can be written';

my @exported = map { (split)[-1] } grep { / [A-Z] / }
    qx(nm -D --defined-only "$dir/mod_transparency.so");
is_deeply \@exported, ['transparency_module'], 'the module exports its record only';
# -z defs cannot be used: httpd's own symbols come from the program that loads us
my @missing = map { (split)[-1] } grep { / U tr_/ }
    qx(nm -D --undefined-only "$dir/mod_transparency.so");
none \@missing, 'nothing of ours is missing in it';
done_testing;

my %constant;
sub constant_after_relocation {
    my $entry = shift;
    if (!%constant) {
        $constant{''} = 1;
        my $in = '';
        for (qx(objdump -t "$dir/libtransparency.a")) {
            $in = $1 if /^(\S+\.o):/;
            $constant{"$in: $1"} = 1 if /\s\.data\.rel\.ro\S*\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$/;
        }
    }
    return $constant{$entry};
}
