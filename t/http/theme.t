#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The look can be replaced: the example theme works as documented; of a broken
# one what is built in is shown, and the log says why.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $top = Apache::Test::vars()->{serverroot} . '/../htdocs';
-e "$top/icon.png" or $top = ($ENV{TR_SRCDIR} // '.') . '/htdocs';

sub themed {
    my ($name, $more) = @_;
    my $server = TransparencyServer->new(name => $name, conf => <<"CONF");
<Location "$mount">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
    $more
</Location>
CONF
    my $dir = $server->write_record('record', 'a.xml' => small_record(figures => { GB => 12 }));
    age("$dir/a.xml");
    my $theme = $server->record_dir('record') =~ s{record/?\z}{}r;
    for my $file (qw(theme-example/theme.css theme-example/shell.html theme-example/strings.en.xml icon.png)) {
        write_file($theme . ($file =~ s{.*/}{}r), read_file("$top/$file"));
    }
    write_file("${theme}broken.xml", "<catalog><message id='x'>");
    write_file("${theme}unknown.xml", '<catalog xmlns="urn:transparency-report:lang:1" xml:lang="en">'
        . '<message id="no.such">x</message></catalog>');
    return $server->start(path => "$mount/");
}

sub asset_of {
    my ($html, $name) = @_;
    my ($href) = $html =~ m{"([^"]*assets/$name\.[0-9a-f]+\.\w+)"} or return;
    return "$mount/" . $href =~ s{\A(?:\./)?(?:\.\./)*}{}r;
}

# --- nothing configured --------------------------------------------------------
my $plain = themed('plain', '');
my $html = $plain->get("$mount/")->{body};
my $icon = $plain->get(asset_of($html, 'icon'), headers => ['Accept-Encoding' => 'gzip, br']);
is $icon->{status}, 200, 'there is an icon';
is header($icon, 'Content-Type'), 'image/png', '... a PNG';
ok !defined header($icon, 'Content-Encoding'), '... which no coding would make smaller';
ok $icon->{body} eq read_file("$top/icon.png"), '... the one of htdocs';
like header($icon, 'Cache-Control'), qr/immutable/, '... kept for ever';
like $html, qr{<link rel="icon" type="image/png" href="}, 'pages link to it';
unlike $html, qr{<img}, 'there is no logo';
my $css = $plain->get(asset_of($html, 'transparency'))->{body};
$plain->stop;

# --- the example ----------------------------------------------------------------
my $example = themed('example', join "\n    ", 'TransparencyStylesheet "@dir@/theme.css"', 'TransparencyShell "@dir@/shell.html"',
    'TransparencyStrings "@dir@/strings.en.xml"', 'TransparencyLogo "@dir@/icon.png"');
$html = $example->get("$mount/")->{body};
like $html, qr{<p class="house"><a href="/">Example Ltd</a>}, 'the shell of the theme';
like $html, qr{<h2>The last months</h2>}, 'words of the theme';
like $html, qr{We were asked <strong>(?:at least )?12</strong> times}, '... with the figure in its place';
like $html, qr{<h2>The five demands</h2>}, 'the other words as they were';
like $example->get("$mount/index.fr.html")->{body}, qr{Chiffres les plus récents}, 'and the other languages';
like $html, qr{<img class="logo" alt="" src="[^"]*assets/icon\.[0-9a-f]+\.png" width="48" height="48">}, 'the logo';
my $own = $example->get(asset_of($html, 'transparency'))->{body};
ok index($own, $css) > 0, 'the style sheet holds the built-in one';
like $own, qr/--link: #0b5d3b/, '... and what is different';
unlike $own, qr/\@import/, '... without the line that asks for it';
like $example->get("$mount/countries/gb")->{body}, qr{<img class="logo" alt="" src="\.\./assets/}, 'the logo on a page below';
$example->stop(test => 'the example theme: nothing crashed');

# --- broken ---------------------------------------------------------------------
my $broken = themed('broken', join "\n    ", 'TransparencyStylesheet "@dir@/none.css"', 'TransparencyShell "@dir@/theme.css"',
    'TransparencyStrings "@dir@/broken.xml" "@dir@/unknown.xml" "@dir@/none.xml"', 'TransparencyLogo "@dir@/theme.css"');
my $page = $broken->get("$mount/");
is $page->{status}, 200, 'a broken theme takes nothing down';
unlike $page->{body}, qr{<img}, '... a logo that is none is not shown';
like $page->{body}, qr{<h2>Newest figures</h2>}, '... the words are ours';
is $broken->get(asset_of($page->{body}, 'transparency'))->{body}, $css, '... and the style';
like $broken->log, qr/$_->[0]/, "the log says so: $_->[1]"
    for ['TR0036.*is no PNG picture', 'logo'], ['TR0037.*broken\.xml', 'faulty words'],
        ['TR0037.*there is no message no\.such', 'a message that no page uses'], ['TR0007.*none\.xml', 'words that are not there'],
        ['TR0009', 'shell'];
$broken->stop(test => 'a broken theme: nothing crashed');

done_testing;
