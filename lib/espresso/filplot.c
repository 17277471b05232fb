/* The intermediate file of pp.x (filplot; PW/src/plot_io.f90 of QE 6): a title; nr1x nr2x nr3x nr1
 * nr2 nr3 nat ntyp; ibrav celldm(1..6), and for ibrav = 0 three lattice vectors in units of
 * celldm(1); gcutm dual ecut plot_num; ntyp lines of type, name and valence; nat lines of atom,
 * place in celldm(1) and type; the values in Rydberg atomic units with x fastest over nr1x. */
#include "espresso/grids.h"

#include <math.h>
#include <string.h>

#include "base/constants.h"
#include "espresso/lattice.h"

enum { SHORTEST_ATOM = 8 };

typedef struct filplot {
    dgh_window *window;
    dgh_grid *grid;
    size_t stored[3];
    size_t n_atoms, n_types;
    double alat_ang;
    int64_t plot_num;
} filplot;

static bool read_sizes(dgh_slice line, size_t sizes[8])
{
    for (int i = 0; i < 8; i++)
        if (!dgh_slice_size(&line, UINT32_MAX, &sizes[i]))
            return false;
    return dgh_slice_trim(line).size == 0;
}

bool dgh_qe_is_filplot(const char *data, size_t size)
{
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    size_t sizes[8];
    int64_t ibrav;
    double celldm[6];
    return dgh_cursor_line(&cursor, &line) && dgh_cursor_line(&cursor, &line) &&
           read_sizes(line, sizes) && dgh_cursor_line(&cursor, &line) &&
           dgh_slice_int64(&line, &ibrav) && dgh_slice_doubles(&line, celldm, 6);
}

static dgh_status next(filplot *f, dgh_slice *line, const char *what, dgh_error *err)
{
    dgh_status status;
    if (dgh_window_line(f->window, line, &status, err))
        return DGH_OK;
    return status == DGH_OK ? dgh_window_expected(f->window, f->window->end, what, err) : status;
}

static dgh_status read_divisions(filplot *f, dgh_error *err)
{
    static const char WHAT[] = "nr1x nr2x nr3x nr1 nr2 nr3 nat ntyp, the divisions above zero";
    dgh_slice line;
    size_t s[8];
    dgh_status status = next(f, &line, "a title", err);
    if (status == DGH_OK) {
        f->grid->title = dgh_arena_strndup(dgh_grid_arena(f->grid), dgh_slice_trim(line).data,
                                           dgh_slice_trim(line).size);
        if (!f->grid->title)
            return dgh_error_nomem(err);
        status = next(f, &line, WHAT, err);
    }
    if (status != DGH_OK)
        return status;
    if (!read_sizes(line, s) || dgh_grid_points(s) == 0 || dgh_grid_points(s + 3) == 0 ||
        s[3] > s[0] || s[4] > s[1] || s[5] > s[2])
        return dgh_window_expected(f->window, line.data, WHAT, err);
    if (dgh_grid_points(s) > dgh_window_most_bytes(f->window) ||
        s[6] > dgh_window_most_bytes(f->window) / SHORTEST_ATOM ||
        s[7] > dgh_window_most_bytes(f->window) / 2)
        return dgh_window_expected(f->window, line.data,
                                   "a grid and atoms that fit into their file", err);
    memcpy(f->stored, s, sizeof f->stored);
    memcpy(f->grid->n, s + 3, sizeof f->grid->n);
    f->n_atoms = s[6];
    f->n_types = s[7];
    return DGH_OK;
}

static dgh_status read_cell(filplot *f, dgh_error *err)
{
    dgh_slice line;
    int64_t ibrav;
    double celldm[6];
    dgh_status status = next(f, &line, "ibrav and celldm", err);
    if (status != DGH_OK)
        return status;
    dgh_slice rest = line;
    if (!dgh_slice_int64(&rest, &ibrav) || !dgh_slice_doubles(&rest, celldm, 6) ||
        !(celldm[0] > 0.0) || ibrav < -100 || ibrav > 100)
        return dgh_window_expected(f->window, line.data, "ibrav and celldm", err);
    f->alat_ang = celldm[0] * DGH_BOHR_ANG;
    double unit = f->alat_ang;
    for (int i = 0; i < 3 && ibrav == 0; i++) {
        status = next(f, &line, "a lattice vector", err);
        if (status != DGH_OK)
            return status;
        rest = line;
        if (!dgh_slice_doubles(&rest, f->grid->cell_ang[i], 3))
            return dgh_window_expected(f->window, rest.data, "a lattice vector", err);
    }
    if (ibrav != 0) {
        unit = DGH_BOHR_ANG;
        if (!dgh_qe_lattice(f->grid->cell_ang, (int)ibrav, celldm))
            return dgh_window_expected(f->window, line.data, "an ibrav that spans a cell", err);
    }
    for (int i = 0; i < 9; i++)
        f->grid->cell_ang[i / 3][i % 3] *= unit;
    double volume = dgh_cell_volume_ang3((const double(*)[3])f->grid->cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return dgh_window_expected(f->window, line.data, "lattice vectors that span a volume", err);
    return DGH_OK;
}

static dgh_status read_types(filplot *f, dgh_species *species, dgh_error *err)
{
    static const char PLOT[] = "gcutm, dual, ecut and plot_num", TYPE[] = "a type and its name";
    dgh_slice line;
    double cutoffs[3];
    dgh_status status = next(f, &line, PLOT, err);
    if (status != DGH_OK)
        return status;
    dgh_slice rest = line;
    if (!dgh_slice_doubles(&rest, cutoffs, 3) || !dgh_slice_int64(&rest, &f->plot_num))
        return dgh_window_expected(f->window, line.data, PLOT, err);
    for (size_t i = 0; i < f->n_types; i++) {
        dgh_slice word;
        size_t number;
        status = next(f, &line, TYPE, err);
        if (status != DGH_OK)
            return status;
        rest = line;
        if (!dgh_slice_size(&rest, UINT32_MAX, &number) || !dgh_slice_word(&rest, &word))
            return dgh_window_expected(f->window, line.data, TYPE, err);
        species[i].label = dgh_arena_strndup(dgh_grid_arena(f->grid), word.data, word.size);
        if (!species[i].label)
            return dgh_error_nomem(err);
        species[i].atomic_number = dgh_element_from_label(species[i].label);
    }
    return DGH_OK;
}

static dgh_status read_atoms(filplot *f, dgh_error *err)
{
    static const char ATOM[] = "number, place and type of an atom";
    dgh_arena *arena = dgh_grid_arena(f->grid);
    dgh_species *species = dgh_arena_alloc(arena, f->n_types, sizeof *species);
    double *position = dgh_arena_alloc(arena, f->n_atoms, 3 * sizeof *position);
    uint32_t *index = dgh_arena_alloc(arena, f->n_atoms, sizeof *index);
    if (!species || !position || !index)
        return dgh_error_nomem(err);
    dgh_status status = read_types(f, species, err);
    for (size_t i = 0; i < f->n_atoms && status == DGH_OK; i++) {
        dgh_slice line;
        size_t number, type;
        status = next(f, &line, ATOM, err);
        if (status != DGH_OK)
            return status;
        dgh_slice rest = line;
        if (!dgh_slice_size(&rest, UINT32_MAX, &number) ||
            !dgh_slice_doubles(&rest, position + 3 * i, 3) ||
            !dgh_slice_size(&rest, f->n_types, &type) || type == 0)
            return dgh_window_expected(f->window, line.data, ATOM, err);
        index[i] = (uint32_t)(type - 1);
        for (size_t k = 0; k < 3; k++)
            position[3 * i + k] *= f->alat_ang;
    }
    f->grid->structure = (dgh_structure){.n_atoms = f->n_atoms,
                                         .n_species = f->n_types,
                                         .species = species,
                                         .species_of_atom = index,
                                         .has_cell = true,
                                         .position_ang = position};
    memcpy(f->grid->structure.cell_ang, f->grid->cell_ang, sizeof f->grid->cell_ang);
    return status;
}

/* plot_num of pp.x: https://www.quantum-espresso.org/Doc/INPUT_PP.html */
static dgh_field field_of_plot(int64_t plot_num)
{
    switch (plot_num) {
    case 0:
    case 7: /* |psi|^2 */
    case 9: /* minus the superposition of atoms */
    case 17:
    case 21:
        return DGH_FIELD_DENSITY;
    case 1:
    case 2:
    case 11:
        return DGH_FIELD_POTENTIAL;
    case 6:
        return DGH_FIELD_SPIN_DENSITY;
    case 8:
        return DGH_FIELD_ELF;
    default:
        return DGH_FIELD_OTHER;
    }
}

static double divisor_of(dgh_field field)
{
    if (field == DGH_FIELD_POTENTIAL)
        return 1.0 / DGH_RYDBERG_EV;
    return field == DGH_FIELD_ELF || field == DGH_FIELD_OTHER
               ? 1.0
               : DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;
}

dgh_status dgh_qe_filplot_open(dgh_grid_layout *layout, dgh_window *window,
                               const dgh_grid_options *options, dgh_error *err)
{
    filplot f = {.window = window};
    *layout = (dgh_grid_layout){.per_point = 1, .divisor = 1.0};
    if (options->component != 0)
        return dgh_error_at(err, DGH_ERR_MISSING, window->path, 0, 0,
                            "expected a component %zu, found 1", options->component);
    dgh_status status = dgh_grid_open(&f.grid, window->path, "qe-filplot", err);
    if (status != DGH_OK)
        return status;
    status = read_divisions(&f, err);
    if (status == DGH_OK)
        status = read_cell(&f, err);
    if (status == DGH_OK)
        status = read_atoms(&f, err);
    if (status != DGH_OK) {
        dgh_grid_free(f.grid);
        return status;
    }
    f.grid->title = dgh_arena_printf(dgh_grid_arena(f.grid), "plot_num %lld%s%s",
                                     (long long)f.plot_num, *f.grid->title ? ", " : "",
                                     f.grid->title);
    if (!f.grid->title) {
        dgh_grid_free(f.grid);
        return dgh_error_nomem(err);
    }
    f.grid->field = options->field ? options->field : field_of_plot(f.plot_num);
    layout->divisor = divisor_of(f.grid->field);
    memcpy(layout->stored, f.stored, sizeof f.stored);
    layout->grid = f.grid;
    return DGH_OK;
}
