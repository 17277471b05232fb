/* Crystals, liquids and slabs for the tests of surface/: n[0] x n[1] x n[2] cells of a basis. */
#ifndef DGH_TESTS_CRYSTALS_H
#define DGH_TESTS_CRYSTALS_H

#include <math.h>
#include <stdlib.h>

#include "dgh/record.h"
#include "random.h"

typedef struct crystal {
    dgh_structure s;
    dgh_species species[4]; /* Pt, P, Cu, H */
    uint32_t *kind;
    double *position;
} crystal;

static inline void crystal_free(crystal *c)
{
    free(c->kind);
    free(c->position);
}

static inline void crystal_room(crystal *c, size_t n_atoms)
{
    *c = (crystal){.species = {{.label = "Pt", .atomic_number = 78},
                               {.label = "P", .atomic_number = 15},
                               {.label = "Cu", .atomic_number = 29},
                               {.label = "H", .atomic_number = 1}}};
    c->kind = calloc(n_atoms, sizeof *c->kind);
    c->position = calloc(3 * n_atoms, sizeof *c->position);
    if (!c->kind || !c->position)
        abort();
    c->s = (dgh_structure){.n_species = 4,
                           .species = c->species,
                           .species_of_atom = c->kind,
                           .has_cell = true,
                           .position_ang = c->position};
}

static inline void crystal_add(crystal *c, uint32_t kind, double x, double y, double z)
{
    double *p = c->position + 3 * c->s.n_atoms;
    c->kind[c->s.n_atoms++] = kind;
    p[0] = x;
    p[1] = y;
    p[2] = z;
}

static inline void crystal_make(crystal *c, const double (*basis)[3], size_t n_basis,
                                const double cell[3][3], const int n[3])
{
    crystal_room(c, n_basis * (size_t)(n[0] * n[1] * n[2]));
    for (int k = 0; k < 3; k++)
        for (int x = 0; x < 3; x++)
            c->s.cell_ang[k][x] = n[k] * cell[k][x];
    for (int i = 0; i < n[0] * n[1] * n[2]; i++)
        for (size_t b = 0; b < n_basis; b++) {
            const double f[3] = {i % n[0] + basis[b][0], i / n[0] % n[1] + basis[b][1],
                                 i / n[0] / n[1] + basis[b][2]};
            double p[3] = {0.0, 0.0, 0.0};
            for (int k = 0; k < 3; k++)
                for (int x = 0; x < 3; x++)
                    p[x] += f[k] * cell[k][x];
            crystal_add(c, 0, p[0], p[1], p[2]);
        }
}

/* Nearest neighbours at distance d. */
static inline void crystal_fcc(crystal *c, double d, int n)
{
    static const double BASIS[4][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
    const double a = d * sqrt(2.0), cell[3][3] = {{a, 0, 0}, {0, a, 0}, {0, 0, a}};
    crystal_make(c, BASIS, 4, cell, (const int[3]){n, n, n});
}

static inline void crystal_bcc(crystal *c, double d, int n)
{
    static const double BASIS[2][3] = {{0, 0, 0}, {.5, .5, .5}};
    const double a = d / sqrt(0.75), cell[3][3] = {{a, 0, 0}, {0, a, 0}, {0, 0, a}};
    crystal_make(c, BASIS, 2, cell, (const int[3]){n, n, n});
}

static inline void crystal_hcp(crystal *c, double d, int n)
{
    static const double BASIS[4][3] = {{0, 0, 0}, {.5, .5, 0}, {0, 1.0 / 3, .5}, {.5, 5.0 / 6, .5}};
    const double cell[3][3] = {{d, 0, 0}, {0, d * sqrt(3.0), 0}, {0, 0, d * sqrt(8.0 / 3)}};
    crystal_make(c, BASIS, 4, cell, (const int[3]){n, n, n});
}

static inline double random_gauss(uint64_t *seed)
{
    double u = random_between(seed, 1e-12, 1.0), v = random_between(seed, 0.0, 1.0);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

/* Normal displacements of standard deviation `sigma` along x, y and z. */
static inline void crystal_shake(crystal *c, double sigma, uint64_t seed)
{
    for (size_t i = 0; i < 3 * c->s.n_atoms; i++)
        c->position[i] += sigma * random_gauss(&seed);
}

/* fcc(111), `layers` layers of n x n atoms, its top at z = 0, in a cell that is `height` high. */
static inline void crystal_fcc111(crystal *c, double d, int n, int layers, double height)
{
    crystal_room(c, (size_t)(n * n * layers) + 8);
    const double cell[3][3] = {{n * d, 0, 0}, {n * d / 2, n * d * sqrt(0.75), 0}, {0, 0, height}};
    for (int k = 0; k < 3; k++)
        for (int x = 0; x < 3; x++)
            c->s.cell_ang[k][x] = cell[k][x];
    for (int l = 0; l < layers; l++)
        for (int i = 0; i < n * n; i++) {
            double u = i % n + l / 3.0, v = i / n + l / 3.0;
            crystal_add(c, 0, d * (u + v / 2), d * v * sqrt(0.75), -l * d * sqrt(2.0 / 3));
        }
}

#endif
