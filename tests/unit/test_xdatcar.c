#include "read_text.h"

#include "vasp/readers.h"

static const char NEW_FORM[] = "title\n"
                               "           1\n"
                               "     4.0    0.0    0.0\n"
                               "     0.0    5.0    0.0\n"
                               "     0.0    0.0    6.0\n"
                               "   Li   O \n"
                               "   1   1\n"
                               "Direct configuration=     1\n"
                               "   0.25000000  0.50000000  0.00000000\n"
                               "  -0.63265286-0.11227753 -0.15402785\n"
                               "Direct configuration=     2\n"
                               "   0.50000000  0.50000000  0.00000000\n"
                               "   0.75000000  0.75000000  0.50000000\n";

static void labelled(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_xdatcar, NEW_FORM);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_int_equal(dgh_structure_element(&c->structure, 1), 8);
    assert_vector(c->steps[0].position_ang, 1.0, 2.5, 0.0);
    assert_vector(c->steps[0].position_ang + 3, -0.63265286 * 4, -0.11227753 * 5, -0.15402785 * 6);
    assert_int_equal(c->steps[1].source.line, 11);
    assert_false(c->steps[1].energy_ev[DGH_ENERGY_FREE].has);
    assert_true(c->has_final_positions);
    assert_vector(dgh_calculation_structure(c).position_ang + 3, 3.0, 3.75, 3.0);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

static void repeated_head(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(
        dgh_vasp_read_xdatcar,
        "t\n1\n4 0 0\n0 4 0\n0 0 4\nH\n1\n"
        "t\n1\n5 0 0\n0 5 0\n0 0 5\nH\n1\nDirect configuration=     1\n.1 .2 .3\n"
        "t\n1\n6 0 0\n0 6 0\n0 0 6\nH\n1\nDirect configuration=     2\n.1 .2 .3\n");
    assert_int_equal(c->n_steps, 2);
    assert_vector(c->structure.cell_ang[0], 5.0, 0.0, 0.0);
    assert_vector(c->steps[0].position_ang, 0.5, 1.0, 1.5);
    assert_vector(c->steps[1].position_ang, 0.6, 1.2, 1.8);
    assert_vector(c->steps[1].cell_ang[2], 0.0, 0.0, 6.0);
    assert_vector(c->final_cell_ang[2], 0.0, 0.0, 6.0);
    dgh_calculation_free(c);
}

static void without_labels(void **state)
{
    (void)state;
    const char *text = "t\n1\n4 0 0\n0 4 0\n0 0 4\nH\n2\n \n0 0 0\n0.5 0.5 0.5\n"
                       " \n0 0 0.25\n0.5 0.5 0.75\n\n";
    dgh_calculation *c = read_text(dgh_vasp_read_xdatcar, text);
    assert_true(dgh_vasp_is_xdatcar(text, strlen(text)));
    assert_int_equal(c->n_steps, 2);
    assert_vector(c->steps[1].position_ang + 3, 2.0, 2.0, 3.0);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    dgh_calculation_free(c);
}

static void without_lattice(void **state)
{
    (void)state;
    const char *v52 = "t\n   Al Ni\n    2 1\nDirect\n Konfig=           1\n 0 0 0\n 0 .5 .5\n"
                      " .5 0 .5\n Konfig=           2\n 0.1 0 0\n 0 .5 .5\n .5 0 .5\n";
    assert_true(dgh_vasp_is_xdatcar(v52, strlen(v52)));
    dgh_calculation *c = read_text(dgh_vasp_read_xdatcar, v52);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->structure.n_atoms, 3);
    assert_int_equal(dgh_structure_element(&c->structure, 2), 28);
    assert_null(c->steps[0].position_ang);
    assert_null(c->structure.position_ang);
    assert_false(c->structure.has_cell);
    assert_false(c->has_final_positions);
    assert_non_null(find_diagnostic(c, "no-lattice"));
    dgh_calculation_free(c);

    const char *v4 = "  2  2  1\n 0.16E+02 0.4E-09 0.4E-09 0.4E-09 0.1E-14\n 0.0\n  CAR\n title\n\n"
                     " 0 0 0\n .5 .5 .5\n\n 0 0 0\n .5 .5 .6\n";
    assert_true(dgh_vasp_is_xdatcar(v4, strlen(v4)));
    c = read_text(dgh_vasp_read_xdatcar, v4);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_int_equal(dgh_structure_element(&c->structure, 0), 0);
    assert_string_equal(c->structure.comment, "title");
    dgh_calculation_free(c);
}

static void damage_keeps_what_is_complete(void **state)
{
    (void)state;
    char text[600];
    snprintf(text, sizeof text, "%s", NEW_FORM);
    text[strlen(text) - 5] = '\0'; /* inside of the last number */
    dgh_calculation *c = read_text(dgh_vasp_read_xdatcar, text);
    assert_int_equal(c->n_steps, 1);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_string_equal(find_diagnostic(c, "incomplete-configuration")->message,
                        "the file is cut or damaged here; 1 complete configurations were kept");
    assert_int_equal(find_diagnostic(c, "incomplete-configuration")->source.line, 11);
    dgh_calculation_free(c);

    snprintf(text, sizeof text, "%s", NEW_FORM);
    text[strlen(text) - 1] = '\0'; /* the line end alone */
    c = read_text(dgh_vasp_read_xdatcar, text);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    dgh_calculation_free(c);

    c = read_text(dgh_vasp_read_xdatcar, "t\n1\n4 0 0\n0 4 0\n0 0 4\nH\n2\n");
    assert_int_equal(c->n_steps, 0);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_non_null(find_diagnostic(c, "no-configuration"));
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    dgh_calculation_free(c);

    assert_refused(dgh_vasp_read_xdatcar,
                   "t\n1\n4 0 0\n0 4 0\n0 0 4\nH\n2147483648\nDirect configuration= 1\n",
                   "f:7:1: expected 2147483648 atoms, found only 24 bytes behind their counts");
    assert_refused(dgh_vasp_read_xdatcar, "t\nnothing\n",
                   "f:2:1: expected a scale other than zero, found \"nothing\"");
    read_all_prefixes(dgh_vasp_read_xdatcar, NEW_FORM);
}

static void recognised_by_content(void **state)
{
    (void)state;
    assert_true(dgh_vasp_is_xdatcar(NEW_FORM, sizeof NEW_FORM - 1));
    assert_false(dgh_vasp_is_poscar(NEW_FORM, sizeof NEW_FORM - 1));
    static const char BARE[] = "t\n    1\n4 0 0\n0 4 0\n0 0 4\nH\n2\n";
    assert_true(dgh_vasp_is_xdatcar(BARE, sizeof BARE - 1));
    static const char *const OTHERS[] = {
        "",
        "t\n1.0\n4 0 0\n0 4 0\n0 0 4\nH\n2\n",
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nDirect\n0 0 0\n",
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nSelective\nDirect\n0 0 0 T T T\n",
        "4 4 4\n\n\nCAR\n",
        "a\nb\n3\nDirect\n"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        if (dgh_vasp_is_xdatcar(OTHERS[i], strlen(OTHERS[i])))
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labelled),
        cmocka_unit_test(repeated_head),
        cmocka_unit_test(without_labels),
        cmocka_unit_test(without_lattice),
        cmocka_unit_test(damage_keeps_what_is_complete),
        cmocka_unit_test(recognised_by_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
