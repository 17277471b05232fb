/* A grid on its way into a file, plane by plane: what lib/study hands to the formats. */
#ifndef DGH_RECORD_GRID_OUTPUT_H
#define DGH_RECORD_GRID_OUTPUT_H

#include "record/grid.h"

struct dgh_writer;

typedef struct dgh_grid_output {
    struct dgh_writer *writer;
    const dgh_grid *head; /* shape, cell, atoms, field and title; its values are not looked at */
    bool single;          /* the values have single precision */
    bool z_fastest;       /* the planes that come are of constant x, z fastest within */
    int jobs;
    size_t written; /* numbers so far */
    double *room;   /* the format's own, freed with the output */
} dgh_grid_output;

/* What a format has to say: its head, `n_planes` planes more, its end. Failures of writing are
 * remembered by the writer. Errors: ARGUMENT (the format cannot hold such a grid), NOMEM. */
typedef dgh_status dgh_grid_output_begin(dgh_grid_output *output, dgh_error *err);
typedef void dgh_grid_output_planes(dgh_grid_output *output, const double *value, size_t n_planes);
typedef void dgh_grid_output_end(dgh_grid_output *output);

#endif
