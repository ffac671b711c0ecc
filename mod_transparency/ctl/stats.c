/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c - how large a record is, and what it costs a server. */
#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/front.h"
#include "ctl/options.h"
#include "record/instant.h"
#include "render/manifest.h"

static void put_instant(const char *name, int64_t seconds)
{
    char text[TR_INSTANT_TEXT];

    tr_print_text(name, tr_edition_format(seconds, text));
}

static uint64_t bytes_of_files(const tr_loaded *record)
{
    uint64_t bytes = 0;

    for (int i = 0; i < record->file_count; i++)
        bytes += record->files[i]->size;
    return bytes;
}

/* Rows that are part of the newest edition. */
static uint64_t current_figures(const tr_gen *gen)
{
    const uint16_t *until = TR_GEN_ROWS(gen, uint16_t, until);
    uint64_t count = 0;

    for (uint32_t i = 0; i < gen->head->value.count; i++)
        count += until[i] == TR_FOREVER;
    return count;
}

/* Entities of a kind that the newest edition has. */
static uint64_t current_entities(const tr_gen *gen, const char *kind)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    uint32_t count, first = tr_gen_kind(gen, tr_element_find(kind, strlen(kind)), &count);
    uint64_t found = 0;

    for (uint32_t i = first; i < first + count; i++) {
        const tr_gen_version *version = tr_gen_version_of(gen, &entities[i]);
        found += version && !version->withdrawn;
    }
    return found;
}

static void put_all(const tr_loaded *record, apr_time_t took)
{
    const tr_gen *gen = &record->gen;
    const tr_gen_head *head = gen->head;
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);

    tr_print_number("files", (uint64_t)record->file_count);
    tr_print_number("files_left_out", head->incomplete);
    tr_print_number("bytes_of_files", bytes_of_files(record));
    tr_print_number("publishers", current_entities(gen, "publisher"));
    tr_print_number("services", current_entities(gen, "service"));
    tr_print_number("reports", current_entities(gen, "report"));
    tr_print_number("tables", current_entities(gen, "requests"));
    tr_print_number("entities", head->entities.count);
    tr_print_number("versions", head->versions.count);
    tr_print_number("editions", head->instants.count);
    put_instant("first_edition", instants[0]);
    put_instant("newest_edition", instants[gen->edition]);
    tr_print_number("figures", current_figures(gen));
    tr_print_number("figures_ever", head->value.count);
    tr_print_number("memory_bytes", record->size);
    tr_print_number("milliseconds", (uint64_t)apr_time_as_msec(took));
    tr_print_digest("generation", head->digest);
    tr_print_text("source", tr_source_id);
}

int tr_command_stats(int argc, const char *const argv[], apr_pool_t *pool)
{
    apr_time_t begin = apr_time_now();
    tr_arguments given;
    tr_loaded record;
    tr_front front;
    tr_progress progress;
    int failed;

    if (!tr_arguments_read(&given, tr_command_find("stats"), argc, argv, pool))
        return TR_EXIT_USAGE;
    tr_progress_begin(&progress, 0);
    failed = tr_front_open(&front, &record, given.operands[0], given.value[0],
                           NULL, &progress, pool);
    if (failed)
        return failed;
    put_all(&record, apr_time_now() - begin);
    tr_print_digest("render", front.look.fingerprint);
    return record.gen.head->incomplete ? TR_EXIT_FAULTS : TR_EXIT_OK;
}
