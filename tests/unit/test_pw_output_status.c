/* How a run of pw.x ended, and what kind of run it was. */
#include "pw_text.h"

#define STEP PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000") PW_FORCES
#define BFGS "     BFGS Geometry Optimization\n"

static void check(const char *text, dgh_task task, dgh_run_status status, const char *reason,
                  dgh_tristate ionic)
{
    dgh_calculation *c = read_pw(text);
    assert_string_equal(dgh_task_name(c->task), dgh_task_name(task));
    assert_string_equal(dgh_run_status_name(c->status), dgh_run_status_name(status));
    assert_string_equal(c->status_reason.value, reason);
    assert_int_equal(c->ionic_converged, ionic);
    dgh_calculation_free(c);
}

static void complete(void **state)
{
    (void)state;
    check(STEP PW_DONE, DGH_TASK_SINGLE_POINT, DGH_RUN_COMPLETE, "JOB DONE.", DGH_UNKNOWN);
    check(STEP BFGS "     bfgs converged in   1 scf cycles and   0 bfgs steps\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_COMPLETE, "JOB DONE.", DGH_YES);
    check(STEP "     Minimization using the FIRE algorithm\n"
               "     FIRE: convergence achieved in   9 steps\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_COMPLETE, "JOB DONE.", DGH_YES);
    check(STEP "     Damped Dynamics Calculation\n     Entering Dynamics:    iteration =     1\n"
               "     Damped Dynamics: convergence achieved in  12 steps\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_COMPLETE, "JOB DONE.", DGH_YES);
    check(STEP "     Wentzcovitch Damped Cell Dynamics Minimization:\n"
               "     convergence achieved, Efinal=   -25.49953628\n" PW_DONE,
          DGH_TASK_CELL_RELAX, DGH_RUN_COMPLETE, "JOB DONE.", DGH_YES);
    /* molecular dynamics is over when its steps are */
    check(STEP "     Entering Dynamics:    iteration =     1\n"
               "     The maximum number of steps has been reached.\n" PW_DONE,
          DGH_TASK_MD, DGH_RUN_COMPLETE, "JOB DONE.", DGH_UNKNOWN);
}

static void relaxations_that_did_not_converge(void **state)
{
    (void)state;
    check(STEP BFGS "     The maximum number of steps has been reached.\n\n"
                    "     End of BFGS Geometry Optimization\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_UNCONVERGED_IONIC,
          "The maximum number of steps has been reached.", DGH_NO);
    /* Final energy and final coordinates are printed then, too */
    check(STEP BFGS "     bfgs failed after  10 scf cycles and   7 bfgs steps, convergence not "
                    "achieved\n     End of BFGS Geometry Optimization\n"
                    "     Final energy   =     -10.0000000000 Ry\nBegin final coordinates\n"
                    "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\nEnd final coordinates\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_UNCONVERGED_IONIC, "the relaxation stopped without convergence",
          DGH_NO);
    check(STEP BFGS PW_DONE, DGH_TASK_RELAX, DGH_RUN_UNCONVERGED_IONIC,
          "nothing says that the relaxation converged", DGH_NO);
}

static void interrupted(void **state)
{
    (void)state;
    check(STEP, DGH_TASK_SINGLE_POINT, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"",
          DGH_UNKNOWN);
    check(STEP BFGS, DGH_TASK_RELAX, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"",
          DGH_UNKNOWN);
    /* a relaxation that was killed before its first step was over is told by its header */
    check(PW_PROGRAM PW_GEOMETRY "     force convergence thresh. =      1.0E-03\n" PW_SCF,
          DGH_TASK_RELAX, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"", DGH_UNKNOWN);
    check(PW_PROGRAM PW_GEOMETRY "     force convergence thresh. =      1.0E-03\n"
                                 "     press convergence thresh. =      5.0E-01\n" PW_SCF,
          DGH_TASK_CELL_RELAX, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"",
          DGH_UNKNOWN);
    /* before 6.7 only nstep says that the ions were to move: not how */
    check(PW_HEADER "     nstep                     =           50\n" PW_FIXED_OCCUPATIONS PW_SCF,
          DGH_TASK_UNKNOWN, DGH_RUN_INTERRUPTED, "the file ends before \"JOB DONE.\"", DGH_UNKNOWN);
    check(PW_HEADER PW_SCF, DGH_TASK_UNKNOWN, DGH_RUN_INTERRUPTED,
          "the file ends before \"JOB DONE.\"", DGH_UNKNOWN);
    /* pw.x stops in good order and says JOB DONE */
    check(STEP BFGS "     Maximum CPU time exceeded\n\n     max_seconds     =       1.00\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_INTERRUPTED, "Maximum CPU time exceeded", DGH_NO);
    check(STEP "     Program stopped by user request\n" PW_DONE, DGH_TASK_SINGLE_POINT,
          DGH_RUN_INTERRUPTED, "Program stopped by user request", DGH_UNKNOWN);
    check(STEP "slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2026-01-01 DUE TO TIME LIMIT ***\n",
          DGH_TASK_SINGLE_POINT, DGH_RUN_INTERRUPTED,
          "slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2026-01-01 DUE TO TIME LIMIT ***",
          DGH_UNKNOWN);
}

#define BOX " %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%\n"

static void failed(void **state)
{
    (void)state;
    check(STEP BOX
          "     Error in routine  cdiaghg (286):\n     S matrix not positive definite\n" BOX
          "\n     stopping ...\n" BOX "     Error in routine  cdiaghg (286):\n",
          DGH_TASK_SINGLE_POINT, DGH_RUN_FAILED,
          "Error in routine cdiaghg (286): S matrix not positive definite", DGH_UNKNOWN);
    check(BOX "     Error in routine broyden (1):\n     factorization\n" BOX, DGH_TASK_UNKNOWN,
          DGH_RUN_FAILED, "Error in routine broyden (1): factorization", DGH_UNKNOWN);
    check(STEP BOX "     from cdiaghg : error #       286\n     info =/= 0\n" BOX,
          DGH_TASK_SINGLE_POINT, DGH_RUN_FAILED,
          "Error in routine cdiaghg : error #       286 info =/= 0", DGH_UNKNOWN);
    check(STEP "forrtl: severe (174): SIGSEGV, segmentation fault occurred\n",
          DGH_TASK_SINGLE_POINT, DGH_RUN_FAILED,
          "forrtl: severe (174): SIGSEGV, segmentation fault occurred", DGH_UNKNOWN);
}

/* The step that counts decides, not an earlier one. */
static void electronic_convergence_of_the_last_step(void **state)
{
    (void)state;
    check(STEP BFGS "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n" PW_SCF
                    "     convergence NOT achieved after 100 iterations: stopping\n" PW_DONE,
          DGH_TASK_RELAX, DGH_RUN_UNCONVERGED_ELECTRONIC, "convergence NOT achieved", DGH_NO);
    const char *loose = "!    total energy              =     -10.00000000 Ry\n"
                        "     estimated scf accuracy    <       0.10000000 Ry\n"
                        "     convergence has been achieved in   2 iterations\n";
    char text[8192];
    snprintf(text, sizeof text, "%s%s%s", PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF, loose, PW_DONE);
    check(text, DGH_TASK_SINGLE_POINT, DGH_RUN_UNCONVERGED_ELECTRONIC,
          "the estimated scf accuracy of the last step is above conv_thr", DGH_UNKNOWN);
    snprintf(text, sizeof text, "%s%s%s%s%s", PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF, loose,
             PW_FORCES BFGS "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n",
             PW_SCF PW_ENERGY("-11.0"),
             "     bfgs converged in   2 scf cycles and   1 bfgs steps\n" PW_DONE);
    check(text, DGH_TASK_RELAX, DGH_RUN_COMPLETE, "JOB DONE.", DGH_YES);
}

static void runs_without_an_energy(void **state)
{
    (void)state;
    check(PW_HEADER PW_FIXED_OCCUPATIONS "     Band Structure Calculation\n"
                                         "     End of band structure calculation\n"
                                         "     the Fermi energy is     8.2521 ev\n" PW_DONE,
          DGH_TASK_BANDS, DGH_RUN_COMPLETE, "JOB DONE.", DGH_UNKNOWN);
    check(PW_HEADER PW_DONE, DGH_TASK_UNKNOWN, DGH_RUN_UNKNOWN,
          "JOB DONE, and no total energy in the file", DGH_UNKNOWN);
}

static void criteria_at_the_end(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP BFGS "     bfgs converged in   4 scf cycles and   3 bfgs steps\n"
                  "     (criteria: energy <  1.0E-04 Ry, force <  1.0E-03Ry/Bohr, cell <  "
                  "5.0E-01kbar)\n" PW_DONE);
    assert_near(c->energy_criterion_ev.value, 1e-4 * DGH_RYDBERG_EV, 1e-16);
    assert_near(c->force_criterion_ev_per_ang.value, 1e-3 * DGH_RYDBERG_EV / DGH_BOHR_ANG, 1e-15);
    assert_int_equal(c->task, DGH_TASK_CELL_RELAX);
    dgh_calculation_free(c);
    c = read_pw(STEP BFGS "     (criteria: energy < 0.10E-03, force < 0.10E-02)\n" PW_DONE);
    assert_near(c->energy_criterion_ev.value, 1e-4 * DGH_RYDBERG_EV, 1e-16);
    assert_int_equal(c->task, DGH_TASK_RELAX);
    dgh_calculation_free(c);
}

static void check_times(const char *line, double cpu_s, double wall_s)
{
    char text[512];
    snprintf(text, sizeof text, "%s     PWSCF        : %s\n", PW_PROGRAM, line);
    dgh_calculation *c = read_pw(text);
    assert_true(c->cpu_time_s.has && c->wall_time_s.has);
    assert_near(c->cpu_time_s.value, cpu_s, 1e-9);
    assert_near(c->wall_time_s.value, wall_s, 1e-9);
    assert_int_equal(c->wall_time_s.source.line, 2);
    dgh_calculation_free(c);
}

static void times(void **state)
{
    (void)state;
    check_times("     6.65s CPU     30.62s WALL", 6.65, 30.62);
    check_times("  1m36.51s CPU     1m40.20s WALL", 96.51, 100.2);
    check_times("  1h 5m CPU        1h12m WALL", 3900.0, 4320.0);
    check_times("  1d 2h 3m CPU     2d 0h 1m WALL", 93780.0, 172860.0);
    check_times("    10.44s CPU time,    12.52s wall time", 10.44, 12.52);
}

static void warnings_of_the_code(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_PROGRAM "     Message from routine setup:\n"
                   "     using ibrav=0 with symmetry is DISCOURAGED, use correct ibrav instead\n"
                   "     WARNING: integrated charge=     8.00028503, expected=     8.00000000\n"
                   "     WARNING: integrated charge=     8.10028503, expected=     8.00000000\n"
                   "     DEPRECATED: no units specified in ATOMIC_POSITIONS card\n");
    assert_int_equal(c->n_diagnostics, 3);
    assert_string_equal(c->diagnostics[0].message,
                        "using ibrav=0 with symmetry is DISCOURAGED, use correct ibrav instead");
    assert_int_equal(c->diagnostics[1].source.line, 4);
    dgh_calculation_free(c);

    /* of the last step alone */
    const char *large =
        "     SCF correction compared to forces is large: reduce conv_thr to get better values\n";
    char text[8192];
    snprintf(text, sizeof text, "%s%s%s", STEP, large, PW_DONE);
    c = read_pw(text);
    assert_non_null(find_diagnostic(c, "scf-correction-large"));
    dgh_calculation_free(c);
    snprintf(text, sizeof text, "%s%s%s%s", STEP, large,
             "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n", PW_SCF PW_ENERGY("-11.0") PW_DONE);
    c = read_pw(text);
    assert_null(find_diagnostic(c, "scf-correction-large"));
    dgh_calculation_free(c);
}

static void ensembles(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP " BEEFens 3 ensemble energies\n              0.100000000000000E+00\n"
             "             -0.200000000000000E-01\n              0.300000000000000E+01\n\n"
             " BEEF-vdW xc energy contributions\n           1 :   -1.1361722349161312\n");
    assert_int_equal(c->n_ensemble, 3);
    assert_vector(c->ensemble_ev, 0.1 * DGH_RYDBERG_EV, -0.02 * DGH_RYDBERG_EV,
                  3.0 * DGH_RYDBERG_EV);
    dgh_calculation_free(c);

    c = read_pw(STEP " BEEFens 3 ensemble energies\n              0.100000000000000E+00\n\n");
    assert_int_equal(c->n_ensemble, 0);
    assert_string_equal(find_diagnostic(c, "incomplete-ensemble")->message,
                        "expected 3 ensemble energies, found 1");
    dgh_calculation_free(c);
    c = read_pw(STEP " BEEFens 2147483647 ensemble energies\n              0.1\n\n");
    assert_int_equal(c->n_ensemble, 0);
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complete),
        cmocka_unit_test(relaxations_that_did_not_converge),
        cmocka_unit_test(interrupted),
        cmocka_unit_test(failed),
        cmocka_unit_test(electronic_convergence_of_the_last_step),
        cmocka_unit_test(runs_without_an_energy),
        cmocka_unit_test(criteria_at_the_end),
        cmocka_unit_test(times),
        cmocka_unit_test(warnings_of_the_code),
        cmocka_unit_test(ensembles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
