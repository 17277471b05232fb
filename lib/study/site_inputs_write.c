/* Putting inputs in their place. A directory that is there is replaced only while it holds what was
 * written and nothing else: a sites.json tells size and hash of each file. */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapt/json.h"
#include "base/format.h"
#include "dgh/io.h"
#include "io/tree.h"
#include "study/site_inputs.h"

static const char PLAN[] = "sites.json";

typedef struct existing {
    const char *directory;
    dgh_arena *arena;
    const dgh_json *files; /* of its sites.json, NULL = it has none */
    const char **names;
    size_t n, capacity;
    const char *stranger; /* the first entry that is not as it was written */
    bool failed;
} existing;

static bool is_as_written(const existing *e, const char *name, const char *path)
{
    for (size_t i = 0; i < dgh_json_size(e->files); i++) {
        const dgh_json *f = dgh_json_at(e->files, i);
        const char *file = dgh_json_text(dgh_json_get(f, "path"));
        const char *expected = dgh_json_text(dgh_json_get(f, "fnv1a"));
        dgh_bytes bytes;
        char hash[17];
        if (!file || !expected || strcmp(file, name) != 0)
            continue;
        if (dgh_io_read(&bytes, NULL, path, NULL, NULL) != DGH_OK)
            return false;
        dgh_inputs_hash(hash, bytes.data, bytes.size);
        dgh_bytes_free(&bytes);
        return strcmp(hash, expected) == 0;
    }
    return false;
}

static void take_entry(existing *e, const char *name, const char *path)
{
    e->names = dgh_arena_grow(e->arena, (void *)e->names, &e->capacity, e->n, e->n + 1,
                              sizeof *e->names);
    const char *copy = dgh_arena_strdup(e->arena, name);
    e->failed = e->failed || !e->names || !copy;
    if (e->failed)
        return;
    e->names[e->n++] = copy;
    if (!e->stranger && strcmp(name, PLAN) != 0 && !is_as_written(e, name, path))
        e->stranger = copy;
}

/* `below` is "" or the name of a directory of the tree. */
static void list(existing *e, const char *below)
{
    char folder[PATH_MAX];
    dgh_format(folder, sizeof folder, "%s%s%s", e->directory, *below ? "/" : "", below);
    DIR *d = opendir(folder);
    if (!d) {
        e->stranger = dgh_arena_strdup(e->arena, *below ? below : ".");
        return;
    }
    for (const struct dirent *entry; (entry = readdir(d)) && !e->stranger && !e->failed;) {
        char name[PATH_MAX], path[PATH_MAX];
        struct stat st;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        dgh_format(name, sizeof name, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        dgh_format(path, sizeof path, "%s/%s", e->directory, name);
        if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && !*below)
            list(e, entry->d_name);
        else if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
            take_entry(e, name, path);
        else
            e->stranger = dgh_arena_strdup(e->arena, name);
    }
    closedir(d);
}

static dgh_json *read_plan(const char *directory)
{
    char path[PATH_MAX];
    dgh_bytes bytes;
    dgh_json *root = NULL;
    dgh_format(path, sizeof path, "%s/%s", directory, PLAN);
    if (dgh_io_read(&bytes, NULL, path, NULL, NULL) != DGH_OK)
        return NULL;
    if (dgh_json_parse(&root, bytes.data, bytes.size, path, NULL) != DGH_OK)
        root = NULL;
    dgh_bytes_free(&bytes);
    return root;
}

/* Names of the files that may be removed: none for an empty directory or none at all. */
static dgh_status check_existing(existing *e, dgh_error *err)
{
    struct stat st;
    if (lstat(e->directory, &st) != 0)
        return DGH_OK;
    if (!S_ISDIR(st.st_mode))
        return dgh_error_at(err, DGH_ERR_REFUSED, e->directory, 0, 0,
                            "expected a directory, found something else of that name");
    dgh_json *root = read_plan(e->directory);
    e->files = dgh_json_get(dgh_json_get(root, "inputs"), "files");
    list(e, "");
    dgh_json_free(root);
    e->files = NULL;
    if (e->failed)
        return dgh_error_nomem(err);
    if (e->stranger)
        return dgh_error_at(err, DGH_ERR_REFUSED, e->directory, 0, 0,
                            "expected a directory that is empty or as `dgh sites --write` left it, "
                            "found \"%s\": give another name",
                            e->stranger);
    return DGH_OK;
}

dgh_status dgh_site_inputs_write(const dgh_site_inputs *inputs, const char *plan, dgh_error *err)
{
    existing e = {.directory = inputs->directory, .arena = dgh_arena_create()};
    dgh_tree_file *files = calloc(inputs->n_files + 1, sizeof *files);
    dgh_status status = e.arena && files ? check_existing(&e, err) : dgh_error_nomem(err);
    if (status == DGH_OK) {
        for (size_t i = 0; i < inputs->n_files; i++)
            files[i] = (dgh_tree_file){inputs->files[i].path, inputs->files[i].data,
                                       inputs->files[i].size};
        files[inputs->n_files] = (dgh_tree_file){PLAN, plan, strlen(plan)};
        status = dgh_tree_write(inputs->directory, files, inputs->n_files + 1, e.names, e.n, err);
    }
    free(files);
    if (e.arena)
        dgh_arena_free(e.arena);
    return status;
}
