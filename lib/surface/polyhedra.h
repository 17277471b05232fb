/* Voronoi cells of atoms under periodic boundaries, cut to a ball about each atom. */
#ifndef DGH_SURFACE_POLYHEDRA_H
#define DGH_SURFACE_POLYHEDRA_H

#include "surface/cells.h"

/* The face towards one neighbour; faces smaller than 1e-10 square Angstrom are left out. */
typedef struct dgh_face {
    uint32_t atom;
    double vector_ang[3]; /* to this image of the neighbour: the face stands halfway */
    double area_ang2;
    double disc_ang; /* radius of the disc about its middle to which it is cut */
    size_t first_corner, n_corners;
} dgh_face;

typedef struct dgh_polyhedron {
    size_t n_faces;
    const dgh_face *faces;
    const double (*corner_ang)[3]; /* from the atom, not cut; those of a face in order around it */
    double surface_ang2;           /* sum of the faces */
    double volume_ang3;
} dgh_polyhedron;

/* What one thread needs. */
typedef struct dgh_polyhedra dgh_polyhedra;

/* `ball_ang` 0: the cells are not cut, which only a periodic structure allows. NULL: no memory. */
dgh_polyhedra *dgh_polyhedra_new(const dgh_cells *cells, double ball_ang);
void dgh_polyhedra_free(dgh_polyhedra *polyhedra);

/* The cell of the atom that stands at `place`; borrowed until the next call. False: memory is out
 * or the geometry has no solution in floating point (two atoms on one place). */
bool dgh_polyhedra_cell(dgh_polyhedron *out, dgh_polyhedra *polyhedra, size_t place);

/* Two vectors of unit length that are normal to `z`, of unit length too, and to each other. */
void dgh_polyhedra_frame(const double z[3], double x[3], double y[3]);

#endif
