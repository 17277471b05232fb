/* Voronoi's partition: every point to the nearest nucleus. (voronoi.c has the neighbours of a point
 * in its grid.) */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "density/shares.h"
#include "record/grid.h"

/* Squares of distances that differ by less are equal, in Ang^2: coordinates of symmetric atoms are
 * equal to the digits of their file. */
static const double EQUAL_ANG2 = 1e-7;

typedef struct nearest {
    int32_t *atom_of_point; /* NULL = not wanted */
} nearest;

/* The nuclei that may be nearest to a point of the block: those no further from its centre than the
 * nearest one plus its diameter. */
static bool find_candidates(dgh_layer *layer, const dgh_block *block)
{
    const dgh_images *images = layer->images;
    const double slack = 2.0 * images->block_radius_ang + 1e-3;
    double nearest_ang = dgh_images_nearest(&layer->near, images, block->centre_ang,
                                            layer->distance_ang);
    if (nearest_ang < 0.0)
        return false;
    layer->distance_ang = nearest_ang + slack;
    return dgh_images_within(&layer->near, images, block->centre_ang, nearest_ang + slack, NULL);
}

static void share_point(dgh_layer *layer, const double at[3], size_t p)
{
    dgh_near *near = &layer->near;
    double least = INFINITY;
    for (size_t i = 0; i < near->n; i++) {
        const double x = near->x[i] - at[0], y = near->y[i] - at[1], z = near->z[i] - at[2];
        near->square[i] = x * x + y * y + z * z;
        least = near->square[i] < least ? near->square[i] : least;
    }
    size_t equal = 0, first = near->n;
    for (size_t i = 0; i < near->n; i++)
        if (near->square[i] <= least + EQUAL_ANG2) {
            equal++;
            if (first == near->n || near->atom[i] < near->atom[first])
                first = i;
        }
    if (equal == 1)
        dgh_layer_add(layer, near->atom[first], p, 1.0);
    for (size_t i = 0; equal > 1 && i < near->n; i++)
        if (near->square[i] <= least + EQUAL_ANG2)
            dgh_layer_add(layer, near->atom[i], p, 1.0 / (double)equal);
    const nearest *user = layer->user;
    if (user->atom_of_point)
        user->atom_of_point[p] = (int32_t)near->atom[first];
}

static bool share_block(dgh_layer *layer, const dgh_block *block)
{
    const size_t *n = layer->images->grid->n;
    if (!find_candidates(layer, block))
        return false;
    for (size_t k = block->from[2]; k < block->to[2]; k++)
        for (size_t j = block->from[1]; j < block->to[1]; j++)
            for (size_t i = block->from[0]; i < block->to[0]; i++) {
                double at[3];
                dgh_images_point(layer->images, i, j, k, at);
                share_point(layer, at, i + n[0] * (j + n[1] * k));
            }
    return true;
}

/* Half the distance to the nearest nucleus, a nucleus's own images included. */
static bool set_distances(dgh_bader_atom *atoms, const dgh_images *images)
{
    const dgh_structure *s = &images->grid->structure;
    dgh_near near = {0};
    bool good = true;
    for (size_t i = 0; i < s->n_atoms && good; i++) {
        double least = INFINITY;
        for (double radius = images->lowest_ang; good && !isfinite(least); radius *= 2.0) {
            bool itself = false;
            good = dgh_images_within(&near, images, s->position_ang + 3 * i, radius, NULL);
            for (size_t m = 0; m < near.n; m++) {
                if (near.atom[m] == i && !itself && near.square[m] < 1e-12)
                    itself = true;
                else
                    least = fmin(least, near.square[m]);
            }
        }
        atoms[i].min_distance_ang = 0.5 * sqrt(least);
        atoms[i].has_min_distance = good;
    }
    dgh_near_free(&near);
    return good;
}

dgh_status dgh_density_voronoi(dgh_partition **out, const dgh_grid *density, const dgh_grid *spin,
                               const dgh_partition_options *options, dgh_error *err)
{
    static const dgh_partition_options DEFAULTS = DGH_PARTITION_OPTIONS_INIT;
    *out = NULL;
    if (!options)
        options = &DEFAULTS;
    dgh_images images;
    nearest user = {0};
    dgh_status status = dgh_images_make(&images, density, 0.0, err);
    if (status == DGH_OK)
        status = dgh_shares_check(density, spin, err);
    if (status != DGH_OK)
        return status;
    if (options->keep_atoms) {
        user.atom_of_point = malloc(dgh_grid_points(density->n) * sizeof(int32_t));
        if (!user.atom_of_point)
            return dgh_error_nomem(err);
    }
    status = dgh_shares_make(out, &images, spin, share_block, &user, options, err);
    if (status == DGH_OK && !set_distances((dgh_bader_atom *)(*out)->atoms, &images)) {
        dgh_partition_free(*out);
        *out = NULL;
        status = dgh_error_nomem(err);
    }
    if (status != DGH_OK) {
        free(user.atom_of_point);
        return status;
    }
    (*out)->kind = DGH_PARTITION_VORONOI;
    (*out)->atom_of_point = user.atom_of_point;
    return DGH_OK;
}
