/* Voronoi cells of single points by qhull (Barber, Dobkin, Huhdanpaa 1996, 10.1145/235815.235821),
 * as the convex hull of the points' duals. One object per thread. */
#ifndef DGH_ADAPT_VORONOI_H
#define DGH_ADAPT_VORONOI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dgh_qhull dgh_qhull;

/* Of the library that is linked, static. */
const char *dgh_qhull_version(void);

dgh_qhull *dgh_qhull_new(void); /* NULL: memory is out */
void dgh_qhull_free(dgh_qhull *qhull);

/* A corner of the cell, and the three points that are as far from it as the origin is. */
typedef struct dgh_qhull_corner {
    double at[3];
    uint32_t point[3];
} dgh_qhull_corner;

/* Corners of the cell of the origin among `point`, none of which is the origin, cut by a cube of
 * `half_width` about it; `point` indices from n on are the six faces of the cube. Where more than
 * three points meet in a corner it is given more than once, with other points each time. The result
 * is borrowed until the next call. False: memory is out, or qhull gave up. */
bool dgh_qhull_cell(dgh_qhull *qhull, const double (*point)[3], size_t n, double half_width,
                    const dgh_qhull_corner **corners, size_t *n_corners);

#endif
