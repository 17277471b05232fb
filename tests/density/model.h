/* Analytic densities whose Bader charges are known: superpositions of softened Slater functions and
 * Gaussian cores, with the atoms of tests/data/bader. Used by tests and benchmarks. */
#ifndef DGH_TESTS_DENSITY_MODEL_H
#define DGH_TESTS_DENSITY_MODEL_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/grid.h"

enum { MODEL_MOST_ATOMS = 64 };

typedef struct model {
    double cell[3][3];
    int n_atoms;
    double at[MODEL_MOST_ATOMS][3]; /* fractional */
    double slater[MODEL_MOST_ATOMS], exponent[MODEL_MOST_ATOMS], core[MODEL_MOST_ATOMS];
    double electrons[MODEL_MOST_ATOMS], volume[MODEL_MOST_ATOMS]; /* exact Bader values */
} model;

static const double MODEL_SOFT_ANG = 0.15, MODEL_CORE_ANG = 0.25, MODEL_CUTOFF_ANG = 7.0;

static inline int model_read(model *m, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/bader/atoms_%s.txt", DGH_TEST_DATA, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    int good = 1;
    for (int i = 0; i < 9; i++)
        good = good && fscanf(file, "%lf", &m->cell[i / 3][i % 3]) == 1;
    good = good && fscanf(file, "%d", &m->n_atoms) == 1 && m->n_atoms <= MODEL_MOST_ATOMS;
    for (int i = 0; good && i < m->n_atoms; i++)
        good = fscanf(file, "%lf %lf %lf %lf %lf %lf", &m->at[i][0], &m->at[i][1], &m->at[i][2],
                      &m->slater[i], &m->exponent[i], &m->core[i]) == 6;
    fclose(file);
    snprintf(path, sizeof path, "%s/bader/charges_%s.txt", DGH_TEST_DATA, name);
    file = good ? fopen(path, "r") : NULL;
    for (int i = 0; file && i < m->n_atoms; i++)
        good = good && fscanf(file, "%lf %lf", &m->electrons[i], &m->volume[i]) == 2;
    if (file)
        fclose(file);
    return good && file;
}

static inline double model_atom(const model *m, int atom, double r2)
{
    double value = m->slater[atom] *
                   exp(-m->exponent[atom] * sqrt(r2 + MODEL_SOFT_ANG * MODEL_SOFT_ANG));
    double t = sqrt(r2) - (MODEL_CUTOFF_ANG - 1.0);
    if (t > 0.0)
        value *= 1.0 - t * t * (3.0 - 2.0 * t);
    if (m->core[atom] > 0.0 && r2 < 72.0 * MODEL_CORE_ANG * MODEL_CORE_ANG)
        value += m->core[atom] * exp(-r2 / (2.0 * MODEL_CORE_ANG * MODEL_CORE_ANG));
    return value;
}

/* Images of an atom whose tail reaches the cell: all within the cutoff, over whole cells. */
static inline void model_add(dgh_grid *grid, const model *m, int atom)
{
    const size_t n0 = grid->n[0], n1 = grid->n[1], n2 = grid->n[2];
    const double(*cell)[3] = m->cell;
    int reach[3];
    double volume = dgh_cell_volume_ang3(cell);
    for (int a = 0; a < 3; a++) {
        const double *b = cell[(a + 1) % 3], *c = cell[(a + 2) % 3];
        double x = b[1] * c[2] - b[2] * c[1], y = b[2] * c[0] - b[0] * c[2],
               z = b[0] * c[1] - b[1] * c[0];
        reach[a] = (int)ceil(MODEL_CUTOFF_ANG * sqrt(x * x + y * y + z * z) / volume) + 1;
    }
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t k = 0; k < n2; k++)
        for (int ic = -reach[2]; ic <= reach[2]; ic++) {
            double fz = (double)k / (double)n2 - m->at[atom][2] + ic;
            for (size_t j = 0; j < n1; j++)
                for (int ib = -reach[1]; ib <= reach[1]; ib++) {
                    double fy = (double)j / (double)n1 - m->at[atom][1] + ib;
                    double base[3];
                    for (int x = 0; x < 3; x++)
                        base[x] = fz * cell[2][x] + fy * cell[1][x];
                    /* closest approach of this row to the atom along a */
                    double aa = 0.0, ab = 0.0, bb = 0.0;
                    for (int x = 0; x < 3; x++) {
                        aa += cell[0][x] * cell[0][x];
                        ab += cell[0][x] * base[x];
                        bb += base[x] * base[x];
                    }
                    double rest = bb - ab * ab / aa;
                    double room = MODEL_CUTOFF_ANG * MODEL_CUTOFF_ANG - rest;
                    if (room <= 0.0)
                        continue;
                    double middle = -ab / aa, half = sqrt(room / aa);
                    double from = (middle - half + m->at[atom][0]) * (double)n0;
                    double to = (middle + half + m->at[atom][0]) * (double)n0;
                    for (long i = (long)ceil(from); i <= (long)floor(to); i++) {
                        double fx = (double)i / (double)n0 - m->at[atom][0];
                        double r2 = 0.0;
                        for (int x = 0; x < 3; x++) {
                            double d = base[x] + fx * cell[0][x];
                            r2 += d * d;
                        }
                        if (r2 >= MODEL_CUTOFF_ANG * MODEL_CUTOFF_ANG)
                            continue;
                        long wrapped = i % (long)n0;
                        size_t w = (size_t)(wrapped < 0 ? wrapped + (long)n0 : wrapped);
                        grid->value[w + n0 * (j + n1 * k)] += model_atom(m, atom, r2);
                    }
                }
        }
}

/* The density on n x n x n points, with the atoms as its structure; the caller frees. */
static inline dgh_grid *model_density(const model *m, size_t n)
{
    static const dgh_species SPECIES[1] = {{"X", 0, {0}}};
    static const uint32_t ZERO[MODEL_MOST_ATOMS];
    double position[3 * MODEL_MOST_ATOMS];
    for (int i = 0; i < m->n_atoms; i++)
        for (int x = 0; x < 3; x++)
            position[3 * i + x] = m->at[i][0] * m->cell[0][x] + m->at[i][1] * m->cell[1][x] +
                                  m->at[i][2] * m->cell[2][x];
    dgh_structure s = {.n_atoms = (size_t)m->n_atoms,
                       .n_species = 1,
                       .species = SPECIES,
                       .species_of_atom = ZERO,
                       .has_cell = true,
                       .position_ang = position};
    memcpy(s.cell_ang, m->cell, sizeof s.cell_ang);
    dgh_grid *grid = NULL;
    const size_t points[3] = {n, n, n};
    if (dgh_grid_create(&grid, points, m->cell, &s, DGH_FIELD_DENSITY, NULL) != DGH_OK)
        return NULL;
    for (int i = 0; i < m->n_atoms; i++)
        model_add(grid, m, i);
    return grid;
}

#endif
