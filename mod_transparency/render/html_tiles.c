/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world as a grid of tiles, one a country, roughly where it lies: a list of
 * links placed by classes of the stylesheet (c-1 ... c-30, r-1 ... r-17).  How
 * full a tile is says how much was received; the table of the page says it in
 * figures.  Who is no country of ISO 3166-1 is in the table only.
 */
#include "render/html.h"

enum { COLUMNS = 30, CELL = 3 };

static const char *const grid[] = {
    ".. .. .. .. .. .. .. GL .. .. IS .. .. SJ NO SE FI AX .. .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. .. .. .. .. .. .. FO .. .. DK .. EE .. RU .. .. .. .. .. .. .. .. .. .. ..",
    "CA .. .. .. .. PM .. .. .. .. IE GB IM NL DE PL LV LT BY .. KZ .. MN .. .. .. .. .. .. ..",
    "US .. .. BM .. .. .. .. .. .. JE GG BE LU CZ SK UA MD GE AZ UZ KG CN KP JP .. .. .. .. ..",
    "MX .. BS TC .. .. .. .. .. .. .. FR CH LI AT HU RO BG TR AM TM TJ HK MO KR TW .. .. .. ..",
    "GT BZ CU KY HT DO PR VG .. .. PT ES AD MC SM SI HR RS XK SY IR AF NP BT LA VN .. MP .. ..",
    "SV HN JM .. .. VI AI MF .. .. GI .. .. IT VA BA ME MK LB IQ KW PK IN BD MM KH PH GU MH ..",
    ".. NI .. AW CW BQ SX BL .. .. .. .. MT .. .. .. AL GR IL JO BH QA LK .. TH BN PW FM NR KI",
    ".. CR PA .. .. .. KN AG .. MA DZ TN LY EG .. .. CY .. PS SA AE OM MV .. MY SG PG SB TV TK",
    ".. .. CO VE .. MS GP DM EH MR ML NE TD SD ER .. .. .. .. YE .. .. IO .. ID TL .. VU FJ WS",
    ".. EC .. GY SR MQ LC VC CV SN BF NG CM CF SS ET DJ .. .. .. .. .. .. CX .. .. NC WF TO AS",
    ".. PE BR GF .. BB GD TT GM GW GN CI GH TG .. SO .. .. .. .. .. .. .. CC AU .. NF NU CK PF",
    ".. BO .. .. .. .. .. .. SL LR .. BJ GQ GA UG KE SC .. .. .. .. .. .. .. .. .. .. NZ .. PN",
    ".. PY .. .. .. .. .. .. SH .. ST CG CD RW TZ .. KM YT .. .. .. .. .. .. .. .. .. .. UM ..",
    "CL AR UY .. .. .. .. .. .. .. .. AO ZM BI MW MZ MG RE MU .. .. .. .. .. .. .. .. .. .. ..",
    ".. FK .. .. GS .. .. .. .. .. .. NA BW ZW SZ .. .. .. .. .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. BV .. .. .. .. .. .. ZA LS .. .. .. .. TF HM .. .. AQ .. .. .. .. .. .. .."
};

enum { ROWS = sizeof grid / sizeof grid[0] };

/* Steps of 100; the square root, or most countries would be no more than a line. */
static int fill(const tr_value *value, int64_t top)
{
    int64_t number = value->max == TR_UNBOUNDED || !value->max ? value->min
                                                               : value->max;
    int steps = 0;

    if (number <= 0 || top <= 0)
        return 0;
    while (steps < 100 && (double)(steps + 1) * (steps + 1) / 10000
                          * (double)top <= (double)number)
        steps++;
    return steps < 4 ? 4 : steps;
}

static void put_tile(tr_html *h, const tr_group *group, int64_t top, int row,
                     int column)
{
    uint16_t code = group->code[TR_DIM_COUNTRY];
    int drawn = tr_html_is_drawn(&group->value);

    tr_html_raw(h, apr_psprintf(h->pool, "<li class=\"c-%d r-%d\"><a", column + 1,
                                row + 1));
    tr_html_attr(h, "href", tr_html_href(h, tr_html_code_path(
        h, TR_DIM_COUNTRY, code), "", ""));
    tr_html_raw(h, drawn ? ">" : " class=\"unknown\">");
    if (drawn)
        tr_html_raw(h, apr_psprintf(h->pool, "<i class=\"w-%d\"></i>",
                                    fill(&group->value, top)));
    tr_html_raw(h, "<span aria-hidden=\"true\">");
    tr_html_put(h, tr_gen_code_text(h->gen, TR_DIM_COUNTRY, code));
    tr_html_raw(h, "</span><span class=\"hide\">");
    tr_html_label(h, tr_html_code_label(h, TR_DIM_COUNTRY, code));
    tr_html_mark(h, "between.colon");
    tr_html_plain_value(h, &group->value);
    tr_html_raw(h, "</span></a></li>\n");
}

static const tr_group *find_country(const tr_html *h, const tr_group *groups,
                                    uint32_t count, const char *code)
{
    int ordinal = tr_gen_code_find(h->gen, TR_DIM_COUNTRY, code, 2);

    for (uint32_t i = 0; ordinal > 0 && i < count; i++)
        if (groups[i].code[TR_DIM_COUNTRY] == ordinal)
            return &groups[i];
    return NULL;
}

void tr_html_tiles(tr_html *h, const tr_group *lead)
{
    uint32_t count;
    const tr_group *groups = tr_html_countries_of(h, lead, &count);
    int64_t top = 0;

    if (!count)
        return;
    for (uint32_t i = 0; i < count; i++)
        top = tr_html_reach(&groups[i].value, top);
    tr_html_raw(h, "<section class=\"world\"><h2 id=\"world\">");
    tr_html_say(h, "tiles.heading");
    tr_html_raw(h, "</h2>\n<p class=\"lead\"><span class=\"whose\">");
    tr_html_whose(h, lead);
    tr_html_raw(h, "</span></p>\n<p class=\"explain\">");
    tr_html_say(h, "tiles.explain");
    tr_html_raw(h, "</p>\n<div class=\"scroll\" role=\"group\" "
                "aria-labelledby=\"world\" tabindex=\"0\"><ul class=\"tiles\">\n");
    for (int row = 0; row < (int)ROWS; row++)
        for (int column = 0; column < COLUMNS; column++) {
            const tr_group *group = find_country(h, groups, count,
                                                 grid[row] + column * CELL);
            if (group)
                put_tile(h, group, top, row, column);
        }
    tr_html_raw(h, "</ul></div>\n</section>\n");
}
