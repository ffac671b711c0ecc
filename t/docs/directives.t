#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# docs/directives.md and conf/transparency.conf against the code: defaults,
# limits, words, contexts.  With the built module (TRANSPARENCY_MODULE, or the one
# of the build) every example is also fed to httpd.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;
use TransparencyDocs;

my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my $doc = slurp_utf8('docs/directives.md');
my $conf = slurp_utf8('conf/transparency.conf');
my $header = slurp_utf8('mod_transparency/render/settings.h');
my $code = slurp_utf8('mod_transparency/httpd/config.c');

# --- what the code says ----------------------------------------------------------
my ($list) = $header =~ /#define TR_SETTINGS\(X\)(.*?)\n\n/s;
$list =~ s/\\\n//g;
my $value = qr/(?:[^(),]|\((?:[^()]|\([^()]*\))*\))+/;
my (%default, %between);    # member => its default as C writes it, and its limits
my %directive;              # name => {member, context, words}
while ($list =~ /X\("(Transparency\w+)", (\w+), [^,]+, (\w+), ($value),\s*($value),\s*($value),\s*($value),\s*"([^"]*)"\)/g) {
    my ($name, $kind, $member, $unset, $default, $least, $most, $help) = ($1, $2, $3, $4, $5, $6, $7, $8);
    $directive{$name} = { member => $member, context => 'WHERE', help => $help };
    $default{$member} = $default;
    $between{$member} = [ $least, $most ] if $kind eq 'NUMBER' || $kind eq 'TIME';
}
$directive{$1} = { member => $2, context => $3, help => $4 }
    while $code =~ /AP_INIT_\w+\("(Transparency\w+)",\s*set_(\w+),\s*NULL,\s*(\w+),\s*"([^"]*)"/g;
cmp_ok scalar keys %directive, '>', 15, keys(%directive) . ' directives were read';
my $resources = slurp_utf8('mod_transparency/query/resource.h');
my %extension = $resources =~ /^ *X\((\w+), "([\w.-]+)", "[a-z]+\//mg;
my ($of_record) = $resources =~ /#define TR_RECORD_FORMATS(.*?)\n\n/s;
my @formats = map { $extension{$_} } $of_record =~ /TR_FORMAT_BIT\((\w+)\)/g;
my @languages = slurp_utf8('mod_transparency/intl/builtin.c') =~ /^    \{"([A-Za-z-]+)",$/mg;
cmp_ok scalar @languages, '>', 5, 'languages: ' . join ' ', @languages;

# 256M, 2s, 5min, 100000, as a number of bytes or of milliseconds
sub number_of {
    my ($text) = @_;
    my %size = (K => 1 << 10, M => 1 << 20, G => 1 << 30);
    my %time = (ms => 1, s => 1000, min => 60_000, h => 3_600_000);
    return $1 * $size{$2} if $text =~ /^(\d+)([KMG])$/;
    return $1 * $time{$2} if $text =~ /^(\d+)(ms|s|min|h)$/;
    return $text =~ /^\d+$/ ? $text : "'$text'";
}
sub number_in_c {
    my $c = shift;
    $c =~ s/INT64_C\((\d+)\)/$1/g;
    $c =~ s/apr_time_from_sec\((\d+)\)/$1 * 1000/e;
    $c =~ s/apr_time_from_msec\((\d+)\)/$1/e;
    return $c =~ /^[\d <*()]+$/ ? eval $c : $c;     # only digits, shifts, products
}
my %plain = (   # defaults that are words
    TR_ON_ERROR_KEEP => 'keep', TR_SHARED_SAFE => 'safe', TR_RECORD_FORMATS => join(' ', @formats),
);

my %limits = map { $_ => [ map { number_in_c($_) } @{ $between{$_} } ] } keys %between;     # member => [least, most]

# --- each section ------------------------------------------------------------------
my (%syntax, %shown);
for my $name (sort keys %directive) {
    my $part = section_of($doc, $name) // '';
    my $member = $directive{$name}{member};
    my %said = $part =~ /^\*\*(\w+):\*\* *(.*)$/mg;
    like $said{Description}, qr/^\w.*\.$/, "$name: a sentence says what it is";
    my ($example) = fenced($part, 'apache');
    like $example // '', qr/^ *\Q$name\E\b/m, "$name: the example shows it";
    ($shown{$name}) = $said{Default} =~ /^`\Q$name\E (.+)`$/;

    my $c = $default{$member};
    if (!defined $c || $c eq 'NULL') {
        if ($name eq 'TransparencyLanguages') { is $shown{$name}, join(' ', @languages), "$name: the default is every language" }
        else { ok !defined $shown{$name}, "$name: there is no default" }
    }
    elsif ($plain{$c}) { is $shown{$name}, $plain{$c}, "$name: the default" }
    elsif ($name eq 'TransparencyCORS') { is $shown{$name}, $c ? 'On' : 'Off', "$name: the default" }
    else { is number_of($shown{$name} // ''), number_in_c($c), "$name: the default" }

    if (my $limit = $limits{$member}) {
        my ($least, $most) = $said{Syntax} =~ /, from (\w+) to (\w+)/;
        is_deeply [ map { number_of($_ // '') } $least, $most ], $limit, "$name: from least to most";
    }
    if ($directive{$name}{help} =~ /^\w+(?:, \w+)+$/) {
        is join(', ', $said{Syntax} =~ /`\Q$name\E (\S+)`/ ? split(/\|/, $1) : ()), $directive{$name}{help},
            "$name: the words that are allowed";
    }
    if ($directive{$name}{context} eq 'ACCESS_CONF') { like $said{Context}, qr/^`<Location>`/, "$name: only in a Location" }
    else { is $said{Context}, 'server config, virtual host, `<Location>`', "$name: anywhere but in .htaccess" }
    is $said{Override}, 'none: never in `.htaccess`', "$name: no AllowOverride";
}
cmp_ok scalar keys %limits, '==', 7, 'seven directives have limits';
my ($tags) = (section_of($doc, 'TransparencyLanguages') // '') =~ /some of `([^`]+)`/;
is $tags, join(' ', sort @languages), 'the languages are listed';
my ($some) = (section_of($doc, 'TransparencyFormats') // '') =~ /some of `([^`]+)`/;
is $some, join(' ', @formats), 'the formats are listed';

# --- conf/transparency.conf -----------------------------------------------------------
my %in_conf = $conf =~ /^ *#(Transparency\w+) +(.+)$/mg;
for my $name (sort keys %directive) {
    next if $name eq 'TransparencyRecord';
    if (defined $shown{$name}) { is $in_conf{$name}, $shown{$name}, "$name: transparency.conf has the default" }
    else { ok length($in_conf{$name} // ''), "$name: transparency.conf has an example" }
}
is_deeply [ $conf =~ /^ *([A-Z]\w+)/mg ], [ qw(SetHandler TransparencyRecord) ], 'two directives are in force in it';

# --- httpd ------------------------------------------------------------------------------
my $module = $ENV{TRANSPARENCY_MODULE}
    // (defined $ENV{TR_BUILDDIR} ? "$ENV{TR_BUILDDIR}/mod_transparency/.libs/mod_transparency.so" : '');
my ($httpd) = grep { -x } $ENV{TR_HTTPD} // (), '/usr/sbin/apache2', '/usr/sbin/httpd';
if (!-f $module || !$httpd) {
    diag 'no built module or no httpd here (TRANSPARENCY_MODULE, TR_HTTPD): the examples were not fed to httpd';
    done_testing;
    exit;
}
my $tmp = tempdir(CLEANUP => 1);
chmod 0755, $tmp;
make_path("$tmp/srv/$_") for qw(transparency draft theme);
system('cp', '-R', 'htdocs/example/.', "$tmp/srv/transparency") == 0 or die 'cp';
for my $file (qw(shell.html transparency.css)) {
    open my $out, '>', "$tmp/srv/theme/$file" or die $!;
    close $out;
}
my $apxs = $ENV{TR_APXS} // 'apxs';
my $moddir = qx('$apxs' -q LIBEXECDIR 2>/dev/null);
$moddir = '/usr/lib/apache2/modules' unless defined $moddir && length $moddir;
chomp $moddir;
my $loaded = join '', map { -e "$moddir/mod_$_.so" ? "LoadModule ${_}_module $moddir/mod_$_.so\n" : () }
    qw(mpm_event unixd watchdog authn_core authz_core authz_host);

# (exit status, what it says)
sub configtest {
    my $text = shift;
    $text =~ s/^LoadModule transparency_module.*$//m;
    $text =~ s{"/srv/}{"$tmp/srv/}g;
    open my $out, '>:encoding(UTF-8)', "$tmp/httpd.conf" or die "$tmp/httpd.conf: $!";
    print {$out} $loaded, "LoadModule transparency_module $module\n", <<"CONF", $text, "\n";
ServerName 127.0.0.1
Listen 127.0.0.1:1
ServerRoot "$tmp"
DefaultRuntimeDir "$tmp"
PidFile "$tmp/httpd.pid"
ErrorLog "$tmp/error.log"
CONF
    close $out or die $!;
    my $said = qx('$httpd' -t -f '$tmp/httpd.conf' 2>&1);
    return ($? >> 8, $said);
}
sub accepted { my ($text, $name) = @_; my ($status, $said) = configtest($text); return ok($status == 0, $name) || diag $said }
sub refused {
    my ($text, $pattern, $name) = @_;
    my ($status, $said) = configtest($text);
    ok $status != 0, "$name: refused";
    like $said, $pattern, "$name: and says why";
    return;
}
my $mount = sub { "<Location \"/t\">\nSetHandler transparency\nTransparencyRecord \"/srv/transparency\"\n" . join('', map { "$_\n" } @_) . "</Location>\n" };

my $number = 0;
for my $block (fenced($doc, 'apache')) {
    $number++;
    accepted($block, "example $number, as it stands");
    accepted($mount->($block), "example $number, in a mount") if $block !~ /<Location/;
}
cmp_ok $number, '>=', keys %directive, "$number examples";
accepted($conf, 'transparency.conf, as it is');
my $all = $conf =~ s/^( *)#(Transparency\w+ )/$1$2/mgr =~ s/^#(FlushMaxThreshold )/$1/mr;
accepted($all, 'transparency.conf with everything in it in force');
my $elsewhere = $conf =~ s{"/srv/transparency"}{"/srv/not-there"}gr;
accepted($elsewhere, 'transparency.conf where the directory does not exist');

for my $name (sort keys %directive) {
    my $limit = $limits{ $directive{$name}{member} };
    my %said = (section_of($doc, $name) // '') =~ /^\*\*(\w+):\*\* *(.*)$/mg;
    if ($limit) {
        my ($least, $most) = $said{Syntax} =~ /, from (\w+) to (\w+)/;
        accepted($mount->("$name $least"), "$name $least");
        accepted($mount->("$name $most"), "$name $most");
        my $unit = $least =~ /(ms|s|K|M|G)$/ ? $1 : '';
        my $less = $least =~ s/^(\d+)/$1 - 1/er;
        refused($mount->("$name $less"), qr/\Q$name\E wants/, "$name $less") if $less !~ /^-/;
        my $more = $most =~ s/^(\d+)/$1 + 1/er;
        refused($mount->("$name $more"), qr/\Q$name\E wants/, "$name $more");
    }
    elsif ($shown{$name}) { refused($mount->("$name nonsense"), qr/\Q$name\E/, "$name nonsense") }
}
for my $section ('LocationMatch "/t"', "Directory \"$tmp\"", 'Files "t"') {
    my ($kind) = $section =~ /^(\w+)/;
    refused("<$section>\nTransparencyRecord \"/srv/transparency\"\n</$kind>", qr/<Location "/, "TransparencyRecord in <$kind>");
}
refused("TransparencyRecord \"/srv/transparency\"", qr/TransparencyRecord/, 'TransparencyRecord outside of a section');
refused("<Location \"/t\">\nSetHandler transparency\n</Location>", qr/TR0004/, 'a handler without a record');
refused("<Location \"/t\">\nTransparencyRecord \"/srv/transparency\"\n</Location>", qr/TR0001/, 'a record without a handler');
refused($mount->('TransparencyLanguages en fr', 'TransparencyDefaultLanguage ar'), qr/TR0002/, 'a default that is not offered');
refused($mount->("TransparencyLanguages en $_"), qr/no '$_'; the languages are: .*\bar\b/, "$_: a language or region without words") for 'ar-EG', 'hi';
refused($mount->() =~ s{/srv/transparency}{/srv/not-there}r, qr/TR0003/, 'a directory that does not exist');
done_testing;
