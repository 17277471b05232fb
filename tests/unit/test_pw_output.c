/* What the pw.x reader takes for an output of pw.x, and how it finds its way through one. */
#include "pw_text.h"

static void refuses_what_is_none(void **state)
{
    (void)state;
    assert_refused(dgh_qe_read_pw_output, "",
                   "f:1:1: expected the output of pw.x (\"Program PWSCF\"), found end of line");
    assert_refused(
        dgh_qe_read_pw_output, "     Program PHONON v.6.7 starts\n     bravais-lattice index\n",
        "f:1:1: expected the output of pw.x (\"Program PWSCF\"), found \"Program PHONON v.6.7 "
        "starts\"");
}

static bool recognised(const char *text)
{
    return dgh_qe_is_pw_output(text, strlen(text));
}

static void recognises_by_content(void **state)
{
    (void)state;
    assert_true(recognised("queue output\nmore\n" PW_PROGRAM));
    assert_true(recognised("     bravais-lattice index     =            0\n" PW_SIZES));
    assert_true(recognised("%%%%%%%%%%%%%%%%%%%%%%\n     Error in routine cdiaghg (286):\n"));
    /* CRASH, which lies beside an output */
    assert_false(recognised(
        "%%%%%%%%%%%%%%%%%%%%%%\n     task #         0\n     Error in routine x (1):\n"));
    assert_false(recognised("     Program PHONON v.6.7\n     bravais-lattice index\n" PW_SIZES));
    assert_false(recognised("&control\n/\n"));
    /* what stands deeper than a queue's greeting is something else */
    size_t n = 1 << 17;
    char *deep = malloc(n + sizeof PW_PROGRAM);
    assert_non_null(deep);
    memset(deep, ' ', n);
    memcpy(deep + n, PW_PROGRAM, sizeof PW_PROGRAM);
    assert_false(dgh_qe_is_pw_output(deep, n + sizeof PW_PROGRAM - 1));
    free(deep);
}

static void the_last_of_several_runs_counts(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_HEADER PW_COLD_SMEARING PW_SCF PW_ENERGY("-10.00000000")
            PW_FORCES PW_DONE PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-11.00000000")
                PW_DONE);
    assert_int_equal(c->n_steps, 1);
    assert_near(energy_ry(c, DGH_ENERGY_FREE), -11.0, 1e-12);
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "fixed");
    assert_null(c->steps[0].force_ev_per_ang);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    const dgh_diagnostic *d = find_diagnostic(c, "several-runs");
    assert_non_null(d);
    assert_string_equal(d->message,
                        "the file holds the output of several runs; run 2, which begins here, is "
                        "read");
    dgh_calculation_free(c);

    /* the first was complete, the second did not come to an energy: no energy is the answer */
    c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000") PW_DONE PW_HEADER);
    assert_null(dgh_calculation_energy_step(c));
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    dgh_calculation_free(c);
}

static void windows_line_ends(void **state)
{
    (void)state;
    const char *unix_text = PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000")
        PW_FORCES PW_DONE;
    char text[8192];
    size_t n = 0;
    for (const char *p = unix_text; *p; p++) {
        if (*p == '\n')
            text[n++] = '\r';
        text[n++] = *p;
    }
    text[n] = '\0';
    dgh_calculation *c = read_pw(text);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_string_equal(c->started.value, "22Nov2026 at 13:30:46");
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "fixed");
    assert_non_null(c->steps[0].force_ev_per_ang);
    assert_near(energy_ry(c, DGH_ENERGY_SIGMA0), -10.0, 1e-12);
    dgh_calculation_free(c);
}

/* Every prefix, byte by byte: a number whose line has no end is not read. */
static void cut_at_any_byte(void **state)
{
    (void)state;
    const char *text = PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.12345678") PW_FORCES
        "ATOMIC_POSITIONS (bohr)\nPt 0.0 0.0 0.0   0 0 0\nH 1.0 1.0 1.0\n" PW_SCF PW_ENERGY(
            "-10.22222222") PW_FORCES PW_DONE;
    for (size_t n = 0; n < strlen(text); n++) {
        char *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text, n);
        dgh_calculation *c = NULL;
        dgh_status status = dgh_qe_read_pw_output(&c, exact, n, "f", NULL);
        assert_true((status == DGH_OK) == (c != NULL));
        if (c) {
            dgh_real f = dgh_calculation_energy(c, DGH_ENERGY_FREE);
            assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
            if (f.has && f.value != -10.12345678 * DGH_RYDBERG_EV &&
                f.value != -10.22222222 * DGH_RYDBERG_EV)
                fail_msg("cut at %zu: energy %.10f Ry", n, f.value / DGH_RYDBERG_EV);
        }
        dgh_calculation_free(c);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(recognises_by_content),
        cmocka_unit_test(the_last_of_several_runs_counts),
        cmocka_unit_test(windows_line_ends),
        cmocka_unit_test(cut_at_any_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
