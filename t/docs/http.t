#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# docs/http.md names exactly what is in the tables of the code: columns, paths,
# parameters, formats, statuses, marks, refusals, codes of problems. The commands it
# shows are run against a server by t/http/documented-commands.t.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use Test::More;
use TransparencyDocs;

my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my $doc = slurp_utf8('docs/http.md');
my $source = sub { slurp_utf8("mod_transparency/$_[0]") };
my $terms = $source->('model/terms.h');

# --- columns -------------------------------------------------------------------
my %type = qw(TR_COL_CODE code TR_COL_ID id TR_COL_DATE date TR_COL_INSTANT instant TR_COL_INTEGER integer
              TR_COL_DECIMAL decimal TR_COL_WORD word TR_COL_WORDS words TR_COL_TEXT text);
sub typed { my $text = shift; return $text =~ /"([a-z_]+)", (TR_COL_\w+)/g }
sub entries { my ($text, $name) = @_; return map { $_->[0] } defined_list($text, $name) }

# names and types in order; a document may be less exact about words and codes
sub columns_are {
    my ($heading, $code, $name) = @_;
    my $part = section_of($doc, $heading) // '';
    my @rows = table_after($part, 'column', 'type', 'meaning');
    my (@shown, @types);
    for (@rows) { push @shown, $_->[0] =~ /^`(\w+)`$/; push @types, $_->[1] }
    my (@names, @wanted);
    while (my ($column, $type) = splice @$code, 0, 2) { push @names, $column; push @wanted, $type{$type} }
    cmp_ok scalar @names, '>', 5, "$name: the code has " . @names . ' columns';
    is_deeply \@shown, \@names, "$name: the columns in their order";
    my @differ = grep { $types[$_] ne $wanted[$_]
        && !(join(' ', sort $types[$_], $wanted[$_]) =~ /^(?:code word|text word)$/) } 0 .. $#wanted;
    is_deeply [ map { "$names[$_]: $types[$_]" } @differ ], [], "$name: and their types";
    is_deeply [ map { $_->[0] } grep { $_->[2] !~ /\w/ } @rows ], [], "$name: each has a meaning";
    return;
}
my ($cells) = $terms =~ /#define TR_CELL_COLUMNS\(X\)(.*?)\n\n/s;
my ($groups) = $terms =~ /#define TR_GROUP_COLUMNS\(X\)(.*?)\n\n/s;
my ($properties) = $source->('render/facts_entities.c') =~ /property_columns\[\] = \{(.*?)\};/s;
my ($changes) = $terms =~ /#define TR_CHANGE_COLUMNS\(X\)(.*?)\n\n/s;
columns_are('Figures', [ typed($cells) ], 'figures');
columns_are('Sums', [ typed($groups) ], 'sums');
columns_are('Properties', [ typed($properties) ], 'properties');
columns_are('Changes', [ typed($changes) ], 'changes');
my @keys = entries($terms, 'TR_KEY_COLUMNS');
is_deeply [ map { $_->[0] =~ /^`(\w+)`$/ } table_after(section_of($doc, 'Sums'), 'key column', 'type', 'when') ],
    \@keys, 'sums: the columns that keys bring along';

# --- words ---------------------------------------------------------------------
sub same_words {
    my ($shown, $code, $name) = @_;
    cmp_ok scalar @$code, '>', 2, "$name: the code has " . @$code;
    is_deeply [ sort @$shown ], [ sort @$code ], $name;
    return;
}
sub first_column {
    my ($heading, @head) = @_;
    return map { $_->[0] =~ /^`([\w-]+)`/ } table_after(section_of($doc, $heading) // '', @head);
}
same_words [ first_column('Statuses', 'status', 'number', 'meaning') ],
    [ map { $_->[0] } defined_list($source->('model/status.h'), 'TR_STATUS_LIST') ], 'statuses';
same_words [ first_column('Flags', 'flag', 'meaning') ],
    [ map { $_->[0] } defined_list($terms, 'TR_CELL_MARKS') ], 'flags';
my $refusals = section_of($doc, 'Refusals');
my ($of_sums, $of_shares) = split /^Of shares:/m, $refusals;
my $refusal = $source->('store/refusal.h');
my $groups_c = join '', map { $source->("query/$_") } qw(groups.c groups_share.c);
same_words [ map { $_->[0] =~ /`([\w-]+)`/ } table_after($of_sums, 'code', 'meaning') ],
    [ (grep { length } map { $_->[0] } defined_list($refusal, 'TR_REFUSALS')),
      $groups_c =~ /refused = "([a-z-]+): / ], 'refusals of sums';
my ($rates) = $source->('model/value.c') =~ /codes\[TR_RATE_REFUSAL_COUNT\] = \{(.*?)\};/s;
same_words [ map { $_->[0] =~ /`([\w-]+)`/ } table_after($of_shares, 'code', 'meaning') ],
    [ $rates =~ /"([a-z-]+)"/g, $groups_c =~ /share_refused\s*=\s*"([a-z-]+)"/g ], 'refusals of shares';
same_words [ first_column('Limits of sums', 'code', 'meaning') ],
    [ map { $_->[0] } defined_list($refusal, 'TR_LIMITS') ], 'limits of sums';

# Every kind of problem is in one table of the code, in the document with its status,
# and in the help that its type leads to; and nothing in the code uses another.
my @kinds = $source->('query/problem.h') =~ /^    X\((\d+), "([a-z-]+)", (NULL|"[^"]+"),/mg;
my (%kind, @titled);
while (my ($status, $code, $title) = splice @kinds, 0, 3) {
    $kind{$code} = $status;
    push @titled, $code if $title ne 'NULL';
}
my %problem = map { $_->[1] =~ /`([\w-]+)`/ ? ($1 => $_->[0]) : () }
    table_after(section_of($doc, 'Errors'), 'status', '`code`');
same_words [ map { "$_ $problem{$_}" } keys %problem ], [ map { "$_ $kind{$_}" } keys %kind ], 'codes of problems';
same_words [ problem_codes() ], [ grep { !/^(?:unauthorized|forbidden|request-timeout|content-too-large|internal-error)$/ }
    keys %kind ], 'codes of problems that the code names, but for those that a status alone means';
my $english = slurp_utf8('htdocs/lang/en.xml');
my @untold = grep { $english !~ /<message id="problem\.\Q$_\E">/ } @titled;
is_deeply \@untold, [], 'each kind with a title is explained to readers';
my ($members) = $source->('render/describe.h') =~ /#define TR_PROBLEM_MEMBERS\(X\)(.*?)\n\n/s;
same_words [ map { $_->[0] =~ /`(\w+)`/g } table_after(section_of($doc, 'Errors'), 'member', '') ],
    [ $members =~ /\bX\((\w+)/g ], 'members of problems';

sub problem_codes {
    my %code;
    for my $file (glob 'mod_transparency/{query,httpd,http,render}/*.c') {
        my $text = slurp_utf8($file);
        $code{$1}++ while $text =~ /(?:\brefuse\([^,()]+|\btr_problem_set\([^,()]+,\s*\d+|\btr_error_explain\([^,()]+),\s*"([a-z-]+)"/g;
        $code{$1}++ while $text =~ /\.code\s*=\s*"([a-z-]+)"/g;
        $code{$_}++ for $text =~ /\.code\s*=\s*[^;,"]*\?\s*"([a-z-]+)"\s*:\s*"([a-z-]+)"/g;
    }
    return sort keys %code;
}

# --- paths, parameters, formats --------------------------------------------------
my @paths = map { $_->[0] } defined_list($source->('query/resource.h'), 'TR_RESOURCES');
my %shown;
for my $row (table_after(section_of($doc, 'Addresses'), 'path', 'what', 'rows')) {
    $shown{$1}++ while $row->[0] =~ m{`/([a-z-]*)}g;
}
delete @shown{qw(assets version)};
same_words [ keys %shown ], \@paths, 'resources';

my @dims = $source->('model/terms.c') =~ /^ *\[TR_DIM_\w+\] *= *\{ "([a-z]+)"/mg;
my @rows = table_after(section_of($doc, 'Asking questions'), 'parameter', '');
is_deeply [ $rows[0][0] =~ /`(\w+)`/g ], \@dims, 'dimensions are parameters, in the order of the canonical form';
my ($specials) = $source->('query/query_parse.h') =~ /#define TR_QUERY_SPECIALS\(X\)(.*?)\n\n/s;
my %special = $specials =~ /\bX\((\w+), ([^\n]+)\)/g;
s/TR_SCOPE_ANY/FULL CHANGES/ for values %special;
my @in_order = $specials =~ /\bX\((\w+)/g;
is_deeply [ map { $_->[0] =~ /^`(\w+)`$/ } @rows[2 .. $#rows] ], [ grep { $special{$_} =~ /FULL/ } @in_order ], 'and the other parameters';
@rows = table_after(section_of($doc, 'Asking for changes'), 'parameter', '');
my ($change_dims) = $source->('query/query_parse.h') =~ /#define TR_CHANGE_DIMS(.*?)\n\n/s;
is_deeply [ $rows[0][0] =~ /`(\w+)`/g ], [ map { lc } $change_dims =~ /TR_DIM_(\w+)/g ], 'what changes are found by';
is_deeply [ map { $_->[0] =~ /^`(\w+)`$/ } @rows[1 .. $#rows] ], [ grep { $special{$_} =~ /CHANGES/ } @in_order ], 'and the other parameters of changes';

my ($formats) = $source->('query/resource.h') =~ /#define TR_FORMATS\(X\)(.*?)\n\n/s;
my ($of_record) = $source->('query/resource.h') =~ /#define TR_RECORD_FORMATS(.*?)\n\n/s;
my (@wanted, @describing);
while ($formats =~ /X\((\w+), "([\w.-]+)", "([^"]+)",\s*(?:\\\s*)?"[^"]+",\s*(?:\\\s*)?"[^"]+", (\d), (\w+)\)/g) {
    my ($name, $ending, $media, $localised, $described) = ($1, $2, $3, $4, $5);
    if ($of_record =~ /BIT\($name\)/) { push @wanted, "$ending $media " . ($localised ? 'yes' : 'no') }
    elsif ($described ne 'NONE' || $name eq 'OPENAPI') { push @describing, $media }
}
cmp_ok scalar @wanted, '>', 4, @wanted . ' forms of a resource';
is_deeply [ map { join ' ', map { tr/`//dr } @{$_}[0 .. 2] }
            table_after(section_of($doc, 'Formats'), 'ending', '`Content-Type`', 'language') ],
    \@wanted, 'formats';
is_deeply [ map { $_->[1] =~ tr/`//dr } table_after(section_of($doc, 'Descriptions for machines'), 'address', '`Content-Type`', '') ],
    \@describing, 'descriptions';

my ($meta) = $source->('render/describe.h') =~ /#define TR_META\(X\)(.*?)\n\n/s;
is_deeply [ map { $_->[0] =~ /`(\w+)`/ } table_after(section_of($doc, 'Formats'), 'member of `meta`', '') ],
    [ $meta =~ /\bX\((\w+)/g ], 'members of meta';

# --- the commands ------------------------------------------------------------------
my @commands = commands('docs/http.md');
cmp_ok scalar @commands, '>', 20, @commands . ' commands are shown';
is_deeply [ map { "line $_->{line}: $_->{command}" }
            grep { $_->{command} !~ m{^curl\b.*\bhttp://127\.0\.0\.1:8080/transparency} } @commands ], [],
    'each is one a test can run';
my %promised = map { $_->{status} => 1 } @commands;
is_deeply [ grep { !$promised{$_} } qw(200 204 206 301 304 400 404 405 406 416) ], [], 'every common status is shown once';
done_testing;
