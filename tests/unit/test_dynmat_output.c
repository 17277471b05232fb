#include "read_example.h"

#include "espresso/readers.h"

static const char SIMPLE[] = "examples/pt111-h/H2/ph/dynmat.out";
static const char ZERO_DIM[] = "examples/pt111-h/H2/ph/dynmat0d.out";

static void simple_rule(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_dynmat_output, SIMPLE);
    assert_int_equal(c->code, DGH_CODE_QE);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_string_equal(c->code_version.value, "6.7MaX");
    assert_int_equal(c->vibrations.n_modes, 6);
    assert_true(c->vibrations.modes[3].freq_cm1 == 38.15);
    assert_true(c->vibrations.modes[5].freq_cm1 == 4305.55);
    assert_int_equal(c->vibrations.modes[5].source.line, 35);
    assert_string_equal(c->vibrations.modes_note, "no acoustic sum rule, or a simple one");
    dgh_calculation_free(c);
}

static void rule_that_is_printed(void **state)
{
    (void)state;
    dgh_calculation *c = read_example(dgh_qe_read_dynmat_output, ZERO_DIM);
    assert_true(c->vibrations.modes[5].freq_cm1 == 4305.57);
    assert_true(c->vibrations.modes[0].freq_cm1 == 0.0 && !c->vibrations.modes[0].imaginary);
    assert_string_equal(c->vibrations.modes_note,
                        "acoustic sum rule imposed (crystal, one-dim or zero-dim)");
    dgh_calculation_free(c);
}

static void file_of_modes(void **state)
{
    (void)state;
    const char *text = "     diagonalizing the dynamical matrix ...\n\n"
                       " q =       0.0000      0.0000      0.0000\n"
                       " **************************************\n"
                       "     freq (    1) =      -2.461517 [THz] =     -82.107355 [cm-1]\n"
                       " ( -0.037966   0.000000    -0.044988   0.000000    -0.071726   0.0   )\n"
                       "     freq (    2) =      11.052409 [THz] =     368.668697 [cm-1]\n"
                       " ( -0.037966   0.000000    -0.044988   0.000000    -0.071726   0.0   )\n"
                       " **************************************\n";
    dgh_calculation *c = read_text(dgh_qe_read_dynmat_output, text);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_int_equal(c->vibrations.n_modes, 2);
    assert_true(c->vibrations.modes[0].imaginary);
    assert_true(c->vibrations.modes[1].freq_cm1 == 368.668697);
    assert_null(c->vibrations.modes_note);
    dgh_calculation_free(c);
    read_all_prefixes(dgh_qe_read_dynmat_output, text);
}

static void a_cut_table_gives_no_modes(void **state)
{
    (void)state;
    char *text = example_text(SIMPLE);
    char *end = strstr(text, "    5     38.15");
    assert_non_null(end);
    *end = '\0';
    dgh_calculation *c = read_text(dgh_qe_read_dynmat_output, text);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_int_equal(c->vibrations.n_modes, 0);
    dgh_calculation_free(c);
    free(text);
}

static void other_files_are_refused(void **state)
{
    (void)state;
    assert_refused(dgh_qe_read_dynmat_output, "PHONON\n",
                   "f:1:1: expected \"Program DYNMAT ... starts on\" or a list of modes, found "
                   "neither");
}

static void every_prefix_is_flagged(void **state)
{
    (void)state;
    cut_example_is_flagged(dgh_qe_read_dynmat_output, SIMPLE, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simple_rule),
        cmocka_unit_test(rule_that_is_printed),
        cmocka_unit_test(file_of_modes),
        cmocka_unit_test(a_cut_table_gives_no_modes),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(every_prefix_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
