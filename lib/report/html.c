/* A study as one HTML file: the page of lib/report/html with the study's document and what its
 * pictures need inside of it. Nothing in it is fetched from anywhere: its Content-Security-Policy
 * forbids that, and allows the page's own script alone, by its hash. */
#include <stdlib.h>
#include <string.h>

#include "adapt/digest.h"
#include "base/error.h"
#include "report/html_parts.h"

static void raw(dgh_document *d, const dgh_embedded *part)
{
    dgh_document_raw(d, (const char *)part->data, part->size);
}

/* Of an element's text or of an attribute. */
static void escaped(dgh_document *d, const char *text)
{
    for (; *text; text++) {
        const char *name = *text == '&'   ? "&amp;"
                           : *text == '<' ? "&lt;"
                           : *text == '>' ? "&gt;"
                           : *text == '"' ? "&quot;"
                                          : NULL;
        dgh_document_raw(d, name ? name : text, name ? strlen(name) : 1);
    }
}

/* JSON within a script element: a "<" stands within strings only, where \u003c is the same
 * character and can neither end the element nor begin a comment. */
static void json(dgh_document *d, const char *text)
{
    for (const char *next; (next = strchr(text, '<')) != NULL; text = next + 1) {
        dgh_document_raw(d, text, (size_t)(next - text));
        dgh_document_raw(d, "\\u003c", 6);
    }
    dgh_document_raw(d, text, strlen(text));
}

/* 'sha256-...' of the script, as a policy names it. */
static void script_hash(dgh_document *d)
{
    char hex[65];
    unsigned char bytes[32];
    dgh_digest *digest = dgh_digest_new();
    if (!digest) {
        d->failed = true;
        return;
    }
    dgh_digest_add(digest, dgh_html_script.data, dgh_html_script.size);
    dgh_digest_hex(digest, hex);
    dgh_digest_free(digest);
    for (int i = 0; i < 32; i++) {
        unsigned value = 0;
        for (int k = 0; k < 2; k++) {
            const char c = hex[2 * i + k];
            value = 16 * value + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        bytes[i] = (unsigned char)value;
    }
    char *text = dgh_html_base64(bytes, sizeof bytes);
    if (text)
        dgh_document_raw(d, text, strlen(text));
    d->failed = d->failed || !text;
    free(text);
}

static void packed(dgh_document *d, const dgh_embedded *library)
{
    char *text = dgh_html_base64(library->data, library->size);
    if (text)
        dgh_document_raw(d, text, strlen(text));
    d->failed = d->failed || !text;
    free(text);
}

typedef struct parts {
    const char *title, *study, *data;
} parts;

static void fill(dgh_document *d, const char *name, size_t size, const parts *p)
{
    if (size == 5 && memcmp(name, "title", 5) == 0)
        escaped(d, p->title);
    else if (size == 7 && memcmp(name, "version", 7) == 0)
        escaped(d, dgh_version());
    else if (size == 5 && memcmp(name, "style", 5) == 0)
        raw(d, &dgh_html_style);
    else if (size == 6 && memcmp(name, "script", 6) == 0)
        raw(d, &dgh_html_script);
    else if (size == 4 && memcmp(name, "hash", 4) == 0)
        script_hash(d);
    else if (size == 5 && memcmp(name, "study", 5) == 0)
        json(d, p->study);
    else if (size == 4 && memcmp(name, "data", 4) == 0)
        json(d, p->data);
    else if (size == 5 && memcmp(name, "plots", 5) == 0)
        packed(d, &dgh_html_plots);
    else if (size == 6 && memcmp(name, "viewer", 6) == 0)
        packed(d, &dgh_html_viewer);
}

/* The template with each {{name}} filled in. */
static void compose(dgh_document *d, const parts *p)
{
    const char *at = (const char *)dgh_html_template.data, *end = at + dgh_html_template.size;
    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
        dgh_document_raw(d, at, (size_t)((close ? open : end) - at));
        if (!close)
            return;
        fill(d, open + 2, (size_t)(close - open - 2), p);
        at = close + 2;
    }
}

bool dgh_report_html_has_pictures(void)
{
    return dgh_html_plots.size && dgh_html_viewer.size;
}

dgh_status dgh_report_html(char **out, const dgh_study *study, const dgh_html_options *options,
                           dgh_error *err)
{
    *out = NULL;
    dgh_html_options own = DGH_HTML_OPTIONS_INIT;
    if (options)
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    char *text = NULL, *data = NULL, *title = NULL;
    dgh_status status = dgh_report_study_json(&text, study, err);
    if (status == DGH_OK)
        status = dgh_html_data(&data, study, &own, err);
    if (status == DGH_OK && !(title = dgh_json_utf8(own.title ? own.title : "ΔG_H* report")))
        status = dgh_error_nomem(err);
    if (status == DGH_OK) {
        dgh_document d = dgh_document_make(NULL);
        compose(&d, &(parts){title, text, data});
        status = dgh_document_finish(out, &d, err);
    }
    free(title);
    dgh_string_free(text);
    dgh_string_free(data);
    return status;
}
