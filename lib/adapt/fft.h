/* Three-dimensional Fourier transforms of real fields by FFTW: planes first, then columns, so that
 * several threads give the same bits as one. */
#ifndef DGH_ADAPT_FFT_H
#define DGH_ADAPT_FFT_H

#include <complex.h>

#include "base/error.h"

/* Of the library that is linked, static. */
const char *dgh_fftw_version(void);

/* spectrum[n2][n1][n0/2 + 1] = sum over points of real[n2][n1][n0] * exp(-i G r). `jobs` threads,
 * 0 = all cores. Errors: NOMEM (FFTW could not plan). Thread-safe. */
dgh_status dgh_fft_forward(double complex *spectrum, const double *real, const size_t n[3],
                           int jobs, dgh_error *err);

/* The inverse without the factor 1 / (n0 n1 n2); destroys the spectrum. */
dgh_status dgh_fft_backward(double *real, double complex *spectrum, const size_t n[3], int jobs,
                            dgh_error *err);

#endif
