/* charge-density.dat of QE 6.0 and later (Modules/io_base.f90, write_rhog): unformatted Fortran
 * records, little-endian: (1) gamma_only, ngm, nspin as int32; (2) b1 b2 b3 in 1/Bohr with 2 pi;
 * (3) Miller indices; (4...) rho(G) as complex doubles, the total first, then up - down or x, y, z.
 * Each record stands between two int32 with its length; one over 2 GiB is split, with the sign of
 * the marks telling that it goes on. With gamma_only one of G and -G is stored. */
#include "espresso/grids.h"

#include <stdlib.h>
#include <string.h>

#include "espresso/g_density.h"

typedef struct record {
    const char *data;
    char *own; /* where it had to be joined */
    size_t size;
} record;

typedef struct density_file {
    const char *begin, *at, *end;
    dgh_g_density density;
} density_file;

bool dgh_qe_is_charge_density(const char *data, size_t size)
{
    return size >= 24 && dgh_g_density_int(data) == 12 && dgh_g_density_int(data + 16) == 12 &&
           (uint32_t)dgh_g_density_int(data + 4) + 1u <= 2 && dgh_g_density_int(data + 8) > 0 &&
           dgh_g_density_int(data + 12) >= 1 && dgh_g_density_int(data + 12) <= 4 &&
           dgh_g_density_int(data + 20) == 72;
}

static dgh_status broken(const density_file *f, const char *what, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, f->density.path, 0, 0,
                        "expected %s at byte %zu, found %s", what, (size_t)(f->at - f->begin),
                        f->at >= f->end ? "end of file" : "something else");
}

/* The next record; a split one is joined in memory of its own. */
static dgh_status next_record(density_file *f, record *out, size_t size, const char *what,
                              dgh_error *err)
{
    bool more = true;
    *out = (record){0};
    while (more) {
        if (f->end - f->at < 8)
            return broken(f, what, err);
        int64_t mark = dgh_g_density_int(f->at);
        more = mark < 0;
        size_t part = (size_t)(more ? -mark : mark);
        if (part > size - out->size || part > (size_t)(f->end - f->at) - 8)
            return broken(f, what, err);
        int64_t closing = dgh_g_density_int(f->at + 4 + part);
        if ((size_t)(closing < 0 ? -closing : closing) != part)
            return broken(f, what, err);
        if (!more && out->size == 0) {
            out->data = f->at + 4;
        } else {
            if (!out->own)
                out->own = malloc(size);
            if (!out->own)
                return dgh_error_nomem(err);
            memcpy(out->own + out->size, f->at + 4, part);
            out->data = out->own;
        }
        out->size += part;
        f->at += part + 8;
    }
    return out->size == size ? DGH_OK : broken(f, what, err);
}

static dgh_status read_head(density_file *f, dgh_error *err)
{
    record r;
    dgh_status status = next_record(f, &r, 12, "three numbers of four bytes", err);
    if (status == DGH_OK) {
        f->density.gamma_only = dgh_g_density_int(r.data) != 0;
        f->density.n_g = (size_t)dgh_g_density_int(r.data + 4);
        f->density.n_spin = (size_t)dgh_g_density_int(r.data + 8);
    }
    free(r.own);
    if (status != DGH_OK)
        return status;
    status = next_record(f, &r, 72, "three reciprocal lattice vectors", err);
    double b[3][3];
    for (int i = 0; i < 9 && status == DGH_OK; i++)
        b[i / 3][i % 3] = dgh_g_density_double(r.data + 8 * i);
    if (status == DGH_OK && !dgh_g_density_cell(f->density.cell_ang, (const double(*)[3])b))
        status = broken(f, "reciprocal lattice vectors that span a volume", err);
    free(r.own);
    return status;
}

static dgh_status read_miller(density_file *f, record *miller, dgh_error *err)
{
    if (f->density.n_g > (size_t)(f->end - f->at) / 12)
        return broken(f, "the Miller indices that the head announces", err);
    dgh_status status = next_record(f, miller, 12 * f->density.n_g, "the Miller indices", err);
    f->density.miller = miller->data;
    if (status == DGH_OK && !dgh_g_density_measure(&f->density))
        return broken(f, "Miller indices of a sensible size before this", err);
    return status;
}

static dgh_status read_component(dgh_grid *grid, density_file *f, size_t component, int jobs,
                                 dgh_error *err)
{
    record miller = {0}, rho = {0};
    dgh_status status = read_miller(f, &miller, err);
    if (status == DGH_OK)
        status = dgh_g_density_divisions(grid, &f->density, err);
    for (size_t i = 0; i <= component && status == DGH_OK; i++) {
        free(rho.own);
        status = next_record(f, &rho, 16 * f->density.n_g, "the coefficients of a density", err);
    }
    f->density.rho = rho.data;
    if (status == DGH_OK)
        status = dgh_g_density_transform(grid, &f->density, jobs, err);
    free(miller.own);
    free(rho.own);
    return status;
}

static density_file file_in(const dgh_window *window)
{
    return (density_file){.begin = window->at,
                          .at = window->at,
                          .end = window->end,
                          .density = {.path = window->path}};
}

/* Divisions that the XML states are taken at their word; without them the Miller indices tell. */
static dgh_status divisions_alone(dgh_grid *grid, dgh_window *window, dgh_error *err)
{
    size_t stated[3] = {0, 0, 0};
    dgh_status status = dgh_g_density_beside(grid, stated, err);
    if (status != DGH_OK || dgh_grid_points(stated)) {
        memcpy(grid->n, stated, sizeof stated);
        return status;
    }
    record miller = {0};
    density_file f = {0};
    status = dgh_window_whole(window, err);
    if (status == DGH_OK) {
        f = file_in(window);
        status = read_head(&f, err);
    }
    if (status == DGH_OK)
        status = read_miller(&f, &miller, err);
    if (status == DGH_OK)
        status = dgh_g_density_divisions(grid, &f.density, err);
    free(miller.own);
    return status;
}

dgh_status dgh_qe_charge_density_head(dgh_grid_layout *layout, dgh_window *window,
                                      const dgh_grid_options *options, dgh_error *err)
{
    *layout = (dgh_grid_layout){.complete = true, .per_point = 1, .divisor = 1.0};
    dgh_grid *grid = NULL;
    dgh_status status = dgh_grid_open(&grid, window->path, "qe-charge-density", err);
    if (status != DGH_OK)
        return status;
    density_file f = file_in(window);
    status = read_head(&f, err);
    memcpy(grid->cell_ang, f.density.cell_ang, sizeof grid->cell_ang);
    if (status == DGH_OK)
        status = divisions_alone(grid, window, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    grid->component = options->component;
    grid->n_components = f.density.n_spin;
    grid->field = options->component < f.density.n_spin
                      ? dgh_g_density_field(options->component, f.density.n_spin)
                      : DGH_FIELD_UNKNOWN;
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    return DGH_OK;
}

dgh_status dgh_qe_charge_density_open(dgh_grid_layout *layout, dgh_window *window,
                                      const dgh_grid_options *options, dgh_error *err)
{
    *layout = (dgh_grid_layout){.complete = true, .per_point = 1, .divisor = 1.0};
    dgh_status status = dgh_window_whole(window, err);
    dgh_grid *grid = NULL;
    if (status == DGH_OK)
        status = dgh_grid_open(&grid, window->path, "qe-charge-density", err);
    if (status != DGH_OK)
        return status;
    density_file f = file_in(window);
    status = read_head(&f, err);
    memcpy(grid->cell_ang, f.density.cell_ang, sizeof grid->cell_ang);
    if (status == DGH_OK && options->component >= f.density.n_spin)
        status = dgh_error_at(err, DGH_ERR_MISSING, f.density.path, 0, 0,
                              "expected a component %zu, found %zu", options->component,
                              f.density.n_spin);
    if (status == DGH_OK)
        status = read_component(grid, &f, options->component, options->jobs, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    grid->component = options->component;
    grid->n_components = f.density.n_spin;
    grid->field = dgh_g_density_field(options->component, f.density.n_spin);
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    return DGH_OK;
}
