/* LAPACK by its Fortran symbols: dsbev, https://netlib.org/lapack/explore-html (group hbev).
 *
 * dsbev, the driver for band matrices, and not dsyevd: both are backward stable, but the reduction
 * of dsyevd goes through dsymv, which OpenBLAS splits over its threads even for a 3 x 3 matrix, so
 * that the last bits of a frequency would depend on the number of cores. dsbev works by plane
 * rotations and gives the same bits with any number of threads. A Hessian is a band matrix of full
 * width.
 *
 * The hidden lengths that Fortran compilers add for character arguments are not passed: every
 * implementation looks only at the first letter, and LAPACKE calls it likewise. */
#include "adapt/eigen.h"

#include <math.h>
#include <stdlib.h>

void dsbev_(const char *jobz, const char *uplo, const int *n, const int *kd, double *ab,
            const int *ldab, double *w, double *z, const int *ldz, double *work, int *info);

static void fix_sign(double *vector, size_t n)
{
    size_t largest = 0;
    for (size_t i = 1; i < n; i++)
        if (fabs(vector[i]) > fabs(vector[largest]))
            largest = i;
    if (vector[largest] < 0.0)
        for (size_t i = 0; i < n; i++)
            vector[i] = -vector[i];
}

dgh_status dgh_lapack_eigen_symmetric(double *eigenvalues, double *matrix, size_t n, dgh_error *err)
{
    if (n > DGH_LAPACK_MAX_ORDER)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "a matrix of order %zu is above the limit of %d", n,
                             (int)DGH_LAPACK_MAX_ORDER);
    if (n == 0)
        return DGH_OK;
    const int order = (int)n, band = order - 1;
    double *lower = calloc(n * n, sizeof *lower);
    double *work = malloc(3 * n * sizeof *work);
    if (!lower || !work) {
        free(lower);
        free(work);
        return dgh_error_nomem(err);
    }
    for (size_t j = 0; j < n; j++) /* band storage: column j holds A(j, j), A(j + 1, j), ... */
        for (size_t i = j; i < n; i++)
            lower[j * n + i - j] = matrix[i * n + j];
    /* the columns of a column-major matrix are the rows of a row-major one */
    int info = 0;
    dsbev_("V", "L", &order, &band, lower, &order, eigenvalues, matrix, &order, work, &info);
    free(lower);
    free(work);
    if (info != 0)
        return dgh_error_set(err, DGH_ERR_INTERNAL,
                             "LAPACK dsbev failed on a matrix of order %zu (info = %d)", n, info);
    for (size_t k = 0; k < n; k++)
        fix_sign(matrix + k * n, n);
    return DGH_OK;
}
