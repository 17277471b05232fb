#include "density/voronoi.h"

#include <math.h>
#include <string.h>

enum { MOST_CORNERS = 40 };

/* A face smaller than this times the squared distance is an edge or a corner that rounding made. */
static const double SMALLEST_FACE = 1e-9;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(double out[3], const double a[3], const double b[3])
{
    for (int x = 0; x < 3; x++)
        out[x] = a[(x + 1) % 3] * b[(x + 2) % 3] - a[(x + 2) % 3] * b[(x + 1) % 3];
}

typedef struct basis {
    double vector[3][3];
    int64_t whole[3][3]; /* in terms of the grid's steps */
} basis;

/* vector[a] += i vector[b] + j vector[c] where that is shorter. */
static bool shorten(basis *r, int a, int i, int j)
{
    const int b = (a + 1) % 3, c = (a + 2) % 3;
    double candidate[3];
    for (int x = 0; x < 3; x++)
        candidate[x] = r->vector[a][x] + i * r->vector[b][x] + j * r->vector[c][x];
    if (!(dot(candidate, candidate) < dot(r->vector[a], r->vector[a]) * (1.0 - 1e-10)))
        return false;
    for (int x = 0; x < 3; x++) {
        r->vector[a][x] = candidate[x];
        r->whole[a][x] += i * r->whole[b][x] + j * r->whole[c][x];
    }
    return true;
}

/* A basis that no such step shortens is Minkowski's: the neighbours of its Wigner-Seitz cell have
 * coefficients -1, 0, 1. */
static basis reduced_basis(const dgh_voxels *v)
{
    enum { MOST_STEPS = 10000 };
    basis r = {.whole = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    memcpy(r.vector, v->step_ang, sizeof r.vector);
    bool shorter = true;
    for (int step = 0; shorter && step < MOST_STEPS; step++) {
        shorter = false;
        for (int a = 0; a < 3; a++)
            for (int i = -1; i <= 1; i++)
                for (int j = -1; j <= 1; j++)
                    shorter |= shorten(&r, a, i, j);
    }
    return r;
}

typedef struct polygon {
    int n;
    double corner[MOST_CORNERS][3];
} polygon;

/* A square in the plane that halves `to`, wider than any face. */
static polygon half_way_plane(const double to[3], double width)
{
    int least = 0;
    for (int x = 1; x < 3; x++)
        if (fabs(to[x]) < fabs(to[least]))
            least = x;
    double axis[3] = {0.0, 0.0, 0.0}, u[3], w[3];
    axis[least] = 1.0;
    cross(u, to, axis);
    cross(w, to, u);
    const double lu = width / sqrt(dot(u, u)), lw = width / sqrt(dot(w, w));
    polygon square = {.n = 4};
    for (int c = 0; c < 4; c++)
        for (int x = 0; x < 3; x++)
            square.corner[c][x] = 0.5 * to[x] + (c == 0 || c == 3 ? lu : -lu) * u[x] +
                                  (c < 2 ? lw : -lw) * w[x];
    return square;
}

/* Keeps what is nearer to the origin than to `other`. */
static void clip(polygon *p, const double other[3])
{
    const double limit = 0.5 * dot(other, other);
    polygon kept = {.n = 0};
    for (int c = 0; c < p->n && kept.n + 2 <= MOST_CORNERS; c++) {
        const double *here = p->corner[c], *next = p->corner[(c + 1) % p->n];
        const double a = dot(here, other) - limit, b = dot(next, other) - limit;
        if (a <= 0.0)
            memcpy(kept.corner[kept.n++], here, sizeof kept.corner[0]);
        if ((a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0)) {
            const double t = a / (a - b);
            for (int x = 0; x < 3; x++)
                kept.corner[kept.n][x] = here[x] + t * (next[x] - here[x]);
            kept.n++;
        }
    }
    *p = kept;
}

static double area(const polygon *p)
{
    double sum[3] = {0.0, 0.0, 0.0};
    for (int c = 1; c + 1 < p->n; c++) {
        double first[3], second[3], normal[3];
        for (int x = 0; x < 3; x++) {
            first[x] = p->corner[c][x] - p->corner[0][x];
            second[x] = p->corner[c + 1][x] - p->corner[0][x];
        }
        cross(normal, first, second);
        for (int x = 0; x < 3; x++)
            sum[x] += 0.5 * normal[x];
    }
    return sqrt(dot(sum, sum));
}

void dgh_voronoi_neighbours(dgh_neighbours *out, const dgh_voxels *v)
{
    const basis r = reduced_basis(v);
    double to[DGH_MOST_NEIGHBOURS][3], width = 0.0;
    int64_t whole[DGH_MOST_NEIGHBOURS][3];
    for (int m = 0; m < DGH_MOST_NEIGHBOURS; m++) {
        const int d = m < 13 ? m : m + 1;
        const int c[3] = {d % 3 - 1, d / 3 % 3 - 1, d / 9 - 1};
        for (int x = 0; x < 3; x++) {
            to[m][x] = c[0] * r.vector[0][x] + c[1] * r.vector[1][x] + c[2] * r.vector[2][x];
            whole[m][x] = c[0] * r.whole[0][x] + c[1] * r.whole[1][x] + c[2] * r.whole[2][x];
        }
        width = fmax(width, 2.0 * sqrt(dot(to[m], to[m])));
    }
    out->count = 0;
    for (int m = 0; m < DGH_MOST_NEIGHBOURS; m++) {
        polygon face = half_way_plane(to[m], width);
        for (int o = 0; o < DGH_MOST_NEIGHBOURS; o++)
            if (o != m)
                clip(&face, to[o]);
        const double square = dot(to[m], to[m]), face_area = area(&face);
        if (!(face_area > SMALLEST_FACE * square))
            continue;
        for (int x = 0; x < 3; x++)
            out->shift[out->count][x] = (int32_t)((whole[m][x] % v->n[x] + v->n[x]) % v->n[x]);
        out->strength[out->count++] = face_area / sqrt(square);
    }
    dgh_neighbours_finish(out, v);
}
