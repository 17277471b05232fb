/* Small densities for tests: made, shifted, permuted, skewed. Needs cmocka. */
#ifndef DGH_TESTS_DENSITY_SMALL_H
#define DGH_TESTS_DENSITY_SMALL_H

#include <math.h>
#include <string.h>

#include "dgh/partition.h"

static inline dgh_grid *small_with_atoms(const size_t n[3], const double cell[3][3],
                                         const double *position_ang, size_t n_atoms)
{
    static const dgh_species SPECIES[1] = {{"X", 0, {0}}};
    static const uint32_t ZERO[64];
    dgh_structure s = {.n_atoms = n_atoms,
                       .n_species = 1,
                       .species = SPECIES,
                       .species_of_atom = ZERO,
                       .has_cell = true,
                       .position_ang = position_ang};
    memcpy(s.cell_ang, cell, sizeof s.cell_ang);
    dgh_grid *grid = NULL;
    assert_int_equal(dgh_grid_create(&grid, n, cell, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    return grid;
}

/* Zeros on n0 x n1 x n2 points 1 Ang apart, one atom at the origin. */
static inline dgh_grid *small_grid(size_t n0, size_t n1, size_t n2)
{
    static const double ORIGIN[3];
    const size_t n[3] = {n0, n1, n2};
    const double cell[3][3] = {{(double)n0, 0, 0}, {0, (double)n1, 0}, {0, 0, (double)n2}};
    return small_with_atoms(n, cell, ORIGIN, 1);
}

static const double SMALL_CELL_ANG = 8.0, SMALL_WIDTH_ANG = 1.0;

/* One periodic Gaussian along one axis, at fractional distance x. */
static inline double small_periodic(double x)
{
    double sum = 0.0;
    for (int image = -3; image <= 3; image++) {
        double d = (x - rint(x) + image) * SMALL_CELL_ANG / SMALL_WIDTH_ANG;
        sum += exp(-0.5 * d * d);
    }
    return sum;
}

/* Gaussians of width 1 Ang in a cube of 8 Ang at (x, 1/2, 1/2), amplitudes 1 and `second`. */
static inline dgh_grid *small_gaussians(size_t n, double first_x, double second_x, double second)
{
    const size_t points[3] = {n, n, n};
    const double cell[3][3] = {
        {SMALL_CELL_ANG, 0, 0}, {0, SMALL_CELL_ANG, 0}, {0, 0, SMALL_CELL_ANG}};
    const double position[6] = {first_x * SMALL_CELL_ANG, 0.5 * SMALL_CELL_ANG,
                                0.5 * SMALL_CELL_ANG,     second_x * SMALL_CELL_ANG,
                                0.5 * SMALL_CELL_ANG,     0.5 * SMALL_CELL_ANG};
    dgh_grid *grid = small_with_atoms(points, cell, position, 2);
    double along[64], across[64];
    assert_true(n <= 64);
    for (size_t i = 0; i < n; i++) {
        double x = (double)i / (double)n;
        along[i] = small_periodic(x - first_x) + second * small_periodic(x - second_x);
        across[i] = small_periodic(x - 0.5);
    }
    for (size_t p = 0; p < n * n * n; p++)
        grid->value[p] = along[p % n] * across[p / n % n] * across[p / n / n];
    return grid;
}

/* Electrons of the first of small_gaussians: the density is a product, so that its basins end at
 * the minima of the factor along x. Minima by a fine scan, the integral by the trapezoid rule. */
static inline double small_gaussian_share(double first_x, double second_x, double second)
{
    enum { FINE = 200000 };
    static double line[FINE];
    double least[2] = {INFINITY, INFINITY}, at[2] = {0.0, 0.0}, across = 0.0, share = 0.0;
    for (int i = 0; i < FINE; i++) {
        double x = (double)i / FINE;
        line[i] = small_periodic(x - first_x) + second * small_periodic(x - second_x);
        across += small_periodic(x) * SMALL_CELL_ANG / FINE;
        int side = x > first_x && x < second_x;
        if (line[i] < least[side]) {
            least[side] = line[i];
            at[side] = x;
        }
    }
    for (int i = 0; i < FINE; i++) {
        double x = (double)i / FINE;
        double low = at[0] > first_x ? at[0] - 1.0 : at[0];
        if ((x >= low && x < at[1]) || (x - 1.0 >= low && x - 1.0 < at[1]))
            share += line[i] * SMALL_CELL_ANG / FINE;
    }
    return share * across * across;
}

/* The same density with its origin and its atoms moved by whole steps. */
static inline dgh_grid *small_shifted(const dgh_grid *from, size_t di, size_t dj, size_t dk)
{
    double position[3 * 64];
    const double shift[3] = {(double)di / (double)from->n[0], (double)dj / (double)from->n[1],
                             (double)dk / (double)from->n[2]};
    for (size_t i = 0; i < from->structure.n_atoms; i++)
        for (int x = 0; x < 3; x++) {
            position[3 * i + (size_t)x] = from->structure.position_ang[3 * i + (size_t)x];
            for (int a = 0; a < 3; a++)
                position[3 * i + (size_t)x] += shift[a] * from->cell_ang[a][x];
        }
    dgh_grid *to = small_with_atoms(from->n, (const double(*)[3])from->cell_ang, position,
                                    from->structure.n_atoms);
    const size_t *n = from->n;
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < n[0]; i++)
                to->value[(i + di) % n[0] + n[0] * ((j + dj) % n[1] + n[1] * ((k + dk) % n[2]))] =
                    from->value[i + n[0] * (j + n[1] * k)];
    return to;
}

/* Axis a of the result is axis order[a] of `from`. */
static inline dgh_grid *small_permuted(const dgh_grid *from, const int order[3])
{
    size_t n[3];
    double cell[3][3];
    for (int a = 0; a < 3; a++) {
        n[a] = from->n[order[a]];
        memcpy(cell[a], from->cell_ang[order[a]], sizeof cell[a]);
    }
    dgh_grid *to = small_with_atoms(n, (const double(*)[3])cell, from->structure.position_ang,
                                    from->structure.n_atoms);
    for (size_t p = 0; p < n[0] * n[1] * n[2]; p++) {
        const size_t at[3] = {p % n[0], p / n[0] % n[1], p / n[0] / n[1]};
        size_t old[3];
        for (int a = 0; a < 3; a++)
            old[order[a]] = at[a];
        to->value[p] = from->value[old[0] + from->n[0] * (old[1] + from->n[1] * old[2])];
    }
    return to;
}

/* The same lattice of points with the second vector b + shear a: the same crystal. */
static inline dgh_grid *small_skewed(const dgh_grid *from, int shear)
{
    double cell[3][3];
    memcpy(cell, from->cell_ang, sizeof cell);
    for (int x = 0; x < 3; x++)
        cell[1][x] += shear * cell[0][x];
    dgh_grid *to = small_with_atoms(from->n, (const double(*)[3])cell, from->structure.position_ang,
                                    from->structure.n_atoms);
    const size_t *n = from->n;
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < n[0]; i++)
                to->value[i + n[0] * (j + n[1] * k)] =
                    from->value[(i + (size_t)shear * j) % n[0] + n[0] * (j + n[1] * k)];
    return to;
}

static inline dgh_bader *small_bader(const dgh_grid *grid, dgh_bader_method method, int jobs)
{
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    options.method = method;
    options.jobs = jobs;
    options.keep_basins = true;
    dgh_bader *bader = NULL;
    dgh_error err = {0};
    if (dgh_density_bader(&bader, grid, NULL, NULL, &options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return bader;
}

#endif
