/* JSON by jansson: building a document, writing it, and reading one.
 *
 * Building: every value is made inside its parent, so that the root owns the whole document; the
 * first failure is kept in the builder, and everything after it does nothing. Numbers are written
 * with 17 significant digits (a double survives the way there and back), a NaN or an infinity as
 * null, members in the order in which they were added. */
#ifndef DGH_ADAPT_JSON_H
#define DGH_ADAPT_JSON_H

#include "base/error.h"

typedef struct dgh_json dgh_json; /* one value; borrowed from its root */

/* Zero-initialise. */
typedef struct dgh_json_builder {
    bool failed;
} dgh_json_builder;

/* A new object or array: in the object `parent` under `key`, in the array `parent` (key NULL), or
 * as a root (parent NULL) that the caller frees. NULL after a failure, which is legal as a parent
 * from then on. */
dgh_json *dgh_json_add_object(dgh_json_builder *builder, dgh_json *parent, const char *key);
dgh_json *dgh_json_add_array(dgh_json_builder *builder, dgh_json *parent, const char *key);

/* Values. `text` may hold any bytes: those that are not UTF-8 are written as "\xNN"; NULL is null.
 */
void dgh_json_add_text(dgh_json_builder *builder, dgh_json *parent, const char *key,
                       const char *text);
void dgh_json_add_real(dgh_json_builder *builder, dgh_json *parent, const char *key, double value);
void dgh_json_add_integer(dgh_json_builder *builder, dgh_json *parent, const char *key,
                          int64_t value);
void dgh_json_add_bool(dgh_json_builder *builder, dgh_json *parent, const char *key, bool value);
void dgh_json_add_null(dgh_json_builder *builder, dgh_json *parent, const char *key);

/* The document, indented by two, with a line end at its end; malloc'ed, the caller frees. NOMEM if
 * anything had failed before. */
dgh_status dgh_json_write(char **out, const dgh_json_builder *builder, const dgh_json *root,
                          dgh_error *err);

/* The same as one line without blanks. */
dgh_status dgh_json_write_line(char **out, const dgh_json_builder *builder, const dgh_json *root,
                               dgh_error *err);

/* Frees a root and all in it. NULL is legal. */
void dgh_json_free(dgh_json *root);

/* What dgh_json_add_text makes of bytes: malloc'ed UTF-8, NULL when memory is out. */
char *dgh_json_utf8(const char *text);

/* Reading. Errors: PARSE with path:line:column (also for a key given twice). Free the root. */
dgh_status dgh_json_parse(dgh_json **out, const char *data, size_t size, const char *path,
                          dgh_error *err);
/* One line of a file, number `line`. */
dgh_status dgh_json_parse_line(dgh_json **out, const char *data, size_t size, const char *path,
                               size_t line, dgh_error *err);

/* All accept NULL, which is no value at all. */
bool dgh_json_is_object(const dgh_json *value);
bool dgh_json_is_array(const dgh_json *value);
bool dgh_json_is_null(const dgh_json *value);
const dgh_json *dgh_json_get(const dgh_json *object, const char *key); /* NULL = not there */
size_t dgh_json_size(const dgh_json *array);
const dgh_json *dgh_json_at(const dgh_json *array, size_t index);
const char *dgh_json_text(const dgh_json *value); /* NULL = not a string */
bool dgh_json_real(const dgh_json *value, double *out);
bool dgh_json_integer(const dgh_json *value, int64_t *out);
bool dgh_json_bool(const dgh_json *value, bool *out);
const char *dgh_json_kind(const dgh_json *value); /* "an object", "a string", "nothing"... */

/* The first member of `object` whose name is not in `known` (NULL at its end), NULL = there is
 * none. */
const char *dgh_json_unknown_member(const dgh_json *object, const char *const *known);

#endif
