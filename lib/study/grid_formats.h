/* The table of grid formats, and what reading as a whole and plane by plane share. */
#ifndef DGH_STUDY_GRID_FORMATS_H
#define DGH_STUDY_GRID_FORMATS_H

#include "io/window.h"
#include "record/grid_layout.h"

typedef struct dgh_grid_file dgh_grid_file;

typedef struct dgh_grid_kind {
    const char *name;
    bool (*recognise)(const char *data, size_t size);
    dgh_status (*open)(dgh_grid_layout *layout, dgh_window *window, const dgh_grid_options *options,
                       dgh_error *err);
    /* after the values; NULL = nothing to look at */
    dgh_status (*finish)(dgh_grid_layout *layout, dgh_window *window, dgh_error *err);
    /* as `open`, without work on values; NULL = `open` does none */
    dgh_status (*head)(dgh_grid_layout *layout, dgh_window *window, const dgh_grid_options *options,
                       dgh_error *err);
} dgh_grid_kind;

/* By the first bytes of a file; NULL = not a grid. */
const dgh_grid_kind *dgh_grid_kind_of(const char *data, size_t size);

/* An opened file of which the values come plane by plane. */
struct dgh_grid_file {
    dgh_window window;
    dgh_grid_layout layout;
    const dgh_grid_kind *kind;
    int jobs;
    size_t plane; /* the next one */
    double *room; /* a plane as it is stored, where that differs from the grid's */
};

/* A stream whose planes come as they stand in the file: where `z_fastest`, of constant x, and z is
 * the fastest index within one. */
dgh_status dgh_grid_stream_open_stored(dgh_grid_stream **out, const dgh_grid **header,
                                       bool *z_fastest, const char *path,
                                       const dgh_grid_options *options, dgh_error *err);
/* Reads all of such a file into memory, before its first plane is read: planes of constant z. */
dgh_status dgh_grid_stream_hold(dgh_grid_stream *stream, dgh_error *err);

/* A whole grid from a window that is already open (tests, fuzzing, files). The window is moved. */
dgh_status dgh_grid_read_window(dgh_grid **out, dgh_window *window, const dgh_grid_options *options,
                                dgh_error *err);

#endif
