/* Values of a grid, as a whole or plane by plane, from whatever format the table opens. */
#include "study/grid_formats.h"

#include <stdlib.h>
#include <string.h>

static const dgh_grid_options DEFAULTS = DGH_GRID_OPTIONS_INIT;

static const char WHAT[] = "the grid";

static void close_file(dgh_grid_file *file)
{
    if (file->layout.planes.close)
        file->layout.planes.close(file->layout.planes.self);
    dgh_grid_free(file->layout.grid);
    free(file->room);
    file->layout = (dgh_grid_layout){0};
    file->room = NULL;
}

/* Recognises and opens; the window belongs to the caller until that succeeds. */
static dgh_status open_file(dgh_grid_file *file, const dgh_grid_options *options, bool head_only,
                            dgh_error *err)
{
    dgh_window *w = &file->window;
    file->kind = dgh_grid_kind_of(w->at, (size_t)(w->end - w->at));
    if (!file->kind)
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, w->path, 0, 0,
                            "expected a grid (CHGCAR, LOCPOT, cube, XSF, charge-density.dat, "
                            "filplot...), found %s",
                            w->at == w->end ? "an empty file" : "something else");
    file->jobs = options->jobs;
    dgh_status status = head_only && file->kind->head
                            ? file->kind->head(&file->layout, w, options, err)
                            : file->kind->open(&file->layout, w, options, err);
    if (status != DGH_OK)
        return status;
    const dgh_grid_layout *l = &file->layout;
    if (!l->complete && !l->planes.read && dgh_grid_layout_numbers(l) == 0) {
        close_file(file);
        return dgh_error_at(err, DGH_ERR_PARSE, w->path, 0, 0,
                            "expected a grid that fits into memory, found %zu x %zu x %zu points",
                            l->stored[0], l->stored[1], l->stored[2]);
    }
    return DGH_OK;
}

/* The axis along which the file's planes follow each other. */
static size_t slow_axis(const dgh_grid_layout *l)
{
    return l->z_fastest ? 0 : 2;
}

/* Without the repeated or padded numbers, and of several at each point the wanted one. */
static void pick(double *out, const double *stored, const dgh_grid_layout *l)
{
    const size_t fast = 2 - slow_axis(l), n = l->grid->n[fast];
    for (size_t j = 0; j < l->grid->n[1]; j++)
        for (size_t i = 0; i < n; i++)
            out[i + n * j] = stored[(i + l->stored[fast] * j) * l->per_point + l->which];
}

/* How many of the repeated points of a plane are not what they repeat. */
static size_t count_unequal(const double *stored, const dgh_grid_layout *l)
{
    const size_t *n = l->grid->n, row = l->stored[0];
    size_t unequal = 0;
    for (size_t j = 0; j < l->stored[1] && row > n[0]; j++)
        unequal += stored[n[0] + row * j] != stored[row * j];
    for (size_t i = 0; i < row && l->stored[1] > n[1]; i++)
        unequal += stored[i + row * n[1]] != stored[i];
    return unequal;
}

static bool same_planes(const dgh_grid_layout *l)
{
    const size_t fast = 2 - slow_axis(l);
    return l->per_point == 1 && l->stored[fast] == l->grid->n[fast] &&
           l->stored[1] == l->grid->n[1];
}

/* As they stand in the file: of constant x where z is fastest. */
static dgh_status read_planes(dgh_grid_file *file, double *out, size_t planes, dgh_error *err)
{
    const dgh_grid_layout *l = &file->layout;
    if (l->planes.read) {
        file->plane += planes;
        return l->planes.read(l->planes.self, out, file->plane - planes, planes, err);
    }
    const size_t fast = 2 - slow_axis(l);
    size_t kept = l->grid->n[fast] * l->grid->n[1];
    size_t stored = l->stored[fast] * l->stored[1] * l->per_point;
    size_t total = dgh_grid_layout_numbers(l);
    dgh_status status = DGH_OK;
    if (same_planes(l)) {
        status = dgh_window_numbers(&file->window, out, planes * kept, l->divisor, file->jobs, WHAT,
                                    file->plane * stored, total, err);
        file->plane += planes;
        return status;
    }
    if (!file->room)
        file->room = malloc(stored * sizeof *file->room);
    if (!file->room)
        return dgh_error_nomem(err);
    for (size_t k = 0; k < planes && status == DGH_OK; k++, file->plane++) {
        status = dgh_window_numbers(&file->window, file->room, stored, l->divisor, file->jobs, WHAT,
                                    file->plane * stored, total, err);
        if (status == DGH_OK)
            pick(out + k * kept, file->room, l);
        if (status == DGH_OK && l->repeats)
            file->layout.unequal += count_unequal(file->room, l);
    }
    return status;
}

/* The repeated planes behind the last one. */
static dgh_status skip_rest(dgh_grid_file *file, dgh_error *err)
{
    const dgh_grid_layout *l = &file->layout;
    if (l->planes.read)
        return DGH_OK;
    const size_t slow = slow_axis(l);
    const size_t stored = l->stored[2 - slow] * l->stored[1] * l->per_point;
    dgh_status status = DGH_OK;
    for (; file->plane < l->stored[slow] && status == DGH_OK; file->plane++)
        status = dgh_window_skip(&file->window, stored, file->jobs, WHAT, file->plane * stored,
                                 dgh_grid_layout_numbers(l), err);
    if (status == DGH_OK && file->kind->finish)
        status = file->kind->finish(&file->layout, &file->window, err);
    return status;
}

/* Rows of z into columns, in blocks that stay in the cache: one plane of constant x at a time. */
static void scatter(double *value, const double *slab, const dgh_grid_layout *l, size_t i)
{
    enum { BLOCK = 16 };
    const size_t *n = l->grid->n;
    for (size_t j0 = 0; j0 < n[1]; j0 += BLOCK)
        for (size_t k = 0; k < n[2]; k++)
            for (size_t j = j0; j < n[1] && j < j0 + BLOCK; j++)
                value[i + n[0] * (j + n[1] * k)] =
                    slab[(k + l->stored[2] * j) * l->per_point + l->which];
}

/* `many` neighbouring planes of constant x, so that a written cache line is used whole. */
static dgh_status read_z_fastest(dgh_grid_file *file, double *value, dgh_error *err)
{
    enum { TOGETHER = 8 };
    const dgh_grid_layout *l = &file->layout;
    size_t slab = l->stored[1] * l->stored[2] * l->per_point, total = dgh_grid_layout_numbers(l);
    size_t many = l->stored[0] < TOGETHER ? l->stored[0] : TOGETHER;
    double *room = malloc(many * slab * sizeof *room);
    dgh_status status = room ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < l->stored[0] && status == DGH_OK; i += many) {
        if (many > l->stored[0] - i)
            many = l->stored[0] - i;
        status = dgh_window_numbers(&file->window, room, many * slab, l->divisor, file->jobs, WHAT,
                                    i * slab, total, err);
        for (size_t m = 0; m < many && status == DGH_OK; m++)
            if (i + m < l->grid->n[0])
                scatter(value, room + m * slab, l, i + m);
    }
    free(room);
    file->plane = l->stored[0];
    return status;
}

static dgh_status read_singles(dgh_grid_file *file, dgh_error *err)
{
    dgh_grid *grid = file->layout.grid;
    size_t plane = grid->n[0] * grid->n[1];
    double *room = malloc(plane * sizeof *room);
    dgh_status status = room ? DGH_OK : dgh_error_nomem(err);
    for (size_t k = 0; k < grid->n[2] && status == DGH_OK; k++) {
        status = read_planes(file, room, 1, err);
        for (size_t i = 0; i < plane && status == DGH_OK; i++)
            grid->value_f32[k * plane + i] = (float)room[i];
    }
    free(room);
    return status;
}

/* A grid in doubles with the same values in floats instead. */
static dgh_status narrow(dgh_grid *grid, dgh_error *err)
{
    double *wide = grid->value;
    size_t points = dgh_grid_points(grid->n);
    float *single = (float *)wide; /* in place: each float lies before what is still to be read */
    (void)err;
    for (size_t i = 0; i < points; i++) {
        float f = (float)wide[i];
        memcpy((char *)single + i * sizeof f, &f, sizeof f);
    }
    grid->value = NULL;
    grid->value_f32 = single;
    return DGH_OK;
}

static dgh_status read_values(dgh_grid_file *file, bool single, dgh_error *err)
{
    dgh_grid *grid = file->layout.grid;
    if (file->layout.complete)
        return single ? narrow(grid, err) : DGH_OK;
    bool narrow_later = single && file->layout.z_fastest;
    dgh_status status = dgh_grid_allocate(grid, single && !narrow_later, err);
    if (status != DGH_OK)
        return status;
    if (file->layout.z_fastest)
        status = read_z_fastest(file, grid->value, err);
    else if (single)
        status = read_singles(file, err);
    else
        status = read_planes(file, grid->value, grid->n[2], err);
    if (status == DGH_OK)
        status = skip_rest(file, err);
    return status == DGH_OK && narrow_later ? narrow(grid, err) : status;
}

dgh_status dgh_grid_read_window(dgh_grid **out, dgh_window *window, const dgh_grid_options *options,
                                dgh_error *err)
{
    dgh_grid_file file = {.window = *window};
    *out = NULL;
    dgh_status status = open_file(&file, options ? options : &DEFAULTS, false, err);
    if (status == DGH_OK)
        status = read_values(&file, options && options->single_precision, err);
    *window = file.window;
    if (status == DGH_OK) {
        *out = file.layout.grid;
        file.layout.grid = NULL;
    }
    close_file(&file);
    return status;
}

dgh_status dgh_grid_read(dgh_grid **out, const char *path, const dgh_grid_options *options,
                         dgh_error *err)
{
    dgh_window window;
    *out = NULL;
    dgh_status status = dgh_window_open(&window, path, options ? &options->io : NULL, false, err);
    if (status != DGH_OK)
        return status;
    status = dgh_grid_read_window(out, &window, options, err);
    dgh_window_close(&window);
    return status;
}

dgh_status dgh_grid_read_head(dgh_grid **out, const char *path, const dgh_grid_options *options,
                              dgh_error *err)
{
    dgh_grid_file file = {0};
    *out = NULL;
    if (!options)
        options = &DEFAULTS;
    dgh_status status = dgh_window_open(&file.window, path, &options->io, true, err);
    if (status != DGH_OK)
        return status;
    status = open_file(&file, options, true, err);
    if (status == DGH_OK) {
        *out = file.layout.grid;
        file.layout.grid = NULL;
    }
    close_file(&file);
    dgh_window_close(&file.window);
    return status;
}

struct dgh_grid_stream {
    dgh_grid_file file;
    char *path;
};

/* Cube files have z fastest and charge-density.dat has no points at all: the planes of such a file
 * are there only when all of it was read. */
dgh_status dgh_grid_stream_hold(dgh_grid_stream *stream, dgh_error *err)
{
    dgh_grid_layout *l = &stream->file.layout;
    if (l->complete || !l->z_fastest)
        return DGH_OK;
    dgh_status status = read_values(&stream->file, false, err);
    l->complete = true;
    stream->file.plane = 0;
    return status;
}

dgh_status dgh_grid_stream_open_stored(dgh_grid_stream **out, const dgh_grid **header,
                                       bool *z_fastest, const char *path,
                                       const dgh_grid_options *options, dgh_error *err)
{
    *out = NULL;
    *header = NULL;
    if (!options)
        options = &DEFAULTS;
    dgh_grid_stream *stream = calloc(1, sizeof *stream);
    if (stream)
        stream->path = strdup(path);
    if (!stream || !stream->path) {
        free(stream);
        return dgh_error_nomem(err);
    }
    dgh_status status = dgh_window_open(&stream->file.window, stream->path, &options->io, true,
                                        err);
    if (status == DGH_OK)
        status = open_file(&stream->file, options, false, err);
    if (status != DGH_OK) {
        dgh_grid_stream_close(stream);
        return status;
    }
    dgh_grid_layout *l = &stream->file.layout;
    l->briefly = true;
    *out = stream;
    *header = l->grid;
    *z_fastest = l->z_fastest && !l->complete;
    return DGH_OK;
}

dgh_status dgh_grid_stream_open(dgh_grid_stream **out, const dgh_grid **header, const char *path,
                                const dgh_grid_options *options, dgh_error *err)
{
    bool z_fastest;
    dgh_status status = dgh_grid_stream_open_stored(out, header, &z_fastest, path, options, err);
    if (status == DGH_OK)
        status = dgh_grid_stream_hold(*out, err);
    if (status != DGH_OK) {
        dgh_grid_stream_close(*out);
        *out = NULL;
        *header = NULL;
    }
    return status;
}

/* What follows the last plane. A file of several fields is not read to its end for it. */
static dgh_status look_behind(dgh_grid_file *file, dgh_error *err)
{
    enum { ENOUGH_BYTES = 1 << 16 };
    dgh_window *w = &file->window;
    if (!w->last && w->end - w->at < ENOUGH_BYTES) {
        dgh_status status = dgh_window_more(w, err);
        if (status != DGH_OK)
            return status;
    }
    return skip_rest(file, err);
}

dgh_status dgh_grid_stream_read(dgh_grid_stream *stream, double *value, size_t n_planes,
                                dgh_error *err)
{
    dgh_grid_file *file = &stream->file;
    const dgh_grid *grid = file->layout.grid;
    const size_t slow = file->layout.complete ? 2 : slow_axis(&file->layout);
    const size_t last = grid->n[slow], plane = grid->n[2 - slow] * grid->n[1];
    if (n_planes > last - file->plane)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "expected at most %zu further planes, %zu were asked for",
                             last - file->plane, n_planes);
    if (file->layout.complete) {
        memcpy(value, grid->value + file->plane * plane, n_planes * plane * sizeof *value);
        file->plane += n_planes;
        return DGH_OK;
    }
    dgh_status status = read_planes(file, value, n_planes, err);
    if (status != DGH_OK || file->plane < last)
        return status;
    status = look_behind(file, err);
    file->plane = last;
    return status;
}

void dgh_grid_stream_close(dgh_grid_stream *stream)
{
    if (!stream)
        return;
    close_file(&stream->file);
    dgh_window_close(&stream->file.window);
    free(stream->path);
    free(stream);
}
