/* Eckart's rigid motions, mass-weighted: translation along a: sqrt(m_i) e_a; rotation about a:
 * sqrt(m_i) e_a x (r_i - r_com). Wilson, Decius, Cross, Molecular Vibrations (1955), chapter 2. */
#include "thermo/rigid.h"

#include <math.h>
#include <string.h>

/* A rotation whose norm is below this part of the largest one's is none: the molecule is linear to
 * within 1e-4 of its length. */
static const double LINEAR_TOLERANCE = 1e-4;
/* Smallest sqrt(sum m r^2), in Angstrom sqrt(u), of atoms that do not stand on one point. */
static const double POINT_TOLERANCE = 1e-6;

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Removes from `v` its part in the span of `n_rows` orthonormal rows; twice, so that what is left
 * is orthogonal to them to rounding (Kahan's "twice is enough"). Returns the norm that is left. */
static double orthogonalise(double *v, const double *rows, size_t n_rows, size_t n)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < n_rows; r++) {
            double overlap = dot(v, rows + r * n, n);
            for (size_t i = 0; i < n; i++)
                v[i] -= overlap * rows[r * n + i];
        }
    return sqrt(dot(v, v, n));
}

static void scale(double *v, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i] *= factor;
}

static void centre_of_mass(double centre[3], const double *position_ang, const double *mass_u,
                           size_t n_atoms)
{
    double total = 0.0;
    centre[0] = centre[1] = centre[2] = 0.0;
    for (size_t a = 0; a < n_atoms; a++) {
        total += mass_u[a];
        for (int k = 0; k < 3; k++)
            centre[k] += mass_u[a] * position_ang[3 * a + (size_t)k];
    }
    for (int k = 0; k < 3; k++)
        centre[k] /= total;
}

static void fill_rotation(double *v, size_t axis, const double centre[3],
                          const double *position_ang, const double *mass_u, size_t n_atoms)
{
    size_t j = (axis + 1) % 3, k = (axis + 2) % 3;
    for (size_t a = 0; a < n_atoms; a++) {
        double root = sqrt(mass_u[a]);
        v[3 * a + axis] = 0.0;
        v[3 * a + j] = -root * (position_ang[3 * a + k] - centre[k]);
        v[3 * a + k] = root * (position_ang[3 * a + j] - centre[j]);
    }
}

/* Adds the rotations to `basis`, the one that adds most first: with that order a vector that
 * vanishes means a linear molecule, whatever its direction. Returns the number of rows. */
static size_t add_rotations(double *basis, size_t n_rows, const double *position_ang,
                            const double *mass_u, size_t n_atoms)
{
    size_t n = 3 * n_atoms;
    double centre[3], largest = 0.0;
    bool used[3] = {false, false, false};
    centre_of_mass(centre, position_ang, mass_u, n_atoms);
    for (int round = 0; round < 3; round++) {
        double *row = basis + n_rows * n;
        double best_norm = -1.0;
        size_t best = 0;
        for (size_t axis = 0; axis < 3; axis++) {
            if (used[axis])
                continue;
            fill_rotation(row, axis, centre, position_ang, mass_u, n_atoms);
            double norm = orthogonalise(row, basis, n_rows, n);
            if (norm > best_norm) {
                best_norm = norm;
                best = axis;
            }
        }
        if (round == 0)
            largest = best_norm;
        if (!(best_norm > POINT_TOLERANCE) || !(best_norm > LINEAR_TOLERANCE * largest))
            break;
        fill_rotation(row, best, centre, position_ang, mass_u, n_atoms);
        scale(row, 1.0 / orthogonalise(row, basis, n_rows, n), n);
        used[best] = true;
        n_rows++;
    }
    return n_rows;
}

/* Completes the rows to a basis of all n coordinates from the unit vectors, again the one that adds
 * most first. */
static void complete(double *basis, size_t n_rows, size_t n)
{
    for (; n_rows < n; n_rows++) {
        double *row = basis + n_rows * n;
        size_t best = 0;
        double best_norm = -1.0;
        for (size_t i = 0; i < n; i++) {
            double left = 1.0; /* squared norm of e_i outside of the span */
            for (size_t r = 0; r < n_rows; r++)
                left -= basis[r * n + i] * basis[r * n + i];
            if (left > best_norm) {
                best_norm = left;
                best = i;
            }
        }
        memset(row, 0, n * sizeof *row);
        row[best] = 1.0;
        scale(row, 1.0 / orthogonalise(row, basis, n_rows, n), n);
    }
}

bool dgh_rigid_basis(double *basis, size_t *n_rigid, const double *position_ang,
                     const double *mass_u, size_t n_atoms)
{
    size_t n = 3 * n_atoms;
    memset(basis, 0, n * n * sizeof *basis);
    for (size_t axis = 0; axis < 3; axis++) {
        double *row = basis + axis * n;
        for (size_t a = 0; a < n_atoms; a++)
            row[3 * a + axis] = sqrt(mass_u[a]);
        scale(row, 1.0 / sqrt(dot(row, row, n)), n);
    }
    size_t n_rows = 3;
    if (n_atoms > 1)
        n_rows = add_rotations(basis, n_rows, position_ang, mass_u, n_atoms);
    if (n_atoms > 1 && n_rows < 5)
        return false;
    *n_rigid = n_rows;
    complete(basis, n_rows, n);
    return true;
}
