/* Modes of a run looked at in full: closed formulas for a diatomic in a box. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/modes.h"

static void assert_near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.12g, expected %.12g within %g", got, expected, tolerance);
}

/* Two H along z at 0.75 Angstrom in a box of 10, joined by a spring of K eV/Angstrom^2; the atoms
 * lie on the two sides of the box's edge. */
static const double K = 36.0;
static const double H_U = 1.008, D_U = 2.014;

typedef struct fixture {
    dgh_species species[1];
    uint32_t species_of_atom[2];
    double position_ang[6];
    dgh_dof dofs[6];
    double hessian[36];
    dgh_printed_mode printed[6];
    dgh_calculation calculation;
} fixture;

static double stretch_cm1(double mass_u)
{
    /* sqrt(2 K / m), CODATA 2018 */
    double omega = sqrt(2.0 * K / mass_u * 1.602176634e-19 * 1e20 / 1.66053906660e-27);
    return omega / (2.0 * 3.14159265358979323846 * 299792458.0 * 100.0);
}

static void make(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->species[0] = (dgh_species){.label = "H", .atomic_number = 1};
    f->position_ang[2] = 9.9;
    f->position_ang[5] = 0.65;
    for (uint32_t i = 0; i < 6; i++)
        f->dofs[i] = (dgh_dof){.atom = i / 3, .axis = (uint8_t)(i % 3), .mass_u = H_U};
    f->hessian[2 * 6 + 2] = f->hessian[5 * 6 + 5] = K;
    f->hessian[2 * 6 + 5] = f->hessian[5 * 6 + 2] = -K;
    f->calculation.path = "H2/OUTCAR";
    f->calculation.structure = (dgh_structure){.n_atoms = 2,
                                               .n_species = 1,
                                               .species = f->species,
                                               .species_of_atom = f->species_of_atom,
                                               .has_cell = true,
                                               .position_ang = f->position_ang};
    for (int i = 0; i < 3; i++)
        f->calculation.structure.cell_ang[i][i] = 10.0;
    f->calculation.vibrations = (dgh_vibrations){
        .n_dofs = 6, .dofs = f->dofs, .hessian_ev_per_ang2 = f->hessian, .modes = f->printed};
}

static void a_molecule_across_the_edge_has_one_mode(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_true(a->from_hessian);
    assert_int_equal(a->n_projected, 5);
    assert_int_equal(a->n_modes, 1);
    assert_near(a->modes[0].freq_cm1, stretch_cm1(H_U), 1e-3);
    assert_int_equal(a->n_temperatures, 1);
    assert_near(a->temperature_k[0], 298.15, 0.0);
    assert_near(a->harmonic[0].zpe_ev, 0.5 * a->modes[0].freq_cm1 * 1.239841984e-4, 1e-9);
    assert_false(a->largest_difference_cm1.has);
    assert_int_equal(a->n_diagnostics, 0);
    dgh_mode_analysis_free(a);
}

static void isotopes_scale_with_the_root_of_the_mass(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    options.hydrogen_mass_u = D_U;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, &options, NULL), DGH_OK);
    assert_near(a->modes[0].freq_cm1, stretch_cm1(D_U), 1e-3);
    assert_near(a->unsubstituted[0].freq_cm1, stretch_cm1(H_U), 1e-3);
    dgh_mode_analysis_free(a);
}

static void an_isotope_needs_displaced_hydrogen(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.species[0].atomic_number = 8;
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    options.hydrogen_mass_u = D_U;
    dgh_mode_analysis *a;
    dgh_error err;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, &options, &err), DGH_ERR_MISSING);
    assert_null(a);
    assert_string_equal(err.message, "another isotope was asked for, but no H was displaced");
}

static void print_and_hessian_are_compared(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.printed[0] = (dgh_printed_mode){.freq_cm1 = stretch_cm1(H_U) + 0.25};
    f.calculation.vibrations.n_modes = 1;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_true(a->largest_difference_cm1.has);
    assert_near(a->largest_difference_cm1.value, 0.25, 1e-3);
    assert_int_equal(a->n_diagnostics, 0);
    dgh_mode_analysis_free(a);

    f.printed[0].freq_cm1 += 1.0;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_int_equal(a->n_diagnostics, 1);
    assert_string_equal(a->diagnostics[0].code, "modes-disagree");
    assert_int_equal(a->diagnostics[0].severity, DGH_WARNING);
    dgh_mode_analysis_free(a);
}

static void another_number_of_modes_is_said(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.calculation.vibrations.n_modes = 4;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_false(a->largest_difference_cm1.has);
    assert_string_equal(a->diagnostics[0].code, "modes-count");
    assert_string_equal(a->diagnostics[0].message, "the file prints 4 modes, its Hessian has 1");
    dgh_mode_analysis_free(a);
}

static void without_projection_six_modes_and_a_refusal(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    options.molecule = DGH_NO;
    options.harmonic.low_modes = DGH_LOW_HARMONIC;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, &options, NULL), DGH_OK);
    assert_int_equal(a->n_modes, 6);
    assert_int_equal(a->n_projected, 0);
    assert_null(a->harmonic); /* modes of frequency zero: their entropy diverges */
    assert_int_equal(a->n_diagnostics, 1);
    assert_string_equal(a->diagnostics[0].code, "sums-refused");
    assert_int_equal(a->diagnostics[0].severity, DGH_ERROR);
    dgh_mode_analysis_free(a);
}

static void a_full_cell_is_no_molecule(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.calculation.structure.cell_ang[0][0] = 4.9;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_int_equal(a->n_modes, 6);
    dgh_mode_analysis_free(a);
}

static void printed_modes_alone_are_sorted_and_summed(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.calculation.vibrations.n_dofs = 0;
    f.calculation.vibrations.n_modes = 3;
    f.printed[0] = (dgh_printed_mode){.freq_cm1 = 20.0, .imaginary = true};
    f.printed[1] = (dgh_printed_mode){.freq_cm1 = 500.0};
    f.printed[2] = (dgh_printed_mode){.freq_cm1 = 1100.0};
    static const double T[] = {100.0, 300.0};
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    options.n_temperatures = 2;
    options.temperature_k = T;
    options.harmonic.imaginary = DGH_IMAGINARY_DROP;
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, &options, NULL), DGH_OK);
    assert_false(a->from_hessian);
    assert_int_equal(a->n_modes, 3);
    assert_near(a->modes[0].freq_cm1, 1100.0, 0.0);
    assert_true(a->modes[2].imaginary);
    assert_near(a->harmonic[1].zpe_ev, 0.5 * 1600.0 * 1.239841984e-4, 1e-12);
    assert_near(a->harmonic[0].zpe_ev, a->harmonic[1].zpe_ev, 0.0);
    assert_int_equal(a->n_diagnostics, 1);
    assert_string_equal(a->diagnostics[0].code, "modes-imaginary");
    dgh_mode_analysis_free(a);
}

/* Six printed modes of a diatomic in vacuum: five of them are rigid motions. */
static void printed_rigid_motions_are_left_out(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    f.calculation.vibrations.n_dofs = 0;
    f.calculation.vibrations.n_modes = 6;
    for (int i = 0; i < 6; i++)
        f.printed[i] = (dgh_printed_mode){.freq_cm1 = i == 2 ? 4305.0 : 10.0 * (i + 1)};
    dgh_mode_analysis *a;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_int_equal(a->n_printed, 6);
    assert_int_equal(a->n_projected, 5);
    assert_int_equal(a->n_modes, 1);
    assert_near(a->harmonic[0].zpe_ev, 0.5 * 4305.0 * 1.239841984e-4, 1e-12);
    dgh_mode_analysis_free(a);

    f.calculation.structure.cell_ang[2][2] = 3.0; /* no vacuum: no molecule */
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, NULL), DGH_OK);
    assert_int_equal(a->n_modes, 6);
    dgh_mode_analysis_free(a);
}

static void bad_arguments_are_named(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    static const double T[] = {0.0};
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    options.n_temperatures = 1;
    options.temperature_k = T;
    dgh_mode_analysis *a;
    dgh_error err;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, &options, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "temperature: expected a number above 0 K, found 0");
    f.calculation.vibrations.n_dofs = 0;
    assert_int_equal(dgh_modes_analyse(&a, &f.calculation, NULL, NULL, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message,
                        "H2/OUTCAR: expected vibrations, found neither a Hessian nor modes");
    dgh_mode_analysis_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_molecule_across_the_edge_has_one_mode),
        cmocka_unit_test(isotopes_scale_with_the_root_of_the_mass),
        cmocka_unit_test(an_isotope_needs_displaced_hydrogen),
        cmocka_unit_test(print_and_hessian_are_compared),
        cmocka_unit_test(another_number_of_modes_is_said),
        cmocka_unit_test(without_projection_six_modes_and_a_refusal),
        cmocka_unit_test(a_full_cell_is_no_molecule),
        cmocka_unit_test(printed_modes_alone_are_sorted_and_summed),
        cmocka_unit_test(printed_rigid_motions_are_left_out),
        cmocka_unit_test(bad_arguments_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
