/* How the values of a grid stand in its file: what a format's opener hands to the one reader of
 * values (lib/study/grid_read.c). */
#ifndef DGH_RECORD_GRID_LAYOUT_H
#define DGH_RECORD_GRID_LAYOUT_H

#include "record/grid.h"

typedef struct dgh_grid_layout {
    dgh_grid *grid; /* everything but values; with them where `complete` */
    bool complete;
    /* numbers along each axis as they are stored, at least grid->n: XSF repeats the first plane
     * behind the last, filplot pads rows */
    size_t stored[3];
    bool z_fastest;   /* cube; else x */
    size_t per_point; /* numbers at each point, of which `which` is wanted */
    size_t which;
    double divisor; /* value = number / divisor */
    /* what follows the values is looked at only as far as tells that no number is left over */
    bool briefly;
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
