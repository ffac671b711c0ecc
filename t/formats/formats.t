#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# CSV, JSON, NDJSON, Markdown and HTML of one resource hold the same facts, cell
# by cell: for every resource of some records, and for random queries.
# TRANSPARENCYCTL names the binary that renders them.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Spec ();
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyFormats;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $ctl = $ENV{TRANSPARENCYCTL} or plan skip_all => 'TRANSPARENCYCTL names no binary';

my $seed = $ENV{TR_SEED} // 20130321;
srand $seed;
diag "random queries: TR_SEED=$seed";

# record => number of random queries
my @fixtures = qw(acid-01-not-reported acid-02-not-applicable acid-05-percentage-of-band
    acid-07-wrong-percentage acid-08-overlap acid-16-reclassified acid-18-only-fulfilled
    acid-22-round-trip acid-23-below-mark-dash acid-25-canary absent-not-reported distinct-accounts
    editions observatory rule-21-complementary series-break stated-total-differs withdrawn languages);
my @records = (['htdocs/example', 40], map { ["t/fixtures/records/$_", 12] } @fixtures);

my %asked;
for (@records) {
    my ($dir, $queries) = @$_;
    my $record = eval { record($ctl, $dir) };
    ok $record, "$dir can be served" or next;
    my @targets = (resources($record), random_queries($record, $queries));
    $asked{$dir} = check_record($record, @targets);
}
my $all = 0;
$all += $_ for values %asked;
cmp_ok $all, '>', 500, "$all questions were asked of " . keys(%asked) . ' records';
parts();
done_testing;

# Every target of a record in every format; one test a format, with what differs.
sub check_record {
    my ($record, @targets) = @_;
    my %csv = fetch_all($record, map { url($_, 'csv') } @targets);
    my @good = grep { $csv{ url($_, 'csv') }{status} == 200 } @targets;
    my %answer = fetch_all($record, map {
        my $target = $_;
        my $sheet = parse_csv($csv{ url($target, 'csv') }{body});
        (url($target, 'json'), url($target, 'ndjson'), pages($target, 'en.md', scalar @{ $sheet->{rows} }),
            pages($target, 'en.html', scalar @{ $sheet->{rows} }));
    } @good);
    my %wrong;
    for my $target (@good) {
        my $sheet = parse_csv($csv{ url($target, 'csv') }{body});
        my $rows = @{ $sheet->{rows} };
        my %said = (
            CSV => $sheet->{fault} ? [$sheet->{fault}] : [],
            JSON => [json_differs($sheet, $answer{ url($target, 'json') }{body})],
            NDJSON => [ndjson_differs($sheet, $answer{ url($target, 'ndjson') }{body})],
            Markdown => [markdown_differs($sheet, map { $answer{$_}{body} } pages($target, 'en.md', $rows))],
            HTML => [html_differs($record, $target, $sheet, map { $answer{$_}{body} } pages($target, 'en.html', $rows))],
        );
        push @{ $wrong{$_} }, map { url($target, 'csv') . ": $_" } @{ $said{$_} } for keys %said;
    }
    my $refused = @targets - @good;
    cmp_ok $refused, '<', @targets / 4, "$record->{dir}: " . @good . " questions answered, $refused refused";
    for my $format (qw(CSV JSON NDJSON Markdown HTML)) {
        my @wrong = @{ $wrong{$format} || [] };
        my $more = @wrong > 12 ? @wrong - 12 : 0;
        ok !@wrong, "$record->{dir}: $format" or diag map { "  $_\n" } @wrong[0 .. ($more ? 11 : $#wrong)], $more ? "and $more more" : ();
    }
    w3m($record, \%csv, \%answer, @good);
    return scalar @good;
}

# What a terminal browser shows: every number of the figures, and no other one.
sub w3m {
    my ($record, $csv, $answer, @targets) = @_;
    if (!has_w3m()) {
        diag 'w3m is not installed: its view of the numbers is not compared' if $record->{dir} eq $records[0][0];
        return;
    }
    my @lists = grep { $_->{kind} eq 'list' } @targets;
    my @wrong;
    for my $target (@lists[0 .. ($#lists > 5 ? 5 : $#lists)]) {
        my $sheet = parse_csv($csv->{ url($target, 'csv') }{body});
        next if !@{ $sheet->{rows} };
        push @wrong, map { url($target, 'html') . ": $_" }
            w3m_differs($sheet, map { $answer->{$_}{body} } pages($target, 'en.html', scalar @{ $sheet->{rows} }));
    }
    ok !@wrong, "$record->{dir}: the numbers in w3m are those of the CSV" or diag map { "  $_\n" } @wrong;
}

# The comparisons must see what is wrong, or they prove nothing.
sub parts {
    my $sheet = parse_csv("a,min\r\n\"x, \"\"y\"\"\",1\r\n,2\r\n");
    is_deeply $sheet->{rows}, [['x, "y"', '1'], ['', '2']], 'a CSV is read';
    ok parse_csv($_)->{fault}, 'a wrong CSV is seen' for "a,b\r\n1\r\n", "a\r\n\"1\r\n", "a\n1\n", "a\r\n1\"\r\n";
    my $json = '{"meta": {"columns": ["a","min"], "rows": 2}, "rows": [{"a":"x, \"y\"","min":1},{"a":null,"min":%s}]}';
    is_deeply [json_differs($sheet, sprintf $json, 2)], [], 'the same JSON';
    isnt join('', json_differs($sheet, sprintf $json, $_)), '', "another JSON: $_" for 3, 'null', '"2"', '2.0';
    isnt join('', json_differs($sheet, (sprintf $json, 2) =~ s/"a":null/"a":""/r)), '', 'another JSON: empty text';
    my $md = "2 rows\n\n| a | min |\n|---|---:|\n| x, \"y\" | 1 |\n|  | %s |\n";
    is_deeply [markdown_differs($sheet, sprintf $md, 2)], [], 'the same Markdown';
    isnt join('', markdown_differs($sheet, sprintf $md, 3)), '', 'another Markdown';
    my %row = (value => '', min => 8, max => 1499, status => 'band', percent => '', stated => '');
    is figure_differs(\%row, '8–1,499'), '', 'the same band';
    isnt figure_differs(\%row, $_), '', "another band: $_" for '8–1,498', '8', '1,499', '8–1,499 [e]', '8–1,499 7', 'Not reported [x]';
    my %none = (%row, min => '', max => '', status => 'not-reported');
    is figure_differs(\%none, 'Not reported [x]'), '', 'the same status';
    isnt figure_differs(\%none, $_), '', "another status: $_" for '0', '', 'Not reported [u]', '0 [x]', '8–1,499';
}
