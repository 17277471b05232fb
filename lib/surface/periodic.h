/* Shortest periodic images in any cell: skewed, flat, left-handed. */
#ifndef DGH_SURFACE_PERIODIC_H
#define DGH_SURFACE_PERIODIC_H

#include <stdbool.h>
#include <stddef.h>

enum { DGH_MAX_RELEVANT = 13 };

/* A lattice by a Minkowski-reduced basis and the vectors that bound its Voronoi cell. */
typedef struct dgh_periodic {
    double basis[3][3]; /* rows, reduced, in Angstrom */
    size_t n_relevant;
    double relevant[DGH_MAX_RELEVANT][3]; /* one of each pair +v, -v */
    double inverse_square[DGH_MAX_RELEVANT];
    double height_ang[3]; /* distances of opposite faces of the reduced cell */
} dgh_periodic;

/* False for a cell without volume. */
bool dgh_periodic_make(dgh_periodic *out, const double cell_ang[3][3]);

/* The shortest image of a difference of two positions given in fractions of the reduced basis;
 * `*shortest_ang` in Cartesian Angstrom. Returns its squared length. */
double dgh_periodic_shortest(const dgh_periodic *p, const double fraction[3],
                             double shortest_ang[3]);

/* The same for a Cartesian difference. */
double dgh_periodic_shortest_of(const dgh_periodic *p, const double difference_ang[3],
                                double shortest_ang[3]);

#endif
