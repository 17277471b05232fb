/* Inputs of pw.x: the slab's own, edited. */
#include "study/site_inputs.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "dgh/read.h"
#include "espresso/namelist.h"
#include "espresso/pw_edit.h"
#include "espresso/readers.h"

/* ---- the input --------------------------------------------------------------------------------
 */

typedef struct slab_input {
    const char *path;
    dgh_bytes bytes;
    dgh_calculation *calculation; /* of the input alone */
    dgh_namelists lists;
} slab_input;

static void clear(slab_input *in)
{
    dgh_calculation_free(in->calculation);
    dgh_bytes_free(&in->bytes);
}

static bool is_pw_input(const char *path, const dgh_io_options *io)
{
    dgh_bytes bytes;
    if (dgh_io_read(&bytes, NULL, path, io, NULL) != DGH_OK)
        return false;
    const char *format = dgh_read_recognise(bytes.data, bytes.size, path);
    const bool is = format && strcmp(format, "qe-pw-input") == 0;
    dgh_bytes_free(&bytes);
    return is;
}

/* The slab's file itself, or one of its run's. */
static const char *find_input(const dgh_inputs_work *w)
{
    const dgh_calculation *c = w->slab->calculation;
    if (c->format && strcmp(c->format, "qe-pw-input") == 0 && c->n_files <= 1)
        return c->n_files ? c->files[0] : c->path;
    for (size_t i = 0; i < c->n_files; i++) {
        const char *path = c->files[i];
        struct stat st;
        if (path[0] != '/' && stat(path, &st) != 0)
            path = dgh_arena_printf(w->arena, "%s/%s", w->source_folder, path);
        if (path && is_pw_input(path, &w->options.io))
            return path;
    }
    return NULL;
}

static dgh_status open_input(slab_input *in, dgh_inputs_work *w, dgh_error *err)
{
    in->path = find_input(w);
    if (!in->path)
        return dgh_error_at(err, DGH_ERR_MISSING, w->slab->path, 0, 0,
                            "expected a pw.x input, or a run's directory that holds one, to add H "
                            "to; found %s",
                            w->slab->calculation->format ? w->slab->calculation->format : "none");
    dgh_status status = dgh_io_read(&in->bytes, NULL, in->path, &w->options.io, err);
    if (status == DGH_OK)
        status = dgh_qe_read_pw_input(&in->calculation, in->bytes.data, in->bytes.size, in->path,
                                      err);
    if (status != DGH_OK)
        return status;
    dgh_cursor cursor = dgh_cursor_make(in->bytes.data, in->bytes.size, in->path);
    status = dgh_namelists_read(&in->lists, &cursor, w->arena, err);
    const dgh_structure *s = &in->calculation->structure;
    if (status == DGH_OK && (!dgh_same_cell(s, &w->slab->structure) ||
                             s->n_atoms != w->slab->structure.n_atoms || !s->position_ang))
        status = dgh_error_at(err, DGH_ERR_UNSUPPORTED, in->path, 0, 0,
                              "expected the cell and the atoms of the slab, found others (a cell "
                              "that was relaxed? Give the input of the last run)");
    return status;
}

/* ---- directories ------------------------------------------------------------------------------
 */

/* `to` as seen from the directory `from`, both absolute and without links. */
static char *path_between(dgh_arena *arena, const char *from, const char *to)
{
    size_t same = 0, i = 0;
    for (; from[i] && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i;
    if ((!from[i] || from[i] == '/') && (!to[i] || to[i] == '/'))
        same = i;
    char *path = dgh_arena_strdup(arena, "");
    for (const char *c = from + same; path && *c; c++)
        if (*c == '/')
            path = dgh_arena_printf(arena, "../%s", path);
    const char *rest = to + same + (to[same] == '/');
    return path ? dgh_arena_printf(arena, "%s%s", path, rest) : NULL;
}

/* Where the directory of a site will be, without links: DIR need not be there yet. */
static char *place_of_site(dgh_inputs_work *w, size_t site)
{
    char parent[PATH_MAX];
    const char *folder = dgh_path_folder(w->arena, w->result.directory);
    if (!folder || !realpath(folder, parent))
        return NULL;
    return dgh_arena_printf(w->arena, "%s/%s/%s", strcmp(parent, "/") == 0 ? "" : parent,
                            dgh_path_base(w->result.directory), w->slab->about[site].label);
}

static const char *text_of(const dgh_inputs_work *w, const slab_input *in, const char *group,
                           const char *key)
{
    const dgh_namelist_value *v = dgh_namelist_find(&in->lists, group, key);
    return v ? dgh_arena_strndup(w->arena, v->text.data, v->text.size) : NULL;
}

/* A relative pseudo_dir, which pw.x counts from where it is run, as seen from the sites; NULL = to
 * be kept. */
static const char *pseudo_dir(dgh_inputs_work *w, const slab_input *in, const char *h_file)
{
    char real[PATH_MAX];
    struct stat st;
    const char *stated = text_of(w, in, "control", "pseudo_dir");
    const dgh_source source = {in->path, 0};
    if (!stated || !*stated)
        return NULL;
    const char *folder = dgh_path_folder(w->arena, in->path);
    const char *path = stated[0] == '/' ? stated
                                        : dgh_arena_printf(w->arena, "%s/%s", folder, stated);
    if (!path || !realpath(path, real)) {
        dgh_findings_add(&w->findings, DGH_WARNING, "pseudo-dir-missing", source,
                         "pseudo_dir = '%s' is not there, seen from the slab's input: it was kept "
                         "as it is",
                         stated);
        return NULL;
    }
    const char *h_path = h_file ? dgh_arena_printf(w->arena, "%s/%s", real, h_file) : NULL;
    if (h_path && stat(h_path, &st) != 0)
        dgh_findings_add(&w->findings, DGH_WARNING, "pseudo-missing", source,
                         "the pseudopotential of H, %s, is not in pseudo_dir = '%s'", h_file,
                         stated);
    const char *place = stated[0] == '/' ? NULL : place_of_site(w, w->result.sites[0]);
    const char *seen = place ? path_between(w->arena, place, real) : NULL;
    if (seen && strcmp(seen, stated) != 0)
        dgh_findings_add(&w->findings, DGH_NOTE, "pseudo-dir", source,
                         "pseudo_dir = '%s' is '%s', seen from the new directories", stated, seen);
    return seen;
}

/* What the user's settings mean for many runs with an atom more. */
static void look_at_settings(dgh_inputs_work *w, const slab_input *in)
{
    static const char *const MOVES[] = {"relax", "vc-relax", "md", "vc-md", NULL};
    const dgh_source source = {in->path, 0};
    const char *task = text_of(w, in, "control", "calculation");
    const char *outdir = text_of(w, in, "control", "outdir");
    const char *restart = text_of(w, in, "control", "restart_mode");
    bool moves = false;
    for (size_t i = 0; task && MOVES[i]; i++)
        moves = moves || strcmp(task, MOVES[i]) == 0;
    if (!moves)
        dgh_findings_add(&w->findings, DGH_WARNING, "no-relaxation", source,
                         "calculation = '%s': H would not relax", task ? task : "scf");
    if (outdir && (outdir[0] == '/' || strncmp(outdir, "..", 2) == 0))
        dgh_findings_add(
            &w->findings, DGH_WARNING, "shared-outdir", source,
            "outdir = '%s' is one directory for all sites: runs at the same time would "
            "overwrite each other",
            outdir);
    if (restart && strcmp(restart, "restart") == 0)
        dgh_findings_add(&w->findings, DGH_WARNING, "restart", source,
                         "restart_mode = 'restart': there is nothing to go on from with another "
                         "atom");
    if (dgh_namelist_find(&in->lists, "system", "nbnd"))
        dgh_findings_add(&w->findings, DGH_WARNING, "bands", source,
                         "nbnd is set, and was chosen for the slab without this H");
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static const char *h_of_input(const slab_input *in)
{
    for (size_t i = 0; i < in->calculation->n_pseudopotentials; i++)
        if (in->calculation->pseudopotentials[i].atomic_number == 1)
            return in->calculation->pseudopotentials[i].title;
    return NULL;
}

static dgh_status make(dgh_inputs_work *w, const slab_input *in, dgh_error *err)
{
    const char *own = h_of_input(in), *given = w->options.h_pseudo;
    if (own && given && strcmp(own, given) != 0)
        dgh_findings_add(&w->findings, DGH_WARNING, "pseudo-of-input", (dgh_source){in->path, 0},
                         "the input has %s for H: it was kept, not exchanged for %s", own, given);
    dgh_pw_edit edit = {.position_ang = w->slab->structure.position_ang,
                        .added_element = 1,
                        .pseudo = given,
                        .pseudo_dir = pseudo_dir(w, in, own ? own : given)};
    const char *base = dgh_path_base(in->path), *dot = strrchr(base, '.');
    if (in->bytes.was_compressed && dot && dot != base)
        base = dgh_arena_strndup(w->arena, base, (size_t)(dot - base));
    for (size_t i = 0; i < w->result.n_sites; i++) {
        const size_t site = w->result.sites[i];
        char *text;
        size_t size;
        edit.added_ang = w->slab->sites->sites[site].position_ang;
        dgh_status status = dgh_pw_edit_text(&text, &size, in->bytes.data, in->bytes.size, in->path,
                                             &edit, w->arena, err);
        if (status != DGH_OK)
            return status;
        if (!base || !dgh_inputs_add(w, site, base, text, size))
            return dgh_error_nomem(err);
    }
    look_at_settings(w, in);
    return DGH_OK;
}

dgh_status dgh_inputs_make_pw(dgh_inputs_work *w, dgh_error *err)
{
    slab_input in = {0};
    dgh_status status = open_input(&in, w, err);
    if (status == DGH_OK)
        status = make(w, &in, err);
    clear(&in);
    return status;
}
