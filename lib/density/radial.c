#include "density/radial.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_E_PER_ANG3 = 1e-10;
static const double LONGEST_ANG = 25.0;

void dgh_radial_free(dgh_radial *radial)
{
    free(radial->piece);
    *radial = (dgh_radial){0};
}

/* Cubic through the four points of the mesh around r; the first point's value below the mesh. */
static double interpolate(const dgh_free_atom *a, double r, size_t *from)
{
    if (r <= a->radius_ang[0])
        return a->density_e_per_ang3[0];
    if (r > a->radius_ang[a->n - 1])
        return 0.0;
    while (*from + 2 < a->n && a->radius_ang[*from + 1] < r)
        (*from)++;
    size_t first = *from ? *from - 1 : 0, count = a->n < 4 ? a->n : 4;
    if (first + count > a->n)
        first = a->n - count;
    double sum = 0.0;
    for (size_t i = first; i < first + count; i++) {
        double term = a->density_e_per_ang3[i];
        for (size_t j = first; j < first + count; j++)
            if (j != i)
                term *= (r - a->radius_ang[j]) / (a->radius_ang[i] - a->radius_ang[j]);
        sum += term;
    }
    return sum;
}

/* Where the density falls below the least for good. */
static double find_cutoff(const dgh_free_atom *a)
{
    for (size_t i = a->n; i-- > 0;)
        if (a->density_e_per_ang3[i] >= LEAST_E_PER_ANG3)
            return fmin(i + 1 < a->n ? a->radius_ang[i + 1] : a->radius_ang[i], LONGEST_ANG);
    return 0.0;
}

dgh_status dgh_radial_make(dgh_radial *out, const dgh_free_atom *atom, dgh_error *err)
{
    *out = (dgh_radial){.cutoff_ang = find_cutoff(atom)};
    out->n = (size_t)ceil(out->cutoff_ang * DGH_RADIAL_PER_ANG);
    double *value = malloc((out->n + 3) * sizeof *value);
    out->piece = malloc((out->n + 1) * sizeof *out->piece);
    if (!value || !out->piece) {
        free(value);
        dgh_radial_free(out);
        return dgh_error_nomem(err);
    }
    size_t from = 0;
    for (size_t i = 0; i < out->n + 3; i++)
        value[i] = interpolate(atom, (double)i / DGH_RADIAL_PER_ANG, &from);
    for (size_t i = 0; i < out->n; i++) {
        /* through the points i - 1 ... i + 2; the first interval is mirrored at the nucleus */
        const double a = value[i ? i - 1 : 1], b = value[i], c = value[i + 1], d = value[i + 2];
        out->piece[i][0] = b;
        out->piece[i][1] = c - a / 3.0 - b / 2.0 - d / 6.0;
        out->piece[i][2] = (a + c) / 2.0 - b;
        out->piece[i][3] = (d - a) / 6.0 + (b - c) / 2.0;
    }
    free(value);
    return DGH_OK;
}
