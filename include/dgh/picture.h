/* dgh/picture.h - what a picture of a site shows: its atoms with class and charge, and the density
 * difference about its H, coarsened for the eye.
 */
#ifndef DGH_PICTURE_H
#define DGH_PICTURE_H

#include "dgh/base.h"
#include "dgh/density.h"
#include "dgh/order.h"
#include "dgh/study.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dgh_picture_options {
    size_t size;
    bool drho;              /* reads the densities of the site again */
    double half_width_ang;  /* of the box about H, and of the slice */
    double spacing_ang;     /* of the points in the box: no finer than the files' own */
    double slice_depth_ang; /* how far the slice goes below H */
    size_t slice_points;    /* along each side of the slice */
} dgh_picture_options;

#define DGH_PICTURE_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(dgh_picture_options), true, 3.0, 0.22, 4.0, 61                                      \
    }

typedef struct dgh_picture_atom {
    int atomic_number; /* 0 = not known */
    double position_ang[3];
    bool is_adsorbed;
    bool binds;            /* one of the H that the site adds binds to it */
    bool has_phase;        /* false: H, or the host's structure is not known */
    dgh_phase phase;       /* in the host */
    dgh_real net_charge_e; /* Bader, where densities lie beside the run */
} dgh_picture_atom;

/* Values on a parallelepiped: point (i, j, k) lies at origin + i step[0] + j step[1] + k step[2]
 * and is value[i + n[0] * (j + n[1] * k)]. */
typedef struct dgh_picture_box {
    size_t n[3];
    double origin_ang[3];
    double step_ang[3][3];
    const double *value;
} dgh_picture_box;

/* Values on a rectangle through an H and its nearest neighbour, upright: point (i, j) lies at
 * origin + (i right + j up) step and is value[i + n[0] * j]. */
typedef struct dgh_picture_slice {
    size_t n[2];
    double origin_ang[3];
    double right[3], up[3]; /* unit length; `up` is the outward normal of the slab */
    double step_ang;
    const double *value;
} dgh_picture_slice;

typedef struct dgh_site_picture {
    void *owner; /* private */
    double cell_ang[3][3];
    size_t n_atoms;
    const dgh_picture_atom *atoms; /* of host + H, in the order of the final run */
    size_t h;                      /* atom about which box and slice lie: the first H added */
    double up[3];                  /* outward normal of the slab on the side of H */
    bool has_drho;                 /* all below, in e/Ang^3, e/Ang and e */
    int axis;                      /* lattice vector of the profile */
    const dgh_profile *profile;    /* of the whole cell, on the files' own points */
    dgh_picture_box box;
    dgh_picture_slice slice; /* tricubic between the files' own points */
    size_t n[3];             /* points of the files (of the finest along each axis) */
    size_t n_coarse[3];      /* points of the cell to which box belongs */
    const char *missing;     /* why there is no drho; NULL = nobody asked */
} dgh_site_picture;

/* Atoms of a site, and with options.drho its density difference, which is subtracted anew from the
 * three densities that the study named (dgh_site_density). The box is cut out of the difference
 * after its plane waves beyond the coarser points were dropped, so that each point is that of a
 * smooth field and no average over a volume. Errors: ARGUMENT (no such site), those of
 * dgh_difference_compute, NOMEM. Free with dgh_site_picture_free. May be called from several
 * threads. */
DGH_API dgh_status dgh_site_picture_make(dgh_site_picture **out, const dgh_study *study,
                                         size_t site, const dgh_picture_options *options,
                                         dgh_error *err);
DGH_API void dgh_site_picture_free(dgh_site_picture *picture); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
