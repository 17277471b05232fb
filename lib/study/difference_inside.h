/* What the parts of a difference share. */
#ifndef DGH_STUDY_DIFFERENCE_INSIDE_H
#define DGH_STUDY_DIFFERENCE_INSIDE_H

#include "base/arena.h"
#include "base/error.h"
#include "density/slab.h"
#include "density/spheres.h"
#include "dgh/difference.h"
#include "study/grid_output.h"

typedef struct dgh_difference_source {
    const char *path;
    dgh_grid_stream *stream;
    const dgh_grid *head;
    bool z_fastest;
} dgh_difference_source;

typedef struct dgh_difference_work {
    dgh_arena *arena; /* of the result */
    dgh_difference *result;
    dgh_difference_options options;
    size_t n;
    dgh_difference_source *source; /* [n] */
    dgh_difference_input *input;   /* [n], what result->inputs points at */
    double *coefficient;           /* [n] */
    dgh_grid *head;                /* of the result, without values */
    bool same_points;              /* all files have the points of the result */
    bool z_fastest;                /* order in which the planes of the result come */
    dgh_grid *whole;               /* the result in memory, where something needs it */
    dgh_slab_sums sums;
    dgh_spheres spheres;
    dgh_grid_output output;
    bool writes_slabs; /* the output takes the planes as they come */
    dgh_diagnostic *diagnostics;
    size_t n_diagnostics, diagnostics_capacity;
} dgh_difference_work;

/* False when memory is out. */
bool dgh_difference_note(dgh_difference_work *work, dgh_severity severity, const char *code,
                         const char *path, const char *format, ...) DGH_PRINTF(5, 6);

/* Opens the files, checks that they belong together and makes the head of the result. */
dgh_status dgh_difference_open(dgh_difference_work *work, const dgh_difference_term *terms,
                               dgh_error *err);

/* REFUSED where `other` has another cell or origin than `first`. */
dgh_status dgh_difference_check_cell(const dgh_grid *first, const dgh_grid *other, dgh_error *err);

/* Atoms of all added files; REFUSED where they do not cancel in a difference. */
dgh_status dgh_difference_atoms(dgh_difference_work *work, dgh_error *err);

/* The one pass: sums, spheres, and the grid where it is wanted. */
dgh_status dgh_difference_pass(dgh_difference_work *work, dgh_error *err);

/* Electron counts of the runs beside the files. */
dgh_status dgh_difference_runs(dgh_difference_work *work, dgh_error *err);
/* After the pass. False when memory is out. */
bool dgh_difference_compare_electrons(dgh_difference_work *work);

#endif
