/* dgh/records.h - what the runs of a tree say, one line of JSON for each, and studies made of it.
 *
 * A study is a map over directories and a small reduction. The map reads the files and writes
 * records: of each run its merged dgh_calculation without the arrays that no study looks at, every
 * number with its bits and its source, and the files it was made of with size, time and SHA-256.
 * It can be cut into shards that different machines make. The reduction is dgh_study_open with
 * options.records_paths: it gives the same results as over the tree, byte for byte.
 *
 * A file of records holds lines of three kinds, told by "schema" (lib/report/schema/dgh-1.json):
 * "dgh-record" for a run; "dgh-record-folder" for what else counts in a directory (findings, files
 * that may hold densities or densities of states, which a study opens where they lie); last of all
 * "dgh-records", which names the trees, the shard and the number of lines. Files of several shards
 * may be concatenated, lines may stand in any order.
 *
 * The functions here may be called from several threads; two at a time must not write the same
 * file.
 */
#ifndef DGH_RECORDS_H
#define DGH_RECORDS_H

#include "dgh/base.h"
#include "dgh/io.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_records_options {
    size_t size; /* sizeof(dgh_records_options), set by DGH_RECORDS_OPTIONS_INIT */
    /* Shard 1..n_shards: a part of the directories, by a hash of their paths below the tree, so
     * that it is the same each time. 0 and 0 = all of them. */
    size_t shard, n_shards;
    int jobs; /* threads, 0 = all cores; 1 in a process that was forked by one that had used
                 threads (OpenMP does not survive it) */
    dgh_io_options io;
    /* Files of records of an earlier time; those that are not there are passed over. What they hold
     * of a directory is kept, and its files are not read again, where the same version of the
     * library made it of the same files: equal size and time, or equal size and SHA-256. */
    const char *const *known_paths;
    size_t n_known;
    /* Directories to look into (dgh_records_survey), without what is below them; NULL = the trees
     * are walked. No closing line is given then. */
    const char *const *folders;
    size_t n_folders;
    /* Takes a line, which ends with '\n' and dies after the call; from one thread, in an order that
     * depends on the tree alone. Returning false cancels. */
    bool (*line)(void *user, const char *text, size_t size);
    void *line_user;
    /* Called now and then from one thread; returning false cancels. May be NULL. */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_records_options;

#define DGH_RECORDS_OPTIONS_INIT                                                                   \
    {                                                                                              \
        .size = sizeof(dgh_records_options), .io = DGH_IO_OPTIONS_INIT                             \
    }

typedef struct dgh_records_count {
    size_t n_runs; /* with a record */
    size_t n_read; /* of them: their files were read */
    size_t n_kept; /* of them: taken from records of an earlier time */
    size_t n_lines;
    size_t n_files; /* that the walk met, in this shard */
} dgh_records_count;

/* The records of trees, line by line to options.line. What cannot be read is told in the records.
 * `count` may be NULL. Errors: ARGUMENT (shard, no `line`), IO (a tree does not exist), PARSE (a
 * known file is none of records), CANCELLED, NOMEM. */
DGH_API dgh_status dgh_records_make(dgh_records_count *count, const char *const *trees,
                                    size_t n_trees, const dgh_records_options *options,
                                    dgh_error *err);

/* The same into a file, which appears whole at the end. What it held before is kept as far as it
 * still holds; what is done is put down in PATH.part meanwhile, so that an interrupted call loses
 * none of it. options.line and options.known_paths are not used. Errors: as above; IO; PARSE where
 * a file of that name is none of records (it stays as it is). */
DGH_API dgh_status dgh_records_update(dgh_records_count *count, const char *path,
                                      const char *const *trees, size_t n_trees,
                                      const dgh_records_options *options, dgh_error *err);

/* ---- the map in the caller's hands ----------------------------------------------------------- */

/* The directories of one piece of work: that of a run, and those in it that pw.x made. */
typedef struct dgh_record_work {
    const char *tree;
    size_t n_folders;
    const char *const *folders;
    size_t n_files; /* in them */
} dgh_record_work;

typedef struct dgh_records_survey {
    void *owner; /* private */
    size_t n_work;
    const dgh_record_work *work;
    dgh_records_count count; /* of what was kept, and of the walk */
} dgh_records_survey;

/* Walks the trees and opens no file but for what decides where an outdir of pw.x belongs.
 * options.line gets what is kept of known records and what the walk itself found; the rest is
 * `work`: dgh_records_make over its `folders`, its one tree, in any process that sees the same
 * files under the same paths. Errors: as dgh_records_make. Free with dgh_records_survey_free. */
DGH_API dgh_status dgh_records_survey_make(dgh_records_survey **out, const char *const *trees,
                                           size_t n_trees, const dgh_records_options *options,
                                           dgh_error *err);
DGH_API void dgh_records_survey_free(dgh_records_survey *survey);

/* The closing line of `count.n_lines` other lines; freed with dgh_string_free (dgh/study.h). */
DGH_API dgh_status dgh_records_closing_line(char **out, const char *const *trees, size_t n_trees,
                                            const dgh_records_options *options,
                                            const dgh_records_count *count, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
