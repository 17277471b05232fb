/* The periodic images of the nuclei around the points of a grid, block by block. */
#ifndef DGH_DENSITY_IMAGES_H
#define DGH_DENSITY_IMAGES_H

#include "base/error.h"
#include "dgh/grid.h"

enum { DGH_BLOCK = 8 }; /* points along each edge of a block */

typedef struct dgh_images {
    const dgh_grid *grid;
    double inverse[3][3];  /* Cartesian -> fractional, as columns: f_k = sum of d_x inverse[x][k] */
    double height_ang[3];  /* between opposite faces of the cell */
    double lowest_ang;     /* of them */
    double step_ang[3][3]; /* from point to point */
    double block_radius_ang; /* of the sphere around a block */
    size_t n_blocks[3];
} dgh_images;

/* A block of points: from[] up to, not including, to[]. */
typedef struct dgh_block {
    size_t from[3], to[3];
    double centre_ang[3];
} dgh_block;

/* Nuclei near a block, as arrays that grow. Zero-initialise; free with dgh_near_free. */
typedef struct dgh_near {
    size_t n, capacity;
    uint32_t *atom;
    double *x, *y, *z;
    double *square; /* distance from the centre, then the caller's */
} dgh_near;

/* `reach_ang`: the largest radius that will be asked for, 0 = that of the nearest nucleus. Errors:
 * ARGUMENT (no values, a cell without volume or too flat, an atom far away), MISSING (no atoms). */
dgh_status dgh_images_make(dgh_images *out, const dgh_grid *grid, double reach_ang, dgh_error *err);

dgh_block dgh_images_block(const dgh_images *images, size_t a, size_t b, size_t c);

void dgh_images_point(const dgh_images *images, size_t i, size_t j, size_t k, double out_ang[3]);

/* All images of the nuclei within radius[species] (or `radius_ang` where that is NULL) of the
 * centre. False when memory is out. */
bool dgh_images_within(dgh_near *near, const dgh_images *images, const double centre_ang[3],
                       double radius_ang, const double *radius_of_species_ang);

/* Distance from the centre to the nearest nucleus; negative when memory is out. `guess_ang` is a
 * radius to begin with, 0 = none. */
double dgh_images_nearest(dgh_near *near, const dgh_images *images, const double centre_ang[3],
                          double guess_ang);

void dgh_near_free(dgh_near *near);

#endif
