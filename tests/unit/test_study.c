/* The study on the real Pt(111)-H tree: expected values of an independent script (those stated with
 * the data), energies F. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dgh.h"
#include "dgh/read.h"

static const char *const TREE = DGH_SOURCE_DIR "/examples/pt111-h";

static dgh_study *open_tree(const char *path, const dgh_study_options *options)
{
    dgh_error err = {0};
    dgh_study *study = NULL;
    if (dgh_study_open(&study, &path, 1, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return study;
}

static size_t run_at(const dgh_study *study, const char *below)
{
    for (size_t i = 0; i < study->n_runs; i++) {
        size_t n = strlen(study->runs[i].path), m = strlen(below);
        if (n >= m && strcmp(study->runs[i].path + n - m, below) == 0)
            return i;
    }
    fail_msg("no run %s", below);
    return 0;
}

static const dgh_site *site_called(const dgh_study *study, const char *label)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (strcmp(study->sites[i].label, label) == 0)
            return &study->sites[i];
    fail_msg("no site %s", label);
    return NULL;
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.6f, expected %.6f within %g", value, expected, tolerance);
}

typedef struct expected_site {
    const char *label;
    double delta_e, zpe, s_ev_per_k;
    double zpe_ts, zpe_ts_gas, full_rrho, full_janaf, offset;
    double modes[3]; /* high to low */
} expected_site;

static const expected_site FCC_FD = {
    "H_fcc",   -0.415789, 0.145525,  4.094e-5,  -0.214019,
    -0.201812, -0.249953, -0.248683, -0.175789, {1143.165, 602.160, 602.158}};
static const expected_site FCC_PH = {
    "H_fcc",   -0.415789, 0.145742,  4.070e-5,  -0.213730,
    -0.201595, -0.249712, -0.248443, -0.175789, {1143.418, 603.782, 603.782}};
static const expected_site HCP = {
    "H_hcp",   -0.378826, 0.140589,  4.763e-5,  -0.183988,
    -0.169785, -0.218597, -0.217328, -0.138826, {1147.600, 560.197, 560.053}};
static const expected_site TOP = {
    "H_top",   -0.418429, 0.185718,  9.231e-5,  -0.191783,
    -0.164260, -0.218653, -0.217383, -0.178429, {2248.227, 373.802, 373.796}};

static void check_site(const dgh_study *study, const expected_site *e, bool rrho)
{
    const dgh_site *s = site_called(study, e->label);
    const dgh_ledger *l = &s->ledger;
    assert_false(s->refused || s->forced || s->convention_fell_back || s->differential);
    assert_int_equal(s->n_h, 1);
    assert_int_equal(s->n_modes, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_false(s->modes[i].imaginary);
        assert_near(s->modes[i].freq_cm1, e->modes[i], 0.05);
    }
    assert_near(l->delta_e_ev.value, e->delta_e, 1e-5);
    assert_near(l->delta_g_ev[DGH_CONVENTION_ZPE_TS].value, e->zpe_ts, rrho ? 3e-4 : 2e-5);
    assert_near(l->delta_g_ev[DGH_CONVENTION_ZPE_TS_GAS].value, e->zpe_ts_gas, rrho ? 3e-4 : 2e-5);
    assert_near(l->delta_g_ev[DGH_CONVENTION_FULL].value, rrho ? e->full_rrho : e->full_janaf,
                2e-5);
    assert_near(l->delta_g_ev[DGH_CONVENTION_OFFSET].value, e->offset, 1e-5);
    assert_near(s->delta_g_ev.value, l->delta_g_ev[DGH_CONVENTION_FULL].value, 0.0);
    for (size_t i = 0; i < l->n_terms; i++) {
        if (strcmp(l->terms[i].id, "zpe-adsorbate") == 0)
            assert_near(l->terms[i].value, e->zpe, 2e-6);
        if (strcmp(l->terms[i].id, "zpe-gas") == 0)
            assert_near(l->terms[i].value, 0.266911, 2e-6);
        if (strcmp(l->terms[i].id, "ts-adsorbate") == 0)
            assert_near(l->terms[i].value, -298.15 * e->s_ev_per_k, 2e-5);
        if (strncmp(l->terms[i].id, "e-", 2) == 0)
            assert_true(l->terms[i].source.path && l->terms[i].source.line > 0);
    }
    for (size_t i = 0; i < s->n_diagnostics; i++)
        assert_int_equal(s->diagnostics[i].severity, DGH_NOTE);
}

static void the_tree_gives_the_expected_values(void **state)
{
    (void)state;
    for (int rrho = 0; rrho < 2; rrho++) {
        dgh_study_options options;
        dgh_study_options_init(&options);
        options.energy = DGH_ENERGY_FREE;
        options.gas_model = rrho ? DGH_GAS_RRHO : DGH_GAS_JANAF;
        dgh_study *study = open_tree(TREE, &options);
        assert_int_equal(study->n_sites, 0);
        assert_int_equal(dgh_study_compute(study, NULL), DGH_OK);
        assert_int_equal(study->n_sites, 3);
        assert_int_equal(study->n_refused, 0);
        check_site(study, &FCC_PH, rrho);
        check_site(study, &HCP, rrho);
        check_site(study, &TOP, rrho);
        assert_string_equal(study->sites[study->best_site].label, rrho ? "H_hcp" : "H_hcp");
        dgh_study_free(study);
    }
}

static void roles_follow_from_content(void **state)
{
    (void)state;
    dgh_study *study = open_tree(TREE, NULL);
    static const struct {
        const char *path;
        dgh_role role;
        const char *of;
    } ROLES[] = {
        {"/H2/relax", DGH_ROLE_GAS, NULL},
        {"/clean", DGH_ROLE_HOST, NULL},
        {"/H_fcc/relax", DGH_ROLE_ADSORBED, NULL},
        {"/H_fcc/ph/pth.dyn", DGH_ROLE_FREQUENCIES, "/H_fcc/relax"},
        {"/H_fcc/ph/pth.scf.out", DGH_ROLE_UNUSED, "/H_fcc/relax"},
        {"/H_fcc/fd/eq", DGH_ROLE_UNUSED, "/H_fcc/relax"},
        {"/H_fcc/fd/x_plus", DGH_ROLE_DISPLACED, "/H_fcc/relax"},
        {"/H_hcp/fd/z_minus", DGH_ROLE_DISPLACED, "/H_hcp/relax"},
        {"/H2/ph", DGH_ROLE_FREQUENCIES, "/H2/relax"},
        {"/H2/fd/atom2_z_plus", DGH_ROLE_DISPLACED, "/H2/relax"},
    };
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        const dgh_run *r = &study->runs[run_at(study, ROLES[i].path)];
        if (r->role != ROLES[i].role)
            fail_msg("%s: %s (%s)", r->path, dgh_role_name(r->role), r->reason);
        if (ROLES[i].of)
            assert_int_equal(r->belongs_to, run_at(study, ROLES[i].of));
        assert_non_null(r->reason);
    }
    size_t clean = run_at(study, "/clean");
    const dgh_run *fcc = &study->runs[run_at(study, "/H_fcc/relax")];
    assert_int_equal(fcc->host, clean);
    assert_int_equal(fcc->n_h, 1);
    assert_string_equal(fcc->label, "H_fcc");
    assert_string_equal(study->runs[clean].label, "clean");
    assert_int_equal(fcc->frequencies, run_at(study, "/H_fcc/ph/pth.dyn"));
    const dgh_run *hcp = &study->runs[run_at(study, "/H_hcp/relax")];
    assert_int_equal(hcp->frequencies, run_at(study, "/H_hcp/fd/x_minus"));
    assert_int_equal(hcp->vibrations->n_dofs, 3);
    for (size_t i = 1; i < study->n_runs; i++)
        assert_true(strcmp(study->runs[i - 1].path, study->runs[i].path) < 0);
    dgh_study_free(study);
}

/* Copies the example without some of it. */
static char folder[] = "/tmp/dgh-study-XXXXXX";

static void shell(const char *format, ...)
{
    char command[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

static void finite_differences_alone_do(void **state)
{
    (void)state;
    shell("rm -rf fd && cp -r '%s' fd && rm -rf fd/*/ph", TREE);
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.energy = DGH_ENERGY_FREE;
    dgh_study *study = open_tree("fd", &options);
    assert_int_equal(dgh_study_compute(study, NULL), DGH_OK);
    const dgh_site *s = site_called(study, "H_fcc");
    for (size_t i = 0; i < 3; i++)
        assert_near(s->modes[i].freq_cm1, FCC_FD.modes[i], 0.05);
    /* H2 from finite differences: 4308.842 cm-1, ZPE 0.267114 eV */
    double with_own_h2 = FCC_FD.full_janaf - 0.5 * (0.267114 - 0.266911);
    assert_near(s->delta_g_ev.value, with_own_h2, 2e-5);
    assert_int_equal(study->runs[s->final_run].frequencies, run_at(study, "fd/H_fcc/fd/x_minus"));
    dgh_study_free(study);
}

static void a_missing_displacement_is_named(void **state)
{
    (void)state;
    shell("rm -rf gap && cp -r '%s' gap && rm -rf gap/*/ph gap/H_hcp/fd/y_plus", TREE);
    dgh_study *study = open_tree("gap", NULL);
    bool found = false;
    for (size_t i = 0; i < study->n_diagnostics; i++)
        found |= strcmp(study->diagnostics[i].code, "finite-differences-incomplete") == 0 &&
                 strstr(study->diagnostics[i].message, "atom 4 +y");
    assert_true(found);
    assert_int_equal(dgh_study_compute(study, NULL), DGH_OK);
    const dgh_site *s = site_called(study, "H_hcp");
    assert_false(s->refused);
    assert_true(s->convention_fell_back);
    assert_false(s->delta_g_ev.has);
    assert_true(s->ledger.delta_g_ev[DGH_CONVENTION_OFFSET].has);
    assert_true(site_called(study, "H_fcc")->delta_g_ev.has);
    dgh_study_free(study);
}

static void a_run_of_a_directory(void **state)
{
    (void)state;
    dgh_calculation *c;
    char path[1024];
    snprintf(path, sizeof path, "%s/H_fcc/relax", TREE);
    assert_int_equal(dgh_read_run(&c, path, NULL, NULL), DGH_OK);
    assert_true(c->n_files >= 2);
    assert_string_equal(c->path, path);
    assert_int_equal(c->task, DGH_TASK_RELAX);
    dgh_calculation_free(c);
    snprintf(path, sizeof path, "%s/H_fcc/ph", TREE);
    assert_int_equal(dgh_read_run(&c, path, NULL, NULL), DGH_OK);
    assert_int_equal(c->vibrations.n_dofs, 3);
    bool noted = false;
    for (size_t i = 0; i < c->n_diagnostics; i++)
        noted |= strcmp(c->diagnostics[i].code, "several-runs") == 0;
    assert_true(noted);
    dgh_calculation_free(c);
    dgh_error err = {0};
    assert_int_equal(dgh_read_run(&c, TREE, NULL, &err), DGH_ERR_MISSING);
    assert_non_null(strstr(err.message, "no calculation of VASP or Quantum ESPRESSO"));
    assert_int_equal(dgh_read_run(&c, "absent", NULL, &err), DGH_ERR_IO);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    shell("rm -rf '%s'", folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tree_gives_the_expected_values),
        cmocka_unit_test(roles_follow_from_content),
        cmocka_unit_test(finite_differences_alone_do),
        cmocka_unit_test(a_missing_displacement_is_named),
        cmocka_unit_test(a_run_of_a_directory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
