/* spglib (Togo, Shinohara, Tanaka 2024, 10.1080/27660400.2024.2384822): space groups.
 * spglib wants the lattice vectors as columns, and may crash when memory is out. Thread-safe. */
#ifndef DGH_ADAPT_SYMMETRY_H
#define DGH_ADAPT_SYMMETRY_H

#include <stdbool.h>
#include <stddef.h>

/* Of the library that is linked: 2, 0, 2. */
void dgh_spglib_version(int version[3]);

typedef struct dgh_spglib_group {
    int number;
    char symbol[16];     /* international, short */
    char point_group[8]; /* of Hermann and Mauguin */
    size_t n_operations;
    int (*rotation)[3][3]; /* [n_operations] on fractional column vectors */
    double (*translation)[3];
    size_t *equivalent; /* [n_atoms] the first atom of each orbit */
} dgh_spglib_group;

/* The space group. `cell` has the vectors as rows. False when spglib finds none (two atoms on one
 * place) or memory is out; `out` then holds nothing. */
bool dgh_spglib_find(dgh_spglib_group *out, const double cell[3][3], const double (*fraction)[3],
                     const int *kind, size_t n_atoms, double tolerance);
void dgh_spglib_clear(dgh_spglib_group *group);

#endif
