/* Hessian and modes of IBRION = 5, 6, 7, 8. "SECOND DERIVATIVES (NOT SYMMETRIZED)" is the
 * derivative of the forces, -d2E/dxdy in eV/Angstrom^2, over the displaced coordinates named "1X",
 * "1Y"...; its row is the coordinate that was displaced. */
#include "vasp/outcar.h"

/* "12X" at the front of the slice. */
static bool take_coordinate(dgh_slice *s, size_t n_atoms, dgh_dof *dof)
{
    int64_t atom;
    dgh_slice rest = *s;
    if (!dgh_slice_int64(&rest, &atom) || atom < 1 || (uint64_t)atom > n_atoms || !rest.size)
        return false;
    char axis = rest.data[0];
    if (axis < 'X' || axis > 'Z')
        return false;
    *dof = (dgh_dof){.atom = (uint32_t)(atom - 1), .axis = (uint8_t)(axis - 'X')};
    *s = (dgh_slice){rest.data + 1, rest.size - 1};
    return true;
}

static bool read_rows(dgh_outcar *r, const dgh_dof *dofs, size_t n, double *hessian)
{
    for (size_t i = 0; i < n; i++) {
        dgh_slice line;
        dgh_dof row;
        if (!dgh_outcar_next(r, &line) || !take_coordinate(&line, r->n_atoms, &row) ||
            row.atom != dofs[i].atom || row.axis != dofs[i].axis ||
            !dgh_slice_doubles(&line, &hessian[i * n], n))
            return false;
        for (size_t k = 0; k < n; k++)
            hessian[i * n + k] = -hessian[i * n + k];
    }
    return true;
}

static bool keep_hessian(dgh_outcar *r, dgh_dof *dofs, size_t n, double *hessian, size_t line)
{
    dgh_vibrations *v = &r->b.calculation->vibrations;
    int64_t ibrion = 0;
    char *method;
    if (!dgh_vasp_tag_integer(&r->tags, DGH_VASP_TAG_IBRION, &ibrion))
        method = dgh_arena_strdup(r->b.arena, "second derivatives (OUTCAR)");
    else
        method = dgh_arena_printf(r->b.arena, "%s (IBRION=%d)",
                                  ibrion >= 7 ? "DFPT" : "finite differences", (int)ibrion);
    if (!method)
        return false;
    v->n_dofs = n;
    v->dofs = dofs;
    v->hessian_ev_per_ang2 = hessian;
    v->method = method;
    v->hessian_source = (dgh_source){r->b.path, line};
    return true;
}

bool dgh_outcar_on_hessian(dgh_outcar *r, dgh_slice line)
{
    if (r->has_hessian || !r->n_atoms)
        return true;
    r->has_hessian = true;
    size_t source = r->cursor.line;
    if (!dgh_outcar_next(r, &line) || !dgh_outcar_next(r, &line))
        return true;
    size_t n = 0;
    dgh_dof dof;
    for (dgh_slice names = line; take_coordinate(&names, r->n_atoms, &dof);)
        n++;
    /* each number takes two bytes or more */
    if (n == 0 || n > 3 * r->n_atoms || dgh_outcar_left(r) / 2 / n < n)
        return true;
    dgh_dof *dofs = dgh_arena_alloc(r->b.arena, n, sizeof *dofs);
    double *hessian = dgh_arena_alloc(r->b.arena, n * n, sizeof *hessian);
    if (!dofs || !hessian)
        return false;
    for (size_t i = 0; i < n; i++)
        take_coordinate(&line, r->n_atoms, &dofs[i]);
    size_t before = r->cursor.line;
    if (!read_rows(r, dofs, n, hessian))
        return dgh_builder_note(&r->b, DGH_WARNING, "hessian-unreadable", r->cursor.line,
                                "the second derivatives cannot be read at row %zu of %zu",
                                r->cursor.line - before, n);
    return keep_hessian(r, dofs, n, hessian, source);
}

/* "  12 f/i=   21.058568 THz   132.314882 2PiTHz  702.438182 cm-1    87.091266 meV" */
static bool take_mode(dgh_outcar *r, dgh_slice line, dgh_printed_mode *mode)
{
    int64_t index;
    double v[3];
    dgh_slice rest, thz, pithz;
    if (!dgh_slice_int64(&line, &index))
        return false;
    line = dgh_slice_trim(line);
    bool imaginary = dgh_slice_starts(line, "f/i=");
    if (!imaginary && !dgh_slice_starts(line, "f  ="))
        return false;
    if (!dgh_slice_after(line, "=", &rest) || !dgh_slice_double(&rest, &v[0]) ||
        !dgh_slice_after(rest, "THz", &thz) || !dgh_slice_double(&thz, &v[1]) ||
        !dgh_slice_after(thz, "2PiTHz", &pithz) || !dgh_slice_double(&pithz, &v[2]))
        return false;
    *mode = (dgh_printed_mode){.freq_cm1 = v[2] < 0.0 ? -v[2] : v[2],
                               .imaginary = imaginary,
                               .source = dgh_cursor_source(&r->cursor)};
    return true;
}

/* Rows x y z dx dy dz; `*vectors` is left alone where they are not whole. False when memory is
 * out. */
static bool read_eigenvector(dgh_outcar *r, const double **vectors)
{
    bool whole;
    size_t row;
    if (!dgh_outcar_table(r, 6, &whole, &row))
        return false;
    if (!whole)
        return true;
    double *d = dgh_builder_vectors(&r->b, r->n_atoms);
    if (!d)
        return false;
    for (size_t i = 0; i < r->n_atoms; i++)
        memcpy(&d[3 * i], &r->scratch[6 * i + 3], 3 * sizeof *d);
    *vectors = d;
    return true;
}

/* A second list, "after division by SQRT(mass)" (VASP 4.6, NWRITE = 3), repeats the modes. */
bool dgh_outcar_on_modes(dgh_outcar *r, dgh_slice line)
{
    if (r->has_modes)
        return true;
    for (;;) {
        dgh_cursor before = r->cursor;
        if (!dgh_outcar_next(r, &line))
            return true;
        dgh_slice text = dgh_slice_trim(line);
        dgh_printed_mode mode;
        if (!text.size || text.data[0] == '-')
            continue;
        if (text.data[0] == 'X' && r->b.n_modes) {
            if (!read_eigenvector(r, &r->b.modes[r->b.n_modes - 1].eigenvector))
                return false;
            continue;
        }
        if (!take_mode(r, line, &mode)) {
            if (dgh_is_digit(text.data[0]))
                continue;
            r->cursor = before;
            r->has_modes = r->b.n_modes > 0;
            return true;
        }
        dgh_printed_mode *kept = dgh_builder_add_mode(&r->b);
        if (!kept)
            return false;
        *kept = mode;
        r->has_modes = true;
    }
}
