#include "adapt/fft.h"

#include <fftw3.h>
#include <limits.h>
#include <omp.h>

/* FFTW_UNALIGNED: one plan serves every plane, whatever its address, and the bits do not depend on
 * the alignment. FFTW's planner is not thread-safe, its execution is: hence the critical sections.
 */
static const unsigned FLAGS = FFTW_ESTIMATE | FFTW_UNALIGNED;

typedef struct shape {
    int n0, n1, n2;
    size_t half; /* complex numbers in a row */
} shape;

static bool measure(shape *s, const size_t n[3])
{
    for (int i = 0; i < 3; i++)
        if (n[i] == 0 || n[i] > INT_MAX / 2)
            return false;
    *s = (shape){(int)n[0], (int)n[1], (int)n[2], n[0] / 2 + 1};
    return true;
}

static int threads(int jobs)
{
    return jobs > 0 ? jobs : omp_get_num_procs();
}

/* Transforms along the third axis, one line of columns (fixed second index) at a time. */
static dgh_status columns(double complex *spectrum, const shape *s, int sign, int jobs,
                          dgh_error *err)
{
    fftw_plan plan;
    const int stride = (int)s->half * s->n1;
#pragma omp critical(dgh_fftw_planner)
    plan = fftw_plan_many_dft(1, &s->n2, (int)s->half, (fftw_complex *)spectrum, NULL, stride, 1,
                              (fftw_complex *)spectrum, NULL, stride, 1, sign, FLAGS);
    if (!plan)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(static) num_threads(threads(jobs))
    for (int j = 0; j < s->n1; j++) {
        fftw_complex *line = (fftw_complex *)(spectrum + (size_t)j * s->half);
        fftw_execute_dft(plan, line, line);
    }
#pragma omp critical(dgh_fftw_planner)
    fftw_destroy_plan(plan);
    return DGH_OK;
}

dgh_status dgh_fft_forward(double complex *spectrum, const double *real, const size_t n[3],
                           int jobs, dgh_error *err)
{
    shape s;
    if (!measure(&s, n))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with points");
    fftw_plan plan;
    const size_t plane = (size_t)s.n0 * (size_t)s.n1, half_plane = s.half * (size_t)s.n1;
#pragma omp critical(dgh_fftw_planner)
    plan = fftw_plan_dft_r2c_2d(s.n1, s.n0, (double *)real, (fftw_complex *)spectrum,
                                FLAGS | FFTW_PRESERVE_INPUT);
    if (!plan)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(static) num_threads(threads(jobs))
    for (int k = 0; k < s.n2; k++)
        fftw_execute_dft_r2c(plan, (double *)real + (size_t)k * plane,
                             (fftw_complex *)(spectrum + (size_t)k * half_plane));
#pragma omp critical(dgh_fftw_planner)
    fftw_destroy_plan(plan);
    return columns(spectrum, &s, FFTW_FORWARD, jobs, err);
}

dgh_status dgh_fft_backward(double *real, double complex *spectrum, const size_t n[3], int jobs,
                            dgh_error *err)
{
    shape s;
    if (!measure(&s, n))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a grid with points");
    dgh_status status = columns(spectrum, &s, FFTW_BACKWARD, jobs, err);
    if (status != DGH_OK)
        return status;
    fftw_plan plan;
    const size_t plane = (size_t)s.n0 * (size_t)s.n1, half_plane = s.half * (size_t)s.n1;
#pragma omp critical(dgh_fftw_planner)
    plan = fftw_plan_dft_c2r_2d(s.n1, s.n0, (fftw_complex *)spectrum, real, FLAGS);
    if (!plan)
        return dgh_error_nomem(err);
#pragma omp parallel for schedule(static) num_threads(threads(jobs))
    for (int k = 0; k < s.n2; k++)
        fftw_execute_dft_c2r(plan, (fftw_complex *)(spectrum + (size_t)k * half_plane),
                             real + (size_t)k * plane);
#pragma omp critical(dgh_fftw_planner)
    fftw_destroy_plan(plan);
    return DGH_OK;
}

const char *dgh_fftw_version(void)
{
    return fftw_version;
}
