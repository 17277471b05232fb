#include "espresso/g_density.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/fft.h"
#include "base/constants.h"
#include "base/text.h"
#include "dgh/io.h"
#include "espresso/readers.h"

enum { LARGEST_MILLER = 1 << 20, MOST_FACTOR = 64 };

int32_t dgh_g_density_int(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (int32_t)((uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
                     (uint32_t)u[3] << 24);
}

double dgh_g_density_double(const char *p)
{
    uint64_t bits = (uint64_t)(uint32_t)dgh_g_density_int(p) |
                    (uint64_t)(uint32_t)dgh_g_density_int(p + 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* a_i = 2 pi (b_j x b_k) / (b_1 . b_2 x b_3) */
bool dgh_g_density_cell(double cell_ang[3][3], const double b[3][3])
{
    double volume = 0.0;
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

bool dgh_g_density_measure(dgh_g_density *f)
{
    memset(f->largest, 0, sizeof f->largest);
    for (size_t i = 0; i < 3 * f->n_g; i++) {
        int32_t m = dgh_g_density_int(f->miller + 4 * i);
        if (m > LARGEST_MILLER || m < -LARGEST_MILLER)
            return false;
        if (abs(m) > f->largest[i % 3])
            f->largest[i % 3] = abs(m);
    }
    return true;
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

dgh_status dgh_g_density_beside(dgh_grid *grid, size_t n[3], dgh_error *err)
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

dgh_status dgh_g_density_divisions(dgh_grid *grid, const dgh_g_density *f, dgh_error *err)
{
    size_t stated[3] = {0, 0, 0};
    dgh_status status = dgh_g_density_beside(grid, stated, err);
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

dgh_status dgh_g_density_transform(dgh_grid *grid, const dgh_g_density *f, int jobs, dgh_error *err)
{
    const size_t *n = grid->n;
    size_t half = n[0] / 2 + 1;
    double complex *spectrum = calloc(half * n[1] * n[2], sizeof *spectrum);
    if (!spectrum)
        return dgh_error_nomem(err);
    for (size_t g = 0; g < f->n_g; g++) {
        int32_t m[3];
        for (int i = 0; i < 3; i++)
            m[i] = dgh_g_density_int(f->miller + 12 * g + 4 * (size_t)i);
        double complex value = dgh_g_density_double(f->rho + 16 * g) +
                               I * dgh_g_density_double(f->rho + 16 * g + 8);
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

dgh_field dgh_g_density_field(size_t component, size_t n_spin)
{
    static const dgh_field MAGNETISATION[] = {DGH_FIELD_MAGNETISATION_X, DGH_FIELD_MAGNETISATION_Y,
                                              DGH_FIELD_MAGNETISATION_Z};
    if (component == 0)
        return DGH_FIELD_DENSITY;
    return n_spin == 2 ? DGH_FIELD_SPIN_DENSITY : MAGNETISATION[component - 1];
}
