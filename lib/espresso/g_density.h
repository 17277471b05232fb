/* A density by its plane waves, as charge-density.dat and .hdf5 hold it: rho(r) = sum over G of
 * rho(G) exp(i G r), in electrons per cubic Bohr, with G = m1 b1 + m2 b2 + m3 b3. */
#ifndef DGH_ESPRESSO_G_DENSITY_H
#define DGH_ESPRESSO_G_DENSITY_H

#include <stdint.h>

#include "record/grid.h"

typedef struct dgh_g_density {
    const char *path;
    bool gamma_only; /* one of G and -G is stored */
    size_t n_g;
    size_t n_spin;
    double cell_ang[3][3];
    int32_t largest[3]; /* |Miller index| */
    const char *miller; /* [n_g][3] int32, little-endian, of any alignment */
    const char *rho;    /* [n_g][2] double, likewise: real and imaginary part */
} dgh_g_density;

int32_t dgh_g_density_int(const char *p);
double dgh_g_density_double(const char *p);

/* The lattice of reciprocal vectors in 1/Bohr, with 2 pi; false if they span no volume. */
bool dgh_g_density_cell(double cell_ang[3][3], const double reciprocal[3][3]);

/* Sets `largest` from the Miller indices; false where one of them is absurd. */
bool dgh_g_density_measure(dgh_g_density *density);

/* Divisions and atoms of the grid: from data-file-schema.xml beside the file where that has its
 * cell, else the smallest divisions that hold all G and are products of 2, 3, 5 and 7. Errors:
 * PARSE (indices that fill no sphere: the grid would be out of all proportion to the file). */
dgh_status dgh_g_density_divisions(dgh_grid *grid, const dgh_g_density *density, dgh_error *err);

/* The atoms, and the divisions that the run's own record states, where it lies beside the file and
 * has its cell; else n stays as it is. Errors: NOMEM. */
dgh_status dgh_g_density_beside(dgh_grid *grid, size_t n[3], dgh_error *err);

/* The values, after the divisions. Errors: PARSE (a coefficient that is not finite), NOMEM. */
dgh_status dgh_g_density_transform(dgh_grid *grid, const dgh_g_density *density, int jobs,
                                   dgh_error *err);

/* What component 0, 1, 2, 3 of n_spin is: the density, then up - down or x, y, z. */
dgh_field dgh_g_density_field(size_t component, size_t n_spin);

#endif
