/* Writing a grid plane by plane, in any format. */
#ifndef DGH_STUDY_GRID_OUTPUT_H
#define DGH_STUDY_GRID_OUTPUT_H

#include "record/grid_output.h"

/* Whether planes in this order can be written as they come. */
bool dgh_grid_output_takes(dgh_grid_format format, bool z_fastest);

/* The head is borrowed until the close. Errors: IO, ARGUMENT (this grid in this format), NOMEM. */
dgh_status dgh_grid_output_open(dgh_grid_output *output, const dgh_grid *head, const char *path,
                                dgh_grid_format format, bool z_fastest, int jobs, dgh_error *err);

/* The next planes. Errors: ARGUMENT (a value that is not finite, in a format of text). */
dgh_status dgh_grid_output_add(dgh_grid_output *output, dgh_grid_format format, const double *value,
                               size_t n_planes, dgh_error *err);

/* `keep` false leaves nothing behind. Errors: IO. */
dgh_status dgh_grid_output_close(dgh_grid_output *output, dgh_grid_format format, bool keep,
                                 dgh_error *err);

/* All planes of a grid in memory. */
dgh_status dgh_grid_output_whole(dgh_grid_output *output, dgh_grid_format format,
                                 const dgh_grid *grid, dgh_error *err);

#endif
