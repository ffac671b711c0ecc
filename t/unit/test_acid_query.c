/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acid tests of transparency reports that answers can pass or fail: real
 * figures, one right answer each.
 */
#include "query_support.h"

#define FIXTURE(name) "t/fixtures/records/" name

static void groups(const tr_gen *gen, const char *question, const char *expected, const char *name)
{
    is_str(groups_text(gen, question), expected, name);
}

static void cells(const tr_gen *gen, const char *question, const char *expected, const char *name)
{
    is_str(cells_from(gen, question, 0), expected, name);
}

static void values_without_number(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-01-not-reported"));

    cells(&gen, "country=AR",
          "google-2009-h2.2009-h2.ar.received.accounts not-reported\n"
          "google-2009-h2.2009-h2.ar.received.requests 98\n"
          "google-2009-h2.2009-h2.ar.disclosed.requests not-reported\n",
          "acid 1: not reported is no number");
    groups(&gen, "by=country",
           "AR received half accounts not-reported published\n"
           "AR received half requests 98 published\n"
           "AR disclosed half requests not-reported published share!numerator-missing\n",
           "acid 1: nor a share");
    gen = record_directory(FIXTURE("acid-02-not-applicable"));
    groups(&gen, "by=country measure=disclosed demand=preservation country=AU",
           "AU half requests not-applicable published share!numerator-not-applicable\n",
           "acid 2: no rate of preservation requests, because it is not applicable");
    groups(&gen, "by=period measure=disclosed",
           "2014-H2 requests not-applicable computed share!numerator-not-applicable\n",
           "acid 2: nor of all of them");
}

static void bands(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-03-bands"));

    groups(&gen, "by=country demand=nsl unit=letters",
           "US received half letters band 508..1498 computed\n",
           "acid 3: bands add by their ends");
    gen = record_directory(FIXTURE("acid-05-percentage-of-band"));
    groups(&gen, "by=country unit=requests measure=disclosed",
           "US half requests percentage 8635..9540 published 785000..795000/received\n"
          , "acid 5: a percentage of a band");
}

static void breaks(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-04-series-break"));

    groups(&gen, "by=country unit=requests",
           "US received half requests series-break: a break in the series lies between two tables "
           "(apple-2017-h2, apple-2018-h1) computed\n",
           "acid 4: no sum across a series break");
    gen = record_directory(FIXTURE("acid-06-absence-changes"));
    cells(&gen, "sort=-requests unit=requests",
          "facebook-2019-h1.2019-h1.al.received.requests 21\n"
          "facebook-2018-h2.2018-h2.al.received.requests 13\n"
          "facebook-2018-h2.2018-h2.ad.received.requests 1\n"
          "facebook-2019-h1.2019-h1.ad.received.requests 0\n"
          "facebook-2019-h1.2019-h1.aw.received.requests 0\n"
          "facebook-2019-h1.2019-h1.bt.received.requests 0\n",
          "acid 6: a listed zero is a cell, an unlisted country is none");
}

static void tables(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-08-overlap"));

    groups(&gen, "by=country measure=rejected",
           "GB half requests tables-overlap: two tables may count the same requests "
           "(combined, skype) computed share!numerator-missing\n",
           "acid 8: a part is not added to its whole");
    groups(&gen, "by=country service=skype measure=rejected",
           "GB half requests 30 published 39525..39526/received\n",
           "acid 8: the part alone can be asked for");
    groups(&gen, "by=service measure=rejected country=GB",
           "microsoft half requests 94 published 21344..21345/received\n"
           "skype half requests 30 published 39525..39526/received\n",
           "acid 8: and stands beside the whole");
}

static void outcomes(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-09-pending"));

    groups(&gen, "by=country measure=rejected,pending",
           "US pending half requests 1 published 142..143/received\n"
           "US rejected half requests 588 published 83844..83845/received-less-pending\n",
           "acid 9: the pending one is no part of what was decided");
    gen = record_directory(FIXTURE("acid-10-overlapping-outcomes"));
    groups(&gen, "by=country unit=requests measure=challenged",
           "BR half requests 4 published 1000000..1000000/received\n",
           "acid 10: overlapping outcomes keep their shares");
    groups(&gen, "by=country,data measure=disclosed",
           "BR content half requests 0 published 0..0/received\n"
           "BR non-content half requests 2 published 500000..500000/received\n",
           "acid 10: each of all that was received");
    gen = record_directory(FIXTURE("acid-12-sub-period"));
    groups(&gen, "by=country,period unit=times",
           "GB 2012-H2 guidance times 40 published\n",
           "acid 12: guidance has its own period and no ratio");
}

static void countries(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-13-korea-taiwan"));

    is_str(facet_text(&gen, "unit=requests", "country"), "KR:3 TW:2",
           "acid 13: one Korea, one Taiwan");
    gen = record_directory(FIXTURE("acid-14-renamed-country"));
    groups(&gen, "by=country,period unit=requests",
           "TR 2021-H2 received requests 16 published\n"
           "TR 2022-H2 received requests 21 published\n",
           "acid 14: one series of one country");
    gen = record_directory(FIXTURE("acid-15-no-country"));
    groups(&gen, "by=period", "2015-H1 received requests 7 computed\n",
           "acid 15: requesters that are no countries count");
    is_str(facet_text(&gen, "", "country"), "x-interpol:1 x-none:1 x-un:1 x-unknown:1",
           "acid 15: and keep their codes");
}

static void history(void)
{
    tr_gen then, gen = record_directory(FIXTURE("acid-16-reclassified"));

    tr_gen_as_of(&then, &gen, INT64_C(1525132800), test_pool);
    groups(&then, "by=country unit=requests", "RU received half requests 330 computed\n",
           "acid 16: as first published");
    groups(&gen, "by=country unit=requests", "RU received half requests 331 computed\n",
           "acid 16: as counted anew");
    gen = record_directory(FIXTURE("acid-17-swapped-columns"));
    tr_gen_as_of(&then, &gen, INT64_C(1675209600), test_pool);
    groups(&then, "by=demand",
           "national-security received half accounts band 0..249 computed\n"
           "national-security received half letters band 250..499 computed\n",
           "acid 17: as first published");
    groups(&gen, "by=demand",
           "national-security received half accounts band 250..499 computed\n"
           "national-security received half letters band 0..249 computed\n",
           "acid 17: as corrected");
}

static void rates(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-18-only-fulfilled"));

    groups(&gen, "by=country measure=disclosed unit=requests",
           "DE year requests 120 published share!denominator-withheld\n"
           "FR year requests 30 published share!denominator-withheld\n",
           "acid 18: no rate of what is withheld");
    gen = record_directory(FIXTURE("acid-19-fewer-users"));
    groups(&gen, "by=country measure=disclosed",
           "IN year requests 39863 published share!denominator-withheld\n"
           "IN year users 39657 published share!counts-differ-in-unit\n",
           "acid 19: fewer users than requests are accepted");
    gen = record_directory(FIXTURE("acid-20-two-units"));
    groups(&gen, "by=demand measure=disclosed",
           "subpoena year accounts 269 stated share!counts-differ-in-unit\n",
           "acid 20: no rate above 100 %");
}

static void odd_cells(void)
{
    tr_gen gen = record_directory(FIXTURE("acid-21-complementary"));

    groups(&gen, "by=country measure=disclosed demand=emergency",
           "CA year requests band 0..100 published 0..1000000/received\n",
           "acid 21: bands of a rule");
    gen = record_directory(FIXTURE("acid-23-below-mark-dash"));
    cells(&gen, "",
          "mail-2016.2016.at.received.requests below 0..9\n"
          "mail-2016.2016.be.received.requests 1\n"
          "mail-2016.2016.ch.received.requests unknown\n",
          "acid 23: below ten, one, and unknown");
    cells(&gen, "sort=requests",
          "mail-2016.2016.be.received.requests 1\n"
          "mail-2016.2016.at.received.requests below 0..9\n"
          "mail-2016.2016.ch.received.requests unknown\n",
          "acid 23: what is unknown is last, also ascending");
}

int main(void)
{
    start_tests();
    values_without_number();
    bands();
    breaks();
    tables();
    outcomes();
    countries();
    history();
    rates();
    odd_cells();
    return tap_done();
}
