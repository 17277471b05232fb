/* data-file-schema.xml: the shipped Pt(111)-H runs, and what pw.x says that is not so. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "dgh/io.h"
#include "espresso/readers.h"

static dgh_bytes load(const char *name)
{
    char path[1024];
    dgh_bytes bytes;
    dgh_error err = {0};
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/schema/%s", DGH_SOURCE_DIR, name);
    if (dgh_io_read(&bytes, NULL, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return bytes;
}

static dgh_calculation *read_bytes(const char *data, size_t size)
{
    dgh_calculation *c;
    dgh_error err = {0};
    if (dgh_qe_read_schema(&c, data, size, "s.xml", &err) != DGH_OK)
        fail_msg("%s", err.message);
    return c;
}

static dgh_calculation *read_changed(const char *name, const char *old, const char *new)
{
    dgh_bytes bytes = load(name);
    const char *place = memmem(bytes.data, bytes.size, old, strlen(old));
    assert_non_null(place);
    size_t before = (size_t)(place - bytes.data), after = bytes.size - before - strlen(old);
    size_t size = before + strlen(new) + after;
    char *text = malloc(size);
    assert_non_null(text);
    memcpy(text, bytes.data, before);
    memcpy(text + before, new, strlen(new));
    memcpy(text + before + strlen(new), place + strlen(old), after);
    dgh_calculation *c = read_bytes(text, size);
    free(text);
    dgh_bytes_free(&bytes);
    return c;
}

static void near(double found, double expected)
{
    if (fabs(found - expected) > 1e-12 * (1.0 + fabs(expected)))
        fail_msg("expected %.15g, found %.15g", expected, found);
}

/* pw.x printed -2.33245005 Ry; the other values are those of the file. */
static void hydrogen(void **state)
{
    (void)state;
    dgh_bytes bytes = load("h2_relax");
    dgh_calculation *c = read_bytes(bytes.data, bytes.size);
    assert_int_equal(c->code, DGH_CODE_QE);
    assert_string_equal(c->code_version.value, "6.7MaX");
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_int_equal(c->ionic_converged, DGH_YES);
    assert_int_equal(c->n_steps, 3); /* <output> repeats the third */
    double free_ev = dgh_calculation_energy(c, DGH_ENERGY_FREE).value;
    near(free_ev, -1.166225025363655 * DGH_HARTREE_EV);
    assert_true(fabs(free_ev + 31.734600) < 1e-6);
    near(dgh_calculation_energy(c, DGH_ENERGY_SIGMA0).value, free_ev); /* fixed occupations */
    near(c->steps[0].force_ev_per_ang[2], -9.876455288098008e-4 * DGH_HARTREE_EV / DGH_BOHR_ANG);
    near(c->steps[0].position_ang[2], 6.850257201768417 * DGH_BOHR_ANG);
    near(c->structure.cell_ang[1][1], 15.11780899700616 * DGH_BOHR_ANG);
    near(c->structure.species[0].mass_u.value, 1.00784);
    assert_string_equal(c->pseudopotentials[0].title, "H.pbe-kjpaw_psl.0.1.UPF");
    assert_null(c->structure.is_free); /* all free */
    /* a step's scf_error is in Rydberg, that of <output> in Hartree */
    near(c->steps[1].electronic_accuracy_ev.value, 3.007364728883801e-12 * DGH_RYDBERG_EV);
    near(c->steps[2].electronic_accuracy_ev.value, 9.152550487985247e-15 * DGH_HARTREE_EV);
    near(c->electronic_criterion_ev.value, 4.999999999999999e-12 * DGH_HARTREE_EV);
    assert_int_equal(c->steps[2].n_electronic, 6);
    near(c->n_electrons.value, 2.0);
    const dgh_setting *s = c->settings;
    assert_string_equal(s[DGH_SETTING_FUNCTIONAL].text, "PBE");
    assert_string_equal(s[DGH_SETTING_LIBXC].text, "gga_x_pbe+gga_c_pbe");
    near(s[DGH_SETTING_CUTOFF_EV].real, 20.0 * DGH_HARTREE_EV);
    near(s[DGH_SETTING_DENSITY_CUTOFF_EV].real, 160.0 * DGH_HARTREE_EV);
    assert_string_equal(s[DGH_SETTING_KPOINT_MESH].text, "1x1x1");
    assert_string_equal(s[DGH_SETTING_SMEARING].text, "fixed");
    assert_string_equal(s[DGH_SETTING_SPIN].text, "none");
    assert_string_equal(s[DGH_SETTING_DISPERSION].text, "none");
    dgh_calculation_free(c);
    dgh_bytes_free(&bytes);
}

/* scf_must_converge = .false.: the file says true after 3 of 3 iterations. */
static void said_to_be_converged(void **state)
{
    (void)state;
    dgh_bytes bytes = load("unconverged");
    dgh_calculation *c = read_bytes(bytes.data, bytes.size);
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
    assert_int_equal(c->steps[0].electronic_converged, DGH_NO);
    assert_string_equal(
        c->status_reason.value,
        "after 3 iterations the scf accuracy is 31 eV, above conv_thr = 1.4e-08 eV");
    /* F - E = demet, E0 half-way for Marzari-Vanderbilt */
    const dgh_real *e = c->steps[0].energy_ev;
    near(e[DGH_ENERGY_SIGMA0].value,
         0.5 * (e[DGH_ENERGY_FREE].value + e[DGH_ENERGY_WITHOUT_ENTROPY].value));
    assert_true(e[DGH_ENERGY_FREE].value < e[DGH_ENERGY_WITHOUT_ENTROPY].value);
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "marzari-vanderbilt");
    near(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].real, 0.01 * DGH_HARTREE_EV);
    dgh_calculation_free(c);
    dgh_bytes_free(&bytes);
}

static void settings_that_are_on(void **state)
{
    (void)state;
    dgh_calculation *c = read_changed(
        "h2_relax", "<functional>PBE</functional>",
        "<functional>PBE</functional><dftU><lda_plus_u_kind>0</lda_plus_u_kind>"
        "<Hubbard_U specie=\"H\" label=\"1s\">0.1</Hubbard_U></dftU>"
        "<vdW><vdw_corr>grimme-d3</vdw_corr><dftd3_version>4</dftd3_version></vdW>");
    assert_string_equal(c->settings[DGH_SETTING_PLUS_U].text, "H:1s U=2.72114");
    assert_string_equal(c->settings[DGH_SETTING_DISPERSION].text, "d3-bj");
    dgh_calculation_free(c);
    c = read_changed("h2_relax", "<lsda>false</lsda>", "<lsda>true</lsda>");
    dgh_calculation_free(c);
    c = read_changed("h2_relax", "      1 1 1\n      1 1 1\n", "      0 0 0\n      1 1 1\n");
    assert_false(c->structure.is_free[2]);
    assert_true(c->structure.is_free[3]);
    dgh_calculation_free(c);
}

static void unconverged_relaxation(void **state)
{
    (void)state;
    dgh_calculation *c = read_changed("h2_relax",
                                      "<opt_conv>\n        "
                                      "<convergence_achieved>true</convergence_achieved>",
                                      "<opt_conv>\n        "
                                      "<convergence_achieved>false</convergence_achieved>");
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_IONIC);
    assert_string_equal(c->status_reason.value,
                        "<opt_conv> says that the relaxation did not converge");
    dgh_calculation_free(c);
}

static void every_truncation(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"h2_relax", "unconverged"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        dgh_bytes bytes = load(NAMES[i]);
        for (size_t size = 0; size + 20 < bytes.size; size += 97) {
            char *exact = malloc(size ? size : 1);
            dgh_calculation *c = NULL;
            assert_non_null(exact);
            memcpy(exact, bytes.data, size);
            if (dgh_qe_read_schema(&c, exact, size, "s.xml", NULL) == DGH_OK &&
                c->status != DGH_RUN_INTERRUPTED)
                fail_msg("%s cut at %zu is %s", NAMES[i], size, dgh_run_status_name(c->status));
            dgh_calculation_free(c);
            free(exact);
        }
        dgh_bytes_free(&bytes);
    }
}

static void errors(void **state)
{
    (void)state;
    dgh_bytes bytes = load("iotk");
    dgh_calculation *c;
    dgh_error err = {0};
    assert_true(dgh_qe_is_schema(bytes.data, bytes.size));
    assert_int_equal(dgh_qe_read_schema(&c, bytes.data, bytes.size, "s.xml", &err),
                     DGH_ERR_UNSUPPORTED);
    assert_string_equal(err.message,
                        "s.xml:1:1: expected a data-file-schema.xml, found the data-file.xml of "
                        "Quantum ESPRESSO 5 or older, which holds no total energy: read the output "
                        "of pw.x instead");
    dgh_bytes_free(&bytes);
    static const char OTHER[] = "<?xml version=\"1.0\"?>\n<other/>\n";
    assert_int_equal(dgh_qe_read_schema(&c, OTHER, sizeof OTHER - 1, "s.xml", &err),
                     DGH_ERR_UNSUPPORTED);
    assert_string_equal(err.message, "s.xml:2: expected <qes:espresso>, found <other>");
    assert_null(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hydrogen),
        cmocka_unit_test(said_to_be_converged),
        cmocka_unit_test(settings_that_are_on),
        cmocka_unit_test(unconverged_relaxation),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
