#include "io/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/format.h"
#include "io/time.h"

enum { MAX_DEPTH = 200 };

static dgh_status problem(dgh_walk *walk, dgh_severity severity, const char *code, const char *path,
                          const char *what, dgh_error *err)
{
    dgh_diagnostic *grown = dgh_arena_grow(walk->arena, walk->problems, &walk->problems_capacity,
                                           walk->n_problems, walk->n_problems + 1, sizeof *grown);
    char *own_path = dgh_arena_strdup(walk->arena, path);
    char *message = dgh_arena_printf(walk->arena, "%s: %s", path, what);
    if (!grown || !own_path || !message)
        return dgh_error_nomem(err);
    walk->problems = grown;
    grown[walk->n_problems++] = (dgh_diagnostic){severity, code, message, {own_path, 0}};
    return DGH_OK;
}

static dgh_walk_folder *slot_of(dgh_walk_folder *table, size_t capacity, uint64_t device,
                                uint64_t inode)
{
    uint64_t hash = (inode ^ (device << 32)) * UINT64_C(0x9e3779b97f4a7c15);
    size_t i = (size_t)(hash >> 20) & (capacity - 1);
    while (table[i].used && (table[i].device != device || table[i].inode != inode))
        i = (i + 1) & (capacity - 1);
    return &table[i];
}

/* Room for one more directory; the table is at most half full. */
static bool make_room(dgh_walk *walk)
{
    if (2 * (walk->n_folders + 1) <= walk->folders_capacity)
        return true;
    size_t capacity = walk->folders_capacity ? 2 * walk->folders_capacity : 64;
    dgh_walk_folder *table = dgh_arena_alloc(walk->arena, capacity, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < walk->folders_capacity; i++) {
        const dgh_walk_folder *f = &walk->folders[i];
        if (f->used)
            *slot_of(table, capacity, f->device, f->inode) = *f;
    }
    walk->folders = table;
    walk->folders_capacity = capacity;
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

typedef struct names {
    char **items;
    size_t n, capacity;
} names;

static void names_free(names *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->items[i]);
    free(list->items);
}

static bool names_add(names *list, const char *name)
{
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 32;
        char **moved = realloc(list->items, capacity * sizeof *moved);
        if (!moved)
            return false;
        list->items = moved;
        list->capacity = capacity;
    }
    list->items[list->n] = strdup(name);
    return list->items[list->n] && ++list->n;
}

static dgh_status list_folder(dgh_walk *walk, names *list, const char *path, dgh_error *err)
{
    DIR *folder = opendir(path);
    if (!folder) {
        char what[256];
        dgh_format(what, sizeof what, "the directory cannot be read: %s", strerror(errno));
        return problem(walk, DGH_WARNING, "unreadable-directory", path, what, err);
    }
    dgh_status status = DGH_OK;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (!entry)
            break;
        if (entry->d_name[0] != '.' && !names_add(list, entry->d_name)) {
            status = dgh_error_nomem(err);
            break;
        }
    }
    if (status == DGH_OK && errno != 0)
        status = problem(walk, DGH_WARNING, "unreadable-directory", path,
                         "the directory cannot be read to its end", err);
    closedir(folder);
    if (list->n)
        qsort(list->items, list->n, sizeof *list->items, compare_names);
    return status;
}

dgh_status dgh_walk_add(dgh_walk *walk, const char *path, uint64_t size, dgh_error *err)
{
    dgh_walk_file *grown = dgh_arena_grow(walk->arena, walk->files, &walk->files_capacity,
                                          walk->n_files, walk->n_files + 1, sizeof *grown);
    char *own = dgh_arena_strdup(walk->arena, path);
    if (!grown || !own)
        return dgh_error_nomem(err);
    walk->files = grown;
    grown[walk->n_files++] = (dgh_walk_file){.path = own, .size = size};
    return DGH_OK;
}

static dgh_status visit(dgh_walk *walk, const char *path, unsigned depth, dgh_error *err);

static dgh_status enter(dgh_walk *walk, const char *path, const struct stat *st, unsigned depth,
                        dgh_error *err)
{
    uint64_t device = (uint64_t)st->st_dev, inode = (uint64_t)st->st_ino;
    if (!make_room(walk))
        return dgh_error_nomem(err);
    dgh_walk_folder *seen = slot_of(walk->folders, walk->folders_capacity, device, inode);
    if (seen->used && seen->open)
        return problem(walk, DGH_WARNING, "symlink-loop", path,
                       "the link leads back to a directory above it; not followed", err);
    if (seen->used)
        return problem(walk, DGH_NOTE, "seen-twice", path,
                       "leads to a directory that was read already; not read again", err);
    if (depth > MAX_DEPTH)
        return problem(walk, DGH_WARNING, "too-deep", path,
                       "lies more than 200 directories deep; not followed", err);
    *seen = (dgh_walk_folder){device, inode, true, true};
    walk->n_folders++;

    names list = {0};
    dgh_status status = list_folder(walk, &list, path, err);
    size_t length = strlen(path);
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    for (size_t i = 0; i < list.n && status == DGH_OK; i++) {
        char *below = dgh_arena_printf(walk->arena, "%s%s%s", path, slash, list.items[i]);
        status = below ? visit(walk, below, depth + 1, err) : dgh_error_nomem(err);
    }
    names_free(&list);
    /* the table may have grown meanwhile */
    slot_of(walk->folders, walk->folders_capacity, device, inode)->open = false;
    return status;
}

/* pw.x keeps its XML in PREFIX.save/. */
static bool is_save(const char *path, unsigned depth)
{
    size_t n = strlen(path);
    return depth == 1 && n > 5 && strcmp(path + n - 5, ".save") == 0;
}

static dgh_status visit(dgh_walk *walk, const char *path, unsigned depth, dgh_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        bool loop = errno == ELOOP;
        char what[256];
        dgh_format(what, sizeof what, "cannot be read: %s", strerror(errno));
        return problem(walk, loop ? DGH_WARNING : DGH_NOTE, loop ? "symlink-loop" : "unreadable",
                       path, what, err);
    }
    if (S_ISDIR(st.st_mode) && walk->flat && depth > 0)
        return DGH_OK;
    if (S_ISDIR(st.st_mode) && walk->shallow && depth > 0 && !is_save(path, depth))
        return DGH_OK;
    if (S_ISDIR(st.st_mode))
        return enter(walk, path, &st, depth, err);
    if (!S_ISREG(st.st_mode))
        return DGH_OK;
    dgh_status status = dgh_walk_add(walk, path, (uint64_t)st.st_size, err);
    if (status == DGH_OK)
        walk->files[walk->n_files - 1].mtime_ns = dgh_nanoseconds(&st.st_mtim);
    return status;
}

dgh_status dgh_walk_tree(dgh_walk *walk, const char *root, dgh_error *err)
{
    struct stat st;
    if (stat(root, &st) != 0)
        return dgh_error_at(err, DGH_ERR_IO, root, 0, 0, "cannot be opened: %s", strerror(errno));
    if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
        return dgh_error_at(err, DGH_ERR_IO, root, 0, 0,
                            "expected a directory or a regular file, found a special file");
    return visit(walk, root, 0, err);
}
