# SPDX-License-Identifier: Apache-2.0
# Records made up by tests: small ones with given figures, large ones with a
# given number of cells.
package TransparencyRecords;
use strict;
use warnings FATAL => 'all';
use Exporter qw(import);
use POSIX qw(strftime);

our @EXPORT = qw(small_record figures_file large_record instant age);

my @countries = qw(
    AD AE AF AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BW BY BZ
    CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER
    ES ET FI FJ FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN
    IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT
    LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI
    NL NO NP NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG
    SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ
    UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW);

# A time in whole seconds as RFC 3339 has it.
sub instant { return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(shift)) }

# Makes files look as if written long ago.
sub age {
    my $then = time - 86400;
    utime $then, $then, @_;
    return;
}

sub head {
    my %opt = (published => '2013-03-21', publisher => 'example', @_);
    return qq{<?xml version="1.0" encoding="UTF-8"?>\n}
        . qq{<transparency xmlns="urn:transparency-report:1" published="$opt{published}"}
        . qq{ publisher="$opt{publisher}" xml:lang="en">\n};
}

# small_record(name => 'Example', figures => { GB => 12 }, published => ...,
# extra => XML): publisher, service and one table.
sub small_record {
    my %opt = (name => 'Example', figures => { GB => 12 }, extra => '', publisher => 'example', @_);
    return head(%opt)
        . qq{<publisher id="$opt{publisher}" name="$opt{name}"/>\n}
        . qq{<service id="mail" name="$opt{name} Mail"/>\n}
        . table(%opt) . $opt{extra} . "</transparency>\n";
}

# A further file of the same record: id, period, figures, correction.
sub figures_file {
    my %opt = (extra => '', @_);
    return head(%opt) . table(%opt) . $opt{extra} . "</transparency>\n";
}

sub table {
    my %opt = (id => 'mail-2012', period => '2012', @_);
    my $figures = $opt{figures};
    my $xml = qq{<requests id="$opt{id}" service="mail" period="$opt{period}" absent="not-reported">\n};
    $xml .= qq{ <from country="$_"><received requests="$figures->{$_}"/></from>\n}
        for sort keys %$figures;
    $xml .= qq{ <correction reason="error">$opt{correction}</correction>\n} if $opt{correction};
    return $xml . "</requests>\n";
}

# At least so many cells, in tables of 175 countries with 5 measures each.
sub large_record {
    my ($cells, %opt) = @_;
    my $per_table = @countries * 5;
    my $tables = int(($cells + $per_table - 1) / $per_table);
    my $seed = $opt{seed} // 7;
    my @out = (head(%opt), qq{<publisher id="example" name="Example"/>\n});
    my $services = int(($tables + 39) / 40);
    push @out, qq{<service id="s$_" name="Service $_"/>\n} for 1 .. $services;
    for my $t (0 .. $tables - 1) {
        my $service = 's' . (1 + int($t / 40));
        my $period = sprintf '%d-H%d', 1995 + int($t % 40 / 2), 1 + $t % 2;
        push @out, qq{<requests id="t$t" service="$service" period="$period" absent="not-reported" outcomes="partition">\n};
        for my $country (@countries) {
            $seed = ($seed * 1103515245 + 12345) % 2147483648;
            my $all = 40 + $seed % 100000;
            my $part = int($all / 4);
            my $rest = $all - 3 * $part;
            push @out, qq{<from country="$country"><received requests="$all"/>}
                . qq{<disclosed data="content" requests="$part"/><disclosed data="subscriber" requests="$part"/>}
                . qq{<no-data requests="$part"/><rejected requests="$rest"/></from>\n};
        }
        push @out, "</requests>\n";
    }
    return join '', @out, "</transparency>\n";
}

1;
