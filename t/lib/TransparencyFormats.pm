# SPDX-License-Identifier: Apache-2.0
# What t/formats compares: one resource in every format.  The CSV is taken as
# the facts; each *_differs gives what another format says otherwise.
package TransparencyFormats;
use strict;
use warnings FATAL => 'all';
use utf8;
use Encode qw(decode_utf8);
use Exporter qw(import);
use File::Temp ();
use JSON::PP ();
use XML::LibXML;

our @EXPORT = qw(record resources random_queries url pages fetch_all parse_csv json_differs
    ndjson_differs markdown_differs html_differs figure_differs has_w3m w3m_differs);

my $page_rows = 200;
my @dims = qw(publisher service report table period measure unit country via channel authority
    requester demand identifier data basis notice);
my %is_dim = map { $_ => 1 } @dims;
my %is_number = map { $_ => 1 } qw(value min max stated cells computed_min computed_max
    old_value old_min old_max new_value new_min new_max);
# the short form that stands beside what is no exact count
my %bracket = (
    reported => '', band => '', below => 'low', approximate => 'approx', estimated => 'e',
    percentage => 'share', 'zero-implied' => 'implied', 'not-reported' => 'x', 'not-collected' => 'nc',
    'not-applicable' => 'z', 'withheld-law' => 'c-law', 'withheld-policy' => 'c-policy',
    'withheld-order' => 'c-order', embargoed => 'c-date', elsewhere => 'elsewhere', merged => 'merged',
    pending => 'pending', unknown => 'u', 'at-least' => 'min', refused => 'refused',
    suppressed => 'hidden',
);
my %folder = (country => 'countries', period => 'periods', service => 'services',
    publisher => 'publishers', report => 'reports');

my %message;
sub message {
    my $id = shift;
    %message = map { $_->getAttribute('id') => $_->textContent }
        XML::LibXML->load_xml(location => 'htdocs/lang/en.xml')->findnodes('//*[local-name() = "message"]') if !%message;
    return $message{$id};
}

# --- asking ---------------------------------------------------------------------

sub record {
    my ($ctl, $dir) = @_;
    my $record = { ctl => $ctl, dir => $dir };
    my %got = fetch_all($record, '/requests.csv');
    my $sheet = parse_csv($got{'/requests.csv'}{body});
    my %all = fetch_all($record, '/corrections.csv');
    my %edition = map { $_->{edition} => 1 } hashes($sheet), hashes(parse_csv($all{'/corrections.csv'}{body}));
    $record->{editions} = [sort keys %edition];
    for my $row (hashes($sheet)) {
        $record->{values}{$_}{ $row->{$_} } = 1 for grep { $row->{$_} ne '' } @dims;
    }
    $_ = [sort keys %$_] for values %{ $record->{values} };
    return $record;
}

# url => { status, body }, many in one run
sub fetch_all {
    my ($record, @urls) = @_;
    my %got;
    while (my @some = splice @urls, 0, 400) {
        open my $in, '-|:raw', $record->{ctl}, 'show', $record->{dir}, @some, $some[0] or die "$record->{ctl}: $!";
        while (my $line = <$in>) {
            my ($length, $status, $url) = $line =~ /^(\d+) (\d+) (.*)\n/ or die "$record->{dir}: $line";
            read($in, my $body, $length + 1) == $length + 1 or die "$url: cut short";
            $got{$url} = { status => $status, body => decode_utf8(substr($body, 0, $length), Encode::FB_CROAK) };
        }
        close $in;
        $got{$_} or die "$record->{dir}: no answer to $_" for @some;
    }
    return %got;
}

sub resources {
    my $record = shift;
    my @targets = map { { path => $_, kind => 'properties', query => '' } }
        qw(inventory exposure partners law statements questions canaries definitions about);
    push @targets, { path => 'index', kind => 'overview', query => '' },
        { path => 'requests', kind => 'list', query => '' }, map { { path => 'corrections', kind => 'changes', query => $_ } } '', changes_queries($record);
    for my $dim (sort keys %folder) {
        push @targets, { path => $folder{$dim}, kind => 'index', query => '', dim => $dim };
        push @targets, map { { path => "$folder{$dim}/" . ($dim eq 'country' ? lc : $_), kind => 'list', query => '' } }
            @{ $record->{values}{$dim} || [] };
    }
    return @targets;
}

sub one { return $_[rand @_] }

# Changes since each edition, from each to the next and to the last, and of some values.
sub changes_queries {
    my $record = shift;
    my @editions = @{ $record->{editions} };
    my @queries = map { "since=$_" } @editions;
    push @queries, map { "from=$editions[$_ - 1]&to=$editions[$_]" } 1 .. $#editions;
    push @queries, map { "from=$_" } @editions;
    for my $dim (qw(publisher service report period country)) {
        my @values = @{ $record->{values}{$dim} || [] } or next;
        push @queries, map { "$dim=" . one(@values) . ($_ ? "&$_" : '') } '', @editions > 1 ? "from=$editions[0]" : ();
    }
    return @queries;
}

sub random_query {
    my $record = shift;
    my $values = $record->{values};
    my %query;
    for (1 .. int rand 3) {
        my $dim = one(sort keys %$values);
        my @some = map { one(@{ $values->{$dim} }) } 0 .. rand 2;
        my %once = map { $_ => 1 } @some;
        $query{$dim} = join ',', sort keys %once;
    }
    if (rand() < 0.15) {
        my ($first, $last) = sort map { /^(\d{4})/ } map { one(@{ $values->{period} }) } 1 .. 2;
        $query{period} = $first eq $last ? $first : "$first..$last";
    }
    if (rand() < 0.6) {
        my %by = map { one(rand() < 0.8 ? sort keys %$values : @dims) => 1 } 0 .. rand 3;
        $query{by} = join ',', sort { rand() <=> 0.5 } sort keys %by;
    }
    $query{sort} = one('', '-') . one(@{ $values->{unit} }) if rand() < 0.3;
    return { path => 'requests', kind => $query{by} ? 'groups' : 'list',
        query => join '&', map { "$_=$query{$_}" } sort keys %query };
}

sub random_queries {
    my ($record, $count) = @_;
    return if !%{ $record->{values} };   # a record without figures
    return map { random_query($record) } 1 .. $count;
}

sub url { my ($target, $ext) = @_; return "/$target->{path}.$ext" . ($target->{query} ? "?$target->{query}" : '') }

sub pages {
    my ($target, $ext, $rows) = @_;
    my $last = $target->{kind} eq 'overview' && $ext =~ /html/ || $target->{kind} eq 'properties' && $ext =~ /html/ ? 1
        : int(($rows + $page_rows - 1) / $page_rows) || 1;
    return map { my $url = url($target, $ext); $_ == 1 ? $url : $url . ($url =~ /\?/ ? '&' : '?') . "page=$_" } 1 .. $last;
}

# --- CSV, JSON, NDJSON ------------------------------------------------------------

# RFC 4180, strictly: { header, rows, fault }
sub parse_csv {
    my $text = shift;
    my (@rows, @row);
    my $fault = '';
    pos($text) = 0;
    while (pos($text) < length $text) {
        if ($text =~ /\G"((?:[^"]|"")*)"(,|\r\n)/gc || $text =~ /\G([^",\r\n]*)(,|\r\n)/gc) {
            my ($field, $end) = ($1, $2);
            $field =~ s/""/"/g;
            push @row, $field;
            next if $end eq ',';
            push @rows, [@row];
            @row = ();
            next;
        }
        $fault = 'no CSV: ' . substr $text, pos($text), 40;
        last;
    }
    $fault ||= 'the last line has no end' if @row;
    my $header = shift @rows || [];
    $fault ||= 'lines of different lengths' if grep { @$_ != @$header } @rows;
    return { header => $header, rows => $fault ? [] : \@rows, fault => $fault };
}

sub hashes { my $sheet = shift; return map { my %row; @row{ @{ $sheet->{header} } } = @$_; \%row } @{ $sheet->{rows} } }

my $string = qr/"((?:[^"\\\x00-\x1f]|\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/;
my %escape = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");

sub json_text {
    my $text = shift;
    return $text if index($text, '\\') < 0;
    # what lies beyond U+FFFF is written as it is, never as two halves
    $text =~ s{\\(?:u([0-9a-fA-F]{4})|(.))}{defined $1 ? chr hex $1 : $escape{$2} // $2}ge;
    return $text;
}

# A row, which is one line, as the CSV has it: columns in order, types and all.
# (A general parser in Perl would take minutes.)
sub json_row {
    my ($header, $line) = @_;
    my @row;
    my $counts = !grep { $_ eq 'path' } @$header;     # the value of a property is text
    $line =~ /\G\{/gc or return "no object: $line";
    for my $name (@$header) {
        $line =~ /\G(?:,)?$string:/gc && $1 eq $name or return "no $name: $line";
        if ($line =~ /\Gnull(?=[,}])/gc) { push @row, '' }
        elsif ($line =~ /\G(-?(?:0|[1-9]\d*))(?=[,}])/gc) {
            my $number = $1;
            return "$name is a number" if !$counts || !$is_number{$name} || length $number > 16;
            push @row, $number;
        }
        elsif ($line =~ /\G$string(?=[,}])/gc) {
            my $text = json_text($1);
            return "$name is no number" if $counts && $is_number{$name} && length $text < 16;
            return "$name is empty text" if $text eq '';
            push @row, $text;
        }
        else { return "$name has no value" }
    }
    return $line =~ /\G\}\z/ ? \@row : "more columns: $line";
}

sub rows_differ {
    my ($expected, $got, $where) = @_;
    return @$got . ' rows instead of ' . @$expected if @$got != @$expected;
    my @wrong;
    for my $i (0 .. $#$expected) {
        if (!ref $got->[$i]) { push @wrong, "$where row $i: $got->[$i]"; next }
        for my $column (0 .. $#{ $expected->[$i] }) {
            push @wrong, "$where row $i column $column: \"$got->[$i][$column]\" instead of \"$expected->[$i][$column]\""
                if ($got->[$i][$column] // '') ne $expected->[$i][$column];
        }
    }
    return @wrong;
}

sub json_differs {
    my ($sheet, $body) = @_;
    my ($meta, $rows) = $body =~ /\A(.*?"rows": \[)(\{.*|\n.*|\].*)\z/s or return 'no JSON';
    # the first "rows" is the number of them, in meta
    ($meta, $rows) = ($1, $2) if $body =~ /\A(.*?\}, ?\n? ?"rows": \[)(.*)\z/s;
    my $json = eval { JSON::PP->new->decode("$meta]}") } or return "no JSON: $@";
    $rows =~ s/\s*\]\s*\}\s*\z// or return 'no end';
    my @lines = split /,?\s*\n\s*|(?<=\}),(?=\{)/, $rows =~ s/\A\s+//r;
    my @wrong;
    push @wrong, 'other columns' if "@{ $json->{meta}{columns} }" ne "@{ $sheet->{header} }";
    push @wrong, "meta.rows is $json->{meta}{rows}" if $json->{meta}{rows} != @{ $sheet->{rows} };
    return @wrong, rows_differ($sheet->{rows}, [map { json_row($sheet->{header}, $_) } @lines], 'JSON');
}

sub ndjson_differs {
    my ($sheet, $body) = @_;
    my @lines = split /\n/, $body, -1;
    return 'the last line has no end' if @lines && pop(@lines) ne '';
    return rows_differ($sheet->{rows}, [map { json_row($sheet->{header}, $_) } @lines], 'NDJSON');
}

# --- Markdown -----------------------------------------------------------------------

sub markdown_text {
    my $text = shift;
    my %entity = (lt => '<', gt => '>', amp => '&');
    $text =~ s/\\(.)|&(lt|gt|amp);/defined $1 ? $1 : $entity{$2}/ge;
    return $text;
}

# a line of a pipe table, cut at pipes without a backslash
sub markdown_cells {
    my $line = shift;
    $line =~ s/^\| // && $line =~ s/ \|$// or return;
    my @cells = ('');
    while ($line =~ /\G(\\.| \| |[^\\ ]+|.)/gs) {
        if ($1 eq ' | ') { push @cells, '' } else { $cells[-1] .= $1 }
    }
    return map { markdown_text($_) } @cells;
}

sub markdown_differs {
    my ($sheet, @pages) = @_;
    my (@rows, @wrong);
    my @header = @{ $sheet->{header} };
    my %place = map { $header[$_] => $_ } 0 .. $#header;
    for my $page (@pages) {
        my @lines = grep { /^\|/ } split /\n/, $page;
        my ($total) = grep { defined } $page =~ /^(?:Rows [\d,]+–[\d,]+ of ([\d,]+)|([\d,]+) rows?)$/m;
        $total =~ tr/,//d if defined $total;
        push @wrong, 'it says ' . ($total // 'nothing') . ' of the number of rows' if ($total // -1) != @{ $sheet->{rows} };
        next if !@lines;
        my @columns = markdown_cells(shift @lines);
        push @wrong, "no table: $lines[0]" if $lines[0] !~ /^\|(?:---:?\|)+$/ || @columns != ($lines[0] =~ tr/|//) - 1;
        push @wrong, map { "another column: $_" } grep { !exists $place{$_} } @columns;
        return @wrong if @wrong;
        shift @lines;
        for my $line (@lines) {
            my @row = ('') x @header;
            @row[@place{@columns}] = markdown_cells($line);
            push @rows, \@row;
        }
    }
    my @expected = map { [map { s/[\r\n]/ /gr } @$_] } @{ $sheet->{rows} };
    return @wrong, rows_differ(\@expected, \@rows, 'Markdown');
}

# --- HTML ---------------------------------------------------------------------------

sub tidy { my $text = shift; $text =~ s/[\s\x{a0}\x{2009}\x{202f}]+/ /g; $text =~ s/^ | $//g; return $text }

sub english { my $n = reverse shift; $n =~ s/(\d{3})(?=\d)/$1,/g; return scalar reverse $n }

# the text of a node without <small>; a line break is a blank
sub main_text {
    my $node = $_[0]->cloneNode(1);
    $_->unbindNode for $node->findnodes('.//small | .//*[contains(@class, "bar")]');
    $_->replaceNode(XML::LibXML::Text->new(' ')) for $node->findnodes('.//br');
    return tidy($node->textContent);
}

sub interval {
    my $row = shift;
    return 'at least ' . english($row->{min}) if $row->{max} eq '';
    return english($row->{min}) if $row->{min} eq $row->{max};
    return english($row->{min}) . '–' . english($row->{max});
}

# what a page in English shows for a figure
sub figure_text {
    my $row = shift;
    my $status = $row->{status};
    my $mark = $bracket{$status} // die "status $status";
    $mark = " [$mark]" if $mark ne '';
    my $stated = $row->{stated} // '';
    my $bounds = $row->{min} eq '' ? message("status.$status") : interval($row);
    if (($row->{percent} // '') ne '') {
        my $of = message("measure.$row->{percent_of}") // $row->{percent_of};
        return "$row->{percent}% ($of) $bounds$mark";
    }
    if ($stated ne '') {
        return 'about ' . english($stated) . ($row->{max} ne '' ? " ($bounds)" : '') . $mark;
    }
    return 'fewer than ' . english($row->{max} + 1) . $mark if $status eq 'below' && $row->{min} eq '0';
    return "$bounds$mark";
}

sub figure_differs {
    my ($row, $got) = @_;
    my $expected = figure_text($row);
    return $got eq $expected ? '' : "\"$got\" instead of \"$expected\"";
}

my $parser = XML::LibXML->new(recover => 2, suppress_errors => 1);
# the parser is older than HTML's newer elements; they are blocks like any other
sub dom { my $page = shift; $page =~ s/<meta charset="utf-8">//; utf8::encode($page); return $parser->load_html(string => $page, encoding => 'UTF-8', recover => 2, suppress_errors => 1) }

sub html_differs {
    my ($record, $target, $sheet, @pages) = @_;
    my @documents = map { dom($_) } @pages;
    my @rows = hashes($sheet);
    my $kind = $target->{kind};
    return list_differs($target, \@rows, @documents) if $kind eq 'list';
    return groups_differ($sheet, \@rows, @documents) if $kind eq 'groups';
    return index_differs($target, $sheet, \@rows, @documents) if $kind eq 'index';
    return properties_differ(\@rows, @documents) if $kind eq 'properties';
    return changes_differ(\@rows, @documents) if $kind eq 'changes';
    return overview_differs(\@rows, @documents);
}

# Figures: rows with ids, as many, in the same order.
sub list_differs {
    my ($target, $rows, @documents) = @_;
    my (@wrong, @seen);
    for my $document (@documents) {
        my $page = tidy($document->documentElement->textContent);
        push @seen, map { [$_, $page] } $document->findnodes('//tr[@id][contains(@id, ".")]');
    }
    return @seen . ' figures instead of ' . @$rows if @seen != @$rows;
    for my $i (0 .. $#seen) {
        my ($tr, $page) = @{ $seen[$i] };
        my $row = $rows->[$i];
        my $id = $tr->getAttribute('id');
        if ($id ne $row->{id}) { push @wrong, "$id instead of $row->{id}"; last }
        push @wrong, map { "$id: $_" } figure_row_differs($target, $row, $tr, $page);
    }
    return @wrong;
}

sub figure_row_differs {
    my ($target, $row, $tr, $page) = @_;
    my ($figure) = $tr->findnodes('td[@class = "n" or @class = "n one"][last()]') or return 'no figure';
    my @wrong = grep { $_ ne '' } figure_differs($row, main_text($figure));
    my $small = join ' | ', map { tidy($_->textContent) } $figure->findnodes('.//small');
    push @wrong, map { "$_ is not said" } grep { $row->{$_} ne '' && index($small, tidy($row->{$_})) < 0 }
        qw(reason text_published country_published);
    push @wrong, map { "mark $_ is not said" } grep { index($small, message("mark.$_")) < 0 } split ' ', $row->{flags};
    push @wrong, 'the source is not said' if $row->{source} ne '' && index($small, tidy($row->{source})) < 0
        && !grep { $_->getAttribute('href') eq $row->{source} } $figure->findnodes('.//small/a');
    push @wrong, 'the note is not on the page' if $row->{note} ne '' && grep { index($page, tidy($_)) < 0 } note_parts($row);
    my $context = join ' ', map { $_->textContent } $tr, $tr->findnodes('preceding::tr[contains(@class, "block")][1]'),
        $tr->ownerDocument->findnodes('//dl[@class = "common"]');
    for my $dim (grep { $row->{$_} ne '' } @dims) {
        my $label = message("$dim.$row->{$dim}");
        push @wrong, "$dim $row->{$dim} is not said" if defined $label && index($context, $label) < 0;
    }
    push @wrong, "no link to $row->{country}" if $row->{country} ne '' && $target->{path} ne 'countries/' . lc $row->{country}
        && !grep { $_->getAttribute('href') =~ m{(?:^|/)\Q@{[ lc $row->{country} ]}\E(?:\.en\.html)?$} } $tr->findnodes('.//a[@href]');
    return @wrong;
}

# several notes are one text in the CSV; on the page each stands by itself
sub note_parts { my $row = shift; return $row->{note_ids} =~ / / ? () : $row->{note} }

# Sums: rows of the table whose last column says what they are made of.
sub group_rows {
    my @documents = @_;
    my $last = message('page.made-of');
    return map { $_->findnodes('tbody/tr') }
        grep { my ($th) = $_->findnodes('thead/tr/th[last()]'); $th && tidy($th->textContent) eq $last }
        map { $_->findnodes('//table') } @documents;
}

sub groups_differ {
    my ($sheet, $rows, @documents) = @_;
    my @seen = group_rows(@documents);
    return @seen . ' sums instead of ' . @$rows if @seen != @$rows;
    my @wrong;
    my @keys = grep { $is_dim{$_} && $_ ne 'measure' && $_ ne 'unit' } @{ $sheet->{header} };
    for my $i (0 .. $#seen) {
        my $row = $rows->[$i];
        my $name = join ' ', grep { $_ ne '' } @$row{ @keys, qw(measure unit) };
        push @wrong, map { "$name: $_" } group_row_differs($row, \@keys, $seen[$i]);
    }
    return @wrong;
}

sub key_differs {
    my ($row, $dim, $cell) = @_;
    my $code = $row->{$dim};
    return if $code eq '';
    my $label = message("$dim.$code");
    return if defined $label && index($cell->textContent, $label) >= 0;
    my $last = $dim eq 'country' ? lc $code : $code;
    return if grep { $_->getAttribute('href') =~ m{(?:^|[/=])\Q$last\E(?:\.en\.html)?$} } $cell->findnodes('.//a[@href]');
    return if index($cell->textContent, $code) >= 0 || !$folder{$dim};
    return "$dim $code is \"" . tidy($cell->textContent) . '"';
}

sub group_row_differs {
    my ($row, $keys, $tr) = @_;
    my @cells = $tr->findnodes('th | td');
    return @cells . ' columns' if @cells != @$keys + 4;
    my @wrong = map { key_differs($row, $keys->[$_], $cells[$_]) } 0 .. $#$keys;
    my ($what, $figure, $share, $made) = @cells[-4 .. -1];
    push @wrong, map { key_differs($row, $_, $what) } qw(measure unit);
    push @wrong, grep { $_ ne '' } figure_differs($row, main_text($figure));
    my $small = join ' | ', map { tidy($_->textContent) } $figure->findnodes('.//small');
    my ($sum, $rate) = $row->{refused} =~ /^(?:(?!share: )([a-z-]+):.*?)?(?:(?:; )?share: ([a-z-]+))?$/;
    push @wrong, "refusal $sum is not said" if defined $sum && index($small, message("refusal.$sum") // $sum) < 0;
    push @wrong, 'a refusal that is none' if !defined $sum && $row->{status} eq 'refused';
    if ($row->{computed_min} ne '') {
        my %computed = (min => $row->{computed_min}, max => $row->{computed_max});
        push @wrong, 'the computed sum is not said' if index($small, interval(\%computed)) < 0;
    }
    return @wrong, share_differs($row, $rate, tidy($share->textContent)), made_differs($row, $made);
}

sub share_differs {
    my ($row, $rate, $text) = @_;
    if ($row->{share_min} eq '') {
        my $expected = defined $rate ? message("rate.$rate") : message('value.no-share');
        return defined $expected && index($text, $expected) < 0 ? "share \"$text\" instead of \"$expected\"" : ();
    }
    my @shown = map { s/,//gr } $text =~ /(\d[\d,]*(?:\.\d+)?)/g;
    return "share \"$text\" is no share" if !@shown;
    my ($low, $high) = (@shown[0, -1]);
    # one number is rounded to the nearest, two are rounded outwards
    my $nearest = @shown == 1 && abs($low - $row->{share_min}) <= 0.0501 && abs($low - $row->{share_max}) <= 0.0501;
    return "share \"$text\" does not hold $row->{share_min}..$row->{share_max}"
        if !$nearest && ($low > $row->{share_min} || $high < $row->{share_max} || $row->{share_min} - $low >= 0.1 || $high - $row->{share_max} >= 0.1);
    return index($text, message("share.$row->{share_of}")) < 0 ? "share of $row->{share_of} is not said" : ();
}

sub made_differs {
    my ($row, $made) = @_;
    my $text = tidy($made->textContent);
    my @parts = map { tidy($_->textContent) } $made->findnodes('.//small');
    my @wrong;
    push @wrong, "kind $row->{kind} is not said" if index($text, message("kind.$row->{kind}")) < 0;
    my $cells = english($row->{cells});
    push @wrong, "$row->{cells} figures are \"$parts[0]\"" if ($parts[0] // '') !~ /^\Q$cells\E\b/;
    for (split ' ', $row->{missing_by_status}) {
        my ($status, $count) = /^(.*):(\d+)$/;
        my $said = message("status.$status") . ': ' . english($count);
        push @wrong, "\"$said\" is not said" if !grep { $_ eq $said } @parts;
    }
    push @wrong, map { "limit $_ is not said" } grep { index($text, tidy(message("limit.$_"))) < 0 } split ' ', $row->{limits};
    my $more = 1 + split(' ', $row->{missing_by_status}) + split(' ', $row->{limits});
    push @wrong, 'more is said: ' . join ' | ', @parts if @parts != $more;
    return @wrong;
}

sub index_differs {
    my ($target, $sheet, $rows, @documents) = @_;
    my %id = map { $_->getAttribute('id') => 1 } map { $_->findnodes('//tr[@id]') } @documents;
    my @wrong = map { "$_ is not listed" } grep { $_ ne '' && !$id{$_} } map { $_->{ $target->{dim} } } @$rows;
    return @wrong, groups_differ($sheet, $rows, @documents);
}

# Each figure of the summary is one of the data.
sub overview_differs {
    my ($rows, @documents) = @_;
    my %figure = map { figure_text($_) => 1 } @$rows;
    my @shown = map { main_text($_) } map { $_->findnodes('//table//td[@class = "n" or @class = "n one"]') } @documents;
    my $none = message('value.none');
    return map { "\"$_\" is no figure of the data" } grep { !$figure{$_} && $_ ne $none } @shown;
}

# Entities: each has a place to link to, and its texts and addresses are there.
sub properties_differ {
    my ($rows, $document) = @_;
    my $page = tidy($document->documentElement->textContent);
    my %id = map { $_->getAttribute('id') => 1 } $document->findnodes('//*[@id]');
    my %href = map { $_->getAttribute('href') => 1 } $document->findnodes('//*[@href]');
    my (@wrong, %checked);
    for my $row (@$rows) {
        my $fragment = "$row->{kind}-$row->{id}";
        push @wrong, "there is no #$fragment" if !$checked{$fragment}++ && !$id{$fragment};
        if ($row->{property} eq 'text' && $row->{language} =~ /^en\b/) {
            push @wrong, "$fragment $row->{path}: \"$row->{value}\" is not there"
                if grep { index($page, $_) < 0 } map { tidy($_) } split /(?<=\.) /, $row->{value};
        }
        elsif ($row->{value} =~ m{^https?://}) {
            push @wrong, "$fragment $row->{path}: no link to $row->{value}" if !$href{ $row->{value} };
        }
    }
    return @wrong;
}

# Corrections: each pair of old and new figure.
# Changes: the figures and the texts of the same rows in the same order, and every entity.
sub changes_differ {
    my ($rows, @documents) = @_;
    my (@shown, @wrong, %entity);
    for my $document (@documents) {
        push @shown, $document->findnodes('//table/tbody/tr');
        $entity{ $_->getAttribute('id') =~ s/^change-\d+-//r }++ for $document->findnodes('//div[@class = "change"]');
    }
    for my $row (@$rows) {
        push @wrong, "$row->{kind} $row->{entity} is not there" if !$entity{"$row->{kind}-$row->{entity}"};
        next if $row->{cell} eq '' && $row->{property} eq '';
        my $tr = shift @shown or return @wrong, "$row->{cell}$row->{property} is not there";
        push @wrong, $row->{cell} ne '' ? change_of_figure($row, $tr) : change_of_text($row, $tr);
        last if @wrong > 20;
    }
    push @wrong, @shown . ' rows too many' if @shown && !@wrong;
    return @wrong;
}

sub change_of_figure {
    my ($row, $tr) = @_;
    my $absent = message('change.absent');
    my $id = $tr->getAttribute('id') // '';
    return "\"$id\" instead of $row->{cell}" if $id !~ /\.\Q$row->{cell}\E\z/;
    my @sides = $tr->findnodes('td[@class = "n" or @class = "n one"]');
    my ($difference) = map { main_text($_) } $tr->findnodes('td[@class = "n d"]');
    my @wrong;
    for my $side (qw(old new)) {
        my $shown = main_text(shift @sides);
        my $status = $row->{"${side}_status"};
        next if $status =~ /^(?:percentage|approximate|estimated)$/;
        my $wanted = $status eq '' ? $absent : figure_text({ map { $_ => $row->{"${side}_$_"} } qw(value min max status) });
        push @wrong, "$row->{cell}: \"$shown\" instead of $side \"$wanted\"" if $shown ne $wanted;
    }
    my ($old, $new) = @$row{qw(old_value new_value)};
    push @wrong, "$row->{cell}: the difference of $old and $new is not $difference"
        if $row->{change} eq 'value' && $old ne '' && $new ne ''
        && ($difference =~ tr/,+//dr =~ s/\x{2212}/-/r) ne $new - $old;
    return @wrong;
}

# Attributes are words on the page; texts are compared without blanks, since blocks have none between them.
sub change_of_text {
    my ($row, $tr) = @_;
    my @sides = $tr->findnodes('td[@class = "t"]');
    return "$row->{property}: no texts" if @sides != 2;
    my @wrong;
    for my $side (qw(old new)) {
        my $shown = (shift @sides)->textContent =~ s/\s+//gr;
        my $wanted = ($row->{"${side}_text"} eq '' ? message('change.absent') : $row->{"${side}_text"}) =~ s/\s+//gr;
        push @wrong, "$row->{property}: \"$shown\" instead of $side \"$wanted\""
            if $shown ne $wanted && ($row->{property} =~ m{(?:^|/)text$} || $row->{"${side}_text"} eq '');
    }
    return @wrong;
}

# --- w3m ------------------------------------------------------------------------------

sub has_w3m { return !system 'w3m -version >/dev/null 2>&1' }

sub w3m_differs {
    my ($sheet, @pages) = @_;
    my $file = File::Temp->new(SUFFIX => '.html');
    my (%shown, @wrong);
    for my $page (@pages) {
        my $table = join '', map { $_->unbindNode for $_->findnodes('.//thead | .//small'); $_->toString } dom($page)->findnodes('//table[.//tr[contains(@id, ".")]]');
        seek $file, 0, 0;
        truncate $file, 0;
        binmode $file, ':utf8';
        print $file "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>$table</body></html>";
        $file->flush;
        open my $in, '-|', 'w3m', '-dump', '-cols', '300', '-I', 'UTF-8', '-O', 'UTF-8', '-T', 'text/html', $file->filename or die "w3m: $!";
        binmode $in, ':utf8';
        while (<$in>) { $shown{ s/,//gr } = 1 for /(\d[\d,]*)/g }
        close $in or die 'w3m failed';
    }
    my @texts = map { figure_text($_) } hashes($sheet);
    my %expected = map { s/,//gr => 1 } map { /(\d[\d,]*)/g } @texts;
    my %known = (%expected, map { $_ => 1 } map { /(\d+)/g } map { @$_ } @{ $sheet->{rows} });
    push @wrong, map { "$_ is not shown" } grep { !$shown{$_} } sort keys %expected;
    push @wrong, map { "$_ is shown, but in no row" } grep { !$known{$_} } sort keys %shown;
    return @wrong;
}

1;
