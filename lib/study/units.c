#include "study/units.h"

#include <stdlib.h>
#include <string.h>

#include "dgh/io.h"
#include "espresso/readers.h"
#include "study/dos_files.h"

enum { PEEK_BYTES = 64 << 10 };

/* FNV-1a of the path below the tree, so that a tree that was moved is cut in the same way; its
 * bits are mixed before they are divided. */
size_t dgh_unit_shard(const char *path, const char *tree, size_t n_shards)
{
    size_t length = strlen(tree);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    while (length > 1 && tree[length - 1] == '/')
        length--;
    if (strncmp(path, tree, length) == 0)
        path += length;
    while (*path == '/')
        path++;
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    return (size_t)((hash ^ (hash >> 33)) % n_shards);
}

bool dgh_study_looks_at(dgh_arena *arena, const char *path)
{
    const char *base = dgh_path_base(path);
    const char *plain = dgh_plain_name(arena, base);
    return !plain || !dgh_study_is_dull(plain) || dgh_study_may_be_grid(plain) ||
           dgh_dos_name_allows(base);
}

/* ---- where each file counts ------------------------------------------------------------------ */

typedef struct placed {
    const dgh_walk_file *file;
    const char *folder; /* it lies in */
    const char *unit;
    size_t index; /* in the walk */
} placed;

typedef struct placing {
    dgh_arena *arena;
    placed *files; /* by folder, then in the order of the walk */
    size_t n;
    const char *judged; /* the folder that was looked into last */
    bool holds_output;
} placing;

static int by_folder(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int order = strcmp(x->folder, y->folder);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static int by_unit(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int order = strcmp(x->unit, y->unit);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static size_t first_of(const placing *p, const char *folder)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(p->files[middle].folder, folder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_pw_output(const char *path)
{
    dgh_bytes bytes = {0};
    bool is = dgh_io_peek(&bytes, NULL, path, PEEK_BYTES, NULL) == DGH_OK &&
              dgh_qe_is_pw_output(bytes.data, bytes.size);
    dgh_bytes_free(&bytes);
    return is;
}

/* Whether an output of pw.x lies right in this folder, which a study would read. */
static bool holds_pw_output(placing *p, const char *folder)
{
    if (p->judged && strcmp(p->judged, folder) == 0)
        return p->holds_output;
    p->judged = folder;
    p->holds_output = false;
    for (size_t i = first_of(p, folder);
         i < p->n && !p->holds_output && strcmp(p->files[i].folder, folder) == 0; i++) {
        const dgh_walk_file *file = p->files[i].file;
        const char *plain = dgh_plain_name(p->arena, dgh_path_base(file->path));
        if (plain && file->size && !dgh_study_is_dull(plain))
            p->holds_output = is_pw_output(file->path);
    }
    return p->holds_output;
}

static bool ends_in_save(const char *folder)
{
    size_t length = strlen(folder);
    return length > 5 && strcmp(folder + length - 5, ".save") == 0;
}

/* NULL = no memory. */
static const char *unit_of(placing *p, const char *folder)
{
    if (!ends_in_save(folder))
        return folder;
    const char *home = dgh_path_folder(p->arena, folder);
    const char *above = home && strcmp(home, ".") != 0 ? dgh_path_folder(p->arena, home) : home;
    if (!home || !above)
        return NULL;
    return above != home && holds_pw_output(p, above) && !holds_pw_output(p, home) ? above : home;
}

static dgh_status place_files(placing *p, const dgh_walk *walk, dgh_error *err)
{
    p->files = dgh_arena_alloc(p->arena, walk->n_files + 1, sizeof *p->files);
    if (!p->files)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < walk->n_files; i++) {
        const dgh_walk_file *file = &walk->files[i];
        if (!dgh_study_looks_at(p->arena, file->path))
            continue;
        const char *folder = dgh_path_folder(p->arena, file->path);
        if (!folder)
            return dgh_error_nomem(err);
        p->files[p->n++] = (placed){.file = file, .folder = folder, .index = i};
    }
    if (p->n)
        qsort(p->files, p->n, sizeof *p->files, by_folder);
    for (size_t i = 0; i < p->n; i++) {
        bool as_before = i && strcmp(p->files[i].folder, p->files[i - 1].folder) == 0;
        p->files[i].unit = as_before ? p->files[i - 1].unit : unit_of(p, p->files[i].folder);
        if (!p->files[i].unit)
            return dgh_error_nomem(err);
    }
    return DGH_OK;
}

/* ---- units ----------------------------------------------------------------------------------- */

typedef struct numbered {
    dgh_unit unit;
    size_t first; /* index in the walk of its first file */
} numbered;

static int by_first(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* `p->files` are sorted by unit. */
static dgh_status gather(dgh_units *out, const placing *p, const char *const *tree_of,
                         dgh_error *err)
{
    const dgh_walk_file **files = dgh_arena_alloc(out->arena, p->n + 1, sizeof *files);
    numbered *found = calloc(p->n + 1, sizeof *found);
    out->items = files && found ? dgh_arena_alloc(out->arena, p->n + 1, sizeof *out->items) : NULL;
    if (!out->items) {
        free(found);
        return dgh_error_nomem(err);
    }
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const placed *f = &p->files[i];
        files[i] = f->file;
        if (i == 0 || strcmp(f->unit, p->files[i - 1].unit) != 0)
            found[n++] = (numbered){
                {.path = f->unit, .tree = tree_of[f->index], .files = &files[i]}, f->index};
        found[n - 1].unit.n_files++;
    }
    if (n)
        qsort(found, n, sizeof *found, by_first);
    for (size_t i = 0; i < n; i++)
        out->items[i] = found[i].unit;
    out->n = n;
    free(found);
    return DGH_OK;
}

dgh_status dgh_units_make(dgh_units *out, const dgh_walk *walk, const char *const *tree_of,
                          dgh_error *err)
{
    placing p = {.arena = out->arena};
    dgh_status status = place_files(&p, walk, err);
    if (status != DGH_OK)
        return status;
    if (p.n)
        qsort(p.files, p.n, sizeof *p.files, by_unit);
    return gather(out, &p, tree_of, err);
}
