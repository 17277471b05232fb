/* dgh/dos.h: reading densities of states from files, sets of files and directories. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "espresso/projwfc.h"
#include "io/walk.h"
#include "study/dos_files.h"
#include "study/inside.h"
#include "vasp/dos.h"
#include "vasp/readers.h"

typedef enum dos_kind { KIND_NONE, KIND_VASPRUN, KIND_DOSCAR, KIND_PROJWFC } dos_kind;

static dos_kind kind_of_name(const char *base)
{
    dgh_pdos_name name;
    if (dgh_qe_pdos_name(&name, base))
        return name.is_total ? KIND_NONE : KIND_PROJWFC;
    for (const char *p = base; *p; p++) {
        dgh_slice rest = {p, strlen(p)};
        if (dgh_slice_starts_nocase(rest, "doscar"))
            return KIND_DOSCAR;
        if (dgh_slice_starts_nocase(rest, "vasprun"))
            return KIND_VASPRUN;
    }
    return KIND_NONE;
}

bool dgh_dos_name_allows(const char *base)
{
    dgh_pdos_name name;
    return kind_of_name(base) != KIND_NONE || dgh_qe_pdos_name(&name, base);
}

/* ---- one file -------------------------------------------------------------------------------- */

dgh_status dgh_dos_read_buffer(dgh_dos **out, const char *data, size_t size, const char *name,
                               dgh_error *err)
{
    *out = NULL;
    if (dgh_vasp_is_vasprun(data, size))
        return dgh_vasp_read_vasprun_dos(out, data, size, name, err);
    if (dgh_vasp_is_doscar(data, size))
        return dgh_vasp_read_doscar(out, data, size, name, err);
    return dgh_error_at(err, DGH_ERR_UNSUPPORTED, name, 0, 0,
                        "expected a DOSCAR, a vasprun.xml or a file of projwfc.x, found %s",
                        size ? "something else" : "an empty file");
}

static dgh_status read_file(dgh_dos **out, const char *path, const dgh_io_options *io,
                            dgh_error *err)
{
    dgh_bytes bytes;
    bool truncated = false;
    dgh_status status = dgh_io_read(&bytes, &truncated, path, io, err);
    if (status != DGH_OK)
        return status;
    status = dgh_dos_read_buffer(out, bytes.data, bytes.size, path, err);
    dgh_bytes_free(&bytes);
    return status;
}

/* ---- the files of projwfc.x ------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return dgh_natural_compare(dgh_path_base(*(const char *const *)a),
                               dgh_path_base(*(const char *const *)b));
}

static bool same_prefix(dgh_slice a, dgh_slice b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* A file that is damaged costs its shell; where none can be read the first says why. */
static dgh_status add_file(dgh_dos *dos, const dgh_pdos_name *name, const char *path,
                           const dgh_io_options *io, dgh_error *first, dgh_error *err)
{
    dgh_bytes bytes = {0};
    dgh_error why = {0};
    dgh_status status = dgh_io_read(&bytes, NULL, path, io, &why);
    if (status == DGH_OK)
        status = dgh_qe_pdos_add(dos, name, bytes.data, bytes.size, path, &why);
    dgh_bytes_free(&bytes);
    if (status == DGH_OK)
        return DGH_OK;
    if (first->status == DGH_OK)
        *first = why;
    const char *own = dgh_arena_strdup(dgh_dos_arena(dos), path);
    if (status == DGH_ERR_NOMEM || !own ||
        !dgh_dos_note(dos, DGH_WARNING, "projection-unreadable", (dgh_source){own, why.line},
                      "%s; left out", why.message))
        return dgh_error_nomem(err);
    dos->complete = false;
    return DGH_OK;
}

static dgh_status add_files(dgh_dos *dos, const char *const *paths, size_t n, dgh_slice prefix,
                            const dgh_io_options *io, dgh_error *err)
{
    dgh_status status = DGH_OK;
    dgh_error first = {0};
    dos->n_files = 0;
    for (int total = 0; total < 2; total++) /* the total after the energies are known */
        for (size_t i = 0; i < n && status == DGH_OK; i++) {
            dgh_pdos_name name;
            if (!dgh_qe_pdos_name(&name, dgh_path_base(paths[i])) || name.is_total != total ||
                !same_prefix(name.prefix, prefix))
                continue;
            status = add_file(dos, &name, paths[i], io, &first, err);
            dos->n_files++;
        }
    if (status == DGH_OK && dos->n_shells == 0) {
        if (err)
            *err = first;
        return first.status;
    }
    return status;
}

/* `paths` are sorted. */
static dgh_status read_set(dgh_dos **out, const char *const *paths, size_t n, dgh_slice prefix,
                           const char *first_path, const dgh_io_options *io, dgh_error *err)
{
    dgh_dos *dos;
    dgh_status status = dgh_dos_open(&dos, first_path, "qe-projwfc", err);
    if (status != DGH_OK)
        return status;
    status = add_files(dos, paths, n, prefix, io, err);
    for (size_t i = 0; i < n && status == DGH_OK; i++) {
        dgh_pdos_name name;
        if (dgh_qe_pdos_name(&name, dgh_path_base(paths[i])) && !name.is_total &&
            !same_prefix(name.prefix, prefix) &&
            !dgh_dos_note(dos, DGH_WARNING, "several-projections", (dgh_source){dos->path, 0},
                          "files of projwfc.x with another prefix lie beside those of \"%.*s\" and "
                          "are left out",
                          (int)(prefix.size < 200 ? prefix.size : 200), prefix.data))
            status = dgh_error_nomem(err);
    }
    if (status != DGH_OK) {
        dgh_dos_free(dos);
        return status;
    }
    dgh_dos_finish(dos);
    *out = dos;
    return DGH_OK;
}

/* ---- the best of a directory ----------------------------------------------------------------- */

/* The readable one of the kind that projects most; `*out` may hold one of an earlier kind. */
static dgh_status try_files(dgh_dos **out, const char *const *paths, size_t n, dos_kind kind,
                            const dgh_io_options *io, dgh_error *first, dgh_error *err)
{
    for (size_t i = 0; i < n; i++) {
        dgh_dos *dos = NULL;
        dgh_error why = {0};
        if (kind_of_name(dgh_path_base(paths[i])) != kind)
            continue;
        dgh_status status = read_file(&dos, paths[i], io, &why);
        if (status == DGH_ERR_NOMEM)
            return dgh_error_nomem(err);
        if (status != DGH_OK && status != DGH_ERR_UNSUPPORTED && first->status == DGH_OK)
            *first = why;
        if (!dos || (*out && dos->n_shells <= (*out)->n_shells)) {
            dgh_dos_free(dos);
            continue;
        }
        dgh_dos_free(*out);
        *out = dos;
    }
    return DGH_OK;
}

dgh_status dgh_dos_read_best(dgh_dos **out, const char *const *paths, size_t n, const char *folder,
                             const dgh_io_options *io, dgh_error *err)
{
    *out = NULL;
    dgh_error first = {0};
    const char **sorted = calloc(n + 1, sizeof *sorted);
    if (!sorted)
        return dgh_error_nomem(err);
    memcpy(sorted, paths, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_name);
    const char *of_set = NULL;
    for (size_t i = 0; i < n && !of_set; i++)
        if (kind_of_name(dgh_path_base(sorted[i])) == KIND_PROJWFC)
            of_set = sorted[i];
    dgh_status status = DGH_OK;
    if (of_set) {
        dgh_pdos_name name;
        dgh_qe_pdos_name(&name, dgh_path_base(of_set));
        status = read_set(out, sorted, n, name.prefix, of_set, io, &first);
        status = status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : DGH_OK;
    }
    if (status == DGH_OK && !*out)
        status = try_files(out, sorted, n, KIND_DOSCAR, io, &first, err);
    /* a run that projects nothing says so in its DOSCAR, which is the shorter */
    if (status == DGH_OK && (!*out || ((*out)->n_shells == 0 && !(*out)->complete)))
        status = try_files(out, sorted, n, KIND_VASPRUN, io, &first, err);
    free(sorted);
    if (status != DGH_OK || *out)
        return status;
    if (first.status != DGH_OK) {
        if (err)
            *err = first;
        return first.status;
    }
    return dgh_error_at(err, DGH_ERR_MISSING, folder, 0, 0,
                        "no density of states here (DOSCAR, vasprun.xml, files of projwfc.x)");
}

/* ---- a path ---------------------------------------------------------------------------------- */

static dgh_status read_folder(dgh_dos **out, dgh_arena *arena, const char *folder,
                              const char *path_of_set, const dgh_io_options *io, dgh_error *err)
{
    dgh_walk walk = {.arena = arena, .shallow = true};
    dgh_status status = dgh_walk_tree(&walk, folder, err);
    const char **paths = dgh_arena_alloc(arena, walk.n_files + 1, sizeof *paths);
    size_t n = 0;
    if (status == DGH_OK && !paths)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < walk.n_files && status == DGH_OK; i++)
        if (dgh_dos_name_allows(dgh_path_base(walk.files[i].path)))
            paths[n++] = walk.files[i].path;
    if (status != DGH_OK || !path_of_set)
        return status == DGH_OK ? dgh_dos_read_best(out, paths, n, folder, io, err) : status;
    dgh_pdos_name name;
    dgh_qe_pdos_name(&name, dgh_path_base(path_of_set));
    qsort(paths, n, sizeof *paths, by_name);
    return read_set(out, paths, n, name.prefix, path_of_set, io, err);
}

dgh_status dgh_dos_read(dgh_dos **out, const char *path, const dgh_io_options *io, dgh_error *err)
{
    *out = NULL;
    struct stat st;
    dgh_pdos_name name;
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    bool is_set = !is_folder && dgh_qe_pdos_name(&name, dgh_path_base(path));
    if (!is_folder && !is_set)
        return read_file(out, path, io, err);
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    const char *folder = is_folder ? path : dgh_path_folder(arena, path);
    dgh_status status = folder ? read_folder(out, arena, folder, is_set ? path : NULL, io, err)
                               : dgh_error_nomem(err);
    dgh_arena_free(arena);
    return status;
}
