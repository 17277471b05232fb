/* Symmetric eigenproblems by LAPACK. The one file that knows that library is lapack.c. */
#ifndef DGH_ADAPT_EIGEN_H
#define DGH_ADAPT_EIGEN_H

#include "base/error.h"

/* Largest order that dgh_lapack_eigen_symmetric takes: n^2 must be countable by LAPACK's 32-bit
 * integers. */
enum { DGH_LAPACK_MAX_ORDER = 32000 };

/* Eigenvalues in ascending order and orthonormal eigenvectors of a real symmetric matrix.
 * `matrix` is [n][n], of which the triangle with column <= row is read; it is overwritten: row k
 * becomes the eigenvector of eigenvalues[k]. `matrix` must be finite. The sign of each vector is
 * fixed: its component of largest magnitude (the first of equals) is positive. The result does not
 * depend on the number of threads that the BLAS uses.
 * Errors: NOMEM, ARGUMENT (n above the limit), INTERNAL (LAPACK did not converge). */
dgh_status dgh_lapack_eigen_symmetric(double *eigenvalues, double *matrix, size_t n,
                                      dgh_error *err);

#endif
