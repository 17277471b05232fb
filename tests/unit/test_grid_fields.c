/* Cube, XSF, filplot and charge-density.dat: small texts of our own, and the densities of one run
 * in all four formats. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "study/grid_formats.h"

static const double BOHR = 0.529177210903;

static dgh_status read_bytes(dgh_grid **grid, const char *data, size_t size, size_t component,
                             dgh_error *err)
{
    dgh_window window = dgh_window_on(data, size, "file");
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = component;
    options.jobs = 1;
    *err = (dgh_error){0};
    return dgh_grid_read_window(grid, &window, &options, err);
}

static dgh_grid *good(const char *text, size_t component)
{
    dgh_grid *grid;
    dgh_error err;
    if (read_bytes(&grid, text, strlen(text), component, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return grid;
}

static void bad(const char *text, size_t component, dgh_status status, const char *message)
{
    dgh_grid *grid;
    dgh_error err;
    assert_int_equal(read_bytes(&grid, text, strlen(text), component, &err), status);
    assert_null(grid);
    assert_string_equal(err.message, message);
}

static void assert_close(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected) + 1e-300))
        fail_msg("%.17g instead of %.17g", found, expected);
}

#define AXES " 2 1.0 0.0 0.0\n 1 0.0 2.0 0.0\n 3 0.0 0.0 0.5\n"

static void test_cube(void **state)
{
    (void)state;
    dgh_grid *g = good("a title\nanother\n 2 0.1 0.2 0.3\n" AXES
                       " 78 10.0 0.5 0.0 0.0\n 1 1.0 0 0 1\n"
                       " 1 2 3\n 4 5 6\n",
                       0);
    assert_string_equal(g->format, "cube");
    assert_int_equal(g->field, DGH_FIELD_DENSITY);
    assert_int_equal(g->n[0] * 100 + g->n[1] * 10 + g->n[2], 213);
    assert_close(g->cell_ang[0][0], 2.0 * BOHR);
    assert_close(g->cell_ang[2][2], 1.5 * BOHR);
    assert_close(g->origin_ang[1], 0.2 * BOHR);
    assert_int_equal(g->structure.n_atoms, 2);
    assert_int_equal(dgh_structure_element(&g->structure, 0), 78);
    assert_close(g->core_charge_e[0], 10.0);
    assert_close(g->structure.position_ang[5], BOHR);
    /* z is fastest in the file, x in the grid */
    static const double EXPECTED[6] = {1, 4, 2, 5, 3, 6};
    for (size_t i = 0; i < 6; i++)
        assert_close(g->value[i], EXPECTED[i] / (BOHR * BOHR * BOHR));
    assert_close(dgh_grid_integral(g), 21.0 * 1.0);
    dgh_grid_free(g);
}

static void test_cube_angstrom(void **state)
{
    (void)state;
    dgh_grid *g = good("t\nt\n 0 0 0 0\n -1 2.0 0 0\n -1 0 3.0 0\n -1 0 0 4.0\n 1.5\n", 0);
    assert_close(dgh_cell_volume_ang3((const double(*)[3])g->cell_ang), 24.0);
    assert_close(g->value[0], 1.5 / (BOHR * BOHR * BOHR));
    dgh_grid_free(g);
}

#define ORBITALS                                                                                   \
    "t\nt\n -1 0 0 0\n 1 1.0 0 0\n 1 0 1.0 0\n 2 0 0 1.0\n 1 1.0 0 0 0\n 3 5 6\n 7\n"              \
    " 1 2 3 4 5 6\n"

static void test_cube_several(void **state)
{
    (void)state;
    for (size_t c = 0; c < 3; c++) {
        dgh_grid *g = good(ORBITALS, c);
        assert_int_equal(g->n_components, 3);
        assert_int_equal(g->field, DGH_FIELD_OTHER);
        assert_close(g->value[0], 1.0 + (double)c);
        assert_close(g->value[1], 4.0 + (double)c);
        dgh_grid_free(g);
        g = good("t\nt\n 0 0 0 0 3\n 1 1.0 0 0\n 1 0 1.0 0\n 2 0 0 1.0\n 1 2 3 4 5 6\n", c);
        assert_close(g->value[1] * BOHR * BOHR * BOHR, 4.0 + (double)c);
        dgh_grid_free(g);
    }
    bad(ORBITALS, 3, DGH_ERR_MISSING, "file: expected a component 3, found 3 values at each point");
}

static void test_cube_refused(void **state)
{
    (void)state;
    bad("t\nt\n 0 0 0 0\n" AXES " 1 2 3\n 4 5\n", 0, DGH_ERR_PARSE,
        "file:9:1: expected number 6 of 6 of the grid, found end of file");
    bad("t\nt\n 0 0 0 0\n" AXES " 1 2 3\n 4 5 6 7\n", 0, DGH_ERR_PARSE,
        "file:8:8: expected the end of the file behind the grid, found \"7\"");
    bad("t\nt\n 0 0 0 0\n" AXES " 1 2 3\n 4 NaN 6\n", 0, DGH_ERR_PARSE,
        "file:8:4: expected number 5 of 6 of the grid, found \"NaN 6\"");
    bad("t\nt\n 0 0 0 0\n 0 1 0 0\n 1 0 1 0\n 1 0 0 1\n", 0, DGH_ERR_PARSE,
        "file:4:2: expected a number of points other than zero, found \"0 1 0 0\"");
    bad("t\nt\n 0 0 0 0\n 1 1 0 0\n 1 1 0 0\n 1 0 0 1\n 1\n", 0, DGH_ERR_PARSE,
        "file:4:1: expected steps that span a volume");
    bad("t\nt\n 0 0 0 0\n 4000000000 1 0 0\n 4000000000 0 1 0\n 4000000000 0 0 1\n 1\n", 0,
        DGH_ERR_PARSE,
        "file: expected the numbers of a grid of 4000000000 x 4000000000 x 4000000000 points with "
        "1 "
        "at each point, found a file of at most 70 bytes");
}

#define XSF                                                                                        \
    "# c\nCRYSTAL\nPRIMVEC\n 2 0 0\n 0 1 0\n 0 0 1\nPRIMCOORD\n 2 1\n Pt 0 0 0\n 1 1 0 0.5\n"      \
    "BEGIN_BLOCK_DATAGRID_3D\n some\n BEGIN_DATAGRID_3D_one\n 3 2 2\n 0 0 0\n 2 0 0\n 0 1 0\n"     \
    " 0 0 1\n 1 2 1\n 1 2 1\n 1 2 1\n 1 2 1\n END_DATAGRID_3D\n"

static void test_xsf(void **state)
{
    (void)state;
    dgh_grid *g = good(XSF "END_BLOCK_DATAGRID_3D\n", 0);
    assert_string_equal(g->format, "xsf");
    assert_int_equal(g->n[0] * 100 + g->n[1] * 10 + g->n[2], 211);
    assert_int_equal(g->structure.n_atoms, 2);
    assert_int_equal(dgh_structure_element(&g->structure, 0), 78);
    assert_int_equal(dgh_structure_element(&g->structure, 1), 1);
    assert_close(g->value[0], 1.0);
    assert_close(g->value[1], 2.0);
    dgh_grid_free(g);
    g = good(XSF
             " BEGIN_DATAGRID_3D_two\n 2 2 2\n 0 0 0\n 2 0 0\n 0 1 0\n 0 0 1\n 7 7 7 7 7 7 7 7\n"
             " END_DATAGRID_3D\n",
             1);
    assert_close(g->value[0], 7.0);
    assert_int_equal(g->n_components, 2);
    dgh_grid_free(g);
    bad(XSF, 1, DGH_ERR_MISSING, "file: expected a component 1, found 1 data grid");
}

static void test_xsf_refused(void **state)
{
    (void)state;
    bad("CRYSTAL\nPRIMVEC\n 1 0 0\n 0 1 0\n 0 0 1\n", 0, DGH_ERR_PARSE,
        "file:6:1: expected a data grid (DATAGRID_3D), found end of file");
    bad("BEGIN_BLOCK_DATAGRID_3D\nx\nBEGIN_DATAGRID_3D_x\n 2 2 2\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n 1 2 "
        "3 4\n"
        " 5 6 7 END_DATAGRID_3D\n",
        0, DGH_ERR_PARSE,
        "file:10:8: expected number 8 of 8 of the grid, found \"END_DATAGRID_3D\"");
    bad("BEGIN_BLOCK_DATAGRID_3D\nx\nBEGIN_DATAGRID_3D_x\n 2 -2 2\n", 0, DGH_ERR_PARSE,
        "file:4:1: expected three divisions above zero, found \"2 -2 2\"");
    bad("BEGIN_BLOCK_DATAGRID_3D\nx\nBEGIN_DATAGRID_3D_x\n 2 2 2\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n 1 2 "
        "3 4\n"
        " 5 6 7 8 9\n END_DATAGRID_3D\n",
        0, DGH_ERR_PARSE, "file:10:10: expected END_DATAGRID_3D, found \"9\"");
}

#define FILPLOT                                                                                    \
    "title\n 3 1 2 2 1 2 1 1\n 1 2.0 0 0 0 0 0\n 10.0 4.0 20.0 0\n 1 H 1.00\n 1 0.5 0.0 0.0 1\n"

static void test_filplot(void **state)
{
    (void)state;
    dgh_grid *g = good(FILPLOT " 1 2 0\n 3 4 0\n", 0);
    assert_string_equal(g->format, "qe-filplot");
    assert_int_equal(g->field, DGH_FIELD_DENSITY);
    assert_close(g->cell_ang[0][0], 2.0 * BOHR);
    assert_close(g->structure.position_ang[0], BOHR);
    for (size_t i = 0; i < 4; i++)
        assert_close(g->value[i], (1.0 + (double)i) / (BOHR * BOHR * BOHR));
    dgh_grid_free(g);
    bad(FILPLOT " 1 2 0\n 3 *** 0\n", 0, DGH_ERR_PARSE,
        "file:8:4: expected number 5 of 6 of the grid, found \"*** 0\"");
}

/* ---- charge-density.dat ------------------------------------------------------------------------
 */

typedef struct bytes {
    char data[4096];
    size_t size;
} bytes;

static void put(bytes *b, const void *data, size_t size)
{
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

static void put_record(bytes *b, const void *data, size_t size, bool split)
{
    size_t first = split ? size / 2 : size;
    int32_t mark = split ? -(int32_t)first : (int32_t)first;
    put(b, &mark, 4);
    put(b, data, first);
    mark = (int32_t)first;
    put(b, &mark, 4);
    if (!split)
        return;
    mark = (int32_t)(size - first);
    put(b, &mark, 4);
    put(b, (const char *)data + first, size - first);
    mark = -mark;
    put(b, &mark, 4);
}

/* rho = 3 + 2 cos(G1 r) + 4 sin(G2 r) in a cell of 2 pi Bohr, up - down a tenth of it. */
static bytes made(bool gamma_only, bool split)
{
    static const double B[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    static const int32_t MILLER[15] = {0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0};
    double rho[2][10] = {{3, 0, 1, 0, 0, -2, 1, 0, 0, 2}};
    for (size_t i = 0; i < 10; i++)
        rho[1][i] = 0.1 * rho[0][i];
    size_t n = gamma_only ? 3 : 5;
    int32_t head[3] = {gamma_only, (int32_t)n, 2};
    bytes b = {.size = 0};
    put_record(&b, head, sizeof head, false);
    put_record(&b, B, sizeof B, false);
    put_record(&b, MILLER, 12 * n, split);
    put_record(&b, rho[0], 16 * n, split);
    put_record(&b, rho[1], 16 * n, split);
    return b;
}

static void test_charge_density(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846, bohr3 = BOHR * BOHR * BOHR;
    for (int kind = 0; kind < 8; kind++) {
        bytes b = made(kind & 1, kind & 2);
        size_t component = kind & 4 ? 1 : 0;
        dgh_grid *g;
        dgh_error err;
        if (read_bytes(&g, b.data, b.size, component, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(g->n[0] * 100 + g->n[1] * 10 + g->n[2], 331);
        assert_int_equal(g->field, component ? DGH_FIELD_SPIN_DENSITY : DGH_FIELD_DENSITY);
        assert_close(g->cell_ang[1][1], 2.0 * pi * BOHR);
        for (size_t i = 0; i < 9; i++) {
            double x = 2.0 * pi * (double)(i % 3) / 3.0, y = 2.0 * pi * (double)(i / 3) / 3.0;
            double rho = (3.0 + 2.0 * cos(x) + 4.0 * sin(y)) * (component ? 0.1 : 1.0);
            assert_true(fabs(g->value[i] - rho / bohr3) < 1e-13 / bohr3);
        }
        dgh_grid_free(g);
        for (size_t size = 0; size < (component ? b.size : b.size - 100); size++) {
            assert_int_not_equal(read_bytes(&g, b.data, size, component, &err), DGH_OK);
            assert_null(g);
        }
    }
}

/* ---- the same density in four formats ----------------------------------------------------------
 */

static dgh_grid *from_file(const char *name)
{
    char path[1024];
    dgh_grid *g;
    dgh_error err = {0};
    snprintf(path, sizeof path, "%s/qe/densities/%s", DGH_SHARED_DATA, name);
    if (dgh_grid_read(&g, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return g;
}

/* Largest difference beyond half of the last of `digits` digits of b. */
static double excess(const dgh_grid *a, const dgh_grid *b, int digits)
{
    double worst = 0.0;
    assert_memory_equal(a->n, b->n, sizeof a->n);
    for (size_t i = 0; i < a->n[0] * a->n[1] * a->n[2]; i++) {
        double raw = fabs(b->value[i]) * BOHR * BOHR * BOHR;
        double unit = raw > 0.0 ? pow(10.0, floor(log10(raw)) + 1.0 - digits) : 0.0;
        double half = 0.5001 * unit / (BOHR * BOHR * BOHR);
        worst = fmax(worst, fabs(a->value[i] - b->value[i]) - half);
    }
    return worst;
}

static void test_one_run(void **state)
{
    (void)state;
    if (access(DGH_SHARED_DATA "/qe/densities/slab_h/charge-density.dat", R_OK) != 0)
        skip();
    dgh_grid *rho = from_file("slab_h/charge-density.dat");
    dgh_grid *cube = from_file("slab_h/rho0.cube.xz");
    dgh_grid *xsf = from_file("slab_h/rho0.xsf.xz");
    dgh_grid *filplot = from_file("slab_h/rho0.filplot.xz");
    assert_true(fabs(dgh_grid_integral(rho) - 31.0) < 1e-10);
    assert_true(fabs(dgh_grid_integral(cube) - 30.999983) < 1e-6);
    assert_int_equal(rho->structure.n_atoms, 4);
    assert_int_equal(xsf->n_diagnostics, 1); /* its unit, and nothing on its last planes */
    /* pp.x goes through its own Fourier transforms: some 1e-9 e/Bohr^3 stay */
    assert_true(excess(rho, cube, 5) < 2e-8);
    assert_true(excess(rho, xsf, 6) < 2e-8);
    assert_true(excess(rho, filplot, 10) < 2e-8);
    assert_true(excess(filplot, cube, 5) < 1e-12);
    assert_true(excess(filplot, xsf, 6) < 1e-12);
    for (size_t i = 0; i < 12; i++)
        assert_true(fabs(filplot->structure.position_ang[i] - rho->structure.position_ang[i]) <
                    1e-8);
    dgh_grid_free(rho);
    dgh_grid_free(cube);
    dgh_grid_free(xsf);
    dgh_grid_free(filplot);
}

static void test_expected_integrals(void **state)
{
    static const struct {
        const char *name;
        double integral, tolerance;
    } CASES[] = {
        {"slab_h/rho21.cube.xz", 243.400445, 1e-6}, {"slab/rho21.cube.xz", 242.400462, 1e-6},
        {"slab/rho0.cube.xz", 29.999983, 1e-6},     {"slab/charge-density.dat", 30.0, 1e-9},
        {"h/charge-density.dat", 1.0, 1e-9},        {"h/rho21.cube.xz", 0.999985, 1e-6},
        {"h2/charge-density.dat.xz", 2.0, 1e-11},   {"h2/rho21.cube.xz", 2.000150, 1e-6}};
    (void)state;
    if (access(DGH_SHARED_DATA "/qe/densities/slab_h/charge-density.dat", R_OK) != 0)
        skip();
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_grid *g = from_file(CASES[i].name);
        if (fabs(dgh_grid_integral(g) - CASES[i].integral) > CASES[i].tolerance)
            fail_msg("%s: %.9f", CASES[i].name, dgh_grid_integral(g));
        dgh_grid_free(g);
    }
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static void test_round_trips(void **state)
{
    static const double CELL[3][3] = {{3.0, 0.1, 0.0}, {-1.0, 4.0, 0.3}, {0.5, 0.7, 5.0}};
    static const double POSITION[3] = {1.0, 1.5, 2.0};
    static const uint32_t INDEX[1] = {0};
    static const dgh_species SPECIES[1] = {{"Pt", 78, {0}}};
    static const dgh_grid_format FORMATS[] = {DGH_GRID_CUBE, DGH_GRID_XSF};
    static const dgh_field FIELDS[] = {DGH_FIELD_DENSITY, DGH_FIELD_POTENTIAL, DGH_FIELD_ELF};
    const size_t n[3] = {3, 4, 17};
    (void)state;
    dgh_structure s = {.n_atoms = 1,
                       .n_species = 1,
                       .species = SPECIES,
                       .species_of_atom = INDEX,
                       .has_cell = true,
                       .position_ang = POSITION};
    memcpy(s.cell_ang, CELL, sizeof CELL);
    for (size_t c = 0; c < 6; c++) {
        char path[] = "/tmp/dgh_field_XXXXXX";
        close(mkstemp(path));
        dgh_grid *g, *back;
        dgh_error err = {0};
        assert_int_equal(dgh_grid_create(&g, n, CELL, &s, FIELDS[c / 2], NULL), DGH_OK);
        for (size_t i = 0; i < 204; i++)
            g->value[i] = sin((double)i) * pow(10.0, (double)(i % 7) - 3.0);
        assert_int_equal(dgh_grid_write(g, path, FORMATS[c % 2], &err), DGH_OK);
        if (dgh_grid_read(&back, path, NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(back->field, FIELDS[c / 2]);
        assert_memory_equal(back->n, n, sizeof n);
        for (size_t i = 0; i < 204; i++)
            assert_true(fabs(back->value[i] - g->value[i]) <= 1e-11 * fabs(g->value[i]));
        for (size_t i = 0; i < 9; i++)
            assert_true(fabs(back->cell_ang[i / 3][i % 3] - CELL[i / 3][i % 3]) < 1e-12);
        assert_int_equal(dgh_structure_element(&back->structure, 0), 78);
        assert_true(fabs(back->structure.position_ang[2] - 2.0) < 1e-11);
        dgh_grid_free(g);
        dgh_grid_free(back);
        unlink(path);
    }
}

static void test_npy(void **state)
{
    static const double CELL[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    const size_t n[3] = {2, 3, 1};
    char path[] = "/tmp/dgh_npy_XXXXXX", text[512];
    (void)state;
    close(mkstemp(path));
    dgh_grid *g;
    assert_int_equal(dgh_grid_create(&g, n, CELL, NULL, DGH_FIELD_OTHER, NULL), DGH_OK);
    for (size_t i = 0; i < 6; i++)
        g->value[i] = (double)i;
    assert_int_equal(dgh_grid_write(g, path, DGH_GRID_NPY, NULL), DGH_OK);
    FILE *file = fopen(path, "rb");
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_int_equal(size, 128 + 48);
    assert_memory_equal(text, "\x93NUMPY\x01\x00\x76\x00", 10);
    assert_memory_equal(text + 10, "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3, 1), }",
                        61);
    assert_int_equal(text[127], '\n');
    assert_memory_equal(text + 128, g->value, 48);
    dgh_grid_free(g);
    unlink(path);
}

static void test_write_refused(void **state)
{
    static const double CELL[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    const size_t n[3] = {1, 1, 1};
    dgh_error err = {0};
    dgh_grid *g;
    (void)state;
    assert_int_equal(dgh_grid_create(&g, n, CELL, NULL, DGH_FIELD_DENSITY, NULL), DGH_OK);
    assert_int_equal(dgh_grid_write(g, "/tmp/x", DGH_GRID_CHGCAR, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message,
                        "expected a grid with atoms: a CHGCAR cannot be written without");
    assert_int_equal(dgh_grid_write(g, "/nonexistent/x", DGH_GRID_CUBE, &err), DGH_ERR_IO);
    assert_string_equal(err.message,
                        "/nonexistent/x: cannot be written: No such file or directory");
    g->value[0] = NAN;
    assert_int_equal(dgh_grid_write(g, "/tmp/x", DGH_GRID_CUBE, &err), DGH_ERR_ARGUMENT);
    dgh_grid_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cube),          cmocka_unit_test(test_cube_angstrom),
        cmocka_unit_test(test_cube_several),  cmocka_unit_test(test_cube_refused),
        cmocka_unit_test(test_xsf),           cmocka_unit_test(test_xsf_refused),
        cmocka_unit_test(test_filplot),       cmocka_unit_test(test_charge_density),
        cmocka_unit_test(test_one_run),       cmocka_unit_test(test_expected_integrals),
        cmocka_unit_test(test_round_trips),   cmocka_unit_test(test_npy),
        cmocka_unit_test(test_write_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
