#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Arrows of #include go down only, and httpd's headers stay in one folder.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

# folder => the folders its files may include from, besides itself
my %may_include = (
    model  => [],
    intl   => [qw(model)],
    http   => [qw(model)],
    record => [qw(model intl http)],
    import => [qw(model intl record)],
    store  => [qw(model intl http record)],
    query  => [qw(model intl http record store)],
    render => [qw(model intl http record store query)],
    ctl    => [qw(model intl http record import store query render)],
    httpd  => [qw(model intl http record store query render)],
    ''     => [qw(httpd model)],        # mod_transparency.c
);

my $httpd_header = qr{^(?:httpd|ap_\w+|http_\w+|util_\w+|mod_(?!transparency)\w+|mpm_\w+
                        |scoreboard|heartbeat|unixd|os)\.h$}x;

my %exists = map { $_ => 1 } c_sources();
my ($checked, @wrong) = (0);
for my $file (sort keys %exists) {
    my ($folder) = $file =~ m{^mod_transparency/(?:(\w+)/)?[^/]+$};
    $folder //= '';
    if (!$may_include{$folder}) {
        push @wrong, "$file: the folder $folder/ has no place in the table";
        next;
    }
    my %allowed = map { $_ => 1 } $folder, @{ $may_include{$folder} };
    my $number = 0;
    for (split /\n/, slurp($file)) {
        $number++;
        my ($bracket, $name) = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/ or next;
        $checked++;
        if ($name =~ $httpd_header && $folder ne 'httpd' && $folder ne ''
                && !$exists{"mod_transparency/$name"}) {
            push @wrong, "$file:$number: includes httpd's $name";
        }
        next if $bracket eq '<' || $name =~ m{^(?:version|source_text)\.h$};     # made by the build
        if ($exists{"mod_transparency/$name"}) {
            my ($target) = $name =~ m{^(\w+)/};
            push @wrong, "$file:$number: $folder/ may not include $name"
                if defined $target && !$allowed{$target};
        }
        elsif ($name !~ $httpd_header) {
            push @wrong, "$file:$number: \"$name\" is not relative to mod_transparency/"
                . ' (others\' headers take <>)';
        }
    }
}
cmp_ok $checked, '>', 20, "$checked #include lines were read";
none \@wrong, 'no #include goes up, sideways or to httpd';

# No cycle can hide in the table itself.
my @order = qw(model intl http record import store query render ctl httpd);
my %rank = map { $order[$_] => $_ } 0 .. $#order;
my @up = grep { my $f = $_; grep { $rank{$_} >= $rank{$f} } @{ $may_include{$f} } } @order;
none \@up, 'the table itself has no upward arrow';
done_testing;
