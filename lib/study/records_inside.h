/* What the files of records share: names of members, lines that are being made or known. */
#ifndef DGH_STUDY_RECORDS_INSIDE_H
#define DGH_STUDY_RECORDS_INSIDE_H

#include "adapt/json.h"
#include "dgh/records.h"
#include "study/units.h"

enum { DGH_RECORDS_SCHEMA_VERSION = 1 };

#define DGH_RECORDS_SCHEMA "dgh-records"       /* the closing line */
#define DGH_RECORD_SCHEMA  "dgh-record"        /* a run */
#define DGH_FOLDER_SCHEMA  "dgh-record-folder" /* what else a directory holds */

/* When a finding was made, which gives the order of all of them. */
typedef enum dgh_found_by {
    DGH_FOUND_BY_WALK,
    DGH_FOUND_IN_FILE,
    DGH_FOUND_IN_FOLDER
} dgh_found_by;

/* "walk", "file", "folder". */
const char *dgh_found_by_name(dgh_found_by stage);

/* ---- lines of one unit (records_write.c) ----------------------------------------------------- */

typedef struct dgh_lines {
    char *data; /* malloc'ed; not NUL-terminated */
    size_t size, capacity;
    size_t n_lines, n_runs;
} dgh_lines;

bool dgh_lines_add(dgh_lines *lines, const char *text, size_t size);
void dgh_lines_free(dgh_lines *lines);

/* Reads the files of a unit and appends their lines. Errors: NOMEM. */
dgh_status dgh_records_of_unit(dgh_lines *out, const dgh_unit *unit, const dgh_io_options *io,
                               dgh_error *err);
/* One finding of the walk. */
dgh_status dgh_records_of_problem(dgh_lines *out, const char *tree, const dgh_diagnostic *problem,
                                  dgh_error *err);

/* ---- records of an earlier time (records_known.c) -------------------------------------------- */

typedef struct dgh_known dgh_known;

/* Reads the files of options->known_paths that are there. Errors: PARSE where one holds something
 * else than records, IO, NOMEM. Free with dgh_known_free. */
dgh_status dgh_known_open(dgh_known **out, const dgh_records_options *options, dgh_error *err);
void dgh_known_free(dgh_known *known);

/* The lines of a unit where they still hold; false = it must be read. From one thread. */
bool dgh_known_find(dgh_lines *out, dgh_known *known, const dgh_unit *unit);

/* ---- the map (records_make.c) ---------------------------------------------------------------- */

/* options->line of the map gets all lines; `fresh` (may be NULL) those that were read anew. */
dgh_status dgh_records_map(dgh_records_count *count, const char *const *trees, size_t n_trees,
                           const dgh_records_options *options,
                           bool (*fresh)(void *user, const char *text, size_t size),
                           void *fresh_user, dgh_error *err);

#endif
