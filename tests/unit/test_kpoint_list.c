#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "record/kpoint_list.h"

/* The text of a list of n points; "" = none. */
static const char *text_of(const double (*points)[4], size_t n, const char *unit, bool *is_mesh)
{
    static char copy[256];
    dgh_builder b;
    dgh_kpoint_list list = {0};
    assert_int_equal(dgh_builder_open(&b, "f", "t", NULL), DGH_OK);
    for (size_t i = 0; i < n; i++)
        assert_true(dgh_kpoint_list_add(&list, &b, points[i]));
    assert_true(dgh_builder_set_kpoint_list(&b, &list, unit, 3));
    dgh_calculation *c = dgh_builder_finish(&b);
    const dgh_setting *s = &c->settings[DGH_SETTING_KPOINT_LIST];
    snprintf(copy, sizeof copy, "%s", s->has ? s->text : "");
    *is_mesh = c->settings[DGH_SETTING_KPOINT_MESH].has;
    dgh_calculation_free(c);
    return copy;
}

static void assert_text(const double (*points)[4], size_t n, const char *unit, const char *expected)
{
    bool is_mesh;
    assert_string_equal(text_of(points, n, unit, &is_mesh), expected);
    assert_false(is_mesh);
}

static void canonical(void **state)
{
    (void)state;
    /* order, whole reciprocal vectors and the sum of the weights mean nothing */
    const double a[2][4] = {{0.5, 0, 0, 3}, {0.25, 1.25, -1, 1}};
    const double b[2][4] = {{-0.75, 0.25, 2, 0.25}, {-0.5, 0, 0, 0.75}};
    assert_text(a, 2, "crystal", "crystal 0.25 0.25 0 (0.25), 0.5 0 0 (0.75)");
    assert_text(b, 2, "crystal", "crystal 0.25 0.25 0 (0.25), 0.5 0 0 (0.75)");
    assert_text(a, 2, "2pi/a", "2pi/a 0.25 1.25 -1 (0.25), 0.5 0 0 (0.75)");
    /* the same in eight digits and in more, where a digit of ours is on the edge */
    const double c[2][4] = {{1.0 / 3, 1.0 / 128, -1e-9, 1}, {2.0 / 3, 0, 0, 127}};
    const double d[2][4] = {{0.33333333, 0.0078125, 0, 0.00781249}, {0.66666667, 0, 0, 0.9921875}};
    const char *expected = "crystal -0.333333 0 0 (0.992188), 0.333333 0.007813 0 (0.007813)";
    assert_text(c, 2, "crystal", expected);
    assert_text(d, 2, "crystal", expected);
}

static void what_says_nothing(void **state)
{
    (void)state;
    bool is_mesh;
    const double gamma[2][4] = {{0, 0, 1, 2}, {0.5, 0, 0, 0}}; /* one counts */
    assert_string_equal(text_of(gamma, 2, "crystal", &is_mesh), "");
    assert_true(is_mesh);
    const double weightless[1][4] = {{0.5, 0, 0, 0}};
    assert_text(weightless, 1, "crystal", "");
    assert_text(weightless, 0, "crystal", "");
    const double odd[][4] = {{NAN, 0, 0, 1}, {1e300, 0, 0, 1}, {0, 0, 0, INFINITY}, {0, 0, 0, -1}};
    for (size_t i = 0; i < 4; i++)
        assert_text(&odd[i], 1, "crystal", "");
}

static void long_lists_by_their_hash(void **state)
{
    (void)state;
    double points[40][4], turned[40][4];
    bool is_mesh;
    char first[256];
    for (int i = 0; i < 40; i++) {
        const double p[4] = {i / 80.0, 0.1, 0.2, 1};
        memcpy(points[i], p, sizeof p);
        memcpy(turned[39 - i], p, sizeof p);
    }
    snprintf(first, sizeof first, "%s", text_of(points, 40, "crystal", &is_mesh));
    assert_int_equal(strncmp(first, "crystal, 40 points, fnv1a ", 26), 0);
    assert_int_equal(strlen(first), 42);
    assert_string_equal(text_of(turned, 40, "crystal", &is_mesh), first);
    points[7][1] = 0.100002;
    assert_string_not_equal(text_of(points, 40, "crystal", &is_mesh), first);
    assert_true(dgh_kpoint_lists_compare(first, "crystal 0.5 0 0 (1)"));
    assert_false(dgh_kpoint_lists_compare(first, "2pi/a 0.5 0 0 (1)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical),
        cmocka_unit_test(what_says_nothing),
        cmocka_unit_test(long_lists_by_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
