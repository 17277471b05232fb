/* A functional on the points of a grid, block by block: libxc's part of lib/density/xc.c. */
#ifndef DGH_DENSITY_XC_POINTS_H
#define DGH_DENSITY_XC_POINTS_H

#include "adapt/libxc.h"
#include "dgh/xc.h"

typedef struct dgh_xc_points {
    const dgh_xc *xc; /* functional and thresholds */
    dgh_libxc *part[DGH_XC_MOST_PARTS];
    size_t points;
    const double *rho;  /* e/Ang^3 */
    const double *spin; /* NULL = not polarised */
    /* |grad rho|^2 in atomic units, NULL for an LDA; with spin up.up, up.down, down.down. With a
     * potential they become the derivatives by themselves, times the sign of rho. */
    double *sigma[3];
    double *energy;       /* eps_xc in Hartree, NULL = not wanted */
    double *potential[2]; /* de/drho in Hartree, NULL = not wanted */
    int jobs;
} dgh_xc_points;

/* Sums over the points, in a fixed order. */
typedef struct dgh_xc_sums {
    double part[DGH_XC_MOST_PARTS]; /* rho eps of each part, e/Ang^3 Hartree */
    double negative;                /* e/Ang^3 */
    size_t n_negative, n_empty, n_flat, n_spin_clipped;
} dgh_xc_sums;

/* Errors: UNSUPPORTED, NOMEM. Close in any case. */
dgh_status dgh_xc_points_open(dgh_xc_points *points, dgh_error *err);
void dgh_xc_points_close(dgh_xc_points *points);

/* Errors: NOMEM, CANCELLED. */
dgh_status dgh_xc_points_evaluate(dgh_xc_sums *sums, const dgh_xc_points *points,
                                  const dgh_xc_options *options, dgh_error *err);

#endif
