/* A study's runs from records instead of from files. The lines may come in any order, from several
 * machines and twice: what is made of them depends on what they say alone. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/walk.h"
#include "record/record_json.h"
#include "study/records_inside.h"

enum { BLOCK_LINES = 1024 };

/* A line of a run. */
typedef struct run_line {
    dgh_found_run run;
    const char *tree;
    const char *at; /* file of records */
    size_t line;
    dgh_slice text;
    const char *version;
    dgh_file_identity *identities; /* of files, in the arena */
    const char **files;
    size_t n_files;
} run_line;

typedef struct found_finding {
    dgh_diagnostic diagnostic;
    dgh_found_by stage;
    const char *tree, *unit;
    size_t tree_index, order; /* of the line and in it */
} found_finding;

typedef struct shard_seen {
    int64_t shard, n_shards;
} shard_seen;

typedef struct collecting {
    dgh_inside *in;
    dgh_walk *walk;
    dgh_arena *arena;
    dgh_bytes *bytes; /* [n_bytes], until the runs are compared */
    size_t n_bytes;
    run_line *runs;
    size_t n_runs, runs_capacity;
    found_finding *findings;
    size_t n_findings, findings_capacity;
    const char **trees;
    size_t n_trees, trees_capacity;
    shard_seen *shards;
    size_t n_shards, shards_capacity;
    size_t n_files; /* that the walks met */
} collecting;

/* The lines of one file. */
typedef struct reading {
    collecting *c;
    const char *path;
    size_t line;
    size_t n_lines, n_said; /* lines that there are, and that closing lines speak of */
    bool is_closed;
} reading;

/* What threads make of a line. */
typedef struct parsed {
    dgh_slice text;
    dgh_json *root;
    dgh_calculation *calculation; /* of a run */
    dgh_status status;
} parsed;

static void *grow(collecting *c, void *items, size_t *capacity, size_t n, size_t size)
{
    return dgh_arena_grow(c->arena, items, capacity, n, n + 1, size);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static dgh_status add_tree(collecting *c, const char *tree, dgh_error *err)
{
    for (size_t i = 0; i < c->n_trees; i++)
        if (strcmp(c->trees[i], tree) == 0)
            return DGH_OK;
    const char **grown = grow(c, c->trees, &c->trees_capacity, c->n_trees, sizeof *grown);
    if (!grown)
        return dgh_error_nomem(err);
    c->trees = grown;
    grown[c->n_trees++] = tree;
    return DGH_OK;
}

/* Files that the line names: those that were read, and those that only lie there. */
static void take_files(collecting *c, dgh_json_reader *r, const dgh_json *root, run_line *run)
{
    const dgh_json *files = dgh_json_get_array(r, root, "files");
    size_t n = dgh_json_size(files);
    if (run) {
        run->identities = dgh_arena_alloc(c->arena, n, sizeof *run->identities);
        run->files = dgh_arena_alloc(c->arena, n, sizeof *run->files);
        if (!run->identities || !run->files)
            r->status = dgh_error_nomem(r->err);
        run->n_files = n;
    }
    for (size_t i = 0; i < n && r->status == DGH_OK; i++) {
        const dgh_json *o = dgh_json_at(files, i);
        const dgh_json *sha256 = dgh_json_get(o, "sha256");
        const char *path = dgh_json_get_bytes(r, o, "path", false);
        int64_t size = dgh_json_get_integer(r, o, "size_bytes", 0, INT64_MAX);
        if (sha256 && (!dgh_json_text(sha256) || strlen(dgh_json_text(sha256)) != 64))
            dgh_json_expected(r, "sha256", "64 hexadecimal digits", sha256);
        if (r->status != DGH_OK)
            return;
        if (dgh_walk_add(c->walk, path, (uint64_t)size, r->err) != DGH_OK) {
            r->status = DGH_ERR_NOMEM;
            return;
        }
        c->walk->files[c->walk->n_files - 1].taken = sha256 != NULL;
        if (run) {
            run->files[i] = path;
            run->identities[i].size_bytes = (uint64_t)size;
            if (sha256)
                memcpy(run->identities[i].sha256, dgh_json_text(sha256), 65);
        }
    }
}

static dgh_status take_run(collecting *c, dgh_json_reader *r, const dgh_json *root, parsed *p,
                           dgh_error *err)
{
    run_line *grown = grow(c, c->runs, &c->runs_capacity, c->n_runs, sizeof *grown);
    if (!grown)
        return dgh_error_nomem(err);
    c->runs = grown;
    run_line *run = &grown[c->n_runs];
    *run = (run_line){.at = r->path, .line = r->line, .text = p->text};
    run->tree = dgh_json_get_bytes(r, root, "tree", false);
    run->version = dgh_json_get_bytes(r, root, "dgh_version", false);
    run->run.path = dgh_json_get_bytes(r, root, "path", false);
    run->run.folder = dgh_json_get_bytes(r, root, "folder", false);
    run->run.name = dgh_json_get_bytes(r, root, "name", false);
    take_files(c, r, root, run);
    if (r->status != DGH_OK)
        return r->status;
    run->run.calculation = p->calculation;
    p->calculation = NULL;
    c->n_runs++;
    return DGH_OK;
}

static bool stage_of(dgh_found_by *out, const char *name)
{
    for (int i = DGH_FOUND_BY_WALK; name && i <= DGH_FOUND_IN_FOLDER; i++)
        if (strcmp(name, dgh_found_by_name((dgh_found_by)i)) == 0) {
            *out = (dgh_found_by)i;
            return true;
        }
    return false;
}

static void take_finding(collecting *c, dgh_json_reader *r, const dgh_json *o, const char *tree,
                         const char *unit)
{
    found_finding *grown = grow(c, c->findings, &c->findings_capacity, c->n_findings,
                                sizeof *grown);
    const dgh_json *stage = dgh_json_get(o, "found_by");
    const char *severity = dgh_json_text(dgh_json_get(o, "severity"));
    if (!grown) {
        r->status = dgh_error_nomem(r->err);
        return;
    }
    c->findings = grown;
    found_finding *f = &grown[c->n_findings];
    *f = (found_finding){.tree = tree, .unit = unit, .order = c->n_findings};
    dgh_diagnostic *d = &f->diagnostic;
    if (!stage_of(&f->stage, dgh_json_text(stage)))
        dgh_json_expected(r, "found_by", "walk, file or folder", stage);
    while (severity && d->severity <= DGH_ERROR &&
           strcmp(severity, dgh_severity_name(d->severity)) != 0)
        d->severity = (dgh_severity)(d->severity + 1);
    if (!severity || d->severity > DGH_ERROR)
        dgh_json_expected(r, "severity", "note, warning or error", dgh_json_get(o, "severity"));
    d->code = dgh_json_get_bytes(r, o, "code", false);
    d->message = dgh_json_get_bytes(r, o, "message", false);
    d->source.path = dgh_json_get_bytes(r, o, "path", true);
    if (dgh_json_get(o, "line"))
        d->source.line = (size_t)dgh_json_get_integer(r, o, "line", 1, INT64_MAX);
    if (r->status == DGH_OK)
        c->n_findings++;
}

static dgh_status take_folder(collecting *c, dgh_json_reader *r, const dgh_json *root)
{
    const char *tree = dgh_json_get_bytes(r, root, "tree", false);
    const char *unit = dgh_json_get_bytes(r, root, "unit", false);
    const dgh_json *findings = dgh_json_get_array(r, root, "findings");
    take_files(c, r, root, NULL);
    for (size_t i = 0; i < dgh_json_size(findings) && r->status == DGH_OK; i++)
        take_finding(c, r, dgh_json_at(findings, i), tree, unit);
    return r->status;
}

/* The closing line. */
static dgh_status take_closing(reading *f, dgh_json_reader *r, const dgh_json *root, dgh_error *err)
{
    collecting *c = f->c;
    const dgh_json *trees = dgh_json_get_array(r, root, "trees");
    shard_seen seen = {.n_shards = dgh_json_get_integer(r, root, "n_shards", 1, 1000000)};
    seen.shard = dgh_json_get_integer(r, root, "shard", 1, seen.n_shards);
    f->n_said += (size_t)dgh_json_get_integer(r, root, "n_lines", 0, INT32_MAX);
    c->n_files += (size_t)dgh_json_get_integer(r, root, "n_files", 0, INT64_MAX / 2);
    f->is_closed = true;
    for (size_t i = 0; i < dgh_json_size(trees) && r->status == DGH_OK; i++) {
        const char *tree = dgh_json_bytes(r, "trees", dgh_json_at(trees, i));
        if (tree && add_tree(c, tree, err) != DGH_OK)
            return DGH_ERR_NOMEM;
    }
    shard_seen *grown = grow(c, c->shards, &c->shards_capacity, c->n_shards, sizeof *grown);
    if (!grown)
        return dgh_error_nomem(err);
    c->shards = grown;
    grown[c->n_shards++] = seen;
    return r->status;
}

static dgh_status take_line(reading *f, parsed *p, dgh_error *err)
{
    dgh_json_reader r = {.path = f->path, .line = f->line, .arena = f->c->arena, .err = err};
    const dgh_json *schema = dgh_json_get(p->root, "schema");
    const char *name = dgh_json_text(schema);
    if (dgh_json_get_integer(&r, p->root, "schema_version", INT64_MIN, INT64_MAX) !=
            DGH_RECORDS_SCHEMA_VERSION &&
        r.status == DGH_OK)
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, f->path, f->line, 1,
                            "schema_version: expected %d, found another: these records are of "
                            "another version of dgh and must be made again",
                            DGH_RECORDS_SCHEMA_VERSION);
    if (r.status == DGH_OK && name && strcmp(name, DGH_RECORDS_SCHEMA) == 0)
        return take_closing(f, &r, p->root, err);
    f->n_lines++;
    if (r.status == DGH_OK && name && strcmp(name, DGH_RECORD_SCHEMA) == 0)
        return take_run(f->c, &r, p->root, p, err);
    if (r.status == DGH_OK && name && strcmp(name, DGH_FOLDER_SCHEMA) == 0)
        return take_folder(f->c, &r, p->root);
    dgh_json_expected(&r, "schema", "dgh-record, dgh-record-folder or dgh-records", schema);
    return r.status;
}

/* ---- files ----------------------------------------------------------------------------------- */

/* The errors of a block's lines are made again, in the order of the lines. */
static void parse(parsed *p, const char *path, size_t line, dgh_error *err)
{
    p->status = dgh_json_parse_line(&p->root, p->text.data, p->text.size, path, line, err);
    const char *schema = dgh_json_text(dgh_json_get(p->root, "schema"));
    if (p->status == DGH_OK && schema && strcmp(schema, DGH_RECORD_SCHEMA) == 0)
        p->status = dgh_calculation_from_json(&p->calculation, dgh_json_get(p->root, "calculation"),
                                              path, line, err);
}

static void parsed_free(parsed *p)
{
    dgh_json_free(p->root);
    dgh_calculation_free(p->calculation);
    p->root = NULL;
    p->calculation = NULL;
}

static dgh_status take_block(reading *f, parsed *lines, size_t n, int jobs, dgh_error *err)
{
    dgh_status status = DGH_OK;
#pragma omp parallel for schedule(dynamic, 8) num_threads(jobs)
    for (size_t i = 0; i < n; i++)
        parse(&lines[i], f->path, f->line + i + 1, NULL);
    for (size_t i = 0; i < n; i++) {
        f->line++;
        if (status == DGH_OK && lines[i].status != DGH_OK) {
            parsed_free(&lines[i]);
            parse(&lines[i], f->path, f->line, err);
            status = lines[i].status;
        }
        if (status == DGH_OK)
            status = take_line(f, &lines[i], err);
        parsed_free(&lines[i]);
    }
    return status;
}

static dgh_status check_whole(const reading *f, dgh_error *err)
{
    if (!f->is_closed)
        return dgh_error_at(err, DGH_ERR_PARSE, f->path, f->line + 1, 1,
                            "expected the closing line of the records (\"schema\": \"dgh-records\")"
                            ", found the end of the file: it was cut short");
    if (f->n_said != f->n_lines)
        return dgh_error_at(err, DGH_ERR_PARSE, f->path, f->line, 1,
                            "expected %zu lines before the closing line, found %zu", f->n_said,
                            f->n_lines);
    return DGH_OK;
}

static dgh_status read_lines(reading *f, dgh_slice text, dgh_error *err)
{
    const dgh_study_options *o = &f->c->in->study.options;
    int jobs = o->jobs > 0 ? o->jobs : omp_get_num_procs();
    dgh_cursor cursor = dgh_cursor_make(text.data, text.size, f->path);
    parsed *lines = malloc(BLOCK_LINES * sizeof *lines);
    dgh_status status = lines ? DGH_OK : dgh_error_nomem(err);
    for (bool more = true; more && status == DGH_OK;) {
        size_t n = 0;
        dgh_slice line;
        while (n < BLOCK_LINES && (more = dgh_cursor_line(&cursor, &line)))
            lines[n++] = (parsed){.text = line};
        status = take_block(f, lines, n, jobs, err);
        if (status == DGH_OK && o->progress &&
            !o->progress(o->progress_user, "reading records", (size_t)(cursor.next - text.data),
                         text.size))
            status = dgh_error_set(err, DGH_ERR_CANCELLED, "stopped by the caller");
    }
    free(lines);
    return status == DGH_OK ? check_whole(f, err) : status;
}

static dgh_status read_file(collecting *c, const char *path, dgh_error *err)
{
    reading f = {.c = c, .path = path};
    dgh_bytes *bytes = &c->bytes[c->n_bytes];
    bool truncated = false;
    dgh_status status = dgh_io_read(bytes, &truncated, path, &c->in->study.options.io, err);
    if (status != DGH_OK)
        return status;
    c->n_bytes++;
    return read_lines(&f, (dgh_slice){bytes->data, bytes->size}, err);
}

/* As a walk meets them: by the names of the directories on the way, in byte order. */
static int compare_walk(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    if (*a == *b)
        return 0;
    if (*a == '\0' || *b == '\0')
        return *a == '\0' ? -1 : 1;
    if (*a == '/' || *b == '/') /* a shorter name comes first */
        return *a == '/' ? -1 : 1;
    return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
}

/* ---- putting together ------------------------------------------------------------------------ */

static int by_run(const void *a, const void *b)
{
    const run_line *x = a, *y = b;
    int order = dgh_natural_compare(x->run.path, y->run.path);
    if (order == 0)
        order = strcmp(x->at, y->at);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* The file in which two records of one run differ; NULL = they say the same. */
static const char *difference(const run_line *a, const run_line *b)
{
    if (a->text.size == b->text.size && memcmp(a->text.data, b->text.data, a->text.size) == 0)
        return NULL;
    if (strcmp(a->version, b->version) != 0)
        return "the version of dgh";
    if (a->n_files != b->n_files)
        return "the number of files";
    for (size_t i = 0; i < a->n_files; i++)
        if (strcmp(a->files[i], b->files[i]) != 0 || *a->identities[i].sha256 == '\0' ||
            strcmp(a->identities[i].sha256, b->identities[i].sha256) != 0)
            return a->files[i];
    return NULL;
}

static dgh_status unite_runs(collecting *c, dgh_error *err)
{
    dgh_found_runs *found = &c->in->found;
    if (c->n_runs)
        qsort(c->runs, c->n_runs, sizeof *c->runs, by_run);
    found->items = calloc(c->n_runs + 1, sizeof *found->items);
    if (!found->items)
        return dgh_error_nomem(err);
    found->capacity = c->n_runs + 1;
    const run_line *last = NULL;
    for (size_t i = 0; i < c->n_runs; i++) {
        run_line *r = &c->runs[i];
        if (last && strcmp(last->run.path, r->run.path) == 0) {
            const char *what = difference(last, r);
            if (what)
                return dgh_error_at(err, DGH_ERR_PARSE, r->at, r->line, 1,
                                    "expected the record of %s that %s:%zu holds, found another "
                                    "one: %s differs",
                                    r->run.path, last->at, last->line, what);
            continue;
        }
        last = r;
        found->items[found->n++] = r->run;
        r->run.calculation = NULL;
    }
    return DGH_OK;
}

static int by_stage(const void *a, const void *b)
{
    const found_finding *x = a, *y = b;
    if (x->stage != y->stage)
        return x->stage < y->stage ? -1 : 1;
    const char *p = x->diagnostic.source.path ? x->diagnostic.source.path : "";
    const char *q = y->diagnostic.source.path ? y->diagnostic.source.path : "";
    int order = 0;
    if (x->stage == DGH_FOUND_IN_FOLDER)
        order = strcmp(x->unit, y->unit);
    else if (x->tree_index != y->tree_index)
        order = x->tree_index < y->tree_index ? -1 : 1;
    else
        order = compare_walk(p, q);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void add_findings(collecting *c)
{
    for (size_t i = 0; i < c->n_findings; i++) {
        found_finding *f = &c->findings[i];
        while (f->tree_index < c->n_trees && strcmp(c->trees[f->tree_index], f->tree) != 0)
            f->tree_index++;
    }
    if (c->n_findings)
        qsort(c->findings, c->n_findings, sizeof *c->findings, by_stage);
    for (size_t i = 0; i < c->n_findings; i++) {
        const dgh_diagnostic *d = &c->findings[i].diagnostic;
        dgh_findings_add(&c->in->findings, d->severity, d->code, d->source, "%s", d->message);
    }
}

/* Shards that nobody gave: a host may be among them. */
static void tell_missing_shards(collecting *c, const char *path)
{
    for (size_t i = 0; i < c->n_shards; i++) {
        const int64_t n = c->shards[i].n_shards;
        bool told = false;
        for (size_t k = 0; k < i; k++)
            told = told || c->shards[k].n_shards == n;
        for (int64_t shard = 1; !told && shard <= n; shard++) {
            size_t k = 0;
            while (k < c->n_shards && (c->shards[k].n_shards != n || c->shards[k].shard != shard))
                k++;
            if (k == c->n_shards)
                dgh_findings_add(&c->in->findings, DGH_WARNING, "shard-missing",
                                 (dgh_source){path, 0},
                                 "%s: the records of shard %lld/%lld are missing", path,
                                 (long long)shard, (long long)n);
        }
    }
}

/* A file of a folder that was recorded twice lies there once. */
static int by_path(const void *a, const void *b)
{
    return compare_walk(((const dgh_walk_file *)a)->path, ((const dgh_walk_file *)b)->path);
}

static void unite_files(dgh_walk *walk)
{
    size_t n = 0;
    if (walk->n_files)
        qsort(walk->files, walk->n_files, sizeof *walk->files, by_path);
    for (size_t i = 0; i < walk->n_files; i++)
        if (n == 0 || strcmp(walk->files[n - 1].path, walk->files[i].path) != 0)
            walk->files[n++] = walk->files[i];
    walk->n_files = n;
}

static dgh_status keep_trees(collecting *c, dgh_error *err)
{
    dgh_inside *in = c->in;
    in->roots = dgh_arena_alloc(in->arena, c->n_trees + 1, sizeof *in->roots);
    if (!in->roots)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < c->n_trees; i++)
        in->roots[i] = c->trees[i];
    in->n_roots = c->n_trees;
    return DGH_OK;
}

dgh_status dgh_study_read_records(dgh_inside *in, dgh_walk *walk, size_t *n_files, dgh_error *err)
{
    const dgh_study_options *o = &in->study.options;
    collecting c = {.in = in, .walk = walk, .arena = in->arena};
    c.bytes = calloc(o->n_records_paths + 1, sizeof *c.bytes);
    dgh_status status = c.bytes ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < o->n_records_paths && status == DGH_OK; i++)
        status = read_file(&c, o->records_paths[i], err);
    if (status == DGH_OK)
        status = unite_runs(&c, err);
    if (status == DGH_OK)
        status = keep_trees(&c, err);
    if (status == DGH_OK) {
        unite_files(walk);
        tell_missing_shards(&c, o->records_paths[0]);
        add_findings(&c);
    }
    *n_files = c.n_files;
    for (size_t i = 0; i < c.n_runs; i++)
        dgh_calculation_free(c.runs[i].run.calculation);
    for (size_t i = 0; i < c.n_bytes; i++)
        dgh_bytes_free(&c.bytes[i]);
    free(c.bytes);
    return status;
}
