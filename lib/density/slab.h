/* What can be summed up while the planes of a grid go by, a few at a time: in the order of a file
 * with x fastest (planes of constant z) or with z fastest (planes of constant x). */
#ifndef DGH_DENSITY_SLAB_H
#define DGH_DENSITY_SLAB_H

#include "base/error.h"
#include "dgh/grid.h"

/* The axes from the fastest to the slowest. */
static inline size_t dgh_fast_axis(bool z_fastest)
{
    return z_fastest ? 2 : 0;
}

static inline size_t dgh_slow_axis(bool z_fastest)
{
    return z_fastest ? 0 : 2;
}

/* A few planes: value[planes][n middle][n fast]. */
typedef struct dgh_slab {
    size_t first, planes; /* along the slow axis */
    double *value;
} dgh_slab;

typedef struct dgh_slab_sums {
    size_t n[3];
    bool z_fastest;
    int axis; /* of `plane` */
    int jobs;
    size_t n_inputs, most_planes;
    double *plane;    /* [n[axis]] sums over the planes across the axis */
    double *input;    /* [n_inputs][n slow] sums of the inputs' planes */
    double *positive; /* [n slow], and so the next */
    double *negative;
    double *all;
    double largest, smallest;
    double *row; /* scratch */
} dgh_slab_sums;

/* `most_planes`: of any slab. Errors: NOMEM. Close in any case. */
dgh_status dgh_slab_sums_open(dgh_slab_sums *sums, const size_t n[3], bool z_fastest, int axis,
                              size_t n_inputs, size_t most_planes, int jobs, dgh_error *err);
void dgh_slab_sums_close(dgh_slab_sums *sums);

/* slab->value = sum of coefficient[i] * input[i], and what that adds to the sums. The values may be
 * those of the only input. The bits do not depend on the number of threads. */
void dgh_slab_sums_add(dgh_slab_sums *sums, dgh_slab *slab, const double *const *input,
                       const double *coefficient);

#endif
