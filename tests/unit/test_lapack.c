/* Eigenvalues by LAPACK against cyclic Jacobi rotations, the residual of the vectors, and the same
 * bits with any number of BLAS threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapt/eigen.h"
#include "unit/near.h"
#include "unit/random.h"

/* Present in OpenBLAS only. */
void openblas_set_num_threads(int n) __attribute__((weak));

static double *random_symmetric(uint64_t *seed, size_t n)
{
    double *a = malloc(n * n * sizeof *a);
    assert_non_null(a);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            a[i * n + j] = a[j * n + i] = random_between(seed, -1.0, 1.0);
    return a;
}

/* One rotation that makes a[p][q] zero (Golub and Van Loan, 8.5). */
static void rotate(double *a, size_t n, size_t p, size_t q)
{
    if (a[p * n + q] == 0.0)
        return;
    double tau = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
    double t = (tau >= 0.0 ? 1.0 : -1.0) / (fabs(tau) + sqrt(1.0 + tau * tau));
    double c = 1.0 / sqrt(1.0 + t * t), s = t * c;
    for (size_t k = 0; k < n; k++) {
        double x = a[k * n + p], y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for (size_t k = 0; k < n; k++) {
        double x = a[p * n + k], y = a[q * n + k];
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void jacobi(double *eigenvalues, double *a, size_t n)
{
    for (int sweep = 0; sweep < 20; sweep++)
        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++)
                rotate(a, n, p, q);
    for (size_t i = 0; i < n; i++)
        eigenvalues[i] = a[i * n + i];
    qsort(eigenvalues, n, sizeof *eigenvalues, ascending);
}

static void agrees_with_jacobi(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t n = 1; n <= 40; n++) {
        double *a = random_symmetric(&seed, n), *b = malloc(n * n * sizeof *b);
        double *found = malloc(n * sizeof *found), *expected = malloc(n * sizeof *expected);
        assert_true(b && found && expected);
        memcpy(b, a, n * n * sizeof *b);
        jacobi(expected, b, n);
        assert_int_equal(dgh_lapack_eigen_symmetric(found, a, n, NULL), DGH_OK);
        for (size_t i = 0; i < n; i++)
            assert_near(found[i], expected[i], 2e-14 * (double)n);
        free(a);
        free(b);
        free(found);
        free(expected);
    }
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void rows_are_eigenvectors(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (size_t n = 1; n <= 60; n += 7) {
        double *a = random_symmetric(&seed, n), *v = malloc(n * n * sizeof *v);
        double *w = malloc(n * sizeof *w);
        assert_true(v && w);
        memcpy(v, a, n * n * sizeof *v);
        assert_int_equal(dgh_lapack_eigen_symmetric(w, v, n, NULL), DGH_OK);
        for (size_t k = 0; k < n; k++) {
            double largest = 0.0;
            for (size_t i = 0; i < n; i++) {
                assert_near(dot(a + i * n, v + k * n, n), w[k] * v[k * n + i], 1e-13 * (double)n);
                if (fabs(v[k * n + i]) > fabs(largest))
                    largest = v[k * n + i];
            }
            assert_true(largest > 0.0);
            for (size_t l = 0; l <= k; l++)
                assert_near(dot(v + k * n, v + l * n, n), k == l ? 1.0 : 0.0, 1e-13);
        }
        free(a);
        free(v);
        free(w);
    }
}

static void reads_the_lower_triangle_only(void **state)
{
    (void)state;
    double full[4] = {2.0, 1.0, 1.0, 2.0}, lower[4] = {2.0, 77.0, 1.0, 2.0};
    double w[2], x[2];
    assert_int_equal(dgh_lapack_eigen_symmetric(w, full, 2, NULL), DGH_OK);
    assert_int_equal(dgh_lapack_eigen_symmetric(x, lower, 2, NULL), DGH_OK);
    assert_near(w[0], 1.0, 1e-15);
    assert_near(w[1], 3.0, 1e-15);
    assert_memory_equal(w, x, sizeof w);
    assert_memory_equal(full, lower, sizeof full);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    if (!openblas_set_num_threads) {
        print_message("not OpenBLAS: skipped\n");
        skip();
    }
    static const size_t ORDERS[] = {3, 6, 33, 60, 150};
    for (size_t o = 0; o < sizeof ORDERS / sizeof ORDERS[0]; o++) {
        size_t n = ORDERS[o];
        double *v[4], *w[4];
        for (int t = 0; t < 4; t++) {
            uint64_t seed = 3;
            openblas_set_num_threads(t + 1);
            v[t] = random_symmetric(&seed, n);
            w[t] = malloc(n * sizeof(double));
            assert_non_null(w[t]);
            assert_int_equal(dgh_lapack_eigen_symmetric(w[t], v[t], n, NULL), DGH_OK);
        }
        for (int t = 0; t < 4; t++) {
            assert_memory_equal(v[0], v[t], n * n * sizeof(double));
            assert_memory_equal(w[0], w[t], n * sizeof(double));
        }
        for (int t = 0; t < 4; t++) {
            free(v[t]);
            free(w[t]);
        }
    }
}

static void refuses_what_lapack_cannot_count(void **state)
{
    (void)state;
    dgh_error err = {0};
    double w, a;
    assert_int_equal(dgh_lapack_eigen_symmetric(&w, &a, 32001, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "a matrix of order 32001 is above the limit of 32000");
    assert_int_equal(dgh_lapack_eigen_symmetric(&w, &a, 0, &err), DGH_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_jacobi),
        cmocka_unit_test(rows_are_eigenvectors),
        cmocka_unit_test(reads_the_lower_triangle_only),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(refuses_what_lapack_cannot_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
