/* Numbers as text that a page unpacks, and the command line on the page. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/html_parts.h"

static void test_base64(void **state)
{
    (void)state;
    /* RFC 4648, section 10 */
    static const char *const PAIRS[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        char *text = dgh_html_base64((const unsigned char *)PAIRS[i][0], strlen(PAIRS[i][0]));
        assert_string_equal(text, PAIRS[i][1]);
        free(text);
    }
    static const unsigned char HIGH[] = {0xfb, 0xff, 0xfe};
    char *text = dgh_html_base64(HIGH, 3);
    assert_string_equal(text, "+//+");
    free(text);
}

static char *written(dgh_json_builder *b, dgh_json *root)
{
    char *text = NULL;
    assert_int_equal(dgh_json_document_finish(&text, b, root, NULL), DGH_OK);
    return text;
}

static void test_floats(void **state)
{
    (void)state;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    const double values[] = {1.0, -2.5, NAN};
    dgh_html_add_floats(&b, root, "x", values, 2);
    dgh_html_add_floats(&b, root, "y", values + 2, 1);
    dgh_html_add_floats(&b, root, "z", values, 0);
    char *text = written(&b, root);
    assert_non_null(strstr(text, "\"x\": \"AACAPwAAIMA=\"")); /* 0000803f 000020c0 */
    assert_non_null(strstr(text, "\"y\": \"AADAfw==\""));
    assert_non_null(strstr(text, "\"z\": \"\""));
    free(text);
}

static void test_field(void **state)
{
    (void)state;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    /* sqrt(1/4) = 1/2 of 127 is 63.5, away from zero */
    const double values[] = {4.0, -4.0, 1.0, -1.0, 0.0, 1e-9};
    dgh_html_add_field(&b, root, values, 6);
    char *text = written(&b, root);
    assert_non_null(strstr(text, "\"scale\": 4.0"));
    assert_non_null(strstr(text, "\"q8\": \"f4FAwAAA\"")); /* 127 -127 64 -64 0 0 */
    free(text);
    b = (dgh_json_builder){0};
    root = dgh_json_add_object(&b, NULL, NULL);
    dgh_html_add_field(&b, root, values + 4, 1);
    text = written(&b, root);
    assert_non_null(strstr(text, "\"scale\": 0.0"));
    free(text);
}

static void test_command(void **state)
{
    (void)state;
    static const char *const TREES[] = {"plain", "two words", "it's", "-o"};
    dgh_study study = {.n_trees = 4, .trees = TREES};
    dgh_html_options options = DGH_HTML_OPTIONS_INIT;
    char *text;
    dgh_study_options_init(&study.options);
    assert_int_equal(dgh_html_command(&text, &study, &options, NULL), DGH_OK);
    assert_string_equal(text, "dgh report -o report.html -- plain 'two words' 'it'\\''s' -o");
    dgh_string_free(text);
    dgh_study_options *o = &study.options;
    study.n_trees = 1;
    o->pressure_bar = 0.5;
    o->energy = DGH_ENERGY_FREE;
    o->ref_h2_energy_ev = (dgh_real){.has = true, .value = -31.7346};
    o->harmonic.low_modes = DGH_LOW_TRANSLATOR;
    o->harmonic.barrier_ev = 0.05;
    o->harmonic.site_area_ang2 = 6.0;
    o->isotope_mass_u = dgh_hydrogen_mass_u(2);
    o->potential_v = (dgh_real){.has = true, .value = -0.1};
    o->scale = DGH_SCALE_SHE;
    o->ph = (dgh_real){.has = true, .value = 3.0};
    o->density = false;
    o->d_band_options.window = DGH_D_WINDOW_RANGE;
    o->d_band_options.from_ev = -8.0;
    o->d_band_options.to_ev = 1.5;
    o->force = true;
    assert_int_equal(dgh_html_command(&text, &study, &options, NULL), DGH_OK);
    assert_string_equal(text, "dgh report --pressure 0.5 --energy F --ref-h2 -31.7346 --low-modes "
                              "translator --barrier 0.05 --site-area 6 --isotope D --potential "
                              "-0.1 --scale she --ph 3 --no-density --d-window -8,1.5 --force "
                              "-o report.html plain");
    dgh_string_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_base64), cmocka_unit_test(test_floats),
                                       cmocka_unit_test(test_field),
                                       cmocka_unit_test(test_command)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
