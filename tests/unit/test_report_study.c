/* Reports of a study made by hand against tests/golden/, and the places where a number must not
 * appear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapt/json.h"
#include "dgh/report.h"
#include "golden_text.h"
#include "synthetic_study.h"

static void text_is_golden(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    assert_int_equal(dgh_report_study_text(&text, &s.study, NULL, NULL), DGH_OK);
    assert_golden(text, "study.txt");
    free(text);
}

static void text_with_everything_is_golden(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    dgh_study_options *o = &s.study.options;
    o->convention = DGH_CONVENTION_ZPE_TS;
    o->potential_v = synthetic_real(-0.1, NULL, 0);
    o->scale = DGH_SCALE_SHE;
    o->ph = synthetic_real(1.0, NULL, 0);
    o->isotope_mass_u = 2.014;
    o->ref_h2_energy_ev = synthetic_real(-6.8, NULL, 0);
    o->gas_model = DGH_GAS_RRHO;
    o->harmonic.low_modes = DGH_LOW_GRIMME;
    o->harmonic.imaginary = DGH_IMAGINARY_DROP;
    o->force = true;
    s.sites[0].delta_g_electrode_ev = synthetic_real(-0.238, NULL, 0);
    s.sites[1] = s.sites[0];
    s.sites[1].label = "铂-top"; /* two columns wide */
    s.sites[1].forced = true;
    s.sites[1].n_h = 2;
    s.sites[1].differential = true;
    s.sites[1].delta_g_ev.value = 0.5;
    s.study.n_refused = 0;
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.colour = true;
    options.width = 78;
    options.ledger = true;
    assert_int_equal(dgh_report_study_text(&text, &s.study, &options, NULL), DGH_OK);
    assert_golden(text, "study_everything.txt");
    free(text);
}

static void structure_is_golden(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.structure = true;
    options.width = 100;
    assert_int_equal(dgh_report_study_text(&text, &s.study, &options, NULL), DGH_OK);
    const char *part = strstr(text, "what H sits on");
    assert_non_null(part);
    assert_golden(part, "structure.txt");
    free(text);
    options.size = offsetof(dgh_report_options, structure); /* a program built before */
    assert_int_equal(dgh_report_study_text(&text, &s.study, &options, NULL), DGH_OK);
    assert_null(strstr(text, "what H sits on"));
    free(text);
}

static void ledger_and_pairing_are_golden(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    assert_int_equal(dgh_report_ledger_text(&text, &s.study, NULL, NULL), DGH_OK);
    assert_golden(text, "ledger.txt");
    free(text);
    assert_int_equal(dgh_report_pairing_text(&text, &s.study, NULL, NULL), DGH_OK);
    assert_golden(text, "pairing.txt");
    free(text);
}

static void csv_and_json_are_golden(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    assert_int_equal(dgh_report_study_csv(&text, &s.study, NULL), DGH_OK);
    assert_golden(text, "study.csv");
    free(text);
    assert_int_equal(dgh_report_study_json(&text, &s.study, NULL), DGH_OK);
    assert_golden(text, "study.json");
    free(text);
}

static void json_has_null_where_a_number_is_missing(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    dgh_json *root;
    double value;
    synthetic_study_make(&s);
    assert_int_equal(dgh_report_study_json(&text, &s.study, NULL), DGH_OK);
    assert_int_equal(dgh_json_parse(&root, text, strlen(text), "text", NULL), DGH_OK);
    const dgh_json *sites = dgh_json_get(root, "sites");
    const dgh_json *fcc = dgh_json_at(sites, 0), *top = dgh_json_at(sites, 1);
    assert_true(dgh_json_real(dgh_json_get(fcc, "delta_g_ev"), &value));
    assert_true(value == -0.234);
    assert_true(dgh_json_is_null(dgh_json_get(top, "delta_g_ev")));
    assert_true(dgh_json_is_null(dgh_json_get(top, "delta_e_ev")));
    const dgh_json *all = dgh_json_get(top, "delta_g_by_convention_ev");
    assert_true(dgh_json_is_null(dgh_json_get(all, "offset")));
    assert_true(dgh_json_is_null(dgh_json_get(dgh_json_get(root, "options"), "potential_v")));
    assert_true(dgh_json_is_null(
        dgh_json_get(dgh_json_at(dgh_json_get(fcc, "adsorbed_h"), 0), "nearest_h_ang")));
    dgh_json_free(root);
    free(text);
}

/* A refused site may still hold the sums of its ledger; no report may show its ΔG. */
static void a_refused_site_shows_no_dg(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    synthetic_ledger(&s.sites[1].ledger);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        s.sites[1].ledger.delta_g_ev[c].value = 7.777;
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.ledger = true;
    assert_int_equal(dgh_report_study_text(&text, &s.study, &options, NULL), DGH_OK);
    assert_null(strstr(text, "7.77"));
    free(text);
    assert_int_equal(dgh_report_study_csv(&text, &s.study, NULL), DGH_OK);
    assert_null(strstr(text, "7.77"));
    free(text);
    assert_int_equal(dgh_report_study_json(&text, &s.study, NULL), DGH_OK);
    assert_null(strstr(text, "7.77"));
    free(text);
}

static void citation_follows_the_methods(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    assert_int_equal(dgh_report_citation(&text, NULL, NULL), DGH_OK);
    assert_non_null(strstr(text, "@software{dgh,"));
    assert_null(strstr(text, "chase1998"));
    free(text);
    assert_int_equal(dgh_report_citation(&text, &s.study.options, NULL), DGH_OK);
    assert_non_null(strstr(text, "chase1998"));
    assert_non_null(strstr(text, "norskov2005"));
    assert_null(strstr(text, "grimme2012"));
    assert_null(strstr(text, "norskov2004"));
    free(text);
    assert_int_equal(dgh_report_works(&text, DGH_CITED_D_BAND | DGH_CITED_FFTW, NULL), DGH_OK);
    assert_non_null(strstr(text, "frigo2005"));
    assert_non_null(strstr(text, "hammer1995"));
    assert_null(strstr(text, "bader1990"));
    free(text);
    s.study.options.gas_model = DGH_GAS_RRHO;
    s.study.options.harmonic.low_modes = DGH_LOW_GRIMME;
    s.study.options.potential_v.has = true;
    assert_int_equal(dgh_report_citation(&text, &s.study.options, NULL), DGH_OK);
    assert_null(strstr(text, "chase1998"));
    assert_non_null(strstr(text, "grimme2012"));
    assert_non_null(strstr(text, "norskov2004"));
    free(text);
}

static void an_empty_study_says_so(void **state)
{
    (void)state;
    synthetic_study s;
    char *text;
    synthetic_study_make(&s);
    s.study.n_sites = 0;
    s.study.best_site = DGH_NO_RUN;
    s.study.n_refused = 0;
    assert_int_equal(dgh_report_study_text(&text, &s.study, NULL, NULL), DGH_OK);
    assert_non_null(strstr(text, "\nno sites\n"));
    free(text);
    assert_int_equal(dgh_report_study_csv(&text, &s.study, NULL), DGH_OK);
    assert_int_equal(strcspn(text, "\n") + 1, strlen(text));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_golden),
        cmocka_unit_test(text_with_everything_is_golden),
        cmocka_unit_test(structure_is_golden),
        cmocka_unit_test(ledger_and_pairing_are_golden),
        cmocka_unit_test(csv_and_json_are_golden),
        cmocka_unit_test(json_has_null_where_a_number_is_missing),
        cmocka_unit_test(a_refused_site_shows_no_dg),
        cmocka_unit_test(citation_follows_the_methods),
        cmocka_unit_test(an_empty_study_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
