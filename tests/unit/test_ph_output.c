#include "read_example.h"

#include "base/constants.h"
#include "espresso/readers.h"
#include "near.h"

static const char FCC[] = "examples/pt111-h/H_fcc/ph/pth.ph.out";
static const char H2[] = "examples/pt111-h/H2/ph/h2.ph.out";

static void a_run_of_all_atoms(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_ph_output, H2);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_int_equal(c->task, DGH_TASK_FREQUENCIES);
    assert_string_equal(c->code_version.value, "6.7MaX");
    assert_int_equal(c->vibrations.n_modes, 6); /* the table of symmetries repeats them */
    assert_true(c->vibrations.modes[5].freq_cm1 == 4305.57);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_true(c->cpu_time_s.has && c->cpu_time_s.value == 9.28);
    assert_true(c->wall_time_s.value == 11.95);
    dgh_calculation_free(c);
}

static void nat_todo_and_settings(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_ph_output, FCC);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_string_equal(c->status_reason.value, "JOB DONE");
    assert_string_equal(c->started.value, "22Nov2026 at 13:48:24");
    const dgh_vibrations *v = &c->vibrations;
    assert_int_equal(v->n_modes, 12);
    assert_int_equal(v->n_dofs, 0);
    assert_true(v->modes[0].imaginary && v->modes[0].freq_cm1 == 71.855466);
    assert_true(!v->modes[9].imaginary && v->modes[9].freq_cm1 == 604.821023);
    assert_string_equal(v->modes_note,
                        "of the whole matrix, blocks that were not computed taken as zero");
    assert_non_null(find_diagnostic(c, "representations-not-done"));
    assert_near(c->cpu_time_s.value, 132.51, 1e-9);
    assert_near(c->wall_time_s.value, 275.37, 1e-9);

    const dgh_structure *s = &c->structure;
    assert_int_equal(s->n_atoms, 4);
    assert_int_equal(s->n_species, 2);
    assert_int_equal(dgh_structure_element(s, 0), 78);
    assert_int_equal(dgh_structure_element(s, 3), 1);
    assert_near(s->cell_ang[2][2], 5.32892 * 6.3831 * DGH_BOHR_ANG, 1e-9);
    assert_near(s->position_ang[11], 1.98947 * 5.32892 * DGH_BOHR_ANG, 1e-9);

    const dgh_setting *t = c->settings;
    assert_string_equal(t[DGH_SETTING_FUNCTIONAL].text, "PBE");
    assert_near(t[DGH_SETTING_CUTOFF_EV].real, 40.0 * DGH_RYDBERG_EV, 1e-9);
    assert_near(t[DGH_SETTING_DENSITY_CUTOFF_EV].real, 320.0 * DGH_RYDBERG_EV, 1e-9);
    assert_int_equal(t[DGH_SETTING_N_KPOINTS].integer, 10);
    assert_string_equal(t[DGH_SETTING_SMEARING].text, "marzari-vanderbilt");
    assert_near(t[DGH_SETTING_SMEARING_WIDTH_EV].real, 0.02 * DGH_RYDBERG_EV, 1e-9);
    dgh_calculation_free(c);
}

static void status_of_changed(const char *from, const char *to, dgh_run_status status,
                              const char *reason)
{
    char *text = example_text(H2);
    char *changed = replaced(text, from, to);
    dgh_calculation *c = read_text(dgh_qe_read_ph_output, changed);
    assert_int_equal(c->status, status);
    assert_string_equal(c->status_reason.value, reason);
    dgh_calculation_free(c);
    free(changed);
    free(text);
}

static void statuses(void **state)
{
    (void)state;
    status_of_changed("JOB DONE.", "", DGH_RUN_INTERRUPTED, "the file ends without JOB DONE");
    status_of_changed("Convergence has been achieved", "No convergence has been achieved",
                      DGH_RUN_UNCONVERGED_ELECTRONIC, "No convergence has been achieved");
    status_of_changed("     Diagonalizing", "     Maximum CPU time exceeded\n     Diagonalizing",
                      DGH_RUN_INTERRUPTED, "Maximum CPU time exceeded");
    status_of_changed("     Diagonalizing",
                      "     Error in routine  cdiaghg (25):\n      problems computing cholesky\n",
                      DGH_RUN_FAILED,
                      "Error in routine  cdiaghg (25): problems computing cholesky");
}

static void old_names_of_modes(void **state)
{
    (void)state;
    const char *text = "     Program PHCG v.4.0 starts on  7Dec2009 at 16:43:28\n"
                       "     diagonalizing the dynamical matrix ...\n"
                       " ****************************\n"
                       "     omega(  1) =-15.335420 [THz] =-511.534551 [cm-1]\n"
                       "     omega( 10) = 22.212276 [THz] = 740.921776 [cm-1]\n"
                       " ****************************\n"
                       "   JOB DONE.\n";
    dgh_calculation *c = read_text(dgh_qe_read_ph_output, text);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_int_equal(c->vibrations.n_modes, 2);
    assert_true(c->vibrations.modes[0].imaginary);
    assert_true(c->vibrations.modes[0].freq_cm1 == 511.534551);
    assert_int_equal(c->vibrations.modes[1].source.line, 5);
    dgh_calculation_free(c);
}

/* Two q in one file: the modes at q = 0 alone. */
static void another_q_is_left_out(void **state)
{
    (void)state;
    const char *text = "     Program PHONON v.7.0 starts on  7Dec2022 at 16:43:28\n"
                       "     Diagonalizing the dynamical matrix\n"
                       "     q = (    0.000000000   0.000000000   0.000000000 )\n"
                       " ****************************\n"
                       "     freq (    1) =       1.0 [THz] =      33.356410 [cm-1]\n"
                       " ****************************\n"
                       "     Diagonalizing the dynamical matrix\n"
                       "     q = (    0.500000000   0.000000000   0.000000000 )\n"
                       " ****************************\n"
                       "     freq (    1) =       2.0 [THz] =      66.712819 [cm-1]\n"
                       " ****************************\n"
                       "   JOB DONE.\n";
    dgh_calculation *c = read_text(dgh_qe_read_ph_output, text);
    assert_int_equal(c->vibrations.n_modes, 1);
    assert_true(c->vibrations.modes[0].freq_cm1 == 33.35641);
    assert_null(find_diagnostic(c, "q-not-gamma"));
    dgh_calculation_free(c);
}

static void other_programs_are_refused(void **state)
{
    (void)state;
    assert_refused(dgh_qe_read_ph_output,
                   "     Program PWSCF v.7.0 starts on 1Jan2022 at 0: 0: 0\n",
                   "f:1:1: expected \"Program PHONON ... starts on\" of ph.x, found none");
    assert_refused(dgh_qe_read_ph_output, "",
                   "f:1:1: expected \"Program PHONON ... starts on\" of ph.x, found none");
}

static void every_prefix_is_flagged(void **state)
{
    (void)state;
    cut_example_is_flagged(dgh_qe_read_ph_output, FCC, 97);
    cut_example_is_flagged(dgh_qe_read_ph_output, H2, 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_all_atoms),
        cmocka_unit_test(nat_todo_and_settings),
        cmocka_unit_test(statuses),
        cmocka_unit_test(old_names_of_modes),
        cmocka_unit_test(another_q_is_left_out),
        cmocka_unit_test(other_programs_are_refused),
        cmocka_unit_test(every_prefix_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
