/* XML by expat, as a stream of events with line numbers. A document that declares entities is
 * refused (no program whose files are read here does; an entity bomb does); external ones are never
 * loaded. */
#ifndef DGH_ADAPT_XML_H
#define DGH_ADAPT_XML_H

#include "base/error.h"

typedef struct dgh_xml dgh_xml;

/* `attributes` are name, value pairs, NULL at the end. Names and values are borrowed for the call.
 * A handler that returns a status other than OK stops the parse. */
typedef struct dgh_xml_handlers {
    dgh_status (*start)(void *user, const char *name, const char *const *attributes);
    dgh_status (*end)(void *user, const char *name);
    dgh_status (*text)(void *user, const char *text, size_t size); /* may come in pieces */
} dgh_xml_handlers;

/* `user` is handed to the handlers, which may ask dgh_xml_line for where they are. */
dgh_status dgh_xml_create(dgh_xml **out, const dgh_xml_handlers *handlers, void *user,
                          const char *path, dgh_error *err);
void dgh_xml_free(dgh_xml *xml);

/* Reads the bytes in this encoding ("ISO-8859-1", "UTF-8"), whatever the document says; before the
 * first feed. Latin-1 gives every byte a meaning: nothing in a comment can then stop the parse. */
void dgh_xml_set_encoding(dgh_xml *xml, const char *encoding);

/* Whether the text handler is called from here on; text that nobody wants costs less when it is
 * not. May be called from a handler. */
void dgh_xml_want_text(dgh_xml *xml, bool wanted);

/* 1-based line of the current event in the whole document, skipped lines included. */
size_t dgh_xml_line(const dgh_xml *xml);

/* Feeds the next piece of the document. Errors: PARSE with path:line:column for XML that is not
 * well-formed, REFUSED for a declared entity, or whatever a handler returned. */
dgh_status dgh_xml_feed(dgh_xml *xml, const char *data, size_t size, dgh_error *err);

/* Tells that `n_lines` lines of the document were left out before the next feed (a subtree that
 * nobody wants, jumped over as bytes). */
void dgh_xml_skip_lines(dgh_xml *xml, size_t n_lines);

/* The end of the document: PARSE if elements are still open. */
dgh_status dgh_xml_finish(dgh_xml *xml, dgh_error *err);

/* Value of one attribute, NULL if it is not there. */
const char *dgh_xml_attribute(const char *const *attributes, const char *name);

#endif
