/* Empty stretches of a cell. */
#include "surface/gaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/surface.h"
#include "record/build.h"

static const double LEAST_VACUUM_ANG = 5.0;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Largest gap between sorted fractions in [0, 1) around the circle; it begins at `*from`. */
static double largest_gap(double *fractions, size_t n, double *from)
{
    qsort(fractions, n, sizeof *fractions, compare_doubles);
    double gap = fractions[0] + 1.0 - fractions[n - 1];
    *from = fractions[n - 1];
    for (size_t i = 1; i < n; i++)
        if (fractions[i] - fractions[i - 1] > gap) {
            gap = fractions[i] - fractions[i - 1];
            *from = fractions[i - 1];
        }
    return gap;
}

double dgh_gaps_normal(const double cell[3][3], int axis, double normal[3])
{
    const double *a = cell[(axis + 1) % 3], *b = cell[(axis + 2) % 3], *c = cell[axis];
    normal[0] = a[1] * b[2] - a[2] * b[1];
    normal[1] = a[2] * b[0] - a[0] * b[2];
    normal[2] = a[0] * b[1] - a[1] * b[0];
    double length = sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    double height = (c[0] * normal[0] + c[1] * normal[1] + c[2] * normal[2]) / length;
    for (int k = 0; k < 3; k++)
        normal[k] /= height < 0.0 ? -length : length;
    return fabs(height);
}

bool dgh_gaps_find(dgh_gaps *g, const dgh_structure *s, const bool *skip)
{
    double *fractions = calloc(s->n_atoms, 3 * sizeof *fractions);
    double *column = calloc(s->n_atoms, sizeof *column);
    bool ok = fractions && column &&
              dgh_cell_to_fractional(s->cell_ang, s->position_ang, fractions, s->n_atoms);
    for (int axis = 0; ok && axis < 3; axis++) {
        size_t n = 0;
        double normal[3];
        for (size_t i = 0; i < s->n_atoms; i++) {
            double f = fractions[3 * i + (size_t)axis];
            if (!skip || !skip[i])
                column[n++] = f - floor(f);
        }
        ok = n > 0;
        if (!ok)
            break;
        g->fraction[axis] = largest_gap(column, n, &g->from[axis]);
        g->length_ang[axis] = g->fraction[axis] * dgh_gaps_normal(s->cell_ang, axis, normal);
    }
    free(fractions);
    free(column);
    return ok;
}

bool dgh_surface_vacuum_ang(const dgh_structure *s, double vacuum_ang[3])
{
    dgh_gaps g;
    if (!s || !s->n_atoms || !s->has_cell || !s->position_ang || !dgh_gaps_find(&g, s, NULL))
        return false;
    memcpy(vacuum_ang, g.length_ang, sizeof g.length_ang);
    return true;
}

int dgh_gaps_slab_axis(const dgh_structure *s)
{
    double vacuum[3];
    int axis = -1;
    if (!dgh_surface_vacuum_ang(s, vacuum))
        return -1;
    for (int k = 0; k < 3; k++)
        if (vacuum[k] > LEAST_VACUUM_ANG) {
            if (axis >= 0)
                return -1;
            axis = k;
        }
    return axis;
}
