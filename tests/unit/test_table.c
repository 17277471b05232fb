/* Tables: columns line up by their width on a terminal, bare columns are left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/csv.h"
#include "report/table.h"

static void assert_document(dgh_document *document, const char *expected)
{
    char *text;
    assert_int_equal(dgh_document_finish(&text, document, NULL), DGH_OK);
    assert_string_equal(text, expected);
    free(text);
}

static dgh_real real(double value)
{
    return (dgh_real){.has = true, .value = value};
}

static void columns_line_up(void **state)
{
    (void)state;
    static const dgh_table_column COLUMNS[] = {{"site", NULL, false, true},
                                               {"ΔG", "eV", true, true},
                                               {"bare", NULL, false, false},
                                               {"remark", NULL, false, false}};
    dgh_document d = dgh_document_make(NULL);
    dgh_table t = dgh_table_make(COLUMNS, 4);
    dgh_table_add(&t, DGH_STYLE_PLAIN, "铂-fcc");
    dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(-0.2486), 3);
    dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
    dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", "");
    dgh_table_add(&t, DGH_STYLE_PLAIN, "hcp");
    dgh_table_add_real(&t, DGH_STYLE_PLAIN, (dgh_real){0}, 3);
    dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", "");
    dgh_table_add(&t, DGH_STYLE_PLAIN, "a\nb");
    dgh_table_write(&t, 1, &d);
    assert_document(&d, " site        ΔG  remark\n"
                        "             eV\n"
                        " 铂-fcc  -0.249\n"
                        " hcp          -  a b\n");
}

static void a_rounded_zero_has_no_sign(void **state)
{
    (void)state;
    static const dgh_table_column COLUMNS[] = {{"", NULL, true, true}};
    dgh_document d = dgh_document_make(NULL);
    dgh_table t = dgh_table_make(COLUMNS, 1);
    dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(-0.0004), 3);
    dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(-0.0006), 3);
    dgh_table_add_real(&t, DGH_STYLE_PLAIN, real(-4.0), 0);
    dgh_table_write(&t, 0, &d);
    assert_document(&d, " 0.000\n-0.001\n    -4\n");
}

static void rows_are_completed(void **state)
{
    (void)state;
    static const dgh_table_column COLUMNS[] = {{"a", NULL, false, true}, {"b", NULL, false, true}};
    dgh_document d = dgh_document_make(NULL);
    dgh_table t = dgh_table_make(COLUMNS, 2);
    dgh_table_add(&t, DGH_STYLE_PLAIN, "x");
    dgh_table_write(&t, 0, &d);
    assert_document(&d, "a  b\nx\n");
}

static void colour_does_not_count(void **state)
{
    (void)state;
    static const dgh_table_column COLUMNS[] = {{"a", NULL, false, true}, {"b", NULL, false, true}};
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.colour = true;
    dgh_document d = dgh_document_make(&options);
    dgh_table t = dgh_table_make(COLUMNS, 2);
    dgh_table_add(&t, DGH_STYLE_BAD, "xy");
    dgh_table_add(&t, DGH_STYLE_PLAIN, "z");
    dgh_table_write(&t, 0, &d);
    assert_document(&d, "\033[1ma\033[0m   \033[1mb\033[0m\n\033[31mxy\033[0m  z\n");
}

static void csv_quotes_what_needs_it(void **state)
{
    (void)state;
    dgh_csv csv = dgh_csv_make("a,b,c,d");
    dgh_csv_text(&csv, "say \"hi\", you");
    dgh_csv_text(&csv, NULL);
    dgh_csv_real(&csv, real(0.1));
    dgh_csv_integer(&csv, -3);
    dgh_csv_end_row(&csv);
    dgh_csv_real(&csv, (dgh_real){0});
    dgh_csv_text(&csv, "two\nlines");
    dgh_csv_end_row(&csv);
    assert_document(&csv.document, "a,b,c,d\n"
                                   "\"say \"\"hi\"\", you\",,0.10000000000000001,-3\n"
                                   ",\"two\nlines\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up),          cmocka_unit_test(a_rounded_zero_has_no_sign),
        cmocka_unit_test(rows_are_completed),       cmocka_unit_test(colour_does_not_count),
        cmocka_unit_test(csv_quotes_what_needs_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
