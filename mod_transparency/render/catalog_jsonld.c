/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_jsonld.c - the record as a dataset, for catalogues and search engines:
 *
 *     Catalog ── Dataset (the record) ──< versions, one a publication
 *        │          ├──< Distribution: all figures as CSV, JSON, NDJSON
 *        │          └── DatasetSeries
 *        └── DataService
 *
 * DCAT 3 and schema.org in one JSON-LD document.
 */
#include "render/manifest.h"

#include <apr_strings.h>
#include <string.h>

#include "query/memento.h"
#include "render/facts.h"
#include "render/html.h"
#include "render/json_writer.h"
#include "render/licences.h"

typedef struct catalog {
    const tr_render *render;
    const tr_gen *gen;
    tr_json json;
    apr_pool_t *pool;
    const char *title;
} catalog;

static const char *iri(const catalog *c, const char *path)
{
    return apr_pstrcat(c->pool, c->render->canonical_base, "/", path, NULL);
}

static const char *instant(const catalog *c, uint32_t edition)
{
    return tr_fact_instant(TR_GEN_ROWS(c->gen, int64_t, instants)[edition],
                           c->pool);
}

static const char *version_iri(const catalog *c, uint32_t edition)
{
    return iri(c, tr_version_prefix(TR_GEN_ROWS(c->gen, int64_t, instants)
                                    [edition], c->pool));
}

static void put_reference(catalog *c, const char *name, const char *to)
{
    tr_json_pair(&c->json, name, "@id", to);
}

static void put_typed(catalog *c, const char *name, const char *type,
                      const char *text)
{
    tr_json_object_flat(&c->json, name);
    tr_json_text(&c->json, "@type", type);
    tr_json_text(&c->json, "@value", text);
    tr_json_end(&c->json);
}

static void put_date(catalog *c, const char *name, const char *text)
{
    put_typed(c, name, "xsd:dateTime", text);
}

static void put_types(catalog *c, const char *dcat, const char *schema)
{
    const char *const types[] = { dcat, schema };
    tr_json_texts(&c->json, "@type", types, schema ? 2 : 1);
}

/* Title and description, which DCAT-AP wants of all but services and files. */
static void put_title(catalog *c)
{
    const char *text = apr_pstrcat(c->pool, c->title, ": what governments and others "
        "demanded of the users' data, what was given, what is said about it, as "
        "published, with every correction.", NULL);

    tr_json_text(&c->json, "dct:title", c->title);
    tr_json_text(&c->json, "schema:name", c->title);
    tr_json_text(&c->json, "dct:description", text);
    tr_json_text(&c->json, "schema:description", text);
}

/* ---- What it is about ---- */

static void put_period(catalog *c)
{
    const tr_gen_code *periods = tr_gen_codes(c->gen, TR_DIM_PERIOD);
    uint32_t count = c->gen->head->codes[TR_DIM_PERIOD].count;
    int32_t first = INT32_MAX, last = INT32_MIN;
    const char *from, *to;

    for (uint32_t i = 1; i < count; i++) {
        if (periods[i].period.start_day < first)
            first = periods[i].period.start_day;
        if (periods[i].period.end_day > last)
            last = periods[i].period.end_day;
    }
    if (count < 2)
        return;
    from = tr_fact_day(first, c->pool);
    to = tr_fact_day(last, c->pool);
    tr_json_object_flat(&c->json, "dct:temporal");
    tr_json_text(&c->json, "@type", "dct:PeriodOfTime");
    tr_json_text(&c->json, "dcat:startDate", from);
    tr_json_text(&c->json, "dcat:endDate", to);
    tr_json_end(&c->json);
    tr_json_text(&c->json, "schema:temporalCoverage",
                 apr_pstrcat(c->pool, from, "/", to, NULL));
}

static void put_countries(catalog *c)
{
    tr_json_array_flat(&c->json, "schema:spatialCoverage");
    for (uint32_t i = 1; i < c->gen->head->codes[TR_DIM_COUNTRY].count; i++) {
        tr_field name = tr_fact_country(c->gen, (uint16_t)i, INT32_MAX / 2);
        tr_json_text(&c->json, NULL, tr_field_is_text(&name) ? name.text
                     : tr_gen_code_text(c->gen, TR_DIM_COUNTRY, (uint16_t)i));
    }
    tr_json_end(&c->json);
}

static void put_measures(catalog *c)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(c->gen, tr_gen_block, blocks);
    uint32_t count = c->gen->head->codes[TR_DIM_MEASURE].count;
    char *seen = apr_pcalloc(c->pool, count + 1u);

    for (uint32_t b = 0; b < c->gen->head->blocks.count; b++)
        seen[blocks[b].measure] = 1;
    tr_json_array_flat(&c->json, "schema:variableMeasured");
    for (uint32_t i = 1; i < count; i++)
        if (seen[i])
            tr_json_text(&c->json, NULL, tr_gen_code_text(
                c->gen, TR_DIM_MEASURE, (uint16_t)i));
    tr_json_end(&c->json);
}

static void put_publishers(catalog *c, const char *name, const char *type,
                           const char *label)
{
    tr_json_array(&c->json, name);
    for (uint32_t i = 1; i < c->gen->head->codes[TR_DIM_PUBLISHER].count; i++) {
        tr_html words = { .render = c->render, .gen = c->gen, .pool = c->pool };
        tr_json_object_flat(&c->json, NULL);
        tr_json_text(&c->json, "@id", iri(c, apr_pstrcat(
            c->pool, "publishers/", tr_gen_code_text(
                c->gen, TR_DIM_PUBLISHER, (uint16_t)i), NULL)));
        tr_json_text(&c->json, "@type", type);
        tr_json_text(&c->json, label, tr_html_code_label(
            &words, TR_DIM_PUBLISHER, (uint16_t)i).text);
        tr_json_end(&c->json);
    }
    tr_json_end(&c->json);
}

static void put_licences(catalog *c)
{
    const apr_array_header_t *urls = tr_licences_stated(c->gen, c->pool);

    if (!urls->nelts)
        return;
    tr_json_array_flat(&c->json, "dct:license");
    for (int i = 0; i < urls->nelts; i++)
        tr_json_pair(&c->json, NULL, "@id", APR_ARRAY_IDX(urls, i, const char *));
    tr_json_end(&c->json);
    tr_json_array_flat(&c->json, "schema:license");
    for (int i = 0; i < urls->nelts; i++)
        tr_json_pair(&c->json, NULL, "@id", APR_ARRAY_IDX(urls, i, const char *));
    tr_json_end(&c->json);
}

/* ---- Distributions ---- */

static apr_status_t put_distribution(catalog *c, tr_format format)
{
    tr_render render = *c->render;
    const char *path = apr_pstrcat(c->pool, "requests.",
                                   tr_formats[format].extension, NULL);
    char hex[TR_SHA256_HEX];
    tr_problem problem;
    tr_target target;
    uint64_t bytes;
    apr_status_t status;

    tr_resolve(&target, &problem, c->gen, c->render->site,
               apr_pstrcat(c->pool, "/", path, NULL), NULL, c->pool);
    render.target = &target;
    render.format = format;
    status = tr_render_digest(&render, &bytes, hex);
    tr_json_object(&c->json, NULL);
    tr_json_text(&c->json, "@id", iri(c, path));
    put_types(c, "dcat:Distribution", "schema:DataDownload");
    put_reference(c, "dcat:accessURL", iri(c, "requests"));
    put_reference(c, "dcat:downloadURL", iri(c, path));
    tr_json_text(&c->json, "schema:contentUrl", iri(c, path));
    put_reference(c, "dcat:mediaType", apr_pstrcat(
        c->pool, "https://www.iana.org/assignments/media-types/",
        apr_pstrmemdup(c->pool, tr_formats[format].media_type,
                       strcspn(tr_formats[format].media_type, ";")), NULL));
    tr_json_text(&c->json, "schema:encodingFormat", apr_pstrmemdup(c->pool,
        tr_formats[format].media_type,
        strcspn(tr_formats[format].media_type, ";")));
    put_typed(c, "dcat:byteSize", "xsd:nonNegativeInteger",
              apr_psprintf(c->pool, "%" APR_UINT64_T_FMT, bytes));
    tr_json_object_flat(&c->json, "spdx:checksum");
    tr_json_text(&c->json, "@type", "spdx:Checksum");
    tr_json_pair(&c->json, "spdx:algorithm", "@id",
                 "spdx:checksumAlgorithm_sha256");
    put_typed(c, "spdx:checksumValue", "xsd:hexBinary", hex);
    tr_json_end(&c->json);
    tr_json_end(&c->json);
    return status;
}

static apr_status_t put_distributions(catalog *c)
{
    static const tr_format formats[] = { TR_FORMAT_CSV, TR_FORMAT_JSON,
                                         TR_FORMAT_NDJSON };
    apr_status_t status = APR_SUCCESS;

    tr_json_array(&c->json, "dcat:distribution");
    for (int i = 0; i < 3 && status == APR_SUCCESS; i++)
        if (c->render->site->formats & 1u << formats[i])
            status = put_distribution(c, formats[i]);
    tr_json_end(&c->json);
    tr_json_array_flat(&c->json, "schema:distribution");
    for (int i = 0; i < 3; i++)
        if (c->render->site->formats & 1u << formats[i])
            tr_json_pair(&c->json, NULL, "@id", iri(c, apr_pstrcat(
                c->pool, "requests.", tr_formats[formats[i]].extension, NULL)));
    tr_json_end(&c->json);
    return status;
}

/* ---- The graph ---- */

static void put_context(catalog *c)
{
    static const char *const names[][2] = {
        { "dcat", "http://www.w3.org/ns/dcat#" },
        { "dct", "http://purl.org/dc/terms/" },
        { "foaf", "http://xmlns.com/foaf/0.1/" },
        { "schema", "https://schema.org/" },
        { "spdx", "http://spdx.org/rdf/terms#" },
        { "xsd", "http://www.w3.org/2001/XMLSchema#" }
    };
    tr_json_object(&c->json, "@context");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        tr_json_text(&c->json, names[i][0], names[i][1]);
    tr_json_end(&c->json);
}

static void put_catalog(catalog *c)
{
    tr_json_object(&c->json, NULL);
    tr_json_text(&c->json, "@id", iri(c, "catalog.jsonld"));
    put_types(c, "dcat:Catalog", "schema:DataCatalog");
    put_title(c);
    put_publishers(c, "dct:publisher", "foaf:Agent", "foaf:name");
    put_date(c, "dct:modified", instant(c, c->gen->edition));
    put_reference(c, "dcat:dataset", iri(c, ""));
    put_reference(c, "dcat:service", iri(c, "openapi.json#service"));
    tr_json_end(&c->json);
    tr_json_object(&c->json, NULL);
    tr_json_text(&c->json, "@id", iri(c, "openapi.json#service"));
    put_types(c, "dcat:DataService", NULL);
    put_title(c);
    put_reference(c, "dcat:endpointURL", iri(c, ""));
    put_reference(c, "dcat:endpointDescription", iri(c, "openapi.json"));
    put_reference(c, "dcat:servesDataset", iri(c, ""));
    tr_json_end(&c->json);
    tr_json_object(&c->json, NULL);
    tr_json_text(&c->json, "@id", iri(c, "catalog.jsonld#series"));
    put_types(c, "dcat:DatasetSeries", NULL);
    put_title(c);
    put_reference(c, "dcat:first", version_iri(c, 0));
    put_reference(c, "dcat:last", version_iri(c, c->gen->edition));
    tr_json_end(&c->json);
}

static void put_versions(catalog *c)
{
    tr_json_array(&c->json, "dcat:hasVersion");
    for (uint32_t i = 0; i <= c->gen->edition; i++)
        tr_json_pair(&c->json, NULL, "@id", version_iri(c, i));
    tr_json_end(&c->json);
    put_reference(c, "dcat:hasCurrentVersion", version_iri(c, c->gen->edition));
}

/* What the record is, from whom, and about what. */
static void put_description(catalog *c)
{
    tr_json_text(&c->json, "@id", iri(c, ""));
    put_types(c, "dcat:Dataset", "schema:Dataset");
    put_title(c);
    put_publishers(c, "dct:publisher", "foaf:Agent", "foaf:name");
    put_publishers(c, "schema:creator", "schema:Organization", "schema:name");
    put_licences(c);
    put_date(c, "dct:issued", instant(c, 0));
    put_date(c, "dct:modified", instant(c, c->gen->edition));
    tr_json_text(&c->json, "schema:datePublished", instant(c, 0));
    tr_json_text(&c->json, "schema:dateModified", instant(c, c->gen->edition));
    tr_json_bool(&c->json, "schema:isAccessibleForFree", 1);
    tr_json_pair(&c->json, "schema:includedInDataCatalog", "@id",
                 iri(c, "catalog.jsonld"));
    put_period(c);
    put_countries(c);
    put_measures(c);
}

static apr_status_t put_dataset(catalog *c)
{
    apr_status_t status;

    tr_json_object(&c->json, NULL);
    put_description(c);
    put_versions(c);
    status = put_distributions(c);
    tr_json_end(&c->json);
    return status;
}

static void put_version(catalog *c, uint32_t edition)
{
    tr_json_object(&c->json, NULL);
    tr_json_text(&c->json, "@id", version_iri(c, edition));
    put_types(c, "dcat:Dataset", NULL);
    put_title(c);
    tr_json_text(&c->json, "dcat:version", instant(c, edition));
    put_date(c, "dct:issued", instant(c, edition));
    put_reference(c, "dcat:isVersionOf", iri(c, ""));
    put_reference(c, "dcat:inSeries", iri(c, "catalog.jsonld#series"));
    if (edition) {
        put_reference(c, "dcat:previousVersion", version_iri(c, edition - 1));
        put_reference(c, "dcat:prev", version_iri(c, edition - 1));
    }
    tr_json_end(&c->json);
}

/* Where the figures are; how large they are stands in the catalogue. */
static void put_downloads(catalog *c)
{
    static const tr_format formats[] = { TR_FORMAT_CSV, TR_FORMAT_JSON };

    tr_json_array(&c->json, "schema:distribution");
    for (int i = 0; i < 2; i++) {
        const tr_format_def *format = &tr_formats[formats[i]];
        if (!(c->render->site->formats & 1u << formats[i]))
            continue;
        tr_json_object(&c->json, NULL);
        tr_json_text(&c->json, "@type", "schema:DataDownload");
        tr_json_text(&c->json, "schema:contentUrl", iri(c, apr_pstrcat(
            c->pool, "requests.", format->extension, NULL)));
        tr_json_text(&c->json, "schema:encodingFormat", apr_pstrmemdup(
            c->pool, format->media_type, strcspn(format->media_type, ";")));
        tr_json_end(&c->json);
    }
    tr_json_end(&c->json);
}

void tr_render_dataset(const tr_render *render, const char *title, tr_out *out)
{
    catalog c = { .render = render, .gen = render->gen, .pool = render->pool,
                  .title = title };

    tr_json_start(&c.json, out);
    tr_json_object(&c.json, NULL);
    put_context(&c);
    put_description(&c);
    put_downloads(&c);
    tr_json_end_to(&c.json, 0);
}

apr_status_t tr_render_catalog(const tr_render *render, tr_out *out)
{
    catalog c = { .render = render, .gen = render->gen, .pool = render->pool };
    tr_html words = { .render = render, .gen = render->gen, .pool = render->pool };
    apr_status_t status;

    c.title = tr_html_site_title(&words).text;
    tr_json_start(&c.json, out);
    tr_json_object(&c.json, NULL);
    put_context(&c);
    tr_json_array(&c.json, "@graph");
    put_catalog(&c);
    status = put_dataset(&c);
    for (uint32_t i = 0; i <= c.gen->edition; i++)
        put_version(&c, i);
    tr_json_end_to(&c.json, 0);
    if (status != APR_SUCCESS)
        out->status = status;
    return out->status;
}
