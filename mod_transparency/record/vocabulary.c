/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of elements and attributes; see vocabulary.h.
 *
 * What holds everywhere and is therefore not repeated in every row:
 *   xml:lang     allowed on every element outside figures, inline markup too;
 *   siblings     LABEL and TEXT elements of one name differ by xml:lang (or by
 *                `from`), the first is the authoritative one unless the entity
 *                says authoritative="xx";
 *   what an entity is called: its <title>, else its <name>, else the attribute
 *                `name`, else its id;
 *   measures     <received>, <disclosed> ... stand beside <figure> in <from>
 *                and <total>; they take its attributes but for `measure`,
 *                `unit` and `value`, which their name and one attribute for
 *                each unit replace;
 *   codes that belong to the dimension another attribute names (`parent` of
 *                <code>, `code` of <definition>) are TEXT here and are checked
 *                when the files are joined.
 */
#include "record/vocabulary.h"

#include <string.h>

#include "model/terms.h"

#define A(name, type, argument) { name, TR_ATTR_##type, argument, 0 }
#define REQUIRED(name, type, argument) { name, TR_ATTR_##type, argument, 1 }
#define ATTRS(...) (const tr_attr_def[]){ __VA_ARGS__, { NULL, TR_ATTR_TEXT, NULL, 0 } }
#define NO_ATTRS (const tr_attr_def[]){ { NULL, TR_ATTR_TEXT, NULL, 0 } }

#define ID              REQUIRED("id", ID, NULL)
#define VALID           A("from", PARTIAL, NULL), A("to", PARTIAL, NULL)
#define AUTHORITATIVE   A("authoritative", LANG, NULL)
#define YES_NO          "yes|no|partly|unknown"
#define RELATIONS       "partition|overlapping|partial"
#define FREQUENCIES     "monthly|quarterly|half-yearly|yearly|irregular"
#define OPEN_DIMENSIONS                                                       \
    "measure|unit|country|via|channel|authority|requester|demand|identifier|" \
    "data|basis|notice"
#define FLAGS                                                                 \
    "provisional|restated|break|includes-other|unusual|sub-period|derived|"   \
    "disputed"
#define KINDS                                                                 \
    "publisher|service|report|requests|inventory|exposure|partner|law|"       \
    "interpretation|policy|challenge|released|statement|question|canary|"     \
    "definition|methodology|break|band|rule|authority|document|translation|"  \
    "note|code"
#define KIND_ELEMENTS                                                         \
    "publisher service report requests inventory exposure partner law "       \
    "interpretation policy challenge released statement question canary "     \
    "definition methodology break band rule authority document translation "  \
    "note code"

/* The dimensions of a cell but for the country. */
#define CELL_DIMENSIONS                                                       \
    A("via", CODE, "country"), A("channel", CODE, "channel"),                 \
    A("authority", CODE, "authority"), A("requester", CODE, "requester"),     \
    A("demand", CODE, "demand"), A("identifier", CODE, "identifier"),         \
    A("data", CODE, "data"), A("basis", CODE, "basis"),                       \
    A("notice", CODE, "notice")

/* What a table, a row and a figure may say; the innermost wins. */
#define INHERITED                                                             \
    CELL_DIMENSIONS, A("service", REF, "service"),                            \
    A("note", REFS, "note"), A("source", TEXT, NULL),                         \
    A("flags", WORDS, FLAGS), A("rounding", WORD, "half|down|up|unknown")

const tr_element_def tr_elements[] = {
    { "transparency", 0, KIND_ELEMENTS " withdrawn",
      ATTRS(REQUIRED("published", INSTANT, NULL),
            A("publisher", REF, "publisher"), A("backdated", TEXT, NULL)),
      NULL },

    /* Who publishes, about what, and where. */
    { "publisher", TR_EL_ENTITY,
      "name description seat contact source note correction",
      ATTRS(ID, A("name", TEXT, NULL), A("url", URL, NULL),
            A("lei", TEXT, NULL), A("register", TEXT, NULL),
            A("law", CODE, "country"), A("size", TEXT, NULL),
            A("parent", REF, "publisher"),
            A("frequency", WORD, FREQUENCIES), A("next-due", DATE, NULL),
            AUTHORITATIVE),
      "publishers" },
    { "service", TR_EL_ENTITY,
      "name description seat users source note correction",
      ATTRS(ID, A("name", TEXT, NULL), A("publisher", REF, "publisher"),
            A("part-of", REF, "service"), A("children", WORD, RELATIONS),
            A("predecessor", REF, "service"), A("law", CODE, "country"),
            A("launched", PARTIAL, NULL), A("ended", PARTIAL, NULL),
            A("end-to-end", WORD, YES_NO), A("url", URL, NULL),
            AUTHORITATIVE),
      "services" },
    { "report", TR_EL_ENTITY,
      "title description covers excludes source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            REQUIRED("period", PERIOD, NULL), A("services", REFS, "service"),
            A("released", PARTIAL, NULL), A("frequency", WORD, FREQUENCIES),
            A("next-due", DATE, NULL),
            A("status", WORD, "final|provisional|withdrawn"),
            A("licence", URL, NULL), A("url", URL, NULL),
            A("archive", URL, NULL), A("languages", TEXT, NULL),
            A("methodology", REFS, "methodology"),
            A("supersedes", REF, "report"), A("sha256", TEXT, NULL),
            AUTHORITATIVE),
      "reports" },

    /* Demand 1: figures. */
    { "requests", TR_EL_ENTITY,
      "title description source note correction total from",
      ATTRS(ID, REQUIRED("period", PERIOD, NULL),
            REQUIRED("absent", WORD, "none|not-reported"),
            A("report", REF, "report"), A("publisher", REF, "publisher"),
            A("outcomes", WORD, RELATIONS),
            A("partition", WORDS, "service|" OPEN_DIMENSIONS),
            A("overlapping", WORDS, "service|" OPEN_DIMENSIONS),
            A("partial", WORDS, "service|" OPEN_DIMENSIONS),
            A("distinct", CODES, "unit"), A("sum", CODES, "unit"),
            A("status", WORD, "final|provisional"), A("licence", URL, NULL),
            A("language", LANG, NULL),
            A("counted", WORD, "received|answered|disclosed"),
            A("period-printed", TEXT, NULL),
            A("cumulative", WORD, "yes|no"),
            A("bands", REFS, "band"), A("rules", REFS, "rule"),
            A("definitions", REFS, "definition"),
            A("methodology", REFS, "methodology"),
            INHERITED, AUTHORITATIVE),
      "requests" },
    { "from", TR_EL_FIGURES, "figure",
      ATTRS(REQUIRED("country", CODE, "country"),
            A("country-printed", TEXT, NULL), A("period", PERIOD, NULL),
            INHERITED),
      NULL },
    { "total", TR_EL_FIGURES, "figure",
      ATTRS(A("period", PERIOD, NULL), INHERITED), NULL },
    { "figure", TR_EL_FIGURES, "",
      ATTRS(REQUIRED("measure", CODE, "measure"),
            REQUIRED("unit", CODE, "unit"), REQUIRED("value", FIGURE, NULL),
            A("period", PERIOD, NULL), A("printed", TEXT, NULL),
            A("reason", TEXT, NULL), A("of", CODE, "measure"),
            A("estimated", WORD, "yes|no"), INHERITED),
      NULL },

    /* Demand 2: what is held, and for how long. */
    { "inventory", TR_EL_ENTITY,
      "name description purpose means storage encryption shared retention "
      "evidence source note correction",
      ATTRS(ID, A("services", REFS, "service"), A("data", CODE, "data"),
            A("origin", WORDS, "provided|observed|inferred|third-party"),
            A("optional", WORD, YES_NO),
            A("identifiable", WORD,
              "identifiable|pseudonymous|aggregate|unknown"),
            A("law", REFS, "law"), A("reachable", CODES, "demand"),
            A("exportable", WORD, YES_NO),
            A("state", WORD, "stated|not-stated|disputed"), VALID,
            AUTHORITATIVE),
      "inventory" },
    { "retention", TR_EL_ROW, "text exception evidence source",
      ATTRS(A("id", ID, NULL),
            A("state", WORD, "stated|not-stated|disputed"),
            A("min", DURATION, NULL), A("max", DURATION, NULL),
            A("after", WORD,
              "collection|last-use|end-of-purpose|end-of-contract|"
              "account-closed|other"),
            A("backups", DURATION, NULL), A("deidentified", WORD, YES_NO),
            A("law", REFS, "law"), A("stated", PARTIAL, NULL), VALID),
      NULL },
    { "storage", 0, "",
      ATTRS(REQUIRED("country", CODE, "country"), A("law", REFS, "law"),
            VALID),
      NULL },
    { "encryption", 0, "",
      ATTRS(REQUIRED("where", WORD, "in-transit|at-rest|end-to-end|none"),
            A("keys", WORD, "service|user|partner|nobody|unknown"), VALID),
      NULL },
    { "shared", TR_EL_TEXT, "",
      ATTRS(A("partner", REF, "partner"), A("with", TEXT, NULL),
            A("kind", WORD, "partner|group|processor|buyer|government|other"),
            VALID),
      NULL },

    /* Demand 3: what others can see. */
    { "exposure", TR_EL_ENTITY,
      "title description condition protection advice evidence source note "
      "correction",
      ATTRS(ID, A("services", REFS, "service"),
            A("asset", WORDS,
              "content|metadata|presence|contacts|billing|location|device|"
              "other"),
            A("where", WORDS,
              "client|network|supernode|server|gateway|partner-client|backup|"
              "update|other"),
            A("who", WORDS,
              "local-network|provider|state|partner|service|malware|court|"
              "anyone|other"),
            A("can", WORDS, "see|keep|alter|block|impersonate|nothing|unknown"),
            A("confidence", WORD,
              "confirmed|likely|best-understanding|disputed|not-stated"),
            A("assessed", PARTIAL, NULL), A("versions", TEXT, NULL), VALID,
            AUTHORITATIVE),
      "exposure" },

    /* Demand 4: partners. */
    { "partner", TR_EL_ENTITY,
      "name description differs capability evidence source note correction",
      ATTRS(ID, A("name", TEXT, NULL), REQUIRED("country", CODE, "country"),
            A("kind", WORD,
              "licensee|joint-venture|reseller|processor|carrier|other"),
            A("product", TEXT, NULL), A("services", REFS, "service"),
            A("share", FIGURE, NULL), A("territories", CODES, "country"),
            A("redirects", WORD, YES_NO),
            A("contract", WORD, "public|not-public|unknown"),
            A("law", CODE, "country"), A("url", URL, NULL), VALID,
            AUTHORITATIVE),
      "partners" },
    { "capability", TR_EL_ROW, "text told position evidence source",
      ATTRS(A("id", ID, NULL),
            REQUIRED("kind", WORD,
                     "keyword-filter|blocking|message-logging|upload|"
                     "call-logging|interception-interface|key-access|other"),
            A("state", WORD, "confirmed|reported|denied|ended|unknown"),
            A("known-since", PARTIAL, NULL), A("until", PARTIAL, NULL),
            A("controlled-by", TEXT, NULL), A("law", REFS, "law"),
            A("still", WORD, YES_NO)),
      NULL },

    /* Demand 5: law and conduct. */
    { "law", TR_EL_ENTITY, "name description source note correction",
      ATTRS(ID, A("name", TEXT, NULL), REQUIRED("country", CODE, "country"),
            REQUIRED("citation", TEXT, NULL),
            A("kind", WORDS,
              "data-access|retention|interception-capability|secrecy|"
              "reporting-limit|other"),
            A("url", URL, NULL), VALID, AUTHORITATIVE),
      "law" },
    { "interpretation", TR_EL_ENTITY,
      "title text reasons obtainable litigation evidence source note "
      "correction",
      ATTRS(ID, REQUIRED("law", REF, "law"), A("publisher", REF, "publisher"),
            A("services", REFS, "service"),
            REQUIRED("position", WORD,
                     "applies|does-not-apply|partly|disputed|not-tested|"
                     "no-comment|not-stated"),
            REQUIRED("since", PARTIAL, NULL), A("until", PARTIAL, NULL),
            A("reviewed", PARTIAL, NULL), A("by", TEXT, NULL),
            A("supersedes", REF, "interpretation"), AUTHORITATIVE),
      "law" },
    { "policy", TR_EL_ENTITY,
      "title text clause evidence source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            A("services", REFS, "service"), REQUIRED("version", TEXT, NULL),
            A("audience", WORDS, "employees|law-enforcement|users|public"),
            REQUIRED("from", PARTIAL, NULL), A("to", PARTIAL, NULL),
            A("supersedes", REF, "policy"), A("url", URL, NULL),
            A("sha256", TEXT, NULL), AUTHORITATIVE),
      "law" },
    { "clause", TR_EL_ROW, "title text",
      ATTRS(ID, A("kind", WORD,
                  "scope|counting|date-basis|exclusion|audit|approval|"
                  "escalation|training|fees|notice|emergency|foreign|other")),
      NULL },
    { "challenge", TR_EL_ENTITY, "title text source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            REQUIRED("country", CODE, "country"), A("court", TEXT, NULL),
            A("docket", TEXT, NULL), A("demand", CODES, "demand"),
            A("law", REFS, "law"), A("date", PARTIAL, NULL),
            A("outcome", WORD,
              "pending|upheld|narrowed|quashed|settled|withdrawn|unknown"),
            AUTHORITATIVE),
      "law" },
    { "released", TR_EL_ENTITY, "title text affects source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"), A("number", TEXT, NULL),
            A("demand", CODE, "demand"), REQUIRED("issued", PARTIAL, NULL),
            REQUIRED("lifted", PARTIAL, NULL), A("released", PARTIAL, NULL),
            A("redactions", WORD, "none|some|most|unknown"),
            A("url", URL, NULL), AUTHORITATIVE),
      "law" },
    { "affects", 0, "",
      ATTRS(REQUIRED("requests", REF, "requests"), A("period", PERIOD, NULL),
            A("country", CODE, "country")),
      NULL },

    /* Claims, questions, canaries. */
    { "statement", TR_EL_ENTITY,
      "title text quote about relation source note correction",
      ATTRS(ID, REQUIRED("date", PARTIAL, NULL), A("by", TEXT, NULL),
            A("role", TEXT, NULL), A("publisher", REF, "publisher"),
            A("kind", WORD,
              "publisher|partner|third-party|court|government|press"),
            A("medium", TEXT, NULL),
            A("claim", WORD,
              "can|cannot|does|does-not|will|will-not|did|did-not|declines"),
            A("status", WORD,
              "current|superseded|retracted|contradicted|unknown"),
            AUTHORITATIVE),
      "statements" },
    { "quote", TR_EL_TEXT, "",
      ATTRS(A("exact", WORD, "yes|translated|reported")), NULL },
    { "about", 0, "",
      ATTRS(A("publisher", REF, "publisher"), A("service", REF, "service"),
            A("report", REF, "report"), A("requests", REF, "requests"),
            A("inventory", REF, "inventory"), A("exposure", REF, "exposure"),
            A("partner", REF, "partner"), A("law", REF, "law"),
            A("interpretation", REF, "interpretation"),
            A("policy", REF, "policy"), A("statement", REF, "statement"),
            A("question", REF, "question")),
      NULL },
    { "relation", TR_EL_ROW, "text",
      ATTRS(REQUIRED("kind", WORD,
                     "contradicts|clarifies|repeats|supersedes|retracts|"
                     "answers|answered-by|supports"),
            REQUIRED("to", REF, "statement")),
      NULL },
    { "question", TR_EL_ENTITY,
      "title text answer about source note correction",
      ATTRS(ID, REQUIRED("asked", PARTIAL, NULL), A("by", TEXT, NULL),
            A("publisher", REF, "publisher"),
            A("part", WORD, "requests|inventory|exposure|partners|law|other"),
            REQUIRED("state", WORD,
                     "unanswered|partly-answered|answered|refused"),
            A("since", PARTIAL, NULL), A("answers", REFS, "statement"),
            AUTHORITATIVE),
      "questions" },
    { "canary", TR_EL_ENTITY, "title text scope source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            A("services", REFS, "service"),
            REQUIRED("asserted", DATE, NULL), REQUIRED("until", DATE, NULL),
            A("next-due", DATE, NULL), A("signer", TEXT, NULL),
            A("signature", URL, NULL), AUTHORITATIVE),
      "canaries" },

    /* What the words and the figures mean. */
    { "definition", TR_EL_ENTITY, "name text source note correction",
      ATTRS(ID, A("name", TEXT, NULL), A("publisher", REF, "publisher"),
            A("dimension", WORD, OPEN_DIMENSIONS), A("code", TEXT, NULL),
            A("standard", TEXT, NULL), A("same-as", URL, NULL), VALID,
            AUTHORITATIVE),
      "definitions" },
    { "code", TR_EL_ENTITY | TR_EL_CONTROL,
      "name text source note correction",
      ATTRS(ID, REQUIRED("dimension", WORD, OPEN_DIMENSIONS),
            A("name", TEXT, NULL), A("parent", TEXT, NULL),
            A("children", WORD, RELATIONS),
            A("adds", WORD, "sum|distinct|none"),
            A("kind", WORD,
              "country|territory|subnational|intergovernmental|unknown|none|"
              "rest|compulsory|voluntary|informal"),
            A("area", WORD, "criminal|civil|national-security|any"),
            A("stored", WORD, "stored|prospective|both"),
            A("review", WORD, YES_NO), A("law", REFS, "law"),
            A("inventory", REFS, "inventory"),
            A("replaced-by", TEXT, NULL), VALID, AUTHORITATIVE),
      "definitions" },
    { "band", TR_EL_ENTITY, "name text source note correction",
      ATTRS(ID, REQUIRED("width", FIGURE, NULL), A("origin", FIGURE, NULL),
            A("law", REFS, "law"), VALID, AUTHORITATIVE),
      "definitions" },
    { "authority", TR_EL_ENTITY, "name description source note correction",
      ATTRS(ID, A("name", TEXT, NULL), REQUIRED("country", CODE, "country"),
            A("kind", CODE, "authority"),
            A("level", WORD, "international|national|state|local|other"),
            A("url", URL, NULL), VALID, AUTHORITATIVE),
      "definitions" },
    { "methodology", TR_EL_ENTITY, "title text clause source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"), VALID, AUTHORITATIVE),
      "about" },
    { "break", TR_EL_ENTITY, "title text mapping source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            A("services", REFS, "service"), REQUIRED("period", PERIOD, NULL),
            REQUIRED("kind", WORD,
                     "definition|unit|split|merge|coverage|other"),
            A("measures", CODES, "measure"), A("demands", CODES, "demand"),
            A("units", CODES, "unit"), AUTHORITATIVE),
      "about" },
    { "rule", TR_EL_ENTITY, "title text source note correction",
      ATTRS(ID, A("publisher", REF, "publisher"),
            REQUIRED("kind", WORD,
                     "minimum-cell|small-count|complementary|rounding"),
            A("limit", FIGURE, NULL), A("shown", FIGURE, NULL),
            A("zero", WORD, "shown|hidden"), A("base", FIGURE, NULL),
            A("scope", WORD, "cell|row|column|demand|table"),
            A("imposed-by", WORD, "law|government|publisher"),
            A("law", REFS, "law"), VALID, AUTHORITATIVE),
      "about" },
    { "document", TR_EL_ENTITY, "title description note correction",
      ATTRS(ID, A("url", URL, NULL), A("archive", URL, NULL),
            A("by", TEXT, NULL), A("released", PARTIAL, NULL),
            A("retrieved", DATE, NULL), A("language", LANG, NULL),
            A("licence", URL, NULL), A("sha256", TEXT, NULL), AUTHORITATIVE),
      "about" },
    { "translation", TR_EL_ENTITY, "title text note correction",
      ATTRS(ID, REQUIRED("language", LANG, NULL),
            REQUIRED("kind", WORD, KINDS), REQUIRED("of", ID, NULL),
            A("edition", INSTANT, NULL),
            REQUIRED("state", WORD, "complete|partial|machine"),
            A("by", TEXT, NULL), AUTHORITATIVE),
      "about" },
    { "note", TR_EL_ENTITY, "text source correction",
      ATTRS(ID, A("mark", TEXT, NULL), AUTHORITATIVE), "about" },

    /* Parts that several entities share. */
    { "title", TR_EL_LABEL, "", NO_ATTRS, NULL },
    { "name", TR_EL_LABEL, "", ATTRS(VALID), NULL },
    { "description", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "text", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "purpose", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "means", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "exception", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "condition", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "protection", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "advice", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "differs", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "told", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "position", TR_EL_TEXT, "", ATTRS(A("date", PARTIAL, NULL)), NULL },
    { "reasons", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "obtainable", TR_EL_TEXT, "",
      ATTRS(A("demand", CODE, "demand"), A("data", CODES, "data")), NULL },
    { "litigation", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "answer", TR_EL_TEXT, "", ATTRS(A("date", PARTIAL, NULL)), NULL },
    { "scope", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "mapping", TR_EL_TEXT, "", NO_ATTRS, NULL },
    { "covers", TR_EL_TEXT, "",
      ATTRS(A("services", REFS, "service"), A("demands", CODES, "demand"),
            A("data", CODES, "data"), A("countries", CODES, "country")),
      NULL },
    { "excludes", TR_EL_TEXT, "",
      ATTRS(A("services", REFS, "service"), A("demands", CODES, "demand"),
            A("data", CODES, "data"), A("countries", CODES, "country")),
      NULL },
    { "seat", TR_EL_ROW, "",
      ATTRS(REQUIRED("country", CODE, "country"), A("entity", TEXT, NULL),
            VALID),
      NULL },
    { "contact", TR_EL_LABEL, "",
      ATTRS(A("for", WORD,
              "anyone|users|law-enforcement|press|data-protection"),
            A("href", URL, NULL)),
      NULL },
    { "users", TR_EL_ROW, "",
      ATTRS(REQUIRED("period", PERIOD, NULL), REQUIRED("value", FIGURE, NULL),
            A("country", CODE, "country"), A("source", TEXT, NULL)),
      NULL },
    { "source", TR_EL_LABEL, "",
      ATTRS(A("href", URL, NULL), A("archive", URL, NULL),
            A("document", REF, "document"), A("place", TEXT, NULL),
            A("date", PARTIAL, NULL), A("retrieved", DATE, NULL),
            A("licence", URL, NULL)),
      NULL },
    { "evidence", TR_EL_TEXT | TR_EL_ROW, "",
      ATTRS(REQUIRED("kind", WORD, "supports|contradicts|explains"),
            A("date", PARTIAL, NULL), A("statement", REF, "statement"),
            A("document", REF, "document"), A("released", REF, "released"),
            A("href", URL, NULL), A("archive", URL, NULL)),
      NULL },
    { "correction", TR_EL_TEXT | TR_EL_ROW, "",
      ATTRS(REQUIRED("reason", WORD,
                     "error|late-data|reclassification|gag-lifted|legal|"
                     "other"),
            A("noticed-by", TEXT, NULL)),
      NULL },

    /* Takes an entity out of the record; the editions before stay. */
    { "withdrawn", TR_EL_CONTROL, "",
      ATTRS(REQUIRED("kind", WORD, KINDS), ID,
            REQUIRED("reason", TEXT, NULL), A("order", TEXT, NULL),
            A("blocked-by", URL, NULL)),
      NULL },
};

const size_t tr_element_count = sizeof tr_elements / sizeof tr_elements[0];

const char *const tr_inline_elements[] = {
    "p", "ul", "ol", "li", "dl", "dt", "dd", "em", "strong", "a", "q",
    "blockquote", "cite", "abbr", "code", "time", NULL
};

int tr_element_find(const char *name, size_t length)
{
    for (size_t i = 0; i < tr_element_count; i++)
        if (tr_is_word(tr_elements[i].name, name, length))
            return (int)i;
    return -1;
}

int tr_attr_find(const tr_element_def *element, const char *name,
                 size_t length)
{
    for (int i = 0; element->attrs[i].name; i++)
        if (tr_is_word(element->attrs[i].name, name, length))
            return i;
    return -1;
}

int tr_element_allows(const tr_element_def *parent, const char *child)
{
    const char *word = parent->children;
    size_t length;

    for (; *word; word += length + (word[length] == ' ')) {
        length = strcspn(word, " ");
        if (tr_is_word(child, word, length))
            return 1;
    }
    return 0;
}
