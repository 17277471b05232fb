/* Numbers in texts, messages and documents know no locale: a host program may write 0,5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/format.h"
#include "base/text.h"
#include "comma_locale.h"
#include "dgh/read.h"
#include "dgh/report.h"
#include "dgh/study.h"

static bool have_comma;

static int begin(void **state)
{
    (void)state;
    have_comma = comma_locale_on();
    return 0;
}

static int end(void **state)
{
    (void)state;
    comma_locale_off();
    return 0;
}

static void need_comma(void)
{
    if (have_comma)
        return;
    print_message("no locale with a decimal comma could be made: skipped\n");
    skip();
}

static void the_locale_has_a_comma(void **state)
{
    (void)state;
    need_comma();
    char text[16];
    snprintf(text, sizeof text, "%.1f", 0.5);
    assert_string_equal(text, "0,5");
}

static void texts_have_points(void **state)
{
    (void)state;
    char text[8];
    assert_int_equal(dgh_format(text, sizeof text, "%g", 0.5), 3);
    assert_string_equal(text, "0.5");
    assert_int_equal(dgh_format(text, sizeof text, "%.10f", 0.5), 12); /* as snprintf: cut */
    assert_string_equal(text, "0.50000");
    assert_int_equal(dgh_format(NULL, 0, "%.10f", 0.5), 12);
    dgh_error err;
    dgh_error_at(&err, DGH_ERR_PARSE, "f", 2, 1, "found %g", 0.5);
    assert_string_equal(err.message, "f:2:1: found 0.5");
}

/* A number of 25 digits goes the slow way, through strtod. */
static void long_numbers_are_read(void **state)
{
    (void)state;
    const char *text = "0.1234567890123456789012345";
    dgh_slice s = {text, strlen(text)};
    double value;
    assert_true(dgh_slice_double(&s, &value));
    assert_true(value == 0.1234567890123456789012345);
}

static void settings_have_points(void **state)
{
    (void)state;
    static const char INCAR[] = "LDAU = T\nLDAUTYPE = 2\nLDAUL = 2\nLDAUU = 3.84\nLDAUJ = 0.5\n"
                                "LHFCALC = T\nAEXX = 0.3\n";
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_read_buffer(&c, INCAR, sizeof INCAR - 1, "INCAR", NULL, &err), DGH_OK);
    assert_string_equal(c->settings[DGH_SETTING_PLUS_U].text, "type 1:d U=3.84 J=0.5 (dudarev)");
    assert_string_equal(c->settings[DGH_SETTING_FUNCTIONAL].text,
                        "unknown hybrid (AEXX=0.3 HFSCREEN=0)");
    dgh_calculation_free(c);
}

static void report_of_the_example(char *out[3])
{
    const char *const TREE[] = {DGH_SOURCE_DIR "/examples/pt111-h"};
    dgh_study *study = NULL;
    dgh_error err = {0};
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.ledger = true;
    if (dgh_study_open(&study, TREE, 1, NULL, &err) != DGH_OK ||
        dgh_study_compute(study, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_int_equal(dgh_report_study_text(&out[0], study, &options, NULL), DGH_OK);
    assert_int_equal(dgh_report_study_json(&out[1], study, NULL), DGH_OK);
    assert_int_equal(dgh_report_study_csv(&out[2], study, NULL), DGH_OK);
    dgh_study_free(study);
}

static void a_whole_study_is_the_same(void **state)
{
    (void)state;
    need_comma();
    char *comma[3], *point[3];
    report_of_the_example(comma);
    comma_locale_off();
    report_of_the_example(point);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(comma[i], point[i]);
        dgh_string_free(comma[i]);
        dgh_string_free(point[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_locale_has_a_comma, begin, end),
        cmocka_unit_test_setup_teardown(texts_have_points, begin, end),
        cmocka_unit_test_setup_teardown(long_numbers_are_read, begin, end),
        cmocka_unit_test_setup_teardown(settings_have_points, begin, end),
        cmocka_unit_test_setup_teardown(a_whole_study_is_the_same, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
