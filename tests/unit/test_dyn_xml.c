#include "read_example.h"

#include "espresso/readers.h"
#include "near.h"

/* The H2 matrix of examples/pt111-h/H2/ph/h2.dyn, written in the XML form. */
static const char H2[] = "tests/data/qe/h2.dyn.xml";

static void agrees_with_the_plain_form(void **state)
{
    (void)state;
    dgh_calculation *x = read_example(dgh_qe_read_dyn_xml, H2);
    dgh_calculation *p = read_example(dgh_qe_read_dyn, "examples/pt111-h/H2/ph/h2.dyn");
    assert_string_equal(x->format, "qe-dyn-xml");
    assert_int_equal(x->status, DGH_RUN_COMPLETE);
    assert_int_equal(x->structure.n_atoms, 2);
    assert_string_equal(x->structure.species[0].label, "H");
    assert_int_equal(x->vibrations.n_dofs, 6);
    assert_int_equal(x->vibrations.n_modes, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_near(x->structure.position_ang[i], p->structure.position_ang[i], 1e-12);
        assert_near(x->vibrations.dofs[i].mass_u, p->vibrations.dofs[i].mass_u, 1e-9);
        assert_true(x->vibrations.modes[i].freq_cm1 == p->vibrations.modes[i].freq_cm1);
        for (size_t k = 0; k < 6; k++)
            assert_near(x->vibrations.modes[i].eigenvector[k],
                        p->vibrations.modes[i].eigenvector[k], 1e-12);
    }
    for (size_t i = 0; i < 9; i++)
        assert_near(x->structure.cell_ang[i / 3][i % 3], p->structure.cell_ang[i / 3][i % 3],
                    1e-12);
    for (size_t i = 0; i < 36; i++)
        assert_near(x->vibrations.hessian_ev_per_ang2[i], p->vibrations.hessian_ev_per_ang2[i],
                    1e-12);
    dgh_calculation_free(x);
    dgh_calculation_free(p);
}

/* The first index of PHI runs fastest. */
static void blocks_are_column_major(void **state)
{
    (void)state;
    char *text = example_text(H2);
    char *hit = strstr(text, "<PHI.1.1");
    assert_non_null(hit);
    hit = strchr(hit, '\n') + 1; /* xx */
    hit = strchr(hit, '\n') + 1; /* yx */
    memcpy(hit, " 5.", 3);
    dgh_calculation *c = read_text(dgh_qe_read_dyn_xml, text);
    assert_true(c->vibrations.hessian_ev_per_ang2[6] > 1.0);
    assert_true(c->vibrations.hessian_ev_per_ang2[1] < 1.0);
    dgh_calculation_free(c);
    free(text);
}

static void another_q_gives_no_hessian(void **state)
{
    (void)state;
    char *text = example_text(H2);
    char *changed = replaced(text, "0.0E+000 0.0E+000 0.0E+000", "0.5E+000 0.0E+000 0.0E+000");
    dgh_calculation *c = read_text(dgh_qe_read_dyn_xml, changed);
    assert_int_equal(c->vibrations.n_dofs, 0);
    assert_int_equal(c->vibrations.n_modes, 0);
    assert_non_null(find_diagnostic(c, "q-not-gamma"));
    dgh_calculation_free(c);
    free(changed);
    free(text);
}

static void damage(void **state)
{
    (void)state;
    assert_refused(dgh_qe_read_dyn_xml, "<Root><GEOMETRY_INFO>",
                   "f:1:22: expected well-formed XML, found: no element found");
    assert_refused(dgh_qe_read_dyn_xml, "<Root><GEOMETRY_INFO></GEOMETRY_INFO></Root>",
                   "f: expected GEOMETRY_INFO with types, masses, atoms and the cell, found it "
                   "incomplete");
    assert_refused(dgh_qe_read_dyn_xml,
                   "<Root><GEOMETRY_INFO>\n<NUMBER_OF_ATOMS>2147483648</NUMBER_OF_ATOMS>",
                   "f:2: expected the number of atoms, found \"2147483648\"");
    char *text = example_text(H2);
    char *cut = strstr(text, "<OMEGA.4>");
    assert_non_null(cut);
    *cut = '\0';
    dgh_calculation *c = read_text(dgh_qe_read_dyn_xml, text);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_int_equal(c->vibrations.n_dofs, 6);
    assert_int_equal(c->vibrations.n_modes, 0);
    assert_non_null(find_diagnostic(c, "matrix-incomplete"));
    dgh_calculation_free(c);
    free(text);
}

static void every_prefix_is_flagged(void **state)
{
    (void)state;
    cut_example_is_flagged(dgh_qe_read_dyn_xml, H2, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_plain_form), cmocka_unit_test(blocks_are_column_major),
        cmocka_unit_test(another_q_gives_no_hessian), cmocka_unit_test(damage),
        cmocka_unit_test(every_prefix_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
