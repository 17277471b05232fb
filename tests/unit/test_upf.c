/* Free atoms: UPF of both versions, tables, and real pseudopotentials where they are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/constants.h"
#include "espresso/upf.h"
#include "field/radial_table.h"

static void close_to(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", found, expected);
}

static dgh_free_atom *good(const char *text)
{
    dgh_free_atom *atom = NULL;
    dgh_error err = {0};
    assert_true(dgh_qe_is_upf(text, strlen(text)));
    if (dgh_qe_read_upf(&atom, text, strlen(text), "h.upf", &err) != DGH_OK)
        fail_msg("%s", err.message);
    return atom;
}

static void bad(const char *text, dgh_status status, const char *message)
{
    dgh_free_atom *atom = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_qe_read_upf(&atom, text, strlen(text), "h.upf", &err), status);
    assert_null(atom);
    assert_string_equal(err.message, message);
}

#define V2_HEADER                                                                                  \
    "<UPF version=\"2.0.1\">\n<PP_INFO>\n a < b & <PP_R> 1 </PP_R>\n</PP_INFO>\n"                  \
    "<PP_HEADER\n pseudo_element=\"Xx\" comment=\"a > b\"\n element=\" H\"\n"                      \
    " z_valence = \"1.5D0\"/>\n"
#define MESH                                                                                       \
    "<PP_MESH mesh=\"3\">\n<PP_R type=\"real\">\n 0.0 1.0\n 2.0\n</PP_R>\n"                        \
    "<PP_RAB>\n1 1 1\n</PP_RAB></PP_MESH>\n"
#define RHOATOM "<PP_RHOATOM size=\"3\">\n0.0 4.0 2.0\n</PP_RHOATOM>\n</UPF>\n"

static void check_values(const dgh_free_atom *atom)
{
    const double bohr = DGH_BOHR_ANG;
    assert_int_equal(atom->atomic_number, 1);
    assert_true(atom->valence_e.has);
    assert_int_equal(atom->n, 2); /* the point at the nucleus says nothing */
    close_to(atom->radius_ang[0], bohr);
    close_to(atom->density_e_per_ang3[0], 4.0 / (4.0 * DGH_PI * bohr * bohr * bohr));
    close_to(atom->density_e_per_ang3[1], 2.0 / (16.0 * DGH_PI * bohr * bohr * bohr));
    /* a ball of constant density up to 1 Bohr, then the trapezoid of 4 and 2 */
    close_to(atom->electrons, 4.0 / 3.0 + 3.0);
}

static void test_version_2(void **state)
{
    (void)state;
    dgh_free_atom *atom = good(V2_HEADER MESH RHOATOM);
    check_values(atom);
    close_to(atom->valence_e.value, 1.5);
    assert_int_equal(atom->valence_e.source.line, 8);
    assert_string_equal(atom->valence_e.source.path, "h.upf");
    dgh_free_atom_free(atom);
    atom = good("<UPF version=\"2.0.1\">\n<PP_HEADER element='H'/>\n" MESH RHOATOM);
    assert_false(atom->valence_e.has);
    dgh_free_atom_free(atom);
}

static void test_version_1(void **state)
{
    (void)state;
    dgh_free_atom *atom = good("<PP_INFO>\nGenerated\n</PP_INFO>\n\n<PP_HEADER>\n"
                               "   0                   Version Number\n"
                               "  H                    Element\n"
                               "   NC                  Norm - Conserving pseudopotential\n"
                               "    1.00000000000      Z valence\n</PP_HEADER>\n\n" MESH
                               "<PP_RHOATOM>\n0.0 4.0 2.0\n</PP_RHOATOM>\n");
    check_values(atom);
    close_to(atom->valence_e.value, 1.0);
    dgh_free_atom_free(atom);
}

static void test_what_is_wrong(void **state)
{
    (void)state;
    bad("<UPF version=\"2.0.1\">\n", DGH_ERR_PARSE,
        "h.upf: expected a whole PP_HEADER, found none");
    bad("<PP_HEADER z_valence=\"1\"/>", DGH_ERR_PARSE,
        "h.upf:1:11: expected the element in PP_HEADER, found none");
    bad("<UPF>\n<PP_HEADER element=\"Zz\"/>", DGH_ERR_PARSE,
        "h.upf:2:21: expected an element, found \"Zz\"");
    bad("<PP_HEADER element=\"H\" z_valence=\"one\"/>", DGH_ERR_PARSE,
        "h.upf:1:35: expected the valence, found \"one\"");
    bad(V2_HEADER RHOATOM, DGH_ERR_PARSE, "h.upf: expected a whole radial mesh PP_R, found none");
    bad(V2_HEADER MESH, DGH_ERR_MISSING,
        "h.upf: expected a whole density of the free atom PP_RHOATOM, found none");
    bad(V2_HEADER MESH "<PP_RHOATOM>\n0.0 4.0", DGH_ERR_MISSING,
        "h.upf: expected a whole density of the free atom PP_RHOATOM, found none");
    bad(V2_HEADER MESH "<PP_RHOATOM>\n0.0 4.0 nan\n</PP_RHOATOM>", DGH_ERR_PARSE,
        "h.upf:18:9: expected a density, found \"nan\"");
    bad(V2_HEADER MESH "<PP_RHOATOM>\n0 4 2 1\n</PP_RHOATOM>", DGH_ERR_PARSE,
        "h.upf:17: expected the density at the 3 radii of the mesh, found 4 values");
    bad(V2_HEADER MESH "<PP_RHOATOM>\n0 0 0\n</PP_RHOATOM>", DGH_ERR_MISSING,
        "h.upf: expected a density of the free atom, found zeros");
    bad(V2_HEADER "<PP_R>0 2 1</PP_R>" RHOATOM, DGH_ERR_PARSE,
        "h.upf: expected ascending radii, found another at point 2");
    bad("<qe_pp:pseudo>", DGH_ERR_UNSUPPORTED,
        "h.upf: expected a UPF of version 1 or 2, found the later schema");
}

/* A cut file gives an error or the same atom, never another one. */
static void test_truncated(void **state)
{
    (void)state;
    static const char TEXT[] = V2_HEADER MESH RHOATOM;
    for (size_t size = 0; size < sizeof TEXT; size++) {
        dgh_free_atom *atom = NULL;
        char *copy = malloc(size ? size : 1);
        memcpy(copy, TEXT, size);
        if (dgh_qe_read_upf(&atom, copy, size, "h.upf", NULL) == DGH_OK)
            check_values(atom);
        dgh_free_atom_free(atom);
        free(copy);
    }
}

static dgh_free_atom *table(const char *text, const char *message)
{
    dgh_free_atom *atom = NULL;
    dgh_error err = {0};
    dgh_status status = dgh_field_read_radial_table(&atom, text, strlen(text), "h.dat", &err);
    assert_string_equal(err.message, message);
    assert_int_equal(status, message[0] ? DGH_ERR_PARSE : DGH_OK);
    return atom;
}

static void test_table(void **state)
{
    (void)state;
    dgh_free_atom *atom = table("# made by hand\n# element Pt\n# valence 10\n0 4\n1 2\n\n2.5 0.0\n",
                                "");
    assert_int_equal(atom->atomic_number, 78);
    close_to(atom->valence_e.value, 10.0);
    assert_int_equal(atom->n, 3);
    close_to(atom->radius_ang[2], 2.5);
    close_to(atom->density_e_per_ang3[1], 2.0);
    dgh_free_atom_free(atom);
    table("0 1\n1 2\n", "h.dat: expected a line \"# element Pt\", found none");
    table("# element Pt\n0 1\n",
          "h.dat: expected two lines of radius and density at least, found 1");
    table("# element Xx\n0 1\n", "h.dat:1:11: expected an element, found \"Xx\"");
    table("# element\n", "h.dat:1:10: expected an element, found end of line");
    table("# element H\n# valence -1\n", "h.dat:2:11: expected a valence, found \"-1\"");
    table("# element H\n0 1\nradius\n", "h.dat:3:1: expected a radius, found \"radius\"");
    table("# element H\n0 1\n1\n", "h.dat:3:2: expected a density, found end of line");
    table("# element H\n0 1\n0 2\n", "h.dat:3:1: expected ascending radii, found \"0 2\"");
}

static void test_read_files(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int element;
        double valence;
    } FILES[] = {{"H.pbe-rrkjus_psl.0.1.UPF.xz", 1, 1.0},
                 {"Pt.pbe-n-rrkjus_psl.0.1.UPF.xz", 78, 10.0},
                 {"Pt.pbe-n-kjpaw_psl.0.1.UPF.xz", 78, 10.0},
                 {"P.pbe-n-kjpaw_psl.0.1.UPF.xz", 15, 5.0}};
    char path[1024];
    snprintf(path, sizeof path, "%s/qe/pseudo", DGH_SHARED_DATA);
    if (access(path, R_OK) != 0) {
        print_message("%s is not there: real pseudopotentials are skipped\n", path);
        skip();
    }
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        dgh_free_atom *atom = NULL;
        dgh_error err = {0};
        snprintf(path, sizeof path, "%s/qe/pseudo/%s", DGH_SHARED_DATA, FILES[i].name);
        if (dgh_free_atom_read(&atom, path, NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        assert_int_equal(atom->atomic_number, FILES[i].element);
        close_to(atom->valence_e.value, FILES[i].valence);
        if (!(fabs(atom->electrons - FILES[i].valence) < 2e-4 * FILES[i].valence))
            fail_msg("%s: %.6f electrons", FILES[i].name, atom->electrons);
        dgh_free_atom_free(atom);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_2),     cmocka_unit_test(test_version_1),
        cmocka_unit_test(test_what_is_wrong), cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_table),         cmocka_unit_test(test_read_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
