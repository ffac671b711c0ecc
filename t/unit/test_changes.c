/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between editions, cell by cell and entity by entity. */
#include "generation_support.h"

#define TABLE(cells) "<requests id=\"t\" period=\"2012\" absent=\"not-reported\">" cells "</requests>"
#define ROW(country, number) "<from country=\"" country "\"><received requests=\"" number "\"/></from>"

static const char *cell_text(const record *r, const tr_change_cell *cell)
{
    static const char *const kinds[] = { "added", "removed", "value", "detail" };
    tr_gen_cell old_cell, new_cell;
    const char *before = "-", *now = "-", *id = "";

    if (cell->old_row != TR_NO_ROW) {
        tr_gen_cell_get(&r->gen, cell->block, cell->old_row, &old_cell);
        before = value_text(&old_cell.value);
        id = tr_gen_cell_id(&r->gen, &old_cell, test_pool);
    }
    if (cell->new_row != TR_NO_ROW) {
        tr_gen_cell_get(&r->gen, cell->block, cell->new_row, &new_cell);
        now = value_text(&new_cell.value);
        id = tr_gen_cell_id(&r->gen, &new_cell, test_pool);
    }
    return apr_psprintf(test_pool, "%s %s %s>%s", kinds[cell->change], id, before, now);
}

static const char *changes_text(const record *r, const tr_changes *changes)
{
    static const char *const kinds[] = { "first", "replaced", "withdrawn", "restored" };
    const tr_gen_entity *entities = TR_GEN_ROWS(&r->gen, tr_gen_entity, entities);
    const char *text = "";

    for (uint32_t i = 0; i < changes->count; i++) {
        const tr_change *change = &changes->changes[i];
        text = apr_psprintf(test_pool, "%s%s%d %s %s%s%s", text, i ? "; " : "", change->edition,
                            kinds[change->kind], tr_gen_string(&r->gen, entities[change->entity].id),
                            change->differs ? " differs" : "",
                            change->reason_given ? " reason" : "");
        for (uint32_t c = 0; c < change->cell_count; c++)
            text = apr_psprintf(test_pool, "%s [%s]", text,
                                cell_text(r, &changes->cells[change->first_cell + c]));
    }
    return text;
}

static const char *edition_text(const record *r, uint16_t edition)
{
    tr_changes changes;

    if (tr_changes_of_edition(&changes, &r->gen, edition, test_pool) != APR_SUCCESS)
        return "refused";
    return changes_text(r, &changes);
}

int main(void)
{
    record r;
    tr_changes changes;

    start_tests();
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", TABLE(ROW("GB", "3") ROW("US", "7")));
    add_file(&r, "b.xml", "published=\"2013-02-01\"",
             TABLE(ROW("GB", "4") ROW("US", "7")
                   "<correction reason=\"error\"><p>typing error</p></correction>")
             "<note id=\"n\"><text><p>x</p></text></note>");
    add_file(&r, "c.xml", "published=\"2013-03-01\"", TABLE(ROW("FR", "1") ROW("GB", "4")));
    add_file(&r, "d.xml", "published=\"2013-04-01\"",
             "<withdrawn kind=\"requests\" id=\"t\" reason=\"wrong\"/>");
    add_file(&r, "e.xml", "published=\"2013-05-01\"", TABLE(ROW("GB", "4")));
    add_file(&r, "f.xml", "published=\"2013-06-01\"", TABLE("<from country=\"GB\"><received "
             "requests=\"4\" note=\"n\"/></from>"));
    is_int(build(&r), APR_SUCCESS, "six editions");
    is_str(edition_text(&r, 0), "0 first t", "the first edition changes nothing");
    is_str(edition_text(&r, 1), "1 replaced t differs reason [value t.2012.gb.received.requests 3>4]; "
           "1 first n", "a corrected figure, old and new");
    is_str(edition_text(&r, 2), "2 replaced t differs [added t.2012.fr.received.requests ->1] "
           "[removed t.2012.us.received.requests 7>-]", "figures that came and went");
    is_str(edition_text(&r, 3), "3 withdrawn t differs reason "
           "[removed t.2012.fr.received.requests 1>-] [removed t.2012.gb.received.requests 4>-]",
           "a withdrawal takes all");
    is_str(edition_text(&r, 4), "4 restored t [added t.2012.gb.received.requests ->4]",
           "what is published again");
    is_str(edition_text(&r, 5), "5 replaced t [detail t.2012.gb.received.requests 4>4]",
           "a note is a detail");
    is_str(edition_text(&r, 6), "refused", "an edition that is not there");

    is_int(tr_changes_between(&changes, &r.gen, 0, 2, test_pool), APR_SUCCESS, "two steps in one");
    is_str(changes_text(&r, &changes), "2 replaced t differs "
           "[added t.2012.fr.received.requests ->1] [value t.2012.gb.received.requests 3>4] "
           "[removed t.2012.us.received.requests 7>-]; 1 first n", "all that differs");
    is_int(tr_changes_all(&changes, &r.gen, -1, test_pool), APR_SUCCESS, "the whole history");
    is_int(changes.count, 7, "of every entity");
    is_int(changes.cell_count, 7, "cell by cell");
    is_int(tr_changes_all(&changes, &r.gen, 99, test_pool), APR_EINVAL, "of no entity");
    return end_tests();
}
