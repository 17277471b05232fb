/* What VASP's tags become in a record. Expected names follow from the tags' pages in VASP's wiki.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vasp/settings.h"

static dgh_slice slice(const char *text)
{
    return (dgh_slice){text, strlen(text)};
}

/* Fills tags from "NAME value" pairs. */
static dgh_vasp_tags tags_of(const char *const *pairs)
{
    dgh_vasp_tags tags = {0};
    for (size_t i = 0; pairs[i]; i += 2)
        assert_true(dgh_vasp_tags_put(&tags, slice(pairs[i]), slice(pairs[i + 1]), i + 1));
    return tags;
}

static dgh_calculation *apply(const char *const *pairs)
{
    dgh_builder b;
    assert_int_equal(dgh_builder_open(&b, "INCAR", "vasp-incar", NULL), DGH_OK);
    const char *labels[] = {"Ni", "O"};
    const size_t counts[] = {1, 1};
    assert_true(dgh_builder_set_species_counts(&b, labels, counts, 2));
    dgh_vasp_tags tags = tags_of(pairs);
    assert_true(dgh_vasp_tags_apply(&b, &tags));
    return dgh_builder_finish(&b);
}

static void functionals_have_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[10];
        const char *lexch;
        const char *name;
        const char *libxc;
    } CASES[] = {
        {{"GGA", "PE"}, "", "PBE", "gga_x_pbe+gga_c_pbe"},
        {{"GGA", "RP"}, "PE", "RPBE", "gga_x_rpbe+gga_c_pbe"},
        {{"GGA", "--", "LEXCH", "8"}, "", "PBE", "gga_x_pbe+gga_c_pbe"},
        {{"GGA", "--"}, "91", "PW91", "gga_x_pw91+gga_c_pw91"},
        {{"LEXCH", "2"}, "", "LDA", "lda_x+lda_c_pz"},
        {{"GGA", "BF", "LUSE_VDW", ".TRUE."}, "PE", "BEEF-vdW", "gga_xc_beefvdw"},
        {{"GGA", "MK", "LUSE_VDW", "T"}, "PE", "optB86b-vdW", "gga_x_optb86b_vdw+lda_c_pw"},
        {{"METAGGA", "R2SCA"}, "PE", "r2SCAN", "mgga_x_r2scan+mgga_c_r2scan"},
        {{"METAGGA", "F", "GGA", "PE"}, "", "PBE", "gga_x_pbe+gga_c_pbe"},
        {{"LHFCALC", "T", "HFSCREEN", "0.2"}, "PE", "HSE06", "hyb_gga_xc_hse06"},
        {{"LHFCALC", "T"}, "PE", "PBE0", "hyb_gga_xc_pbeh"},
        {{"LHFCALC", "T", "AEXX", "0.3"}, "PE", "PBE hybrid (AEXX=0.3 HFSCREEN=0)", NULL},
        {{"GGA", "QQ"}, "PE", "GGA=QQ", NULL},
        {{NULL}, "", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char buffer[128];
        dgh_vasp_tags tags = tags_of(CASES[i].pairs);
        dgh_vasp_functional f = dgh_vasp_functional_of_tags(&tags, slice(CASES[i].lexch), buffer,
                                                            sizeof buffer);
        if (!CASES[i].name)
            assert_null(f.name);
        else
            assert_string_equal(f.name, CASES[i].name);
        if (!CASES[i].libxc)
            assert_null(f.libxc);
        else
            assert_string_equal(f.libxc, CASES[i].libxc);
    }
}

static void tasks_follow_ibrion(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[8];
        dgh_task task;
    } CASES[] = {
        {{"IBRION", "2", "NSW", "100", "ISIF", "2"}, DGH_TASK_RELAX},
        {{"IBRION", "2", "NSW", "100", "ISIF", "3"}, DGH_TASK_CELL_RELAX},
        {{"IBRION", "2", "NSW", "0"}, DGH_TASK_SINGLE_POINT},
        {{"IBRION", "-1", "NSW", "5"}, DGH_TASK_SINGLE_POINT},
        {{"NSW", "0"}, DGH_TASK_SINGLE_POINT},
        {{"NSW", "100"}, DGH_TASK_MD},
        {{"IBRION", "5", "NSW", "1"}, DGH_TASK_FREQUENCIES},
        {{"IBRION", "44", "NSW", "100"}, DGH_TASK_OTHER},
        {{"IBRION", "1", "NSW", "100", "IMAGES", "5"}, DGH_TASK_OTHER},
        {{"ALGO", "GW0", "NSW", "0"}, DGH_TASK_OTHER},
        {{"ICHARG", "11", "NSW", "0"}, DGH_TASK_BANDS},
        {{"ISMEAR", "0"}, DGH_TASK_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *what;
        dgh_vasp_tags tags = tags_of(CASES[i].pairs);
        assert_int_equal(dgh_vasp_task(&tags, &what), CASES[i].task);
        assert_int_equal(what != NULL, CASES[i].task == DGH_TASK_OTHER);
    }
}

static void settings_reach_the_record(void **state)
{
    (void)state;
    const char *const pairs[] = {
        "ISMEAR", "1",      "SIGMA",    "0.2",    "ISPIN",  "2",     "IVDW",  "12",    "IDIPOL",
        "3",      "LDIPOL", ".TRUE.",   "PREC",   "accura", "LREAL", "Auto",  "LSOL",  ".FALSE.",
        "LDAU",   "T",      "LDAUTYPE", "2",      "LDAUL",  "2 -1",  "LDAUU", "4.0 0", "LDAUJ",
        "0 0",    "EDIFF",  "1E-5",     "EDIFFG", "-0.02",  "NELM",  "60",    "ENCUT", "400",
        "NSW",    "10",     "IBRION",   "2",      NULL};
    dgh_calculation *c = apply(pairs);
    static const struct {
        dgh_setting_id id;
        const char *text;
    } TEXTS[] = {{DGH_SETTING_SMEARING, "methfessel-paxton-1"},
                 {DGH_SETTING_SPIN, "collinear"},
                 {DGH_SETTING_DISPERSION, "d3-bj"},
                 {DGH_SETTING_DIPOLE_CORRECTION, "z"},
                 {DGH_SETTING_PRECISION, "accurate"},
                 {DGH_SETTING_REAL_SPACE_PROJECTION, "auto"},
                 {DGH_SETTING_SOLVATION, "none"},
                 {DGH_SETTING_PLUS_U, "Ni:d U=4 J=0 (dudarev)"}};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        assert_true(c->settings[TEXTS[i].id].has);
        assert_string_equal(c->settings[TEXTS[i].id].text, TEXTS[i].text);
    }
    assert_true(c->settings[DGH_SETTING_CUTOFF_EV].real == 400.0);
    assert_true(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].real == 0.2);
    assert_int_equal(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].source.line, 3);
    assert_true(c->electronic_criterion_ev.has && c->electronic_criterion_ev.value == 1e-5);
    assert_true(c->force_criterion_ev_per_ang.has && c->force_criterion_ev_per_ang.value == 0.02);
    assert_false(c->energy_criterion_ev.has);
    assert_int_equal(c->max_electronic_steps.value, 60);
    assert_int_equal(c->ibrion.value, 2);
    assert_int_equal(c->task, DGH_TASK_RELAX);
    dgh_calculation_free(c);
}

static void the_first_of_two_tags_counts(void **state)
{
    (void)state;
    dgh_vasp_tags tags = {0};
    assert_true(dgh_vasp_tags_put(&tags, slice("isif"), slice(" 2 "), 1));
    assert_true(dgh_vasp_tags_put(&tags, slice("ISIF"), slice("3"), 2));
    assert_false(dgh_vasp_tags_put(&tags, slice("ISI"), slice("3"), 2));
    int64_t value;
    assert_true(dgh_vasp_tag_integer(&tags, DGH_VASP_TAG_ISIF, &value));
    assert_int_equal(value, 2);
    assert_false(dgh_vasp_tag_integer(&tags, DGH_VASP_TAG_NSW, &value));
}

static void energy_without_entropy(void **state)
{
    (void)state;
    /* a gaussian run (F, E, E0 = -10, -9.9, -9.95) and a first-order Methfessel-Paxton one */
    assert_float_equal(dgh_vasp_energy_without_entropy_ev(-10.0, -9.95, 0), -9.9, 1e-9);
    double e0 = (2.0 * -10.0 + -9.7) / 3.0;
    assert_float_equal(dgh_vasp_energy_without_entropy_ev(-10.0, e0, 1), -9.7, 1e-9);
}

/* OUTCAR prints BPARAM beside every non-local functional. */
static void nonlocal_functionals(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[12];
        const char *name;
    } CASES[] = {
        {{"LUSE_VDW", "T", "GGA", "MK", "BPARAM", "6.3"}, "vdw-df"},
        {{"LUSE_VDW", "T", "GGA", "BF", "Zab_VDW", "-1.8867", "BPARAM", "6.3"}, "vdw-df2"},
        {{"LUSE_VDW", "T", "GGA", "ML", "Zab_VDW", "-1.8867", "BPARAM", "6.3"}, "vdw-df2"},
        {{"LUSE_VDW", "T", "GGA", "ML", "BPARAM", "6.3"}, "rvv10"},
        {{"LUSE_VDW", "T", "METAGGA", "SCAN", "BPARAM", "15.7"}, "rvv10"},
        {{"LUSE_VDW", "T", "GGA", "RE"}, "vdw-df"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_calculation *c = apply(CASES[i].pairs);
        assert_string_equal(c->settings[DGH_SETTING_DISPERSION].text, CASES[i].name);
        dgh_calculation_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonlocal_functionals),
        cmocka_unit_test(functionals_have_their_names),
        cmocka_unit_test(tasks_follow_ibrion),
        cmocka_unit_test(settings_reach_the_record),
        cmocka_unit_test(the_first_of_two_tags_counts),
        cmocka_unit_test(energy_without_entropy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
