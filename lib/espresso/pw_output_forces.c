/* Forces and stress in the output of pw.x: PW/src/forces.f90, stress.f90. Forces are in Ry/bohr and
 * those on held atoms are not zeroed. With verbosity = 'high' each contribution follows in a block
 * of the same shape under another title; only the total one is read. */
#include "espresso/pw_output.h"

/* "     atom    1 type  1   force =     0.00000000   -0.00000000   -0.00833310" */
static bool read_force_line(dgh_slice line, size_t *type, double force[3])
{
    dgh_slice number;
    *type = 0;
    if (dgh_slice_after(line, " type ", &number))
        dgh_slice_size(&number, UINT32_MAX, type);
    return dgh_slice_after(line, "force =", &line) && dgh_slice_doubles(&line, force, 3);
}

/* Blank lines, and in some versions remarks about negative charge, stand before the first atom. */
static bool first_force_line(pw_reader *r, dgh_slice *line)
{
    enum { MOST_LINES_BETWEEN = 8 };
    for (int i = 0; i < MOST_LINES_BETWEEN; i++) {
        if (!dgh_pw_next_line(r, line))
            return false;
        if (dgh_slice_find(*line, "force ="))
            return true;
    }
    return false;
}

/* Where the table of atoms is missing (abridged outputs) the types printed beside the forces still
 * say what the atoms are. */
static bool species_from_types(pw_reader *r, const size_t *types, size_t n_atoms)
{
    dgh_slice *labels = dgh_arena_alloc(r->builder.arena, n_atoms, sizeof *labels);
    if (!labels)
        return false;
    for (size_t i = 0; i < n_atoms; i++) {
        if (types[i] == 0 || types[i] > r->n_types_read)
            return true; /* stays unknown */
        labels[i] = r->types[types[i] - 1].label;
    }
    return dgh_pw_set_species(r, labels, n_atoms);
}

static size_t read_forces(pw_reader *r, double *force, size_t *types, size_t n_atoms)
{
    size_t n = 0;
    dgh_cursor before = r->cursor;
    dgh_slice line;
    bool more = first_force_line(r, &line);
    while (more && n < n_atoms && read_force_line(line, &types[n], force + 3 * n)) {
        before = r->cursor;
        n++;
        more = n < n_atoms && dgh_pw_next_line(r, &line);
    }
    r->cursor = before;
    return n;
}

static void forces(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    const dgh_structure *s = &r->builder.calculation->structure;
    const size_t n_atoms = s->n_atoms ? s->n_atoms : r->n_atoms;
    const double unit = DGH_RYDBERG_EV / DGH_BOHR_ANG;
    size_t title_line = r->cursor.line;
    if (!r->step_open || r->step.force_ev_per_ang || n_atoms == 0)
        return;
    double *force = dgh_builder_vectors(&r->builder, n_atoms);
    size_t *types = dgh_arena_alloc(r->builder.arena, n_atoms, sizeof *types);
    if (!force || !types) {
        r->out_of_memory = true;
        return;
    }
    size_t n = read_forces(r, force, types, n_atoms);
    if (n < n_atoms) {
        PW_NOTE(r, DGH_WARNING, "incomplete-forces", title_line,
                "expected the forces on %zu atoms, found %zu", n_atoms, n);
        return;
    }
    if (s->n_atoms == 0 && !species_from_types(r, types, n_atoms))
        r->out_of_memory = true;
    if (s->n_atoms != n_atoms)
        return;
    for (size_t i = 0; i < 3 * n_atoms; i++)
        force[i] *= unit;
    r->step.force_ev_per_ang = force;
    r->step.force_source = (dgh_source){r->builder.path, title_line};
}

static void total_force(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->step_has_total_force = r->step_open;
}

/* Six numbers a line: three in Ry/bohr**3, three in kbar. */
static void stress(pw_reader *r, dgh_slice rest)
{
    double value[3][6];
    if (!r->step_open || !dgh_slice_find(rest, "P="))
        return;
    for (size_t i = 0; i < 3; i++) {
        dgh_slice line;
        if (!dgh_pw_next_line(r, &line) || !dgh_slice_doubles(&line, value[i], 6))
            return;
    }
    r->step.has_stress = true;
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            r->step.stress_kbar[i][k] = value[i][3 + k];
}

const pw_rule DGH_PW_FORCE_RULES[] = {
    {"Forces acting on atoms", forces},
    {"Total force =", total_force},
    {"total   stress  (Ry/bohr**3)", stress},
    {NULL, NULL},
};
