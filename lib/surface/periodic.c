/* The shortest image of a vector is the one inside of the lattice's Voronoi cell: it has no
 * component beyond half along any of the vectors that bound the cell. Subtracting those vectors
 * until that holds is exact (Sommer, Feder, Shalvi, SIAM J. Discrete Math. 23, 715 (2009),
 * 10.1137/060676362). In a Minkowski-reduced basis of three dimensions they are among the
 * combinations with coefficients -1, 0, 1 (Nguyen, Stehle, ACM Trans. Algorithms 5, 46 (2009),
 * 10.1145/1597036.1597050). */
#include "surface/periodic.h"

#include <math.h>
#include <string.h>

#include "record/build.h"

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void subtract(double a[3], double factor, const double b[3])
{
    for (int k = 0; k < 3; k++)
        a[k] -= factor * b[k];
}

/* Shortens b[i] by the other two; true when it became shorter. */
static bool shorten(double b[3][3], int i)
{
    const double *v = b[(i + 1) % 3], *w = b[(i + 2) % 3];
    double best[3], length = dot(b[i], b[i]);
    bool shorter = false;
    memcpy(best, b[i], sizeof best);
    double sv = rint(dot(b[i], v) / dot(v, v)), sw = rint(dot(b[i], w) / dot(w, w));
    for (int p = -1; p <= 1; p++)
        for (int q = -1; q <= 1; q++) {
            const double candidates[3][2] = {{p, q}, {sv + p, q}, {p, sw + q}};
            for (int k = 0; k < 3; k++) {
                double t[3];
                memcpy(t, b[i], sizeof t);
                subtract(t, candidates[k][0], v);
                subtract(t, candidates[k][1], w);
                if (dot(t, t) < length * (1.0 - 1e-12)) {
                    length = dot(t, t);
                    memcpy(best, t, sizeof best);
                    shorter = true;
                }
            }
        }
    memcpy(b[i], best, sizeof best);
    return shorter;
}

static void reduce(double b[3][3])
{
    bool changed = true;
    for (int round = 0; changed && round < 1000; round++) {
        changed = false;
        for (int i = 0; i < 3; i++)
            changed = shorten(b, i) || changed;
    }
}

/* A combination bounds the Voronoi cell when no other of the same parity is as short. */
static void find_relevant(dgh_periodic *p)
{
    int c[13][3], n = 0;
    double v[13][3], square[13];
    for (int code = 14; code < 27; code++) { /* the half behind (0, 0, 0) */
        c[n][0] = code / 9 - 1;
        c[n][1] = code / 3 % 3 - 1;
        c[n][2] = code % 3 - 1;
        for (int k = 0; k < 3; k++)
            v[n][k] = c[n][0] * p->basis[0][k] + c[n][1] * p->basis[1][k] +
                      c[n][2] * p->basis[2][k];
        square[n] = dot(v[n], v[n]);
        n++;
    }
    for (int i = 0; i < n; i++) {
        bool relevant = true;
        for (int j = 0; j < n && relevant; j++) {
            bool same = true;
            for (int k = 0; k < 3; k++)
                same = same && (c[i][k] - c[j][k]) % 2 == 0;
            if (same && i != j && square[j] <= square[i] * (1.0 + 1e-10))
                relevant = false;
        }
        if (!relevant)
            continue;
        memcpy(p->relevant[p->n_relevant], v[i], sizeof v[i]);
        p->inverse_square[p->n_relevant++] = 1.0 / square[i];
    }
}

bool dgh_periodic_make(dgh_periodic *out, const double cell[3][3])
{
    memset(out, 0, sizeof *out);
    double volume = dgh_cell_volume_ang3(cell);
    if (!(volume > 0.0) || !isfinite(volume))
        return false;
    memcpy(out->basis, cell, sizeof out->basis);
    reduce(out->basis);
    find_relevant(out);
    for (int i = 0; i < 3; i++) {
        const double *a = out->basis[(i + 1) % 3], *b = out->basis[(i + 2) % 3];
        double normal[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                            a[0] * b[1] - a[1] * b[0]};
        out->height_ang[i] = volume / sqrt(dot(normal, normal));
    }
    return true;
}

/* Into the Voronoi cell. Each subtraction makes the vector shorter, so the loop ends; the margin
 * keeps a vector on the boundary where it is. */
static double slice(const dgh_periodic *p, double d[3])
{
    bool changed = true;
    for (int round = 0; changed && round < 100; round++) {
        changed = false;
        for (size_t i = 0; i < p->n_relevant; i++) {
            double s = dot(d, p->relevant[i]) * p->inverse_square[i];
            if (s > 0.5 + 1e-9 || s < -0.5 - 1e-9) {
                subtract(d, rint(s), p->relevant[i]);
                changed = true;
            }
        }
    }
    return dot(d, d);
}

double dgh_periodic_shortest(const dgh_periodic *p, const double fraction[3], double d[3])
{
    double f[3];
    for (int k = 0; k < 3; k++)
        f[k] = fraction[k] - rint(fraction[k]);
    for (int k = 0; k < 3; k++)
        d[k] = f[0] * p->basis[0][k] + f[1] * p->basis[1][k] + f[2] * p->basis[2][k];
    return slice(p, d);
}

double dgh_periodic_shortest_of(const dgh_periodic *p, const double difference[3], double d[3])
{
    double fraction[3];
    if (!dgh_cell_to_fractional(p->basis, difference, fraction, 1)) {
        memcpy(d, difference, 3 * sizeof *d);
        return dot(d, d);
    }
    return dgh_periodic_shortest(p, fraction, d);
}
