#include "dgh/difference.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "density/planar.h"
#include "dgh/surface.h"
#include "record/build.h"
#include "record/grid.h"
#include "study/difference_inside.h"

typedef struct difference_owner {
    dgh_arena *arena;
    dgh_profile *profile;
    dgh_grid *head, *whole;
} difference_owner;

/* What the streams said of their files. */
static bool take_notes(dgh_difference_work *work)
{
    bool good = true;
    for (size_t i = 0; i < work->n; i++) {
        const dgh_grid *head = work->source[i].head;
        for (size_t k = 0; head && k < head->n_diagnostics && good; k++)
            good = dgh_difference_note(work, head->diagnostics[k].severity,
                                       dgh_arena_strdup(work->arena, head->diagnostics[k].code),
                                       work->source[i].path, "%s", head->diagnostics[k].message);
    }
    return good;
}

static dgh_status make_head(dgh_difference_work *work, dgh_error *err)
{
    const dgh_difference *r = work->result;
    dgh_status status = dgh_grid_open(&work->head, "", "memory", err);
    if (status != DGH_OK)
        return status;
    ((difference_owner *)r->owner)->head = work->head;
    memcpy(work->head->n, r->n, sizeof r->n);
    memcpy(work->head->cell_ang, r->cell_ang, sizeof r->cell_ang);
    memcpy(work->head->origin_ang, r->origin_ang, sizeof r->origin_ang);
    work->head->field = r->field;
    work->head->title = dgh_arena_printf(work->arena, "%s %s", dgh_field_name(r->field),
                                         r->expression);
    return work->head->title ? DGH_OK : dgh_error_nomem(err);
}

static void choose_axis(dgh_difference_work *work)
{
    double vacuum[3];
    dgh_difference *r = work->result;
    r->axis = work->options.axis;
    if (r->axis >= 0)
        return;
    r->axis = 2;
    if (r->n_atoms == 0 || !dgh_surface_vacuum_ang(r->structure, vacuum))
        return;
    for (int i = 0; i < 2; i++)
        if (vacuum[i] > vacuum[r->axis] * (1.0 + 1e-9))
            r->axis = i;
}

static double radius_of(const dgh_difference_options *o, int element)
{
    double radius = 0.0;
    for (size_t i = 0; i < o->n_radii; i++) {
        if (o->radius[i].atomic_number == element && element)
            return o->radius[i].radius_ang;
        if (o->radius[i].atomic_number == 0)
            radius = o->radius[i].radius_ang;
    }
    return radius > 0.0 ? radius : dgh_element_covalent_radius_ang(element);
}

static dgh_status make_spheres(dgh_difference_work *work, dgh_error *err)
{
    const dgh_difference *r = work->result;
    dgh_sphere *sphere = dgh_arena_alloc(work->arena, r->n_atoms, sizeof *sphere);
    if (!sphere)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < r->n_atoms; i++) {
        memcpy(sphere[i].centre_ang, r->structure->position_ang + 3 * i,
               sizeof sphere[i].centre_ang);
        sphere[i].radius_ang = radius_of(&work->options, dgh_structure_element(r->structure, i));
    }
    return dgh_spheres_make(&work->spheres, work->head, sphere, r->n_atoms, err);
}

static dgh_status make_profile(dgh_difference_work *work, dgh_error *err)
{
    dgh_difference *r = work->result;
    difference_owner *owner = r->owner;
    dgh_status status = dgh_profile_of_sums(&owner->profile, work->sums.plane, work->head, r->axis,
                                            err);
    if (status != DGH_OK)
        return status;
    r->profile = owner->profile;
    r->area_ang2 = dgh_cell_volume_ang3((const double(*)[3])r->cell_ang) / r->profile->length_ang;
    r->has_dipole = r->field == DGH_FIELD_DENSITY;
    if (r->has_dipole)
        dgh_density_dipole(&r->dipole_e_ang, &r->potential_step_ev, r->profile, r->area_ang2);
    return DGH_OK;
}

static void take_sums(dgh_difference_work *work)
{
    dgh_difference *r = work->result;
    const dgh_slab_sums *s = &work->sums;
    const size_t slow = r->n[dgh_slow_axis(work->z_fastest)];
    const double voxel = dgh_cell_volume_ang3((const double(*)[3])r->cell_ang) /
                         (double)dgh_grid_points(r->n);
    r->integral = dgh_sum(s->all, slow) * voxel;
    r->integral_positive = dgh_sum(s->positive, slow) * voxel;
    r->integral_negative = dgh_sum(s->negative, slow) * voxel;
    r->integral_absolute = r->integral_positive - r->integral_negative;
    r->largest = s->largest;
    r->smallest = s->smallest;
    for (size_t i = 0; i < work->n; i++)
        work->input[i].integral *= voxel;
    dgh_difference_atom *atoms = (dgh_difference_atom *)r->atoms;
    for (size_t i = 0; i < r->n_atoms; i++) {
        const dgh_sphere *sphere = &work->spheres.sphere[i];
        atoms[i].radius_ang = sphere->radius_ang;
        atoms[i].sphere = sphere->sum * voxel;
        atoms[i].sphere_volume_ang3 = sphere->shares * voxel;
    }
}

/* ---- basins --------------------------------------------------------------------------------- */

/* The sum of the reference files, on the points of the result. */
static dgh_status read_reference(dgh_grid **out, dgh_difference **holder, dgh_difference_work *work,
                                 dgh_error *err)
{
    const dgh_difference_options *o = &work->options;
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    dgh_difference_term *terms = calloc(o->n_basins_paths, sizeof *terms);
    if (!terms)
        return dgh_error_nomem(err);
    options.read_runs = false;
    options.keep_grid = true;
    options.grid = o->grid;
    options.grid.component = 0;
    options.grid.field = DGH_FIELD_UNKNOWN;
    for (size_t i = 0; i < o->n_basins_paths; i++)
        terms[i] = (dgh_difference_term){1.0, o->basins_path[i]};
    dgh_status status = dgh_difference_compute(holder, terms, o->n_basins_paths, &options, err);
    free(terms);
    if (status != DGH_OK)
        return status;
    dgh_grid *grid = ((difference_owner *)(*holder)->owner)->whole;
    grid->path = (*holder)->inputs[0].path;
    work->head->path = work->source[0].path;
    status = dgh_difference_check_cell(work->head, grid, err);
    if (status != DGH_OK || memcmp(grid->n, work->head->n, sizeof grid->n) == 0) {
        *out = grid;
        return status;
    }
    if (!dgh_difference_note(work, DGH_WARNING, "reference-interpolated", grid->path,
                             "the reference of the basins has %zu x %zu x %zu points and was "
                             "interpolated to %zu x %zu x %zu",
                             grid->n[0], grid->n[1], grid->n[2], work->head->n[0], work->head->n[1],
                             work->head->n[2]))
        return dgh_error_nomem(err);
    dgh_grid *finer = NULL;
    status = dgh_density_resample(&finer, grid, work->head->n, o->grid.jobs, err);
    dgh_grid_free(grid);
    ((difference_owner *)(*holder)->owner)->whole = finer;
    (*holder)->grid = finer;
    *out = finer;
    return status;
}

static dgh_status make_basins(dgh_difference_work *work, dgh_error *err)
{
    dgh_difference *r = work->result;
    const dgh_difference_options *o = &work->options;
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    dgh_difference *holder = NULL;
    dgh_grid *reference = NULL;
    dgh_bader *bader = NULL;
    dgh_status status = read_reference(&reference, &holder, work, err);
    options.method = o->basins_method;
    options.jobs = o->grid.jobs;
    options.progress = o->progress;
    options.progress_user = o->progress_user;
    if (status == DGH_OK)
        status = dgh_density_bader(&bader, work->whole, reference, NULL, &options, err);
    for (size_t i = 0; status == DGH_OK && i < bader->n_atoms && i < r->n_atoms; i++) {
        dgh_difference_atom *atom = &((dgh_difference_atom *)r->atoms)[i];
        atom->has_basin = true;
        atom->basin = bader->atoms[i].electrons;
        atom->basin_volume_ang3 = bader->atoms[i].volume_ang3;
    }
    if (status == DGH_OK) {
        const char **paths = dgh_arena_alloc(work->arena, o->n_basins_paths, sizeof(char *));
        bool good = paths != NULL;
        for (size_t i = 0; good && i < o->n_basins_paths; i++)
            good = (paths[i] = dgh_arena_strdup(work->arena, o->basins_path[i])) != NULL;
        if (!good)
            status = dgh_error_nomem(err);
        r->basins_path = paths;
        r->n_basins_paths = good ? o->n_basins_paths : 0;
        r->basins_method = o->basins_method;
        r->basins_vacuum = bader->vacuum_electrons;
    }
    dgh_bader_free(bader);
    dgh_difference_free(holder);
    return status;
}

/* ---- together ------------------------------------------------------------------------------- */

static dgh_status check_options(const dgh_difference_options *o, dgh_error *err)
{
    if (o->axis < -1 || o->axis > 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found %d",
                             o->axis);
    if (o->grid.single_precision)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected grids of doubles");
    for (size_t i = 0; i < o->n_radii; i++)
        if (!(o->radius[i].radius_ang > 0.0) || !isfinite(o->radius[i].radius_ang))
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a radius above 0, found %g",
                                 o->radius[i].radius_ang);
    return DGH_OK;
}

static dgh_status run(dgh_difference_work *work, const dgh_difference_term *terms, dgh_error *err)
{
    const dgh_difference_options *o = &work->options;
    dgh_status status = dgh_difference_open(work, terms, err);
    if (status == DGH_OK)
        status = make_head(work, err);
    if (status == DGH_OK)
        status = dgh_difference_atoms(work, err);
    if (status == DGH_OK)
        status = make_spheres(work, err);
    if (status == DGH_OK && o->read_runs)
        status = dgh_difference_runs(work, err);
    if (status != DGH_OK)
        return status;
    choose_axis(work);
    if (!take_notes(work))
        return dgh_error_nomem(err);
    status = dgh_difference_pass(work, err);
    if (status != DGH_OK)
        return status;
    take_sums(work);
    if (!dgh_difference_compare_electrons(work))
        return dgh_error_nomem(err);
    status = make_profile(work, err);
    return status == DGH_OK && o->n_basins_paths ? make_basins(work, err) : status;
}

/* The output is put in its place last: nothing is written when anything failed. */
static dgh_status finish(dgh_difference_work *work, dgh_status status, dgh_error *err)
{
    dgh_difference *r = work->result;
    difference_owner *owner = r->owner;
    const dgh_difference_options *o = &work->options;
    if (status == DGH_OK && o->write_path) {
        r->written_path = dgh_arena_strdup(work->arena, o->write_path);
        status = r->written_path ? DGH_OK : dgh_error_nomem(err);
    }
    if (work->output.writer) {
        const bool keep = status == DGH_OK;
        dgh_status closed = dgh_grid_output_close(&work->output, o->write_format, keep,
                                                  keep ? err : NULL);
        status = keep ? closed : status;
    }
    if (status == DGH_OK && o->keep_grid) {
        owner->whole = work->whole;
        r->grid = work->whole;
        work->whole->title = work->head->title;
        work->whole = NULL;
    }
    r->diagnostics = work->diagnostics;
    r->n_diagnostics = work->n_diagnostics;
    for (size_t i = 0; work->source && i < work->n; i++)
        dgh_grid_stream_close(work->source[i].stream);
    dgh_slab_sums_close(&work->sums);
    dgh_grid_free(work->whole);
    return status;
}

dgh_status dgh_difference_compute(dgh_difference **out, const dgh_difference_term *terms,
                                  size_t n_terms, const dgh_difference_options *options,
                                  dgh_error *err)
{
    static const dgh_difference_options DEFAULTS = DGH_DIFFERENCE_OPTIONS_INIT;
    *out = NULL;
    if (!options)
        options = &DEFAULTS;
    dgh_status status = check_options(options, err);
    if (status != DGH_OK)
        return status;
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    dgh_difference_work work = {.arena = arena, .options = *options, .n = n_terms};
    dgh_difference *r = work.result = dgh_arena_alloc(arena, 1, sizeof *r);
    difference_owner *owner = dgh_arena_alloc(arena, 1, sizeof *owner);
    work.source = dgh_arena_alloc(arena, n_terms, sizeof *work.source);
    work.input = dgh_arena_alloc(arena, n_terms, sizeof *work.input);
    work.coefficient = dgh_arena_alloc(arena, n_terms, sizeof *work.coefficient);
    if (!r || !owner || !work.source || !work.input || !work.coefficient) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    *owner = (difference_owner){.arena = arena};
    r->owner = owner;
    status = finish(&work, run(&work, terms, err), err);
    if (status == DGH_OK)
        *out = r;
    else
        dgh_difference_free(r);
    return status;
}

void dgh_difference_free(dgh_difference *difference)
{
    if (!difference)
        return;
    difference_owner *owner = difference->owner;
    dgh_profile_free(owner->profile);
    dgh_grid_free(owner->head);
    dgh_grid_free(owner->whole);
    dgh_arena_free(owner->arena);
}
