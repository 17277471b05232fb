/* Inputs with H on the sites of a slab. */
#include "study/site_inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/format.h"

const char *dgh_input_format_name(dgh_input_format format)
{
    static const char *const NAMES[] = {"auto", "vasp", "pw"};
    return (unsigned)format <= DGH_INPUT_PW ? NAMES[format] : "unknown";
}

static dgh_status choose_sites(dgh_inputs_work *w, dgh_error *err)
{
    const dgh_sites *all = w->slab->sites;
    w->sites = dgh_arena_alloc(w->arena, all->n_sites, sizeof *w->sites);
    if (!w->sites)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < all->n_sites; i++)
        if (w->options.all || all->sites[i].orbit == i)
            w->sites[w->result.n_sites++] = i;
    w->result.sites = w->sites;
    if (w->result.n_sites == 0)
        return dgh_error_at(err, DGH_ERR_MISSING, w->slab->path, 0, 0,
                            "expected sites to write, found none");
    return DGH_OK;
}

static dgh_input_format format_of(const dgh_inputs_work *w)
{
    if (w->options.format != DGH_INPUT_AUTO)
        return w->options.format;
    return w->slab->calculation->code == DGH_CODE_QE ? DGH_INPUT_PW : DGH_INPUT_VASP;
}

/* Blank slashes at the end name the same directory. */
static char *clean_name(dgh_arena *arena, const char *directory)
{
    size_t length = strlen(directory);
    while (length > 1 && directory[length - 1] == '/')
        length--;
    return dgh_arena_strndup(arena, directory, length);
}

static dgh_status make(dgh_inputs_work *w, const char *directory, dgh_error *err)
{
    struct stat st;
    w->arena = dgh_arena_create();
    if (!w->arena)
        return dgh_error_nomem(err);
    w->findings.arena = w->arena;
    w->result.directory = clean_name(w->arena, directory);
    w->source_folder = stat(w->slab->path, &st) == 0 && S_ISDIR(st.st_mode)
                           ? w->slab->path
                           : dgh_path_folder(w->arena, w->slab->path);
    if (!w->result.directory || !w->source_folder)
        return dgh_error_nomem(err);
    dgh_status status = choose_sites(w, err);
    w->result.format = format_of(w);
    if (status == DGH_OK)
        status = w->result.format == DGH_INPUT_PW ? dgh_inputs_make_pw(w, err)
                                                  : dgh_inputs_make_vasp(w, err);
    if (status == DGH_OK && w->findings.failed)
        status = dgh_error_nomem(err);
    w->result.files = w->files;
    w->result.n_files = w->n_files;
    w->result.diagnostics = w->findings.items;
    w->result.n_diagnostics = w->findings.n;
    return status;
}

dgh_status dgh_site_inputs_make(dgh_site_inputs **out, const dgh_slab_sites *slab,
                                const char *directory, const dgh_site_inputs_options *options,
                                dgh_error *err)
{
    static const dgh_site_inputs_options DEFAULTS = DGH_SITE_INPUTS_OPTIONS_INIT;
    *out = NULL;
    dgh_inputs_work *w = calloc(1, sizeof *w);
    if (!w)
        return dgh_error_nomem(err);
    w->result.owner = w;
    w->slab = slab;
    w->options = options ? *options : DEFAULTS;
    dgh_status status = make(w, directory, err);
    if (status == DGH_OK)
        *out = &w->result;
    else
        dgh_site_inputs_free(&w->result);
    return status;
}

void dgh_site_inputs_free(dgh_site_inputs *inputs)
{
    dgh_inputs_work *w = inputs ? inputs->owner : NULL;
    if (!w)
        return;
    dgh_arena_free(w->arena);
    free(w);
}
