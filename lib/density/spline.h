/* A cubic spline through the logarithm of a periodic density, and its gradient anywhere.
 *
 * The gradients of ln rho and of rho have the same direction, but ln rho of atoms is close to
 * linear where rho falls by orders of magnitude between two points. Coefficients are in single
 * precision: a direction is good to 1e-5, far below what the grid's spacing leaves. */
#ifndef DGH_DENSITY_SPLINE_H
#define DGH_DENSITY_SPLINE_H

#include <stddef.h>
#include <string.h>

#include "density/voxels.h"

enum { DGH_SPLINE_HALO = 2 }; /* points of the other side that are repeated at each end */

typedef struct dgh_spline {
    ptrdiff_t row, plane; /* strides, halo included */
    float *coefficient;   /* of the first point inside the halo; dgh_spline_free */
    float *memory;
} dgh_spline;

/* Errors: NOMEM. */
dgh_status dgh_spline_make(dgh_spline *out, const dgh_voxels *v, int jobs, dgh_error *err);
void dgh_spline_free(dgh_spline *s);

#if defined(__GNUC__)
#define DGH_LANES_INLINE static inline __attribute__((always_inline))
#else
#define DGH_LANES_INLINE static inline
#endif

/* Four numbers at once: one for each axis and an empty one, or four points in a row. */
typedef float dgh_lanes __attribute__((vector_size(16)));
typedef int32_t dgh_counts __attribute__((vector_size(16)));

DGH_LANES_INLINE dgh_lanes dgh_lanes_at(const float *p)
{
    dgh_lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

DGH_LANES_INLINE dgh_lanes dgh_lanes_of(float x)
{
    return (dgh_lanes){x, x, x, x};
}

/* Values and slopes of the four B-splines that are not zero at t in [0, 1] between two points, for
 * each axis: value[m][axis]. */
DGH_LANES_INLINE void dgh_spline_basis(dgh_lanes t, dgh_lanes value[4], dgh_lanes slope[4])
{
    const dgh_lanes s = 1.0F - t, t2 = t * t, s2 = s * s;
    const float sixth = 1.0F / 6.0F;
    value[0] = sixth * s2 * s;
    value[1] = sixth * (4.0F - 3.0F * t2 * (2.0F - t));
    value[2] = sixth * (4.0F - 3.0F * s2 * (2.0F - s));
    value[3] = sixth * t2 * t;
    slope[0] = -0.5F * s2;
    slope[1] = t * (1.5F * t - 2.0F);
    slope[2] = s * (2.0F - 1.5F * s);
    slope[3] = 0.5F * t2;
}

/* Derivatives along the grid's axes, per step, at point `at` (0 <= at[a] < n[a]) plus `off` steps
 * (-1/2 <= off <= 1/2). The fourth of each is 0. */
DGH_LANES_INLINE dgh_lanes dgh_spline_gradient(const dgh_spline *s, dgh_counts at, dgh_lanes off)
{
    dgh_lanes value[4], slope[4], x = {0}, y = {0}, z = {0};
    const dgh_counts below = off < dgh_lanes_of(0.0F); /* -1 where it is */
    const dgh_counts low = at + below - 1;
    dgh_spline_basis(off - __builtin_convertvector(below, dgh_lanes), value, slope);
    const float *from = s->coefficient + low[0] + s->row * low[1] + s->plane * low[2];
    for (int k = 0; k < 4; k++) {
        dgh_lanes flat = {0}, steep = {0};
        for (int j = 0; j < 4; j++) {
            const dgh_lanes c = dgh_lanes_at(from + k * s->plane + j * s->row);
            flat += c * value[j][1];
            steep += c * slope[j][1];
        }
        x += flat * value[k][2];
        y += steep * value[k][2];
        z += flat * slope[k][2];
    }
    const dgh_lanes along = {value[0][0], value[1][0], value[2][0], value[3][0]};
    x *= (dgh_lanes){slope[0][0], slope[1][0], slope[2][0], slope[3][0]};
    y *= along;
    z *= along;
    return ((dgh_lanes){x[0], y[0], z[0], 0.0F} + (dgh_lanes){x[2], y[2], z[2], 0.0F}) +
           ((dgh_lanes){x[1], y[1], z[1], 0.0F} + (dgh_lanes){x[3], y[3], z[3], 0.0F});
}

#endif
