/* Cell, positions, species and pseudopotentials in the output of pw.x: PW/src/summary.f90,
 * output_tau.f90, read_pseudo/print_ps_info. The start geometry stands in the header in units of
 * alat (celldm(1) has more digits than the line "lattice parameter"); later ones are printed as
 * input cards. In a vc-relax the last scf on the final cell prints a header of its own with fewer
 * digits than the final coordinates: those stay in force. */
#include "espresso/pw_output.h"

/* The shortest line of an atom, "H 0. 0. 0.": what a file of this size can hold. */
enum { SHORTEST_ATOM_LINE = 10 };

typedef enum units { ALAT, BOHR, ANGSTROM, CRYSTAL } units;

static size_t most_atoms(const pw_reader *r)
{
    return (size_t)(r->cursor.end - r->cursor.begin) / SHORTEST_ATOM_LINE;
}

static void number_of_atoms(pw_reader *r, dgh_slice rest)
{
    size_t n;
    if (r->n_atoms || !dgh_slice_after(rest, "=", &rest))
        return;
    if (dgh_slice_size(&rest, most_atoms(r), &n))
        r->n_atoms = n;
}

static void number_of_types(pw_reader *r, dgh_slice rest)
{
    if (!r->n_types && dgh_slice_after(rest, "=", &rest))
        dgh_slice_size(&rest, most_atoms(r), &r->n_types);
}

static void set_alat(pw_reader *r, double alat_bohr)
{
    if (alat_bohr > 0.0) {
        r->alat_ang = alat_bohr * DGH_BOHR_ANG;
        r->has_alat = true;
    }
}

static void lattice_parameter(pw_reader *r, dgh_slice rest)
{
    double value;
    if (dgh_pw_value(rest, &value))
        set_alat(r, value);
}

static void celldm(pw_reader *r, dgh_slice rest)
{
    double value;
    if (dgh_slice_double(&rest, &value))
        set_alat(r, value);
}

static bool read_cell(pw_reader *r, bool in_brackets, double scale_ang, double cell[3][3])
{
    for (size_t i = 0; i < 3; i++) {
        dgh_slice line;
        if (!dgh_pw_next_line(r, &line))
            return false;
        if (in_brackets &&
            (!dgh_slice_after(line, "=", &line) || !dgh_slice_after(line, "(", &line)))
            return false;
        if (!dgh_slice_doubles(&line, cell[i], 3))
            return false;
        for (size_t k = 0; k < 3; k++)
            cell[i][k] *= scale_ang;
    }
    return dgh_cell_volume_ang3((const double(*)[3])cell) > 0.0;
}

static void set_structure_cell(pw_reader *r)
{
    dgh_structure *s = &r->builder.calculation->structure;
    if (s->has_cell)
        return;
    s->has_cell = true;
    memcpy(s->cell_ang, r->cell_ang, sizeof r->cell_ang);
}

static void crystal_axes(pw_reader *r, dgh_slice rest)
{
    double cell[3][3];
    (void)rest;
    if (r->has_cell || !r->has_alat || !read_cell(r, true, r->alat_ang, cell))
        return;
    memcpy(r->cell_ang, cell, sizeof cell);
    r->has_cell = true;
    set_structure_cell(r);
}

/* ---- species -------------------------------------------------------------------------------- */

static pw_type *add_type(pw_reader *r, dgh_slice label)
{
    pw_type *grown = dgh_arena_grow(r->builder.arena, r->types, &r->types_capacity, r->n_types_read,
                                    r->n_types_read + 1, sizeof *grown);
    if (!grown) {
        r->out_of_memory = true;
        return NULL;
    }
    r->types = grown;
    pw_type *type = &grown[r->n_types_read++];
    *type = (pw_type){.label = label};
    return type;
}

static size_t find_type(const pw_reader *r, dgh_slice label)
{
    for (size_t i = 0; i < r->n_types_read; i++)
        if (r->types[i].label.size == label.size &&
            memcmp(r->types[i].label.data, label.data, label.size) == 0)
            return i;
    return r->n_types_read;
}

static void species_table(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (r->n_types_read || r->builder.calculation->structure.n_atoms)
        return;
    dgh_cursor before = r->cursor;
    dgh_slice line, label;
    while (dgh_pw_next_line(r, &line) && dgh_slice_word(&line, &label)) {
        double value[2];
        if (!dgh_slice_doubles(&line, value, 2)) {
            r->cursor = before;
            return;
        }
        pw_type *type = add_type(r, label);
        if (!type)
            return;
        type->valence_e = dgh_builder_real(&r->builder, value[0], r->cursor.line);
        type->mass_u = dgh_builder_real(&r->builder, value[1], r->cursor.line);
        before = r->cursor;
    }
}

/* Species of the record, once the atoms' labels are known. */
bool dgh_pw_set_species(pw_reader *r, const dgh_slice *labels, size_t n_atoms)
{
    uint32_t *of_atom = dgh_arena_alloc(r->builder.arena, n_atoms, sizeof *of_atom);
    if (!of_atom)
        return false;
    for (size_t i = 0; i < n_atoms; i++) {
        size_t k = find_type(r, labels[i]);
        if (k == r->n_types_read && !add_type(r, labels[i]))
            return false;
        of_atom[i] = (uint32_t)k;
    }
    dgh_species *species = dgh_arena_alloc(r->builder.arena, r->n_types_read, sizeof *species);
    if (!species)
        return false;
    for (size_t k = 0; k < r->n_types_read; k++) {
        const pw_type *type = &r->types[k];
        species[k].label = dgh_arena_strndup(r->builder.arena, type->label.data, type->label.size);
        if (!species[k].label)
            return false;
        species[k].atomic_number = dgh_element_from_label(species[k].label);
        species[k].mass_u = type->mass_u;
    }
    dgh_structure *s = &r->builder.calculation->structure;
    s->n_atoms = n_atoms;
    s->n_species = r->n_types_read;
    s->species = species;
    s->species_of_atom = of_atom;
    return true;
}

/* ---- positions ------------------------------------------------------------------------------ */

typedef struct atom_lines {
    size_t n, capacity;
    dgh_slice *labels;
    double *positions; /* [capacity][3] */
    uint8_t *flags;    /* bit k: axis k is free */
    bool any_flags;
    size_t labels_capacity, positions_capacity, flags_capacity;
} atom_lines;

static bool add_atom(pw_reader *r, atom_lines *atoms, dgh_slice label, const double position[3],
                     uint8_t flags)
{
    dgh_arena *arena = r->builder.arena;
    size_t n = atoms->n;
    dgh_slice *labels = dgh_arena_grow(arena, atoms->labels, &atoms->labels_capacity, n, n + 1,
                                       sizeof *labels);
    double *positions = dgh_arena_grow(arena, atoms->positions, &atoms->positions_capacity, n,
                                       n + 1, 3 * sizeof *positions);
    uint8_t *all_flags = dgh_arena_grow(arena, atoms->flags, &atoms->flags_capacity, n, n + 1,
                                        sizeof *all_flags);
    if (!labels || !positions || !all_flags) {
        r->out_of_memory = true;
        return false;
    }
    atoms->labels = labels;
    atoms->positions = positions;
    atoms->flags = all_flags;
    labels[n] = label;
    memcpy(positions + 3 * n, position, 3 * sizeof *position);
    all_flags[n] = flags;
    atoms->n++;
    return true;
}

/* "Pt  1.40 0.81 0.00    0   0   0": the flags are printed for atoms that are held. */
static bool read_card_line(dgh_slice line, dgh_slice *label, double position[3], uint8_t *flags,
                           bool *has_flags)
{
    int64_t flag[3];
    if (!dgh_slice_word(&line, label) || !dgh_is_alpha(label->data[0]) ||
        !dgh_slice_doubles(&line, position, 3))
        return false;
    *flags = 7;
    *has_flags = dgh_slice_int64(&line, &flag[0]) && dgh_slice_int64(&line, &flag[1]) &&
                 dgh_slice_int64(&line, &flag[2]);
    if (*has_flags)
        *flags = (uint8_t)((flag[0] != 0) | (flag[1] != 0) << 1 | (flag[2] != 0) << 2);
    return true;
}

static bool read_card(pw_reader *r, atom_lines *atoms, size_t limit)
{
    dgh_cursor before = r->cursor;
    dgh_slice line;
    while (atoms->n < limit && dgh_pw_next_line(r, &line)) {
        dgh_slice label;
        double position[3];
        uint8_t flags;
        bool has_flags;
        if (!read_card_line(line, &label, position, &flags, &has_flags)) {
            r->cursor = before;
            break;
        }
        if (!add_atom(r, atoms, label, position, flags))
            return false;
        atoms->any_flags = atoms->any_flags || has_flags;
        before = r->cursor;
    }
    return true;
}

static bool set_constraints(pw_reader *r, const atom_lines *atoms)
{
    if (r->is_free_read || !atoms->any_flags)
        return true;
    bool *is_free = dgh_arena_alloc(r->builder.arena, atoms->n, 3 * sizeof *is_free);
    if (!is_free)
        return false;
    for (size_t i = 0; i < 3 * atoms->n; i++)
        is_free[i] = atoms->flags[i / 3] >> i % 3 & 1;
    r->builder.calculation->structure.is_free = is_free;
    r->is_free_read = true;
    return true;
}

static bool to_cartesian(const pw_reader *r, units unit, double *positions, size_t n)
{
    if (unit == CRYSTAL) {
        if (r->has_cell)
            dgh_cell_to_cartesian((const double(*)[3])r->cell_ang, positions, positions, n);
        return r->has_cell;
    }
    if (unit == ALAT && !r->has_alat)
        return false;
    double scale = unit == ALAT ? r->alat_ang : unit == BOHR ? DGH_BOHR_ANG : 1.0;
    for (size_t i = 0; i < 3 * n; i++)
        positions[i] *= scale;
    return true;
}

static units card_units(dgh_slice rest)
{
    rest = dgh_slice_trim(rest);
    if (rest.size && (rest.data[0] == '(' || rest.data[0] == '{')) {
        rest.data++;
        rest.size--;
    }
    rest = dgh_slice_trim(rest);
    return dgh_slice_starts_nocase(rest, "bohr")       ? BOHR
           : dgh_slice_starts_nocase(rest, "angstrom") ? ANGSTROM
           : dgh_slice_starts_nocase(rest, "crystal")  ? CRYSTAL
                                                       : ALAT;
}

/* Takes complete lists only: half a geometry is none. */
static void take_positions(pw_reader *r, atom_lines *atoms, units unit, size_t line)
{
    dgh_structure *s = &r->builder.calculation->structure;
    size_t expected = s->n_atoms ? s->n_atoms : r->n_atoms;
    r->position_ang = NULL;
    if (atoms->n == 0 || (expected && atoms->n != expected)) {
        PW_NOTE(r, DGH_WARNING, "incomplete-positions", line,
                "expected the positions of %zu atoms, found %zu", expected, atoms->n);
        return;
    }
    if (!to_cartesian(r, unit, atoms->positions, atoms->n))
        return;
    bool is_first = s->n_atoms == 0;
    if ((is_first && !dgh_pw_set_species(r, atoms->labels, atoms->n)) ||
        !set_constraints(r, atoms)) {
        r->out_of_memory = true;
        return;
    }
    r->position_ang = atoms->positions;
    if (!s->position_ang) {
        s->position_ang = atoms->positions;
        s->source = (dgh_source){r->builder.path, line};
    }
}

static void atomic_positions(pw_reader *r, dgh_slice rest)
{
    size_t line = r->cursor.line;
    dgh_calculation *c = r->builder.calculation;
    atom_lines atoms = {0};
    if (rest.size && rest.data[0] == ':') /* "ATOMIC_POSITIONS: units set to alat" */
        return;
    dgh_pw_end_step(r);
    size_t limit = c->structure.n_atoms ? c->structure.n_atoms
                   : r->n_atoms         ? r->n_atoms
                                        : most_atoms(r);
    if (!read_card(r, &atoms, limit))
        return;
    take_positions(r, &atoms, card_units(rest), line);
    if (r->in_final_coordinates && r->position_ang) {
        c->has_final_positions = true;
        c->final_position_ang = r->position_ang;
    }
}

static void cell_parameters(pw_reader *r, dgh_slice rest)
{
    double cell[3][3], value;
    dgh_pw_end_step(r);
    units unit = card_units(rest);
    dgh_slice number;
    if (dgh_slice_after(rest, "alat=", &number) && dgh_slice_double(&number, &value))
        set_alat(r, value);
    r->position_ang = NULL;
    r->cell_line = r->cursor.line;
    if (unit == ALAT && !r->has_alat)
        return;
    double scale = unit == ALAT ? r->alat_ang : unit == BOHR ? DGH_BOHR_ANG : 1.0;
    r->has_cell = read_cell(r, false, scale, cell);
    if (!r->has_cell)
        return;
    memcpy(r->cell_ang, cell, sizeof cell);
    set_structure_cell(r);
    if (r->in_final_coordinates) {
        r->builder.calculation->has_final_cell = true;
        memcpy(r->builder.calculation->final_cell_ang, cell, sizeof cell);
    }
}

/* "         1           Pt  tau(   1) = (   0.5000000   0.2886751   0.0000000  )" */
static bool read_site_line(dgh_slice line, dgh_slice *label, double position[3])
{
    size_t index;
    return dgh_slice_size(&line, SIZE_MAX / 2, &index) && dgh_slice_word(&line, label) &&
           dgh_slice_after(line, "=", &line) && dgh_slice_after(line, "(", &line) &&
           dgh_slice_doubles(&line, position, 3);
}

static void site_table(pw_reader *r, dgh_slice rest)
{
    bool crystal = dgh_slice_find(rest, "cryst. coord.") != NULL;
    if (crystal || r->position_ang || r->builder.n_steps || r->step_open)
        return;
    size_t first = r->cursor.line + 1;
    atom_lines atoms = {0};
    dgh_cursor before = r->cursor;
    dgh_slice line, label;
    double position[3];
    while (dgh_pw_next_line(r, &line) && read_site_line(line, &label, position)) {
        if (!add_atom(r, &atoms, label, position, 7))
            return;
        before = r->cursor;
    }
    r->cursor = before;
    take_positions(r, &atoms, ALAT, first);
}

static void begin_final(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    dgh_pw_end_step(r);
    r->in_final_coordinates = true;
}

static void end_final(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->in_final_coordinates = false;
}

/* ---- pseudopotentials ----------------------------------------------------------------------- */

static dgh_pseudopotential *last_pseudopotential(pw_reader *r)
{
    return r->builder.n_pseudopotentials
               ? &r->builder.pseudopotentials[r->builder.n_pseudopotentials - 1]
               : NULL;
}

static dgh_slice file_name(dgh_slice path)
{
    path = dgh_slice_trim(path);
    for (size_t i = path.size; i-- > 0;)
        if (path.data[i] == '/')
            return (dgh_slice){path.data + i + 1, path.size - i - 1};
    return path;
}

/* "PseudoPot. # 1 for Pt read from file:" with the path on the next line; up to 4.2 on the same.
 * The final scf of a vc-relax lists them again. */
static void pseudopotential(pw_reader *r, dgh_slice rest)
{
    dgh_slice label, path, line;
    size_t number;
    if (!dgh_slice_size(&rest, most_atoms(r), &number) || number <= r->builder.n_pseudopotentials)
        return;
    if (!dgh_slice_after(rest, "for ", &rest) || !dgh_slice_word(&rest, &label) ||
        !dgh_slice_after(rest, "read from file", &path))
        return;
    size_t source_line = r->cursor.line;
    path = dgh_slice_trim(path);
    if (path.size && path.data[0] == ':')
        path = dgh_slice_trim((dgh_slice){path.data + 1, path.size - 1});
    if (path.size == 0) {
        if (!dgh_pw_next_line(r, &line))
            return;
        path = line;
    }
    path = file_name(path);
    dgh_pseudopotential *p = dgh_builder_add_pseudopotential(&r->builder);
    char *own_label = dgh_arena_strndup(r->builder.arena, label.data, label.size);
    char *title = dgh_arena_strndup(r->builder.arena, path.data, path.size);
    if (!p || !own_label || !title) {
        r->out_of_memory = true;
        return;
    }
    p->label = own_label;
    p->title = title;
    p->atomic_number = dgh_element_from_label(own_label);
    p->source = (dgh_source){r->builder.path, source_line};
}

static void md5(pw_reader *r, dgh_slice rest)
{
    dgh_pseudopotential *p = last_pseudopotential(r);
    dgh_slice word;
    if (!p || p->hash || !dgh_slice_word(&rest, &word))
        return;
    p->hash = dgh_arena_strndup(r->builder.arena, word.data, word.size);
    if (!p->hash)
        r->out_of_memory = true;
}

static void pseudopotential_kind(pw_reader *r, dgh_slice rest)
{
    dgh_pseudopotential *p = last_pseudopotential(r);
    dgh_slice number;
    double value;
    if (p && !p->valence_e.has && dgh_slice_after(rest, "Zval", &number) &&
        dgh_pw_value(number, &value))
        p->valence_e = dgh_builder_real(&r->builder, value, r->cursor.line);
}

const pw_rule DGH_PW_ATOMS_RULES[] = {
    {"number of atoms/cell", number_of_atoms},
    {"number of atomic types", number_of_types},
    {"lattice parameter (a", lattice_parameter},
    {"celldm(1)=", celldm},
    {"crystal axes:", crystal_axes},
    {"atomic species   valence    mass", species_table},
    {"site n.     atom", site_table},
    {"ATOMIC_POSITIONS", atomic_positions},
    {"CELL_PARAMETERS", cell_parameters},
    {"Begin final coordinates", begin_final},
    {"Final estimate of positions", begin_final},
    {"End final coordinates", end_final},
    {"PseudoPot. #", pseudopotential},
    {"MD5 check sum:", md5},
    {"Pseudo is ", pseudopotential_kind},
    {NULL, NULL},
};
