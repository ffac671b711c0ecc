#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The tables in C, the schema and the manual name the same elements, attributes
# and words; every example of the manual is valid, every wrong one is refused.
# TRANSPARENCYCTL names a binary that then reads the examples too.
use strict;
use warnings FATAL => 'all';
use utf8;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;
use XML::LibXML;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $top = $ENV{TR_SRCDIR} // getcwd();
chdir $top or die "$top: $!";
my $tmp = tempdir(CLEANUP => 1);

sub slurp { open my $in, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; local $/; return scalar <$in> }
sub spew { open my $out, '>:encoding(UTF-8)', $_[0] or die "$_[0]: $!"; print $out $_[1]; close $out or die $! }
sub sorted { join ' ', sort @_ }

# --- the tables ---------------------------------------------------------------
my $cc = $ENV{TR_CC} || 'cc';
my $source = 'mod_transparency';
system("$cc -std=gnu11 -I$source t/docs/dump_vocabulary.c $source/record/vocabulary.c "
    . "$source/model/terms.c $source/model/status.c -o $tmp/dump") == 0 or BAIL_OUT('the tables do not compile');
my (%element, %attr, %inline, %open, %term, %mark, %word);
for (split /\n/, qx($tmp/dump)) {
    my ($what, @f) = split /\t/, $_, -1;
    if    ($what eq 'element') { $element{$f[0]} = { flags => $f[1], resource => $f[2], children => $f[3] } }
    elsif ($what eq 'attr')    {
        fail "<$f[0]> has the attribute $f[1] twice" if $attr{$f[0]}{$f[1]};
        $attr{$f[0]}{$f[1]} = { type => $f[2], required => $f[3], argument => $f[4] };
    }
    elsif ($what eq 'inline')  { $inline{$f[0]} = 1 }
    elsif ($what eq 'dim')     { $open{$f[0]} = $f[1] }
    elsif ($what eq 'term')    { push @{ $term{$f[0]} }, $f[1] }
    elsif ($what eq 'mark')    { $mark{$f[0]} = 1 }
    elsif ($what eq 'word')    { $word{$f[0]} = 1 }
}
cmp_ok scalar keys %element, '>', 50, 'the tables hold ' . keys(%element) . ' elements';
my ($ENTITY, $LABEL, $TEXT, $FIGURES) = (1, 2, 4, 16);
my @measures = @{ $term{measure} };
my @units = @{ $term{unit} };

is sorted(split /\|/, $attr{figure}{flags}{argument}), sorted(keys %mark), 'flags are the marks of cells';
is sorted(split /\|/, $attr{code}{dimension}{argument}), sorted(grep { $open{$_} } keys %open),
    'codes may be added to the open dimensions';
is sorted(split /\|/, $attr{withdrawn}{kind}{argument}),
    sorted(grep { $element{$_}{flags} & $ENTITY } keys %element), 'every kind of entity can be withdrawn';
my @lost = map { my $e = $_; map { "<$_> in <$e>" } grep { !$element{$_} } split ' ', $element{$e}{children} } keys %element;
is_deeply \@lost, [], 'every child of an element is an element';
my %reached = map { $_ => 1 } 'transparency', 'from', 'total', map { split ' ', $_->{children} } values %element;
is_deeply [grep { !$reached{$_} } keys %element], [], 'every element may stand somewhere';
is_deeply [grep { ($element{$_}{flags} & $ENTITY) && (!$element{$_}{resource} || !$attr{$_}{id}{required}) } keys %element],
    [], 'every entity has an id and a page';
my @dangling;
for my $e (keys %attr) {
    for my $a (keys %{ $attr{$e} }) {
        my ($type, $argument) = @{ $attr{$e}{$a} }{qw(type argument)};
        push @dangling, "$e/$a" if $type =~ /^refs?$/ && !($element{$argument} && $element{$argument}{flags} & $ENTITY);
        push @dangling, "$e/$a" if $type =~ /^codes?$/ && !exists $open{$argument};
        push @dangling, "$e/$a" if $type =~ /^words?$/ && $argument !~ /^[a-z0-9-]+(?:\|[a-z0-9-]+)+$/;
    }
}
is_deeply \@dangling, [], 'references and codes name what exists';

# --- the schema ---------------------------------------------------------------
my $rnc = 'conf/transparency.rnc';
is system("trang $rnc $tmp/again.rng"), 0, 'trang reads the compact schema';
is slurp("$tmp/again.rng"), slurp('conf/transparency.rng'), 'transparency.rng is made from transparency.rnc';

my $rng = XML::LibXML->load_xml(location => 'conf/transparency.rng');
my $x = XML::LibXML::XPathContext->new($rng);
$x->registerNs(r => 'http://relaxng.org/ns/structure/1.0');
my %define = map { $_->getAttribute('name') => $_ } $x->findnodes('//r:define');

# What a pattern holds, down to the next element: attributes (with the words of
# their values), children, whether it holds text.
sub gather {
    my ($node, $found, $optional) = @_;
    for my $child ($node->childNodes) {
        my $name = $child->localname // next;
        if ($name eq 'ref') { gather($define{ $child->getAttribute('name') }, $found, $optional) }
        elsif ($name eq 'attribute') {
            my $attribute = $child->getAttribute('name');
            $found->{attr}{$attribute} = { required => $optional ? 0 : 1, words => words($child) };
        }
        elsif ($name eq 'element') { $found->{child}{$_} = 1 for names($child) }
        elsif ($name eq 'text') { $found->{text} = 1 }
        else { gather($child, $found, $optional || $name =~ /^(?:optional|zeroOrMore|choice)$/) }
    }
    return $found;
}
sub names {
    my $element = shift;
    return $element->getAttribute('name') if $element->hasAttribute('name');
    return map { $_->textContent } $x->findnodes('r:choice[1]/r:name', $element);
}
sub words {
    my ($node) = @_;
    my @words = map { $_->textContent } $x->findnodes('.//r:value[not(ancestor::r:except)]', $node);
    push @words, split / /, words($define{ $_->getAttribute('name') }) for $x->findnodes('.//r:ref', $node);
    return sorted(@words);
}

my %schema;
for my $element ($x->findnodes('//r:define/r:element')) {
    next if $element->parentNode->getAttribute('name') =~ /^T\./;
    $schema{$_} = gather($element, {}, 0) for grep { $element->parentNode->getAttribute('name') ne 'E.measure' } names($element);
}
my $measure = gather($define{'E.measure'}->getChildrenByLocalName('element')->[0], {}, 0);
is sorted(keys %schema), sorted(keys %element), 'schema and table name the same elements';
for my $e (sort keys %element) {
    my $schema = $schema{$e} or next;
    my %has = %{ $schema->{attr} // {} };
    my $lang = delete $has{'xml:lang'};
    is !!$lang, !($element{$e}{flags} & $FIGURES), "<$e>: xml:lang";
    is sorted(map { "$_=$has{$_}{required}" } keys %has),
        sorted(map { "$_=$attr{$e}{$_}{required}" } keys %{ $attr{$e} // {} }), "<$e>: attributes";
    for my $a (grep { $has{$_} && $attr{$e}{$_}{type} =~ /^words?$/ } sort keys %{ $attr{$e} // {} }) {
        is $has{$a}{words}, sorted(split /\|/, $attr{$e}{$a}{argument}), "<$e $a>: words";
    }
    for my $a (grep { $has{$_} && $attr{$e}{$_}{type} =~ /^codes?$/ && $attr{$e}{$_}{argument} ne 'country' } sort keys %{ $attr{$e} // {} }) {
        is $has{$a}{words}, sorted(@{ $term{ $attr{$e}{$a}{argument} } }), "<$e $a>: codes";
    }
    my @children = split ' ', $element{$e}{children};
    push @children, @measures if $e eq 'from' || $e eq 'total';
    push @children, grep { $inline{$_} && !/^(?:li|dt|dd)$/ } keys %inline if $element{$e}{flags} & $TEXT;
    is sorted(keys %{ $schema->{child} // {} }), sorted(@children), "<$e>: children";
    is !!$schema->{text}, !!($element{$e}{flags} & ($LABEL | $TEXT)), "<$e>: text";
}
is sorted(names($define{'E.measure'}->getChildrenByLocalName('element')->[0])), sorted(@measures), 'measures';
is sorted(keys %{ $measure->{attr} }),
    sorted(@units, grep { !/^(?:measure|unit|value)$/ } keys %{ $attr{figure} }), 'attributes of measures';
is words($define{'T.no-figure'}), sorted(keys %word), 'words in place of a figure';
is sorted(map { $_->getAttribute('name') } $x->findnodes('//r:define[starts-with(@name, "T.")]//r:element')),
    sorted(keys %inline), 'inline markup';

# --- the manual ---------------------------------------------------------------
my $manual = slurp('docs/vocabulary.md');
my %section;
while ($manual =~ /^### `<([a-z-]+)>`\n(.*?)(?=^##|\z)/gms) {
    fail "the manual explains <$1> twice" if $section{$1};
    $section{$1} = $2;
}
is sorted(keys %section), sorted(keys %element), 'the manual explains every element';
for my $e (sort keys %section) {
    my $text = $section{$e};
    my %row = map { $_ => 1 } $text =~ /^\| `([a-z0-9-]+)`/gm;
    my @other = grep { $text !~ /`\Q$_\E`/ } keys %{ $attr{$e} // {} };
    is_deeply [@other, grep { !$attr{$e}{$_} } keys %row], [], "manual: attributes of <$e>";
    is sorted($text =~ /^\| `([a-z0-9-]+)` \(required\)/gm), sorted(grep { $attr{$e}{$_}{required} } keys %{ $attr{$e} // {} }),
        "manual: what <$e> requires";
    like $text, qr/^Shown at `\/$element{$e}{resource}`/m, "manual: page of <$e>" if $element{$e}{resource};
    my ($holds) = $text =~ /^(?:Shown.*? )?Holds ((?:`<[a-z-]+>`(?:, )?)+)\.$/m;
    next if $e =~ /^(?:transparency|from|total)$/;
    is sorted(($holds // '') =~ /<([a-z-]+)>/g), sorted(split ' ', $element{$e}{children}), "manual: children of <$e>";
}
for my $word (sort keys %word) { like $manual, qr/^\| `$word` \|/m, "manual: $word" }
for my $mark (sort keys %mark) { like $manual, qr/`$mark` \(/, "manual: flag $mark" }
my ($codes) = $manual =~ /^## Codes\n(.*?)(?=^## )/ms;
for my $dim (sort keys %term) {
    my ($row) = $codes =~ /^\| `$dim`: [^|]*\| (.*) \|$/m;
    is sorted(($row // '') =~ /`([a-z0-9-]+)`/g), sorted(@{ $term{$dim} }), "manual: codes of $dim";
}
for my $name (@measures, @units) { like $section{from}, qr/`<?\Q$name\E>?`/, "manual: $name" }

# --- the examples -------------------------------------------------------------
mkdir "$tmp/right" or die $!;
mkdir "$tmp/first" or die $!;
my ($right, $wrong, @wrong, @first) = (0, 0);
my %shown;
while ($manual =~ /^```xml( wrong)?\n(.*?)^```$/gms) {
    my ($is_wrong, $text) = ($1, $2);
    my $file = $text =~ /^<transparency/ ? $text
        : qq(<transparency xmlns="urn:transparency-report:1" published="2014-02-01" publisher="example" xml:lang="en">\n$text</transparency>\n);
    my $name = sprintf '%02d.xml', $is_wrong ? ++$wrong : ++$right;
    if ($is_wrong) { spew("$tmp/wrong-$name", $file); push @wrong, "$tmp/wrong-$name" }
    else {
        spew("$tmp/right/$name", $file);
        $shown{$_} = 1 for $text =~ /<([a-z-]+)/g;
        @first = split /\n/, $text if $right == 1;
        spew("$tmp/first/$name", $file) if $right == 1;
    }
}
cmp_ok $right, '>', 30, "$right examples";
cmp_ok scalar @first, '<=', 10, 'the first one has at most ten lines';
is_deeply [grep { !$shown{$_} } sort keys %element], [], 'every element stands in an example';
is qx(jing -c $rnc $tmp/right/*.xml), '', 'every example is valid';
cmp_ok $wrong, '>', 5, "$wrong wrong examples";
my $refusals = qx(jing -c $rnc @wrong);
for my $file (@wrong) {
    my ($why) = $refusals =~ /^\Q$file\E:\d+:\d+: error: ([^\n]{0,80})/m;
    ok defined $why, 'the schema refuses it: ' . ($why // $file);
}
if (my $ctl = $ENV{TRANSPARENCYCTL}) {
    for my $dir (qw(first right)) {
        my $said = qx($ctl check $tmp/$dir 2>&1);
        is $?, 0, "transparencyctl accepts the examples ($dir)" or diag $said;
    }
    for my $file (@wrong) {
        my $dir = tempdir(CLEANUP => 1);
        spew("$dir/$_", slurp("$tmp/right/$_")) for map { sprintf '%02d.xml', $_ } 1 .. $right;
        spew("$dir/wrong.xml", slurp($file));
        my $said = qx($ctl check $dir 2>&1);
        ok $? != 0, 'transparencyctl refuses it: ' . (($said =~ /error: ([^\n]{0,80})/)[0] // $file);
    }
}
done_testing;
