#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A negotiated URI gives each client the format and language it asked for
# (RFC 9110 section 12), refuses with 406 only what it cannot give, never for a
# language, and says which fixed URI has exactly those bytes.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $path = "$mount/requests";
served($path);

# --- Accept ------------------------------------------------------------------
# [what, field or list of fields, format or 406]
my @accept = (
    ['no field', undef, 'html'],
    ['an empty field', '', 'html'],
    ['anything', '*/*', 'html'],
    ['one type', 'text/csv', 'csv'],
    ['JSON', 'application/json', 'json'],
    ['Markdown', 'text/markdown', 'md'],
    ['NDJSON', 'application/x-ndjson', 'ndjson'],
    ['a subtype wildcard', 'application/*', 'json'],
    ['text wildcard', 'text/*', 'html'],
    ['the most specific range weighs', 'text/*;q=0.3, text/csv;q=0.7, */*;q=0.5', 'csv'],
    ['specific below wildcard', 'text/html;q=0.2, */*;q=0.4, application/json;q=0.3', 'csv'],
    ['the heavier of two', 'text/html;q=0.4, application/json;q=0.5', 'json'],
    ['three decimals', 'text/html;q=0.500, application/json;q=0.501', 'json'],
    ['an upper-case weight', 'text/csv;Q=0.5, application/json;q=0.4', 'csv'],
    ['excluded', 'text/html;q=0, */*', 'json'],
    ['a weight before another parameter', 'text/csv;q=0;header=present, application/json;q=0.1', 'json'],
    ['a weight above 1 is no range', 'text/csv;q=1.5, application/json', 'json'],
    ['a negative weight is no range', 'text/csv;q=-1, application/json', 'json'],
    ['four decimals are no range', 'text/csv;q=0.0001, application/json;q=0.5', 'json'],
    ['a word as weight is no range', 'text/csv;q=abc, application/json', 'json'],
    ['nothing but nonsense', 'q=1', 'html'],
    ['case of the type', 'TEXT/CSV', 'csv'],
    ['white space', "  text/html ; q=0.1 ,\ttext/csv ; q=0.9 ", 'csv'],
    ['empty members', ', ,text/csv,,', 'csv'],
    ['two fields', ['image/png', 'text/csv'], 'csv'],
    ['two fields weighed together', ['text/html;q=0.1', 'application/json;q=0.2'], 'json'],
    ['our parameter', 'text/csv;header=present', 'csv'],
    ['the charset', 'application/json;charset=utf-8', 'json'],
    ['the charset in capitals', 'text/html; charset=UTF-8', 'html'],
    ['a parameter that is not ours', 'text/csv;header=absent', 406],
    ['a level', 'text/html;level=1', 406],
    ['a level, else JSON', 'text/html;level=1, application/json;q=0.2', 'json'],
    ['an image', 'image/png', 406],
    ['nothing at all', '*/*;q=0', 406],
    ['all types excluded', 'text/*;q=0, application/*;q=0', 406],
);
for (@accept) {
    my ($what, $field, $want) = @$_;
    my @fields = map { (Accept => $_) } ref $field ? @$field : defined $field ? $field : ();
    my $r = get($path, headers => \@fields);
    my $got = $r->{status} == 200 ? type_is($r) : $r->{status};
    is $got, $want, "Accept, $what";
}

# What programs really send.
my @clients = (
    ['Chrome', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7', 'html'],
    ['Firefox, Tor Browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['Firefox 128', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8', 'html'],
    ['Safari', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['old Internet Explorer', 'image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, application/x-shockwave-flash, */*', 'html'],
    ['curl, wget, python-requests', '*/*', 'html'],
    ['Java', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'html'],
    ['lynx', 'text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01', 'html'],
    ['Googlebot', 'text/html,application/xhtml+xml,application/signed-exchange;v=b3,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['axios, fetch of JSON', 'application/json, text/plain, */*', 'json'],
    ['an agent that reads Markdown', 'text/markdown, text/html;q=0.9, */*;q=0.1', 'md'],
);
for (@clients) {
    my ($who, $accept, $want) = @$_;
    is type_is(get($path, headers => [Accept => $accept])), $want, "as $who asks";
}

# --- 406 ---------------------------------------------------------------------
{
    my $r = get($path, headers => [Accept => 'image/png']);
    my $problem = eval { problem_of($r) } || {};
    is $problem->{status}, 406, '406 is a problem document';
    my %offered = map { $_ => 1 } @{ $problem->{allowed_values} || [] };
    is_deeply [ sort keys %offered ],
        [ sort 'text/html', 'application/json', 'text/csv;header=present', 'text/markdown',
               'application/x-ndjson' ], 'it lists what there is';
    my $link = header($r, 'Link') // '';
    my @missing = grep { $link !~ /<[^>]*\.$_>[^,]*rel="?alternate/ } sort keys %type_of;
    none_wrong(\@missing, 'its Link header has each alternate');
    is header($r, 'Vary'), header(get($path), 'Vary'), 'it varies as the resource does';
}

# --- Accept-Language ---------------------------------------------------------
my @language = (
    [undef, 'en'], ['', 'en'], ['fr', 'fr'], ['FR', 'fr'], ['fr-CA', 'fr'], ['tlh', 'en'],
    ['*', 'en'], ['ar-EG', 'ar'], ['fa-IR', 'fa'], ['uk-UA', 'uk'], ['pt-BR', 'pt'], ['pt-PT', 'pt'],
    ['zh', 'zh-Hans'], ['zh-CN', 'zh-Hans'], ['zh-Hans-SG', 'zh-Hans'], ['zh-SG', 'zh-Hans'],
    ['zh-Hant-HK', 'zh-Hans'], ['en-GB,en;q=0.9', 'en'], ['de;q=0.5, fr;q=0.8', 'fr'],
    ['de, fr', 'de'], ['tlh, de;q=0.3', 'de'], ['tr;q=0.001, tlh', 'tr'], ['de;q=0, *', 'en'],
    ['en;q=abc, de', 'de'], [';;;,=', 'en'], ['es-419', 'es'], ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['sr-Latn-RS, en;q=0.5', 'en'], ['de-DE-1996', 'de'], ['x-klingon', 'en'],
    ['*;q=0', 'en'], ['en;q=0', undef],
);
for (@language) {
    my ($field, $want) = @$_;
    my $r = get("$mount/", headers => [Accept => 'text/html', defined $field ? ('Accept-Language' => $field) : ()]);
    my $got = header($r, 'Content-Language') // '';
    if (defined $want) {
        is "$r->{status} $got", "200 $want", 'Accept-Language: ' . ($field // '(none)');
    }
    else {
        ok $r->{status} == 200 && $got ne 'en', "Accept-Language: $field is some other language";
    }
}
all_equal({ map { $_ => get($path, headers => [Accept => 'text/csv', 'Accept-Language' => $_])->{body} }
            @languages, '' }, 'data has no language');

# --- Content-Location --------------------------------------------------------
{
    my @wrong;
    my $tried = 0;
    for my $uri ("$mount/", $path, "$mount/countries/gb", "$mount/definitions", "$path?country=GB") {
        for my $format (sort keys %type_of) {
            (my $accept = $type_of{$format}) =~ s/;.*//;
            for my $language ($format eq 'html' || $format eq 'md' ? qw(en ar) : 'en') {
                for my $coding (qw(identity gzip br)) {
                    my @asked = ('Accept-Encoding' => $coding);
                    my $r = get($uri, headers => [@asked, Accept => $accept, 'Accept-Language' => $language]);
                    my $at = "$uri, $format, $language, $coding";
                    $tried++;
                    my $location = header($r, 'Content-Location');
                    if ($r->{status} != 200 || !defined $location) {
                        push @wrong, "$at: status $r->{status}, Content-Location " . ($location // 'none');
                        next;
                    }
                    my $fixed = get(resolved($uri, $location), headers => \@asked);
                    push @wrong, "$at: $location is $fixed->{status}" if $fixed->{status} != 200;
                    push @wrong, "$at: $location has other bytes" if $fixed->{body} ne $r->{body};
                    push @wrong, "$at: $location has another type"
                        if header($fixed, 'Content-Type') ne header($r, 'Content-Type');
                    push @wrong, "$at: $location has another ETag"
                        if (header($fixed, 'ETag') // '') ne (header($r, 'ETag') // '-');
                }
            }
        }
    }
    none_wrong(\@wrong, "Content-Location has the same bytes and ETag, $tried variants");
}

done_testing;
