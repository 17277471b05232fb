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

typedef float dgh_lanes __attribute__((vector_size(16)));

DGH_LANES_INLINE dgh_lanes dgh_lanes_at(const float *p)
{
    dgh_lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

DGH_LANES_INLINE float dgh_lanes_dot(dgh_lanes a, dgh_lanes b)
{
    const dgh_lanes c = a * b;
    return (c[0] + c[2]) + (c[1] + c[3]);
}

/* Values and slopes of the four B-splines that are not zero at t in [0, 1] between two points. */
DGH_LANES_INLINE void dgh_spline_basis(float t, dgh_lanes *value, dgh_lanes *slope)
{
    const float s = 1.0F - t, t2 = t * t, s2 = s * s, sixth = 1.0F / 6.0F;
    *value = (dgh_lanes){sixth * s2 * s, sixth * (4.0F - 3.0F * t2 * (2.0F - t)),
                         sixth * (4.0F - 3.0F * s2 * (2.0F - s)), sixth * t2 * t};
    *slope = (dgh_lanes){-0.5F * s2, t * (1.5F * t - 2.0F), s * (2.0F - 1.5F * s), 0.5F * t2};
}

/* Derivatives along the grid's axes, per step, at point `at` (0 <= at[a] < n[a]) plus `off` steps
 * (-1/2 <= off <= 1/2). */
DGH_LANES_INLINE void dgh_spline_gradient(float gradient[3], const dgh_spline *s,
                                          const int32_t at[3], const float off[3])
{
    dgh_lanes value[3], slope[3], x = {0}, y = {0}, z = {0};
    ptrdiff_t low[3];
    for (int a = 0; a < 3; a++) {
        const int below = off[a] < 0.0F;
        low[a] = at[a] - below - 1;
        dgh_spline_basis(off[a] + (float)below, &value[a], &slope[a]);
    }
    const float *from = s->coefficient + low[0] + s->row * low[1] + s->plane * low[2];
    for (int k = 0; k < 4; k++) {
        dgh_lanes flat = {0}, steep = {0};
        for (int j = 0; j < 4; j++) {
            const dgh_lanes c = dgh_lanes_at(from + k * s->plane + j * s->row);
            flat += c * value[1][j];
            steep += c * slope[1][j];
        }
        x += flat * value[2][k];
        y += steep * value[2][k];
        z += flat * slope[2][k];
    }
    gradient[0] = dgh_lanes_dot(x, slope[0]);
    gradient[1] = dgh_lanes_dot(y, value[0]);
    gradient[2] = dgh_lanes_dot(z, value[0]);
}

#endif
