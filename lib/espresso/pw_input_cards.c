/* The cards of pw.x's input: ATOMIC_SPECIES, ATOMIC_POSITIONS, CELL_PARAMETERS, K_POINTS, HUBBARD.
 * Their options stand behind the name, bare or in braces or parentheses. Coordinates may be
 * arithmetic expressions without blanks ("1/3", "0.5*sqrt(3)"). */
#include "espresso/pw_input.h"

#include <math.h>
#include <stdio.h>

#include "base/constants.h"
#include "espresso/expression.h"
#include "espresso/lattice.h"
#include "espresso/settings.h"
#include "record/kpoint_list.h"

enum { SHORTEST_ATOM = 8, MOST_SPECIES = 10000, SHORTEST_SPECIES = 6 };

typedef enum card_id {
    CARD_SPECIES,
    CARD_POSITIONS,
    CARD_CELL,
    CARD_KPOINTS,
    CARD_HUBBARD,
    CARD_COUNT
} card_id;

typedef struct card {
    bool has;
    dgh_slice option;
    dgh_cursor body; /* behind the card's own line */
} card;

typedef struct cards {
    dgh_pw_input *in;
    card card[CARD_COUNT];
    double alat_ang; /* 0 = not known */
    double cell_ang[3][3];
    bool has_cell;
    size_t n_atoms, n_species;
} cards;

static bool is_blank_or_comment(dgh_slice line)
{
    line = dgh_slice_trim(line);
    return line.size == 0 || line.data[0] == '!' || line.data[0] == '#';
}

static bool next_line(dgh_cursor *cursor, dgh_slice *line)
{
    while (dgh_cursor_line(cursor, line))
        if (!is_blank_or_comment(*line))
            return true;
    return false;
}

static dgh_slice option_of(dgh_slice rest)
{
    rest = dgh_slice_trim(rest);
    while (rest.size && strchr("{(", rest.data[0])) {
        rest.data++;
        rest.size--;
    }
    dgh_slice word;
    rest = dgh_slice_word(&rest, &word) ? word : (dgh_slice){"", 0};
    while (rest.size && strchr("})", rest.data[rest.size - 1]))
        rest.size--;
    return rest;
}

/* The card's name may touch its option: "K_POINTS{gamma}". */
static void find_cards(cards *c, dgh_cursor *cursor)
{
    static const char *const NAMES[CARD_COUNT] = {"ATOMIC_SPECIES", "ATOMIC_POSITIONS",
                                                  "CELL_PARAMETERS", "K_POINTS", "HUBBARD"};
    dgh_slice line;
    while (next_line(cursor, &line)) {
        dgh_slice text = dgh_slice_trim(line);
        for (int i = 0; i < CARD_COUNT; i++) {
            size_t n = strlen(NAMES[i]);
            if (c->card[i].has || !dgh_slice_starts_nocase(text, NAMES[i]) ||
                (text.size > n && !strchr(" \t{(", text.data[n])))
                continue;
            c->card[i] = (card){true, option_of((dgh_slice){text.data + n, text.size - n}),
                                *cursor};
        }
    }
}

/* A warning that a card is damaged, with the place; false when memory is out. */
static bool damaged(cards *c, const dgh_cursor *at, dgh_slice line, dgh_slice rest,
                    const char *what)
{
    char excerpt[64];
    rest = dgh_slice_trim(rest);
    if (!line.data)
        return dgh_builder_note(&c->in->builder, DGH_WARNING, "damaged-card", at->line,
                                "expected %s, found end of file", what);
    return dgh_builder_note(&c->in->builder, DGH_WARNING, "damaged-card", at->line,
                            "column %zu: expected %s, found %s", dgh_column(line, rest.data), what,
                            dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

static bool read_numbers(dgh_slice *rest, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dgh_slice word, before = *rest;
        if (!dgh_slice_word(rest, &word) || !dgh_expression(word, &values[i])) {
            *rest = before;
            return false;
        }
    }
    return true;
}

/* ---- cell -------------------------------------------------------------------------------------*/

static const dgh_namelist_value *of_system(const cards *c, const char *key)
{
    return dgh_namelist_find(&c->in->lists, "system", key);
}

/* celldm(1..6) from itself or from A, B, C and the cosines, in Angstrom. */
static void read_celldm(const cards *c, int64_t ibrav, double celldm[6])
{
    memset(celldm, 0, 6 * sizeof *celldm);
    double a;
    if (dgh_namelist_real(of_system(c, "a"), &a) && a != 0.0) {
        double b = 0.0, height = 0.0, cos_ab = 0.0, cos_ac = 0.0, cos_bc = 0.0;
        dgh_namelist_real(of_system(c, "b"), &b);
        dgh_namelist_real(of_system(c, "c"), &height);
        dgh_namelist_real(of_system(c, "cosab"), &cos_ab);
        dgh_namelist_real(of_system(c, "cosac"), &cos_ac);
        dgh_namelist_real(of_system(c, "cosbc"), &cos_bc);
        bool unique_b = ibrav == -12 || ibrav == -13;
        celldm[0] = a;
        celldm[1] = b / a;
        celldm[2] = height / a;
        celldm[3] = ibrav == 14 ? cos_bc : unique_b ? 0.0 : cos_ab;
        celldm[4] = ibrav == 14 || unique_b ? cos_ac : 0.0;
        celldm[5] = ibrav == 14 ? cos_ab : 0.0;
        return;
    }
    for (size_t i = 0; i < 6; i++)
        dgh_namelist_real(dgh_namelist_find_index(&c->in->lists, "system", "celldm", i + 1),
                          &celldm[i]);
    celldm[0] *= DGH_BOHR_ANG;
}

/* Without a unit the vectors are in units of alat where alat is given, else in Bohr. */
static bool read_cell_card(cards *c)
{
    dgh_cursor at = c->card[CARD_CELL].body;
    dgh_slice option = c->card[CARD_CELL].option, line = {0};
    for (int i = 0; i < 3; i++) {
        line = (dgh_slice){0};
        dgh_slice rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
        if (!read_numbers(&rest, c->cell_ang[i], 3))
            return damaged(c, &at, line, rest, "a lattice vector of three numbers");
    }
    double unit = DGH_BOHR_ANG;
    if (dgh_slice_starts_nocase(option, "angstrom"))
        unit = 1.0;
    else if (!dgh_slice_starts_nocase(option, "bohr") && c->alat_ang > 0.0)
        unit = c->alat_ang;
    else if (dgh_slice_starts_nocase(option, "alat"))
        return damaged(c, &c->card[CARD_CELL].body, option, option,
                       "a unit (alat is not given by celldm(1) or A)");
    for (int i = 0; i < 9; i++)
        c->cell_ang[i / 3][i % 3] *= unit;
    const double *v = c->cell_ang[0];
    if (!(c->alat_ang > 0.0))
        c->alat_ang = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    double volume = dgh_cell_volume_ang3((const double(*)[3])c->cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return damaged(c, &at, line, line, "lattice vectors that span a volume");
    c->has_cell = true;
    return true;
}

static bool read_cell(cards *c)
{
    int64_t ibrav;
    double celldm[6];
    dgh_builder *b = &c->in->builder;
    const dgh_namelist_value *v = of_system(c, "ibrav");
    if (!dgh_namelist_integer(v, &ibrav))
        return dgh_builder_note(b, DGH_WARNING, "no-cell", v ? v->line : 0,
                                "&SYSTEM states no ibrav: the cell is not known");
    read_celldm(c, ibrav, celldm);
    c->alat_ang = celldm[0];
    if (ibrav == 0 && c->card[CARD_CELL].has)
        return read_cell_card(c);
    c->has_cell = ibrav >= -100 && ibrav <= 100 && celldm[0] > 0.0 &&
                  dgh_qe_lattice(c->cell_ang, (int)ibrav, celldm);
    if (!c->has_cell)
        return dgh_builder_note(b, DGH_WARNING, "no-cell", v->line,
                                "ibrav = %lld with these parameters gives no cell",
                                (long long)ibrav);
    return true;
}

/* ---- atoms ------------------------------------------------------------------------------------*/

static bool add_pseudopotential(cards *c, dgh_species *s, dgh_slice file, const dgh_cursor *at)
{
    dgh_builder *b = &c->in->builder;
    dgh_pseudopotential *p = dgh_builder_add_pseudopotential(b);
    if (!p)
        return false;
    p->label = s->label;
    p->atomic_number = s->atomic_number;
    p->source = dgh_cursor_source(at);
    return !file.size || (p->title = dgh_arena_strndup(b->arena, file.data, file.size)) != NULL;
}

static bool read_species(cards *c, dgh_species *species, bool *ok)
{
    dgh_cursor at = c->card[CARD_SPECIES].body;
    for (size_t i = 0; i < c->n_species; i++) {
        dgh_slice line = {0}, rest, label, file = {0};
        double mass;
        *ok = false;
        rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
        if (!dgh_slice_word(&rest, &label) || !read_numbers(&rest, &mass, 1))
            return damaged(c, &at, line, line, "a species, its mass and its pseudopotential");
        dgh_slice_word(&rest, &file);
        species[i].label = dgh_arena_strndup(c->in->builder.arena, label.data, label.size);
        if (!species[i].label)
            return false;
        species[i].atomic_number = dgh_element_from_label(species[i].label);
        if (mass > 0.0)
            species[i].mass_u = dgh_builder_real(&c->in->builder, mass, at.line);
        if (!add_pseudopotential(c, &species[i], file, &at))
            return false;
        *ok = true;
    }
    return true;
}

static size_t species_index(const dgh_species *species, size_t n, dgh_slice label)
{
    size_t i = 0;
    while (i < n && !dgh_slice_equals(label, species[i].label))
        i++;
    return i;
}

typedef struct atoms {
    uint32_t *species;
    double *position;
    bool *is_free;
    bool any_fixed;
} atoms;

/* "label x y z" and, where some coordinate is frozen, three 0 or 1 more. */
static bool read_atoms(cards *c, const dgh_species *species, atoms *a, bool *ok)
{
    dgh_cursor at = c->card[CARD_POSITIONS].body;
    for (size_t i = 0; i < c->n_atoms; i++) {
        dgh_slice line = {0}, rest, label;
        *ok = false;
        rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
        if (!dgh_slice_word(&rest, &label) || !read_numbers(&rest, a->position + 3 * i, 3))
            return damaged(c, &at, line, rest, "an atom's label and three coordinates");
        size_t s = species_index(species, c->n_species, label);
        if (s == c->n_species)
            return damaged(c, &at, line, label, "a label of ATOMIC_SPECIES");
        a->species[i] = (uint32_t)s;
        double moves[3] = {1.0, 1.0, 1.0};
        dgh_slice flags = rest;
        if (!dgh_slice_doubles(&flags, moves, 3))
            moves[0] = moves[1] = moves[2] = 1.0;
        for (size_t k = 0; k < 3; k++) {
            a->is_free[3 * i + k] = moves[k] != 0.0;
            a->any_fixed = a->any_fixed || moves[k] == 0.0;
        }
        *ok = true;
    }
    return true;
}

/* To Cartesian Angstrom; false for a unit that needs what is not known. The default is alat. */
static bool scale_positions(const cards *c, double *position)
{
    dgh_slice option = c->card[CARD_POSITIONS].option;
    if (dgh_slice_equals_nocase(option, "crystal")) {
        if (c->has_cell)
            dgh_cell_to_cartesian((const double(*)[3])c->cell_ang, position, position, c->n_atoms);
        return c->has_cell;
    }
    double unit = c->alat_ang;
    if (dgh_slice_equals_nocase(option, "bohr"))
        unit = DGH_BOHR_ANG;
    else if (dgh_slice_equals_nocase(option, "angstrom"))
        unit = 1.0;
    else if (option.size && !dgh_slice_equals_nocase(option, "alat"))
        return false; /* crystal_sg: a space group would have to be applied */
    for (size_t i = 0; i < 3 * c->n_atoms; i++)
        position[i] *= unit;
    return unit > 0.0;
}

static bool fill_structure(cards *c, atoms *a)
{
    dgh_structure *s = &c->in->builder.calculation->structure;
    s->n_atoms = c->n_atoms;
    s->species_of_atom = a->species;
    s->is_free = a->any_fixed ? a->is_free : NULL;
    if (scale_positions(c, a->position)) {
        s->position_ang = a->position;
        return true;
    }
    char excerpt[64];
    return dgh_builder_note(
        &c->in->builder, DGH_WARNING, "no-positions", c->card[CARD_POSITIONS].body.line,
        "positions in units of %s cannot be converted",
        dgh_slice_excerpt(c->card[CARD_POSITIONS].option, excerpt, sizeof excerpt));
}

static dgh_status count_of(const cards *c, const char *key, size_t bytes_each, size_t *n,
                           dgh_error *err)
{
    int64_t value = 0;
    const dgh_namelist_value *v = of_system(c, key);
    const dgh_cursor *at =
        &c->card[c->card[CARD_POSITIONS].has ? CARD_POSITIONS : CARD_SPECIES].body;
    size_t room = at->begin ? (size_t)(at->end - at->begin) : 0;
    if (!v || !c->card[CARD_POSITIONS].has || !c->card[CARD_SPECIES].has)
        return DGH_OK;
    if (!dgh_namelist_integer(v, &value) || value < 1 || (uint64_t)value > room / bytes_each + 1)
        return dgh_error_at(err, DGH_ERR_PARSE, c->in->builder.path, v->line, v->column,
                            "expected a number of %s that the file can hold, found %.*s",
                            strcmp(key, "nat") == 0 ? "atoms" : "species",
                            (int)(v->text.size < 40 ? v->text.size : 40), v->text.data);
    *n = (size_t)value;
    return DGH_OK;
}

static dgh_status read_structure(cards *c, dgh_error *err)
{
    dgh_builder *b = &c->in->builder;
    dgh_structure *s = &b->calculation->structure;
    dgh_status status = count_of(c, "nat", SHORTEST_ATOM, &c->n_atoms, err);
    if (status == DGH_OK)
        status = count_of(c, "ntyp", SHORTEST_SPECIES, &c->n_species, err);
    if (status != DGH_OK)
        return status;
    if (c->n_atoms == 0 || c->n_species == 0)
        return dgh_builder_note(b, DGH_WARNING, "no-atoms", 0,
                                "nat, ntyp, ATOMIC_SPECIES or ATOMIC_POSITIONS is missing")
                   ? DGH_OK
                   : dgh_error_nomem(err);
    bool ok = false;
    dgh_species *species = dgh_arena_alloc(b->arena, c->n_species, sizeof *species);
    atoms a = {.species = dgh_arena_alloc(b->arena, c->n_atoms, sizeof *a.species),
               .position = dgh_builder_vectors(b, c->n_atoms),
               .is_free = dgh_arena_alloc(b->arena, c->n_atoms, 3 * sizeof *a.is_free)};
    if (!species || !a.species || !a.position || !a.is_free || !read_species(c, species, &ok))
        return dgh_error_nomem(err);
    if (!ok)
        return DGH_OK;
    s->n_species = c->n_species;
    s->species = species;
    s->has_cell = c->has_cell;
    memcpy(s->cell_ang, c->cell_ang, sizeof s->cell_ang);
    s->source = (dgh_source){b->path, c->card[CARD_POSITIONS].body.line};
    if (!read_atoms(c, species, &a, &ok) || (ok && !fill_structure(c, &a)))
        return dgh_error_nomem(err);
    return DGH_OK;
}

/* ---- k-points and +U --------------------------------------------------------------------------*/

/* As it stands: pw.x may complete it by symmetry. */
static bool read_kpoint_list(cards *c, const char *unit)
{
    dgh_cursor at = c->card[CARD_KPOINTS].body;
    dgh_slice line = {0};
    dgh_slice rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
    dgh_kpoint_list list = {0};
    size_t n;
    if (!dgh_slice_size(&rest, UINT32_MAX, &n))
        return damaged(c, &at, line, rest, "the number of k-points");
    for (size_t i = 0; i < n; i++) {
        double v[4];
        line = (dgh_slice){0};
        rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
        if (!read_numbers(&rest, v, 4))
            return damaged(c, &at, line, rest, "three coordinates of a k-point and its weight");
        if (!dgh_kpoint_list_add(&list, &c->in->builder, v))
            return false;
    }
    return dgh_builder_set_kpoint_list(&c->in->builder, &list, unit,
                                       c->card[CARD_KPOINTS].body.line);
}

static bool read_kpoints(cards *c)
{
    const card *k = &c->card[CARD_KPOINTS];
    dgh_builder *b = &c->in->builder;
    const int64_t ones[3] = {1, 1, 1}, none[3] = {0, 0, 0};
    if (!k->has)
        return true;
    if (dgh_slice_equals_nocase(k->option, "gamma"))
        return dgh_qe_set_mesh(b, ones, none, k->body.line);
    if (k->option.size == 0 || dgh_slice_equals_nocase(k->option, "tpiba"))
        return read_kpoint_list(c, "2pi/a");
    if (dgh_slice_equals_nocase(k->option, "crystal"))
        return read_kpoint_list(c, "crystal");
    if (!dgh_slice_equals_nocase(k->option, "automatic"))
        return true; /* a band path or plane */
    dgh_cursor at = k->body;
    dgh_slice line = {0};
    dgh_slice rest = next_line(&at, &line) ? line : (dgh_slice){"", 0};
    int64_t v[6];
    for (int i = 0; i < 6; i++)
        if (!dgh_slice_int64(&rest, &v[i]) || (i < 3 && v[i] < 1))
            return damaged(c, &at, line, rest, "three divisions and three shifts");
    return dgh_qe_set_mesh(b, v, v + 3, at.line);
}

/* QE 7.1 and later: "U Ni-3d 4.0". */
static bool read_hubbard(cards *c)
{
    if (!c->card[CARD_HUBBARD].has)
        return true;
    dgh_cursor at = c->card[CARD_HUBBARD].body;
    dgh_slice line;
    char text[512] = "";
    while (next_line(&at, &line)) {
        dgh_slice rest = line, what, manifold;
        double value;
        if (!dgh_slice_word(&rest, &what) || what.size > 2 || !dgh_slice_word(&rest, &manifold))
            break; /* the next card */
        if (!dgh_slice_equals_nocase(what, "U") || !dgh_slice_double(&rest, &value))
            continue;
        const char *dash = memchr(manifold.data, '-', manifold.size);
        size_t n = dash ? (size_t)(dash - manifold.data) : manifold.size;
        dgh_slice orbital = {"", 0};
        if (dash)
            orbital = (dgh_slice){dash + 1, manifold.size - n - 1};
        dgh_qe_add_hubbard(text, sizeof text, (dgh_slice){manifold.data, n}, orbital, value, 0.0);
    }
    return !text[0] || dgh_builder_set_cstr(&c->in->builder, DGH_SETTING_PLUS_U, text,
                                            c->card[CARD_HUBBARD].body.line);
}

dgh_status dgh_pw_input_cards(dgh_pw_input *in, dgh_cursor *cursor, dgh_error *err)
{
    cards c = {.in = in};
    find_cards(&c, cursor);
    if (!read_cell(&c))
        return dgh_error_nomem(err);
    dgh_status status = read_structure(&c, err);
    if (status == DGH_OK && (!read_kpoints(&c) || !read_hubbard(&c)))
        status = dgh_error_nomem(err);
    return status;
}
