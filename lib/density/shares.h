/* What Voronoi's and Hirshfeld's partitions share: a walk over blocks of points, and the atoms'
 * sums in an order that does not depend on threads. */
#ifndef DGH_DENSITY_SHARES_H
#define DGH_DENSITY_SHARES_H

#include "density/images.h"
#include "dgh/partition.h"

enum { DGH_SHARED_FIELDS = 3 }; /* electrons, points, spin */

/* One layer of blocks (constant third index) while it is summed. */
typedef struct dgh_layer {
    const dgh_images *images;
    const double *spin;  /* values, NULL = none */
    dgh_near near;       /* kept from block to block */
    double distance_ang; /* of the nearest nucleus, likewise; 0 = not known */
    double *sum;         /* [n_atoms + 1][DGH_SHARED_FIELDS]; the last is nobody's */
    double *weight;      /* of the nuclei near a point */
    size_t n_weights;    /* room for them */
    void *user;
} dgh_layer;

/* Adds the points of a block to the sums; false when memory is out. */
typedef bool dgh_share_block(dgh_layer *layer, const dgh_block *block);

/* Adds `weight` of point p to an atom. */
static inline void dgh_layer_add(dgh_layer *layer, size_t atom, size_t p, double weight)
{
    double *sum = layer->sum + DGH_SHARED_FIELDS * atom;
    sum[0] += weight * layer->images->grid->value[p];
    sum[1] += weight;
    if (layer->spin)
        sum[2] += weight * layer->spin[p];
}

/* `spin` (may be NULL) has doubles on the points of the density. Errors: ARGUMENT. */
dgh_status dgh_shares_check(const dgh_grid *density, const dgh_grid *spin, dgh_error *err);

/* Walks over all blocks and makes the partition of the sums. */
dgh_status dgh_shares_make(dgh_partition **out, const dgh_images *images, const dgh_grid *spin,
                           dgh_share_block *share, void *user, const dgh_partition_options *options,
                           dgh_error *err);

#endif
