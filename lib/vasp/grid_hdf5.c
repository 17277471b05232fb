/* Grids in vaspwave.h5 and vaspout.h5 of VASP 6 (LCHARGH5; the names are those that py4vasp and the
 * VASP wiki document): charge/charge [components][n2][n1][n0], x fastest, with the values of CHGCAR
 * (density times the volume of the cell; then up - down, or x, y, z), charge/grid its divisions
 * n0 n1 n2; since 6.5 results/potential/total in eV, whose further components are half the
 * difference of up and down, or x, y, z. The structure stands under structure/positions of
 * vaspwave.h5 and results/positions of vaspout.h5: scale, lattice_vectors, ion_types,
 * number_ion_types, position_ions, direct_coordinates. Nothing else is read: input/potcar holds the
 * licensed text of the POTCAR. */
#include "vasp/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"
#include "record/build.h"

enum { LONGEST_LABEL = 32, LONGEST_NAME = 96, MOST_TYPES = 1 << 16, MOST_DIVISIONS = 1 << 24 };

static const char CHARGE[] = "charge/charge", POTENTIAL[] = "results/potential/total";

/* The opened file and which of its arrays gives the planes. */
typedef struct hdf5_planes {
    dgh_hierarchy *file;
    const char *array;
    size_t component;
    size_t n[3];
    double divisor;
} hdf5_planes;

bool dgh_vasp_is_grid_hierarchy(dgh_hierarchy *file)
{
    return dgh_hierarchy_has(file, CHARGE) || dgh_hierarchy_has(file, POTENTIAL);
}

/* Numbers of libhdf5 are little-endian whatever the machine is. */
static double double_at(const char *p)
{
    uint64_t bits = 0;
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | (unsigned char)p[i];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int32_t int_at(const char *p)
{
    uint32_t bits = 0;
    for (int i = 3; i >= 0; i--)
        bits = bits << 8 | (unsigned char)p[i];
    return (int32_t)bits;
}

static dgh_status read_doubles(double *out, size_t count, dgh_hierarchy *file, const char *name,
                               dgh_error *err)
{
    dgh_status status = dgh_hierarchy_numbers(out, DGH_FLOAT64_LE, count, file, name, err);
    for (size_t i = 0; i < count && status == DGH_OK; i++)
        out[i] = double_at((const char *)(out + i));
    return status;
}

static dgh_status read_ints(int32_t *out, size_t count, dgh_hierarchy *file, const char *name,
                            dgh_error *err)
{
    dgh_status status = dgh_hierarchy_numbers(out, DGH_INT32_LE, count, file, name, err);
    for (size_t i = 0; i < count && status == DGH_OK; i++)
        out[i] = int_at((const char *)(out + i));
    return status;
}

static dgh_status planes_read(void *self, double *value, size_t first, size_t n, dgh_error *err)
{
    const hdf5_planes *p = self;
    const size_t from[4] = {p->component, first, 0, 0}, count[4] = {1, n, p->n[1], p->n[0]};
    dgh_status status = dgh_hierarchy_part(value, DGH_FLOAT64_LE, 4, from, count, p->file, p->array,
                                           err);
    for (size_t i = 0; i < n * p->n[0] * p->n[1] && status == DGH_OK; i++) {
        value[i] = double_at((const char *)(value + i)) / p->divisor;
        if (!isfinite(value[i]))
            status = dgh_error_set(err, DGH_ERR_PARSE,
                                   "expected finite values in \"%s\", found another at point %zu",
                                   p->array, first * p->n[0] * p->n[1] + i);
    }
    return status;
}

static void planes_close(void *self)
{
    hdf5_planes *p = self;
    dgh_hierarchy_close(p->file);
    free(p);
}

/* ---- the structure ---------------------------------------------------------------------------
 */

typedef struct places {
    dgh_hierarchy *file;
    const char *path;
    char prefix[32];
} places;

static const char *named(char name[LONGEST_NAME], const places *p, const char *what)
{
    dgh_format(name, LONGEST_NAME, "%s/%s", p->prefix, what);
    return name;
}

static bool find_places(places *p, dgh_hierarchy *file, const char *path)
{
    static const char *const PREFIXES[] = {"structure/positions", "results/positions"};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof PREFIXES[0]; i++) {
        char name[LONGEST_NAME];
        *p = (places){.file = file, .path = path};
        dgh_format(p->prefix, sizeof p->prefix, "%s", PREFIXES[i]);
        if (dgh_hierarchy_has(file, named(name, p, "lattice_vectors")))
            return true;
    }
    return false;
}

/* A negative scale is the volume of the cell, as in POSCAR. */
static dgh_status read_cell(double cell_ang[3][3], double *scale, const places *p, dgh_error *err)
{
    char name[LONGEST_NAME];
    double flat[9];
    *scale = 1.0;
    dgh_status status = read_doubles(flat, 9, p->file, named(name, p, "lattice_vectors"), err);
    if (status == DGH_OK && dgh_hierarchy_has(p->file, named(name, p, "scale")))
        status = read_doubles(scale, 1, p->file, name, err);
    if (status != DGH_OK)
        return status;
    memcpy(cell_ang, flat, sizeof flat);
    double volume = dgh_cell_volume_ang3((const double(*)[3])cell_ang);
    if (*scale < 0.0)
        *scale = cbrt(-*scale / volume);
    for (int i = 0; i < 9; i++)
        cell_ang[i / 3][i % 3] *= *scale;
    volume = dgh_cell_volume_ang3((const double(*)[3])cell_ang);
    if (!(volume > 0.0) || !isfinite(volume))
        return dgh_error_at(err, DGH_ERR_PARSE, p->path, 0, 0,
                            "expected lattice vectors that span a volume in \"%s\", found others",
                            p->prefix);
    return DGH_OK;
}

/* Whether the numbers of ions are those of the atoms. */
static bool adds_up(const int32_t *counts, size_t n_types, size_t n_atoms)
{
    size_t sum = 0;
    for (size_t i = 0; i < n_types; i++) {
        if (counts[i] < 0 || (size_t)counts[i] > n_atoms - sum)
            return false;
        sum += (size_t)counts[i];
    }
    return sum == n_atoms;
}

static dgh_status read_species(dgh_structure *s, const places *p, dgh_arena *arena, dgh_error *err)
{
    char name[LONGEST_NAME];
    dgh_species *species = dgh_arena_alloc(arena, s->n_species, sizeof *species);
    int32_t *counts = dgh_arena_alloc(arena, s->n_species, sizeof *counts);
    char *labels = dgh_arena_alloc(arena, s->n_species, LONGEST_LABEL);
    if (!species || !counts || !labels)
        return dgh_error_nomem(err);
    dgh_status status = dgh_hierarchy_texts(labels, LONGEST_LABEL, s->n_species, p->file,
                                            named(name, p, "ion_types"), err);
    if (status == DGH_OK)
        status = read_ints(counts, s->n_species, p->file, named(name, p, "number_ion_types"), err);
    if (status != DGH_OK)
        return status;
    if (!adds_up(counts, s->n_species, s->n_atoms))
        return dgh_error_at(err, DGH_ERR_PARSE, p->path, 0, 0,
                            "expected numbers in \"%s\" that add up to the %zu atoms of "
                            "position_ions, found others",
                            name, s->n_atoms);
    uint32_t *index = (uint32_t *)s->species_of_atom;
    for (size_t i = 0; i < s->n_species; i++) {
        const char *label = labels + i * LONGEST_LABEL;
        dgh_slice text = dgh_slice_trim((dgh_slice){label, strlen(label)});
        species[i].label = dgh_arena_strndup(arena, text.data, text.size);
        if (!species[i].label)
            return dgh_error_nomem(err);
        species[i].atomic_number = dgh_element_from_label(species[i].label);
        for (int32_t k = 0; k < counts[i]; k++)
            *index++ = (uint32_t)i;
    }
    s->species = species;
    return DGH_OK;
}

static dgh_status read_structure(dgh_grid *grid, const places *p, dgh_error *err)
{
    char name[LONGEST_NAME];
    dgh_arena *arena = dgh_grid_arena(grid);
    size_t axes, n[DGH_MOST_AXES], types[DGH_MOST_AXES];
    double scale;
    int32_t direct = 1;
    dgh_status status = read_cell(grid->cell_ang, &scale, p, err);
    if (status != DGH_OK || !dgh_hierarchy_has(p->file, named(name, p, "position_ions")))
        return status;
    status = dgh_hierarchy_shape(&axes, n, p->file, name, err);
    if (status == DGH_OK && (axes != 2 || n[1] != 3))
        status = dgh_error_at(err, DGH_ERR_PARSE, p->path, 0, 0,
                              "expected three coordinates for each atom in \"%s\"", name);
    if (status == DGH_OK)
        status = dgh_hierarchy_shape(&axes, types, p->file, named(name, p, "ion_types"), err);
    if (status == DGH_OK && (axes != 1 || types[0] > MOST_TYPES))
        status = dgh_error_at(err, DGH_ERR_PARSE, p->path, 0, 0,
                              "expected a list of names in \"%s\"", name);
    if (status != DGH_OK)
        return status;
    double *position = dgh_arena_alloc(arena, n[0], 3 * sizeof *position);
    uint32_t *index = dgh_arena_alloc(arena, n[0], sizeof *index);
    if (!position || !index)
        return dgh_error_nomem(err);
    dgh_structure s = {.n_atoms = n[0],
                       .n_species = types[0],
                       .species_of_atom = index,
                       .has_cell = true,
                       .position_ang = position};
    memcpy(s.cell_ang, grid->cell_ang, sizeof s.cell_ang);
    status = read_doubles(position, 3 * n[0], p->file, named(name, p, "position_ions"), err);
    if (status == DGH_OK && dgh_hierarchy_has(p->file, named(name, p, "direct_coordinates")))
        status = read_ints(&direct, 1, p->file, name, err);
    if (status == DGH_OK)
        status = read_species(&s, p, arena, err);
    if (status != DGH_OK)
        return status;
    if (direct)
        dgh_cell_to_cartesian((const double(*)[3])s.cell_ang, position, position, n[0]);
    for (size_t i = 0; i < 3 * n[0] && !direct; i++)
        position[i] *= scale;
    grid->structure = s;
    return DGH_OK;
}

/* vaspwave.h5 of some versions has no structure: vaspout.h5 of the same run does. */
static dgh_status read_structure_beside(dgh_grid *grid, dgh_error *err)
{
    static const char NAME[] = "vaspout.h5";
    static const char *const NAMES[] = {DGH_VASP_GRID_NAMES, NULL};
    const char *slash = strrchr(grid->path, '/');
    size_t folder = slash ? (size_t)(slash - grid->path) + 1 : 0;
    char *path = dgh_arena_printf(dgh_grid_arena(grid), "%.*s%s", (int)folder, grid->path, NAME);
    dgh_bytes bytes = {0};
    dgh_hierarchy *file = NULL;
    places p;
    if (!path)
        return dgh_error_nomem(err);
    dgh_status status = DGH_ERR_MISSING;
    bool found = dgh_io_read(&bytes, NULL, path, NULL, NULL) == DGH_OK &&
                 dgh_hierarchy_open(&file, bytes.data, bytes.size, NAMES, path, NULL) == DGH_OK &&
                 find_places(&p, file, path);
    if (found)
        status = read_structure(grid, &p, err);
    else
        dgh_error_at(err, status, grid->path, 0, 0,
                     "expected a cell (structure/positions or results/positions) in the file or in "
                     "vaspout.h5 beside it, found none");
    dgh_hierarchy_close(file);
    dgh_bytes_free(&bytes);
    return status;
}

/* ---- the grid --------------------------------------------------------------------------------
 */

static dgh_status read_shape(dgh_grid *grid, hdf5_planes *p, const char *path, dgh_error *err)
{
    size_t axes, n[DGH_MOST_AXES];
    dgh_status status = dgh_hierarchy_shape(&axes, n, p->file, p->array, err);
    if (status != DGH_OK)
        return status;
    if (axes != 4 || (n[0] != 1 && n[0] != 2 && n[0] != 4) || n[1] > MOST_DIVISIONS ||
        n[2] > MOST_DIVISIONS || n[3] > MOST_DIVISIONS)
        return dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                            "expected one, two or four grids in \"%s\", found %zu axes", p->array,
                            axes);
    for (size_t i = 0; i < 3; i++)
        p->n[i] = grid->n[i] = n[3 - i];
    if (p->component >= n[0])
        return dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                            "expected a component %zu, found %zu grid%s", p->component, n[0],
                            n[0] == 1 ? "" : "s");
    grid->n_components = n[0];
    if (p->array != CHARGE || !dgh_hierarchy_has(p->file, "charge/grid"))
        return DGH_OK;
    int32_t stated[3];
    status = read_ints(stated, 3, p->file, "charge/grid", err);
    for (size_t i = 0; i < 3 && status == DGH_OK; i++)
        if (stated[i] < 1 || (size_t)stated[i] != grid->n[i])
            status = dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                                  "expected the divisions of \"%s\" (%zu x %zu x %zu) in "
                                  "\"charge/grid\", found %d x %d x %d",
                                  p->array, grid->n[0], grid->n[1], grid->n[2], stated[0],
                                  stated[1], stated[2]);
    return status;
}

static dgh_field field_of(const hdf5_planes *p, size_t n_components)
{
    static const dgh_field NONCOLLINEAR[] = {DGH_FIELD_DENSITY, DGH_FIELD_MAGNETISATION_X,
                                             DGH_FIELD_MAGNETISATION_Y, DGH_FIELD_MAGNETISATION_Z};
    if (p->array == POTENTIAL)
        return DGH_FIELD_POTENTIAL;
    return p->component == 1 && n_components == 2 ? DGH_FIELD_SPIN_DENSITY
                                                  : NONCOLLINEAR[p->component];
}

static dgh_status fill(dgh_grid *grid, hdf5_planes *p, const char *path, dgh_error *err)
{
    places where;
    dgh_status status = read_shape(grid, p, path, err);
    if (status == DGH_OK)
        status = find_places(&where, p->file, path) ? read_structure(grid, &where, err)
                                                    : read_structure_beside(grid, err);
    if (status != DGH_OK)
        return status;
    grid->component = p->component;
    grid->field = field_of(p, grid->n_components);
    p->divisor = p->array == CHARGE ? dgh_cell_volume_ang3((const double(*)[3])grid->cell_ang)
                                    : 1.0;
    return DGH_OK;
}

dgh_status dgh_vasp_grid_hierarchy_open(dgh_grid_layout *layout, dgh_hierarchy *file,
                                        const char *path, const dgh_grid_options *options,
                                        dgh_error *err)
{
    *layout = (dgh_grid_layout){.per_point = 1, .divisor = 1.0};
    bool charge = dgh_hierarchy_has(file, CHARGE), potential = dgh_hierarchy_has(file, POTENTIAL);
    hdf5_planes *p = calloc(1, sizeof *p);
    dgh_grid *grid = NULL;
    if (!p)
        return dgh_error_nomem(err);
    *p = (hdf5_planes){.file = file,
                       .array = charge && !(potential && options->field == DGH_FIELD_POTENTIAL)
                                    ? CHARGE
                                    : POTENTIAL,
                       .component = options->component};
    dgh_status status = dgh_grid_open(&grid, path, "vasp-hdf5", err);
    if (status == DGH_OK)
        status = fill(grid, p, path, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        free(p);
        return status;
    }
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    layout->planes = (dgh_plane_source){p, planes_read, planes_close};
    return DGH_OK;
}
