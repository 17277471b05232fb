/* Elements and cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/record.h"
#include "record/build.h"

static void labels_name_elements(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        int z;
    } CASES[] = {{"H", 1},    {"Pt", 78},  {"pt", 78},    {"PT", 78},
                 {"Pt1", 78}, {"Fe/", 26}, {"Mg_pv", 12}, {"Fe_pv/f474ac0d", 26},
                 {"D", 1},    {"T", 1},    {"C", 6},      {"Og", 118},
                 {"", 0},     {"1", 0},    {"Xx", 0},     {"Hydrogen", 0},
                 {"J", 0},    {"H_h", 1},  {"O2", 8},     {"X", 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        if (dgh_element_from_label(CASES[i].label) != CASES[i].z)
            fail_msg("\"%s\" gives %d", CASES[i].label, dgh_element_from_label(CASES[i].label));
    assert_int_equal(dgh_element_from_label(NULL), 0);
    for (int z = 1; z <= 118; z++) {
        assert_int_equal(dgh_element_from_label(dgh_element_symbol(z)), z);
        assert_true(dgh_element_mass_u(z) > 0.9 * z);
        assert_true(z > 96 || dgh_element_covalent_radius_ang(z) > 0.2);
    }
    assert_string_equal(dgh_element_symbol(0), "?");
    assert_string_equal(dgh_element_symbol(119), "?");
    assert_true(dgh_element_mass_u(1) == 1.008);
    assert_true(dgh_element_covalent_radius_ang(78) == 1.36);
}

static void cells_go_there_and_back(void **state)
{
    (void)state;
    const double cell[3][3] = {{3.0, 0.2, -0.1}, {-1.5, 2.6, 0.3}, {0.4, 0.1, -20.0}}; /* left */
    const double fractional[6] = {0.1, 0.9, 0.5, -1.25, 2.0, 0.0};
    double cartesian[6], back[6];
    dgh_cell_to_cartesian(cell, fractional, cartesian, 2);
    assert_true(fabs(cartesian[0] - (0.3 - 1.35 + 0.2)) < 1e-14);
    assert_true(dgh_cell_to_fractional(cell, cartesian, back, 2));
    for (int i = 0; i < 6; i++)
        assert_true(fabs(back[i] - fractional[i]) < 1e-14);
    assert_true(dgh_cell_volume_ang3(cell) > 100.0);
    const double flat[3][3] = {{1, 0, 0}, {2, 0, 0}, {0, 0, 1}};
    assert_false(dgh_cell_to_fractional(flat, cartesian, back, 2));
}

static void settings_are_described(void **state)
{
    (void)state;
    for (int i = 0; i < DGH_SETTING_COUNT; i++) {
        const dgh_setting_info *info = dgh_setting_describe((dgh_setting_id)i);
        assert_non_null(info);
        assert_true(strlen(info->key) > 0 && strlen(info->label) > 0 && info->unit);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(info->key, dgh_setting_describe((dgh_setting_id)k)->key);
    }
    assert_null(dgh_setting_describe(DGH_SETTING_COUNT));
}

static void hydrogen_has_three_isotopes(void **state)
{
    (void)state;
    assert_true(dgh_hydrogen_mass_u(1) == 1.00782503224);
    assert_true(dgh_hydrogen_mass_u(2) == 2.01410177811);
    assert_true(dgh_hydrogen_mass_u(3) == 3.01604928199);
    assert_true(dgh_hydrogen_mass_u(0) == 0.0 && dgh_hydrogen_mass_u(4) == 0.0);
    assert_true(dgh_hydrogen_mass_u(-1) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_name_elements),
        cmocka_unit_test(cells_go_there_and_back),
        cmocka_unit_test(settings_are_described),
        cmocka_unit_test(hydrogen_has_three_isotopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
