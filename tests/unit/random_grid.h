/* A density of two atoms in an oblique cell with numbers of many sizes. Needs cmocka. */
#ifndef DGH_TESTS_RANDOM_GRID_H
#define DGH_TESTS_RANDOM_GRID_H

#include <math.h>
#include <string.h>

#include "dgh/grid.h"

static inline dgh_grid *random_grid(size_t n0, size_t n1, size_t n2)
{
    static const double CELL[3][3] = {{7.0, 0.1, 0.0}, {-2.0, 6.0, 0.3}, {0.5, 0.7, 9.0}};
    static const double POSITION[6] = {1.0, 1.0, 1.0, 3.0, 3.0, 3.0};
    static const uint32_t INDEX[2] = {0, 1};
    static const dgh_species SPECIES[2] = {{"Pt", 78, {0}}, {"H", 1, {0}}};
    dgh_structure s = {.n_atoms = 2,
                       .n_species = 2,
                       .species = SPECIES,
                       .species_of_atom = INDEX,
                       .has_cell = true,
                       .position_ang = POSITION};
    const size_t n[3] = {n0, n1, n2};
    dgh_grid *g;
    memcpy(s.cell_ang, CELL, sizeof CELL);
    assert_int_equal(dgh_grid_create(&g, n, CELL, &s, DGH_FIELD_DENSITY, NULL), DGH_OK);
    uint64_t seed = 99;
    for (size_t i = 0; i < n0 * n1 * n2; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        g->value[i] = ((double)(seed >> 20) - 8e12) * pow(10.0, -(double)(seed % 17));
    }
    return g;
}

#endif
