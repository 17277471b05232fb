/* Derivatives of periodic fields in Fourier space. The Nyquist frequency of an axis with an even
 * number of points stands for +n/2 and -n/2 at once: its first derivative is zero, its second one
 * -(n/2)^2, and the mixed ones are zero again. */
#ifndef DGH_DENSITY_WAVES_H
#define DGH_DENSITY_WAVES_H

#include <complex.h>

#include "base/error.h"
#include "dgh/grid.h"

typedef struct dgh_waves {
    size_t n[3];
    size_t numbers;         /* complex numbers of a spectrum, as lib/adapt/fft.h lays them out */
    double b_per_ang[3][3]; /* reciprocal lattice vectors with 2 pi */
    double points;
    double largest_g2; /* square of the largest wave number of a first derivative, 1/Ang^2; set by
                          dgh_waves_make to infinity */
    int jobs;
} dgh_waves;

/* Errors: ARGUMENT (no points, a cell without volume). */
dgh_status dgh_waves_make(dgh_waves *out, const dgh_grid *grid, int jobs, dgh_error *err);

/* Memory for a spectrum (NULL = none), for free(). */
double complex *dgh_waves_spectrum(const dgh_waves *waves);

/* to = i G_x from / points: what dgh_fft_backward makes d/dx of. `add` adds to what is there. */
void dgh_waves_derive(double complex *to, const double complex *from, const dgh_waves *waves,
                      int axis, bool add);

/* to = -G_x G_y from / points. */
void dgh_waves_derive_twice(double complex *to, const double complex *from, const dgh_waves *waves,
                            int axis, int other);

#endif
