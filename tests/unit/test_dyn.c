#include "read_example.h"

#include "base/constants.h"
#include "dgh/thermo.h"
#include "espresso/readers.h"
#include "near.h"

static const char FCC[] = "examples/pt111-h/H_fcc/ph/pth.dyn";
static const char H2[] = "examples/pt111-h/H2/ph/h2.dyn";

static void all_atoms_displaced(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_dyn, H2);
    assert_int_equal(c->code, DGH_CODE_QE);
    assert_int_equal(c->task, DGH_TASK_FREQUENCIES);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_string_equal(c->format, "qe-dyn");
    const dgh_structure *s = &c->structure;
    assert_int_equal(s->n_atoms, 2);
    assert_int_equal(dgh_structure_element(s, 1), 1);
    assert_near(s->cell_ang[0][0], 15.1178090 * 0.529177210903, 1e-12);
    assert_near(s->position_ang[5] - s->position_ang[2], 0.751475, 1e-6);
    const dgh_vibrations *v = &c->vibrations;
    assert_int_equal(v->n_dofs, 6);
    assert_string_equal(v->method, "DFPT (ph.x)");
    assert_null(v->modes_note);
    assert_int_equal(v->hessian_source.line, 12);
    assert_near(v->dofs[5].mass_u, 1.00784, 1e-9);
    const double unit = DGH_RYDBERG_EV / (DGH_BOHR_ANG * DGH_BOHR_ANG);
    assert_near(v->hessian_ev_per_ang2[2 * 6 + 2], 0.70704740 * unit, 1e-12);
    assert_near(v->hessian_ev_per_ang2[2 * 6 + 5], -0.70703377 * unit, 1e-12);
    assert_int_equal(v->n_modes, 6);
    assert_true(v->modes[0].freq_cm1 == 13.368125 && !v->modes[0].imaginary);
    assert_true(v->modes[5].freq_cm1 == 4305.57);
    assert_int_equal(v->modes[5].source.line, 70);
    assert_true(v->modes[5].eigenvector[2] == -0.707107);
    assert_true(v->modes[5].eigenvector[5] == 0.707107);
    assert_int_equal(c->n_diagnostics, 0);

    dgh_modes *modes = NULL;
    assert_int_equal(dgh_thermo_normal_modes(&modes, v, NULL, NULL), DGH_OK);
    assert_near(modes->modes[0].freq_cm1, 4305.570, 0.002);
    dgh_modes_free(modes);
    dgh_calculation_free(c);
}

static void nat_todo_keeps_the_block_of_the_displaced(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_dyn, FCC);
    const dgh_vibrations *v = &c->vibrations;
    assert_int_equal(c->structure.n_atoms, 4);
    assert_int_equal(v->n_dofs, 3);
    assert_int_equal(v->dofs[0].atom, 3);
    assert_int_equal(v->dofs[2].axis, 2);
    assert_string_equal(v->method, "DFPT (ph.x, nat_todo)");
    assert_non_null(v->modes_note);
    assert_int_equal(v->n_modes, 12);
    assert_true(v->modes[0].imaginary && v->modes[0].freq_cm1 == 71.855466);
    const dgh_diagnostic *d = find_diagnostic(c, "atoms-not-displaced");
    assert_non_null(d);
    assert_string_equal(d->message, "1 of 4 atoms were displaced: only their block is a Hessian, "
                                    "the modes printed for the whole matrix are not its modes");
    const double unit = DGH_RYDBERG_EV / (DGH_BOHR_ANG * DGH_BOHR_ANG);
    assert_near(v->hessian_ev_per_ang2[0] / unit, 0.02780819, 5e-9);
    assert_near(v->hessian_ev_per_ang2[8] / unit, 0.09972934, 5e-9);

    dgh_modes *modes = NULL;
    assert_int_equal(dgh_thermo_normal_modes(&modes, v, NULL, NULL), DGH_OK);
    assert_int_equal(modes->n_modes, 3);
    assert_near(modes->modes[0].freq_cm1, 1143.418, 0.001);
    assert_near(modes->modes[1].freq_cm1, 603.782, 0.001);
    assert_near(modes->modes[2].freq_cm1, 603.782, 0.001);
    dgh_modes_free(modes);
    dgh_calculation_free(c);
}

/* Old files name the lattice by ibrav alone. */
static void lattice_by_number(void **state)
{
    (void)state;
    const char *text = "Dynamical matrix file\n\n"
                       "  1    1  2  7.5000000  0.0  0.0  0.0  0.0  0.0\n"
                       "           1  'Al  '    24590.765652728711\n"
                       "    1    1      0.0000000000      0.0000000000      0.0000000000\n";
    dgh_calculation *c = read_text(dgh_qe_read_dyn, text);
    assert_true(c->structure.has_cell);
    assert_near(dgh_cell_volume_ang3((const double(*)[3])c->structure.cell_ang),
                7.5 * 7.5 * 7.5 / 4.0 * DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG, 1e-9);
    assert_near(c->structure.species[0].mass_u.value, 26.98, 1e-5);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    dgh_calculation_free(c);
}

static void another_q_gives_no_hessian(void **state)
{
    (void)state;
    char *text = example_text(H2);
    char *first = replaced(text, "q = (    0.000000000", "q = (    0.500000000");
    char *second = replaced(first, "q = (    0.000000000", "q = (    0.500000000");
    dgh_calculation *c = read_text(dgh_qe_read_dyn, second);
    assert_int_equal(c->vibrations.n_dofs, 0);
    assert_int_equal(c->vibrations.n_modes, 0);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_non_null(find_diagnostic(c, "q-not-gamma"));
    dgh_calculation_free(c);
    free(second);
    free(first);
    free(text);
}

static void damage_is_named(void **state)
{
    (void)state;
    char *text = example_text(H2);
    char *damaged = replaced(text, "0.70704740", "**********");
    dgh_calculation *c = read_text(dgh_qe_read_dyn, damaged);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_int_equal(c->vibrations.n_dofs, 0);
    const dgh_diagnostic *d = find_diagnostic(c, "matrix-incomplete");
    assert_non_null(d);
    assert_int_equal(d->source.line, 19);
    assert_string_equal(d->message,
                        "the dynamical matrix ends or cannot be read here: expected a block of two "
                        "atoms, found \"0.00000000   0.00000000     0.00000000 ...\"");
    dgh_calculation_free(c);
    free(damaged);
    free(text);
}

static void what_is_no_dyn_file_is_refused(void **state)
{
    (void)state;
    assert_refused(dgh_qe_read_dyn, "Dynamical matrix file\n",
                   "f:1: expected the numbers of types and atoms, ibrav and celldm, found the end "
                   "of the file");
    assert_refused(dgh_qe_read_dyn, "Dynamical matrix file\n\n 1 many\n",
                   "f:3:4: expected the numbers of types and atoms, ibrav and celldm, found "
                   "\"many\"");
    assert_refused(dgh_qe_read_dyn,
                   "Dynamical matrix file\n\n 1 2147483648 1 7.5 0 0 0 0 0\n 1 'H' 918.6\n",
                   "f:3:4: expected the numbers of types and atoms, ibrav and celldm, found "
                   "\"2147483648 1 7.5 0 0 0 0 0\"");
    assert_refused(dgh_qe_read_dyn, "Dynamical matrix file\n\n 1 1 1 7.5 0 0 0 0 0\n 1 H 918.6\n",
                   "f:4:4: expected a type with its name in quotes, found \"H 918.6\"");
    assert_refused(dgh_qe_read_dyn,
                   "Dynamical matrix file\n\n 1 1 1 7.5 0 0 0 0 0\n 1 'H' 918.6\n 1 2 0. 0. 0.\n",
                   "f:5:4: expected an atom with its type and position, found \"2 0. 0. 0.\"");
}

static void every_prefix_is_flagged(void **state)
{
    (void)state;
    cut_example_is_flagged(dgh_qe_read_dyn, H2, 1);
    cut_example_is_flagged(dgh_qe_read_dyn, FCC, 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_atoms_displaced),
        cmocka_unit_test(nat_todo_keeps_the_block_of_the_displaced),
        cmocka_unit_test(lattice_by_number),
        cmocka_unit_test(another_q_gives_no_hessian),
        cmocka_unit_test(damage_is_named),
        cmocka_unit_test(what_is_no_dyn_file_is_refused),
        cmocka_unit_test(every_prefix_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
