#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# An entity tag belongs to bytes: different for every format, language and
# coding, changed by everything that changes a byte, and by nothing else: no
# restart, no touched file, no other server with the same files.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

served();

# --- distinct ----------------------------------------------------------------
sub variants {
    my $get = shift;
    my %found;
    for my $stem (qw(index requests countries/gb definitions)) {
        for my $ending ('csv', 'json', 'ndjson', map { my $f = $_; map { "$_.$f" } qw(en fr ar) } @localised) {
            for my $coding (qw(identity gzip br)) {
                my $r = $get->("$mount/$stem.$ending", headers => ['Accept-Encoding' => $coding]);
                $found{"$stem.$ending $coding"} = { etag => header($r, 'ETag') // '', body => $r->{body},
                                                    status => $r->{status} };
            }
        }
    }
    return \%found;
}
my $first = variants(\&get);
{
    my (@odd, %by_etag);
    for my $name (sort keys %$first) {
        my $it = $first->{$name};
        push @odd, "$name: $it->{status} $it->{etag}"
            unless $it->{status} == 200 && $it->{etag} =~ /\A"[\x21\x23-\x5b\x5d-\x7e]{8,}"\z/;
        push @{ $by_etag{ $it->{etag} } }, $name;
    }
    none_wrong(\@odd, 'every variant has a strong tag without backslashes');
    my @shared = map { "$_: @{ $by_etag{$_} }" } grep { @{ $by_etag{$_} } > 1 } sort keys %by_etag;
    none_wrong(\@shared, scalar(keys %$first) . ' variants have as many tags');
}
{
    my $again = variants(\&get);
    my @wrong = grep { $first->{$_}{etag} ne $again->{$_}{etag} || $first->{$_}{body} ne $again->{$_}{body} }
        sort keys %$first;
    none_wrong(\@wrong, 'asked again, tags and bytes are the same');
}
{
    my %tags = map { ($_ => header(get("$mount/requests.csv$_"), 'ETag')) }
        ('', '?country=GB', '?country=US', '?country=GB,US', '?by=country', '?by=period');
    my %values = reverse %tags;
    is keys %values, keys %tags, 'each question has a tag of its own';
    is header(get("$mount/requests.csv?country=US,GB"), 'ETag'), $tags{'?country=GB,US'},
        'the same question otherwise written has the same';
}

# --- stable ------------------------------------------------------------------
graceful();
{
    my $after = variants(\&get);
    my @wrong = grep { $first->{$_}{etag} ne $after->{$_}{etag} } sort keys %$first;
    none_wrong(\@wrong, 'a graceful restart changes none');
}

my $conf = <<'CONF';
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 200ms
    #more
</Location>
CONF
my $xml = small_record(figures => { GB => 12, US => 34 });

sub with_record {
    my ($name, $more, $bytes) = @_;
    (my $text = $conf) =~ s/#more/$more/;
    my $server = TransparencyServer->new(name => $name, conf => $text);
    my $dir = $server->write_record('record', 'a.xml' => $bytes // $xml);
    age("$dir/a.xml");
    $server->write_record('theme', 'style.css' => "body { color: #123 }\n");
    return $server->start(path => "$mount/");
}
my @paths = map { ("$mount/$_") } qw(index.html index.ar.html requests.csv requests.json countries/gb.md);

sub tags_of {
    my $server = shift;
    return { map { ($_ => header($server->get($_), 'ETag')) } @paths };
}
my $one = with_record('one', '');
my $before = tags_of($one);
ok !(grep { !defined } values %$before), 'a record of our own has tags';
{
    my $two = with_record('two', '');
    is_deeply tags_of($two), $before, 'another server with the same file has the same tags';
    $two->stop;
}
{
    my $file = $one->record_dir('record') . '/a.xml';
    utime time, time, $file;
    my $later = time + 86400;
    sleep 2;
    is_deeply tags_of($one), $before, 'a touched file changes none';
    utime $later, $later, $file;
    sleep 2;
    my $r = $one->get("$mount/requests.csv");
    is header($r, 'ETag'), $before->{"$mount/requests.csv"}, 'nor does one from tomorrow';
    require HTTP::Date;
    cmp_ok HTTP::Date::str2time(header($r, 'Last-Modified')), '<=',
        HTTP::Date::str2time(header($r, 'Date')), 'and Last-Modified is never after Date';
}

# --- changed -----------------------------------------------------------------
sub changed_by {
    my ($what, $more, $bytes, @unchanged) = @_;
    my $server = with_record('changed', $more, $bytes);
    my $now = tags_of($server);
    my %same = map { ("$mount/$_" => 1) } @unchanged;
    my @wrong = grep { ($now->{$_} eq $before->{$_}) != ($same{$_} // 0) } @paths;
    none_wrong(\@wrong, "$what: tags change");
    $server->stop(test => "$what: nothing crashed");
    return;
}
changed_by('another figure', '', small_record(figures => { GB => 13, US => 34 }));
changed_by('another stylesheet', 'TransparencyStylesheet "@dir@/theme/style.css"');
changed_by('a title', 'TransparencyTitle "Another title"');
SKIP: {
    my $shell = Apache::Test::vars()->{serverroot} . '/../htdocs/shell.html';
    skip 'there is no htdocs/shell.html', 2 unless -e $shell;
    my $html = read_file($shell);
    $html =~ s{</body>}{<p>changed</p></body>} or die 'the shell has no </body>';
    my $file = Apache::Test::vars()->{t_logs} . "/shell.$$.html";
    write_file($file, $html);
    changed_by('another shell', qq{TransparencyShell "$file"});
}
$one->stop;

done_testing;
