/* Energies and the self-consistent loop in the output of pw.x. */
#include "pw_text.h"

static void fixed_occupations_have_one_energy(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.12345678")
                                     PW_DONE);
    assert_int_equal(c->n_steps, 1);
    for (int kind = 0; kind < 3; kind++)
        assert_near(energy_ry(c, (dgh_energy_kind)kind), -10.12345678, 1e-12);
    const dgh_ionic_step *s = &c->steps[0];
    assert_int_equal(s->electronic_converged, DGH_YES);
    assert_int_equal(s->n_electronic, 2);
    assert_near(s->electronic_accuracy_ev.value, 1.9e-10 * DGH_RYDBERG_EV, 1e-22);
    dgh_calculation_free(c);
}

#define SMEARED                                                                                    \
    "!    total energy              =     -10.00000000 Ry\n"                                       \
    "     estimated scf accuracy    <          1.9E-10 Ry\n"                                       \
    "     smearing contrib. (-TS)   =      -0.30000000 Ry\n"                                       \
    "     internal energy E=F+TS    =      -9.70000000 Ry\n"                                       \
    "     convergence has been achieved in   2 iterations\n"

static void smearing_makes_three_energies(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER PW_COLD_SMEARING PW_SCF SMEARED PW_DONE);
    assert_near(energy_ry(c, DGH_ENERGY_FREE), -10.0, 1e-12);
    assert_near(energy_ry(c, DGH_ENERGY_WITHOUT_ENTROPY), -9.7, 1e-12);
    assert_near(energy_ry(c, DGH_ENERGY_SIGMA0), -9.85, 1e-12);
    dgh_calculation_free(c);

    /* Methfessel-Paxton of first order: E0 = (2 F + E) / 3 */
    c = read_pw(PW_HEADER "     number of k points=  10  Methfessel-Paxton smearing, width (Ry)=  "
                          "0.0200\n" PW_SCF SMEARED PW_DONE);
    assert_near(energy_ry(c, DGH_ENERGY_SIGMA0), -9.9, 1e-12);
    dgh_calculation_free(c);

    /* without its -TS line a smeared run has F alone */
    c = read_pw(PW_HEADER PW_COLD_SMEARING PW_SCF PW_ENERGY("-10.00000000"));
    assert_true(dgh_calculation_energy(c, DGH_ENERGY_FREE).has);
    assert_false(dgh_calculation_energy(c, DGH_ENERGY_WITHOUT_ENTROPY).has);
    assert_false(dgh_calculation_energy(c, DGH_ENERGY_SIGMA0).has);
    dgh_calculation_free(c);

    /* and one whose header is lost has no E0: the kind of smearing decides */
    c = read_pw(PW_PROGRAM PW_SCF SMEARED);
    assert_near(energy_ry(c, DGH_ENERGY_WITHOUT_ENTROPY), -9.7, 1e-12);
    assert_false(dgh_calculation_energy(c, DGH_ENERGY_SIGMA0).has);
    dgh_calculation_free(c);
}

static void not_achieved_is_no_energy(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF
        "     convergence NOT achieved after   3 iterations: stopping\n" PW_DONE);
    assert_int_equal(c->n_steps, 1);
    assert_null(dgh_calculation_energy_step(c));
    assert_int_equal(c->steps[0].electronic_converged, DGH_NO);
    assert_int_equal(c->steps[0].n_electronic, 3);
    assert_status(c, DGH_RUN_UNCONVERGED_ELECTRONIC, "convergence NOT achieved", 26);
    dgh_calculation_free(c);
}

/* iprint = 1 prints `!` in the middle of the loop. */
static void exclamation_marks_inside_the_loop(void **state)
{
    (void)state;
    const char *middle = "     Self-consistent Calculation\n"
                         "     iteration #  1     ecut=    40.00 Ry     beta= 0.40\n"
                         "!    total energy              =      -7.00000000 Ry\n"
                         "     estimated scf accuracy    <       0.28977191 Ry\n";
    char text[8192];
    snprintf(text, sizeof text, "%s%s", PW_HEADER PW_FIXED_OCCUPATIONS, middle);
    dgh_calculation *c = read_pw(text);
    assert_null(dgh_calculation_energy_step(c));
    dgh_calculation_free(c);

    snprintf(text, sizeof text, "%s%s%s", PW_HEADER PW_FIXED_OCCUPATIONS, middle,
             "     iteration #  2     ecut=    40.00 Ry     beta= 0.40\n"
             "     End of self-consistent calculation\n" PW_ENERGY("-8.00000000") PW_DONE);
    c = read_pw(text);
    assert_int_equal(c->n_steps, 1);
    assert_near(energy_ry(c, DGH_ENERGY_FREE), -8.0, 1e-12);
    dgh_calculation_free(c);

    snprintf(text, sizeof text, "%s%s%s", PW_HEADER PW_FIXED_OCCUPATIONS, middle,
             "     End of self-consistent calculation\n"
             "     convergence NOT achieved after   1 iterations: stopping\n" PW_DONE);
    c = read_pw(text);
    assert_null(dgh_calculation_energy_step(c));
    dgh_calculation_free(c);
}

static dgh_tristate converged_with(const char *threshold, const char *accuracy, const char *behind)
{
    char text[8192];
    snprintf(text, sizeof text,
             "%s%s%s!    total energy              =     -10.00000000 Ry\n"
             "     estimated scf accuracy    <       %s Ry\n"
             "     convergence has been achieved in   2 iterations\n%s",
             PW_PROGRAM PW_GEOMETRY PW_FIXED_OCCUPATIONS, threshold, PW_SCF, accuracy, behind);
    dgh_calculation *c = read_pw(text);
    dgh_tristate converged = c->steps[0].electronic_converged;
    bool noted = find_diagnostic(c, "scf-accuracy-above-threshold") != NULL;
    assert_true(noted == (converged == DGH_NO));
    dgh_calculation_free(c);
    return converged;
}

/* scf_must_converge = .false. claims convergence always. */
static void convergence_is_judged_by_the_accuracy(void **state)
{
    (void)state;
    const char *loose = "     convergence threshold     =      1.0E-06\n";
    const char *tight = "     scf convergence threshold =      1.0E-09\n";
    assert_int_equal(converged_with(loose, "0.00000041", ""), DGH_YES);
    assert_int_equal(converged_with(loose, "0.00000100", ""), DGH_YES);
    assert_int_equal(converged_with(loose, "0.00000110", ""), DGH_NO);
    assert_int_equal(converged_with(loose, "2.28068996", ""), DGH_NO);
    assert_int_equal(converged_with(tight, "1.0E-09", ""), DGH_YES);
    assert_int_equal(converged_with(tight, "1.2E-09", ""), DGH_NO);
    assert_int_equal(converged_with(tight, "0.00000001", ""), DGH_NO);
    /* without a threshold the output's word is all there is */
    assert_int_equal(converged_with("", "0.00000041", ""), DGH_YES);
    /* the tightened threshold is that of the next step */
    assert_int_equal(converged_with(loose, "0.00000041",
                                    "     new conv_thr            =       0.0000000001 Ry\n"),
                     DGH_YES);
}

static void tightened_threshold_counts(void **state)
{
    (void)state;
    const char *text = PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000") PW_FORCES
        "     new conv_thr            =       0.0000000010 Ry\n"
        "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n" PW_SCF
        "!    total energy              =     -10.10000000 Ry\n"
        "     estimated scf accuracy    <       0.00000041 Ry\n"
        "     convergence has been achieved in   2 iterations\n" PW_DONE;
    dgh_calculation *c = read_pw(text);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->steps[0].electronic_converged, DGH_YES);
    assert_int_equal(c->steps[1].electronic_converged, DGH_NO);
    /* the run's own criterion stays what its input said */
    assert_near(c->electronic_criterion_ev.value, 1e-6 * DGH_RYDBERG_EV, 1e-18);
    const dgh_diagnostic *d = find_diagnostic(c, "scf-accuracy-above-threshold");
    assert_string_equal(d->message,
                        "estimated scf accuracy 4.1e-07 Ry where conv_thr is 1e-09 Ry: the step is "
                        "not converged, whatever the output says (scf_must_converge = .false.)");
    dgh_calculation_free(c);
}

#define REFINE "     EXX: now go back to refine exchange calculation\n"

static void hybrids_end_with_two_marks(void **state)
{
    (void)state;
    const char *text = PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000")
        REFINE PW_SCF PW_ENERGY("-11.00000000") REFINE PW_SCF PW_ENERGY(
            "-11.50000000") "!!   total energy              =     -11.60000000 Ry\n"
                            "     EXX self-consistency reached\n" PW_FORCES PW_DONE;
    dgh_calculation *c = read_pw(text);
    assert_int_equal(c->n_steps, 1);
    assert_near(energy_ry(c, DGH_ENERGY_FREE), -11.6, 1e-12);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    dgh_calculation_free(c);

    /* cut inside the outer loop: the operator was a guess, and so was the energy */
    c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000")
                    REFINE PW_SCF PW_ENERGY("-11.00000000"));
    assert_null(dgh_calculation_energy_step(c));
    dgh_calculation_free(c);
}

static void levels_and_moments(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER PW_COLD_SMEARING PW_SCF
                                 "     the Fermi energy is     3.0682 ev\n" SMEARED
                                 "     total magnetization       =     1.25 Bohr "
                                 "mag/cell\n"
                                 "     absolute magnetization    =     2.00 Bohr "
                                 "mag/cell\n" PW_DONE);
    assert_near(c->steps[0].fermi_ev.value, 3.0682, 0.0);
    assert_near(c->steps[0].magnetisation_mub.value, 1.25, 0.0);
    assert_string_equal(c->settings[DGH_SETTING_SPIN].text, "collinear");
    dgh_calculation_free(c);

    c = read_pw(PW_HEADER
                "     Noncollinear calculation with spin-orbit\n" PW_COLD_SMEARING PW_SCF
                "     the spin up/dw Fermi energies are    14.2955   19.9663 ev\n" SMEARED
                "     total magnetization       =     3.00     4.00    -0.00 Bohr mag/cell\n");
    assert_near(c->steps[0].fermi_ev.value, 19.9663, 0.0);
    assert_near(c->steps[0].magnetisation_mub.value, 5.0, 1e-12);
    assert_string_equal(c->settings[DGH_SETTING_SPIN].text, "spin-orbit");
    assert_non_null(find_diagnostic(c, "two-fermi-energies"));
    dgh_calculation_free(c);

    c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF
                "     highest occupied, lowest unoccupied level (ev):     -6.6334   -0.4597\n");
    assert_near(c->steps[0].fermi_ev.value, -6.6334, 0.0);
    assert_non_null(find_diagnostic(c, "fermi-is-highest-occupied"));
    dgh_calculation_free(c);
}

static void temperature_belongs_to_the_step_before(void **state)
{
    (void)state;
    const char *text = PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000") PW_FORCES
        "     Entering Dynamics:    iteration =     1\n"
        "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n"
        "     kinetic energy (Ekin) =           0.01440196 Ry\n"
        "     temperature           =         300.5 K \n" PW_SCF PW_ENERGY("-10.10000000") PW_DONE;
    dgh_calculation *c = read_pw(text);
    assert_int_equal(c->n_steps, 2);
    assert_near(c->steps[0].temperature_k.value, 300.5, 0.0);
    assert_false(c->steps[1].temperature_k.has);
    assert_int_equal(c->task, DGH_TASK_MD);
    dgh_calculation_free(c);
}

static void makov_payne_is_named(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY(
        "-10.00000000") "!    Total+Makov-Payne energy  =     -32.34486271 Ry\n" PW_DONE);
    assert_near(energy_ry(c, DGH_ENERGY_FREE), -10.0, 1e-12);
    assert_non_null(find_diagnostic(c, "makov-payne-left-out"));
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_occupations_have_one_energy),
        cmocka_unit_test(smearing_makes_three_energies),
        cmocka_unit_test(not_achieved_is_no_energy),
        cmocka_unit_test(exclamation_marks_inside_the_loop),
        cmocka_unit_test(convergence_is_judged_by_the_accuracy),
        cmocka_unit_test(tightened_threshold_counts),
        cmocka_unit_test(hybrids_end_with_two_marks),
        cmocka_unit_test(levels_and_moments),
        cmocka_unit_test(temperature_belongs_to_the_step_before),
        cmocka_unit_test(makov_payne_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
