/* Dynamical-matrix files of ph.x, plain text (Quantum ESPRESSO, PHonon/PH/io_dyn_mat_old.f90,
 * write_dyn_on_file.f90): species with masses in Rydberg atomic units, atoms in units of alat, and
 * per q of a star the force constants d2E/dudv in Ry/bohr^2 (not divided by masses).
 *
 * A run with nat_todo displaces some atoms only: their blocks are whole, those between them and
 * the others half filled, the rest zero. The sub-block of the displaced atoms is what was computed;
 * the modes that ph.x prints for the whole matrix are then no vibrations of anything. */
#include <math.h>
#include <stdlib.h>

#include "base/constants.h"
#include "espresso/dyn.h"
#include "espresso/modes.h"
#include "espresso/readers.h"

typedef struct dyn {
    dgh_builder builder;
    dgh_cursor cursor;
    dgh_slice line;
    dgh_qe_dyn content;
    dgh_qe_modes modes;
    size_t n_species;
    bool cut; /* the file ended, or became unreadable, inside of something */
} dyn;

bool dgh_qe_is_dyn(const char *data, size_t size)
{
    dgh_cursor c = dgh_cursor_make(data, size < 512 ? size : 512, NULL);
    for (dgh_slice line; dgh_cursor_line(&c, &line);) {
        dgh_slice s = dgh_slice_trim(line);
        if (s.size)
            return dgh_slice_starts(s, "Dynamical matrix file");
    }
    return false;
}

static dgh_status unexpected(const dyn *d, const char *expected, dgh_slice found, dgh_error *err)
{
    char excerpt[64];
    found = dgh_slice_trim(found);
    size_t column = found.size ? dgh_column(d->line, found.data) : d->line.size + 1;
    return dgh_error_at(err, DGH_ERR_PARSE, d->builder.path, d->cursor.line, column,
                        "expected %s, found %s", expected,
                        dgh_slice_excerpt(found, excerpt, sizeof excerpt));
}

static dgh_status next_line(dyn *d, const char *expected, dgh_error *err)
{
    if (dgh_cursor_line(&d->cursor, &d->line))
        return DGH_OK;
    return dgh_error_at(err, DGH_ERR_PARSE, d->builder.path, d->cursor.line, 0,
                        "expected %s, found the end of the file", expected);
}

/* "  2    4   0   5.3289178   0.0000000 ...": types, atoms, ibrav, celldm(1..6). */
static dgh_status read_sizes(dyn *d, size_t size, dgh_error *err)
{
    const char *expected = "the numbers of types and atoms, ibrav and celldm";
    dgh_status status = next_line(d, expected, err); /* "Dynamical matrix file" */
    if (status == DGH_OK)
        status = next_line(d, expected, err); /* title */
    if (status == DGH_OK)
        status = next_line(d, expected, err);
    if (status != DGH_OK)
        return status;
    dgh_slice s = d->line;
    int64_t ibrav;
    if (!dgh_slice_size(&s, size / 8, &d->n_species) ||
        !dgh_slice_size(&s, size / 8, &d->content.n_atoms) || !dgh_slice_int64(&s, &ibrav) ||
        !dgh_slice_doubles(&s, d->content.celldm, 6) || d->n_species == 0 ||
        d->content.n_atoms == 0 || !(d->content.celldm[0] > 0.0))
        return unexpected(d, expected, s, err);
    d->content.ibrav = ibrav;
    return DGH_OK;
}

static dgh_status read_basis(dyn *d, dgh_error *err)
{
    for (int i = 0; i < 3; i++) {
        dgh_status status = next_line(d, "a basis vector", err);
        if (status != DGH_OK)
            return status;
        dgh_slice s = d->line;
        if (!dgh_slice_doubles(&s, d->content.at[i], 3))
            return unexpected(d, "a basis vector", s, err);
    }
    d->content.has_at = true;
    return DGH_OK;
}

/* "  1  'Pt  '    177808.18872260913": the label may hold anything but a quote. */
static dgh_status read_species(dyn *d, size_t i, dgh_error *err)
{
    dgh_slice s = d->line, rest;
    size_t number;
    if (!dgh_slice_size(&s, d->n_species, &number) || number != i + 1 ||
        !dgh_slice_after(s, "'", &rest))
        return unexpected(d, "a type with its name in quotes", s, err);
    const char *close = memchr(rest.data, '\'', rest.size);
    if (!close)
        return unexpected(d, "a type with its name in quotes", s, err);
    dgh_slice label = dgh_slice_trim((dgh_slice){rest.data, (size_t)(close - rest.data)});
    rest = (dgh_slice){close + 1, rest.size - (size_t)(close + 1 - rest.data)};
    double mass;
    if (!dgh_slice_double(&rest, &mass) || !(mass > 0.0))
        return unexpected(d, "a mass", rest, err);
    d->content.mass_u[i] = mass / DGH_ATOMIC_MASS_RY;
    d->content.species[i].label = dgh_arena_strndup(d->builder.arena, label.data, label.size);
    if (!d->content.species[i].label)
        return dgh_error_nomem(err);
    d->content.species[i].atomic_number = dgh_element_from_label(d->content.species[i].label);
    return DGH_OK;
}

static dgh_status read_atom(dyn *d, size_t i, dgh_error *err)
{
    dgh_slice s = d->line;
    size_t number, species;
    if (!dgh_slice_size(&s, d->content.n_atoms, &number) || number != i + 1 ||
        !dgh_slice_size(&s, d->n_species, &species) || species == 0 ||
        !dgh_slice_doubles(&s, d->content.tau + 3 * i, 3))
        return unexpected(d, "an atom with its type and position", s, err);
    d->content.species_of_atom[i] = (uint32_t)(species - 1);
    return DGH_OK;
}

static dgh_status read_head(dyn *d, size_t size, dgh_error *err)
{
    dgh_status status = read_sizes(d, size, err);
    if (status != DGH_OK)
        return status;
    status = dgh_qe_dyn_allocate(&d->content, &d->builder, d->n_species, size, err);
    if (status == DGH_OK)
        status = next_line(d, "a type", err);
    if (status == DGH_OK && dgh_slice_starts(dgh_slice_trim(d->line), "Basis vectors")) {
        status = read_basis(d, err);
        if (status == DGH_OK)
            status = next_line(d, "a type", err);
    }
    for (size_t i = 0; i < d->n_species && status == DGH_OK; i++) {
        status = read_species(d, i, err);
        if (status == DGH_OK)
            status = next_line(d, "an atom with its type and position", err);
    }
    for (size_t i = 0; i < d->content.n_atoms && status == DGH_OK; i++) {
        status = read_atom(d, i, err);
        if (status == DGH_OK && i + 1 < d->content.n_atoms)
            status = next_line(d, "an atom with its type and position", err);
    }
    return status;
}

/* One block: "na nb", then three rows of three complex numbers; at q = 0 they are real. */
static bool read_block(dyn *d, size_t na, size_t nb)
{
    size_t a, b;
    dgh_slice s = d->line;
    if (!dgh_slice_size(&s, d->content.n_atoms, &a) ||
        !dgh_slice_size(&s, d->content.n_atoms, &b) || a != na + 1 || b != nb + 1)
        return false;
    size_t n = 3 * d->content.n_atoms;
    for (size_t i = 0; i < 3; i++) {
        double v[6];
        if (!dgh_cursor_line(&d->cursor, &d->line))
            return false;
        s = d->line;
        /* a line without its end may be cut inside the last number */
        if (!dgh_slice_doubles(&s, v, 6) || dgh_cursor_cut(&d->cursor))
            return false;
        for (size_t j = 0; j < 3; j++)
            d->content.force_constants_ry[(3 * na + i) * n + 3 * nb + j] = v[2 * j];
    }
    return true;
}

/* Behind "Dynamical  Matrix in cartesian axes": q, and the blocks of all pairs of atoms. */
static bool read_matrix(dyn *d)
{
    double q[3];
    size_t line = d->cursor.line;
    do
        if (!dgh_cursor_line(&d->cursor, &d->line))
            return false;
    while (dgh_slice_trim(d->line).size == 0);
    if (!dgh_qe_q_line(d->line, q))
        return false;
    if (!dgh_qe_q_is_gamma(q)) {
        d->content.other_q = true;
        return true;
    }
    d->content.has_matrix = false;
    if (!d->content.force_constants_ry)
        return false;
    for (size_t na = 0; na < d->content.n_atoms; na++)
        for (size_t nb = 0; nb < d->content.n_atoms; nb++) {
            do
                if (!dgh_cursor_line(&d->cursor, &d->line))
                    return false;
            while (dgh_slice_trim(d->line).size == 0);
            if (!read_block(d, na, nb))
                return false;
        }
    d->content.has_matrix = true;
    d->content.matrix_line = line;
    return true;
}

static dgh_status read_body(dyn *d, dgh_error *err)
{
    dgh_builder *b = &d->builder;
    while (!d->cut && dgh_cursor_line(&d->cursor, &d->line)) {
        if (dgh_slice_starts(dgh_slice_trim(d->line), "Dynamical  Matrix in cartesian axes")) {
            if (read_matrix(d))
                continue;
            d->cut = true;
            char excerpt[64];
            if (!dgh_builder_note(b, DGH_WARNING, "matrix-incomplete", d->cursor.line,
                                  "the dynamical matrix ends or cannot be read here: expected a "
                                  "block of two atoms, found %s",
                                  dgh_slice_excerpt(d->line, excerpt, sizeof excerpt)))
                return dgh_error_nomem(err);
            continue;
        }
        bool whole = !dgh_cursor_cut(&d->cursor);
        if (whole && !dgh_qe_modes_feed(&d->modes, b, d->line, d->cursor.line))
            return dgh_error_nomem(err);
    }
    return DGH_OK;
}

static void judge(dyn *d)
{
    dgh_calculation *c = d->builder.calculation;
    bool complete = !d->cut && d->modes.n_lists > 0 && d->modes.n_lists == d->modes.n_lists_closed;
    bool gamma_modes = d->builder.n_modes == 3 * d->content.n_atoms;
    if (complete && d->content.has_matrix && !gamma_modes)
        complete = false;
    c->status = complete ? DGH_RUN_COMPLETE : DGH_RUN_INTERRUPTED;
    c->status_reason.value = complete ? "the file ends with its list of modes"
                                      : "the file ends before its list of modes does";
    c->status_reason.source = dgh_cursor_source(&d->cursor);
    if (d->modes.n_lists_gamma && !d->modes.gamma_complete)
        d->builder.n_modes = 0; /* cut inside the list */
}

dgh_status dgh_qe_read_dyn(dgh_calculation **out, const char *data, size_t size, const char *path,
                           dgh_error *err)
{
    *out = NULL;
    dyn d = {0};
    dgh_status status = dgh_builder_open(&d.builder, path, "qe-dyn", err);
    if (status != DGH_OK)
        return status;
    d.cursor = dgh_cursor_make(data, size, d.builder.path);
    status = read_head(&d, size, err);
    if (status == DGH_OK)
        status = dgh_qe_dyn_structure(&d.content, &d.builder, err);
    if (status == DGH_OK)
        status = read_body(&d, err);
    if (status == DGH_OK) {
        judge(&d);
        status = dgh_qe_dyn_vibrations(&d.content, &d.builder, err);
    }
    if (status != DGH_OK) {
        dgh_builder_abort(&d.builder);
        return status;
    }
    *out = dgh_builder_finish(&d.builder);
    return DGH_OK;
}
