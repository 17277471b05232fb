/* A record as JSON and back: every number with its bits, every source, without the arrays that no
 * study looks at (see record_write.c). */
#ifndef DGH_RECORD_RECORD_JSON_H
#define DGH_RECORD_RECORD_JSON_H

#include <stddef.h>

#include "adapt/json.h"
#include "base/arena.h"
#include "dgh/record.h"

/* Under `key` of `parent`. */
void dgh_calculation_add_json(dgh_json_builder *builder, dgh_json *parent, const char *key,
                              const dgh_calculation *calculation);

/* Text that keeps its bytes: a string, or {"hex": "..."} where they are no UTF-8. */
void dgh_json_add_bytes(dgh_json_builder *builder, dgh_json *parent, const char *key,
                        const char *text);

/* Where a value is read, for messages: the file and line of the document. The first failure is
 * kept, everything after it gives nothing. */
typedef struct dgh_json_reader {
    const char *path;
    size_t line;
    dgh_arena *arena; /* of what is read */
    dgh_status status;
    dgh_error *err;
    const char *const *paths; /* that sources point at, in the arena */
    size_t n_paths;
} dgh_json_reader;

/* Fails the reader: "path:line:1: member: expected `what`, found ...". */
void dgh_json_expected(dgh_json_reader *reader, const char *member, const char *what,
                       const dgh_json *found);
/* In the arena; NULL for null (allowed if `may_miss`) or after a failure. */
const char *dgh_json_get_bytes(dgh_json_reader *reader, const dgh_json *object, const char *member,
                               bool may_miss);
/* The same of a value that must be there; `member` is its name in messages. */
const char *dgh_json_bytes(dgh_json_reader *reader, const char *member, const dgh_json *value);
/* Between `least` and `most`. */
int64_t dgh_json_get_integer(dgh_json_reader *reader, const dgh_json *object, const char *member,
                             int64_t least, int64_t most);
/* The member that must be an object, an array; NULL after a failure. */
const dgh_json *dgh_json_get_object(dgh_json_reader *reader, const dgh_json *object,
                                    const char *member);
const dgh_json *dgh_json_get_array(dgh_json_reader *reader, const dgh_json *object,
                                   const char *member);
/* Diagnostics, whose sources point at `paths`. */
const dgh_diagnostic *dgh_json_get_diagnostics(dgh_json_reader *reader, const dgh_json *object,
                                               const char *member, size_t *n);

/* The record in an arena of its own. Errors: PARSE, NOMEM. */
dgh_status dgh_calculation_from_json(dgh_calculation **out, const dgh_json *object,
                                     const char *path, size_t line, dgh_error *err);

/* The fields of a record that are one value with its source: read and written by one table. */
typedef enum dgh_field_kind { DGH_FIELD_REAL, DGH_FIELD_INTEGER, DGH_FIELD_TEXT } dgh_field_kind;

typedef struct dgh_record_field {
    const char *key;
    dgh_field_kind kind;
    size_t offset;
} dgh_record_field;

extern const dgh_record_field DGH_RECORD_FIELDS[]; /* of a dgh_calculation */
extern const size_t DGH_N_RECORD_FIELDS;
extern const dgh_record_field DGH_STEP_FIELDS[]; /* of a dgh_ionic_step */
extern const size_t DGH_N_STEP_FIELDS;

#endif
