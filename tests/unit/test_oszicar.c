/* OSZICAR and standard output: steps, what they leave open, and how INCAR settles it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/io.h"
#include "vasp/readers.h"
#include "vasp/verdict.h"

typedef dgh_status reader(dgh_calculation **out, const char *data, size_t size, const char *path,
                          dgh_error *err);

static dgh_bytes load(const char *name)
{
    char path[1024];
    dgh_bytes bytes;
    snprintf(path, sizeof path, DGH_TEST_DATA "/vasp/%s", name);
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    return bytes;
}

static dgh_calculation *read_file(const char *name, reader *read)
{
    dgh_bytes bytes = load(name);
    dgh_calculation *c;
    dgh_error err = {0};
    if (read(&c, bytes.data, bytes.size, name, &err) != DGH_OK)
        fail_msg("%s", err.message);
    dgh_bytes_free(&bytes);
    return c;
}

static void check_steps(const dgh_calculation *c)
{
    assert_int_equal(c->n_steps, 2);
    const dgh_ionic_step *s = &c->steps[1];
    assert_true(s->energy_ev[DGH_ENERGY_FREE].value == -10.75);
    assert_true(s->energy_ev[DGH_ENERGY_SIGMA0].value == -10.743333);
    assert_false(s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].has);
    assert_int_equal(s->n_electronic, 2);
    assert_int_equal(c->steps[0].n_electronic, 3);
    assert_true(s->electronic_accuracy_ev.value == 2e-6);
    assert_true(s->magnetisation_mub.value == 0.1);
    assert_int_equal(s->electronic_converged, DGH_UNKNOWN);
}

static void oszicar_gives_steps(void **state)
{
    (void)state;
    dgh_bytes bytes = load("OSZICAR.relax");
    assert_true(dgh_vasp_is_oszicar(bytes.data, bytes.size));
    assert_false(dgh_vasp_is_stdout(bytes.data, bytes.size));
    assert_false(dgh_vasp_is_outcar(bytes.data, bytes.size));
    dgh_bytes_free(&bytes);
    dgh_calculation *c = read_file("OSZICAR.relax", dgh_vasp_read_oszicar);
    check_steps(c);
    assert_int_equal(c->steps[1].source.line, 9);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    dgh_calculation_free(c);
}

static void molecular_dynamics_lines(void **state)
{
    (void)state;
    static const char TEXT[] =
        "       N       E                     dE             d eps       ncg     rms\n"
        "RMM:   1    -0.121859539886E+04    0.31804E-03   -0.53665E-04  3739   0.191E-02\n"
        "      1 T=  1812. E= -.33002324E+03 F= -.12185955E+04 E0= -.12185161E+04  EK= 0.30215E+02 "
        "SP= 0.23E+02 SK= 0.84E+03\n"
        "      2 T=  1810. E= -.33002324E+03 F= -.12185955E+04 E0= -.12185161E+04  EK= 0.30215E+02 "
        "SP= 0.23E+02 SK= 0.84E+03\n";
    dgh_calculation *c;
    assert_int_equal(dgh_vasp_read_oszicar(&c, TEXT, sizeof TEXT - 1, "OSZICAR", NULL), DGH_OK);
    assert_int_equal(c->n_steps, 2);
    assert_true(c->steps[0].temperature_k.value == 1812.0);
    assert_true(c->steps[0].energy_ev[DGH_ENERGY_FREE].value == -1218.5955);
    assert_false(c->steps[0].machine_learned);
    assert_true(c->steps[1].machine_learned); /* no electronic loop moved these ions */
    dgh_calculation_free(c);
}

static void non_collinear_moments_are_vectors(void **state)
{
    (void)state;
    static const char TEXT[] = "   1 F= -.22273992E+02 E0= -.22273992E+02  d E =-.297179-207  "
                               "mag=     3.0000     0.0000    -4.0000\n";
    dgh_calculation *c;
    assert_int_equal(dgh_vasp_read_oszicar(&c, TEXT, sizeof TEXT - 1, "OSZICAR", NULL), DGH_OK);
    assert_true(c->steps[0].magnetisation_mub.value == 5.0);
    dgh_calculation_free(c);
}

static void stdout_gives_steps_and_words(void **state)
{
    (void)state;
    dgh_bytes bytes = load("stdout.relax");
    assert_true(dgh_vasp_is_stdout(bytes.data, bytes.size));
    assert_false(dgh_vasp_is_outcar(bytes.data, bytes.size));
    dgh_bytes_free(&bytes);
    dgh_calculation *c = read_file("stdout.relax", dgh_vasp_read_stdout);
    check_steps(c);
    assert_string_equal(c->code_version.value, "5.4.4");
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_int_equal(c->ionic_converged, DGH_YES);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_int_equal(c->n_diagnostics, 1); /* the same warning twice, with other numbers */
    assert_string_equal(c->diagnostics[0].message,
                        "VASP says: WARNING: Sub-Space-Matrix is not hermitian in DAV");
    dgh_calculation_free(c);
}

static void stdout_errors_fail_the_run(void **state)
{
    (void)state;
    dgh_calculation *c = read_file("stdout.failed", dgh_vasp_read_stdout);
    assert_int_equal(c->status, DGH_RUN_FAILED);
    assert_int_equal(c->status_reason.source.line, 14);
    assert_string_equal(c->diagnostics[0].message, "VASP says: ZBRENT: fatal error in bracketing");
    dgh_calculation_free(c);
}

static dgh_calculation *with_limits(const char *name, reader *read, int64_t nelm, int64_t nsw)
{
    dgh_calculation *c = read_file(name, read);
    c->max_electronic_steps = (dgh_integer){.has = true, .value = nelm};
    c->max_ionic_steps = (dgh_integer){.has = true, .value = nsw};
    c->electronic_criterion_ev = (dgh_real){.has = true, .value = 1e-6};
    c->task = DGH_TASK_RELAX;
    c->settings[DGH_SETTING_SMEARING] = (dgh_setting){.has = true, .text = "methfessel-paxton-1"};
    assert_true(dgh_vasp_rejudge(c));
    return c;
}

static void limits_of_incar_settle_what_was_open(void **state)
{
    (void)state;
    dgh_calculation *c = with_limits("stdout.relax", dgh_vasp_read_stdout, 60, 10);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_int_equal(c->steps[1].electronic_converged, DGH_YES);
    double e = c->steps[1].energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].value;
    assert_true(e - (3 * -10.743333 - 2 * -10.75) < 1e-12);
    assert_true((3 * -10.743333 - 2 * -10.75) - e < 1e-12);
    dgh_calculation_free(c);
    c = with_limits("stdout.relax", dgh_vasp_read_stdout, 2, 10); /* 2e-6 eV is above EDIFF */
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
    dgh_calculation_free(c);
    c = with_limits("OSZICAR.relax", dgh_vasp_read_oszicar, 60, 10);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    dgh_calculation_free(c);
    c = with_limits("OSZICAR.relax", dgh_vasp_read_oszicar, 60, 2);
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_IONIC);
    dgh_calculation_free(c);
}

static void truncation_never_looks_complete(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        reader *read;
    } CASES[] = {{"OSZICAR.relax", dgh_vasp_read_oszicar}, {"stdout.relax", dgh_vasp_read_stdout}};
    for (int k = 0; k < 2; k++) {
        dgh_bytes bytes = load(CASES[k].name);
        for (size_t size = 0; size < bytes.size; size++) {
            char *exact = malloc(size ? size : 1);
            assert_non_null(exact);
            memcpy(exact, bytes.data, size);
            dgh_calculation *c = NULL;
            if (CASES[k].read(&c, exact, size, "cut", NULL) == DGH_OK) {
                assert_int_not_equal(c->status, DGH_RUN_COMPLETE);
                for (size_t i = 0; i < c->n_steps; i++)
                    assert_true(c->steps[i].energy_ev[DGH_ENERGY_SIGMA0].value < -10.49);
            }
            dgh_calculation_free(c);
            free(exact);
        }
        dgh_bytes_free(&bytes);
    }
}

static void other_text_is_refused(void **state)
{
    (void)state;
    dgh_calculation *c;
    dgh_error err = {0};
    assert_int_equal(dgh_vasp_read_oszicar(&c, "bread\n", 6, "OSZICAR", &err), DGH_ERR_PARSE);
    assert_string_equal(err.message, "OSZICAR:1:1: expected VASP's OSZICAR, found \"bread\"");
    assert_int_equal(dgh_vasp_read_stdout(&c, "bread\n", 6, "vasp.out", &err), DGH_ERR_PARSE);
    assert_string_equal(err.message,
                        "vasp.out:1:1: expected VASP's standard output, found \"bread\"");
    assert_null(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oszicar_gives_steps),
        cmocka_unit_test(molecular_dynamics_lines),
        cmocka_unit_test(non_collinear_moments_are_vectors),
        cmocka_unit_test(stdout_gives_steps_and_words),
        cmocka_unit_test(stdout_errors_fail_the_run),
        cmocka_unit_test(limits_of_incar_settle_what_was_open),
        cmocka_unit_test(truncation_never_looks_complete),
        cmocka_unit_test(other_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
