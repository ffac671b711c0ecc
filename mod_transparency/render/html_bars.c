/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures drawn beside their text: horizontal bars in table cells, columns over
 * them.  A drawing holds no text of its own and is hidden from screen readers.
 *
 *     0 ────────── min ····· max       solid to the lowest, hatched to the highest possible number
 *     0 ────────── min ···▷            "at least": the end is open
 *     ┌ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ┐          no number: an empty frame
 *
 * Lengths are classes w-0 ... w-100 of the stylesheet: the page has no inline
 * style.
 */
#include "render/html.h"

enum { STEPS = 100, OPEN_STEPS = 6 };

/* Of `top`, in steps; what is there at all is at least one step long. */
static int steps(int64_t number, int64_t top)
{
    int count;

    if (number <= 0 || top <= 0)
        return 0;
    count = (int)((double)number / (double)top * STEPS + 0.5);
    return count < 1 ? 1 : count > STEPS ? STEPS : count;
}

static void put_piece(tr_html *h, const char *class, int length)
{
    if (length > 0)
        tr_html_raw(h, apr_psprintf(h->pool, "<i class=\"%s w-%d\"></i>", class,
                                    length));
}

static void put_drawing(tr_html *h, const char *class, int known, int possible,
                        int open)
{
    if (known + possible + open > STEPS)
        known = STEPS - possible - open;
    tr_html_raw(h, apr_psprintf(h->pool,
                "<span class=\"%s\" aria-hidden=\"true\">", class));
    put_piece(h, "k", known);
    put_piece(h, "r", possible);
    put_piece(h, "o", open);
    if (!known && !possible && !open)
        tr_html_raw(h, "<i class=\"z\"></i>");
    tr_html_raw(h, "</span>");
}

int tr_html_is_drawn(const tr_value *value)
{
    return tr_value_is_bounded(value)
           && !(value->min == 0 && value->max == TR_UNBOUNDED);
}

void tr_html_drawing(tr_html *h, const char *class, const tr_value *value,
                     int64_t top)
{
    int known, most;

    if (!value || !tr_html_is_drawn(value)) {
        tr_html_raw(h, apr_psprintf(h->pool, "<span class=\"%s none\" "
                    "aria-hidden=\"true\"></span>", class));
        return;
    }
    known = steps(value->min, top);
    if (value->max == TR_UNBOUNDED) {
        put_drawing(h, class, known, 0, OPEN_STEPS);
        return;
    }
    most = steps(value->max, top);
    put_drawing(h, class, known, most > known ? most - known
                : value->max > value->min ? 1 : 0, 0);
}

void tr_html_share(tr_html *h, const tr_group *group)
{
    tr_value value = { .min = group->share_min, .max = group->share_max,
                       .status = TR_STATUS_BAND };

    tr_html_put(h, tr_locale_percent_interval(h->render->locale,
                group->share_min, group->share_max, 1, h->pool));
    tr_html_drawing(h, "bar", &value, 1000000);
}

int64_t tr_html_reach(const tr_value *value, int64_t top)
{
    int64_t reach;

    if (!tr_html_is_drawn(value))
        return top;
    reach = value->max == TR_UNBOUNDED ? value->min : value->max;
    return reach > top ? reach : top;
}
