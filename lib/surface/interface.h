/* The interface between crystalline atoms and the others. */
#ifndef DGH_SURFACE_INTERFACE_H
#define DGH_SURFACE_INTERFACE_H

#include "dgh/order.h"
#include "surface/cells.h"

/* A dgh_interface with what its distances need. */
typedef struct dgh_boundary {
    dgh_interface_face *faces;
    size_t n_faces;
    size_t *first_corner;    /* [n_faces + 1] */
    double (*corner_ang)[3]; /* relative to the face's middle */
    double *disc_ang;        /* [n_faces] */
    double extent_ang;       /* no face reaches further from its middle */
    bool has_cells;
    dgh_cells cells; /* of the middles */
} dgh_boundary;

/* `atoms` with crystalline set. Zeroes `boundary` and `out` first. Errors: INTERNAL (qhull gave
 * up), NOMEM. */
dgh_status dgh_boundary_find(dgh_boundary *boundary, dgh_interface *out,
                             const dgh_structure *structure, const dgh_order_atom *atoms,
                             const dgh_neighbours *neighbours, const dgh_order_options *options,
                             int jobs, dgh_error *err);
/* Distance of a point to the nearest face; there is one. */
double dgh_boundary_distance(const dgh_boundary *boundary, const double point_ang[3]);
void dgh_boundary_clear(dgh_boundary *boundary);

#endif
