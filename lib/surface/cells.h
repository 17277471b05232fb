/* Atoms sorted into boxes, so that those near a point are found without looking at all of them. */
#ifndef DGH_SURFACE_CELLS_H
#define DGH_SURFACE_CELLS_H

#include "dgh/record.h"
#include "surface/periodic.h"

/* The boxes divide a reduced cell (or, without a cell, the bounding box of the atoms). */
typedef struct dgh_cells {
    bool periodic;
    double basis[3][3];   /* rows: the reduced cell, or an orthogonal box */
    double inverse[3][3]; /* fraction[k] = sum over i of (position - origin)[i] inverse[i][k] */
    double origin_ang[3]; /* corner of the box without a cell */
    size_t n_atoms;
    long n[3];            /* boxes along each basis vector */
    double box_ang[3];    /* their least width */
    double *position_ang; /* [n_atoms][3] moved into the cell, in the order of the boxes */
    uint32_t *atom;       /* [n_atoms] which atom stands there */
    size_t *first;        /* [n boxes + 1] */
} dgh_cells;

/* Boxes of about `width_ang`. Errors: ARGUMENT (no atoms or positions, positions that are not
 * finite, a cell without volume), NOMEM. */
dgh_status dgh_cells_make(dgh_cells *out, const dgh_structure *structure, double width_ang,
                          dgh_error *err);
void dgh_cells_clear(dgh_cells *cells);

/* Calls `visit` for each image of each atom within `radius_ang` of a point, the point's own
 * position included, in an order that depends on the structure alone. `place` indexes
 * cells->atom, `vector` points from the point to the image. */
typedef void dgh_cells_visit(void *user, size_t place, const double vector_ang[3], double square);
void dgh_cells_near(const dgh_cells *cells, const double point_ang[3], double radius_ang,
                    dgh_cells_visit *visit, void *user);

/* Into the cell that the boxes divide; without a cell the point stays where it is. */
void dgh_cells_wrap(const dgh_cells *cells, const double point_ang[3], double wrapped_ang[3]);

#endif
