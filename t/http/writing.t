#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Pages as they are written in their language: its marks between words, names in
# another language say so wherever they stand, and what runs from left to right
# does so in a page that runs the other way.
use strict;
use warnings FATAL => 'all';
use utf8;
use lib 't/lib';
use Encode qw(decode);
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

sub page { return decode('UTF-8', get("/transparency/$_[0]")->{body}) }

for (['fa', '،'], ['ar', '،'], ['zh-Hans', '、'], ['en', ', ']) {
    my ($lang, $comma) = @$_;
    my ($facts) = page("exposure.$lang.html") =~ /<dl class="facts">(.*?)<\/dl>/s;
    like $facts, qr{</bdi>\Q$comma\E ?<bdi}, "$lang: several words are separated by its comma";
    unlike $facts, qr{</bdi>, <bdi}, "$lang: and by no other" if $lang ne 'en';
}

my $requests = page('requests.fa.html');
like $requests, qr{<option value="skype" lang="en">\xA0*Skype}, 'fa: a name in a form says its language';
like $requests, qr{<option value="GB">}, 'fa: one in that of the page does not';
like page('countries/gb.fa.html'), qr{<select id="f-service".*?<option value="skype" lang="en">}s, 'fa: on other pages, too';
like page('corrections.fa.html'), qr{<select id="f-service".*?<option value="skype" lang="en">}s, 'fa: and of what changed';

my $cite = page('index.fa.html');
like $cite, qr{<a href="version/\d+/"><code dir="ltr">}, 'fa: the address of the version runs from left to right';
like $cite, qr{ dir="ltr">https://creativecommons\.org/}, 'fa: and that of the licence';
like page('exposure.fa.html'), qr{<li><a [^>]*lang="en" dir="ltr">Robert Poe}, 'fa: a source in English is set apart from what follows';
like page('requests.fa.html?demand=nothing'), qr{<p class="detail"><bdi lang="en">[^<]+\.</bdi></p>}, 'fa: and the English sentence of an error';
done_testing;
