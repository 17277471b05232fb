/* The one pass over the files of a difference: the same few planes of each, side by side. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/density.h"
#include "record/grid.h"
#include "study/difference_inside.h"
#include "study/grid_formats.h"

/* A slab of each file, as its numbers leave the reader, fits into a core's cache; threads that read
 * a file each may be so many slabs ahead of each other. */
enum { SLAB_POINTS = 1 << 16, SLABS_AHEAD = 8 };

static size_t planes_together(const size_t n[3], bool z_fastest)
{
    const size_t plane = n[1] * n[dgh_fast_axis(z_fastest)], last = n[dgh_slow_axis(z_fastest)];
    const size_t many = SLAB_POINTS / plane ? SLAB_POINTS / plane : 1;
    return many < last ? many : last;
}

static bool tell(const dgh_difference_work *work, const char *what, size_t done, size_t total)
{
    return !work->options.progress ||
           work->options.progress(work->options.progress_user, what, done, total);
}

/* Into the grid in memory, x fastest. */
static void keep_slab(dgh_grid *whole, const dgh_slab *slab, bool z_fastest)
{
    const size_t *n = whole->n;
    if (!z_fastest) {
        memcpy(whole->value + slab->first * n[0] * n[1], slab->value,
               slab->planes * n[0] * n[1] * sizeof *slab->value);
        return;
    }
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < slab->planes; i++)
                whole->value[slab->first + i + n[0] * (j + n[1] * k)] =
                    slab->value[k + n[2] * (j + n[1] * i)];
}

/* All that is done with some planes of the result. */
static dgh_status take_slab(dgh_difference_work *work, dgh_slab *slab, const double *const *input,
                            const double *coefficient, bool keep, dgh_error *err)
{
    dgh_slab_sums_add(&work->sums, slab, input, coefficient);
    dgh_spheres_add(&work->spheres, slab, work->z_fastest, work->options.grid.jobs);
    if (keep)
        keep_slab(work->whole, slab, work->z_fastest);
    if (!work->writes_slabs)
        return DGH_OK;
    return dgh_grid_output_add(&work->output, work->options.write_format, slab->value, slab->planes,
                               err);
}

static dgh_status open_sums(dgh_difference_work *work, size_t n_inputs, dgh_error *err)
{
    const dgh_difference *r = work->result;
    return dgh_slab_sums_open(&work->sums, r->n, work->z_fastest, r->axis, n_inputs,
                              planes_together(r->n, work->z_fastest), work->options.grid.jobs, err);
}

/* ---- files with the same points ------------------------------------------------------------- */

/* Some slabs of every file: room[file * SLABS_AHEAD + slab]. */
typedef struct round_of_slabs {
    size_t n;
    dgh_slab slab[SLABS_AHEAD];
} round_of_slabs;

static dgh_status read_in_turn(dgh_difference_work *work, const round_of_slabs *r,
                               double *const *room, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t s = 0; s < r->n; s++)
        for (size_t i = 0; i < work->n && status == DGH_OK; i++)
            status = dgh_grid_stream_read(work->source[i].stream, room[i * SLABS_AHEAD + s],
                                          r->slab[s].planes, err);
    return status;
}

/* A thread reads a slab of one file while another reads of the next: whoever holds a file reads the
 * next slab of it. The first file with a fault names it. */
static dgh_status read_at_once(dgh_difference_work *work, const round_of_slabs *r,
                               double *const *room, int jobs, dgh_error *err)
{
    typedef struct reading {
        omp_lock_t lock;
        size_t done;
        dgh_status status;
        dgh_error error;
    } reading;
    reading *of = calloc(work->n, sizeof *of);
    if (!of)
        return dgh_error_nomem(err);
    const size_t n_files = work->n, turns = r->n * n_files;
    for (size_t i = 0; i < n_files; i++)
        omp_init_lock(&of[i].lock);
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs)
    for (size_t turn = 0; turn < turns; turn++) {
        const size_t i = turn % n_files;
        reading *file = &of[i];
        omp_set_lock(&file->lock);
        const size_t s = file->done++;
        if (file->status == DGH_OK)
            file->status = dgh_grid_stream_read(work->source[i].stream, room[i * SLABS_AHEAD + s],
                                                r->slab[s].planes, &file->error);
        omp_unset_lock(&file->lock);
    }
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < n_files; i++) {
        if (status == DGH_OK && of[i].status != DGH_OK && err)
            *err = of[i].error;
        status = status == DGH_OK ? of[i].status : status;
        omp_destroy_lock(&of[i].lock);
    }
    free(of);
    return status;
}

static dgh_status take_round(dgh_difference_work *work, round_of_slabs *r, double *const *room,
                             const double **input, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (size_t s = 0; s < r->n && status == DGH_OK; s++) {
        for (size_t i = 0; i < work->n; i++)
            input[i] = room[i * SLABS_AHEAD + s];
        status = take_slab(work, &r->slab[s], input, work->coefficient, work->whole != NULL, err);
    }
    return status;
}

static dgh_status stream_slabs(dgh_difference_work *work, double *const *room, const double **input,
                               dgh_error *err)
{
    const size_t last = work->result->n[dgh_slow_axis(work->z_fastest)];
    const size_t together = planes_together(work->result->n, work->z_fastest);
    const int jobs = work->sums.jobs;
    dgh_status status = DGH_OK;
    for (size_t at = 0; at < last && status == DGH_OK;) {
        round_of_slabs r = {0};
        for (; r.n < SLABS_AHEAD && at < last; at += r.slab[r.n++].planes)
            r.slab[r.n] = (dgh_slab){at, last - at < together ? last - at : together,
                                     room[work->n * SLABS_AHEAD]};
        /* more threads than files share the text of each file instead */
        status = jobs > 1 && (size_t)jobs <= work->n ? read_at_once(work, &r, room, jobs, err)
                                                     : read_in_turn(work, &r, room, err);
        if (status == DGH_OK)
            status = take_round(work, &r, room, input, err);
        if (status == DGH_OK && !tell(work, "planes", at, last))
            status = dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    }
    return status;
}

static dgh_status pass_streams(dgh_difference_work *work, dgh_error *err)
{
    dgh_status status = open_sums(work, work->n, err);
    const size_t *n = work->result->n;
    const size_t slab = planes_together(n, work->z_fastest) * n[1] *
                        n[dgh_fast_axis(work->z_fastest)];
    const size_t rooms = work->n * SLABS_AHEAD + 1;
    double **room = calloc(rooms, sizeof(double *));
    const double **input = calloc(work->n, sizeof(double *));
    double *values = malloc(rooms * slab * sizeof *values);
    if (status == DGH_OK && (!room || !input || !values))
        status = dgh_error_nomem(err);
    for (size_t i = 0; status == DGH_OK && i < work->n; i++)
        if (!work->z_fastest && work->source[i].z_fastest)
            status = dgh_grid_stream_hold(work->source[i].stream, err);
    for (size_t i = 0; room && values && i < rooms; i++)
        room[i] = values + i * slab;
    if (status == DGH_OK)
        status = stream_slabs(work, room, input, err);
    const size_t slow = n[dgh_slow_axis(work->z_fastest)];
    for (size_t i = 0; status == DGH_OK && i < work->n; i++)
        work->input[i].integral = dgh_sum(work->sums.input + i * slow, slow);
    free(room);
    free(input);
    free(values);
    return status;
}

/* ---- files with different points ------------------------------------------------------------ */

/* whole += coefficient * the file, one file after the other. */
static dgh_status add_file(dgh_difference_work *work, size_t i, dgh_error *err)
{
    dgh_grid *grid = NULL, *finer = NULL;
    const size_t points = dgh_grid_points(work->result->n);
    dgh_status status = dgh_grid_read(&grid, work->source[i].path, &work->options.grid, err);
    if (status != DGH_OK)
        return status;
    work->input[i].integral = dgh_sum(grid->value, dgh_grid_points(grid->n)) /
                              (double)dgh_grid_points(grid->n) * (double)points;
    const double *value = grid->value;
    if (work->input[i].interpolated) {
        status = dgh_density_resample(&finer, grid, work->result->n, work->options.grid.jobs, err);
        value = status == DGH_OK ? finer->value : value;
    }
    for (size_t p = 0; status == DGH_OK && p < points; p++)
        work->whole->value[p] += work->coefficient[i] * value[p];
    dgh_grid_free(grid);
    dgh_grid_free(finer);
    return status;
}

static dgh_status pass_memory(dgh_difference_work *work, dgh_error *err)
{
    static const double ONE = 1.0;
    const size_t *n = work->result->n, last = n[2], together = planes_together(n, false);
    dgh_status status = open_sums(work, 1, err);
    for (size_t i = 0; i < work->n && status == DGH_OK; i++) {
        dgh_grid_stream_close(work->source[i].stream);
        work->source[i].stream = NULL;
        work->source[i].head = NULL;
        status = add_file(work, i, err);
        if (status == DGH_OK && !tell(work, "files", i + 1, work->n))
            status = dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    }
    for (size_t at = 0; at < last && status == DGH_OK; at += together) {
        dgh_slab slab = {at, last - at < together ? last - at : together,
                         work->whole->value + at * n[0] * n[1]};
        const double *input[1] = {slab.value};
        status = take_slab(work, &slab, input, &ONE, false, err);
    }
    return status;
}

/* ---- both ----------------------------------------------------------------------------------- */

static bool all_z_fastest(const dgh_difference_work *work)
{
    for (size_t i = 0; i < work->n; i++)
        if (!work->source[i].z_fastest)
            return false;
    return true;
}

static dgh_status make_whole(dgh_difference_work *work, dgh_error *err)
{
    const dgh_difference *r = work->result;
    dgh_status status = dgh_grid_create(&work->whole, r->n, (const double(*)[3])r->cell_ang,
                                        &work->head->structure, r->field, err);
    if (status == DGH_OK)
        memcpy(work->whole->origin_ang, r->origin_ang, sizeof r->origin_ang);
    return status;
}

dgh_status dgh_difference_pass(dgh_difference_work *work, dgh_error *err)
{
    const dgh_difference_options *o = &work->options;
    work->z_fastest = work->same_points && all_z_fastest(work);
    bool takes = o->write_path && dgh_grid_output_takes(o->write_format, work->z_fastest);
    bool whole = !work->same_points || o->keep_grid || o->n_basins_paths ||
                 (o->write_path && !takes);
    dgh_status status = whole ? make_whole(work, err) : DGH_OK;
    if (status == DGH_OK && o->write_path)
        status = dgh_grid_output_open(&work->output, work->head, o->write_path, o->write_format,
                                      takes ? work->z_fastest : !work->z_fastest, o->grid.jobs,
                                      err);
    work->writes_slabs = takes;
    if (status == DGH_OK)
        status = work->same_points ? pass_streams(work, err) : pass_memory(work, err);
    if (status == DGH_OK && o->write_path && !takes)
        status = dgh_grid_output_whole(&work->output, o->write_format, work->whole, err);
    return status;
}
