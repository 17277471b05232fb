/* Sums over planes along all three axes, in one pass over planes of constant k. What a plane adds
 * is summed by itself and then added in the order of k, so that neither the number of threads nor
 * how many planes come at once changes a bit. */
#include "density/planar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "density/voxels.h"
#include "record/grid.h"

struct dgh_planar {
    const dgh_grid *header;
    int jobs;
    size_t done;      /* planes */
    double *sum[3];   /* [n0], [n1], [n2] */
    double *room;     /* of the planes that come together */
    size_t room_size; /* planes */
    dgh_extremes extremes;
};

/* Of one plane: sums over columns [n0], over rows [n1], and of all; the extremes and their places.
 */
typedef struct plane_sums {
    double total, least, most;
    size_t least_at, most_at;
} plane_sums;

static size_t room_of_plane(const dgh_grid *header)
{
    return header->n[0] + header->n[1];
}

dgh_status dgh_planar_open(dgh_planar **out, const dgh_grid *header, int jobs, dgh_error *err)
{
    *out = NULL;
    if (dgh_grid_points(header->n) == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with points");
    dgh_planar *p = calloc(1, sizeof *p);
    double *data = calloc(header->n[0] + header->n[1] + header->n[2], sizeof *data);
    if (!p || !data) {
        free(p);
        free(data);
        return dgh_error_nomem(err);
    }
    *p = (dgh_planar){.header = header, .jobs = jobs};
    for (int axis = 0; axis < 3; axis++) {
        p->sum[axis] = data;
        data += header->n[axis];
    }
    *out = p;
    return DGH_OK;
}

void dgh_planar_free(dgh_planar *planar)
{
    if (!planar)
        return;
    free(planar->sum[0]);
    free(planar->room);
    free(planar);
}

static plane_sums sum_plane(const double *value, const size_t n[3], double *column, double *row)
{
    plane_sums s = {.least = value[0], .most = value[0]};
    memset(column, 0, n[0] * sizeof *column);
    for (size_t j = 0; j < n[1]; j++) {
        const double *v = value + j * n[0];
        double least = v[0], most = v[0];
        for (size_t i = 0; i < n[0]; i++) {
            column[i] += v[i];
            least = v[i] < least ? v[i] : least;
            most = v[i] > most ? v[i] : most;
        }
        row[j] = dgh_sum(v, n[0]);
        if (j == 0 || least < s.least) {
            s.least = least;
            s.least_at = j;
        }
        if (j == 0 || most > s.most) {
            s.most = most;
            s.most_at = j;
        }
    }
    s.total = dgh_sum(value, n[0] * n[1]);
    return s;
}

/* Place in a row whose extreme is known. */
static size_t place_in(const double *row, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        if (row[i] == value)
            return i;
    return 0;
}

static void take_extremes(dgh_planar *p, const plane_sums *s, const double *plane, bool first)
{
    const size_t n0 = p->header->n[0];
    dgh_extremes *e = &p->extremes;
    if (first || s->least < e->least) {
        const size_t i = place_in(plane + s->least_at * n0, n0, s->least);
        e->least = s->least;
        memcpy(e->least_at, (size_t[3]){i, s->least_at, p->done}, sizeof e->least_at);
    }
    if (first || s->most > e->most) {
        const size_t i = place_in(plane + s->most_at * n0, n0, s->most);
        e->most = s->most;
        memcpy(e->most_at, (size_t[3]){i, s->most_at, p->done}, sizeof e->most_at);
    }
}

static dgh_status make_room(dgh_planar *p, size_t planes, dgh_error *err)
{
    size_t each = room_of_plane(p->header) * sizeof *p->room + sizeof(plane_sums);
    if (planes <= p->room_size)
        return DGH_OK;
    double *larger = planes > SIZE_MAX / each ? NULL : realloc(p->room, planes * each);
    if (!larger)
        return dgh_error_nomem(err);
    p->room = larger;
    p->room_size = planes;
    return DGH_OK;
}

dgh_status dgh_planar_add(dgh_planar *p, const double *value, size_t n_planes, dgh_error *err)
{
    enum { TOGETHER = 64 };
    const size_t *n = p->header->n, plane = n[0] * n[1], room = room_of_plane(p->header);
    if (n_planes > n[2] - p->done)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected at most %zu further planes, found %zu", n[2] - p->done,
                             n_planes);
    for (size_t begin = 0; begin < n_planes; begin += TOGETHER) {
        const size_t many = n_planes - begin < TOGETHER ? n_planes - begin : TOGETHER;
        dgh_status status = make_room(p, many, err);
        if (status != DGH_OK)
            return status;
        plane_sums *sums = (plane_sums *)(p->room + p->room_size * room);
#pragma omp parallel for schedule(static)                                                          \
    num_threads(dgh_threads(p->jobs)) if (many * plane > 65536)
        for (size_t k = 0; k < many; k++)
            sums[k] = sum_plane(value + (begin + k) * plane, n, p->room + k * room,
                                p->room + k * room + n[0]);
        for (size_t k = 0; k < many; k++) {
            const double *columns = p->room + k * room, *rows = columns + n[0];
            take_extremes(p, &sums[k], value + (begin + k) * plane, p->done == 0);
            for (size_t i = 0; i < n[0]; i++)
                p->sum[0][i] += columns[i];
            for (size_t j = 0; j < n[1]; j++)
                p->sum[1][j] += rows[j];
            p->sum[2][p->done++] = sums[k].total;
        }
    }
    return DGH_OK;
}

dgh_status dgh_planar_profile(dgh_profile **out, const dgh_planar *planar, int axis, dgh_error *err)
{
    *out = NULL;
    if (axis < 0 || axis > 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected an axis 0, 1 or 2, found %d", axis);
    if (planar->done != planar->header->n[2])
        return dgh_error_set(err, DGH_ERR_MISSING, "expected %zu planes, found %zu",
                             planar->header->n[2], planar->done);
    return dgh_profile_of_sums(out, planar->sum[axis], planar->header, axis, err);
}

double dgh_planar_integral(const dgh_planar *planar)
{
    const dgh_grid *h = planar->header;
    return dgh_sum(planar->sum[2], planar->done) / (double)dgh_grid_points(h->n) *
           dgh_cell_volume_ang3((const double(*)[3])h->cell_ang);
}

dgh_extremes dgh_planar_extremes(const dgh_planar *planar)
{
    return planar->extremes;
}

dgh_status dgh_density_profile(dgh_profile **out, const dgh_grid *grid, int axis, dgh_error *err)
{
    *out = NULL;
    dgh_planar *planar;
    if (!grid->value || dgh_grid_points(grid->n) == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid of doubles");
    dgh_status status = dgh_planar_open(&planar, grid, 0, err);
    if (status == DGH_OK)
        status = dgh_planar_add(planar, grid->value, grid->n[2], err);
    if (status == DGH_OK)
        status = dgh_planar_profile(out, planar, axis, err);
    dgh_planar_free(planar);
    return status;
}
