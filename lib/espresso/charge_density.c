/* charge-density.dat of QE 6.0 and later (Modules/io_base.f90, write_rhog): unformatted Fortran
 * records, little-endian: (1) gamma_only, ngm, nspin as int32; (2) b1 b2 b3 in 1/Bohr with 2 pi;
 * (3) Miller indices; (4...) rho(G) as complex doubles, the total first, then up - down or x, y, z.
 * Each record stands between two int32 with its length; one over 2 GiB is split, with the sign of
 * the marks telling that it goes on. With gamma_only one of G and -G is stored. */
#include "espresso/grids.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/fft.h"
#include "base/constants.h"
#include "espresso/readers.h"

enum { LARGEST_MILLER = 1 << 20, MOST_FACTOR = 64 };

typedef struct record {
    const char *data;
    char *own; /* where it had to be joined */
    size_t size;
} record;

typedef struct density_file {
    const char *path;
    const char *begin, *at, *end;
    bool gamma_only;
    size_t n_g;
    size_t n_spin;
    double cell_ang[3][3];
    int32_t largest[3]; /* |Miller index| */
} density_file;

static int32_t int_at(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (int32_t)((uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
                     (uint32_t)u[3] << 24);
}

static double double_at(const char *p)
{
    uint64_t bits = (uint64_t)(uint32_t)int_at(p) | (uint64_t)(uint32_t)int_at(p + 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool dgh_qe_is_charge_density(const char *data, size_t size)
{
    return size >= 24 && int_at(data) == 12 && int_at(data + 16) == 12 &&
           (uint32_t)int_at(data + 4) + 1u <= 2 && int_at(data + 8) > 0 && int_at(data + 12) >= 1 &&
           int_at(data + 12) <= 4 && int_at(data + 20) == 72;
}

static dgh_status broken(const density_file *f, const char *what, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0, "expected %s at byte %zu, found %s",
                        what, (size_t)(f->at - f->begin),
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
        int64_t mark = int_at(f->at);
        more = mark < 0;
        size_t part = (size_t)(more ? -mark : mark);
        if (part > size - out->size || part > (size_t)(f->end - f->at) - 8)
            return broken(f, what, err);
        int64_t closing = int_at(f->at + 4 + part);
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

/* a_i = 2 pi (b_j x b_k) / (b_1 . b_2 x b_3) */
static bool direct_lattice(double cell_ang[3][3], const char *data)
{
    double b[3][3], volume = 0.0;
    for (int i = 0; i < 9; i++)
        b[i / 3][i % 3] = double_at(data + 8 * i);
    for (int i = 0; i < 3; i++) {
        const double *u = b[(i + 1) % 3], *v = b[(i + 2) % 3];
        for (int k = 0; k < 3; k++)
            cell_ang[i][k] = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
    }
    for (int k = 0; k < 3; k++)
        volume += b[0][k] * cell_ang[0][k];
    for (int i = 0; i < 9; i++)
        cell_ang[i / 3][i % 3] *= 2.0 * DGH_PI * DGH_BOHR_ANG / volume;
    double size = dgh_cell_volume_ang3((const double(*)[3])cell_ang);
    return isfinite(size) && size > 0.0;
}

static dgh_status read_head(density_file *f, dgh_error *err)
{
    record r;
    dgh_status status = next_record(f, &r, 12, "three numbers of four bytes", err);
    if (status == DGH_OK) {
        f->gamma_only = int_at(r.data) != 0;
        f->n_g = (size_t)int_at(r.data + 4);
        f->n_spin = (size_t)int_at(r.data + 8);
    }
    free(r.own);
    if (status != DGH_OK)
        return status;
    status = next_record(f, &r, 72, "three reciprocal lattice vectors", err);
    if (status == DGH_OK && !direct_lattice(f->cell_ang, r.data))
        status = broken(f, "reciprocal lattice vectors that span a volume", err);
    free(r.own);
    return status;
}

static dgh_status read_miller(density_file *f, record *miller, dgh_error *err)
{
    if (f->n_g > (size_t)(f->end - f->at) / 12)
        return broken(f, "the Miller indices that the head announces", err);
    dgh_status status = next_record(f, miller, 12 * f->n_g, "the Miller indices", err);
    for (size_t i = 0; i < 3 * f->n_g && status == DGH_OK; i++) {
        int32_t m = int_at(miller->data + 4 * i);
        if (m > LARGEST_MILLER || m < -LARGEST_MILLER)
            return broken(f, "Miller indices of a sensible size before this", err);
        if (abs(m) > f->largest[i % 3])
            f->largest[i % 3] = abs(m);
    }
    return status;
}

static bool has_small_factors(size_t n)
{
    static const size_t FACTORS[] = {2, 3, 5, 7};
    for (size_t i = 0; i < sizeof FACTORS / sizeof FACTORS[0]; i++)
        while (n % FACTORS[i] == 0)
            n /= FACTORS[i];
    return n == 1;
}

/* nr1, nr2, nr3 of the first <fft_grid> in the XML. */
static bool stated_grid(size_t n[3], dgh_slice xml)
{
    static const char *const NAMES[] = {"nr1=\"", "nr2=\"", "nr3=\""};
    if (!dgh_slice_after(xml, "<fft_grid", &xml))
        return false;
    const char *close = memchr(xml.data, '>', xml.size);
    if (close)
        xml.size = (size_t)(close - xml.data);
    for (int i = 0; i < 3; i++) {
        dgh_slice value;
        if (!dgh_slice_after(xml, NAMES[i], &value) || !dgh_slice_size(&value, UINT16_MAX, &n[i]))
            return false;
    }
    return true;
}

static bool same_cell(const double a[3][3], const double b[3][3])
{
    for (int i = 0; i < 9; i++)
        if (fabs(a[i / 3][i % 3] - b[i / 3][i % 3]) > 1e-5)
            return false;
    return true;
}

/* Divisions and atoms from the run's own record, where it lies beside the file and has its cell. */
static dgh_status look_beside(dgh_grid *grid, size_t n[3], dgh_error *err)
{
    static const char NAME[] = "data-file-schema.xml";
    const char *slash = strrchr(grid->path, '/');
    size_t folder = slash ? (size_t)(slash - grid->path) + 1 : 0;
    char *path = dgh_arena_printf(dgh_grid_arena(grid), "%.*s%s", (int)folder, grid->path, NAME);
    if (!path)
        return dgh_error_nomem(err);
    dgh_bytes xml;
    if (dgh_io_read(&xml, NULL, path, NULL, NULL) != DGH_OK)
        return DGH_OK;
    dgh_calculation *run = NULL;
    dgh_status status = DGH_OK;
    if (dgh_qe_read_schema(&run, xml.data, xml.size, path, NULL) == DGH_OK) {
        dgh_structure s = dgh_calculation_structure(run);
        if (s.has_cell &&
            same_cell((const double(*)[3])s.cell_ang, (const double(*)[3])grid->cell_ang)) {
            if (!stated_grid(n, (dgh_slice){xml.data, xml.size}))
                memset(n, 0, 3 * sizeof *n);
            if (s.n_atoms && s.position_ang)
                status = dgh_grid_set_structure(grid, &s, err);
        }
    }
    dgh_calculation_free(run);
    dgh_bytes_free(&xml);
    return status;
}

static dgh_status choose_divisions(dgh_grid *grid, const density_file *f, dgh_error *err)
{
    size_t stated[3] = {0, 0, 0};
    dgh_status status = look_beside(grid, stated, err);
    if (status != DGH_OK)
        return status;
    bool holds = true;
    for (int i = 0; i < 3; i++)
        holds = holds && stated[i] > 2 * (size_t)f->largest[i];
    for (int i = 0; i < 3; i++) {
        size_t n = 2 * (size_t)f->largest[i] + 1;
        while (!has_small_factors(n))
            n++;
        grid->n[i] = holds ? stated[i] : n;
    }
    /* a sphere of Miller indices fills about a seventh of its box; far less is a broken file */
    if (dgh_grid_points(grid->n) == 0 || dgh_grid_points(grid->n) / MOST_FACTOR > 2 * f->n_g + 1024)
        return dgh_error_at(
            err, DGH_ERR_PARSE, f->path, 0, 0,
            "expected Miller indices that fill a sphere, found %zu of them in a box "
            "of %zu x %zu x %zu",
            f->n_g, grid->n[0], grid->n[1], grid->n[2]);
    return DGH_OK;
}

static size_t wrapped(int32_t m, size_t n)
{
    return m < 0 ? n - (size_t)-m : (size_t)m;
}

static dgh_status transform(dgh_grid *grid, const density_file *f, const record *miller,
                            const record *rho, int jobs, dgh_error *err)
{
    const size_t *n = grid->n;
    size_t half = n[0] / 2 + 1;
    double complex *spectrum = calloc(half * n[1] * n[2], sizeof *spectrum);
    if (!spectrum)
        return dgh_error_nomem(err);
    for (size_t g = 0; g < f->n_g; g++) {
        int32_t m[3];
        for (int i = 0; i < 3; i++)
            m[i] = int_at(miller->data + 12 * g + 4 * (size_t)i);
        double complex value = double_at(rho->data + 16 * g) +
                               I * double_at(rho->data + 16 * g + 8);
        if (!isfinite(creal(value)) || !isfinite(cimag(value))) {
            free(spectrum);
            return dgh_error_at(err, DGH_ERR_PARSE, f->path, 0, 0,
                                "expected finite coefficients, found another at %zu of %zu", g + 1,
                                f->n_g);
        }
        if (m[0] >= 0)
            spectrum[(size_t)m[0] + half * (wrapped(m[1], n[1]) + n[1] * wrapped(m[2], n[2]))] =
                value;
        if (f->gamma_only && m[0] <= 0)
            spectrum[(size_t)-m[0] + half * (wrapped(-m[1], n[1]) + n[1] * wrapped(-m[2], n[2]))] =
                conj(value);
    }
    dgh_status status = dgh_grid_allocate(grid, false, err);
    if (status == DGH_OK)
        status = dgh_fft_backward(grid->value, spectrum, n, jobs, err);
    free(spectrum);
    double bohr3 = DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;
    for (size_t i = 0; status == DGH_OK && i < dgh_grid_points(n); i++)
        grid->value[i] /= bohr3;
    return status;
}

static dgh_field field_of(size_t component, size_t n_spin)
{
    static const dgh_field MAGNETISATION[] = {DGH_FIELD_MAGNETISATION_X, DGH_FIELD_MAGNETISATION_Y,
                                              DGH_FIELD_MAGNETISATION_Z};
    if (component == 0)
        return DGH_FIELD_DENSITY;
    return n_spin == 2 ? DGH_FIELD_SPIN_DENSITY : MAGNETISATION[component - 1];
}

static dgh_status read_component(dgh_grid *grid, density_file *f, size_t component, int jobs,
                                 dgh_error *err)
{
    record miller = {0}, rho = {0};
    dgh_status status = read_miller(f, &miller, err);
    if (status == DGH_OK)
        status = choose_divisions(grid, f, err);
    for (size_t i = 0; i <= component && status == DGH_OK; i++) {
        free(rho.own);
        status = next_record(f, &rho, 16 * f->n_g, "the coefficients of a density", err);
    }
    if (status == DGH_OK)
        status = transform(grid, f, &miller, &rho, jobs, err);
    free(miller.own);
    free(rho.own);
    return status;
}

dgh_status dgh_qe_charge_density_open(dgh_grid_layout *layout, dgh_window *window,
                                      const dgh_grid_options *options, dgh_error *err)
{
    *layout = (dgh_grid_layout){.complete = true, .per_point = 1, .divisor = 1.0};
    dgh_status status = DGH_OK;
    while (status == DGH_OK && !window->last)
        status = dgh_window_more(window, err);
    dgh_grid *grid = NULL;
    if (status == DGH_OK)
        status = dgh_grid_open(&grid, window->path, "qe-charge-density", err);
    if (status != DGH_OK)
        return status;
    density_file f = {
        .path = window->path, .begin = window->at, .at = window->at, .end = window->end};
    status = read_head(&f, err);
    memcpy(grid->cell_ang, f.cell_ang, sizeof grid->cell_ang);
    if (status == DGH_OK && options->component >= f.n_spin)
        status = dgh_error_at(err, DGH_ERR_MISSING, f.path, 0, 0,
                              "expected a component %zu, found %zu", options->component, f.n_spin);
    if (status == DGH_OK)
        status = read_component(grid, &f, options->component, options->jobs, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    grid->component = options->component;
    grid->n_components = f.n_spin;
    grid->field = field_of(options->component, f.n_spin);
    memcpy(layout->stored, grid->n, sizeof layout->stored);
    layout->grid = grid;
    return DGH_OK;
}
