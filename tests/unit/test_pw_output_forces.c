/* Forces and stress in the output of pw.x. */
#include "pw_text.h"

static const double UNIT = DGH_RYDBERG_EV / DGH_BOHR_ANG;

#define STEP PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000")

static void total_forces_only(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP "     Forces acting on atoms (Ry/au):\n\n"
             "     negative rho (up, down):  2.589E-03 0.000E+00\n"
             "     atom    1 type  1   force =    -0.10000000-0.20000000-0.30000000\n"
             "     atom    2 type  2   force =     0.10000000    0.20000000    0.30000000\n"
             "     The non-local contrib.  to forces\n"
             "     atom    1 type  1   force =     9.00000000    9.00000000    9.00000000\n"
             "     atom    2 type  2   force =     9.00000000    9.00000000    9.00000000\n"
             "     Total force =     0.529150     Total SCF correction =     0.000039\n");
    const dgh_ionic_step *s = &c->steps[0];
    assert_vector(s->force_ev_per_ang, -0.1 * UNIT, -0.2 * UNIT, -0.3 * UNIT);
    assert_vector(s->force_ev_per_ang + 3, 0.1 * UNIT, 0.2 * UNIT, 0.3 * UNIT);
    assert_int_equal(s->force_source.line, 29);
    assert_near(c->largest_force_ev_per_ang.value, sqrt(0.14) * UNIT, 1e-9);
    dgh_calculation_free(c);
}

static void missing_lines(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP "     Forces acting on atoms (cartesian axes, Ry/au):\n\n"
             "     atom    1 type  1   force =    -0.10000000   -0.20000000   -0.30000000\n"
             "\n     Total force =     0.529150\n");
    assert_null(c->steps[0].force_ev_per_ang);
    assert_false(c->largest_force_ev_per_ang.has);
    assert_string_equal(find_diagnostic(c, "incomplete-forces")->message,
                        "expected the forces on 2 atoms, found 1");
    dgh_calculation_free(c);
}

/* Forces go with the geometry that they were computed on. */
static void forces_of_each_step(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP PW_FORCES "ATOMIC_POSITIONS (bohr)\nPt 0 0 0\nH 1 1 1\n" PW_SCF PW_ENERGY(
            "-11.00000000") "     Forces acting on atoms (cartesian axes, Ry/au):\n\n"
                            "     atom    1 type  1   force =     0.00000000    0.00000000    "
                            "0.00000000\n"
                            "     atom    2 type  2   force =     0.00000000    0.00000000    "
                            "0.00030000\n" PW_DONE);
    assert_int_equal(c->n_steps, 2);
    assert_near(c->steps[0].force_ev_per_ang[5], 0.002 * UNIT, 1e-12);
    assert_near(c->steps[1].force_ev_per_ang[5], 0.0003 * UNIT, 1e-12);
    dgh_calculation_free(c);
}

/* Outputs from which the geometries were taken out: a second `!` behind forces is a second step, of
 * whose geometry nothing is known. */
static void species_without_a_table_of_atoms(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_PROGRAM PW_SIZES PW_SPECIES PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.00000000")
            PW_FORCES PW_SCF PW_ENERGY("-11.00000000") PW_FORCES PW_DONE);
    assert_int_equal(c->n_steps, 2);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_int_equal(dgh_structure_element(&c->structure, 1), 1);
    assert_null(c->structure.position_ang);
    assert_near(c->steps[1].force_ev_per_ang[5], 0.002 * UNIT, 1e-12);
    dgh_calculation_free(c);
}

static void stress(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        STEP "          total   stress  (Ry/bohr**3)                   (kbar)     P=      217.49\n"
             "   0.00136574   0.00006466   0.00004583        200.91      9.51      6.74\n"
             "   0.00006466   0.00132724   0.00002663          9.51    195.24      3.92\n"
             "   0.00004583   0.00002663   0.00174245          6.74      3.92    256.32\n\n"
             "     kinetic stress (kbar)  22613.54      0.00      0.00\n");
    const dgh_ionic_step *s = &c->steps[0];
    assert_true(s->has_stress);
    assert_near(s->stress_kbar[0][0], 200.91, 0.0);
    assert_near(s->stress_kbar[1][2], 3.92, 0.0);
    assert_near((s->stress_kbar[0][0] + s->stress_kbar[1][1] + s->stress_kbar[2][2]) / 3, 217.49,
                0.005);
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_forces_only),
        cmocka_unit_test(missing_lines),
        cmocka_unit_test(forces_of_each_step),
        cmocka_unit_test(species_without_a_table_of_atoms),
        cmocka_unit_test(stress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
