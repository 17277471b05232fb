/* Profiles of files: what is asked for, file after file, and the result as a whole. */
#include "dgh/profile.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "dgh/run_density.h"
#include "record/grid.h"
#include "study/profiles_inside.h"

void dgh_profiles_options_init(dgh_profiles_options *options)
{
    *options = (dgh_profiles_options){
        .size = sizeof *options, .axis = 2, .io = DGH_IO_OPTIONS_INIT};
}

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool add_path(const char ***list, size_t *n, size_t *capacity, dgh_arena *arena,
                     const char *path)
{
    const char **grown = dgh_arena_grow(arena, (void *)*list, capacity, *n, *n + 1, sizeof *grown);
    char *copy = dgh_arena_strdup(arena, path);
    if (!grown || !copy)
        return false;
    *list = grown;
    grown[(*n)++] = copy;
    return true;
}

dgh_status dgh_profiles_expand(const char ***out, size_t *n_out, dgh_arena *arena,
                               const char *const *paths, size_t n_paths,
                               const dgh_profiles_options *options, dgh_error *err)
{
    const char **list = NULL;
    size_t n = 0, capacity = 0;
    for (size_t i = 0; i < n_paths; i++) {
        dgh_run_density *run = NULL;
        bool good = true;
        if (!is_directory(paths[i])) {
            good = add_path(&list, &n, &capacity, arena, paths[i]);
        } else {
            dgh_status status = dgh_run_density_find(&run, paths[i], &options->io, err);
            if (status != DGH_OK)
                return status;
            const char *const found[] = {run->density_path, run->potential_path};
            if (!found[0] && !found[1]) {
                dgh_run_density_free(run);
                return dgh_error_at(err, DGH_ERR_MISSING, paths[i], 0, 0,
                                    "expected a density or a potential of a run, found none");
            }
            for (int k = 0; k < 2; k++)
                if (found[k])
                    good = good && add_path(&list, &n, &capacity, arena, found[k]);
        }
        dgh_run_density_free(run);
        if (!good)
            return dgh_error_nomem(err);
    }
    *out = list;
    *n_out = n;
    return DGH_OK;
}

void dgh_profiles_free(dgh_profiles *profiles)
{
    if (!profiles)
        return;
    for (size_t i = 0; i < profiles->n_files; i++) {
        dgh_grid_free((dgh_grid *)profiles->files[i].header);
        dgh_profile_free((dgh_profile *)profiles->files[i].profile);
    }
    dgh_cut_free((dgh_cut *)profiles->line);
    dgh_cut_free((dgh_cut *)profiles->plane);
    dgh_arena_free(profiles->owner);
}

static dgh_status check(size_t n_paths, const dgh_profiles_options *o, dgh_error *err)
{
    if (n_paths == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a file with a grid, found none");
    if (o->axis < 0 || o->axis > 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found %d",
                             o->axis);
    if (!(o->box_ang[0] >= 0.0) || !(o->box_ang[1] >= 0.0) || !isfinite(o->box_ang[0]) ||
        !isfinite(o->box_ang[1]) || (o->box_ang[1] > 0.0 && !(o->box_ang[0] > 0.0)))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected box lengths above 0, found %g and %g",
                             o->box_ang[0], o->box_ang[1]);
    return DGH_OK;
}

static dgh_status open_work(dgh_profiles_work *work, size_t n_files, dgh_error *err)
{
    dgh_profiles *out = dgh_arena_alloc(work->arena, 1, sizeof *out);
    work->files = dgh_arena_alloc(work->arena, n_files, sizeof *work->files);
    if (!out || !work->files)
        return dgh_error_nomem(err);
    out->owner = work->arena;
    out->axis = work->options->axis;
    memcpy(out->box_ang, work->options->box_ang, sizeof out->box_ang);
    out->interpolation = work->options->interpolation;
    out->files = work->files;
    out->n_files = n_files;
    work->out = out;
    return DGH_OK;
}

dgh_status dgh_profiles_compute(dgh_profiles **out, const char *const *paths, size_t n_paths,
                                const dgh_profiles_options *options, dgh_error *err)
{
    dgh_profiles_options defaults;
    dgh_profiles_options_init(&defaults);
    *out = NULL;
    if (!options)
        options = &defaults;
    dgh_status status = check(n_paths, options, err);
    if (status != DGH_OK)
        return status;
    dgh_profiles_work work = {.options = options, .arena = dgh_arena_create()};
    const char **files = NULL;
    size_t n_files = 0;
    if (!work.arena)
        return dgh_error_nomem(err);
    status = dgh_profiles_expand(&files, &n_files, work.arena, paths, n_paths, options, err);
    if (status == DGH_OK)
        status = open_work(&work, n_files, err);
    for (; status == DGH_OK && work.index < n_files; work.index++)
        status = dgh_profiles_read(&work, files[work.index], err);
    if (status == DGH_OK)
        status = dgh_profiles_find_vacuum(&work, err);
    if (status == DGH_OK) {
        *out = work.out;
        return DGH_OK;
    }
    if (work.out)
        dgh_profiles_free(work.out);
    else
        dgh_arena_free(work.arena);
    return status;
}

dgh_status dgh_profiles_write_plane(const dgh_profiles *profiles, const char *path, dgh_error *err)
{
    const dgh_cut *plane = profiles->plane;
    dgh_grid *grid;
    if (!plane)
        return dgh_error_set(err, DGH_ERR_MISSING, "expected a plane, found none");
    const size_t n[3] = {plane->n[0], plane->n[1], profiles->n_files};
    static const double UNIT[3][3] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    dgh_status status = dgh_grid_create(&grid, n, UNIT, NULL, DGH_FIELD_OTHER, err);
    if (status != DGH_OK)
        return status;
    for (size_t f = 0; f < profiles->n_files; f++)
        memcpy(grid->value + f * plane->n_points, profiles->files[f].on_plane,
               plane->n_points * sizeof(double));
    status = dgh_grid_write(grid, path, DGH_GRID_NPY, err);
    dgh_grid_free(grid);
    return status;
}
