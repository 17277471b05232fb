/* Grids out of compressed files, whole and plane by plane, cut ones and bombs; and numbers that are
 * written, read and written again. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "adapt/hierarchy.h"
#include "dgh/grid.h"
#include "dgh/io.h"
#include "unit/random_grid.h"

static char folder[] = "/tmp/dgh_packed_XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[4][256];
    static int next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static bool run(const char *command)
{
    char line[1024];
    snprintf(line, sizeof line, "cd %s && %s", folder, command);
    return system(line) == 0;
}

/* Zeros and exponents of three digits among the others. */
static dgh_grid *odd_grid(size_t n0, size_t n1, size_t n2)
{
    dgh_grid *g = random_grid(n0, n1, n2);
    for (size_t i = 0; i < n0 * n1 * n2; i += 97)
        g->value[i] = i % 2 ? 0.0 : 1.5e-117 * (double)i;
    return g;
}

static int make_files(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    dgh_grid *g = odd_grid(12, 11, 10);
    assert_int_equal(dgh_grid_write(g, in_folder("CHGCAR"), DGH_GRID_CHGCAR, NULL), DGH_OK);
    assert_int_equal(dgh_grid_write(g, in_folder("a.cube"), DGH_GRID_CUBE, NULL), DGH_OK);
    assert_int_equal(dgh_grid_write(g, in_folder("a.xsf"), DGH_GRID_XSF, NULL), DGH_OK);
    dgh_grid_free(g);
    return run("cp '" DGH_TEST_DATA "/hdf5/qe_spin.dat' charge-density.dat && "
               "cp '" DGH_TEST_DATA "/hdf5/vaspwave.h5' vaspwave.h5 && "
               "printf 'title\\n 3 1 2 2 1 2 1 1\\n 1 2.0 0 0 0 0 0\\n 10.0 4.0 20.0 0\\n 1 H "
               "1.00\\n"
               " 1 0.5 0.0 0.0 1\\n 1 2 0\\n 3 4 0\\n' > filplot && "
               "gzip -k CHGCAR a.cube a.xsf charge-density.dat vaspwave.h5 filplot && "
               "bzip2 -k CHGCAR a.cube a.xsf charge-density.dat vaspwave.h5 filplot && "
               "xz -k CHGCAR a.cube a.xsf charge-density.dat vaspwave.h5 filplot && "
               "zstd -q CHGCAR a.cube a.xsf charge-density.dat vaspwave.h5 filplot")
               ? 0
               : -1;
}

static int remove_files(void **state)
{
    (void)state;
    char line[256];
    snprintf(line, sizeof line, "rm -r %s", folder);
    return system(line);
}

static const char *const NAMES[] = {"CHGCAR",  "a.cube",     "a.xsf", "charge-density.dat",
                                    "filplot", "vaspwave.h5"};
static const char *const SUFFIXES[] = {"", ".gz", ".bz2", ".xz", ".zst"};

static dgh_grid *good(const char *path, const dgh_grid_options *options)
{
    dgh_grid *g;
    dgh_error err = {0};
    if (dgh_grid_read(&g, path, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return g;
}

static void check_stream(const char *path, const dgh_grid *whole)
{
    dgh_grid_stream *stream;
    const dgh_grid *head;
    dgh_error err = {0};
    if (dgh_grid_stream_open(&stream, &head, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    size_t plane = whole->n[0] * whole->n[1];
    double *room = malloc(plane * sizeof *room);
    for (size_t k = 0; k < whole->n[2]; k++) {
        if (dgh_grid_stream_read(stream, room, 1, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_memory_equal(room, whole->value + k * plane, plane * sizeof *room);
    }
    free(room);
    dgh_grid_stream_close(stream);
}

static void test_every_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(NAMES[i], "vaspwave.h5") == 0 && !dgh_hierarchy_is_built())
            continue;
        dgh_grid *plain = good(in_folder(NAMES[i]), NULL);
        for (size_t s = 0; s < sizeof SUFFIXES / sizeof SUFFIXES[0]; s++) {
            char name[64];
            snprintf(name, sizeof name, "%s%s", NAMES[i], SUFFIXES[s]);
            dgh_grid *g = good(in_folder(name), NULL);
            assert_string_equal(g->format, plain->format);
            assert_int_equal(g->field, plain->field);
            assert_memory_equal(g->n, plain->n, sizeof g->n);
            assert_memory_equal(g->value, plain->value,
                                g->n[0] * g->n[1] * g->n[2] * sizeof(double));
            check_stream(in_folder(name), plain);
            dgh_grid_free(g);
        }
        dgh_grid_free(plain);
    }
}

/* A cut archive says where the text ends and that more was there. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t s = 1; s < sizeof SUFFIXES / sizeof SUFFIXES[0]; s++)
        for (size_t i = 0; i < 3; i++) {
            char command[256], name[64];
            snprintf(name, sizeof name, "cut.%s%s", NAMES[i], SUFFIXES[s]);
            snprintf(command, sizeof command, "head -c $(($(wc -c < %s%s) * 7 / 10)) %s%s > %s",
                     NAMES[i], SUFFIXES[s], NAMES[i], SUFFIXES[s], name);
            assert_true(run(command));
            dgh_grid *g;
            dgh_error err = {0};
            dgh_status status = dgh_grid_read(&g, in_folder(name), NULL, &err);
            assert_null(g);
            /* bzip2 and zstd give nothing of a single block that is cut */
            if (status == DGH_ERR_PARSE) {
                assert_true(err.line > 0 && err.column > 0);
                assert_non_null(strstr(err.message, "found the end of what could be unpacked"));
            } else {
                assert_true(status == DGH_ERR_UNSUPPORTED || status == DGH_ERR_IO);
            }
        }
}

static void refused(const char *name, size_t max_unpacked, size_t expected)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid_stream *stream = NULL;
    const dgh_grid *head;
    char message[512];
    dgh_grid *g;
    dgh_error err = {0};
    if (max_unpacked)
        options.io.max_unpacked_bytes = max_unpacked;
    snprintf(message, sizeof message,
             "%s: expected at most %zu bytes of unpacked content, found more (a decompression "
             "bomb?)",
             in_folder(name), expected);
    assert_int_equal(dgh_grid_read(&g, in_folder(name), &options, &err), DGH_ERR_REFUSED);
    assert_null(g);
    assert_string_equal(err.message, message);
    err = (dgh_error){0};
    double *plane = malloc(1000 * 1000 * sizeof *plane);
    dgh_status status = dgh_grid_stream_open(&stream, &head, in_folder(name), &options, &err);
    for (size_t k = 0; status == DGH_OK && k < 1000; k++)
        status = dgh_grid_stream_read(stream, plane, 1, &err);
    assert_int_equal(status, DGH_ERR_REFUSED);
    assert_string_equal(err.message, message);
    dgh_grid_stream_close(stream);
    free(plane);
}

static void test_bombs(void **state)
{
    (void)state;
    refused("CHGCAR.gz", 10000, 10000);
    /* 35 million zeros in 300 kB: more than the limit below */
    assert_true(
        run("(head -10 CHGCAR; printf ' 1000 1000 35\\n'; yes 0 | head -c 70000000) | gzip -1 "
            "> bomb.gz"));
    refused("bomb.gz", 0, (size_t)64 << 20);
}

static char *slurp(const char *path)
{
    dgh_bytes bytes;
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    char *copy = malloc(bytes.size + 1);
    memcpy(copy, bytes.data, bytes.size);
    copy[bytes.size] = '\0';
    dgh_bytes_free(&bytes);
    return copy;
}

/* What is read from a file and written again is the same file, but for its title. */
static void test_fixed_point(void **state)
{
    static const dgh_grid_format FORMATS[] = {DGH_GRID_CHGCAR, DGH_GRID_CUBE, DGH_GRID_XSF};
    static const dgh_field FIELDS[] = {DGH_FIELD_DENSITY, DGH_FIELD_POTENTIAL, DGH_FIELD_OTHER};
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        dgh_grid *g = odd_grid(7, 5, 13);
        g->field = FIELDS[i / 3];
        dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
        options.field = g->field;
        assert_int_equal(dgh_grid_write(g, in_folder("one"), FORMATS[i % 3], NULL), DGH_OK);
        dgh_grid *back = good(in_folder("one"), &options);
        assert_int_equal(dgh_grid_write(back, in_folder("two"), FORMATS[i % 3], NULL), DGH_OK);
        char *one = slurp(in_folder("one")), *two = slurp(in_folder("two"));
        assert_string_equal(strchr(one, '\n'), strchr(two, '\n'));
        free(one);
        free(two);
        dgh_grid_free(g);
        dgh_grid_free(back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_fixed_point),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
