/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptions for machines say exactly what there is: each column, word and
 * member that an answer has stands in what describes it, and no other.
 */
#include "render_support.h"

#include <openssl/evp.h>

#include "model/terms.h"
#include "query/problem.h"
#include "query/query_parse.h"
#include "render/describe.h"

static const int64_t now = INT64_C(1420070400);     /* 2015-01-01 */
static tr_gen gen;

/* ---- A reader of JSON, strict about commas and names ---- */

typedef struct json json;

struct json {
    enum { J_NULL, J_BOOL, J_NUMBER, J_TEXT, J_ARRAY, J_OBJECT } kind;
    const char *text;           /* of a text; the digits of a number */
    int truth;
    json *first, *next;         /* members of a container */
    const char *name;           /* of a member of an object */
};

static const char *at;
static int broken;

/* Not strspn(): below a sanitizer it looks at all of the document for each blank. */
static void blank(void)
{
    while (*at == ' ' || *at == '\n')
        at++;
}

static int take(char c)
{
    blank();
    if (*at != c)
        return 0;
    at++;
    return 1;
}

static const char *read_text(void)
{
    const char *end = at;
    char *text, *to;

    while (*end && *end != '"')
        end += *end == '\\' && end[1] ? 2 : 1;
    text = to = apr_palloc(test_pool, (apr_size_t)(end - at) + 1);
    for (; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1] == 'u') {
            *to++ = (char)strtol(apr_pstrmemdup(test_pool, at + 2, 4), NULL, 16);
            at += 5;            /* of ours only those of one byte and of line separators */
        }
        else if (*at == '\\')
            *to++ = *++at == 'n' ? '\n' : *at;
        else
            *to++ = *at;
    }
    broken |= *at != '"';
    at++;
    *to = '\0';
    return text;
}

static json *read_value(void);

static json *read_members(json *container, char end)
{
    json **last = &container->first;

    if (take(end))
        return container;
    do {
        const char *name = NULL;
        if (end == '}') {
            broken |= !take('"');
            name = read_text();
            broken |= !take(':');
            for (json *other = container->first; other; other = other->next)
                broken |= !strcmp(other->name, name);
        }
        *last = read_value();
        (*last)->name = name;
        last = &(*last)->next;
    } while (!broken && take(','));
    broken |= !take(end);
    return container;
}

static json *read_word(json *value)
{
    static const char *const words[] = { "null", "false", "true" };
    size_t digits;

    for (int i = 0; i < 3; i++)
        if (!strncmp(at, words[i], strlen(words[i]))) {
            at += strlen(words[i]);
            value->kind = i ? J_BOOL : J_NULL;
            value->truth = i == 2;
            return value;
        }
    for (digits = 0; at[digits] == '-' || at[digits] == '.'
                     || (at[digits] >= '0' && at[digits] <= '9'); digits++)
        continue;
    broken |= !digits;
    value->kind = J_NUMBER;
    value->text = apr_pstrmemdup(test_pool, at, digits);
    at += digits;
    return value;
}

static json *read_value(void)
{
    json *value = apr_pcalloc(test_pool, sizeof *value);

    if (broken)
        return value;
    if (take('{')) {
        value->kind = J_OBJECT;
        return read_members(value, '}');
    }
    if (take('[')) {
        value->kind = J_ARRAY;
        return read_members(value, ']');
    }
    if (take('"')) {
        value->kind = J_TEXT;
        value->text = read_text();
        return value;
    }
    return read_word(value);
}

static json *document(const char *url)
{
    int status;
    json *value;

    at = page(&gen, url, "en", &status);
    broken = status != 0 && status != 400;
    value = read_value();
    blank();
    if (broken || *at)
        ok(0, "%s is no JSON near: %.60s", url, at);
    return value;
}

/* "$defs.row.properties": a member, NULL where there is none. */
static json *get(json *value, const char *path)
{
    char *copy = apr_pstrdup(test_pool, path), *save, *word;

    for (word = apr_strtok(copy, "/", &save); word && value;
         word = apr_strtok(NULL, "/", &save)) {
        json *member = value->first;
        if (value->kind == J_ARRAY)
            for (int i = atoi(word); i > 0 && member; i--)
                member = member->next;
        else
            while (member && strcmp(member->name, word))
                member = member->next;
        value = member;
    }
    return value;
}

static const char *text_at(json *value, const char *path)
{
    json *found = get(value, path);
    return found && found->text ? found->text : "(none)";
}

/* ---- Lists as one text ---- */

static const char *joined(const char *list, const char *word)
{
    return apr_pstrcat(test_pool, list, *list ? " " : "", word, NULL);
}

static const char *names_of(json *object)
{
    const char *list = "";
    for (json *member = object ? object->first : NULL; member; member = member->next)
        list = joined(list, member->name);
    return list;
}

static const char *texts_of(json *array, const char *member)
{
    const char *list = "";
    for (json *item = array ? array->first : NULL; item; item = item->next)
        list = joined(list, item->kind == J_NULL ? "null"
                            : member ? text_at(item, member) : item->text);
    return list;
}

static const char *csv_columns(const char *url)
{
    const char *body = page(&gen, url, "en", NULL);
    char *line = apr_pstrmemdup(test_pool, body, strcspn(body, "\r"));

    for (char *c = line; *c; c++)
        if (*c == ',')
            *c = ' ';
    return line;
}

static const char *defined(const tr_column_def *columns, int count)
{
    const char *list = "";
    for (int i = 0; i < count; i++)
        list = joined(list, columns[i].name);
    return list;
}

/* ---- The columns of every resource ---- */

static const char *form(const char *url, const char *extension)
{
    size_t stem = strcspn(url, "?");
    return apr_pstrcat(test_pool, "/", stem ? apr_pstrmemdup(test_pool, url, stem)
                       : "index", ".", extension, url + stem, NULL);
}

static void same_columns(const char *url)
{
    const char *csv = csv_columns(form(url, "csv"));
    json *metadata = document(form(url, "csv-metadata.json"));
    json *schema = document(form(url, "schema.json"));
    json *answer = document(form(url, "json"));

    is_str(texts_of(get(metadata, "tableSchema/columns"), "name"), csv,
           apr_pstrcat(test_pool, url, ": columns of the metadata", NULL));
    is_str(texts_of(get(metadata, "tableSchema/columns"), "titles/und"), csv,
           "... which are titles in no language");
    is_str(text_at(metadata, "url"), strrchr(form(url, "csv"), '/') + 1, "... and the address");
    is_str(names_of(get(schema, "$defs/row/properties")), csv, "... of the schema");
    is_str(texts_of(get(schema, "$defs/row/required"), NULL), csv, "... all required");
    is_str(texts_of(get(schema, "properties/meta/properties/columns/const"), NULL),
           texts_of(get(answer, "meta/columns"), NULL), "... as meta names them");
    is_str(text_at(metadata, "schema:numberOfItems"), text_at(answer, "meta/rows"),
           "... and how many rows");
    is_str(text_at(schema, "properties/meta/properties/kind/const"),
           text_at(answer, "meta/kind"), "... of which kind");
    is_str(names_of(get(schema, "$defs/meta/properties")),
           "format resource query kind edition complete files_left_out problems rows licence links columns",
           "... and meta");
    is_str(texts_of(get(schema, "$defs/meta/required"), NULL),
           names_of(get(answer, "meta")), "... has what it must");
}

static void every_resource(void *baton, tr_resource resource, const char *path)
{
    int *indexes = baton;

    (void)resource;
    if (!strchr(path, '/'))
        ++*indexes;
    same_columns(path);
}

static void columns(void)
{
    int indexes = 0;

    tr_each_resource(&gen, every_resource, &indexes, test_pool);
    is_int(indexes, TR_RES_ABOUT + 1, "all resources of the record were looked at");
    same_columns("requests?by=country,period");
    same_columns("requests?country=GB");
    same_columns("reports/microsoft-lerr-2012?by=measure");
    is_str(text_at(document("/requests.csv-metadata.json?by=period&country=gb"), "url"),
           "requests.csv?country=GB&by=period", "the address is the canonical one");
}

/* ---- Words ---- */

static json *row_of(json *schema, const char *kind, const char *column)
{
    return get(schema, apr_pstrcat(test_pool, "$defs/", kind, "/properties/", column, NULL));
}

static void words(void)
{
    json *schema = document("/schema.json");
    const char *statuses = "", *marks = "", *measures = "", *codes = "";

    for (unsigned i = TR_STATUS_UNSET + 1; i < TR_STATUS_COUNT; i++)
        statuses = joined(statuses, tr_status_code(i));
    for (int i = 0; i < TR_MARK_COUNT; i++)
        marks = apr_pstrcat(test_pool, marks, i ? "|" : "", tr_mark_codes[i], NULL);
    for (size_t i = 0; i < tr_term_count; i++)
        if (tr_terms[i].dim == TR_DIM_MEASURE)
            measures = joined(measures, tr_terms[i].code);
#define X(status, code, title, when) codes = joined(codes, code);
    TR_PROBLEM_CODES(X)
#undef X
    is_str(texts_of(get(row_of(schema, "cells", "status"), "enum"), NULL), statuses,
           "every status, and none that never appears");
    is_str(texts_of(get(row_of(schema, "changes", "new_status"), "enum"), NULL),
           joined(statuses, "null"), "or none, where the CSV is empty");
    is_str(text_at(row_of(schema, "cells", "flags"), "pattern"),
           apr_pstrcat(test_pool, "^(", marks, ")( (", marks, "))*$", NULL), "every mark");
    is_str(texts_of(get(row_of(schema, "cells", "measure"), "enum"), NULL),
           joined(measures, "rejected-or-redirected"),
           "every measure, and that of the record's own");
    is_str(texts_of(get(schema, "$defs/problem/properties/code/enum"), NULL), codes,
           "every code of a problem");
    is_str(names_of(get(schema, "$defs/cells/properties")),
           defined(tr_cell_columns, TR_COLUMN_COUNT), "columns of figures");
    is_str(texts_of(get(schema, "$defs/groups/required"), NULL),
           defined(tr_group_columns, TR_GROUP_COLUMN_COUNT), "columns of sums");
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        ok(row_of(schema, "groups", tr_dims[dim].code) != NULL, "sums by %s", tr_dims[dim].code);
    is_str(names_of(get(schema, "$defs/problem/properties")),
           "type title status code detail parameter value nearest allowed_values withdrawn "
           "reason language last_version order blocked_by", "a problem");
}

/* What a problem really has. */
static void problems(void)
{
    json *schema = document("/schema.json");
    json *problem = document("/requests.json?country=XX&countri=GB");

    is_str(text_at(problem, "code"), "unknown-value", "a problem");
    for (json *member = problem->first; member; member = member->next)
        ok(get(get(schema, "$defs/problem/properties"), member->name) != NULL,
           "... has %s as described", member->name);
    is_str(texts_of(get(schema, "$defs/problem/required"), NULL), "title status", "... at least");
}

/* What a CSV has no place for. */
static void incomplete(void)
{
    tr_gen before = gen;
    json *schema, *problem;
    tr_file *files[] = {
        text_file("a.xml", "2013-03-21", "<publisher id=\"p\" name=\"P\"/>"),
        text_file("b.xml", "2013-03-22", "<nothing/>")
    };

    gen = build_record(files, 2, now);
    ok(!get(document("/requests.json"), "meta/complete")->truth, "a record with a broken file");
    ok(strstr(texts_of(get(document("/requests.csv-metadata.json"), "notes"), "body"),
              "The record is incomplete: ") != NULL, "... the metadata of its CSV say it");
    ok(get(document("/datapackage.json"), "complete")
       && !get(document("/datapackage.json"), "complete")->truth, "... the data package says it");
    is_str(text_at(document("/datapackage.json"), "files_left_out"), "1", "... and how many lack");
    problem = get(document("/requests.json"), "meta/problems/0");
    schema = get(document("/requests.schema.json"), "$defs/meta/properties/problems/items");
    is_str(names_of(get(schema, "properties")), names_of(problem), "... with what is described");
    gen = before;
}

/* ---- OpenAPI ---- */

static int refers_to(json *value, const char *wanted)
{
    if (value->kind == J_TEXT)
        return value->name && !strcmp(value->name, "$ref") && !strcmp(value->text, wanted);
    for (json *member = value->first; member; member = member->next)
        if (refers_to(member, wanted))
            return 1;
    return 0;
}

static json *member_named(json *object, const char *name)
{
    json *member = object ? object->first : NULL;
    while (member && strcmp(member->name, name))
        member = member->next;
    return member;
}

/* Every $ref leads to something; JSON pointers of ours need no unescaping. */
static int dangling(json *all, json *value)
{
    int count = value->kind == J_TEXT && value->name && !strcmp(value->name, "$ref")
                && !get(all, value->text + 2);
    for (json *member = value->first; member; member = member->next)
        count += dangling(all, member);
    return count;
}

/* What can be asked at an address: what tr_query_parse understands there, and nothing else. */
static void parameters_of(json *api, const char *uri, tr_resource resource, int is_item)
{
    json *list = get(member_named(get(api, "paths"), uri), "get/parameters");
    tr_query_scope scope = tr_query_scope_of(resource, is_item);
    int item = is_item ? tr_resources[resource].dim : -1, wrong = !list;

    for (int dim = 0; dim < TR_DIM_COUNT && list; dim++)
        wrong += refers_to(list, apr_pstrcat(test_pool, "#/components/parameters/",
                                             tr_dims[dim].code, NULL))
                 != (dim != item && (tr_query_dims(scope) & 1u << dim) != 0);
    for (int i = 0; i < TR_QUERY_SPECIAL_COUNT && list; i++)
        wrong += refers_to(list, apr_pstrcat(test_pool, "#/components/parameters/",
                                             tr_query_specials[i].name, NULL))
                 != ((tr_query_specials[i].scopes & 1u << scope) != 0
                     && (i != TR_QUERY_for || strstr(uri, ".csv")));
    is_int(wrong, 0, apr_pstrcat(test_pool, uri, ": its parameters", NULL));
}

static void addresses_of(json *api, int i, int is_item)
{
    const char *path = tr_resources[i].path;
    const char *stem = is_item ? apr_pstrcat(test_pool, "/", path, "/{",
                                             tr_dims[tr_resources[i].dim].code, "}", NULL)
                               : apr_pstrcat(test_pool, "/", *path ? path : "index", NULL);
    unsigned formats = tr_resource_formats((tr_resource)i, is_item, test_site.formats);
    const char *last = "";

    for (int f = 0; f < TR_FORMAT_COUNT; f++) {
        const char *uri = apr_pstrcat(test_pool, stem, ".", tr_formats[f].extension, NULL);
        const char *media = apr_pstrmemdup(test_pool, tr_formats[f].accept,
                                           strcspn(tr_formats[f].accept, ";"));
        const char *ref = text_at(member_named(get(api, "paths"), uri), "get/responses/200/$ref");
        if (formats & 1u << f)
            last = uri;
        if (formats & 1u << f)
            ok(*ref == '#' && member_named(get(get(api, ref + 2), "content"), media),
               "%s as %s", uri, media);
    }
    if (formats & TR_FORMAT_BIT(CSV))
        parameters_of(api, apr_pstrcat(test_pool, stem, ".csv", NULL), (tr_resource)i, is_item);
    else
        parameters_of(api, last, (tr_resource)i, is_item);
}

static void openapi(void)
{
    json *api = document("/openapi.json");
    const char *ids = " ";
    int twice = 0, count = 0;

    is_str(text_at(api, "openapi"), "3.1.0", "OpenAPI");
    is_int(dangling(api, api), 0, "every reference leads somewhere");
    for (int i = 0; i < TR_RES_COUNT; i++)
        for (int item = 0; item <= tr_resources[i].items; item++)
            addresses_of(api, i, item);
    for (json *path = get(api, "paths")->first; path; path = path->next) {
        const char *id = apr_pstrcat(test_pool, text_at(path, "get/operationId"), " ", NULL);
        twice += strstr(ids, apr_pstrcat(test_pool, " ", id, NULL)) != NULL;
        ids = apr_pstrcat(test_pool, ids, id, NULL);
        count++;
    }
    ok(count > 100 && !twice, "%d operations, each with a name of its own", count);
    is_str(texts_of(get(api, "components/parameters/by/schema/items/enum"), NULL),
           "publisher service report table period measure unit country via channel authority "
           "requester demand identifier data basis notice", "what sums are made by");
    is_str(texts_of(get(api, "components/parameters/path-language/schema/enum"), NULL),
           "en ar de es fa fr pt ru tr uk zh-Hans", "languages");
    is_str(names_of(get(api, "components/schemas/cells/properties")),
           defined(tr_cell_columns, TR_COLUMN_COUNT), "figures as in the schema");
}

/* ---- Data Package ---- */

static const char *sha256_of(const char *body)
{
    unsigned char digest[32];
    char *hex = apr_palloc(test_pool, 65);

    EVP_Digest(body, strlen(body), digest, NULL, EVP_sha256(), NULL);
    for (int i = 0; i < 32; i++)
        apr_snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return apr_pstrcat(test_pool, "sha256:", hex, NULL);
}

static void package(void)
{
    json *whole = document("/datapackage.json");
    const char *names = texts_of(get(whole, "resources"), "name"), *wanted = "";

    for (int i = 0; i < TR_RES_COUNT; i++)
        if (tr_resource_is_record((tr_resource)i) && i != TR_RES_OVERVIEW
            && !tr_resources[i].items)
            wanted = joined(wanted, tr_resources[i].path);
    is_str(names, wanted, "every file but those of sums");
    for (json *file = get(whole, "resources")->first; file; file = file->next) {
        const char *path = text_at(file, "path");
        const char *url = apr_pstrcat(test_pool, "/", path, NULL);
        const char *body = page(&gen, url, "en", NULL);
        is_str(text_at(file, "hash"), sha256_of(body), apr_pstrcat(test_pool, path, ": its digest", NULL));
        is_int(atoi(text_at(file, "bytes")), (int)strlen(body), "... and length");
        is_str(texts_of(get(file, "schema/fields"), "name"), csv_columns(url), "... and columns");
    }
}

/* ---- What is offered ---- */

static void offers(void)
{
    unsigned all = tr_formats_with_descriptions(TR_RECORD_FORMATS);
    unsigned html = tr_formats_with_descriptions(TR_FORMAT_BIT(HTML) | TR_FORMAT_BIT(JSON));

    ok(all & TR_FORMAT_BIT(CSVW) && all & TR_FORMAT_BIT(ANSWER_SCHEMA), "both descriptions");
    ok(!(html & TR_FORMAT_BIT(CSVW)), "none of a CSV that is not offered");
    ok(html & TR_FORMAT_BIT(ANSWER_SCHEMA), "... but of the JSON that is");
    ok(!(html & TR_FORMAT_BIT(DATAPACKAGE)) && html & TR_FORMAT_BIT(OPENAPI), "no package of them");
    ok(!(tr_formats_with_descriptions(TR_FORMAT_BIT(CSV)) & TR_FORMAT_BIT(SCHEMA)),
       "no schema of a JSON that is not offered");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    gen = directory_record("htdocs/example", now);
    columns();
    words();
    problems();
    incomplete();
    openapi();
    package();
    offers();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
