#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The same bytes over every way in: plain, HTTP/2, TLS, behind caches and a
# proxy; and again after a graceful restart, without a cold page.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Apache::Test qw(-withtestmore);
use TransparencyTest;

my $path = '/transparency/requests.csv';
my @ways = map { my $to = $_; ["HTTP/1.1, $to", sub { get($path, to => $to) }] }
    qw(plain h2 tls cache disk_cache proxy);
push @ways, ['HTTP/2, cleartext', sub { h2(GET => $path) }] if have_h2('h2');
push @ways, ['HTTP/2, TLS', sub { h2(GET => $path, to => 'tls') }] if have_h2('tls');

plan tests => 4 * @ways + 6;

my $first;
wait_for(sub { $first = get($path); $first->{status} == 200 }, 30, 'the first generation');
like header($first, 'Content-Type'), qr{^text/csv\b}, 'the record is served';
cmp_ok length $first->{body}, '>', 100, 'with figures in it';
ok $first->{complete}, 'whole';

sub same {
    my ($name, $r) = @_;
    is $r->{status}, 200, "$name: 200";
    ok $r->{body} eq $first->{body}, "$name: the same bytes";
}
same($_->[0], $_->[1]->()) for @ways;

my $mark = log_mark();
my $before = generation();
cmp_ok graceful(), '>', $before, 'a graceful restart';
unlike log_since($mark), qr/\b(?:error|crit|alert|emerg)\]/, 'nothing went wrong in it';
is header(get($path), 'ETag'), header($first, 'ETag'), 'the same entity tag';
same("$_->[0], after the restart", $_->[1]->()) for @ways;
