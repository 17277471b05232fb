/* Neighbours by the faces of Voronoi cells. */
#ifndef DGH_SURFACE_SHARED_FACES_H
#define DGH_SURFACE_SHARED_FACES_H

#include "dgh/neighbours.h"

typedef struct dgh_shared_faces {
    size_t *first; /* [n_atoms + 1] */
    dgh_neighbour *neighbour;
    double *area_ang2;
} dgh_shared_faces;

/* Cells are cut to balls of `ball_ang`. Each pair is there from both sides with one area. Errors:
 * as dgh_cells_make; INTERNAL (qhull gave up); NOMEM. The caller frees the arrays. */
dgh_status dgh_shared_faces_find(dgh_shared_faces *out, const dgh_structure *structure,
                                 double ball_ang, double least_face, int jobs, dgh_error *err);

#endif
