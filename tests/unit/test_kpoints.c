#include "read_text.h"

#include "vasp/readers.h"

static const char *mesh_of(const char *text, double mesh[3])
{
    static char copy[64];
    dgh_calculation *c = read_text(dgh_vasp_read_kpoints, text);
    const dgh_setting *s = &c->settings[DGH_SETTING_KPOINT_MESH];
    snprintf(copy, sizeof copy, "%s", s->has ? s->text : "");
    memcpy(mesh, c->kpoint_mesh, 3 * sizeof *mesh);
    dgh_calculation_free(c);
    return copy;
}

static void meshes(void **state)
{
    (void)state;
    double m[3];
    static const char *const CASES[][2] = {
        {"t\n0\nGamma\n8 8 1\n0 0 0\n", "8x8x1"},
        {"t = 3\n 0   0 = automatic\nG\n3\t3 3 ! divisions", "3x3x3"},
        {"t\n0\ngamma\n4 4 1\n0.5 0 0\n", "4x4x1 shifted"},
        {"t\n0\ngamma\n4 4 1\n1 0 0\n", "4x4x1"},
        /* Monkhorst and Pack's even meshes avoid Gamma */
        {"t\n0\nMonkhorst-Pack\n4 4 1\n0 0 0\n", "4x4x1 shifted"},
        {"t\n0\nMonkhorst\n5 5 1\n", "5x5x1"},
        {"t\n0\nmonkhorst\n4 4 1\n.5 .5 0\n", "4x4x1"},
        {"t\n0\nReciprocal\n0.25 0 0\n0 0.33333333 0\n0 0 1.0\n0.5 0.5 0\n", "4x3x1 shifted"},
        {"t\n0\nReciprocal\n0.25 0 0\n0 0.5 0\n0 0 1.0\n0 0 0\n", "4x2x1"},
        {"t\n0\nReciprocal\n0.25 0.25 0\n0 0.5 0\n0 0 1.0\n0 0 0\n", ""},
        {"t\n0\nCartesian\n0.25 0 0\n0 0.5 0\n0 0 1.0\n0 0 0\n", ""},
        {"t\n0\nAuto\n40\n", ""},
        {"t\n1\nReciprocal\n0 0 0 1\n", "1x1x1"},
        {"t\n2\nCartesian\n0 0 0 1\n0.5 0 0 3\n", ""},
        {"t\n40 ! points\nLine-mode\nreciprocal\n0 0 0\n.5 0 0\n", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_true(dgh_vasp_is_kpoints(CASES[i][0], strlen(CASES[i][0])));
        assert_string_equal(mesh_of(CASES[i][0], m), CASES[i][1]);
    }
    mesh_of(CASES[0][0], m);
    assert_vector(m, 8.0, 8.0, 1.0);
    mesh_of(CASES[11][0], m);
    assert_vector(m, 0.0, 0.0, 0.0);
}

static void the_rest_of_the_record(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_kpoints, "t\n0\nGamma\n8 8 1\n");
    assert_int_equal(c->task, DGH_TASK_INPUT);
    assert_int_equal(c->settings[DGH_SETTING_KPOINT_MESH].source.line, 4);
    assert_false(c->settings[DGH_SETTING_N_KPOINTS].has);
    dgh_calculation_free(c);
    c = read_text(dgh_vasp_read_kpoints, "t\n2\nC\n0 0 0 1\n0.5 0 0 3\nTetrahedra\n1 .1\n");
    assert_int_equal(c->settings[DGH_SETTING_N_KPOINTS].integer, 2);
    assert_string_equal(c->settings[DGH_SETTING_KPOINT_LIST].text,
                        "2pi/a 0 0 0 (0.25), 0.5 0 0 (0.75)");
    assert_int_equal(c->settings[DGH_SETTING_KPOINT_LIST].source.line, 4);
    dgh_calculation_free(c);
    c = read_text(dgh_vasp_read_kpoints, "t\n40\nLine\nrec\n0 0 0\n.5 0 0\n");
    assert_int_equal(c->task, DGH_TASK_BANDS);
    assert_non_null(find_diagnostic(c, "kpoints-path"));
    dgh_calculation_free(c);
    c = read_text(dgh_vasp_read_kpoints, "t\n0\nAuto\n40\n");
    assert_string_equal(find_diagnostic(c, "kpoints-by-length")->message,
                        "the mesh follows from a length of 40 and the cell");
    dgh_calculation_free(c);
}

static void errors_name_the_place(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "f:1:1: expected a title, found end of file"},
        {"t\n", "f:2:1: expected the number of k-points, found end of file"},
        {"t\n-1\n", "f:2:1: expected the number of k-points, found \"-1\""},
        {"t\n1.0\n", "f:2:1: expected the number of k-points, found \"1.0\""},
        {"t\n0\n 4 4 4\n", "f:3:2: expected \"Gamma\", \"Monkhorst-Pack\", \"Automatic\" or "
                           "\"Reciprocal\", found \"4 4 4\""},
        {"t\n0\nG\n4 0 4\n", "f:4:3: expected three positive divisions, found \"0 4\""},
        {"t\n0\nG\n4 4.5 4\n", "f:4:3: expected three positive divisions, found \"4.5 4\""},
        {"t\n0\nG\n4 4\n", "f:4:4: expected three positive divisions, found end of line"},
        {"t\n0\nA\n-4\n", "f:4:1: expected a positive length, found \"-4\""},
        {"t\n0\nR\n1 0 0\n0 1\n",
         "f:5:4: expected a generating vector of three numbers, found end of line"},
        {"t\n2\nC\n0 0 0 1\n", "f:5:1: expected k-point 2 of 2 with its weight, found end of file"},
        {"t\n4294967295\nC\n0 0 0 1\n",
         "f:5:1: expected k-point 2 of 4294967295 with its weight, found end of file"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_refused(dgh_vasp_read_kpoints, CASES[i][0], CASES[i][1]);
    read_all_prefixes(dgh_vasp_read_kpoints, "t\n2\nC\n0 0 0 1\n0.5 0 0 3\n");
}

static void what_is_no_kpoints(void **state)
{
    (void)state;
    static const char *const CASES[] = {"",
                                        "A list\n1\nof things\n",
                                        "t\n1.0\n3 0 0\n0 3 0\n0 0 3\n",
                                        "t\n0\nGamma\nray\n",
                                        "t\n5\nGamma\n1 1 1 1\n",
                                        "ENCUT = 300\nNSW = 0\nISMEAR = 1\n"};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        if (dgh_vasp_is_kpoints(CASES[i], strlen(CASES[i])))
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meshes),
        cmocka_unit_test(the_rest_of_the_record),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(what_is_no_kpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
