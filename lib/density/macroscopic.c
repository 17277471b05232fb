/* Macroscopic averages: Baldereschi, Baroni, Resta, Phys. Rev. Lett. 61, 734 (1988),
 * 10.1103/PhysRevLett.61.734. */
#include "dgh/density.h"

#include <math.h>
#include <stdlib.h>

#include "adapt/fft.h"

static const double PI = 3.14159265358979323846;

/* What a box of length `box` leaves of exp(2 pi i k z / length). */
static double damping(size_t k, double box_ang, double length_ang)
{
    double x = PI * (double)k * box_ang / length_ang;
    return x > 0.0 ? sin(x) / x : 1.0;
}

dgh_status dgh_density_macroscopic(double *out, const dgh_profile *profile, double first_ang,
                                   double second_ang, dgh_error *err)
{
    if (!(first_ang > 0.0) || !(second_ang >= 0.0) || !isfinite(first_ang) || !isfinite(second_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected box lengths above 0, found %g and %g",
                             first_ang, second_ang);
    const size_t n[3] = {profile->n, 1, 1};
    double complex *spectrum = calloc(profile->n / 2 + 1, sizeof *spectrum);
    if (!spectrum)
        return dgh_error_nomem(err);
    dgh_status status = dgh_fft_forward(spectrum, profile->mean, n, 1, err);
    for (size_t k = 0; status == DGH_OK && k <= profile->n / 2; k++)
        spectrum[k] *= damping(k, first_ang, profile->length_ang) *
                       damping(k, second_ang, profile->length_ang) / (double)profile->n;
    if (status == DGH_OK)
        status = dgh_fft_backward(out, spectrum, n, 1, err);
    free(spectrum);
    return status;
}
