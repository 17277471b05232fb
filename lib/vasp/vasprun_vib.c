/* The dynamical matrix: <dynmat> holds -H / sqrt(m m') in eV/Angstrom^2/u, or in THz^2 where it
 * says so (6.x), of all atoms or of the coordinates that selective dynamics leaves free (IBRION =
 * 5). */
#include <math.h>

#include "base/constants.h"
#include "vasp/vasprun.h"

/* lambda in eV/Angstrom^2/u is (2 pi nu)^2 u Angstrom^2 / eV. */
static double ev_per_thz2(void)
{
    double omega = 2.0 * DGH_PI * 1e12;
    return omega * omega * DGH_ATOMIC_MASS_KG * 1e-20 / DGH_ELECTRON_CHARGE_C;
}

static double freq_cm1_of(double lambda)
{
    return sqrt(fabs(lambda) * DGH_ELECTRON_CHARGE_C * 1e20 / DGH_ATOMIC_MASS_KG) /
           (2.0 * DGH_PI * DGH_LIGHT_M_S * 100.0);
}

/* A square matrix; its size is that of its first row, which no file states elsewhere. */
static bool read_square(dgh_vasprun *r, dgh_slice body, double **out, size_t *n)
{
    dgh_vasprun_rows rows = {body.data, body.data + body.size};
    dgh_slice row;
    double value;
    size_t columns = 0;
    *out = NULL;
    if (!dgh_vasprun_next_row(&rows, &row))
        return true;
    while (dgh_slice_double(&row, &value))
        columns++;
    if (columns == 0 || columns > 3 * dgh_vasprun_n_atoms(r) || columns > body.size / columns)
        return true;
    double *matrix = dgh_arena_alloc(r->b.arena, columns, columns * sizeof *matrix);
    if (!matrix)
        return false;
    if (dgh_vasprun_read_rows(body, matrix, columns, columns)) {
        *out = matrix;
        *n = columns;
    }
    return true;
}

bool dgh_vasprun_dynmat_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body, size_t line)
{
    if (dgh_slice_equals(name, "hessian")) {
        r->hessian_line = line;
        return read_square(r, body, &r->hessian, &r->hessian_n);
    }
    if (dgh_slice_equals(name, "eigenvectors")) {
        size_t n = 0;
        if (!read_square(r, body, &r->eigenvectors, &n))
            return false;
        if (n != r->n_eigenvalues)
            r->eigenvectors = NULL;
    }
    return true;
}

bool dgh_vasprun_dynmat_item(dgh_vasprun *r)
{
    dgh_slice text = dgh_vasprun_text(r), copy = text;
    if (strcmp(r->leaf_name, "unit") == 0) {
        r->thz2 = dgh_slice_starts(text, "THz");
        return true;
    }
    if (strcmp(r->leaf_name, "eigenvalues") != 0)
        return true;
    double value;
    size_t n = 0;
    while (dgh_slice_double(&copy, &value))
        n++;
    r->eigenvalues = dgh_arena_alloc(r->b.arena, n, sizeof *r->eigenvalues);
    if (!r->eigenvalues)
        return false;
    dgh_slice_doubles(&text, r->eigenvalues, n);
    r->n_eigenvalues = n;
    r->eigenvalues_line = r->leaf_line;
    return true;
}

/* The coordinates of the matrix, in its order; NULL with *ok when it is of no size that fits. */
static dgh_dof *coordinates(dgh_vasprun *r, size_t n, bool *ok)
{
    const dgh_structure *s = &r->b.calculation->structure;
    size_t n_free = 0;
    for (size_t i = 0; s->is_free && i < 3 * s->n_atoms; i++)
        n_free += s->is_free[i];
    bool all = n == 3 * s->n_atoms;
    *ok = true;
    if (!all && n != n_free)
        return NULL;
    dgh_dof *dofs = dgh_arena_alloc(r->b.arena, n, sizeof *dofs);
    *ok = dofs != NULL;
    size_t k = 0;
    for (size_t i = 0; dofs && i < 3 * s->n_atoms; i++) {
        if (!all && !s->is_free[i])
            continue;
        dofs[k++] = (dgh_dof){(uint32_t)(i / 3), (uint8_t)(i % 3),
                              r->masses_u[s->species_of_atom[i / 3]]};
    }
    return dofs;
}

static bool set_hessian(dgh_vasprun *r, const dgh_dof *dofs)
{
    dgh_vibrations *v = &r->b.calculation->vibrations;
    size_t n = r->hessian_n;
    double unit = r->thz2 ? ev_per_thz2() : 1.0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            r->hessian[i * n + k] *= -unit * sqrt(dofs[i].mass_u * dofs[k].mass_u);
    int64_t ibrion = 0;
    dgh_vasp_tag_integer(&r->tags, DGH_VASP_TAG_IBRION, &ibrion);
    v->method = dgh_arena_printf(
        r->b.arena, "%s (IBRION=%d)",
        ibrion == 7 || ibrion == 8 ? "linear response" : "finite differences", (int)ibrion);
    v->n_dofs = n;
    v->dofs = dofs;
    v->hessian_ev_per_ang2 = r->hessian;
    v->hessian_source = (dgh_source){r->b.path, r->hessian_line};
    return v->method != NULL;
}

static bool add_modes(dgh_vasprun *r, const dgh_dof *dofs)
{
    double unit = r->thz2 ? ev_per_thz2() : 1.0;
    size_t n = r->n_eigenvalues, n_atoms = dgh_vasprun_n_atoms(r);
    for (size_t i = 0; i < n; i++) {
        dgh_printed_mode *mode = dgh_builder_add_mode(&r->b);
        if (!mode)
            return false;
        mode->freq_cm1 = freq_cm1_of(r->eigenvalues[i] * unit);
        mode->imaginary = r->eigenvalues[i] > 0.0; /* the matrix is -H */
        mode->source = (dgh_source){r->b.path, r->eigenvalues_line};
        if (!r->eigenvectors || !dofs)
            continue;
        double *vector = dgh_builder_vectors(&r->b, n_atoms);
        if (!vector)
            return false;
        for (size_t k = 0; k < n; k++)
            vector[3 * dofs[k].atom + dofs[k].axis] = r->eigenvectors[i * n + k];
        mode->eigenvector = vector;
    }
    return true;
}

bool dgh_vasprun_set_vibrations(dgh_vasprun *r)
{
    bool ok = true;
    dgh_dof *dofs = NULL;
    size_t n = r->hessian ? r->hessian_n : r->n_eigenvalues;
    if (n == 0)
        return true;
    dofs = coordinates(r, n, &ok);
    if (!ok)
        return false;
    if (!dofs && !dgh_builder_note(&r->b, DGH_WARNING, "hessian-size", r->hessian_line,
                                   "the Hessian has %zu rows, which is neither 3 x %zu nor the "
                                   "number of free coordinates: it was left out",
                                   n, dgh_vasprun_n_atoms(r)))
        return false;
    bool has_masses = dofs != NULL;
    for (size_t i = 0; dofs && i < n; i++)
        has_masses = has_masses && dofs[i].mass_u > 0.0;
    if (dofs && !has_masses &&
        !dgh_builder_note(&r->b, DGH_WARNING, "hessian-masses", r->hessian_line,
                          "<atominfo> has no mass for an atom of the Hessian: it was left out"))
        return false;
    if (r->hessian && has_masses && !set_hessian(r, dofs))
        return false;
    return add_modes(r, n == r->n_eigenvalues ? dofs : NULL);
}
