/* charge-density.hdf5 of QE 6.0 and later (Modules/io_base.f90, write_rhog, where pw.x is built
 * with HDF5): attributes gamma_only (".TRUE." or ".FALSE."), ngm_g and nspin of the file; the array
 * MillerIndices [ngm_g][3] with attributes bg1, bg2, bg3 in 1/Bohr with 2 pi; rhotot_g [2 ngm_g],
 * pairs of a real and an imaginary part, and rhodiff_g for nspin = 2 or m_x, m_y, m_z for 4. */
#include "espresso/grids.h"

#include <stdlib.h>
#include <string.h>

#include "espresso/g_density.h"

enum { MOST_G = INT32_MAX / 2 };

bool dgh_qe_is_density_hierarchy(dgh_hierarchy *file)
{
    return dgh_hierarchy_has(file, "MillerIndices") && dgh_hierarchy_has(file, "rhotot_g");
}

static dgh_status attribute_int(int32_t *out, dgh_hierarchy *file, const char *name, dgh_error *err)
{
    char bytes[4];
    dgh_status status = dgh_hierarchy_attribute(bytes, DGH_INT32_LE, 1, file, "/", name, err);
    *out = status == DGH_OK ? dgh_g_density_int(bytes) : 0;
    return status;
}

/* Some builds of QE write what Fortran's logical looks like in other cases or without points. */
static bool is_true(const char *text)
{
    dgh_slice s = dgh_slice_trim((dgh_slice){text, strlen(text)});
    return dgh_slice_starts_nocase(s, ".t") || dgh_slice_starts_nocase(s, "t");
}

static dgh_status read_lattice(dgh_g_density *d, dgh_hierarchy *file, dgh_error *err)
{
    static const char *const NAMES[] = {"bg1", "bg2", "bg3"};
    char bytes[3][24];
    double b[3][3];
    dgh_status status = DGH_OK;
    for (int i = 0; i < 3 && status == DGH_OK; i++)
        status = dgh_hierarchy_attribute(bytes[i], DGH_FLOAT64_LE, 3, file, "MillerIndices",
                                         NAMES[i], err);
    if (status != DGH_OK)
        return status;
    for (int i = 0; i < 9; i++)
        b[i / 3][i % 3] = dgh_g_density_double(bytes[i / 3] + 8 * (i % 3));
    if (!dgh_g_density_cell(d->cell_ang, (const double(*)[3])b))
        return dgh_error_at(err, DGH_ERR_PARSE, d->path, 0, 0,
                            "expected reciprocal lattice vectors that span a volume (bg1, bg2, "
                            "bg3), found others");
    return DGH_OK;
}

static dgh_status read_head(dgh_g_density *d, dgh_hierarchy *file, dgh_error *err)
{
    char gamma_only[16];
    int32_t n_g = 0, n_spin = 0;
    dgh_status status = dgh_hierarchy_attribute_text(gamma_only, sizeof gamma_only, file, "/",
                                                     "gamma_only", err);
    if (status == DGH_OK)
        status = attribute_int(&n_g, file, "ngm_g", err);
    if (status == DGH_OK)
        status = attribute_int(&n_spin, file, "nspin", err);
    if (status != DGH_OK)
        return status;
    if (n_g < 1 || n_g > MOST_G || (n_spin != 1 && n_spin != 2 && n_spin != 4))
        return dgh_error_at(err, DGH_ERR_PARSE, d->path, 0, 0,
                            "expected ngm_g above zero and nspin 1, 2 or 4, found %d and %d", n_g,
                            n_spin);
    d->gamma_only = is_true(gamma_only);
    d->n_g = (size_t)n_g;
    d->n_spin = (size_t)n_spin;
    return read_lattice(d, file, err);
}

/* All of an array, whose number of values is known to be what the file holds before memory is asked
 * for. The caller frees. */
static dgh_status read_array(char **out, dgh_number_kind kind, size_t count, dgh_hierarchy *file,
                             const char *name, const char *path, dgh_error *err)
{
    size_t axes, n[DGH_MOST_AXES], found = 1;
    dgh_status status = dgh_hierarchy_shape(&axes, n, file, name, err);
    if (status != DGH_OK)
        return status;
    for (size_t i = 0; i < axes; i++)
        found *= n[i];
    if (found != count)
        return dgh_error_at(err, DGH_ERR_PARSE, path, 0, 0,
                            "expected %zu numbers in \"%s\", found %zu", count, name, found);
    *out = malloc(count * (kind == DGH_INT32_LE ? 4 : 8));
    return *out ? dgh_hierarchy_numbers(*out, kind, count, file, name, err) : dgh_error_nomem(err);
}

static const char *array_of(size_t component, size_t n_spin)
{
    static const char *const MAGNETISATION[] = {"m_x", "m_y", "m_z"};
    return component == 0 ? "rhotot_g" : n_spin == 2 ? "rhodiff_g" : MAGNETISATION[component - 1];
}

static dgh_status read_values(dgh_grid *grid, dgh_g_density *d, dgh_hierarchy *file,
                              const dgh_grid_options *options, dgh_error *err)
{
    char *miller = NULL, *rho = NULL;
    dgh_status status = read_array(&miller, DGH_INT32_LE, 3 * d->n_g, file, "MillerIndices",
                                   d->path, err);
    d->miller = miller;
    if (status == DGH_OK && !dgh_g_density_measure(d))
        status = dgh_error_at(err, DGH_ERR_PARSE, d->path, 0, 0,
                              "expected Miller indices of a sensible size, found others");
    if (status == DGH_OK)
        status = dgh_g_density_divisions(grid, d, err);
    if (status == DGH_OK)
        status = read_array(&rho, DGH_FLOAT64_LE, 2 * d->n_g, file,
                            array_of(options->component, d->n_spin), d->path, err);
    d->rho = rho;
    if (status == DGH_OK)
        status = dgh_g_density_transform(grid, d, options->jobs, err);
    free(miller);
    free(rho);
    return status;
}

dgh_status dgh_qe_density_hierarchy_open(dgh_grid_layout *layout, dgh_hierarchy *file,
                                         const char *path, const dgh_grid_options *options,
                                         dgh_error *err)
{
    *layout = (dgh_grid_layout){.complete = true, .per_point = 1, .divisor = 1.0};
    dgh_g_density d = {.path = path};
    dgh_grid *grid = NULL;
    dgh_status status = read_head(&d, file, err);
    if (status == DGH_OK && options->component >= d.n_spin)
        status = dgh_error_at(err, DGH_ERR_MISSING, path, 0, 0,
                              "expected a component %zu, found %zu", options->component, d.n_spin);
    if (status == DGH_OK)
        status = dgh_grid_open(&grid, path, "qe-charge-density-hdf5", err);
    if (status != DGH_OK)
        return status;
    memcpy(grid->cell_ang, d.cell_ang, sizeof grid->cell_ang);
    status = read_values(grid, &d, file, options, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    grid->component = options->component;
    grid->n_components = d.n_spin;
    grid->field = dgh_g_density_field(options->component, d.n_spin);
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    return DGH_OK;
}
