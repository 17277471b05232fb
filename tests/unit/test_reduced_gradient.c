/* Derivatives by Fourier transform against analytic ones, and the fields of the NCI plot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "adapt/fft.h"
#include "base/constants.h"
#include "density/small.h"
#include "density/waves.h"
#include "dgh/xc.h"
#include "unit/near.h"

static const double SKEWED[3][3] = {{3.0, 0.2, -0.3}, {0.7, 2.6, 0.1}, {-0.4, 0.9, 3.3}};

/* Wave vector of a plane wave with Miller indices m; the dual basis by Cramer's rule. */
static void wave_vector(double g[3], const int m[3])
{
    double volume = 0.0, b[3][3];
    for (int i = 0; i < 3; i++) {
        const double *u = SKEWED[(i + 1) % 3], *v = SKEWED[(i + 2) % 3];
        b[i][0] = u[1] * v[2] - u[2] * v[1];
        b[i][1] = u[2] * v[0] - u[0] * v[2];
        b[i][2] = u[0] * v[1] - u[1] * v[0];
    }
    for (int k = 0; k < 3; k++)
        volume += SKEWED[0][k] * b[0][k];
    for (int k = 0; k < 3; k++) {
        g[k] = 0.0;
        for (int i = 0; i < 3; i++)
            g[k] += 2.0 * DGH_PI / volume * m[i] * b[i][k];
    }
}

static void derivatives_of_waves(void **state)
{
    (void)state;
    static const size_t SHAPES[2][3] = {{9, 10, 7}, {8, 7, 12}};
    static const int MILLER[3] = {2, -3, 1};
    double g[3];
    wave_vector(g, MILLER);
    for (int shape = 0; shape < 2; shape++) {
        const size_t *n = SHAPES[shape], points = n[0] * n[1] * n[2];
        dgh_grid *grid = NULL, *found = NULL;
        dgh_waves waves;
        assert_int_equal(dgh_grid_create(&grid, n, SKEWED, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
        assert_int_equal(dgh_grid_create(&found, n, SKEWED, NULL, DGH_FIELD_OTHER, NULL), DGH_OK);
        assert_int_equal(dgh_waves_make(&waves, grid, 2, NULL), DGH_OK);
        double *angle = malloc(points * sizeof *angle);
        double complex *spectrum = dgh_waves_spectrum(&waves), *work = dgh_waves_spectrum(&waves);
        assert_true(angle && spectrum && work);
        for (size_t p = 0; p < points; p++) {
            angle[p] = 2.0 * DGH_PI *
                           (MILLER[0] * (double)(p % n[0]) / (double)n[0] +
                            MILLER[1] * (double)(p / n[0] % n[1]) / (double)n[1] +
                            MILLER[2] * (double)(p / n[0] / n[1]) / (double)n[2]) +
                       0.4;
            grid->value[p] = 1.5 + 0.3 * cos(angle[p]);
        }
        assert_int_equal(dgh_fft_forward(spectrum, grid->value, n, 2, NULL), DGH_OK);
        for (int x = 0; x < 3; x++) {
            dgh_waves_derive(work, spectrum, &waves, x, false);
            assert_int_equal(dgh_fft_backward(found->value, work, n, 2, NULL), DGH_OK);
            for (size_t p = 0; p < points; p++)
                assert_near(found->value[p], -0.3 * g[x] * sin(angle[p]), 1e-12);
            for (int y = x; y < 3; y++) {
                dgh_waves_derive_twice(work, spectrum, &waves, x, y);
                assert_int_equal(dgh_fft_backward(found->value, work, n, 2, NULL), DGH_OK);
                for (size_t p = 0; p < points; p++)
                    assert_near(found->value[p], -0.3 * g[x] * g[y] * cos(angle[p]), 1e-11);
            }
        }
        free(angle);
        free(spectrum);
        free(work);
        dgh_grid_free(grid);
        dgh_grid_free(found);
    }
}

/* A Nyquist wave has no first derivative; its second one is that of the cosine. */
static void nyquist(void **state)
{
    (void)state;
    dgh_grid *grid = small_grid(8, 4, 4);
    dgh_waves waves;
    assert_int_equal(dgh_waves_make(&waves, grid, 1, NULL), DGH_OK);
    for (size_t p = 0; p < 128; p++)
        grid->value[p] = p % 2 ? -1.0 : 1.0;
    double complex *spectrum = dgh_waves_spectrum(&waves), *work = dgh_waves_spectrum(&waves);
    assert_int_equal(dgh_fft_forward(spectrum, grid->value, grid->n, 1, NULL), DGH_OK);
    dgh_waves_derive(work, spectrum, &waves, 0, false);
    assert_int_equal(dgh_fft_backward(grid->value, work, grid->n, 1, NULL), DGH_OK);
    for (size_t p = 0; p < 128; p++)
        assert_near(grid->value[p], 0.0, 1e-14);
    dgh_waves_derive_twice(work, spectrum, &waves, 0, 0);
    assert_int_equal(dgh_fft_backward(grid->value, work, grid->n, 1, NULL), DGH_OK);
    for (size_t p = 0; p < 128; p++)
        assert_near(grid->value[p], (p % 2 ? 1.0 : -1.0) * DGH_PI * DGH_PI, 1e-12);
    free(spectrum);
    free(work);
    dgh_grid_free(grid);
}

/* Two Gaussians: their maxima have three negative curvatures, the point half-way two negative and
 * one positive, the corner of the cell three positive ones. */
static void gaussians(void **state)
{
    (void)state;
    enum { N = 24 };
    dgh_grid *density = small_gaussians(N, 0.25, 0.75, 1.0), *s = NULL, *sign = NULL;
    dgh_reduced_gradient_options options = DGH_REDUCED_GRADIENT_OPTIONS_INIT;
    options.keep_signed_density = true;
    assert_int_equal(dgh_density_reduced_gradient(&s, &sign, density, &options, NULL), DGH_OK);
    const size_t middle = N * (N / 2 + N * (N / 2));
    const size_t maximum = N / 4 + middle, between = N / 2 + middle, corner = N / 2;
    assert_near(s->value[maximum], 0.0, 1e-10);
    assert_near(s->value[between], 0.0, 1e-10);
    assert_near(sign->value[maximum], -density->value[maximum], 0.0);
    assert_near(sign->value[between], -density->value[between], 0.0);
    assert_near(sign->value[corner], density->value[corner], 0.0);
    /* half-way down a slope, by the closed formula */
    const size_t slope = N / 4 + N * (N / 2 + 3) + N * N * (N / 2);
    const double h = SMALL_CELL_ANG / N, y = 3.0 * h, rho = density->value[slope];
    const double numerator = rho * y * small_periodic(3.0 / N) /
                             small_periodic(3.0 / N); /* d/dy of exp(-y^2/2) */
    assert_near(s->value[slope], numerator / (2.0 * cbrt(3.0 * DGH_PI * DGH_PI) * rho * cbrt(rho)),
                2e-4);
    dgh_grid_free(s);
    dgh_grid_free(sign);
    density->value[0] = -1.0;
    density->value[1] = 0.0;
    assert_int_equal(dgh_density_reduced_gradient(&s, &sign, density, NULL, NULL), DGH_OK);
    assert_null(sign);
    assert_near(s->value[0], DGH_REDUCED_GRADIENT_EMPTY, 0.0);
    assert_near(s->value[1], DGH_REDUCED_GRADIENT_EMPTY, 0.0);
    dgh_grid_free(s);
    dgh_error err = {0};
    density->value[5] = NAN;
    assert_int_equal(dgh_density_reduced_gradient(&s, NULL, density, NULL, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "expected finite values in , found nan at point (6, 1, 1)");
    dgh_grid_free(density);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(derivatives_of_waves),
                                       cmocka_unit_test(nyquist), cmocka_unit_test(gaussians)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
