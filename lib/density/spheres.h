/* Integrals of a field over spheres around points, while the planes of its grid go by. */
#ifndef DGH_DENSITY_SPHERES_H
#define DGH_DENSITY_SPHERES_H

#include "density/slab.h"

typedef struct dgh_sphere {
    double centre_ang[3];
    double radius_ang;
    double sum;    /* of the values times the voxels' shares */
    double shares; /* of voxels within the sphere */
} dgh_sphere;

typedef struct dgh_spheres {
    size_t n;
    dgh_sphere *sphere; /* borrowed */
    size_t points[3];
    double origin_ang[3];
    double step_ang[3][3];    /* edges of a voxel */
    double inverse[3][3];     /* rows: gradients of the grid's coordinates */
    double half_diagonal_ang; /* of the longest diagonal of a voxel */
} dgh_spheres;

/* Errors: ARGUMENT (a cell without volume). */
dgh_status dgh_spheres_make(dgh_spheres *out, const dgh_grid *head, dgh_sphere *sphere, size_t n,
                            dgh_error *err);

/* Each sphere's sums are made by one thread, in the order of the points. */
void dgh_spheres_add(dgh_spheres *spheres, const dgh_slab *slab, bool z_fastest, int jobs);

/* The share of a voxel with its middle at `from_centre` that lies within a sphere. */
double dgh_sphere_share(const dgh_spheres *spheres, double radius_ang,
                        const double from_centre_ang[3]);

#endif
