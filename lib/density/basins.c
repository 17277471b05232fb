#include "density/basins.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "density/rounds.h"
#include "record/build.h"

static bool in_vacuum(const dgh_voxels *v, double vacuum, int32_t p)
{
    return vacuum >= 0.0 && v->rho[p] < vacuum;
}

/* All points that are their own roots, by index. */
static dgh_status list_tops(dgh_points *tops, const int32_t *root, const dgh_voxels *v, int jobs,
                            dgh_error *err)
{
    const int32_t plane = v->n[0] * v->n[1], planes = v->n[2];
    dgh_points *of_plane = calloc((size_t)planes, sizeof *of_plane);
    if (!of_plane)
        return dgh_error_nomem(err);
    int failed = 0;
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs)) reduction(| : failed)
    for (int32_t k = 0; k < planes; k++)
        for (int32_t p = k * plane; p < (k + 1) * plane; p++)
            if (root[p] == p)
                failed |= !dgh_points_push(&of_plane[k], p);
    for (int32_t k = 0; k < planes; k++) {
        for (size_t m = 0; m < of_plane[k].n; m++)
            failed |= !dgh_points_push(tops, of_plane[k].item[m]);
        free(of_plane[k].item);
    }
    free(of_plane);
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

dgh_status dgh_basins_number(int32_t *root, int32_t **maximum, size_t *n_basins,
                             const dgh_voxels *v, double vacuum, int jobs, dgh_error *err)
{
    dgh_points tops = {0};
    *maximum = NULL;
    *n_basins = 0;
    dgh_status status = list_tops(&tops, root, v, jobs, err);
    int32_t *kept = malloc((tops.n ? tops.n : 1) * sizeof *kept);
    if (status != DGH_OK || !kept) {
        free(tops.item);
        free(kept);
        return dgh_error_nomem(err);
    }
    /* Basin b stands at its root as -2 - b while the other points look it up there. */
    size_t n = 0;
    for (size_t m = 0; m < tops.n; m++) {
        const int32_t p = tops.item[m];
        root[p] = -1;
        if (in_vacuum(v, vacuum, p))
            continue;
        root[p] = -2 - (int32_t)n;
        kept[n++] = p;
    }
#pragma omp parallel for schedule(static) num_threads(dgh_threads(jobs))
    for (int32_t p = 0; p < v->points; p++)
        if (root[p] >= 0)
            root[p] = in_vacuum(v, vacuum, p) ? -1 : -2 - root[root[p]];
    for (size_t m = 0; m < tops.n; m++)
        root[tops.item[m]] = -2 - root[tops.item[m]];
    free(tops.item);
    *maximum = kept;
    *n_basins = n;
    return DGH_OK;
}

/* Points are cut into slabs whose number depends on the basins alone; each slab sums by itself, and
 * the slabs are added in order. */
static int32_t slabs_for(size_t n_basins)
{
    const size_t most_sums = (size_t)1 << 24;
    size_t slabs = most_sums / (n_basins + 1);
    return slabs > 64 ? 64 : slabs < 1 ? 1 : (int32_t)slabs;
}

/* Four lanes, in the same order always. */
static double sum_of_run(const double *values, int32_t n)
{
    double lane[4] = {0.0, 0.0, 0.0, 0.0};
    int32_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int l = 0; l < 4; l++)
            lane[l] += values[i + l];
    double sum = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    for (; i < n; i++)
        sum += values[i];
    return sum;
}

dgh_status dgh_basins_sum(double *sum, const double *values, const int32_t *basin, size_t n_basins,
                          int32_t points, int jobs, dgh_error *err)
{
    const int32_t slabs = slabs_for(n_basins);
    const size_t width = n_basins + 1;
    double *part = calloc((size_t)slabs * width, sizeof *part);
    if (!part)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dgh_threads(jobs))
    for (int32_t s = 0; s < slabs; s++) {
        double *own = part + (size_t)s * width;
        const int32_t begin = (int32_t)((int64_t)points * s / slabs);
        const int32_t end = (int32_t)((int64_t)points * (s + 1) / slabs);
        for (int32_t p = begin; p < end;) {
            const int32_t b = basin[p], first = p;
            while (p < end && basin[p] == b)
                p++;
            if (b >= -1)
                own[b < 0 ? n_basins : (size_t)b] += values ? sum_of_run(values + first, p - first)
                                                            : (double)(p - first);
        }
    }
    for (size_t b = 0; b < width; b++) {
        sum[b] = 0.0;
        for (int32_t s = 0; s < slabs; s++)
            sum[b] += part[(size_t)s * width + b];
    }
    free(part);
    return DGH_OK;
}

/* Two cells to each side are enough for every cell whose angles lie between 30 and 150 degrees. */
enum { IMAGES = 2 };

/* Half of the smallest distance between lattice planes: a vector shorter than that is its own
 * shortest image. */
static double half_spacing(const double inverse[3][3])
{
    double least = INFINITY;
    for (int k = 0; k < 3; k++) {
        double square = 0.0;
        for (int x = 0; x < 3; x++)
            square += inverse[x][k] * inverse[x][k];
        least = fmin(least, 0.5 / sqrt(square));
    }
    return least;
}

/* Length of the shortest periodic image of d. */
static double nearest_image(const double cell[3][3], const double inverse[3][3], double certain,
                            const double d[3])
{
    double fractional[3], wrapped = 0.0, best = INFINITY;
    for (int k = 0; k < 3; k++) {
        fractional[k] = d[0] * inverse[0][k] + d[1] * inverse[1][k] + d[2] * inverse[2][k];
        fractional[k] -= rint(fractional[k]);
    }
    for (int x = 0; x < 3; x++) {
        double r = fractional[0] * cell[0][x] + fractional[1] * cell[1][x] +
                   fractional[2] * cell[2][x];
        wrapped += r * r;
    }
    if (wrapped < certain * certain)
        return sqrt(wrapped);
    for (int a = -IMAGES; a <= IMAGES; a++)
        for (int b = -IMAGES; b <= IMAGES; b++)
            for (int c = -IMAGES; c <= IMAGES; c++) {
                double square = 0.0;
                for (int x = 0; x < 3; x++) {
                    double r = (fractional[0] + a) * cell[0][x] + (fractional[1] + b) * cell[1][x] +
                               (fractional[2] + c) * cell[2][x];
                    square += r * r;
                }
                best = fmin(best, square);
            }
    return sqrt(best);
}

bool dgh_nearest_atom(const dgh_grid *grid, const double position_ang[3], size_t *atom,
                      double *distance_ang)
{
    const dgh_structure *s = &grid->structure;
    double inverse[3][3];
    if (s->n_atoms == 0 || !s->position_ang ||
        !dgh_cell_invert((const double(*)[3])grid->cell_ang, inverse))
        return false;
    const double certain = half_spacing((const double(*)[3])inverse);
    double best = INFINITY;
    for (size_t i = 0; i < s->n_atoms; i++) {
        double d[3];
        for (size_t x = 0; x < 3; x++)
            d[x] = position_ang[x] - s->position_ang[3 * i + x];
        double r = nearest_image((const double(*)[3])grid->cell_ang, (const double(*)[3])inverse,
                                 certain, d);
        if (r < best) {
            best = r;
            *atom = i;
        }
    }
    *distance_ang = best;
    return true;
}

static size_t region(const int32_t *basin, const size_t *atom_of_basin, int32_t p)
{
    return basin[p] < 0 ? (size_t)-1 : atom_of_basin[basin[p]];
}

static bool at_surface(const dgh_voxels *v, const int32_t *basin, const size_t *atom_of_basin,
                       const int32_t at[3], size_t own)
{
    for (int dk = -1; dk <= 1; dk++)
        for (int dj = -1; dj <= 1; dj++) {
            int32_t row = v->n[0] *
                          (dgh_wrap(at[1] + dj, v->n[1]) + v->n[1] * dgh_wrap(at[2] + dk, v->n[2]));
            for (int di = -1; di <= 1; di++)
                if (region(basin, atom_of_basin, row + dgh_wrap(at[0] + di, v->n[0])) != own)
                    return true;
        }
    return false;
}

/* What the distance from a point to its nucleus is made of, in fractions of the cell. */
typedef struct surface {
    const dgh_grid *grid;
    const dgh_voxels *v;
    const int32_t *basin;
    const size_t *atom_of_basin;
    const unsigned char *edge;
    double metric[3][3], inverse[3][3];
    double certain;  /* half_spacing */
    double *nucleus; /* [n_atoms][3], from the grid's origin */
} surface;

static double wrapped_difference(double x)
{
    /* nearest whole number: adding 1.5 * 2^52 leaves no fraction */
    const double shift = 6755399441055744.0;
    return x - ((x + shift) - shift);
}

/* Squared length of the vector whose fractional components lie within a half. */
static double wrapped_square(const surface *s, size_t atom, const int32_t at[3])
{
    double f[3], square = 0.0;
    for (int a = 0; a < 3; a++)
        f[a] = wrapped_difference(at[a] / (double)s->v->n[a] - s->nucleus[3 * atom + (size_t)a]);
    for (int a = 0; a < 3; a++)
        square += f[a] * (s->metric[a][0] * f[0] + s->metric[a][1] * f[1] + s->metric[a][2] * f[2]);
    return square;
}

static double nearest_distance(const surface *s, size_t atom, const int32_t at[3])
{
    double d[3];
    for (size_t x = 0; x < 3; x++)
        d[x] = s->grid->origin_ang[x] + at[0] * s->v->step_ang[0][x] +
               at[1] * s->v->step_ang[1][x] + at[2] * s->v->step_ang[2][x] -
               s->grid->structure.position_ang[3 * atom + x];
    return nearest_image((const double(*)[3])s->grid->cell_ang, (const double(*)[3])s->inverse,
                         s->certain, d);
}

/* Lowers least[atom] to the distance of the point where it is nearer. What the wrapped vector says
 * is true if it is short, and a long one is long in truth: most points need no more than it. */
static void try_point(double *least, const surface *s, const int32_t at[3])
{
    const int32_t p = dgh_voxel(s->v, at[0], at[1], at[2]);
    const size_t atom = region(s->basin, s->atom_of_basin, p);
    if (atom >= s->grid->structure.n_atoms)
        return;
    const double known = least[atom] * (1.0 + 1e-12);
    if (known < s->certain && wrapped_square(s, atom, at) > known * known)
        return;
    if (at_surface(s->v, s->basin, s->atom_of_basin, at, atom))
        least[atom] = fmin(least[atom], nearest_distance(s, atom, at));
}

static void try_plane(double *least, const surface *s, int32_t k)
{
    const int32_t n0 = s->v->n[0];
    for (int32_t j = 0; j < s->v->n[1]; j++) {
        const unsigned char *edge = s->edge + dgh_voxel(s->v, 0, j, k);
        for (int32_t i = 0; i < n0; i++) {
            uint64_t eight = 1;
            if (i + 8 <= n0)
                memcpy(&eight, edge + i, sizeof eight);
            if (eight == 0) {
                i += 7;
                continue;
            }
            const int32_t at[3] = {i, j, k};
            if (edge[i])
                try_point(least, s, at);
        }
    }
}

static dgh_status all_planes(double *distance_ang, const surface *s, int jobs, dgh_error *err)
{
    const size_t n = s->grid->structure.n_atoms;
    int failed = 0;
#pragma omp parallel num_threads(dgh_threads(jobs)) reduction(| : failed)
    {
        double *least = malloc((n ? n : 1) * sizeof *least);
        failed = least == NULL;
        for (size_t i = 0; least && i < n; i++)
            least[i] = INFINITY;
#pragma omp for schedule(dynamic, 1)
        for (int32_t k = 0; k < s->v->n[2]; k++)
            if (least)
                try_plane(least, s, k);
#pragma omp critical(dgh_basins_min)
        for (size_t i = 0; least && i < n; i++)
            if (isfinite(least[i]) && (distance_ang[i] < 0.0 || least[i] < distance_ang[i]))
                distance_ang[i] = least[i];
        free(least);
    }
    return failed ? dgh_error_nomem(err) : DGH_OK;
}

static void place_nuclei(surface *s)
{
    const dgh_structure *atoms = &s->grid->structure;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            s->metric[a][b] = 0.0;
            for (int x = 0; x < 3; x++)
                s->metric[a][b] += s->grid->cell_ang[a][x] * s->grid->cell_ang[b][x];
        }
    for (size_t i = 0; i < atoms->n_atoms; i++)
        for (size_t a = 0; a < 3; a++) {
            s->nucleus[3 * i + a] = 0.0;
            for (size_t x = 0; x < 3; x++)
                s->nucleus[3 * i + a] += (atoms->position_ang[3 * i + x] - s->grid->origin_ang[x]) *
                                         s->inverse[x][a];
        }
}

dgh_status dgh_basins_min_distance(double *distance_ang, const dgh_grid *grid, const dgh_voxels *v,
                                   const int32_t *basin, const size_t *atom_of_basin, int jobs,
                                   dgh_error *err)
{
    const size_t n = grid->structure.n_atoms;
    surface s = {.grid = grid, .v = v, .basin = basin, .atom_of_basin = atom_of_basin};
    for (size_t i = 0; i < n; i++)
        distance_ang[i] = -1.0;
    if (!dgh_cell_invert((const double(*)[3])grid->cell_ang, s.inverse))
        return DGH_OK;
    s.certain = half_spacing((const double(*)[3])s.inverse);
    unsigned char *edge = malloc((size_t)v->points);
    s.edge = edge;
    s.nucleus = malloc((n ? 3 * n : 1) * sizeof *s.nucleus);
    dgh_status status = edge && s.nucleus ? DGH_OK : dgh_error_nomem(err);
    if (status == DGH_OK) {
        place_nuclei(&s);
        status = dgh_voxels_edges(edge, basin, v, &v->around, jobs, err);
    }
    if (status == DGH_OK)
        status = all_planes(distance_ang, &s, jobs, err);
    free(edge);
    free(s.nucleus);
    return status;
}
