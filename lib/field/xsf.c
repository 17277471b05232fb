/* XSF, http://www.xcrysden.org/doc/XSF.html : keywords on lines of their own, lengths in Angstrom.
 * A DATAGRID_3D is a general grid: N points along an axis span the whole vector, so the last plane
 * repeats the first. Units of the values are not part of the format: pp.x (block 3D_PWSCF) writes
 * atomic units (potentials in Rydberg), all others are taken as they are. */
#include "field/fields.h"

#include <math.h>
#include <stdio.h>

#include "base/constants.h"

enum { SHORTEST_ATOM = 6 };

typedef struct xsf_head {
    dgh_window *window;
    dgh_grid *grid;
    size_t stored[3];
    bool atomic_units;
    double cell_ang[3][3]; /* PRIMVEC */
    bool has_cell;
    double *position;
    uint32_t *species_of_atom;
    dgh_species *species;
    size_t n_atoms, n_species, species_capacity;
} xsf_head;

bool dgh_field_is_xsf(const char *data, size_t size)
{
    static const char *const FIRST[] = {
        "CRYSTAL",    "SLAB",   "POLYMER", "MOLECULE", "DIM-GROUP", "ATOMS", "BEGIN_BLOCK_DATAGRID",
        "BEGIN_INFO", "PRIMVEC"};
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        dgh_slice text = dgh_slice_trim(line);
        if (text.size == 0 || text.data[0] == '#')
            continue;
        for (size_t i = 0; i < sizeof FIRST / sizeof FIRST[0]; i++)
            if (dgh_slice_starts(text, FIRST[i]))
                return true;
        return false;
    }
    return false;
}

/* The next line that is neither blank nor a comment; an error where there is none. */
static dgh_status next(xsf_head *h, dgh_slice *line, const char *what, dgh_error *err)
{
    dgh_status status;
    while (dgh_window_line(h->window, line, &status, err)) {
        dgh_slice text = dgh_slice_trim(*line);
        if (text.size && text.data[0] != '#')
            return DGH_OK;
    }
    return status == DGH_OK ? dgh_window_expected(h->window, h->window->end, what, err) : status;
}

static dgh_status read_vectors(xsf_head *h, double (*out)[3], size_t count, const char *what,
                               dgh_error *err)
{
    dgh_slice line;
    for (size_t i = 0; i < count; i++) {
        dgh_status status = next(h, &line, what, err);
        if (status != DGH_OK)
            return status;
        if (!dgh_slice_doubles(&line, out[i], 3))
            return dgh_window_expected(h->window, line.data, what, err);
    }
    return DGH_OK;
}

static dgh_status find_species(xsf_head *h, dgh_slice word, uint32_t *index, dgh_error *err)
{
    dgh_arena *arena = dgh_grid_arena(h->grid);
    size_t z;
    dgh_slice number = word;
    char *label = dgh_slice_size(&number, 118, &z) && number.size == 0
                      ? dgh_arena_strdup(arena, dgh_element_symbol((int)z))
                      : dgh_arena_strndup(arena, word.data, word.size);
    if (!label)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < h->n_species; i++)
        if (strcmp(h->species[i].label, label) == 0) {
            *index = (uint32_t)i;
            return DGH_OK;
        }
    h->species = dgh_arena_grow(arena, h->species, &h->species_capacity, h->n_species,
                                h->n_species + 1, sizeof *h->species);
    if (!h->species)
        return dgh_error_nomem(err);
    *index = (uint32_t)h->n_species;
    h->species[h->n_species++] = (dgh_species){.label = label,
                                               .atomic_number = dgh_element_from_label(label)};
    return DGH_OK;
}

static dgh_status read_atoms(xsf_head *h, dgh_error *err)
{
    static const char COUNT[] = "the number of atoms", ATOM[] = "an atom and its place";
    dgh_arena *arena = dgh_grid_arena(h->grid);
    dgh_slice line, word;
    dgh_status status = next(h, &line, COUNT, err);
    if (status != DGH_OK)
        return status;
    const char *place = line.data;
    if (!dgh_slice_size(&line, UINT32_MAX, &h->n_atoms))
        return dgh_window_expected(h->window, place, COUNT, err);
    if (h->n_atoms > dgh_window_most_bytes(h->window) / SHORTEST_ATOM)
        return dgh_window_expected(h->window, place, "a number of atoms that fit into their file",
                                   err);
    h->position = dgh_arena_alloc(arena, h->n_atoms, 3 * sizeof *h->position);
    h->species_of_atom = dgh_arena_alloc(arena, h->n_atoms, sizeof *h->species_of_atom);
    if (!h->position || !h->species_of_atom)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < h->n_atoms; i++) {
        status = next(h, &line, ATOM, err);
        if (status != DGH_OK)
            return status;
        if (!dgh_slice_word(&line, &word) || !dgh_slice_doubles(&line, h->position + 3 * i, 3))
            return dgh_window_expected(h->window, line.data, ATOM, err);
        status = find_species(h, word, &h->species_of_atom[i], err);
        if (status != DGH_OK)
            return status;
    }
    return DGH_OK;
}

static dgh_status read_grid_head(xsf_head *h, dgh_error *err)
{
    static const char WHAT[] = "three divisions above zero";
    dgh_slice line;
    dgh_status status = next(h, &line, WHAT, err);
    if (status != DGH_OK)
        return status;
    const char *place = line.data;
    for (int i = 0; i < 3; i++) {
        if (!dgh_slice_size(&line, UINT32_MAX, &h->stored[i]) || h->stored[i] == 0)
            return dgh_window_expected(h->window, place, WHAT, err);
        h->grid->n[i] = h->stored[i] > 1 ? h->stored[i] - 1 : 1;
    }
    size_t points = dgh_grid_points(h->stored);
    if (points == 0 || points > dgh_window_most_bytes(h->window))
        return dgh_window_expected(h->window, place, "a grid that fits into its file", err);
    status = read_vectors(h, &h->grid->origin_ang, 1, "the origin of the grid", err);
    if (status == DGH_OK)
        status = read_vectors(h, h->grid->cell_ang, 3, "a vector that spans the grid", err);
    double volume = dgh_cell_volume_ang3((const double(*)[3])h->grid->cell_ang);
    if (status == DGH_OK && (!(volume > 0.0) || !isfinite(volume)))
        return dgh_window_expected(h->window, h->window->at, "vectors that span a volume", err);
    return status;
}

static bool is_grid_begin(dgh_slice text)
{
    return dgh_slice_starts(text, "BEGIN_DATAGRID_3D") || dgh_slice_starts(text, "DATAGRID_3D");
}

/* Up to the data of grid number `wanted` (from 0). */
static dgh_status read_head(xsf_head *h, size_t wanted, dgh_slice *title, dgh_error *err)
{
    dgh_slice line;
    size_t seen = 0;
    dgh_status status = DGH_OK;
    bool in_block = false;
    while (status == DGH_OK) {
        status = next(h, &line, seen ? "a further data grid" : "a data grid (DATAGRID_3D)", err);
        if (status != DGH_OK)
            return seen ? dgh_error_at(err, DGH_ERR_MISSING, h->window->path, 0, 0,
                                       "expected a component %zu, found %zu data grid%s", wanted,
                                       seen, seen == 1 ? "" : "s")
                        : status;
        dgh_slice text = dgh_slice_trim(line);
        if (dgh_slice_starts(text, "PRIMVEC")) {
            h->has_cell = true;
            status = read_vectors(h, h->cell_ang, 3, "a lattice vector", err);
        } else if (dgh_slice_starts(text, "PRIMCOORD")) {
            status = read_atoms(h, err);
        } else if (dgh_slice_starts(text, "BEGIN_BLOCK_DATAGRID")) {
            in_block = true;
        } else if (is_grid_begin(text)) {
            char *copy = dgh_arena_strndup(dgh_grid_arena(h->grid), text.data, text.size);
            if (!copy)
                return dgh_error_nomem(err);
            status = read_grid_head(h, err);
            if (status == DGH_OK && seen++ == wanted) {
                *title = (dgh_slice){copy, strlen(copy)};
                return DGH_OK;
            }
            size_t points = dgh_grid_points(h->stored);
            if (status == DGH_OK)
                status = dgh_window_skip(h->window, points, 1, "the grid", 0, points, err);
        } else if (in_block && dgh_slice_find(text, "PWSCF")) {
            h->atomic_units = true;
        }
    }
    return status;
}

static dgh_status fill(xsf_head *h, dgh_error *err)
{
    dgh_grid *g = h->grid;
    g->structure = (dgh_structure){.n_atoms = h->n_atoms,
                                   .n_species = h->n_species,
                                   .species = h->species,
                                   .species_of_atom = h->species_of_atom,
                                   .has_cell = h->has_cell,
                                   .position_ang = h->position};
    memcpy(g->structure.cell_ang, h->cell_ang, sizeof h->cell_ang);
    if (!h->has_cell)
        return DGH_OK;
    /* pp.x prints PRIMVEC with more digits than the vectors of the grid */
    double largest = 0.0, size = 0.0;
    for (int i = 0; i < 9; i++) {
        largest = fmax(largest, fabs(h->cell_ang[i / 3][i % 3] - g->cell_ang[i / 3][i % 3]));
        size = fmax(size, fabs(h->cell_ang[i / 3][i % 3]));
    }
    if (largest < 2e-6 * fmax(size, 1.0))
        memcpy(g->cell_ang, h->cell_ang, sizeof g->cell_ang);
    (void)err;
    return DGH_OK;
}

/* The head may be cut by the end of the window: lines are taken one by one, so nothing is lost. */
dgh_status dgh_field_xsf_open(dgh_grid_layout *layout, dgh_window *window,
                              const dgh_grid_options *options, dgh_error *err)
{
    xsf_head h = {.window = window};
    dgh_slice title = {"", 0};
    *layout = (dgh_grid_layout){.per_point = 1, .divisor = 1.0, .repeats = true};
    dgh_status status = dgh_grid_open(&h.grid, window->path, "xsf", err);
    if (status != DGH_OK)
        return status;
    status = read_head(&h, options->component, &title, err);
    if (status == DGH_OK)
        status = fill(&h, err);
    if (status != DGH_OK) {
        dgh_grid_free(h.grid);
        return status;
    }
    dgh_slice name = {0};
    dgh_field own = dgh_slice_after(title, "DATAGRID_3D_", &name) ? dgh_field_of_title(name)
                                                                  : DGH_FIELD_UNKNOWN;
    h.grid->title = title.data;
    h.grid->field = options->field ? options->field : own ? own : DGH_FIELD_DENSITY;
    h.grid->component = options->component;
    h.grid->n_components = options->component + 1;
    if (h.atomic_units)
        layout->divisor = dgh_field_atomic_divisor(h.grid->field, 0.5);
    memcpy(layout->stored, h.stored, sizeof h.stored);
    layout->grid = h.grid;
    if (!own && !options->field && !dgh_field_note_unit(h.grid, h.atomic_units)) {
        layout->grid = NULL;
        dgh_grid_free(h.grid);
        return dgh_error_nomem(err);
    }
    return DGH_OK;
}

dgh_status dgh_field_xsf_finish(dgh_grid_layout *layout, dgh_window *window, dgh_error *err)
{
    dgh_slice line;
    dgh_status status;
    bool ended = false;
    if (layout->unequal &&
        !dgh_grid_note(layout->grid, DGH_WARNING, "xsf-not-periodic", 0,
                       "%zu points at the far ends of the grid are not those at its beginning: XSF "
                       "repeats the first plane as the last, and that one is left out",
                       layout->unequal))
        return dgh_error_nomem(err);
    while (dgh_window_line(window, &line, &status, err)) {
        dgh_slice text = dgh_slice_trim(line);
        if (text.size && !ended && !dgh_slice_starts(text, "END_"))
            return dgh_window_expected(window, text.data, "END_DATAGRID_3D", err);
        ended = ended || text.size != 0;
        if (ended && layout->briefly)
            break;
        if (is_grid_begin(text))
            layout->grid->n_components++;
    }
    return status;
}
