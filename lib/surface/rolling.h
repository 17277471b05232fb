/* A sphere rolled over atoms: the arcs along which it touches two, and the places where it touches
 * three or more. */
#ifndef DGH_SURFACE_ROLLING_H
#define DGH_SURFACE_ROLLING_H

#include "dgh/record.h"

enum { DGH_ROLLING_MOST = 8 };

/* A place where the probe touches atoms: `n` of them, at `to[k]` from its centre. */
typedef struct dgh_touch {
    double probe_ang[3];
    size_t n;
    size_t atom[DGH_ROLLING_MOST];
    double to[DGH_ROLLING_MOST][3];
    bool outside; /* reached from the vacuum */
} dgh_touch;

typedef struct dgh_arc {
    size_t atom[2];
    double to[2][3]; /* from the middle of the arc to both atoms */
    double middle_ang[3];
    double length_ang;
    bool closed;   /* a whole circle: no third atom */
    size_t end[2]; /* touches at its ends; not of a closed one */
    bool outside;
} dgh_arc;

typedef struct dgh_rolling {
    size_t n_arcs, n_touches;
    dgh_arc *arcs;
    dgh_touch *touches; /* with three atoms or more */
} dgh_rolling;

/* `contact_ang` [n_atoms]: distance of the probe's centre from each atom that it touches. Touches
 * within `merge_ang` become one. Atoms that no other comes near have no arc. Errors: as
 * dgh_cells_make; MISSING (no vacuum); NOMEM. */
dgh_status dgh_rolling_make(dgh_rolling *out, const dgh_structure *structure,
                            const double *contact_ang, double merge_ang, int jobs, dgh_error *err);
void dgh_rolling_clear(dgh_rolling *rolling);

#endif
