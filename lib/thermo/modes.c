/* Normal modes: the mass-weighted Hessian, rigid motions projected out on request, diagonalised.
 * Wilson, Decius, Cross, Molecular Vibrations (1955). */
#include "dgh/thermo.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/eigen.h"
#include "base/constants.h"
#include "thermo/options.h"
#include "thermo/rigid.h"

/* sqrt(1 eV / (Angstrom^2 u)) / (2 pi c), in cm^-1. */
static double cm1_of_root(void)
{
    return sqrt(DGH_ELECTRON_CHARGE_C * 1e20 / DGH_ATOMIC_MASS_KG) /
           (2.0 * DGH_PI * DGH_LIGHT_M_S * 100.0);
}

/* What one call works with; all of it is freed at the end. */
typedef struct workspace {
    size_t n;          /* coordinates */
    size_t n_internal; /* modes: coordinates without the rigid motions */
    size_t n_rigid;
    double *mass_u;      /* [n] */
    double *dynamical;   /* [n][n] mass-weighted Hessian */
    double *basis;       /* [n][n] or NULL: rigid motions first, then internal ones */
    double *reduced;     /* [n_internal][n_internal] in the internal part of the basis, or NULL */
    double *scratch;     /* [n] */
    double *eigenvalues; /* [n] */
} workspace;

static void workspace_free(workspace *w)
{
    free(w->mass_u);
    free(w->dynamical);
    free(w->basis);
    free(w->reduced);
    free(w->scratch);
    free(w->eigenvalues);
}

static dgh_status check_masses(workspace *w, const dgh_vibrations *vibrations,
                               const dgh_modes_options *options, dgh_error *err)
{
    for (size_t i = 0; i < w->n; i++) {
        w->mass_u[i] = options->mass_u ? options->mass_u[i] : vibrations->dofs[i].mass_u;
        if (!(w->mass_u[i] > 0.0) || !isfinite(w->mass_u[i]))
            return dgh_error_set(err, DGH_ERR_MISSING,
                                 "mass of displaced atom %" PRIu32 ": expected a positive number "
                                 "of u, found %g",
                                 vibrations->dofs[i].atom + 1, w->mass_u[i]);
    }
    return DGH_OK;
}

static dgh_status fill_dynamical(workspace *w, const double *hessian, dgh_error *err)
{
    for (size_t i = 0; i < w->n; i++)
        for (size_t j = 0; j <= i; j++) {
            double h = 0.5 * (hessian[i * w->n + j] + hessian[j * w->n + i]);
            if (!isfinite(h))
                return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                     "Hessian element (%zu, %zu) is not a finite number", i + 1,
                                     j + 1);
            h /= sqrt(w->mass_u[i] * w->mass_u[j]);
            w->dynamical[i * w->n + j] = w->dynamical[j * w->n + i] = h;
        }
    return DGH_OK;
}

/* The coordinates must be x, y, z of every atom of the molecule, atom by atom: `mass_of_atom`
 * receives one mass each. */
static dgh_status check_molecule(double *mass_of_atom, const workspace *w,
                                 const dgh_vibrations *vibrations, const dgh_modes_options *options,
                                 dgh_error *err)
{
    size_t n_atoms = options->molecule_n_atoms;
    if (n_atoms == 0 || n_atoms > SIZE_MAX / 3 || w->n != 3 * n_atoms)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "a molecule of %zu atoms has 3 x %zu displaced coordinates, found %zu",
                             n_atoms, n_atoms, w->n);
    for (size_t i = 0; i < w->n; i++) {
        const dgh_dof *dof = &vibrations->dofs[i];
        if (dof->atom != i / 3 || dof->axis != i % 3)
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "displaced coordinate %zu: expected atom %zu %c, found atom "
                                 "%" PRIu32 " %c",
                                 i + 1, i / 3 + 1, "xyz"[i % 3], dof -> atom + 1,
                                 dof -> axis < 3 ? "xyz"[dof->axis] : '?');
        if (w->mass_u[i] != w->mass_u[i - i % 3])
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "atom %zu has more than one mass: %g u and %g u", i / 3 + 1,
                                 w->mass_u[i - i % 3], w->mass_u[i]);
        if (!isfinite(options->molecule_position_ang[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "position of atom %zu is not a finite number", i / 3 + 1);
        mass_of_atom[i / 3] = w->mass_u[i];
    }
    return DGH_OK;
}

/* reduced = B D B^T, with B the internal rows of the basis. */
static void reduce(workspace *w)
{
    size_t n = w->n, m = w->n_internal;
    for (size_t k = 0; k < m; k++) {
        const double *row = w->basis + (w->n_rigid + k) * n;
        for (size_t i = 0; i < n; i++) {
            w->scratch[i] = 0.0;
            for (size_t j = 0; j < n; j++)
                w->scratch[i] += w->dynamical[i * n + j] * row[j];
        }
        for (size_t l = 0; l <= k; l++) {
            const double *other = w->basis + (w->n_rigid + l) * n;
            double sum = 0.0;
            for (size_t i = 0; i < n; i++)
                sum += other[i] * w->scratch[i];
            w->reduced[k * m + l] = w->reduced[l * m + k] = sum;
        }
    }
}

static dgh_status project(workspace *w, const dgh_vibrations *vibrations,
                          const dgh_modes_options *options, dgh_error *err)
{
    dgh_status status = check_molecule(w->scratch, w, vibrations, options, err);
    if (status)
        return status;
    w->basis = calloc(w->n * w->n, sizeof *w->basis);
    if (!w->basis)
        return dgh_error_nomem(err);
    if (!dgh_rigid_basis(w->basis, &w->n_rigid, options->molecule_position_ang, w->scratch,
                         options->molecule_n_atoms))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "the %zu atoms of the molecule stand on one point",
                             options->molecule_n_atoms);
    w->n_internal = w->n - w->n_rigid;
    w->reduced = calloc(w->n_internal * w->n_internal + 1, sizeof *w->reduced);
    if (!w->reduced)
        return dgh_error_nomem(err);
    reduce(w);
    return DGH_OK;
}

/* Eigenvector of mode k in the mass-weighted coordinates of the caller. */
static void fill_eigenvector(double *out, const workspace *w, size_t k)
{
    if (!w->basis) {
        memcpy(out, w->dynamical + k * w->n, w->n * sizeof *out);
        return;
    }
    memset(out, 0, w->n * sizeof *out);
    for (size_t l = 0; l < w->n_internal; l++) {
        const double *row = w->basis + (w->n_rigid + l) * w->n;
        for (size_t i = 0; i < w->n; i++)
            out[i] += w->reduced[k * w->n_internal + l] * row[i];
    }
}

/* Eigenvalues stand in ascending order. An eigenvalue that the rounding of the diagonalisation
 * cannot tell from zero is zero: its sign means nothing. */
static void fill_modes(dgh_modes *modes, const workspace *w)
{
    size_t m = w->n_internal;
    double largest = fmax(fabs(w->eigenvalues[0]), fabs(w->eigenvalues[m - 1]));
    double noise = 4.0 * (double)w->n * 2.220446049250313e-16 * largest;
    double cm1 = cm1_of_root();
    size_t n_negative = 0;
    while (n_negative < m && w->eigenvalues[n_negative] < -noise)
        n_negative++;
    for (size_t k = 0; k < m; k++) {
        bool imaginary = k < n_negative;
        size_t place = imaginary ? m - n_negative + k : m - 1 - k;
        double value = w->eigenvalues[k];
        modes->modes[place].imaginary = imaginary;
        modes->modes[place].freq_cm1 = fabs(value) > noise ? cm1 * sqrt(fabs(value)) : 0.0;
        if (modes->eigenvectors)
            fill_eigenvector(modes->eigenvectors + place * w->n, w, k);
    }
}

static dgh_status build_modes(dgh_modes **out, const workspace *w, bool eigenvectors,
                              dgh_error *err)
{
    dgh_modes *modes = calloc(1, sizeof *modes);
    if (!modes)
        return dgh_error_nomem(err);
    modes->n_modes = w->n_internal;
    modes->n_dofs = w->n;
    modes->n_projected = w->n_rigid;
    modes->modes = calloc(w->n_internal + 1, sizeof *modes->modes);
    if (eigenvectors)
        modes->eigenvectors = calloc(w->n_internal * w->n + 1, sizeof *modes->eigenvectors);
    if (!modes->modes || (eigenvectors && !modes->eigenvectors)) {
        dgh_modes_free(modes);
        return dgh_error_nomem(err);
    }
    if (w->n_internal)
        fill_modes(modes, w);
    *out = modes;
    return DGH_OK;
}

static dgh_status compute(dgh_modes **out, workspace *w, const dgh_vibrations *vibrations,
                          const dgh_modes_options *options, dgh_error *err)
{
    w->mass_u = calloc(w->n, sizeof *w->mass_u);
    w->scratch = calloc(w->n, sizeof *w->scratch);
    w->eigenvalues = calloc(w->n, sizeof *w->eigenvalues);
    w->dynamical = calloc(w->n * w->n, sizeof *w->dynamical);
    if (!w->mass_u || !w->scratch || !w->eigenvalues || !w->dynamical)
        return dgh_error_nomem(err);
    dgh_status status = check_masses(w, vibrations, options, err);
    if (!status)
        status = fill_dynamical(w, vibrations->hessian_ev_per_ang2, err);
    if (!status && options->molecule_position_ang)
        status = project(w, vibrations, options, err);
    if (!status)
        status = dgh_lapack_eigen_symmetric(w->eigenvalues, w->basis ? w->reduced : w->dynamical,
                                            w->n_internal, err);
    if (!status)
        status = build_modes(out, w, options->eigenvectors, err);
    return status;
}

dgh_status dgh_thermo_normal_modes(dgh_modes **out, const dgh_vibrations *vibrations,
                                   const dgh_modes_options *options, dgh_error *err)
{
    *out = NULL;
    dgh_modes_options own = DGH_MODES_OPTIONS_INIT;
    if (options) {
        dgh_status status = dgh_options_take(&own, sizeof own,
                                             offsetof(dgh_modes_options, eigenvectors), options,
                                             "DGH_MODES_OPTIONS_INIT", err);
        if (status)
            return status;
    }
    if (!vibrations || vibrations->n_dofs == 0 || !vibrations->dofs ||
        !vibrations->hessian_ev_per_ang2)
        return dgh_error_set(err, DGH_ERR_MISSING, "no Hessian to diagonalise");
    if (vibrations->n_dofs > DGH_LAPACK_MAX_ORDER)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "a Hessian of %zu coordinates is larger than the limit of %d",
                             vibrations->n_dofs, (int)DGH_LAPACK_MAX_ORDER);
    workspace w = {.n = vibrations->n_dofs, .n_internal = vibrations->n_dofs};
    dgh_status status = compute(out, &w, vibrations, &own, err);
    workspace_free(&w);
    return status;
}

void dgh_modes_free(dgh_modes *modes)
{
    if (!modes)
        return;
    free(modes->modes);
    free(modes->eigenvectors);
    free(modes);
}
