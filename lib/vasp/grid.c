/* The CHGCAR family, https://www.vasp.at/wiki/CHGCAR: a POSCAR, a blank line, NGX NGY NGZ, and the
 * values with x fastest, 5 (CHGCAR, AECCAR, LOCPOT) or 10 (CHG, PARCHG, ELFCAR) on a line. CHGCAR
 * then has "augmentation occupancies ATOM N" with N numbers for each atom. A spin-polarised file
 * repeats the divisions and a block for up - down, a non-collinear one for x, y and z; before them
 * some versions put the magnetic moments of the atoms. Densities are multiplied by the volume of
 * the cell; LOCPOT (eV) and ELFCAR are plain. The file itself does not say which of them it is. */
#include "vasp/grid.h"

#include <stdio.h>
#include <string.h>

#include "base/format.h"
#include "base/constants.h"
#include "record/build.h"
#include "vasp/poscar_head.h"

enum { MOST_COMPONENTS = 4, SHORTEST_ATOM = 6 };

/* Three whole numbers alone on a line. */
static bool is_divisions(dgh_slice line, size_t n[3])
{
    for (int i = 0; i < 3; i++)
        if (!dgh_slice_size(&line, UINT32_MAX, &n[i]) || (line.size && !dgh_is_space(line.data[0])))
            return false;
    return dgh_slice_trim(line).size == 0;
}

/* The same, also of numbers that no grid can have: negative or huge ones. */
static bool is_three_whole_numbers(dgh_slice line)
{
    for (int i = 0; i < 3; i++) {
        dgh_slice word;
        if (!dgh_slice_word(&line, &word))
            return false;
        if (word.data[0] == '-' || word.data[0] == '+') {
            word.data++;
            word.size--;
        }
        for (size_t k = 0; k < word.size; k++)
            if (!dgh_is_digit(word.data[k]))
                return false;
        if (word.size == 0)
            return false;
    }
    return dgh_slice_trim(line).size == 0;
}

static bool is_mode(dgh_slice text)
{
    return text.size && strchr("dDcCkK", text.data[0]);
}

bool dgh_vasp_is_grid(const char *data, size_t size)
{
    dgh_arena *arena = dgh_arena_create();
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_poscar_head head;
    dgh_slice line = {"", 0};
    bool is = arena && dgh_poscar_head_read(&head, &cursor, arena, NULL) == DGH_OK &&
              dgh_cursor_line(&cursor, &line);
    dgh_slice text = dgh_slice_trim(line);
    if (is && text.size && dgh_to_lower(text.data[0]) == 's')
        is = dgh_cursor_line(&cursor, &line);
    is = is && is_mode(dgh_slice_trim(line));
    for (size_t i = 0; is && i < head.n_atoms && dgh_cursor_line(&cursor, &line); i++)
        ;
    /* a head that is longer than the beginning which is looked at can be nothing else */
    bool cut = cursor.next == cursor.end;
    while (is && !cut && dgh_cursor_line(&cursor, &line) && dgh_slice_trim(line).size == 0)
        ;
    is = is && (cut || is_three_whole_numbers(line));
    dgh_arena_free(arena);
    return is;
}

/* The kind of a file by its name: "AECCAR0.gz", "LOCPOT_ZnS", "x.elfcar". */
static dgh_field field_of_name(const char *path)
{
    static const struct {
        const char *word;
        dgh_field field;
    } NAMES[] = {{"locpot", DGH_FIELD_POTENTIAL}, {"elfcar", DGH_FIELD_ELF}};
    const char *base = strrchr(path, '/');
    dgh_slice name = {base ? base + 1 : path, strlen(base ? base + 1 : path)};
    for (; name.size; name.data++, name.size--)
        for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
            if (dgh_slice_starts_nocase(name, NAMES[i].word))
                return NAMES[i].field;
    return DGH_FIELD_DENSITY;
}

static dgh_field field_of_component(dgh_field field, size_t component)
{
    if (field != DGH_FIELD_DENSITY || component == 0)
        return field;
    return component == 1   ? DGH_FIELD_SPIN_DENSITY
           : component == 2 ? DGH_FIELD_MAGNETISATION_Y
                            : DGH_FIELD_MAGNETISATION_Z;
}

static dgh_status read_positions(double *position, const dgh_poscar_head *head, dgh_cursor *cursor,
                                 dgh_error *err)
{
    dgh_slice line;
    if (!dgh_cursor_line(cursor, &line))
        return dgh_poscar_ended(cursor, "\"Direct\" or \"Cartesian\"", err);
    dgh_slice text = dgh_slice_trim(line);
    if (text.size && dgh_to_lower(text.data[0]) == 's') {
        if (!dgh_cursor_line(cursor, &line))
            return dgh_poscar_ended(cursor, "\"Direct\" or \"Cartesian\"", err);
        text = dgh_slice_trim(line);
    }
    if (!is_mode(text))
        return dgh_poscar_expected(cursor, line, line, "\"Direct\" or \"Cartesian\"", err);
    bool cartesian = !strchr("dD", text.data[0]);
    for (size_t i = 0; i < head->n_atoms; i++) {
        char what[96];
        dgh_format(what, sizeof what, "three coordinates of atom %zu of %zu", i + 1, head->n_atoms);
        if (!dgh_cursor_line(cursor, &line))
            return dgh_poscar_ended(cursor, what, err);
        dgh_slice rest = line;
        if (!dgh_slice_doubles(&rest, position + 3 * i, 3))
            return dgh_poscar_expected(cursor, line, rest, what, err);
        for (int k = 0; cartesian && k < 3; k++)
            position[3 * i + (size_t)k] *= head->scale[k];
    }
    if (!cartesian)
        dgh_cell_to_cartesian((const double(*)[3])head->cell_ang, position, position,
                              head->n_atoms);
    return DGH_OK;
}

static dgh_status fill_structure(dgh_grid *grid, dgh_poscar_head *head, const double *position,
                                 dgh_error *err)
{
    dgh_arena *arena = dgh_grid_arena(grid);
    dgh_species *species = dgh_arena_alloc(arena, head->n_species, sizeof *species);
    uint32_t *index = dgh_arena_alloc(arena, head->n_atoms, sizeof *index);
    grid->title = dgh_arena_strndup(arena, head->comment.data, head->comment.size);
    if (!species || !index || !grid->title)
        return dgh_error_nomem(err);
    if (!head->labels && !dgh_poscar_labels_from_title(head, arena) &&
        !dgh_grid_note(grid, DGH_WARNING, "species-unnamed", head->counts_line,
                       "the file names no species (VASP 4)"))
        return dgh_error_nomem(err);
    size_t atom = 0;
    for (size_t i = 0; i < head->n_species; i++) {
        species[i].label = head->labels ? head->labels[i] : dgh_arena_printf(arena, "?%zu", i + 1);
        if (!species[i].label)
            return dgh_error_nomem(err);
        species[i].atomic_number = dgh_element_from_label(species[i].label);
        for (size_t k = 0; k < head->counts[i]; k++)
            index[atom++] = (uint32_t)i;
    }
    grid->structure = (dgh_structure){.n_atoms = head->n_atoms,
                                      .n_species = head->n_species,
                                      .species = species,
                                      .species_of_atom = index,
                                      .has_cell = true,
                                      .position_ang = position,
                                      .comment = grid->title};
    memcpy(grid->structure.cell_ang, head->cell_ang, sizeof grid->structure.cell_ang);
    memcpy(grid->cell_ang, head->cell_ang, sizeof grid->cell_ang);
    return DGH_OK;
}

static dgh_status read_divisions(size_t n[3], dgh_cursor *cursor, dgh_error *err)
{
    dgh_slice line = {"", 0};
    do {
        if (!dgh_cursor_line(cursor, &line))
            return dgh_poscar_ended(cursor, "the three divisions of the grid", err);
    } while (dgh_slice_trim(line).size == 0);
    bool fine = is_divisions(line, n);
    if (!fine && !is_three_whole_numbers(line))
        return dgh_poscar_expected(cursor, line, line, "the three divisions of the grid", err);
    if (!fine || n[0] == 0 || n[1] == 0 || n[2] == 0 || dgh_grid_points(n) == 0)
        return dgh_poscar_expected(
            cursor, line, line, "three divisions above zero of a grid that fits into memory", err);
    return DGH_OK;
}

static dgh_status read_head(dgh_grid *grid, dgh_cursor *cursor, dgh_error *err)
{
    dgh_arena *arena = dgh_grid_arena(grid);
    dgh_poscar_head head;
    dgh_status status = dgh_poscar_head_read(&head, cursor, arena, err);
    if (status != DGH_OK)
        return status;
    size_t left = (size_t)(cursor->end - cursor->next);
    if (head.n_atoms > left / SHORTEST_ATOM + 1)
        return dgh_error_at(err, DGH_ERR_PARSE, cursor->path, head.counts_line, 1,
                            "expected %zu atoms, found only %zu bytes behind their counts",
                            head.n_atoms, left);
    double *position = dgh_arena_alloc(arena, head.n_atoms, 3 * sizeof *position);
    if (!position)
        return dgh_error_nomem(err);
    status = read_positions(position, &head, cursor, err);
    if (status == DGH_OK)
        status = read_divisions(grid->n, cursor, err);
    return status == DGH_OK ? fill_structure(grid, &head, position, err) : status;
}

static dgh_status open_head(void *self, dgh_cursor *cursor, dgh_error *err)
{
    dgh_grid **grid = self;
    dgh_status status = dgh_grid_open(grid, cursor->path, "vasp-chgcar", err);
    return status == DGH_OK ? read_head(*grid, cursor, err) : status;
}

static void discard(void *self)
{
    dgh_grid **grid = self;
    dgh_grid_free(*grid);
    *grid = NULL;
}

/* What programs print in place of a number. */
static bool is_no_number(dgh_slice text)
{
    return dgh_slice_starts_nocase(text, "nan") || dgh_slice_starts_nocase(text, "inf");
}

/* Moves behind the divisions that head the next block. *found is false at the end of the file.
 * Numbers that stand between are moments if a block follows, else they belong to nothing. */
static dgh_status next_block(dgh_window *window, const size_t n[3], bool *found, dgh_error *err)
{
    dgh_slice line;
    dgh_status status;
    bool augmented = false, surplus = false;
    dgh_error complaint = {0};
    *found = false;
    while (dgh_window_line(window, &line, &status, err)) {
        dgh_slice text = dgh_slice_trim(line);
        size_t divisions[3];
        if (text.size == 0)
            continue;
        if (dgh_is_digit(text.data[0]) && is_divisions(text, divisions)) {
            *found = memcmp(divisions, n, sizeof divisions) == 0;
            if (*found)
                return DGH_OK;
        }
        if (dgh_is_alpha(text.data[0]) && !is_no_number(text))
            augmented = true;
        else if (!augmented && !surplus) {
            surplus = true;
            dgh_window_expected(window, text.data,
                                "the end of the grid, augmentation occupancies or another block",
                                &complaint);
        }
    }
    if (status == DGH_OK && surplus) {
        if (err)
            *err = complaint;
        return DGH_ERR_PARSE;
    }
    return status;
}

static dgh_status missing_component(const dgh_window *window, size_t wanted, size_t found,
                                    dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_MISSING, window->path, 0, 0,
                        "expected a component %zu, found %zu block%s of values", wanted, found,
                        found == 1 ? "" : "s");
}

dgh_status dgh_vasp_grid_open(dgh_grid_layout *layout, dgh_window *window,
                              const dgh_grid_options *options, dgh_error *err)
{
    *layout = (dgh_grid_layout){.per_point = 1, .divisor = 1.0};
    dgh_grid *grid = NULL;
    dgh_status status = dgh_window_head(window, &(dgh_head_reader){&grid, open_head, discard}, err);
    if (status != DGH_OK)
        return status;
    size_t points = dgh_grid_points(grid->n);
    if (points > dgh_window_most_bytes(window)) {
        status = dgh_error_at(err, DGH_ERR_PARSE, window->path, 0, 0,
                              "expected the %zu numbers of a grid of %zu x %zu x %zu points, found "
                              "a file of at most %zu bytes",
                              points, grid->n[0], grid->n[1], grid->n[2],
                              dgh_window_most_bytes(window));
        goto cleanup;
    }
    for (size_t i = 0; i < options->component && status == DGH_OK; i++) {
        bool found;
        status = dgh_window_skip(window, points, options->jobs, "the grid", 0, points, err);
        if (status == DGH_OK)
            status = next_block(window, grid->n, &found, err);
        if (status == DGH_OK && !found)
            status = missing_component(window, options->component, i + 1, err);
    }
    if (status != DGH_OK)
        goto cleanup;
    dgh_field field = options->field ? options->field : field_of_name(window->path);
    grid->component = options->component;
    grid->n_components = options->component + 1;
    grid->field = options->field ? field : field_of_component(field, options->component);
    bool plain = field == DGH_FIELD_POTENTIAL || field == DGH_FIELD_ELF || field == DGH_FIELD_OTHER;
    layout->divisor = plain ? 1.0 : dgh_cell_volume_ang3((const double(*)[3])grid->cell_ang);
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    return DGH_OK;
cleanup:
    dgh_grid_free(grid);
    return status;
}

dgh_status dgh_vasp_grid_finish(dgh_grid_layout *layout, dgh_window *window, dgh_error *err)
{
    dgh_grid *grid = layout->grid;
    size_t points = dgh_grid_points(grid->n), n = grid->component + 1;
    for (; n <= MOST_COMPONENTS; n++) {
        bool found;
        dgh_status status = next_block(window, grid->n, &found, err);
        if (status != DGH_OK)
            return status;
        if (!found)
            break;
        if (layout->briefly) {
            n++;
            break;
        }
        dgh_error why = {0};
        if (dgh_window_skip(window, points, 1, "the grid", 0, points, &why) != DGH_OK) {
            if (!dgh_grid_note(grid, DGH_WARNING, "block-damaged", why.line,
                               "block %zu of the file cannot be read: %s", n + 1, why.message))
                return dgh_error_nomem(err);
            break;
        }
    }
    grid->n_components = n;
    /* four blocks are the density and the three components of the magnetisation */
    if (grid->field == DGH_FIELD_SPIN_DENSITY && grid->n_components == MOST_COMPONENTS)
        grid->field = DGH_FIELD_MAGNETISATION_X;
    return DGH_OK;
}
