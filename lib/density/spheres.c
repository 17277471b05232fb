/* A voxel counts with the share of its volume within the sphere. Where the surface passes through a
 * voxel it is taken as a plane: the volume that a plane cuts off a parallelepiped is the
 * distribution function of a sum of three uniform variables, whose widths are the edges' heights
 * over the plane. The plane is moved inwards by what the sphere bends away from its tangent on the
 * average over the voxel, <rho^2> / 2r, so that the volume of a sphere is right to the fourth order
 * of the voxel's size. Spheres of few voxels are sampled. */
#include "density/spheres.h"

#include <math.h>
#include <omp.h>

static const double SMALL_SPHERE = 3.0; /* half diagonals */
enum { SAMPLES = 12 };

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

dgh_status dgh_spheres_make(dgh_spheres *out, const dgh_grid *head, dgh_sphere *sphere, size_t n,
                            dgh_error *err)
{
    *out = (dgh_spheres){.n = n, .sphere = sphere};
    for (int i = 0; i < 3; i++) {
        out->points[i] = head->n[i];
        out->origin_ang[i] = head->origin_ang[i];
        for (int k = 0; k < 3; k++)
            out->step_ang[i][k] = head->cell_ang[i][k] / (double)head->n[i];
    }
    double volume = 0.0;
    for (int i = 0; i < 3; i++) {
        const double *u = out->step_ang[(i + 1) % 3], *v = out->step_ang[(i + 2) % 3];
        for (int k = 0; k < 3; k++)
            out->inverse[i][k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
    }
    volume = dot(out->step_ang[0], out->inverse[0]);
    if (!(fabs(volume) > 0.0) || !isfinite(volume))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell with a volume");
    for (int i = 0; i < 9; i++)
        out->inverse[i / 3][i % 3] /= volume;
    for (int corner = 0; corner < 4; corner++) {
        double diagonal[3];
        for (int k = 0; k < 3; k++)
            diagonal[k] = out->step_ang[0][k] + (corner & 1 ? -1 : 1) * out->step_ang[1][k] +
                          (corner & 2 ? -1 : 1) * out->step_ang[2][k];
        out->half_diagonal_ang = fmax(out->half_diagonal_ang, 0.5 * sqrt(dot(diagonal, diagonal)));
    }
    return DGH_OK;
}

/* P(sum of three uniform variables of the given widths around zero <= t). */
static double distribution(double t, const double width[3])
{
    const double most = 0.5 * (width[0] + width[1] + width[2]);
    if (fabs(t) >= most)
        return t > 0.0 ? 1.0 : 0.0;
    double sum = 0.0;
    for (int sign = 0; sign < 8; sign++) {
        double x = t;
        for (int i = 0; i < 3; i++)
            x += (sign >> i & 1 ? -0.5 : 0.5) * width[i];
        int minus = (sign & 1) + (sign >> 1 & 1) + (sign >> 2 & 1);
        if (x > 0.0)
            sum += (minus % 2 ? -1.0 : 1.0) * x * x * x;
    }
    return fmin(1.0, fmax(0.0, sum / (6.0 * width[0] * width[1] * width[2])));
}

static double sampled_share(const dgh_spheres *s, double radius, const double middle[3])
{
    int inside = 0;
    for (int a = 0; a < SAMPLES; a++)
        for (int b = 0; b < SAMPLES; b++)
            for (int c = 0; c < SAMPLES; c++) {
                const double f[3] = {(a + 0.5) / SAMPLES - 0.5, (b + 0.5) / SAMPLES - 0.5,
                                     (c + 0.5) / SAMPLES - 0.5};
                double p[3];
                for (int k = 0; k < 3; k++)
                    p[k] = middle[k] + f[0] * s->step_ang[0][k] + f[1] * s->step_ang[1][k] +
                           f[2] * s->step_ang[2][k];
                inside += dot(p, p) <= radius * radius;
            }
    return (double)inside / (SAMPLES * SAMPLES * SAMPLES);
}

double dgh_sphere_share(const dgh_spheres *s, double radius, const double middle[3])
{
    static const double THINNEST = 1e-3; /* of the widest: no digits are lost to a flat voxel */
    const double square = dot(middle, middle), half = s->half_diagonal_ang;
    if (square >= (radius + half) * (radius + half))
        return 0.0;
    if (radius < SMALL_SPHERE * half)
        return sampled_share(s, radius, middle);
    if (square <= (radius - half) * (radius - half))
        return 1.0;
    const double distance = sqrt(square);
    double width[3], widest = 0.0, lateral = 0.0;
    for (int i = 0; i < 3; i++) {
        width[i] = fabs(dot(s->step_ang[i], middle)) / distance;
        lateral += (dot(s->step_ang[i], s->step_ang[i]) - width[i] * width[i]) / 12.0;
        widest = fmax(widest, width[i]);
    }
    for (int i = 0; i < 3; i++)
        width[i] = fmax(width[i], THINNEST * widest);
    return distribution(radius - distance - lateral / (2.0 * radius), width);
}

/* A line of points along the fast axis. */
typedef struct line {
    const double *value; /* [n] */
    size_t n;
    const double *step;
    double start[3]; /* from the sphere's centre to the line's point at `at` = 0 */
    double at;       /* coordinate of the centre along the axis */
} line;

static size_t wrapped(long long i, size_t n)
{
    const long long m = i % (long long)n;
    return (size_t)(m < 0 ? m + (long long)n : m);
}

static void add_line(dgh_sphere *sphere, const dgh_spheres *s, const line *l)
{
    const double reach = sphere->radius_ang + s->half_diagonal_ang;
    const double a = dot(l->step, l->step), b = dot(l->start, l->step),
                 c = dot(l->start, l->start) - reach * reach;
    const double discriminant = b * b - a * c;
    if (!(discriminant > 0.0))
        return;
    const double root = sqrt(discriminant);
    const long long from = (long long)ceil((-b - root) / a + l->at),
                    to = (long long)floor((-b + root) / a + l->at);
    const double within = sphere->radius_ang - s->half_diagonal_ang;
    const double all = sphere->radius_ang < SMALL_SPHERE * s->half_diagonal_ang ? -1.0
                                                                                : within * within;
    size_t index = wrapped(from, l->n);
    for (long long i = from; i <= to; i++, index = index + 1 == l->n ? 0 : index + 1) {
        const double t = (double)i - l->at;
        const double middle[3] = {l->start[0] + t * l->step[0], l->start[1] + t * l->step[1],
                                  l->start[2] + t * l->step[2]};
        const double share = dot(middle, middle) <= all
                                 ? 1.0
                                 : dgh_sphere_share(s, sphere->radius_ang, middle);
        sphere->sum += share * l->value[index];
        sphere->shares += share;
    }
}

/* One plane, which stands at `k` (an image of it) along the slow axis. */
static void add_plane(dgh_sphere *sphere, const dgh_spheres *s, const double *value, long long k,
                      const double centre[3], bool z_fastest)
{
    const size_t fast = dgh_fast_axis(z_fastest), slow = dgh_slow_axis(z_fastest);
    const double reach = sphere->radius_ang + s->half_diagonal_ang;
    const double extent = reach * sqrt(dot(s->inverse[1], s->inverse[1]));
    const long long from = (long long)ceil(centre[1] - extent),
                    to = (long long)floor(centre[1] + extent);
    for (long long j = from; j <= to; j++) {
        line l = {value + wrapped(j, s->points[1]) * s->points[fast],
                  s->points[fast],
                  s->step_ang[fast],
                  {0},
                  centre[fast]};
        for (int i = 0; i < 3; i++)
            l.start[i] = ((double)k - centre[slow]) * s->step_ang[slow][i] +
                         ((double)j - centre[1]) * s->step_ang[1][i];
        add_line(sphere, s, &l);
    }
}

static void add_slab(dgh_sphere *sphere, const dgh_spheres *s, const dgh_slab *slab, bool z_fastest)
{
    const size_t slow = dgh_slow_axis(z_fastest), n = s->points[slow];
    const size_t plane = s->points[1] * s->points[dgh_fast_axis(z_fastest)];
    const double reach = sphere->radius_ang + s->half_diagonal_ang;
    double from_origin[3], centre[3];
    for (int k = 0; k < 3; k++)
        from_origin[k] = sphere->centre_ang[k] - s->origin_ang[k];
    for (int i = 0; i < 3; i++)
        centre[i] = dot(s->inverse[i], from_origin);
    const double extent = reach * sqrt(dot(s->inverse[slow], s->inverse[slow]));
    const long long from = (long long)ceil(centre[slow] - extent),
                    to = (long long)floor(centre[slow] + extent);
    for (size_t p = 0; p < slab->planes; p++) {
        const long long ahead = (long long)wrapped((long long)(slab->first + p) - from, n);
        for (long long k = from + ahead; k <= to; k += (long long)n)
            add_plane(sphere, s, slab->value + p * plane, k, centre, z_fastest);
    }
}

void dgh_spheres_add(dgh_spheres *s, const dgh_slab *slab, bool z_fastest, int jobs)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs > 0 ? jobs : omp_get_num_procs())
    for (size_t i = 0; i < s->n; i++)
        add_slab(&s->sphere[i], s, slab, z_fastest);
}
