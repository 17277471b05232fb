/* The CHGCAR family: reading, streaming, writing, and what must be refused. */
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
#include "unit/random_grid.h"

#define HEAD                                                                                       \
    "H in a box\n 1.0\n 2.0 0.0 0.0\n 0.0 3.0 0.0\n 0.0 0.0 4.0\n H\n 1\nDirect\n"                 \
    " 0.25 0.5 0.75\n\n"

static dgh_status read_text(dgh_grid **grid, const char *text, const char *name, size_t component,
                            int jobs, dgh_error *err)
{
    dgh_window window = dgh_window_on(text, strlen(text), name);
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = component;
    options.jobs = jobs;
    *err = (dgh_error){0};
    return dgh_grid_read_window(grid, &window, &options, err);
}

static dgh_grid *good(const char *text, const char *name, size_t component)
{
    dgh_grid *grid;
    dgh_error err;
    if (read_text(&grid, text, name, component, 1, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return grid;
}

static void bad(const char *text, dgh_status status, const char *message)
{
    dgh_grid *grid;
    dgh_error err;
    assert_int_equal(read_text(&grid, text, "CHGCAR", 0, 1, &err), status);
    assert_null(grid);
    assert_string_equal(err.message, message);
}

static void test_values(void **state)
{
    (void)state;
    dgh_grid *g = good(HEAD " 2 1 3\n 24.0 48.0 -24.0\n 0.12D+02 0.6-100 0.0\n", "CHGCAR", 0);
    assert_string_equal(g->format, "vasp-chgcar");
    assert_string_equal(g->title, "H in a box");
    assert_int_equal(g->field, DGH_FIELD_DENSITY);
    assert_int_equal(g->n[0] * 100 + g->n[1] * 10 + g->n[2], 213);
    assert_int_equal(g->structure.n_atoms, 1);
    assert_int_equal(g->structure.species[0].atomic_number, 1);
    assert_true(g->structure.position_ang[2] == 3.0);
    assert_true(g->value[0] == 1.0 && g->value[1] == 2.0 && g->value[2] == -1.0);
    assert_true(g->value[3] == 0.5 && g->value[4] == 0.6e-100 / 24.0 && g->value[5] == 0.0);
    assert_true(fabs(dgh_grid_integral(g) - 10.0) < 1e-14);
    assert_int_equal(g->n_components, 1);
    dgh_grid_free(g);
}

static void test_plain_fields(void **state)
{
    (void)state;
    dgh_grid *g = good(HEAD " 1 1 2\n 24.0 48.0\n", "dir/LOCPOT.gz", 0);
    assert_int_equal(g->field, DGH_FIELD_POTENTIAL);
    assert_true(g->value[1] == 48.0);
    dgh_grid_free(g);
    g = good(HEAD " 1 1 2\n 0.5 1.0\n", "ELFCAR", 0);
    assert_int_equal(g->field, DGH_FIELD_ELF);
    assert_true(g->value[0] == 0.5);
    dgh_grid_free(g);
}

#define SPIN                                                                                       \
    HEAD " 2 1 1\n 24.0 48.0\naugmentation occupancies   1   3\n 0.1E+00 0.2E+00 0.3E+00\n"        \
         " 0.100E+01\n 2 1 1\n 2.4 4.8\naugmentation occupancies   1   3\n 0.1 0.2 0.3\n"

static void test_spin(void **state)
{
    (void)state;
    dgh_grid *g = good(SPIN, "CHGCAR", 0);
    assert_int_equal(g->n_components, 2);
    assert_true(g->value[1] == 2.0);
    dgh_grid_free(g);
    g = good(SPIN, "CHGCAR", 1);
    assert_int_equal(g->n_components, 2);
    assert_int_equal(g->component, 1);
    assert_int_equal(g->field, DGH_FIELD_SPIN_DENSITY);
    assert_true(g->value[0] == 2.4 / 24.0 && g->value[1] == 4.8 / 24.0);
    dgh_grid_free(g);
    dgh_error err;
    assert_int_equal(read_text(&g, SPIN, "CHGCAR", 2, 1, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, "CHGCAR: expected a component 2, found 2 blocks of values");
}

static void test_noncollinear(void **state)
{
    (void)state;
    static const char TEXT[] = HEAD " 1 1 1\n 24\n 1 1 1\n 48\n 1 1 1\n 72\n 1 1 1\n 96\n";
    static const dgh_field FIELDS[] = {DGH_FIELD_DENSITY, DGH_FIELD_MAGNETISATION_X,
                                       DGH_FIELD_MAGNETISATION_Y, DGH_FIELD_MAGNETISATION_Z};
    for (size_t c = 0; c < 4; c++) {
        dgh_grid *g = good(TEXT, "CHGCAR", c);
        assert_int_equal(g->field, FIELDS[c]);
        assert_int_equal(g->n_components, 4);
        assert_true(g->value[0] == (double)(c + 1));
        dgh_grid_free(g);
    }
}

static void test_damaged_second_block(void **state)
{
    (void)state;
    dgh_grid *g = good(HEAD " 2 1 1\n 24.0 48.0\n 2 1 1\n 2.4\n", "CHGCAR", 0);
    assert_int_equal(g->n_components, 1);
    assert_int_equal(g->n_diagnostics, 1);
    assert_string_equal(g->diagnostics[0].code, "block-damaged");
    dgh_grid_free(g);
}

static void test_refused(void **state)
{
    (void)state;
    bad(HEAD " 2 1 2\n 1 2 3\n", DGH_ERR_PARSE,
        "CHGCAR:13:1: expected number 4 of 4 of the grid, found end of file");
    bad(HEAD " 2 1 2\n 1 2 3", DGH_ERR_PARSE,
        "CHGCAR:12:7: expected number 4 of 4 of the grid, found end of file");
    bad(HEAD " 2 1 2\n 1 2 ***** 4\n", DGH_ERR_PARSE,
        "CHGCAR:12:6: expected number 3 of 4 of the grid, found \"***** 4\"");
    bad(HEAD " 2 1 2\n 1 NaN 3 4\n", DGH_ERR_PARSE,
        "CHGCAR:12:4: expected number 2 of 4 of the grid, found \"NaN 3 4\"");
    bad(HEAD " 2 1 2\n 1 2 3 4 5\n", DGH_ERR_PARSE,
        "CHGCAR:12:10: expected the end of the grid, augmentation occupancies or another block, "
        "found \"5\"");
    bad(HEAD " 2 1 2\n 1 2 3 4\n 5\n", DGH_ERR_PARSE,
        "CHGCAR:13:2: expected the end of the grid, augmentation occupancies or another block, "
        "found \"5\"");
    bad(HEAD " 2 0 2\n 1 2 3 4\n", DGH_ERR_PARSE,
        "CHGCAR:11:2: expected three divisions above zero of a grid that fits into memory, found "
        "\"2 0 2\"");
    bad(HEAD " 200 100 200\n 1 2 3 4\n", DGH_ERR_PARSE,
        "CHGCAR: expected the 4000000 numbers of a grid of 200 x 100 x 200 points, found a file of "
        "at most 106 bytes");
    bad(HEAD " 2 -1 2\n 1 2 3 4\n", DGH_ERR_PARSE,
        "CHGCAR:11:2: expected three divisions above zero of a grid that fits into memory, found "
        "\"2 -1 2\"");
    bad("", DGH_ERR_UNSUPPORTED,
        "CHGCAR: expected a grid (CHGCAR, LOCPOT, cube, XSF, charge-density.dat, filplot...), "
        "found "
        "an empty file");
}

static void test_odd_cells(void **state)
{
    (void)state;
    /* left-handed, a volume for a scale, VASP 4, CRLF */
    dgh_grid *g = good("H1\r\n -48.0\r\n 0 2 0\r\n 3 0 0\r\n 0 0 4\r\n 1\r\nDirect\r\n 0.5 0.5 "
                       "0.5\r\n \r\n 1 1 2\r\n 48.0 96.0\r\n",
                       "CHGCAR", 0);
    assert_true(fabs(dgh_cell_volume_ang3((const double(*)[3])g->cell_ang) - 48.0) < 1e-12);
    assert_true(fabs(g->value[0] - 1.0) < 1e-14 && fabs(g->value[1] - 2.0) < 1e-14);
    assert_true(fabs(dgh_grid_integral(g) - 72.0) < 1e-12);
    assert_int_equal(g->structure.species[0].atomic_number, 1);
    dgh_grid_free(g);
}

/* No prefix of a good file gives a grid without an error, and none crashes. */
static void test_prefixes(void **state)
{
    (void)state;
    size_t whole = strlen(HEAD " 2 1 1\n 24.0 48.");
    for (size_t n = 0; n < strlen(SPIN); n++) {
        char *text = strndup(SPIN, n);
        dgh_grid *g;
        dgh_error err;
        dgh_status status = read_text(&g, text, "CHGCAR", 0, 1, &err);
        if (n < whole - 2)
            assert_int_not_equal(status, DGH_OK);
        dgh_grid_free(g);
        free(text);
    }
}

static char *slurp(const char *path, size_t *size)
{
    dgh_bytes bytes;
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    char *copy = malloc(bytes.size + 1);
    memcpy(copy, bytes.data, bytes.size);
    *size = bytes.size;
    dgh_bytes_free(&bytes);
    return copy;
}

/* Written, read and written again: the same numbers in the same digits. */
static void test_round_trip(void **state)
{
    char first[] = "/tmp/dgh_grid_XXXXXX", second[] = "/tmp/dgh_grid_XXXXXX";
    (void)state;
    close(mkstemp(first));
    close(mkstemp(second));
    dgh_grid *g = random_grid(7, 5, 3), *back;
    assert_int_equal(dgh_grid_write(g, first, DGH_GRID_CHGCAR, NULL), DGH_OK);
    dgh_error err = {0};
    if (dgh_grid_read(&back, first, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < 105; i++)
        assert_true(fabs(back->value[i] - g->value[i]) <= 1e-10 * fabs(g->value[i]));
    assert_int_equal(back->structure.n_atoms, 2);
    assert_int_equal(dgh_grid_write(back, second, DGH_GRID_CHGCAR, NULL), DGH_OK);
    size_t size[2];
    char *a = slurp(first, &size[0]), *b = slurp(second, &size[1]);
    /* the first line is the title, which the grid in memory did not have */
    assert_string_equal(strstr(strndupa(a, size[0]), "Direct"),
                        strstr(strndupa(b, size[1]), "Direct"));
    free(a);
    free(b);
    dgh_grid_free(g);
    dgh_grid_free(back);
    unlink(first);
    unlink(second);
}

/* Threads and streaming give the same bits; lines of five and planes do not end together. */
static void test_stream_and_threads(void **state)
{
    char path[] = "/tmp/dgh_grid_XXXXXX";
    (void)state;
    close(mkstemp(path));
    dgh_grid *g = random_grid(61, 67, 83), *whole, *threads;
    size_t plane = 61 * 67, points = plane * 83;
    assert_int_equal(dgh_grid_write(g, path, DGH_GRID_CHGCAR, NULL), DGH_OK);
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.jobs = 1;
    assert_int_equal(dgh_grid_read(&whole, path, &options, NULL), DGH_OK);
    options.jobs = 3;
    assert_int_equal(dgh_grid_read(&threads, path, &options, NULL), DGH_OK);
    assert_memory_equal(whole->value, threads->value, points * sizeof(double));
    dgh_grid_stream *stream;
    const dgh_grid *head;
    assert_int_equal(dgh_grid_stream_open(&stream, &head, path, &options, NULL), DGH_OK);
    assert_int_equal(head->n[2], 83);
    double *room = malloc(10 * plane * sizeof *room);
    for (size_t k = 0; k < 83; k += 10) {
        size_t planes = 83 - k < 10 ? 83 - k : 10;
        assert_int_equal(dgh_grid_stream_read(stream, room, planes, NULL), DGH_OK);
        assert_memory_equal(room, whole->value + k * plane, planes * plane * sizeof *room);
    }
    assert_int_equal(dgh_grid_stream_read(stream, room, 1, NULL), DGH_ERR_MISSING);
    dgh_grid_stream_close(stream);
    options.single_precision = true;
    dgh_grid *single;
    assert_int_equal(dgh_grid_read(&single, path, &options, NULL), DGH_OK);
    assert_null(single->value);
    for (size_t i = 0; i < points; i++)
        assert_true(single->value_f32[i] == (float)whole->value[i]);
    free(room);
    dgh_grid_free(g);
    dgh_grid_free(whole);
    dgh_grid_free(threads);
    dgh_grid_free(single);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_plain_fields),
        cmocka_unit_test(test_spin),
        cmocka_unit_test(test_noncollinear),
        cmocka_unit_test(test_damaged_second_block),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_odd_cells),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_stream_and_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
