/* HDF5 grids, from files that h5py wrote (tests/data/hdf5/make.py): charge-density.hdf5 against
 * charge-density.dat of the same numbers, vaspwave.h5 against the numbers that the script puts
 * there, and what must be refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "adapt/hierarchy.h"
#include "../hdf5_leaks.h"
#include "study/grid_formats.h"

#define DATA DGH_TEST_DATA "/hdf5/"

static dgh_status read_file(dgh_grid **grid, const char *path, size_t component, dgh_error *err)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = component;
    *err = (dgh_error){0};
    return dgh_grid_read(grid, path, &options, err);
}

static dgh_grid *good(const char *path, size_t component)
{
    dgh_grid *grid;
    dgh_error err;
    if (read_file(&grid, path, component, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return grid;
}

static void same_grids(const char *hdf5, const char *dat, size_t component)
{
    dgh_grid *a = good(hdf5, component), *b = good(dat, component);
    assert_string_equal(a->format, "qe-charge-density-hdf5");
    assert_memory_equal(a->n, b->n, sizeof a->n);
    assert_memory_equal(a->cell_ang, b->cell_ang, sizeof a->cell_ang);
    assert_memory_equal(a->value, b->value, a->n[0] * a->n[1] * a->n[2] * sizeof(double));
    assert_int_equal(a->field, b->field);
    assert_int_equal(a->n_components, b->n_components);
    assert_int_equal(a->structure.n_atoms, b->structure.n_atoms);
    dgh_grid_free(a);
    dgh_grid_free(b);
}

static void test_charge_density(void **state)
{
    (void)state;
    for (size_t c = 0; c < 2; c++)
        same_grids(DATA "qe_spin.hdf5", DATA "qe_spin.dat", c);
    for (size_t c = 0; c < 4; c++)
        same_grids(DATA "qe_vector.hdf5", DATA "qe_vector.dat", c);
    same_grids(DATA "qe_gamma.hdf5", DATA "qe_gamma.dat", 0);
    dgh_grid *all = good(DATA "qe_spin.hdf5", 0), *half = good(DATA "qe_gamma.hdf5", 0);
    for (size_t i = 0; i < all->n[0] * all->n[1] * all->n[2]; i++)
        assert_true(fabs(all->value[i] - half->value[i]) < 1e-12);
    dgh_grid_free(all);
    dgh_grid_free(half);
    dgh_error err;
    assert_int_equal(read_file(&all, DATA "qe_spin.hdf5", 2, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, DATA "qe_spin.hdf5: expected a component 2, found 2");
}

/* A slab's density, converted by the script here and now. */
static void test_real_density(void **state)
{
    (void)state;
    static const char FOLDER[] = DGH_SHARED_DATA "/qe/densities/slab_h";
    char folder[] = "/tmp/dgh_hdf5_XXXXXX", path[256], command[2048];
    if (access(DGH_SHARED_DATA "/qe/densities/slab_h/charge-density.dat", R_OK) != 0 ||
        !mkdtemp(folder))
        skip();
    snprintf(path, sizeof path, "%s/charge-density.hdf5", folder);
    snprintf(command, sizeof command,
             "cp '%s/data-file-schema.xml' %s && /usr/bin/python3 '" DATA
             "make.py' qe '%s/charge-density.dat' %s 2>/dev/null",
             FOLDER, folder, FOLDER, path);
    bool made = system(command) == 0;
    if (made)
        same_grids(path, DGH_SHARED_DATA "/qe/densities/slab_h/charge-density.dat", 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    if (!made)
        skip(); /* no h5py */
}

static void check_wave(const dgh_grid *g, size_t component)
{
    assert_string_equal(g->format, "vasp-hdf5");
    assert_int_equal(g->n[0] * 100 + g->n[1] * 10 + g->n[2], 543);
    assert_int_equal(g->n_components, 2);
    assert_int_equal(g->field, component ? DGH_FIELD_SPIN_DENSITY : DGH_FIELD_DENSITY);
    for (size_t i = 0; i < 60; i++)
        assert_true(g->value[i] ==
                    ((double)(i + 60 * component) - (component ? 90.5 : 0.0)) / 72.0);
    assert_int_equal(g->structure.n_atoms, 3);
    assert_int_equal(dgh_structure_element(&g->structure, 1), 78);
    assert_int_equal(dgh_structure_element(&g->structure, 2), 1);
    assert_true(g->cell_ang[1][0] == -1.0 && g->cell_ang[2][1] == 0.5);
    assert_true(g->structure.position_ang[6] == 1.5 && g->structure.position_ang[8] == 4.5);
}

static void test_vaspwave(void **state)
{
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        dgh_grid *g = good(DATA "vaspwave.h5", c);
        check_wave(g, c);
        dgh_grid_free(g);
        g = good(DATA "beside/vaspwave.h5", c);
        check_wave(g, c);
        dgh_grid_free(g);
    }
    dgh_grid *g = good(DATA "potential.h5", 0);
    assert_int_equal(g->field, DGH_FIELD_POTENTIAL);
    assert_true(g->value[59] == 59.0 / 7.0);
    dgh_grid_free(g);
    dgh_error err;
    assert_int_equal(read_file(&g, DATA "vaspwave.h5", 2, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, DATA "vaspwave.h5: expected a component 2, found 2 grids");
    assert_int_equal(read_file(&g, DATA "beside/vaspout.h5", 0, &err), DGH_ERR_UNSUPPORTED);
    assert_string_equal(err.message,
                        DATA "beside/vaspout.h5: expected a density in this HDF5 file (rhotot_g of "
                             "Quantum ESPRESSO, charge/charge of VASP), found neither: VASP writes "
                             "it to vaspwave.h5 with LCHARGH5 = .TRUE.");
}

static void test_stream(void **state)
{
    (void)state;
    dgh_grid *g = good(DATA "vaspwave.h5", 1);
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = 1;
    dgh_grid_stream *stream;
    const dgh_grid *head;
    dgh_error err = {0};
    double planes[40];
    if (dgh_grid_stream_open(&stream, &head, DATA "vaspwave.h5", &options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_null(head->value);
    assert_int_equal(head->structure.n_atoms, 3);
    assert_int_equal(dgh_grid_stream_read(stream, planes, 2, &err), DGH_OK);
    assert_memory_equal(planes, g->value, sizeof planes);
    assert_int_equal(dgh_grid_stream_read(stream, planes, 1, &err), DGH_OK);
    assert_memory_equal(planes, g->value + 40, 20 * sizeof(double));
    assert_int_equal(dgh_grid_stream_read(stream, planes, 1, &err), DGH_ERR_MISSING);
    dgh_grid_stream_close(stream);
    dgh_grid_free(g);
    options.component = 0;
    options.single_precision = true;
    assert_int_equal(dgh_grid_read(&g, DATA "vaspwave.h5", &options, &err), DGH_OK);
    assert_true(!g->value && g->value_f32[59] == (float)(59.0 / 72.0));
    dgh_grid_free(g);
}

static char *slurp(const char *path, size_t *size)
{
    dgh_bytes bytes;
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    char *copy = malloc(bytes.size);
    memcpy(copy, bytes.data, bytes.size);
    *size = bytes.size;
    dgh_bytes_free(&bytes);
    return copy;
}

static dgh_status read_bytes(dgh_grid **grid, const char *data, size_t size, dgh_error *err)
{
    dgh_window window = dgh_window_on(data, size, "file");
    *err = (dgh_error){0};
    return dgh_grid_read_window(grid, &window, NULL, err);
}

/* A cut file is never a shorter grid. */
static void test_prefixes(void **state)
{
    static const char *const FILES[] = {DATA "qe_spin.hdf5", DATA "vaspwave.h5"};
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        size_t size;
        char *data = slurp(FILES[f], &size);
        for (size_t n = 8; n < size; n += 97) {
            char *part = malloc(n); /* so that a sanitizer sees its end */
            memcpy(part, data, n);
            dgh_grid *g;
            dgh_error err;
            assert_int_equal(read_bytes(&g, part, n, &err), DGH_ERR_PARSE);
            assert_null(g);
            assert_string_equal(err.message, "file: expected a whole HDF5 file, found one that is "
                                             "cut or damaged");
            free(part);
        }
        free(data);
    }
}

/* Bytes of a number are replaced: what must not be trusted is not. */
static void replace(char *data, size_t size, const void *from, const void *to, size_t n)
{
    char *place = memmem(data, size, from, n);
    assert_non_null(place);
    memcpy(place, to, n);
}

static void refused(const char *path, const void *from, const void *to, size_t n,
                    const char *message)
{
    size_t size;
    char *data = slurp(path, &size);
    dgh_grid *g;
    dgh_error err;
    replace(data, size, from, to, n);
    assert_int_not_equal(read_bytes(&g, data, size, &err), DGH_OK);
    assert_null(g);
    assert_string_equal(err.message, message);
    free(data);
}

static void test_refused(void **state)
{
    (void)state;
    static const double SEVEN = 7.0, NO_NUMBER = NAN;
    /* the shape [2][3][4][5] says [2][3][4][2^31]: more numbers than the file holds */
    static const uint64_t SHAPE[4] = {2, 3, 4, 5}, LARGE[4] = {2, 3, 4, (uint64_t)1 << 31};
    static const int32_t GRID[3] = {5, 4, 3}, OTHER[3] = {5, 4, 4};
    refused(DATA "vaspwave.h5", SHAPE, LARGE, sizeof SHAPE,
            "file: expected an array that fits into its file as \"charge/charge\", found another "
            "one");
    refused(DATA "vaspwave.h5", GRID, OTHER, sizeof GRID,
            "file: expected the divisions of \"charge/charge\" (5 x 4 x 3) in \"charge/grid\", "
            "found 5 x 4 x 4");
    refused(DATA "vaspwave.h5", &SEVEN, &NO_NUMBER, sizeof SEVEN,
            "expected finite values in \"charge/charge\", found another at point 7");
    refused(DATA "qe_spin.hdf5", "rhotot_g", "rhotot_h", 8,
            "file: expected a density in this HDF5 file (rhotot_g of Quantum ESPRESSO, "
            "charge/charge of VASP), found neither: VASP writes it to vaspwave.h5 with LCHARGH5 = "
            ".TRUE.");
    refused(DATA "qe_spin.hdf5", "ngm_g", "ngm_h", 5,
            "file: expected an attribute \"ngm_g\" of \"/\", found none");
}

/* No change of one byte makes the reader crash (libhdf5 1.10.8 does at byte 1141 of the first);
 * where it still gives a grid, it is a whole one. */
static void test_damaged(void **state)
{
    static const char *const FILES[] = {DATA "qe_gamma.hdf5", DATA "vaspwave.h5"};
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        size_t size;
        char *data = slurp(FILES[f], &size);
        for (size_t at = 1141 % 61; at < size; at += 61) {
            char old = data[at];
            data[at] = (char)(old ^ (at % 7 ? 0x55 : 0xff));
            dgh_grid *g;
            dgh_error err;
            dgh_status status = read_bytes(&g, data, size, &err);
            assert_true((status == DGH_OK) == (g != NULL));
            dgh_grid_free(g);
            data[at] = old;
        }
        free(data);
    }
}

static void test_without(void **state)
{
    (void)state;
    dgh_grid *g;
    dgh_error err;
    assert_int_equal(read_file(&g, DATA "qe_spin.hdf5", 0, &err), DGH_ERR_UNSUPPORTED);
    assert_string_equal(err.message, DATA
                        "qe_spin.hdf5: expected another format than HDF5, which this dgh was "
                        "built without (cmake -DDGH_HDF5=ON needs libhdf5): use CHGCAR instead "
                        "of vaspwave.h5, or a cube from pp.x instead of charge-density.hdf5");
}

int main(void)
{
    const struct CMUnitTest with[] = {
        cmocka_unit_test(test_charge_density), cmocka_unit_test(test_real_density),
        cmocka_unit_test(test_vaspwave),       cmocka_unit_test(test_stream),
        cmocka_unit_test(test_prefixes),       cmocka_unit_test(test_refused),
        cmocka_unit_test(test_damaged),
    };
    const struct CMUnitTest without[] = {cmocka_unit_test(test_without)};
    return dgh_hierarchy_is_built() ? cmocka_run_group_tests(with, NULL, NULL)
                                    : cmocka_run_group_tests(without, NULL, NULL);
}
