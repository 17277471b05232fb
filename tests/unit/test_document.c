/* Text documents: what comes from a file cannot disturb a terminal, widths are those of a
 * terminal, lines break at words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/document.h"

static void assert_document(dgh_document *document, const char *expected)
{
    char *text;
    assert_int_equal(dgh_document_finish(&text, document, NULL), DGH_OK);
    assert_string_equal(text, expected);
    free(text);
}

static void control_bytes_are_replaced(void **state)
{
    (void)state;
    dgh_document d = dgh_document_make(NULL);
    dgh_document_print(&d, "%s", "a\033[31mb\tc\x7f\n");
    dgh_document_print(&d, "%s",
                       "\xc2\x9b"
                       "1m");                          /* U+009B, a control of one character */
    dgh_document_print(&d, "%s", "\xff\xc3(\xe2\x82"); /* no UTF-8 */
    assert_document(&d, "a?[31mb?c?\n\xEF\xBF\xBD\xEF\xBF\xBD"
                        "1m"
                        "\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void utf8_passes(void **state)
{
    (void)state;
    dgh_document d = dgh_document_make(NULL);
    dgh_document_print(&d, "%s", "ΔG Å⁻¹ 铂 😀");
    assert_document(&d, "ΔG Å⁻¹ 铂 😀");
}

static void overlong_and_surrogates_are_no_utf8(void **state)
{
    (void)state;
    uint32_t c;
    assert_int_equal(dgh_document_sequence("\xc0\xaf", 2, &c), 0);
    assert_int_equal(dgh_document_sequence("\xe0\x80\xaf", 3, &c), 0);
    assert_int_equal(dgh_document_sequence("\xed\xa0\x80", 3, &c), 0);
    assert_int_equal(dgh_document_sequence("\xf4\x90\x80\x80", 4, &c), 0);
    assert_int_equal(dgh_document_sequence("\xf4\x8f\xbf\xbf", 4, &c), 4);
    assert_int_equal(c, 0x10FFFF);
    assert_int_equal(dgh_document_sequence("\xce\x94", 1, &c), 0);
}

static void widths_are_those_of_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(dgh_document_width(""), 0);
    assert_int_equal(dgh_document_width("ΔG"), 2);
    assert_int_equal(dgh_document_width("cm⁻¹"), 4);
    assert_int_equal(dgh_document_width("铂"), 2);
    assert_int_equal(dgh_document_width("e\xcc\x81"), 1); /* combining accent */
    assert_int_equal(dgh_document_width("\xff"), 1);
}

static void styles_only_with_colour(void **state)
{
    (void)state;
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    dgh_document d = dgh_document_make(&options);
    dgh_document_styled(&d, DGH_STYLE_BAD, "no");
    assert_document(&d, "no");
    options.colour = true;
    d = dgh_document_make(&options);
    dgh_document_styled(&d, DGH_STYLE_BAD, "no");
    dgh_document_styled(&d, DGH_STYLE_PLAIN, "!");
    assert_document(&d, "\033[31mno\033[0m!");
}

static void lines_break_at_words(void **state)
{
    (void)state;
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    options.width = 20;
    dgh_document d = dgh_document_make(&options);
    dgh_document_print(&d, "note: ");
    dgh_document_wrap(&d, 6, 2, "one two three four five");
    assert_document(&d, "note: one two three\n  four five\n");
    d = dgh_document_make(&options);
    dgh_document_wrap(&d, 0, 2, "a-word-that-is-wider-than-the-line x");
    assert_document(&d, "a-word-that-is-wider-than-the-line\n  x\n");
    options.width = 0;
    d = dgh_document_make(&options);
    dgh_document_wrap(&d, 0, 2, "one two three four five six seven");
    assert_document(&d, "one two three four five six seven\n");
}

static void long_texts_are_kept(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    dgh_document d = dgh_document_make(NULL);
    dgh_document_print(&d, "%s", text);
    assert_document(&d, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_bytes_are_replaced),
        cmocka_unit_test(utf8_passes),
        cmocka_unit_test(overlong_and_surrogates_are_no_utf8),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(styles_only_with_colour),
        cmocka_unit_test(lines_break_at_words),
        cmocka_unit_test(long_texts_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
