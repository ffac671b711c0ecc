/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choose.c - format, language and coding of the answer (RFC 9110 section 12).
 *
 * The format is negotiated only where the URI leaves it open; nothing
 * acceptable is 406.  Language is never a reason to refuse.  Problems are
 * negotiated too, between HTML and problem+json.
 */
#include "httpd/exchange.h"

static const char *field(const tr_exchange *exchange, const char *name)
{
    return apr_table_get(exchange->r->headers_in, name);
}

/* Offers in the server's order of preference: HTML first. */
static int choose_format(const tr_exchange *exchange, tr_format *format)
{
    unsigned offered = tr_target_negotiated(&exchange->face->look.site,
                                            &exchange->target);
    const char *offers[TR_FORMAT_COUNT];
    tr_format formats[TR_FORMAT_COUNT];
    size_t count = 0;
    int chosen;

    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (offered & 1u << i) {
            offers[count] = tr_formats[i].accept;
            formats[count++] = (tr_format)i;
        }
    }
    chosen = tr_accept_type(field(exchange, "Accept"), offers, count, NULL);
    if (chosen >= 0)
        *format = formats[chosen];
    return chosen >= 0;
}

tr_format tr_choose_problem_format(const request_rec *r, int format)
{
    static const char *const offers[] = {
        "text/html", "application/problem+json", "application/json",
        "text/csv", "text/markdown", "text/plain"
    };

    if (format < 0)
        format = tr_accept_type(apr_table_get(r->headers_in, "Accept"), offers,
                                sizeof offers / sizeof *offers, NULL)
                 == 0 ? TR_FORMAT_HTML : TR_FORMAT_JSON;
    return format == TR_FORMAT_HTML ? TR_FORMAT_HTML : TR_FORMAT_JSON;
}

static void choose_language(tr_exchange *exchange)
{
    const tr_face *face = exchange->face;
    const char *wanted = exchange->target.lang;

    exchange->language = face->look.default_language;
    if (wanted) {
        int language = tr_look_language(&face->look, wanted);
        if (language >= 0)
            exchange->language = (size_t)language;
    }
    else if (!exchange->target.fixed)
        exchange->language = tr_accept_language(
            field(exchange, "Accept-Language"), face->look.site.languages,
            face->look.language_count, face->look.default_language);
}

static void refuse(tr_exchange *exchange, const char *code, const char *detail)
{
    exchange->problem.status = HTTP_NOT_ACCEPTABLE;
    exchange->problem.code = code;
    exchange->problem.detail = detail;
}

static void choose_coding(tr_exchange *exchange)
{
    int coding = tr_accept_encoding(field(exchange, "Accept-Encoding"),
                                    TR_CODING_BIT(TR_CODING_IDENTITY)
                                    | TR_CODING_BIT(TR_CODING_GZIP)
                                    | TR_CODING_BIT(TR_CODING_BR));
    exchange->coding = TR_CODING_IDENTITY;
    if (coding >= 0)
        exchange->coding = (enum tr_coding)coding;
    else if (!exchange->problem.status)
        refuse(exchange, "no-acceptable-coding",
               "None of the codings offered is acceptable: identity, gzip, br.");
}

void tr_choose_variant(tr_exchange *exchange)
{
    const tr_target *target = &exchange->target;

    choose_language(exchange);
    choose_coding(exchange);
    if (exchange->is_asset ? !exchange->face->look.assets[exchange->is_asset - 1].is_coded
                           : tr_resource_is_costly(target->resource))
        exchange->coding = TR_CODING_IDENTITY;      /* made once, not once a coding */
    if (!exchange->problem.status && !exchange->is_asset) {
        if (target->fixed)
            exchange->format = target->format;
        else if (target->access == TR_ACCESS_TIMEGATE)
            exchange->format = TR_FORMAT_LINKS;     /* it has no body */
        else if (choose_format(exchange, &exchange->format))
            exchange->negotiated = 1;
        else
            refuse(exchange, "not-acceptable",
                   "This resource has none of the media types asked for.");
    }
    if (exchange->problem.status) {
        exchange->negotiated = !target->fixed;
        exchange->format = tr_choose_problem_format(
            exchange->r, target->fixed ? (int)target->format : -1);
    }
}
