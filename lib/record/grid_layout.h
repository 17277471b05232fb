/* How the values of a grid stand in its file: what a format's opener hands to the one reader of
 * values (lib/study/grid_read.c). */
#ifndef DGH_RECORD_GRID_LAYOUT_H
#define DGH_RECORD_GRID_LAYOUT_H

#include "record/grid.h"

/* Values that come from something else than a stream of text. */
typedef struct dgh_plane_source {
    void *self;
    /* planes `first` to `first + n` of constant k, value[n][n1][n0]; NULL = the source is not used.
     * From one thread at a time, in any order. */
    dgh_status (*read)(void *self, double *value, size_t first, size_t n, dgh_error *err);
    void (*close)(void *self);
} dgh_plane_source;

typedef struct dgh_grid_layout {
    dgh_grid *grid; /* everything but values; with them where `complete` */
    bool complete;
    /* numbers along each axis as they are stored, at least grid->n: XSF repeats the first plane
     * behind the last, filplot pads rows */
    size_t stored[3];
    bool repeats;     /* XSF: the first points along a and b stand behind the last again... */
    size_t unequal;   /* ... but for so many, which were others */
    bool z_fastest;   /* cube; else x */
    size_t per_point; /* numbers at each point, of which `which` is wanted */
    size_t which;
    double divisor; /* value = number / divisor */
    /* what follows the values is looked at only as far as tells that no number is left over */
    bool briefly;
    dgh_plane_source planes; /* then only `grid` counts of all the above */
} dgh_grid_layout;

/* The numbers that the layout makes, 0 on overflow. */
static inline size_t dgh_grid_layout_numbers(const dgh_grid_layout *layout)
{
    size_t points = dgh_grid_points(layout->stored);
    return layout->per_point && points <= SIZE_MAX / 16 / layout->per_point
               ? points * layout->per_point
               : 0;
}

#endif
