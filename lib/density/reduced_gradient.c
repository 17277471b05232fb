/* The two fields of the NCI plot (Johnson et al. 2010, 10.1021/ja100936w). */
#include "dgh/xc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/fft.h"
#include "base/constants.h"
#include "density/fields.h"
#include "density/waves.h"
#include "record/grid.h"

typedef struct derivation {
    dgh_waves waves;
    const dgh_grid *density;
    const dgh_reduced_gradient_options *options;
    double complex *spectrum, *work;
    double *component;
    double *hessian[6]; /* xx yy zz xy xz yz */
    size_t points, done, stages;
} derivation;

static dgh_status step(derivation *d, dgh_error *err)
{
    d->done++;
    if (d->options->progress &&
        !d->options->progress(d->options->progress_user, "derivatives", d->done, d->stages))
        return dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
    return DGH_OK;
}

/* s holds |grad rho|^2 first. */
static void finish_s(double *s, const derivation *d)
{
    const double threshold = d->options->density_threshold_e_per_ang3;
    const double factor = 2.0 * cbrt(3.0 * DGH_PI * DGH_PI);
#pragma omp parallel for schedule(static) num_threads(d->waves.jobs)
    for (size_t i = 0; i < d->points; i++) {
        double rho = d->density->value[i];
        s[i] = rho > threshold && rho > 0.0 ? sqrt(s[i]) / (factor * rho * cbrt(rho))
                                            : DGH_REDUCED_GRADIENT_EMPTY;
    }
}

static dgh_status take_s(double *s, derivation *d, dgh_error *err)
{
    for (int axis = 0; axis < 3; axis++) {
        dgh_waves_derive(d->work, d->spectrum, &d->waves, axis, false);
        dgh_status status = dgh_fft_backward(d->component, d->work, d->waves.n, d->waves.jobs, err);
        if (status == DGH_OK)
            status = step(d, err);
        if (status != DGH_OK)
            return status;
#pragma omp parallel for schedule(static) num_threads(d->waves.jobs)
        for (size_t i = 0; i < d->points; i++)
            s[i] += d->component[i] * d->component[i];
    }
    finish_s(s, d);
    return DGH_OK;
}

static double determinant(const double m[6], double shift)
{
    double x = m[0] - shift, y = m[1] - shift, z = m[2] - shift;
    return x * (y * z - m[5] * m[5]) - m[3] * (m[3] * z - m[5] * m[4]) +
           m[4] * (m[3] * m[5] - y * m[4]);
}

/* Sign of the middle eigenvalue of a symmetric matrix: it is positive where at least two are. With
 * the trace, the second invariant and the determinant as signs of the characteristic polynomial. */
static double middle_sign(const double m[6])
{
    double determinant_ = determinant(m, 0.0);
    double second = m[0] * m[1] + m[0] * m[2] + m[1] * m[2] - m[3] * m[3] - m[4] * m[4] -
                    m[5] * m[5];
    double trace = m[0] + m[1] + m[2];
    if (determinant_ > 0.0) /* +++ or +-- */
        return second > 0.0 && trace > 0.0 ? 1.0 : -1.0;
    if (determinant_ < 0.0) /* --- or ++- */
        return second > 0.0 && trace < 0.0 ? -1.0 : 1.0;
    return second > 0.0 ? (trace > 0.0 ? 1.0 : -1.0) : 0.0; /* one is zero */
}

static dgh_status take_sign(double *signed_density, derivation *d, dgh_error *err)
{
    static const int AXES[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    for (int h = 0; h < 6; h++) {
        d->hessian[h] = malloc(d->points * sizeof(double));
        if (!d->hessian[h])
            return dgh_error_nomem(err);
        dgh_waves_derive_twice(d->work, d->spectrum, &d->waves, AXES[h][0], AXES[h][1]);
        dgh_status status = dgh_fft_backward(d->hessian[h], d->work, d->waves.n, d->waves.jobs,
                                             err);
        if (status == DGH_OK)
            status = step(d, err);
        if (status != DGH_OK)
            return status;
    }
#pragma omp parallel for schedule(static) num_threads(d->waves.jobs)
    for (size_t i = 0; i < d->points; i++) {
        double m[6];
        for (int h = 0; h < 6; h++)
            m[h] = d->hessian[h][i];
        signed_density[i] = middle_sign(m) * d->density->value[i];
    }
    return DGH_OK;
}

static dgh_status compute(dgh_grid **s, dgh_grid **signed_density, derivation *d, dgh_error *err)
{
    dgh_status status = dgh_density_like(s, d->density, DGH_FIELD_OTHER, "reduced density gradient",
                                         err);
    d->spectrum = dgh_waves_spectrum(&d->waves);
    d->work = dgh_waves_spectrum(&d->waves);
    d->component = malloc(d->points * sizeof(double));
    if (status == DGH_OK && !(d->spectrum && d->work && d->component))
        status = dgh_error_nomem(err);
    if (status == DGH_OK)
        status = dgh_fft_forward(d->spectrum, d->density->value, d->waves.n, d->waves.jobs, err);
    if (status == DGH_OK)
        status = take_s((*s)->value, d, err);
    if (status != DGH_OK || !d->options->keep_signed_density || !signed_density)
        return status;
    status = dgh_density_like(signed_density, d->density, DGH_FIELD_DENSITY,
                              "sign(lambda2) times the density", err);
    return status == DGH_OK ? take_sign((*signed_density)->value, d, err) : status;
}

dgh_status dgh_density_reduced_gradient(dgh_grid **out, dgh_grid **signed_density,
                                        const dgh_grid *density,
                                        const dgh_reduced_gradient_options *options, dgh_error *err)
{
    static const dgh_reduced_gradient_options PLAIN = DGH_REDUCED_GRADIENT_OPTIONS_INIT;
    derivation d = {.density = density, .options = options ? options : &PLAIN};
    *out = NULL;
    if (signed_density)
        *signed_density = NULL;
    d.stages = d.options->keep_signed_density && signed_density ? 9 : 3;
    d.points = dgh_grid_points(density->n);
    dgh_status status = dgh_density_check(density, err);
    if (status == DGH_OK)
        status = dgh_waves_make(&d.waves, density, d.options->jobs, err);
    if (status == DGH_OK)
        status = compute(out, signed_density, &d, err);
    free(d.spectrum);
    free(d.work);
    free(d.component);
    for (int h = 0; h < 6; h++)
        free(d.hessian[h]);
    if (status != DGH_OK) {
        dgh_grid_free(*out);
        *out = NULL;
        if (signed_density) {
            dgh_grid_free(*signed_density);
            *signed_density = NULL;
        }
    }
    return status;
}
