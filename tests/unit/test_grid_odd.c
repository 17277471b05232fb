/* Odd grids: what programs and people leave behind. Each is a change of one good file, and either
 * its integral or the exact text of the refusal is expected. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "study/grid_formats.h"

/* H in a box of 24 cubic Angstrom; 60 electrons at the first point... */
#define CHGCAR                                                                                     \
    "H in a box\n 1.0\n 2.0 0.0 0.0\n 0.0 3.0 0.0\n 0.0 0.0 4.0\n H\n 1\nDirect\n"                 \
    " 0.25 0.5 0.75\n\n 2 1 3\n 60.0 2.0\n 3.0 4.0\n 5.0 6.0\n"

#define CUBE                                                                                       \
    "t\nt\n 1 0.0 0.0 0.0\n 2 1.0 0.0 0.0\n 1 0.0 2.0 0.0\n 3 0.0 0.0 0.5\n 1 1.0 0.5 0.0 0.0\n"   \
    " 1 2 3\n 4 5 6\n"

#define XSF                                                                                        \
    "CRYSTAL\nPRIMVEC\n 2 0 0\n 0 1 0\n 0 0 1\nPRIMCOORD\n 1 1\n H 0 0 0\n"                        \
    "BEGIN_BLOCK_DATAGRID_3D\n some\n BEGIN_DATAGRID_3D_one\n 3 2 2\n 0 0 0\n 2 0 0\n 0 1 0\n"     \
    " 0 0 1\n 1 2 1\n 1 2 1\n 1 2 1\n 1 2 1\n END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n"

#define FILPLOT                                                                                    \
    "title\n 3 1 2 2 1 2 1 1\n 1 2.0 0 0 0 0 0\n 10.0 4.0 20.0 0\n 1 H 1.00\n 1 0.5 0.0 0.0 1\n"   \
    " 1 2 0\n 3 4 0\n"

typedef struct odd {
    const char *good, *from, *to;
    double integral;       /* where `message` is NULL */
    const char *message;   /* of a refusal */
    const char *diagnosis; /* code of a finding, NULL = whatever */
} odd;

/* The first `from` of the text replaced; all line ends for "\n". */
static char *changed(const char *good, const char *from, const char *to)
{
    size_t room = 4 * strlen(good) + strlen(to) + 1, n = 0;
    char *text = calloc(1, room);
    bool all = strcmp(from, "\n") == 0, done = false;
    assert_true(*from == '\0' || strstr(good, from));
    for (const char *p = good; *p;) {
        if (*from && (all || !done) && strncmp(p, from, strlen(from)) == 0) {
            n += (size_t)snprintf(text + n, room - n, "%s", to);
            p += strlen(from);
            done = true;
        } else {
            text[n++] = *p++;
        }
    }
    return text;
}

static dgh_status read_text(dgh_grid **grid, const char *text, size_t size, dgh_error *err)
{
    dgh_window window = dgh_window_on(text, size, "f");
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.jobs = 1;
    *err = (dgh_error){0};
    return dgh_grid_read_window(grid, &window, &options, err);
}

static void check(const odd *o)
{
    char *text = changed(o->good, o->from, o->to);
    dgh_grid *g;
    dgh_error err;
    dgh_status status = read_text(&g, text, strlen(text), &err);
    if (o->message) {
        assert_string_equal(err.message, o->message);
        assert_int_not_equal(status, DGH_OK);
        assert_null(g);
    } else {
        if (status != DGH_OK)
            fail_msg("\"%s\" for \"%s\": %s", o->to, o->from, err.message);
        double integral = dgh_grid_integral(g);
        if (fabs(integral - o->integral) > 1e-12 * (1.0 + fabs(o->integral)))
            fail_msg("\"%s\" for \"%s\": %.15g instead of %.15g", o->to, o->from, integral,
                     o->integral);
        bool found = !o->diagnosis;
        for (size_t i = 0; i < g->n_diagnostics; i++)
            found = found || strcmp(g->diagnostics[i].code, o->diagnosis) == 0;
        assert_true(found);
    }
    dgh_grid_free(g);
    free(text);
}

static void check_all(const odd *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check(&all[i]);
}

#define NO_DIVISIONS                                                                               \
    "f:11:2: expected three divisions above zero of a grid that fits into memory, found "

static void test_chgcar(void **state)
{
    (void)state;
    static const odd CASES[] = {
        {CHGCAR, "", "", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, "\n", "\r\n", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, "60.0 2.0", "0.6D+02 0.2d1", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, "5.0 6.0", "0.5-100 0.6+001", 75.0 / 6.0, NULL, NULL},
        {CHGCAR, "60.0 2.0\n 3.0", ".60000000000E+02-.20000000000E+01-.30000000000E+01", 70.0 / 6.0,
         NULL, NULL},
        {CHGCAR, "60.0 2.0\n 3.0 4.0\n 5.0 6.0\n", "60 2 3 4 5 6", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, "5.0 6.0", "5.0 -6.0", 68.0 / 6.0, NULL, NULL},
        {CHGCAR, " 1.0\n", " -24.0\n", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, " 2.0 0.0 0.0\n 0.0 3.0 0.0\n", " 0.0 3.0 0.0\n 2.0 0.0 0.0\n", 80.0 / 6.0, NULL,
         NULL},
        {CHGCAR, " H\n 1\n", " 1\n", 80.0 / 6.0, NULL, "species-unnamed"},
        {CHGCAR, " 0.25 0.5 0.75", " -0.75 1.5 0.75", 80.0 / 6.0, NULL, NULL},
        {CHGCAR, " 5.0 6.0\n",
         " 5.0 6.0\naugmentation occupancies 1 3\n 0.1 0.2 0.3\n 0.1E+01\n 0.2 0.3 0.4\n 2 1 3\n 1 "
         "1 1 1 1 1\n",
         80.0 / 6.0, NULL, NULL},
        {CHGCAR, " 5.0 6.0\n", " 5.0 6.0\n 2 1 3\n 1 1 1\n", 80.0 / 6.0, NULL, "block-damaged"},
        {CHGCAR, "5.0 6.0", "5.0 *****", 0,
         "f:14:6: expected number 6 of 6 of the grid, found "
         "\"*****\"",
         NULL},
        {CHGCAR, "3.0 4.0", "NaN 4.0", 0,
         "f:13:2: expected number 3 of 6 of the grid, found \"NaN 4.0\"", NULL},
        {CHGCAR, "3.0 4.0", "-Infinity 4.0", 0,
         "f:13:2: expected number 3 of 6 of the grid, found \"-Infinity 4.0\"", NULL},
        {CHGCAR, "3.0 4.0", "0.3E+999 4.0", 0,
         "f:13:2: expected number 3 of 6 of the grid, found \"0.3E+999 4.0\"", NULL},
        {CHGCAR, "5.0 6.0", "5.0", 0,
         "f:15:1: expected number 6 of 6 of the grid, found end of file", NULL},
        {CHGCAR, "5.0 6.0", "5.0 6.0 7.0", 0,
         "f:14:10: expected the end of the grid, augmentation occupancies or another block, found "
         "\"7.0\"",
         NULL},
        {CHGCAR, "5.0 6.0\n", "5.0 6.0\nNaN\n", 0,
         "f:15:1: expected the end of the grid, augmentation occupancies or another block, found "
         "\"NaN\"",
         NULL},
        {CHGCAR, "5.0 6.0\n", "5.0 6.0\n ****\n", 0,
         "f:15:2: expected the end of the grid, augmentation occupancies or another block, found "
         "\"****\"",
         NULL},
        {CHGCAR, " 2 1 3\n", " 2 0 3\n", 0, NO_DIVISIONS "\"2 0 3\"", NULL},
        {CHGCAR, " 2 1 3\n", " 2 -1 3\n", 0, NO_DIVISIONS "\"2 -1 3\"", NULL},
        {CHGCAR, " 2 1 3\n", " 4294967295 4294967295 4294967295\n", 0,
         NO_DIVISIONS "\"4294967295 4294967295 4294967295\"", NULL},
        {CHGCAR, " 2 1 3\n", " 2048 1024 1024\n", 0,
         "f: expected the 2147483648 numbers of a grid of 2048 x 1024 x 1024 points, found a file "
         "of at most 128 bytes",
         NULL},
    };
    check_all(CASES, sizeof CASES / sizeof CASES[0]);
}

static void test_cube(void **state)
{
    (void)state;
    static const double BOHR3 = 0.529177210903 * 0.529177210903 * 0.529177210903;
    const odd CASES[] = {
        {CUBE, "", "", 21.0, NULL, "unit-not-stated"},
        {CUBE, "\n", "\r\n", 21.0, NULL, NULL},
        {CUBE, "4 5 6", "0.4D+01 0.5d1 0.6-100", 15.0, NULL, NULL},
        {CUBE, "4 5 6", "4.0-5.0-6.0", -1.0, NULL, NULL},
        {CUBE, " 2 1.0 0.0 0.0", " 2 -1.0 0.0 0.0", 21.0, NULL, NULL},
        {CUBE, " 2 1.0 0.0 0.0", " -2 1.0 0.0 0.0", 21.0 / BOHR3, NULL, "cube-mixed-units"},
        {CUBE, " 1 2 3\n 4 5 6\n", "1 2 3 4 5 6", 21.0, NULL, NULL},
        {CUBE, " 1 0.0 0.0 0.0\n", " 1 0.0 0.0 0.0 2\n", 0,
         "f:10:1: expected number 7 of 12 of the grid, found end of file", NULL},
        {CUBE, " 1 0.0 0.0 0.0\n 2 1.0", " 2 0.0 0.0 0.0\n 2 1.0", 0,
         "f:8:7: expected number, charge and place of atom 2 of 2, found end of line", NULL},
        {CUBE, "4 5 6", "4 ***** 6", 0,
         "f:9:4: expected number 5 of 6 of the grid, found \"***** 6\"", NULL},
        {CUBE, "4 5 6", "4 nan 6", 0, "f:9:4: expected number 5 of 6 of the grid, found \"nan 6\"",
         NULL},
        {CUBE, "4 5 6", "4 5", 0, "f:10:1: expected number 6 of 6 of the grid, found end of file",
         NULL},
        {CUBE, "4 5 6", "4 5 6 7", 0,
         "f:9:8: expected the end of the file behind the grid, found \"7\"", NULL},
        {CUBE, " 2 1.0 0.0", " 0 1.0 0.0", 0,
         "f:4:2: expected a number of points other than zero, found \"0 1.0 0.0 0.0\"", NULL},
        {CUBE, " 2 1.0 0.0", " 2147483648 1.0 0.0", 0,
         "f: expected the numbers of a grid of 2147483648 x 1 x 3 points with 1 at each point, "
         "found a file of at most 106 bytes",
         NULL},
        {CUBE, " 1 0.0 0.0 0.0", " 1000000 0.0 0.0 0.0", 0,
         "f:7:1: expected the atoms that the head announces, found end of file", NULL},
        {CUBE, " 1 1.0 0.5 0.0 0.0", " 119 1.0 0.5 0.0 0.0", 0,
         "f:7:2: expected an atomic number from 0 to 118, found \"119 1.0 0.5 0.0 0.0\"", NULL},
        {CUBE, " 1 1.0 0.5 0.0 0.0", " 1 1.0 0.5 x 0.0", 0,
         "f:7:12: expected number, charge and place of atom 1 of 1, found \"x 0.0\"", NULL},
    };
    check_all(CASES, sizeof CASES / sizeof CASES[0]);
}

static void test_xsf(void **state)
{
    (void)state;
    static const odd CASES[] = {
        {XSF, "", "", 3.0, NULL, "unit-not-stated"},
        {XSF, "\n", "\r\n", 3.0, NULL, NULL},
        {XSF, " 1 2 1\n", " 0.1D+01 0.2-100 1\n", 1.0, NULL, NULL},
        {XSF, " 1 2 1\n", " 1 2 9\n", 3.0, NULL, "xsf-not-periodic"},
        {XSF, " 3 2 2\n", " 1 1 1\n", 0, "f:17:4: expected END_DATAGRID_3D, found \"2 1\"", NULL},
        {XSF, " 1 2 1\n END", " 1 *** 1\n END", 0,
         "f:20:4: expected number 11 of 12 of the grid, found \"*** 1\"", NULL},
        {XSF, " 1 2 1\n END", " 1 NaN 1\n END", 0,
         "f:20:4: expected number 11 of 12 of the grid, found \"NaN 1\"", NULL},
        {XSF, " 1 2 1\n END", " 1 2\n END", 0,
         "f:21:2: expected number 12 of 12 of the grid, found \"END_DATAGRID_3D\"", NULL},
        {XSF, " END_DATAGRID_3D", " 7\n END_DATAGRID_3D", 0,
         "f:21:2: expected END_DATAGRID_3D, found \"7\"", NULL},
        {XSF, " 3 2 2\n", " 3 0 2\n", 0,
         "f:12:1: expected three divisions above zero, found \"3 0 2\"", NULL},
        {XSF, " 3 2 2\n", " 2147483648 2 2\n", 0,
         "f:12:1: expected a grid that fits into its file, found \"2147483648 2 2\"", NULL},
        {XSF, "PRIMCOORD\n 1 1", "PRIMCOORD\n 1000000 1", 0,
         "f:7:1: expected a number of atoms that fit into their file, found \"1000000 1\"", NULL},
        {XSF, " 0 0 1\n 1 2 1\n", " 0 1 0\n 1 2 1\n", 0,
         "f:17:1: expected vectors that span a volume, found \"1 2 1\"", NULL},
    };
    check_all(CASES, sizeof CASES / sizeof CASES[0]);
}

static void test_filplot(void **state)
{
    (void)state;
    static const char WRONG[] =
        "f:2:1: expected nr1x nr2x nr3x nr1 nr2 nr3 nat ntyp, the divisions above zero, found ";
    char zero[160], larger[160];
    snprintf(zero, sizeof zero, "%s\"3 0 2 2 0 2 1 1\"", WRONG);
    snprintf(larger, sizeof larger, "%s\"3 1 2 4 1 2 1 1\"", WRONG);
    const odd CASES[] = {
        {FILPLOT, "", "", 20.0, NULL, NULL},
        {FILPLOT, "\n", "\r\n", 20.0, NULL, NULL},
        {FILPLOT, "title", "", 20.0, NULL, NULL},
        {FILPLOT, "3 4 0", "3D0 4-100 0", 12.0, NULL, NULL},
        {FILPLOT, "3 4 0", "3 NaN 0", 0,
         "f:8:4: expected number 5 of 6 of the grid, found \"NaN 0\"", NULL},
        {FILPLOT, "3 4 0\n", "3 4 0\n 5\n", 0,
         "f:9:2: expected the end of the file behind the grid, found \"5\"", NULL},
        {FILPLOT, "3 4 0\n", "3 4", 0,
         "f:8:5: expected number 6 of 6 of the grid, found end of file", NULL},
        {FILPLOT, " 3 1 2 2 1 2", " 3 0 2 2 0 2", 0, zero, NULL},
        {FILPLOT, " 3 1 2 2 1 2", " 3 1 2 4 1 2", 0, larger, NULL},
        {FILPLOT, " 3 1 2 2 1 2", " 2147483648 1 2 2 1 2", 0,
         "f:2:1: expected a grid and atoms that fit into their file, found \"2147483648 1 2 2 1 2 "
         "1 1\"",
         NULL},
        {FILPLOT, "0.0 0.0 1\n", "0.0 0.0 2\n", 0,
         "f:6:1: expected number, place and type of an atom, found \"1 0.5 0.0 0.0 2\"", NULL},
        {FILPLOT, " 1 2.0 0 0", " 77 2.0 0 0", 0,
         "f:3:1: expected an ibrav that spans a cell, found \"77 2.0 0 0 0 0 0\"", NULL},
    };
    check_all(CASES, sizeof CASES / sizeof CASES[0]);
}

/* Lengths of a cube that are Angstrom without the sign that says so: two Pt 1.47 Angstrom apart. */
static void test_unmarked_angstrom(void **state)
{
    (void)state;
    static const char TEXT[] = "t\nt\n 2 0 0 0\n 1 %s 0 0\n 1 0 %s 0\n 1 0 0 %s\n 78 10 0 0 0\n"
                               " 78 10 2.77 0 0\n 1\n";
    for (int marked = 0; marked < 2; marked++) {
        char text[256];
        const char *length = "20";
        snprintf(text, sizeof text, TEXT, length, length, length);
        for (char *p = text; marked && (p = strstr(p, "\n 1 ")); p += 3)
            memcpy(p, "\n-1 ", 4);
        dgh_grid *g;
        dgh_error err;
        if (read_text(&g, text, strlen(text), &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(g->n_diagnostics, marked ? 1 : 2);
        assert_string_equal(g->diagnostics[0].code,
                            marked ? "unit-not-stated" : "cube-lengths-doubtful");
        if (!marked)
            assert_string_equal(g->diagnostics[0].message,
                                "two atoms are 1.47 Angstrom apart, 0.54 of the sum of their "
                                "covalent radii: is this file's Angstrom not marked by a negative "
                                "number of points, so that it is read as Bohr?");
        dgh_grid_free(g);
    }
}

/* No prefix of a file is a shorter grid. */
static void test_prefixes(void **state)
{
    static const char *const TEXTS[] = {CHGCAR, CUBE, XSF, FILPLOT};
    (void)state;
    for (size_t t = 0; t < 4; t++) {
        const char *numbers_end = t == 2 ? strstr(TEXTS[2], "\n END") : TEXTS[t] + strlen(TEXTS[t]);
        size_t whole = (size_t)(numbers_end - TEXTS[t]) - 4;
        for (size_t n = 0; n < whole; n++) {
            char *part = malloc(n + 1);
            dgh_grid *g;
            dgh_error err;
            memcpy(part, TEXTS[t], n);
            assert_int_not_equal(read_text(&g, part, n, &err), DGH_OK);
            assert_null(g);
            free(part);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chgcar),
        cmocka_unit_test(test_cube),
        cmocka_unit_test(test_xsf),
        cmocka_unit_test(test_filplot),
        cmocka_unit_test(test_unmarked_angstrom),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
