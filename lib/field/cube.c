/* Gaussian cube, https://gaussian.com/cubegen/ : two lines of comment; number of atoms, origin and,
 * if there are several, the number of values at each point; for each axis the number of points and
 * the step; for each atom its number, charge and place; values with z fastest. A negative number of
 * atoms announces a line "M id1 ... idM" of orbitals behind the atoms, whose M values stand at each
 * point. A negative number of points means Angstrom, else Bohr. Densities are per cubic Bohr
 * whatever the lengths are; potentials are in Hartree, in Rydberg where pp.x wrote them. */
#include "field/fields.h"

#include <math.h>
#include <stdio.h>

#include "base/format.h"
#include "base/constants.h"

enum { SHORTEST_ATOM = 10, LARGEST_Z = 118 };

typedef struct cube_head {
    dgh_slice comment[2];
    size_t n_atoms;
    bool has_orbitals;
    size_t per_point;
    double unit_ang;
    bool mixed_units;
    double origin[3];
    double step[3][3];
    size_t n[3];
} cube_head;

static dgh_status expected(const dgh_cursor *cursor, dgh_slice line, dgh_slice rest,
                           const char *what, dgh_error *err)
{
    char excerpt[64];
    while (rest.size && dgh_is_space(rest.data[0])) {
        rest.data++;
        rest.size--;
    }
    return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, cursor->line, dgh_column(line, rest.data),
                        "expected %s, found %s", what,
                        dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

static dgh_status ended(const dgh_cursor *cursor, const char *what, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, cursor->line + 1, 1,
                        "expected %s, found end of file", what);
}

/* A whole number (with a blank behind it) and three others. */
static bool count_and_vector(dgh_slice *rest, int64_t *count, double vector[3])
{
    return dgh_slice_int64(rest, count) && rest->size && dgh_is_space(rest->data[0]) &&
           dgh_slice_doubles(rest, vector, 3);
}

bool dgh_field_is_cube(const char *data, size_t size)
{
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    for (int i = 0; i < 2; i++)
        if (!dgh_cursor_line(&cursor, &line))
            return false;
    for (int i = 0; i < 4; i++) {
        int64_t count;
        double vector[3];
        if (!dgh_cursor_line(&cursor, &line) || !count_and_vector(&line, &count, vector))
            return false;
    }
    return true;
}

static dgh_status read_axes(cube_head *head, dgh_cursor *cursor, dgh_error *err)
{
    static const char WHAT[] = "the number of points along an axis and its step";
    size_t angstrom = 0;
    dgh_slice line;
    for (int i = 0; i < 3; i++) {
        int64_t count;
        if (!dgh_cursor_line(cursor, &line))
            return ended(cursor, WHAT, err);
        dgh_slice rest = line;
        if (!count_and_vector(&rest, &count, head->step[i]))
            return expected(cursor, line, rest, WHAT, err);
        if (count == 0 || count > UINT32_MAX || count < -(int64_t)UINT32_MAX)
            return expected(cursor, line, line, "a number of points other than zero", err);
        angstrom += count < 0;
        head->n[i] = (size_t)(count < 0 ? -count : count);
    }
    head->unit_ang = angstrom ? 1.0 : DGH_BOHR_ANG;
    head->mixed_units = angstrom == 1 || angstrom == 2;
    return DGH_OK;
}

static dgh_status read_counts(cube_head *head, dgh_cursor *cursor, dgh_error *err)
{
    static const char WHAT[] = "the number of atoms and the origin";
    dgh_slice line;
    int64_t atoms;
    for (int i = 0; i < 2; i++)
        if (!dgh_cursor_line(cursor, &head->comment[i]))
            return ended(cursor, "a line of comment", err);
    if (!dgh_cursor_line(cursor, &line))
        return ended(cursor, WHAT, err);
    dgh_slice rest = line;
    if (!count_and_vector(&rest, &atoms, head->origin) || atoms > UINT32_MAX ||
        atoms < -(int64_t)UINT32_MAX)
        return expected(cursor, line, rest, WHAT, err);
    head->has_orbitals = atoms < 0;
    head->n_atoms = (size_t)(atoms < 0 ? -atoms : atoms);
    head->per_point = 1;
    if (!dgh_slice_trim(rest).size)
        return DGH_OK;
    if (!dgh_slice_size(&rest, UINT16_MAX, &head->per_point) || head->per_point == 0)
        return expected(cursor, line, rest, "the number of values at each point", err);
    return DGH_OK;
}

/* "M id1 ... idM", over as many lines as it takes. */
static dgh_status read_orbitals(cube_head *head, dgh_cursor *cursor, dgh_error *err)
{
    dgh_slice line = {"", 0}, rest = {"", 0};
    size_t left = 1, value;
    bool first = true;
    while (left) {
        if (!dgh_slice_trim(rest).size) {
            if (!dgh_cursor_line(cursor, &line))
                return ended(cursor, "the list of orbitals", err);
            rest = line;
            continue;
        }
        if (!dgh_slice_size(&rest, UINT32_MAX, &value))
            return expected(cursor, line, rest, "the list of orbitals", err);
        if (first && (value == 0 || value > UINT16_MAX))
            return expected(cursor, line, line, "a number of orbitals above zero", err);
        left = first ? value : left - 1;
        head->per_point = first ? value : head->per_point;
        first = false;
    }
    return DGH_OK;
}

static dgh_status read_atom(dgh_grid *grid, const cube_head *head, size_t atom, int species_of_z[],
                            dgh_species *species, dgh_cursor *cursor, dgh_error *err)
{
    char what[64];
    dgh_slice line;
    int64_t z;
    double v[4];
    dgh_format(what, sizeof what, "number, charge and place of atom %zu of %zu", atom + 1,
               head->n_atoms);
    if (!dgh_cursor_line(cursor, &line))
        return ended(cursor, what, err);
    dgh_slice rest = line;
    if (!dgh_slice_int64(&rest, &z) || !dgh_slice_doubles(&rest, v, 4))
        return expected(cursor, line, rest, what, err);
    if (z < 0 || z > LARGEST_Z)
        return expected(cursor, line, line, "an atomic number from 0 to 118", err);
    dgh_structure *s = &grid->structure;
    if (species_of_z[z] < 0) {
        species_of_z[z] = (int)s->n_species;
        species[s->n_species++] = (dgh_species){.label = dgh_element_symbol((int)z),
                                                .atomic_number = (int)z};
    }
    ((uint32_t *)s->species_of_atom)[atom] = (uint32_t)species_of_z[z];
    ((double *)grid->core_charge_e)[atom] = v[0];
    for (int k = 0; k < 3; k++)
        ((double *)s->position_ang)[3 * atom + (size_t)k] = v[1 + k] * head->unit_ang;
    return DGH_OK;
}

static dgh_status read_atoms(dgh_grid *grid, const cube_head *head, dgh_cursor *cursor,
                             dgh_error *err)
{
    dgh_arena *arena = dgh_grid_arena(grid);
    size_t n = head->n_atoms;
    if (n > (size_t)(cursor->end - cursor->next) / SHORTEST_ATOM + 1)
        return ended(cursor, "the atoms that the head announces", err);
    int species_of_z[LARGEST_Z + 1];
    for (int z = 0; z <= LARGEST_Z; z++)
        species_of_z[z] = -1;
    dgh_species *species = dgh_arena_alloc(arena, LARGEST_Z + 1, sizeof *species);
    grid->structure.n_atoms = n;
    grid->structure.has_cell = true;
    grid->structure.species = species;
    grid->structure.species_of_atom = dgh_arena_alloc(arena, n, sizeof(uint32_t));
    grid->structure.position_ang = dgh_arena_alloc(arena, n, 3 * sizeof(double));
    grid->core_charge_e = dgh_arena_alloc(arena, n, sizeof(double));
    if (!species || !grid->structure.species_of_atom || !grid->structure.position_ang ||
        !grid->core_charge_e)
        return dgh_error_nomem(err);
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < n && status == DGH_OK; i++)
        status = read_atom(grid, head, i, species_of_z, species, cursor, err);
    return status;
}

static dgh_status read_head(dgh_grid *grid, cube_head *head, dgh_cursor *cursor, dgh_error *err)
{
    *head = (cube_head){0};
    dgh_status status = read_counts(head, cursor, err);
    if (status == DGH_OK)
        status = read_axes(head, cursor, err);
    if (status == DGH_OK)
        status = read_atoms(grid, head, cursor, err);
    if (status == DGH_OK && head->has_orbitals)
        status = read_orbitals(head, cursor, err);
    if (status != DGH_OK)
        return status;
    for (int i = 0; i < 3; i++) {
        grid->n[i] = head->n[i];
        grid->origin_ang[i] = head->origin[i] * head->unit_ang;
        for (int k = 0; k < 3; k++)
            grid->cell_ang[i][k] = head->step[i][k] * (double)head->n[i] * head->unit_ang;
    }
    memcpy(grid->structure.cell_ang, grid->cell_ang, sizeof grid->cell_ang);
    double volume = dgh_cell_volume_ang3((const double(*)[3])grid->cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, 4, 1,
                            "expected steps that span a volume");
    grid->title = dgh_arena_strndup(dgh_grid_arena(grid), head->comment[0].data,
                                    head->comment[0].size);
    return grid->title ? DGH_OK : dgh_error_nomem(err);
}

typedef struct opening {
    dgh_grid *grid;
    cube_head *head;
} opening;

static dgh_status open_head(void *self, dgh_cursor *cursor, dgh_error *err)
{
    opening *o = self;
    dgh_status status = dgh_grid_open(&o->grid, cursor->path, "cube", err);
    return status == DGH_OK ? read_head(o->grid, o->head, cursor, err) : status;
}

static void discard(void *self)
{
    opening *o = self;
    dgh_grid_free(o->grid);
    o->grid = NULL;
}

/* Shorter than any bond, even one that is cut to 0.53 of a hydrogen molecule's. */
static const double TOO_SHORT = 0.66, SAME_PLACE_ANG = 0.05;

/* The smallest distance of two atoms over the sum of their covalent radii, within the cell and to
 * the next ones; 0 where there is nothing to compare. */
static double shortest_bond(const dgh_structure *s, double *distance_ang)
{
    enum { MOST_ATOMS = 512, IMAGES = 27 };
    double least = 0.0;
    for (size_t i = 0; i < s->n_atoms && s->n_atoms <= MOST_ATOMS; i++)
        for (size_t j = i; j < s->n_atoms; j++) {
            double radii = dgh_element_covalent_radius_ang(dgh_structure_element(s, i)) +
                           dgh_element_covalent_radius_ang(dgh_structure_element(s, j));
            for (int image = 0; image < IMAGES && radii > 0.0; image++) {
                const int shift[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
                double d2 = 0.0;
                for (size_t k = 0; k < 3; k++) {
                    double d = s->position_ang[3 * j + k] - s->position_ang[3 * i + k];
                    for (int a = 0; a < 3; a++)
                        d += shift[a] * s->cell_ang[a][k];
                    d2 += d * d;
                }
                double d = sqrt(d2);
                if (d > SAME_PLACE_ANG && (least == 0.0 || d / radii < least)) {
                    least = d / radii;
                    *distance_ang = d;
                }
            }
        }
    return least;
}

/* Cube files say too little about units to be believed without a word. */
static bool note_units(dgh_grid *grid, const cube_head *head, bool known)
{
    double distance_ang = 0.0, bond = shortest_bond(&grid->structure, &distance_ang);
    bool noted = true;
    if (head->mixed_units)
        noted = dgh_grid_note(grid, DGH_WARNING, "cube-mixed-units", 4,
                              "the numbers of points are negative (Angstrom) along some axes only: "
                              "all lengths are taken as Angstrom");
    if (noted && head->unit_ang != 1.0 && bond > 0.0 && bond < TOO_SHORT)
        noted = dgh_grid_note(
            grid, DGH_WARNING, "cube-lengths-doubtful", 4,
            "two atoms are %.2f Angstrom apart, %.2f of the sum of their covalent "
            "radii: is this file's Angstrom not marked by a negative number of "
            "points, so that it is read as Bohr?",
            distance_ang, bond);
    if (noted && !known)
        noted = dgh_field_note_unit(grid, true);
    return noted;
}

static dgh_status too_large(const dgh_window *window, const dgh_grid_layout *layout, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, window->path, 0, 0,
                        "expected the numbers of a grid of %zu x %zu x %zu points with %zu at each "
                        "point, found a file of at most %zu bytes",
                        layout->stored[0], layout->stored[1], layout->stored[2], layout->per_point,
                        dgh_window_most_bytes(window));
}

dgh_status dgh_field_cube_open(dgh_grid_layout *layout, dgh_window *window,
                               const dgh_grid_options *options, dgh_error *err)
{
    cube_head head;
    opening o = {.head = &head};
    *layout = (dgh_grid_layout){.z_fastest = true};
    dgh_status status = dgh_window_head(window, &(dgh_head_reader){&o, open_head, discard}, err);
    if (status != DGH_OK)
        return status;
    dgh_grid *grid = o.grid;
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->per_point = head.per_point;
    layout->which = options->component;
    if (options->component >= head.per_point)
        status = dgh_error_at(err, DGH_ERR_MISSING, window->path, 0, 0,
                              "expected a component %zu, found %zu value%s at each point",
                              options->component, head.per_point, head.per_point == 1 ? "" : "s");
    size_t numbers = dgh_grid_layout_numbers(layout);
    if (status == DGH_OK && (numbers == 0 || numbers > dgh_window_most_bytes(window)))
        status = too_large(window, layout, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    dgh_field own = dgh_field_of_title(head.comment[0]);
    bool of_pp = dgh_slice_find(head.comment[0], "PWScf") != NULL;
    grid->field = options->field      ? options->field
                  : own               ? own
                  : head.has_orbitals ? DGH_FIELD_OTHER
                                      : DGH_FIELD_DENSITY;
    grid->component = options->component;
    grid->n_components = head.per_point;
    layout->divisor = dgh_field_atomic_divisor(grid->field, of_pp ? 0.5 : 1.0);
    if (!note_units(grid, &head, own || options->field)) {
        dgh_grid_free(grid);
        return dgh_error_nomem(err);
    }
    layout->grid = grid;
    return DGH_OK;
}
