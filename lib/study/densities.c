/* Which densities lie beside which run of a study. */
#include <stdlib.h>
#include <string.h>

#include "io/walk.h"
#include "study/density_files.h"

/* Two prints of one geometry; see SAME_GEOMETRY_ANG of parts.c. */
static const double SAME_GEOMETRY_ANG = 0.02;

/* ---- files ----------------------------------------------------------------------------------- */

bool dgh_study_may_be_grid(const char *plain)
{
    return dgh_density_name_allows(plain) && !strstr(plain, "poscar") && !strstr(plain, "contcar");
}

static bool is_run_folder(const dgh_inside *in, const char *folder)
{
    for (size_t i = 0; i < in->n_runs; i++)
        if (strcmp(in->facts[i].folder, folder) == 0)
            return true;
    return false;
}

/* X.save/ counts for the directory above; outdir/X.save/, where no run is in outdir, for the one
 * above that. Of its files the density alone is a grid. NULL = no memory; "" = of no use. */
static const char *home_of(const dgh_inside *in, const char *path, const char *plain)
{
    const char *folder = dgh_path_folder(in->arena, path);
    size_t length = folder ? strlen(folder) : 0;
    if (length <= 5 || strcmp(folder + length - 5, ".save") != 0)
        return folder;
    if (strncmp(plain, "charge-density", 14) != 0)
        return "";
    folder = dgh_path_folder(in->arena, folder);
    return !folder || is_run_folder(in, folder) ? folder : dgh_path_folder(in->arena, folder);
}

static int by_folder(const void *a, const void *b)
{
    const dgh_grid_beside *x = a, *y = b;
    int order = strcmp(x->folder, y->folder);
    return order ? order : strcmp(x->path, y->path);
}

dgh_status dgh_study_gather_grids(dgh_inside *in, const dgh_walk *walk, dgh_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < walk->n_files; i++) {
        const dgh_walk_file *file = &walk->files[i];
        if (file->taken || file->size == 0)
            continue;
        char *plain = dgh_plain_name(in->arena, dgh_path_base(file->path));
        if (!plain)
            return dgh_error_nomem(err);
        if (!dgh_study_may_be_grid(plain))
            continue;
        const char *folder = home_of(in, file->path, plain);
        dgh_grid_beside *grown = folder
                                     ? dgh_arena_grow(in->arena, in->grids, &capacity, in->n_grids,
                                                      in->n_grids + 1, sizeof *grown)
                                     : NULL;
        if (!grown)
            return dgh_error_nomem(err);
        in->grids = grown;
        if (*folder)
            grown[in->n_grids++] = (dgh_grid_beside){folder, file->path};
    }
    if (in->n_grids)
        qsort(in->grids, in->n_grids, sizeof *in->grids, by_folder);
    return DGH_OK;
}

/* ---- runs ------------------------------------------------------------------------------------ */

static size_t first_of(const dgh_inside *in, const char *folder)
{
    size_t low = 0, high = in->n_grids;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(in->grids[middle].folder, folder) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Frequency runs leave the density of their last displacement behind. */
static bool has_use(const dgh_run *run)
{
    return run->calculation && run->calculation->task != DGH_TASK_INPUT &&
           run->calculation->task != DGH_TASK_FREQUENCIES && run->role != DGH_ROLE_RESTART &&
           run->role != DGH_ROLE_DISPLACED && run->role != DGH_ROLE_FREQUENCIES;
}

/* Then a density that is not of this run is of one of the others. */
static bool shares_folder(const dgh_inside *in, size_t run)
{
    for (size_t i = 0; i < in->n_runs; i++)
        if (i != run && strcmp(in->facts[i].folder, in->facts[run].folder) == 0)
            return true;
    return false;
}

static dgh_status look_beside(dgh_inside *in, size_t run, dgh_error *err)
{
    const char *folder = in->facts[run].folder;
    size_t first = first_of(in, folder), n = 0;
    while (first + n < in->n_grids && strcmp(in->grids[first + n].folder, folder) == 0)
        n++;
    if (n == 0)
        return DGH_OK;
    const char **paths = dgh_arena_alloc(in->arena, n, sizeof *paths);
    if (!paths)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++)
        paths[i] = in->grids[first + i].path;
    dgh_density_search search = {
        folder, NULL, paths, n, &in->runs[run].calculation, 1, &in->study.options.io};
    dgh_run_density *found;
    dgh_status status = dgh_run_density_gather(&found, &search, err);
    if (status != DGH_OK)
        return status;
    in->facts[run].density = found;
    if (found->density_path || (found->n_diagnostics && !shares_folder(in, run)))
        in->runs[run].density = found;
    return DGH_OK;
}

dgh_status dgh_study_attach_densities(dgh_inside *in, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t i = 0; in->n_grids && i < in->n_runs && status == DGH_OK; i++)
        if (has_use(&in->runs[i]))
            status = look_beside(in, i, err);
    return status;
}

/* ---- the density of a geometry --------------------------------------------------------------- */

static bool stands_for(const dgh_inside *in, size_t candidate, size_t run)
{
    const dgh_run_facts *c = &in->facts[candidate], *r = &in->facts[run];
    if (!in->runs[candidate].density || !in->runs[candidate].density->density_path)
        return false;
    if (candidate == run)
        return true;
    double move = dgh_largest_move_any_order_ang(&r->final, &c->final);
    return move >= 0.0 && move <= SAME_GEOMETRY_ANG;
}

size_t dgh_study_density_run(const dgh_inside *in, size_t run)
{
    if (run == DGH_NO_RUN)
        return DGH_NO_RUN;
    size_t lender = in->runs[run].energy;
    if (lender != DGH_NO_RUN && stands_for(in, lender, run))
        return lender;
    if (stands_for(in, run, run))
        return run;
    DGH_EACH_PART (in, i, run) { /* its single points, and its repeats */
        dgh_role role = in->runs[i].role;
        if ((role == DGH_ROLE_ENERGY || role == DGH_ROLE_UNUSED) && stands_for(in, i, run))
            return i;
    }
    return DGH_NO_RUN;
}

size_t *dgh_study_same_atoms(dgh_arena *arena, const dgh_structure *given,
                             const dgh_structure *wanted)
{
    size_t *map = dgh_arena_alloc(arena, wanted->n_atoms, sizeof *map);
    if (!map || given->n_atoms != wanted->n_atoms)
        return NULL;
    double move = dgh_largest_move_ang(wanted, given);
    if (move >= 0.0 && move <= SAME_GEOMETRY_ANG) {
        for (size_t i = 0; i < wanted->n_atoms; i++)
            map[i] = i;
        return map;
    }
    dgh_match *match;
    if (dgh_surface_match(&match, given, wanted, NULL) != DGH_OK)
        return NULL;
    bool same = match->n_adsorbate == 0 && match->largest_displacement_ang <= SAME_GEOMETRY_ANG;
    for (size_t i = 0; same && i < wanted->n_atoms; i++)
        map[i] = match->host_to_full[i];
    dgh_match_free(match);
    return same ? map : NULL;
}
