/* dgh/records.h: the map from trees to records. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "record/record_json.h"
#include "study/records_inside.h"

enum { UNITS_FOR_A_THREAD = 64, MOST_UNITS = 4096 };

typedef struct mapping {
    dgh_records_options options;
    dgh_records_count count;
    bool (*fresh)(void *user, const char *text, size_t size);
    void *fresh_user;
    dgh_walk walk;
    const char **tree_of; /* [n_files] of the walk */
    size_t *problems_of;  /* [n_trees]: problems of the walk before the end of this tree */
    dgh_units units;
    bool *is_known; /* [n] of the units */
    dgh_known *known;
} mapping;

static dgh_status check(const dgh_records_options *o, size_t n_trees, dgh_error *err)
{
    if (n_trees == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a tree");
    if (!o->line)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a function that takes the lines");
    if (o->n_shards ? o->shard < 1 || o->shard > o->n_shards : o->shard != 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a shard from 1 to %zu, found %zu",
                             o->n_shards, o->shard);
    return DGH_OK;
}

static dgh_status cancelled(dgh_error *err)
{
    return dgh_error_set(err, DGH_ERR_CANCELLED, "stopped by the caller");
}

static dgh_status open_mapping(mapping *m, size_t n_trees, const dgh_records_options *options,
                               dgh_error *err)
{
    static const dgh_records_options DEFAULTS = DGH_RECORDS_OPTIONS_INIT;
    m->options = DEFAULTS;
    if (options)
        memcpy(&m->options, options,
               options->size < sizeof m->options ? options->size : sizeof m->options);
    dgh_status status = check(&m->options, n_trees, err);
    if (status != DGH_OK)
        return status;
    m->units.arena = m->walk.arena = dgh_arena_create();
    return m->walk.arena ? DGH_OK : dgh_error_nomem(err);
}

static void close_mapping(mapping *m)
{
    dgh_known_free(m->known);
    dgh_arena_free(m->walk.arena);
}

static bool is_of_shard(const mapping *m, const char *path, const char *tree)
{
    const dgh_records_options *o = &m->options;
    return o->n_shards == 0 || dgh_unit_shard(path, tree, o->n_shards) == o->shard - 1;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static dgh_status walk_trees(mapping *m, const char *const *trees, size_t n_trees, dgh_error *err)
{
    dgh_status status = DGH_OK;
    size_t *files_of = dgh_arena_alloc(m->walk.arena, n_trees + 1, sizeof *files_of);
    m->problems_of = dgh_arena_alloc(m->walk.arena, n_trees + 1, sizeof *m->problems_of);
    if (!files_of || !m->problems_of)
        return dgh_error_nomem(err);
    m->walk.flat = m->options.folders != NULL;
    for (size_t i = 0; m->options.folders && i < m->options.n_folders && status == DGH_OK; i++)
        status = dgh_walk_tree(&m->walk, m->options.folders[i], err);
    for (size_t i = 0; i < n_trees && status == DGH_OK; i++) {
        if (!m->options.folders)
            status = dgh_walk_tree(&m->walk, trees[i], err);
        files_of[i] = m->walk.n_files;
        m->problems_of[i] = m->walk.n_problems;
    }
    m->tree_of = dgh_arena_alloc(m->walk.arena, m->walk.n_files + 1, sizeof *m->tree_of);
    if (status != DGH_OK || !m->tree_of)
        return status != DGH_OK ? status : dgh_error_nomem(err);
    for (size_t i = 0, tree = 0; i < m->walk.n_files; i++) {
        while (tree + 1 < n_trees && i >= files_of[tree])
            tree++;
        m->tree_of[i] = trees[tree];
    }
    return DGH_OK;
}

/* What the walk could not read; of folders that were given, the survey has told it. */
static dgh_status tell_problems(mapping *m, const char *const *trees, dgh_error *err)
{
    dgh_lines lines = {0};
    dgh_status status = DGH_OK;
    if (m->options.folders)
        return DGH_OK;
    for (size_t i = 0, tree = 0; i < m->walk.n_problems && status == DGH_OK; i++) {
        const dgh_diagnostic *p = &m->walk.problems[i];
        while (i >= m->problems_of[tree])
            tree++;
        if (!is_of_shard(m, p->source.path, trees[tree]))
            continue;
        lines.size = 0;
        status = dgh_records_of_problem(&lines, trees[tree], p, err);
        if (status == DGH_OK && !m->options.line(m->options.line_user, lines.data, lines.size))
            status = cancelled(err);
        m->count.n_lines++;
    }
    dgh_lines_free(&lines);
    return status;
}

/* Of the walk's units those of the shard stay. */
static dgh_status choose_shard(mapping *m, dgh_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < m->walk.n_files; i++) {
        const char *folder = m->options.n_shards
                                 ? dgh_path_folder(m->walk.arena, m->walk.files[i].path)
                                 : "";
        if (!folder)
            return dgh_error_nomem(err);
        m->count.n_files += is_of_shard(m, folder, m->tree_of[i]);
    }
    for (size_t i = 0; i < m->units.n; i++)
        if (is_of_shard(m, m->units.items[i].path, m->units.items[i].tree))
            m->units.items[n++] = m->units.items[i];
    m->units.n = n;
    return DGH_OK;
}

static dgh_status survey(mapping *m, const char *const *trees, size_t n_trees, dgh_error *err)
{
    dgh_status status = walk_trees(m, trees, n_trees, err);
    if (status == DGH_OK)
        status = dgh_units_make(&m->units, &m->walk, m->tree_of, err);
    if (status == DGH_OK)
        status = choose_shard(m, err);
    if (status != DGH_OK)
        return status;
    m->is_known = dgh_arena_alloc(m->walk.arena, m->units.n + 1, sizeof *m->is_known);
    status = m->is_known ? dgh_known_open(&m->known, &m->options, err) : dgh_error_nomem(err);
    return status == DGH_OK ? tell_problems(m, trees, err) : status;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static dgh_status hand_out(mapping *m, const dgh_lines *lines, bool is_fresh, dgh_error *err)
{
    m->count.n_runs += lines->n_runs;
    m->count.n_lines += lines->n_lines;
    *(is_fresh ? &m->count.n_read : &m->count.n_kept) += lines->n_runs;
    if (is_fresh && m->fresh && lines->size && !m->fresh(m->fresh_user, lines->data, lines->size))
        return cancelled(err);
    for (size_t at = 0; at < lines->size;) {
        const char *end = memchr(lines->data + at, '\n', lines->size - at);
        size_t size = (size_t)(end + 1 - (lines->data + at));
        if (!m->options.line(m->options.line_user, lines->data + at, size))
            return cancelled(err);
        at += size;
    }
    return DGH_OK;
}

typedef struct unit_job {
    dgh_lines lines;
    dgh_status status;
    dgh_error err;
} unit_job;

/* Units `first`... of which those that are not known are read, all of them handed out in order. */
static dgh_status map_block(mapping *m, unit_job *jobs, size_t first, size_t n, int threads,
                            dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < n; i++) {
        jobs[i] = (unit_job){0};
        m->is_known[first + i] = dgh_known_find(&jobs[i].lines, m->known,
                                                &m->units.items[first + i]);
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t i = 0; i < n; i++)
        if (!m->is_known[first + i])
            jobs[i].status = dgh_records_of_unit(&jobs[i].lines, &m->units.items[first + i],
                                                 &m->options.io, &jobs[i].err);
    for (size_t i = 0; i < n; i++) {
        if (status == DGH_OK && jobs[i].status != DGH_OK) {
            status = jobs[i].status;
            if (err)
                *err = jobs[i].err;
        }
        if (status == DGH_OK)
            status = hand_out(m, &jobs[i].lines, !m->is_known[first + i], err);
        dgh_lines_free(&jobs[i].lines);
    }
    return status;
}

static dgh_status map_units(mapping *m, dgh_error *err)
{
    const dgh_records_options *o = &m->options;
    int threads = o->jobs > 0 ? o->jobs : omp_get_num_procs();
    size_t together = threads < MOST_UNITS / UNITS_FOR_A_THREAD
                          ? (size_t)threads * UNITS_FOR_A_THREAD
                          : MOST_UNITS;
    unit_job *jobs = malloc(together * sizeof *jobs);
    dgh_status status = jobs ? DGH_OK : dgh_error_nomem(err);
    for (size_t first = 0; first < m->units.n && status == DGH_OK; first += together) {
        size_t n = m->units.n - first < together ? m->units.n - first : together;
        status = map_block(m, jobs, first, n, threads, err);
        if (status == DGH_OK && o->progress &&
            !o->progress(o->progress_user, "reading", first + n, m->units.n))
            status = cancelled(err);
    }
    free(jobs);
    return status;
}

/* ---- the closing line ------------------------------------------------------------------------ */

dgh_status dgh_records_closing_line(char **out, const char *const *trees, size_t n_trees,
                                    const dgh_records_options *options,
                                    const dgh_records_count *count, dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    dgh_json_add_text(&b, root, "schema", DGH_RECORDS_SCHEMA);
    dgh_json_add_integer(&b, root, "schema_version", DGH_RECORDS_SCHEMA_VERSION);
    dgh_json_add_text(&b, root, "dgh_version", dgh_version());
    dgh_json *array = dgh_json_add_array(&b, root, "trees");
    for (size_t i = 0; i < n_trees; i++)
        dgh_json_add_bytes(&b, array, NULL, trees[i]);
    bool sharded = options && options->n_shards;
    dgh_json_add_integer(&b, root, "shard", sharded ? (int64_t)options->shard : 1);
    dgh_json_add_integer(&b, root, "n_shards", sharded ? (int64_t)options->n_shards : 1);
    dgh_json_add_integer(&b, root, "n_lines", (int64_t)count->n_lines);
    dgh_json_add_integer(&b, root, "n_runs", (int64_t)count->n_runs);
    dgh_json_add_integer(&b, root, "n_files", (int64_t)count->n_files);
    dgh_status status = dgh_json_write_line(out, &b, root, err);
    dgh_json_free(root);
    return status;
}

static dgh_status close_lines(const mapping *m, const char *const *trees, size_t n_trees,
                              dgh_error *err)
{
    char *text;
    dgh_status status = dgh_records_closing_line(&text, trees, n_trees, &m->options, &m->count,
                                                 err);
    if (status == DGH_OK && !m->options.line(m->options.line_user, text, strlen(text)))
        status = cancelled(err);
    free(text);
    return status;
}

/* ---- the functions --------------------------------------------------------------------------- */

dgh_status dgh_records_map(dgh_records_count *count, const char *const *trees, size_t n_trees,
                           const dgh_records_options *options,
                           bool (*fresh)(void *user, const char *text, size_t size),
                           void *fresh_user, dgh_error *err)
{
    mapping m = {.fresh = fresh, .fresh_user = fresh_user};
    if (count)
        *count = (dgh_records_count){0};
    dgh_status status = open_mapping(&m, n_trees, options, err);
    if (status == DGH_OK)
        status = survey(&m, trees, n_trees, err);
    if (status == DGH_OK)
        status = map_units(&m, err);
    if (status == DGH_OK && !m.options.folders)
        status = close_lines(&m, trees, n_trees, err);
    if (count)
        *count = m.count;
    close_mapping(&m);
    return status;
}

dgh_status dgh_records_make(dgh_records_count *count, const char *const *trees, size_t n_trees,
                            const dgh_records_options *options, dgh_error *err)
{
    return dgh_records_map(count, trees, n_trees, options, NULL, NULL, err);
}

/* ---- the survey ------------------------------------------------------------------------------ */

/* The directories that the files of a unit lie in. */
static dgh_status list_folders(dgh_record_work *out, const dgh_unit *unit, dgh_arena *arena,
                               dgh_error *err)
{
    const char **folders = dgh_arena_alloc(arena, unit->n_files, sizeof *folders);
    if (!folders)
        return dgh_error_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < unit->n_files; i++) {
        const char *folder = dgh_path_folder(arena, unit->files[i]->path);
        size_t k = n;
        if (!folder)
            return dgh_error_nomem(err);
        while (k > 0 && strcmp(folders[k - 1], folder) != 0)
            k--;
        if (k == 0)
            folders[n++] = folder;
    }
    *out = (dgh_record_work){unit->tree, n, folders, unit->n_files};
    return DGH_OK;
}

static dgh_status list_work(dgh_records_survey *out, mapping *m, dgh_error *err)
{
    dgh_arena *arena = m->walk.arena;
    dgh_record_work *work = dgh_arena_alloc(arena, m->units.n + 1, sizeof *work);
    dgh_status status = work ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < m->units.n && status == DGH_OK; i++) {
        dgh_lines lines = {0};
        if (dgh_known_find(&lines, m->known, &m->units.items[i]))
            status = hand_out(m, &lines, false, err);
        else
            status = list_folders(&work[out->n_work++], &m->units.items[i], arena, err);
        dgh_lines_free(&lines);
    }
    out->work = work;
    out->count = m->count;
    return status;
}

dgh_status dgh_records_survey_make(dgh_records_survey **out, const char *const *trees,
                                   size_t n_trees, const dgh_records_options *options,
                                   dgh_error *err)
{
    mapping m = {0};
    *out = NULL;
    dgh_status status = open_mapping(&m, n_trees, options, err);
    if (status != DGH_OK)
        return status;
    dgh_records_survey *own = dgh_arena_alloc(m.walk.arena, 1, sizeof *own);
    const char **names = dgh_arena_alloc(m.walk.arena, n_trees + 1, sizeof *names);
    status = own && names ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < n_trees && status == DGH_OK; i++)
        if (!(names[i] = dgh_arena_strdup(m.walk.arena, trees[i])))
            status = dgh_error_nomem(err);
    if (status == DGH_OK)
        status = survey(&m, names, n_trees, err);
    if (status == DGH_OK)
        status = list_work(own, &m, err);
    if (status != DGH_OK) {
        close_mapping(&m);
        return status;
    }
    own->owner = m.walk.arena;
    m.walk.arena = NULL;
    close_mapping(&m);
    *out = own;
    return DGH_OK;
}

void dgh_records_survey_free(dgh_records_survey *survey)
{
    if (survey)
        dgh_arena_free(survey->owner);
}
