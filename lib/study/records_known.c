/* Records of an earlier time: which of their lines still hold. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "record/record_json.h"
#include "study/records_inside.h"

enum { BLOCK_LINES = 1024 };

typedef struct known_file {
    const char *path;
    dgh_file_identity identity;
} known_file;

/* The lines of one unit that stand one after the other. */
typedef struct known_unit {
    const char *unit, *tree;
    const char *text;
    size_t size;
    size_t n_lines, n_runs;
    known_file *files;
    size_t n_files, capacity;
    size_t rank; /* of two of one unit the lower one is asked first */
} known_unit;

struct dgh_known {
    dgh_arena *arena;
    dgh_bytes *bytes; /* [n_bytes] */
    size_t n_bytes;
    known_unit *units; /* by unit, then rank */
    size_t n, capacity;
};

void dgh_known_free(dgh_known *known)
{
    if (!known)
        return;
    for (size_t i = 0; i < known->n_bytes; i++)
        dgh_bytes_free(&known->bytes[i]);
    dgh_arena_free(known->arena);
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct loading {
    dgh_known *known;
    const char *path;
    const char *behind; /* the line after the last one that was taken */
    size_t file;        /* index of the path */
} loading;

/* Lines of another version, of the walk, closing and damaged ones hold no unit: false. */
static bool is_of_a_unit(const dgh_json *root)
{
    const char *schema = dgh_json_text(dgh_json_get(root, "schema"));
    const char *version = dgh_json_text(dgh_json_get(root, "dgh_version"));
    int64_t schema_version = 0;
    return schema && version && strcmp(version, dgh_version()) == 0 &&
           dgh_json_integer(dgh_json_get(root, "schema_version"), &schema_version) &&
           schema_version == DGH_RECORDS_SCHEMA_VERSION &&
           (strcmp(schema, DGH_RECORD_SCHEMA) == 0 || strcmp(schema, DGH_FOLDER_SCHEMA) == 0) &&
           dgh_json_size(dgh_json_get(root, "files")) > 0;
}

static bool take_files(dgh_json_reader *r, known_unit *u, const dgh_json *root)
{
    const dgh_json *files = dgh_json_get_array(r, root, "files");
    for (size_t i = 0; i < dgh_json_size(files); i++) {
        const dgh_json *o = dgh_json_at(files, i);
        known_file *grown = dgh_arena_grow(r->arena, u->files, &u->capacity, u->n_files,
                                           u->n_files + 1, sizeof *grown);
        if (!grown)
            return false;
        u->files = grown;
        known_file *f = &grown[u->n_files];
        const char *sha256 = dgh_json_text(dgh_json_get(o, "sha256"));
        f->path = dgh_json_get_bytes(r, o, "path", false);
        f->identity.size_bytes = (uint64_t)dgh_json_get_integer(r, o, "size_bytes", 0, INT64_MAX);
        f->identity.mtime_ns = dgh_json_get_integer(r, o, "mtime_ns", INT64_MIN, INT64_MAX);
        if (sha256 && strlen(sha256) == 64)
            memcpy(f->identity.sha256, sha256, 65);
        u->n_files++;
    }
    return r->status == DGH_OK;
}

static known_unit *unit_for(loading *l, dgh_json_reader *r, const dgh_json *root, const char *text)
{
    dgh_known *k = l->known;
    const char *unit = dgh_json_get_bytes(r, root, "unit", false);
    const char *tree = dgh_json_get_bytes(r, root, "tree", false);
    known_unit *last = k->n ? &k->units[k->n - 1] : NULL;
    if (!unit || !tree)
        return NULL;
    if (last && text == l->behind && strcmp(last->unit, unit) == 0 && strcmp(last->tree, tree) == 0)
        return last;
    known_unit *grown = dgh_arena_grow(k->arena, k->units, &k->capacity, k->n, k->n + 1,
                                       sizeof *grown);
    if (!grown)
        return NULL;
    k->units = grown;
    /* the first of the files, and in it the last of the lines, are the newest */
    size_t rank = (l->file + 1) * ((size_t)1 << 40) - k->n;
    grown[k->n] = (known_unit){.unit = unit, .tree = tree, .text = text, .rank = rank};
    return &grown[k->n++];
}

/* A line that holds nothing of use is passed over: its directory is read again. */
static dgh_status take_line(loading *l, const dgh_json *root, dgh_slice line, dgh_error *err)
{
    dgh_error problem = {0};
    dgh_json_reader r = {.path = l->path, .arena = l->known->arena, .err = &problem};
    if (!is_of_a_unit(root))
        return DGH_OK;
    known_unit *u = unit_for(l, &r, root, line.data);
    if (u && take_files(&r, u, root)) {
        u->n_lines++;
        u->n_runs += strcmp(dgh_json_text(dgh_json_get(root, "schema")), DGH_RECORD_SCHEMA) == 0;
        u->size = (size_t)(line.data + line.size - u->text);
        l->behind = line.data + line.size;
    } else if (u) {
        u->tree = ""; /* no unit of a tree */
    }
    return r.status == DGH_ERR_NOMEM || (!u && r.status == DGH_OK) ? dgh_error_nomem(err) : DGH_OK;
}

/* Lines with their '\n'; the last of a file that was cut has none and is passed over. */
static bool next_line(dgh_slice *rest, dgh_slice *line)
{
    const char *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
    if (!end)
        return false;
    *line = (dgh_slice){rest->data, (size_t)(end + 1 - rest->data)};
    *rest = (dgh_slice){end + 1, rest->size - line->size};
    return true;
}

static dgh_status take_lines(loading *l, dgh_slice rest, int jobs, dgh_error *err)
{
    dgh_slice lines[BLOCK_LINES];
    dgh_json *roots[BLOCK_LINES];
    dgh_status status = DGH_OK;
    while (rest.size && status == DGH_OK) {
        size_t n = 0;
        while (n < BLOCK_LINES && next_line(&rest, &lines[n]))
            n++;
        if (n == 0)
            break;
#pragma omp parallel for schedule(dynamic, 16) num_threads(jobs)
        for (size_t i = 0; i < n; i++)
            dgh_json_parse(&roots[i], lines[i].data, lines[i].size, l->path, NULL);
        for (size_t i = 0; i < n; i++) {
            if (status == DGH_OK && roots[i])
                status = take_line(l, roots[i], lines[i], err);
            dgh_json_free(roots[i]);
        }
    }
    return status;
}

/* A file that was made by somebody else is not ours to replace. */
static dgh_status check_kind(const char *path, dgh_slice text, dgh_error *err)
{
    static const char BEGIN[] = "{\"schema\":\"dgh-record";
    char excerpt[64];
    dgh_slice line = text;
    dgh_json *root = NULL;
    if (text.size == 0 || dgh_slice_starts(text, BEGIN))
        return DGH_OK;
    const char *end = memchr(text.data, '\n', text.size);
    line.size = end ? (size_t)(end - text.data) : text.size;
    dgh_json_parse(&root, line.data, line.size, path, NULL);
    const char *schema = dgh_json_text(dgh_json_get(root, "schema"));
    bool is_ours = schema && strncmp(schema, "dgh-record", 10) == 0;
    dgh_json_free(root);
    if (is_ours)
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                        "expected records of an earlier time, found %s",
                        dgh_slice_excerpt(line, excerpt, sizeof excerpt));
}

static int by_unit(const void *a, const void *b)
{
    const known_unit *x = a, *y = b;
    int order = strcmp(x->unit, y->unit);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static dgh_status load(dgh_known *k, const dgh_records_options *options, size_t file,
                       dgh_error *err)
{
    loading l = {.known = k, .path = options->known_paths[file], .file = file};
    struct stat st;
    if (stat(l.path, &st) != 0)
        return DGH_OK;
    dgh_bytes *bytes = &k->bytes[k->n_bytes];
    dgh_status status = dgh_io_read(bytes, NULL, l.path, &options->io, err);
    if (status != DGH_OK)
        return status;
    k->n_bytes++;
    dgh_slice text = {bytes->data, bytes->size};
    status = check_kind(l.path, text, err);
    int jobs = options->jobs > 0 ? options->jobs : omp_get_num_procs();
    return status == DGH_OK ? take_lines(&l, text, jobs, err) : status;
}

dgh_status dgh_known_open(dgh_known **out, const dgh_records_options *options, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    dgh_known *k = arena ? dgh_arena_alloc(arena, 1, sizeof *k) : NULL;
    dgh_bytes *bytes = k ? dgh_arena_alloc(arena, options->n_known + 1, sizeof *bytes) : NULL;
    if (!bytes) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    k->arena = arena;
    k->bytes = bytes;
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < options->n_known && status == DGH_OK; i++)
        status = load(k, options, i, err);
    if (status != DGH_OK) {
        dgh_known_free(k);
        return status;
    }
    if (k->n)
        qsort(k->units, k->n, sizeof *k->units, by_unit);
    *out = k;
    return DGH_OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static bool same_file(const known_file *f, const dgh_walk_file *now)
{
    dgh_file_identity identity;
    if (f->identity.size_bytes != now->size)
        return false;
    if (*f->identity.sha256 == '\0') /* it was not read, or changed meanwhile */
        return f->identity.mtime_ns == now->mtime_ns;
    return f->identity.mtime_ns == now->mtime_ns ||
           (dgh_io_identify(&identity, now->path, NULL) == DGH_OK &&
            strcmp(identity.sha256, f->identity.sha256) == 0);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const known_file *)a)->path, ((const known_file *)b)->path);
}

/* Exactly the same files. */
static bool holds(known_unit *u, const dgh_unit *unit)
{
    if (u->n_files != unit->n_files || strcmp(u->tree, unit->tree) != 0)
        return false;
    qsort(u->files, u->n_files, sizeof *u->files, by_path);
    for (size_t i = 0; i < unit->n_files; i++) {
        known_file wanted = {.path = unit->files[i]->path};
        const known_file *f = bsearch(&wanted, u->files, u->n_files, sizeof *f, by_path);
        if (!f || !same_file(f, unit->files[i]))
            return false;
    }
    return true;
}

bool dgh_known_find(dgh_lines *out, dgh_known *k, const dgh_unit *unit)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(k->units[middle].unit, unit->path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < k->n && strcmp(k->units[low].unit, unit->path) == 0; low++) {
        known_unit *u = &k->units[low];
        if (!holds(u, unit))
            continue;
        if (!dgh_lines_add(out, u->text, u->size))
            return false;
        out->n_lines += u->n_lines;
        out->n_runs += u->n_runs;
        return true;
    }
    return false;
}
