/* dgh_run_density_find: a directory or a file, and what lies there. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "espresso/readers.h"
#include "io/walk.h"
#include "study/density_files.h"

enum { PEEK_BYTES = 16 << 10 };

typedef struct finding_place {
    dgh_arena *arena;
    char *root;        /* the run's directory */
    const char *given; /* NULL = a directory was asked for */
    dgh_walk walk;
    const char **paths;
    size_t n_paths;
} finding_place;

static bool ends_in_save(const char *folder)
{
    size_t n = strlen(folder);
    return n > 5 && strcmp(folder + n - 5, ".save") == 0;
}

/* The directory of the run that wrote into `folder`: PREFIX.save belongs to the one above. */
static char *run_folder(dgh_arena *arena, char *folder)
{
    if (!folder || !ends_in_save(folder))
        return folder;
    return strchr(folder, '/') ? dgh_path_folder(arena, folder) : dgh_arena_strdup(arena, ".");
}

static dgh_status place(finding_place *p, const char *path, dgh_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    char *own = dgh_arena_strndup(p->arena, path, n);
    if (!own)
        return dgh_error_nomem(err);
    bool is_folder = S_ISDIR(st.st_mode);
    p->given = is_folder ? NULL : own;
    p->root = run_folder(p->arena, is_folder ? own : dgh_path_folder(p->arena, own));
    return p->root ? DGH_OK : dgh_error_nomem(err);
}

/* Whether two paths name the same file of the same folder: "x" and "./x". */
static bool same_path(dgh_arena *arena, const char *a, const char *b)
{
    if (strcmp(dgh_path_base(a), dgh_path_base(b)) != 0)
        return false;
    const char *x = dgh_path_folder(arena, a), *y = dgh_path_folder(arena, b);
    while (x && strncmp(x, "./", 2) == 0)
        x += 2;
    while (y && strncmp(y, "./", 2) == 0)
        y += 2;
    return x && y && strcmp(x, y) == 0;
}

static dgh_status list_paths(finding_place *p, dgh_error *err)
{
    bool is_there = false;
    p->paths = dgh_arena_alloc(p->arena, p->walk.n_files + 1, sizeof *p->paths);
    if (!p->paths)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < p->walk.n_files; i++) {
        const char *path = p->walk.files[i].path;
        if (p->given && !is_there && same_path(p->arena, path, p->given)) {
            path = p->given;
            is_there = true;
        }
        p->paths[p->n_paths++] = path;
    }
    if (p->given && !is_there)
        p->paths[p->n_paths++] = p->given;
    return DGH_OK;
}

/* ---- outdir/PREFIX.save ---------------------------------------------------------------------- */

/* Whether a pw.x output lies in this folder, which makes it the directory of another run. */
static bool holds_pw_output(const dgh_walk *walk, const char *folder)
{
    size_t length = strlen(folder);
    for (size_t i = 0; i < walk->n_files; i++) {
        const char *path = walk->files[i].path;
        if (strncmp(path, folder, length) != 0 || strchr(path + length + 1, '/'))
            continue;
        dgh_bytes bytes = {0};
        bool is = dgh_io_peek(&bytes, NULL, path, PEEK_BYTES, NULL) == DGH_OK &&
                  dgh_qe_is_pw_output(bytes.data, bytes.size);
        dgh_bytes_free(&bytes);
        if (is)
            return true;
    }
    return false;
}

/* Adds outdir/PREFIX.save of this run to the walk. */
static dgh_status walk_outdirs(finding_place *p, dgh_error *err)
{
    DIR *folder = opendir(p->root);
    dgh_status status = DGH_OK;
    if (!folder)
        return DGH_OK;
    for (struct dirent *e = readdir(folder); e && status == DGH_OK; e = readdir(folder)) {
        struct stat st;
        char *path = dgh_arena_printf(p->arena, "%s/%s", p->root, e->d_name);
        if (!path) {
            status = dgh_error_nomem(err);
            break;
        }
        if (e->d_name[0] == '.' || ends_in_save(path) || stat(path, &st) != 0 ||
            !S_ISDIR(st.st_mode))
            continue;
        dgh_walk inner = {.arena = p->arena, .shallow = true};
        status = dgh_walk_tree(&inner, path, err);
        bool saves = false;
        for (size_t i = 0; status == DGH_OK && i < inner.n_files; i++)
            saves = saves || strstr(inner.files[i].path + strlen(path), ".save/");
        if (status != DGH_OK || !saves || holds_pw_output(&inner, path))
            continue;
        for (size_t i = 0; i < inner.n_files && status == DGH_OK; i++)
            if (strstr(inner.files[i].path + strlen(path), ".save/"))
                status = dgh_walk_add(&p->walk, inner.files[i].path, inner.files[i].size, err);
    }
    closedir(folder);
    return status;
}

/* ---- the runs of the directory --------------------------------------------------------------- */

static dgh_status read_runs(dgh_found_runs *runs, finding_place *p, const dgh_io_options *io,
                            dgh_error *err)
{
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.jobs = 1; /* the caller may look into many directories at once */
    if (io)
        options.io = *io;
    dgh_findings unused = {.arena = p->arena}; /* dgh_read_run tells them */
    dgh_study_files files = {0};
    dgh_status status = dgh_study_read_files(&files, &p->walk, &options, &unused, err);
    if (status == DGH_OK)
        status = dgh_study_assemble(runs, &files, &unused, err);
    dgh_study_files_free(&files);
    return status;
}

static dgh_status gather(dgh_run_density **out, finding_place *p, const dgh_found_runs *found,
                         const dgh_io_options *io, dgh_error *err)
{
    const dgh_calculation **runs = dgh_arena_alloc(p->arena, found->n + 1, sizeof *runs);
    if (!runs)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < found->n; i++)
        runs[i] = found->items[i].calculation;
    dgh_density_search search = {p->root, p->given, p->paths, p->n_paths, runs, found->n, io};
    return dgh_run_density_gather(out, &search, err);
}

dgh_status dgh_run_density_find(dgh_run_density **out, const char *path, const dgh_io_options *io,
                                dgh_error *err)
{
    *out = NULL;
    finding_place p = {.arena = dgh_arena_create()};
    dgh_found_runs runs = {0};
    if (!p.arena)
        return dgh_error_nomem(err);
    p.walk = (dgh_walk){.arena = p.arena, .shallow = true};
    dgh_status status = place(&p, path, err);
    if (status == DGH_OK)
        status = dgh_walk_tree(&p.walk, p.root, err);
    if (status == DGH_OK)
        status = walk_outdirs(&p, err);
    if (status == DGH_OK)
        status = list_paths(&p, err);
    if (status == DGH_OK)
        status = read_runs(&runs, &p, io, err);
    if (status == DGH_OK)
        status = gather(out, &p, &runs, io, err);
    if (status == DGH_OK && !(*out)->calculation && !(*out)->density_path &&
        !(*out)->potential_path && !(*out)->elf_path && !(*out)->spin_path) {
        dgh_run_density_free(*out);
        *out = NULL;
        status = dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                              "neither a density nor a run of VASP or Quantum ESPRESSO here");
    }
    if (status == DGH_OK) {
        dgh_calculation *own = NULL;
        for (size_t i = 0; i < runs.n; i++)
            if (runs.items[i].calculation == (*out)->calculation) {
                own = runs.items[i].calculation;
                runs.items[i].calculation = NULL;
            }
        dgh_run_density_adopt(*out, p.arena, own);
    } else {
        dgh_arena_free(p.arena);
    }
    dgh_found_runs_free(&runs);
    return status;
}
