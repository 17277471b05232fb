/* A text document that grows: UTF-8, with ANSI styles where colour is wanted.
 *
 * What is printed into it may come from a file: control characters and bytes that are not UTF-8 are
 * replaced, so that a file's comment can neither move the cursor of a terminal nor break a table.
 * Running out of memory is remembered and reported once, by dgh_document_finish. */
#ifndef DGH_REPORT_DOCUMENT_H
#define DGH_REPORT_DOCUMENT_H

#include <stdarg.h>

#include "dgh/report.h"

typedef enum dgh_style {
    DGH_STYLE_PLAIN = 0,
    DGH_STYLE_BOLD,
    DGH_STYLE_DIM,
    DGH_STYLE_GOOD,
    DGH_STYLE_CAUTION,
    DGH_STYLE_BAD
} dgh_style;

typedef struct dgh_document {
    char *data;
    size_t size, capacity;
    bool failed;
    bool colour;
    size_t width; /* of a line, 0 = no limit */
} dgh_document;

/* `options` NULL = no colour, no limit. */
dgh_document dgh_document_make(const dgh_report_options *options);
void dgh_document_free(dgh_document *document);

/* Hands the text over in `*out`, or frees it and gives NOMEM. */
dgh_status dgh_document_finish(char **out, dgh_document *document, dgh_error *err);

void dgh_document_print(dgh_document *document, const char *format, ...) DGH_PRINTF(2, 3);
void dgh_document_vprint(dgh_document *document, const char *format, va_list arguments);
void dgh_document_styled(dgh_document *document, dgh_style style, const char *format, ...)
    DGH_PRINTF(3, 4);
/* Bytes of our own making, as they are. */
void dgh_document_raw(dgh_document *document, const char *bytes, size_t size);
void dgh_document_pad(dgh_document *document, size_t blanks);

/* Words of `text` on lines no wider than the document; the first line begins at column `at`, the
 * others are indented by `indent`. Ends the line. */
void dgh_document_wrap(dgh_document *document, size_t at, size_t indent, const char *text);

/* Columns that the text takes on a terminal. */
size_t dgh_document_width(const char *utf8);

/* Length of the UTF-8 sequence at the front of `text`, 0 if it is none or a control character. */
size_t dgh_document_sequence(const char *text, size_t size, uint32_t *codepoint);

#endif
