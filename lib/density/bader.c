/* Bader's partition: the methods behind one door. */
#include "dgh/partition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "density/basins.h"
#include "density/neargrid.h"
#include "density/trajectory.h"
#include "density/voronoi.h"
#include "density/voxels.h"
#include "density/weight.h"
#include "record/grid.h"

/* A maximum further than this from every nucleus belongs to none. */
static const double NUCLEAR_ANG = 0.5;

const char *dgh_bader_method_name(dgh_bader_method method)
{
    switch (method) {
    case DGH_BADER_NEAR_GRID:
        return "near-grid";
    case DGH_BADER_ON_GRID:
        return "on-grid";
    case DGH_BADER_WEIGHT:
        return "weight";
    case DGH_BADER_TRAJECTORY:
        return "trajectory";
    }
    return "unknown";
}

void dgh_bader_free(dgh_bader *bader)
{
    if (!bader)
        return;
    free((void *)bader->atoms);
    free((void *)bader->basins);
    free((void *)bader->basin_of_point);
    free(bader);
}

static dgh_status check(const dgh_grid *density, const dgh_grid *other, const char *what,
                        dgh_error *err)
{
    if (!other)
        return DGH_OK;
    if (!other->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a %s of doubles", what);
    if (memcmp(density->n, other->n, sizeof density->n) != 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a %s on %zu x %zu x %zu points as the density, found %zu x "
                             "%zu x %zu",
                             what, density->n[0], density->n[1], density->n[2], other->n[0],
                             other->n[1], other->n[2]);
    double largest = 0.0, length = 0.0;
    for (int i = 0; i < 9; i++) {
        largest = fmax(largest,
                       fabs(density->cell_ang[i / 3][i % 3] - other->cell_ang[i / 3][i % 3]));
        length = fmax(length, fabs(density->cell_ang[i / 3][i % 3]));
    }
    if (!(largest <= 1e-4 * length))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a %s in the cell of the density, found lattice vectors that "
                             "differ by %.4f Ang",
                             what, largest);
    return DGH_OK;
}

typedef struct job {
    const dgh_grid *density, *reference, *spin;
    const dgh_bader_options *options;
    dgh_voxels v;
    dgh_neighbours around; /* along which the partition ascends */
    int32_t *basin;        /* roots, then basins */
    int32_t *maximum;
    size_t n_basins;
    double *electrons, *volume, *spin_e; /* [n_basins + 1], the last is the vacuum */
    size_t *atom_of_basin;
} job;

static bool told(const job *j, const char *what, size_t done)
{
    return !j->options->progress || j->options->progress(j->options->progress_user, what, done, 4);
}

static dgh_status partition(job *j, dgh_error *err)
{
    int32_t *pointer = malloc((size_t)j->v.points * sizeof *pointer);
    j->basin = malloc((size_t)j->v.points * sizeof *j->basin);
    dgh_status status = pointer && j->basin ? DGH_OK : dgh_error_nomem(err);
    j->around = j->v.around;
    if (j->options->method == DGH_BADER_WEIGHT)
        dgh_voronoi_neighbours(&j->around, &j->v);
    if (status == DGH_OK)
        status = dgh_voxels_ascend(pointer, &j->v, &j->around, j->options->jobs, err);
    if (status == DGH_OK && j->options->method == DGH_BADER_TRAJECTORY)
        status = dgh_trajectory_leap(pointer, &j->v, j->options->jobs, err);
    if (status == DGH_OK)
        dgh_voxels_roots(j->basin, pointer, &j->v, j->options->jobs);
    free(pointer);
    if (status == DGH_OK && !told(j, "partition", 1))
        return dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    if (status == DGH_OK && j->options->method == DGH_BADER_NEAR_GRID)
        status = dgh_neargrid_refine(j->basin, &j->v, j->options->jobs, err);
    if (status == DGH_OK && j->options->method == DGH_BADER_TRAJECTORY)
        status = dgh_trajectory_refine(j->basin, &j->v, j->options->vacuum_e_per_ang3,
                                       j->options->jobs, err);
    if (status == DGH_OK)
        status = dgh_basins_number(j->basin, &j->maximum, &j->n_basins, &j->v,
                                   j->options->vacuum_e_per_ang3, j->options->jobs, err);
    return status;
}

static dgh_status integrate(job *j, dgh_error *err)
{
    const size_t width = j->n_basins + 1;
    const int jobs = j->options->jobs;
    const double voxel = dgh_cell_volume_ang3((const double(*)[3])j->density->cell_ang) /
                         j->v.points;
    j->electrons = malloc(width * sizeof *j->electrons);
    j->volume = malloc(width * sizeof *j->volume);
    j->spin_e = calloc(width, sizeof *j->spin_e);
    if (!j->electrons || !j->volume || !j->spin_e)
        return dgh_error_nomem(err);
    dgh_weighted fields = {.n_fields = j->spin ? 3 : 2,
                           .field = {j->density->value, NULL, j->spin ? j->spin->value : NULL},
                           .sum = {j->electrons, j->volume, j->spin_e}};
    dgh_status status = DGH_OK;
    if (j->options->method == DGH_BADER_WEIGHT)
        status = dgh_weight_sums(&fields, j->basin, j->n_basins, &j->v, &j->around, jobs, err);
    else
        for (size_t f = 0; f < fields.n_fields && status == DGH_OK; f++)
            status = dgh_basins_sum(fields.sum[f], fields.field[f], j->basin, j->n_basins,
                                    j->v.points, jobs, err);
    for (size_t b = 0; status == DGH_OK && b < width; b++) {
        j->electrons[b] *= voxel;
        j->volume[b] *= voxel;
        j->spin_e[b] *= voxel;
    }
    return status;
}

static dgh_basin *make_basins(job *j)
{
    dgh_basin *basins = calloc(j->n_basins ? j->n_basins : 1, sizeof *basins);
    j->atom_of_basin = malloc((j->n_basins ? j->n_basins : 1) * sizeof *j->atom_of_basin);
    if (!basins || !j->atom_of_basin) {
        free(basins);
        return NULL;
    }
    const int64_t n = (int64_t)j->n_basins;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(j->options->jobs))
    for (int64_t b = 0; b < n; b++) {
        int32_t p = j->maximum[b];
        const int32_t at[3] = {p % j->v.n[0], p / j->v.n[0] % j->v.n[1], p / j->v.n[0] / j->v.n[1]};
        dgh_basin *basin = &basins[b];
        for (size_t x = 0; x < 3; x++)
            basin->position_ang[x] = j->density->origin_ang[x] + at[0] * j->v.step_ang[0][x] +
                                     at[1] * j->v.step_ang[1][x] + at[2] * j->v.step_ang[2][x];
        basin->electrons = j->electrons[b];
        basin->volume_ang3 = j->volume[b];
        basin->atom = (size_t)-1;
        dgh_nearest_atom(j->density, basin->position_ang, &basin->atom, &basin->distance_ang);
        j->atom_of_basin[b] = basin->atom;
    }
    return basins;
}

static dgh_bader_atom *make_atoms(job *j, dgh_error *err)
{
    const size_t n = j->density->structure.n_atoms;
    dgh_bader_atom *atoms = calloc(n ? n : 1, sizeof *atoms);
    double *distance = malloc((n ? n : 1) * sizeof *distance);
    if (!atoms || !distance ||
        dgh_basins_min_distance(distance, j->density, &j->v, j->basin, j->atom_of_basin,
                                j->options->jobs, err) != DGH_OK) {
        free(atoms);
        free(distance);
        return NULL;
    }
    for (size_t b = 0; b < j->n_basins; b++) {
        if (j->atom_of_basin[b] >= n)
            continue;
        dgh_bader_atom *atom = &atoms[j->atom_of_basin[b]];
        atom->electrons += j->electrons[b];
        atom->volume_ang3 += j->volume[b];
        atom->spin_e += j->spin_e[b];
    }
    for (size_t i = 0; i < n; i++) {
        atoms[i].has_min_distance = distance[i] >= 0.0;
        atoms[i].min_distance_ang = distance[i] >= 0.0 ? distance[i] : 0.0;
    }
    free(distance);
    return atoms;
}

static dgh_status assemble(dgh_bader **out, job *j, dgh_error *err)
{
    dgh_bader *bader = calloc(1, sizeof *bader);
    if (!bader)
        return dgh_error_nomem(err);
    bader->method = j->options->method;
    bader->n_basins = j->n_basins;
    bader->n_atoms = j->density->structure.n_atoms;
    bader->basins = make_basins(j);
    bader->atoms = bader->basins ? make_atoms(j, err) : NULL;
    if (!bader->basins || !bader->atoms) {
        dgh_bader_free(bader);
        return dgh_error_nomem(err);
    }
    bader->vacuum_electrons = j->electrons[j->n_basins];
    bader->vacuum_volume_ang3 = j->volume[j->n_basins];
    bader->total_electrons = dgh_grid_integral(j->density);
    double sum = bader->vacuum_electrons;
    for (size_t b = 0; b < j->n_basins; b++) {
        sum += j->electrons[b];
        bader->n_non_nuclear += bader->basins[b].distance_ang > NUCLEAR_ANG;
    }
    bader->residual_e = bader->total_electrons - sum;
    if (j->options->keep_basins) {
        bader->basin_of_point = j->basin;
        j->basin = NULL;
    }
    *out = bader;
    return DGH_OK;
}

dgh_status dgh_density_bader(dgh_bader **out, const dgh_grid *density, const dgh_grid *reference,
                             const dgh_grid *spin, const dgh_bader_options *options, dgh_error *err)
{
    static const dgh_bader_options DEFAULTS = DGH_BADER_OPTIONS_INIT;
    *out = NULL;
    job j = {.density = density,
             .reference = reference ? reference : density,
             .spin = spin,
             .options = options ? options : &DEFAULTS};
    if (!density->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a density of doubles");
    dgh_status status = check(density, reference, "reference density", err);
    if (status == DGH_OK)
        status = check(density, spin, "spin density", err);
    if (status == DGH_OK)
        status = dgh_voxels_make(&j.v, j.reference, j.options->jobs, err);
    if (status == DGH_OK)
        status = partition(&j, err);
    if (status == DGH_OK)
        status = integrate(&j, err);
    if (status == DGH_OK)
        status = assemble(out, &j, err);
    free(j.basin);
    free(j.maximum);
    free(j.electrons);
    free(j.volume);
    free(j.spin_e);
    free(j.atom_of_basin);
    return status;
}
