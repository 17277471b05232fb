/* LAPACK by its Fortran symbols: dsyevd, https://netlib.org/lapack/explore-html (group heevd).
 * Declared here because LAPACKE is not installed everywhere. The hidden lengths that Fortran
 * compilers add for character arguments are not passed: every implementation looks only at the
 * first letter, and CBLAS and LAPACKE call it likewise. */
#include "adapt/lapack.h"

#include <math.h>
#include <stdlib.h>

/* NOLINTNEXTLINE: the name is LAPACK's */
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);

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
                             "a matrix of order %zu is larger than %d, the largest that LAPACK "
                             "with 32-bit integers diagonalises",
                             n, (int)DGH_LAPACK_MAX_ORDER);
    if (n == 0)
        return DGH_OK;
    const int order = (int)n;
    const int lwork = 1 + 6 * order + 2 * order * order;
    const int liwork = 3 + 5 * order;
    double *work = malloc((size_t)lwork * sizeof *work);
    int *iwork = malloc((size_t)liwork * sizeof *iwork);
    if (!work || !iwork) {
        free(work);
        free(iwork);
        return dgh_error_nomem(err);
    }
    /* Row-major lower triangle = column-major upper triangle; a column-major matrix whose columns
     * are the eigenvectors is a row-major one whose rows are. */
    int info = 0;
    dsyevd_("V", "U", &order, matrix, &order, eigenvalues, work, &lwork, iwork, &liwork, &info);
    free(work);
    free(iwork);
    if (info != 0)
        return dgh_error_set(err, DGH_ERR_INTERNAL,
                             "LAPACK dsyevd failed on a matrix of order %zu (info = %d)", n, info);
    for (size_t k = 0; k < n; k++)
        fix_sign(matrix + k * n, n);
    return DGH_OK;
}
