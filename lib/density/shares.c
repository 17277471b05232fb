#include "density/shares.h"

#include <omp.h>
#include <stdlib.h>

#include "density/voxels.h"
#include "record/grid.h"

const char *dgh_partition_name(dgh_partition_kind kind)
{
    switch (kind) {
    case DGH_PARTITION_BADER:
        return "bader";
    case DGH_PARTITION_VORONOI:
        return "voronoi";
    case DGH_PARTITION_HIRSHFELD:
        return "hirshfeld";
    }
    return "unknown";
}

void dgh_partition_free(dgh_partition *partition)
{
    if (!partition)
        return;
    free((void *)partition->atoms);
    free((void *)partition->atom_of_point);
    free(partition);
}

dgh_status dgh_shares_check(const dgh_grid *density, const dgh_grid *spin, dgh_error *err)
{
    if (!spin)
        return DGH_OK;
    if (!spin->value)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a spin density of doubles");
    for (int a = 0; a < 3; a++)
        if (spin->n[a] != density->n[a])
            return dgh_error_set(
                err, DGH_ERR_ARGUMENT,
                "expected a spin density on %zu x %zu x %zu points as the density, "
                "found %zu x %zu x %zu",
                density->n[0], density->n[1], density->n[2], spin->n[0], spin->n[1], spin->n[2]);
    return DGH_OK;
}

static bool walk_layer(dgh_layer *layer, size_t c, dgh_share_block *share)
{
    const dgh_images *images = layer->images;
    for (size_t b = 0; b < images->n_blocks[1]; b++)
        for (size_t a = 0; a < images->n_blocks[0]; a++) {
            const dgh_block block = dgh_images_block(images, a, b, c);
            if (!share(layer, &block))
                return false;
        }
    return true;
}

/* sums[layers][width]; false when memory is out. A cancelled walk ends early and says so. */
static bool walk(double *sums, const dgh_images *images, const dgh_grid *spin,
                 dgh_share_block *share, void *user, const dgh_partition_options *options,
                 bool *cancelled)
{
    const size_t width = DGH_SHARED_FIELDS * (images->grid->structure.n_atoms + 1);
    const int64_t layers = (int64_t)images->n_blocks[2];
    int failed = 0, stop = 0;
    size_t done = 0;
#pragma omp parallel num_threads(dgh_threads(options->jobs)) reduction(| : failed)
    {
        dgh_layer layer = {.images = images, .spin = spin ? spin->value : NULL, .user = user};
#pragma omp for schedule(dynamic, 1)
        for (int64_t c = 0; c < layers; c++) {
            int stopped;
#pragma omp atomic read
            stopped = stop;
            if (stopped || failed)
                continue;
            layer.sum = sums + (size_t)c * width;
            layer.distance_ang = 0.0;
            failed |= !walk_layer(&layer, (size_t)c, share);
#pragma omp critical(dgh_shares_progress)
            {
                done++;
                if (options->progress && !stop &&
                    !options->progress(options->progress_user, "partition", done, (size_t)layers)) {
#pragma omp atomic write
                    stop = 1;
                }
            }
        }
        dgh_near_free(&layer.near);
        free(layer.weight);
    }
    *cancelled = stop;
    return !failed;
}

static dgh_status assemble(dgh_partition **out, const double *sums, const dgh_images *images,
                           dgh_error *err)
{
    const size_t n = images->grid->structure.n_atoms, width = DGH_SHARED_FIELDS * (n + 1);
    const double voxel = dgh_cell_volume_ang3((const double(*)[3])images->grid->cell_ang) /
                         (double)dgh_grid_points(images->grid->n);
    dgh_partition *p = calloc(1, sizeof *p);
    dgh_bader_atom *atoms = calloc(n, sizeof *atoms);
    double *total = calloc(width, sizeof *total);
    if (!p || !atoms || !total) {
        free(p);
        free(atoms);
        free(total);
        return dgh_error_nomem(err);
    }
    for (size_t c = 0; c < images->n_blocks[2]; c++)
        for (size_t i = 0; i < width; i++)
            total[i] += sums[c * width + i] * voxel;
    p->n_atoms = n;
    p->atoms = atoms;
    p->total_electrons = dgh_grid_integral(images->grid);
    p->unassigned_electrons = total[DGH_SHARED_FIELDS * n];
    p->unassigned_volume_ang3 = total[DGH_SHARED_FIELDS * n + 1];
    p->residual_e = p->total_electrons - p->unassigned_electrons;
    for (size_t i = 0; i < n; i++) {
        atoms[i].electrons = total[DGH_SHARED_FIELDS * i];
        atoms[i].volume_ang3 = total[DGH_SHARED_FIELDS * i + 1];
        atoms[i].spin_e = total[DGH_SHARED_FIELDS * i + 2];
        p->residual_e -= atoms[i].electrons;
    }
    free(total);
    *out = p;
    return DGH_OK;
}

dgh_status dgh_shares_make(dgh_partition **out, const dgh_images *images, const dgh_grid *spin,
                           dgh_share_block *share, void *user, const dgh_partition_options *options,
                           dgh_error *err)
{
    const size_t width = DGH_SHARED_FIELDS * (images->grid->structure.n_atoms + 1);
    bool cancelled = false;
    *out = NULL;
    double *sums = calloc(images->n_blocks[2] * width, sizeof *sums);
    if (!sums)
        return dgh_error_nomem(err);
    dgh_status status = DGH_OK;
    if (!walk(sums, images, spin, share, user, options, &cancelled))
        status = dgh_error_nomem(err);
    else if (cancelled)
        status = dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    else
        status = assemble(out, sums, images, err);
    free(sums);
    return status;
}
