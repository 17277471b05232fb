/* Cell, positions, species and pseudopotentials in the output of pw.x. */
#include "pw_text.h"

static const double ALAT_ANG = 4.0 * DGH_BOHR_ANG;

static void start_geometry(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER);
    const dgh_structure *s = &c->structure;
    assert_int_equal(s->n_atoms, 2);
    assert_int_equal(s->n_species, 2);
    assert_string_equal(s->species[0].label, "Pt");
    assert_int_equal(s->species[1].atomic_number, 1);
    assert_near(s->species[1].mass_u.value, 1.00784, 0.0);
    assert_int_equal(s->species[1].mass_u.source.line, 12);
    assert_int_equal(s->species_of_atom[1], 1);
    assert_vector(s->cell_ang[2], 0.0, 0.0, 2.0 * ALAT_ANG);
    assert_vector(s->position_ang + 3, 0.5 * ALAT_ANG, 0.25 * ALAT_ANG, ALAT_ANG);
    assert_int_equal(s->source.line, 15);
    assert_null(s->is_free);
    dgh_calculation_free(c);
}

/* 4.0 calls alat a_0 and does not hyphenate the rest. */
static void old_names(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_PROGRAM "     lattice parameter (a_0)   =       2.0000  a.u.\n"
                   "     number of atoms/cell      =            1\n"
                   "     crystal axes: (cart. coord. in units of a_0)\n"
                   "               a(1) = (  1.000000  0.000000  0.000000 )\n"
                   "               a(2) = (  0.000000  1.000000  0.000000 )\n"
                   "               a(3) = (  0.000000  0.000000  1.000000 )\n"
                   "     site n.     atom                  positions (a_0 units)\n"
                   "         1           Fe1 tau(  1) = (   0.5000000  -0.2500000-0.1250000  )\n\n"
                   "     site n.     atom                  positions (cryst. coord.)\n"
                   "         1           Fe1 tau(  1) = (  0.9000000  0.9000000  0.9000000  )\n");
    assert_int_equal(c->structure.n_atoms, 1);
    assert_string_equal(c->structure.species[0].label, "Fe1");
    assert_int_equal(c->structure.species[0].atomic_number, 26);
    assert_false(c->structure.species[0].mass_u.has);
    assert_vector(c->structure.position_ang, DGH_BOHR_ANG, -0.5 * DGH_BOHR_ANG,
                  -0.25 * DGH_BOHR_ANG);
    dgh_calculation_free(c);
}

static const double *second_position(const char *card, dgh_calculation **out)
{
    char text[8192];
    snprintf(text, sizeof text, "%s%s%s", PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.0"),
             card, PW_SCF PW_ENERGY("-11.0"));
    *out = read_pw(text);
    assert_int_equal((*out)->n_steps, 2);
    return (*out)->steps[1].position_ang;
}

static void units_of_positions(void **state)
{
    (void)state;
    dgh_calculation *c;
    const double *x = second_position("ATOMIC_POSITIONS (bohr)\nPt 0.0 0.0 0.0\nH 1.0 2.0 3.0\n",
                                      &c);
    assert_vector(x + 3, DGH_BOHR_ANG, 2 * DGH_BOHR_ANG, 3 * DGH_BOHR_ANG);
    dgh_calculation_free(c);
    x = second_position("ATOMIC_POSITIONS (angstrom)\nPt 0.0 0.0 0.0\nH 1.0 2.0 3.0\n", &c);
    assert_vector(x + 3, 1.0, 2.0, 3.0);
    dgh_calculation_free(c);
    x = second_position("ATOMIC_POSITIONS (alat)\nPt 0.0 0.0 0.0\nH 1.0 2.0 3.0\n", &c);
    assert_vector(x + 3, ALAT_ANG, 2 * ALAT_ANG, 3 * ALAT_ANG);
    dgh_calculation_free(c);
    x = second_position("ATOMIC_POSITIONS (crystal)\nPt 0.0 0.0 0.0\nH 0.5 0.5 0.5\n", &c);
    assert_vector(x + 3, 0.5 * ALAT_ANG, 0.5 * ALAT_ANG, ALAT_ANG);
    dgh_calculation_free(c);
}

static void variable_cell(void **state)
{
    (void)state;
    dgh_calculation *c;
    const double *x = second_position("CELL_PARAMETERS (alat=  4.00000000)\n"
                                      "   1.1 0.0 0.0\n   0.0 1.2 0.0\n   0.0 0.0 1.3\n\n"
                                      "ATOMIC_POSITIONS (crystal)\nPt 0.0 0.0 0.0\nH 0.5 0.5 0.5\n",
                                      &c);
    assert_vector(c->steps[0].cell_ang[2], 0.0, 0.0, 2.0 * ALAT_ANG);
    assert_vector(c->steps[1].cell_ang[1], 0.0, 1.2 * ALAT_ANG, 0.0);
    assert_vector(x + 3, 0.55 * ALAT_ANG, 0.6 * ALAT_ANG, 0.65 * ALAT_ANG);
    /* the first geometry stays the first */
    assert_vector(c->structure.cell_ang[2], 0.0, 0.0, 2.0 * ALAT_ANG);
    dgh_calculation_free(c);
}

/* A vc-relax ends with an scf on the final cell, whose header has fewer digits. */
static void final_coordinates(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY(
        "-10.0") "     bfgs converged in   1 scf cycles and   0 bfgs steps\n"
                 "     End of BFGS Geometry Optimization\n"
                 "Begin final coordinates\n"
                 "CELL_PARAMETERS (angstrom)\n"
                 "   2.123456789 0.0 0.0\n   0.0 2.2 0.0\n   0.0 0.0 2.3\n\n"
                 "ATOMIC_POSITIONS (angstrom)\nPt 0.0 0.0 0.0\nH 1.123456789 1.0 1.0\n"
                 "End final coordinates\n"
                 "     A final scf calculation at the relaxed structure.\n" PW_GEOMETRY
                 "     convergence threshold     =      1.0E-08\n" PW_SCF PW_ENERGY("-11.0")
                                     PW_DONE);
    assert_true(c->has_final_positions);
    assert_true(c->has_final_cell);
    assert_vector(c->final_cell_ang[0], 2.123456789, 0.0, 0.0);
    assert_vector(c->final_position_ang + 3, 1.123456789, 1.0, 1.0);
    assert_int_equal(c->n_steps, 2);
    assert_vector(c->steps[1].position_ang + 3, 1.123456789, 1.0, 1.0);
    assert_vector(c->steps[1].cell_ang[0], 2.123456789, 0.0, 0.0);
    assert_int_equal(c->task, DGH_TASK_CELL_RELAX);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_non_null(find_diagnostic(c, "final-scf-basis"));
    dgh_calculation_free(c);
}

static void held_atoms(void **state)
{
    (void)state;
    dgh_calculation *c;
    second_position("ATOMIC_POSITIONS (bohr)\nPt 0.0 0.0 0.0    0   0   1\nH 1.0 2.0 3.0\n", &c);
    const bool expected[6] = {false, false, true, true, true, true};
    assert_non_null(c->structure.is_free);
    assert_memory_equal(c->structure.is_free, expected, sizeof expected);
    dgh_calculation_free(c);
    second_position("ATOMIC_POSITIONS (bohr)\nPt 0.0 0.0 0.0\nH 1.0 2.0 3.0\n", &c);
    assert_null(c->structure.is_free);
    dgh_calculation_free(c);
}

/* Half a geometry is none, and what is computed on it has none. */
static void incomplete_lists(void **state)
{
    (void)state;
    dgh_calculation *c;
    const double *x = second_position("ATOMIC_POSITIONS (bohr)\nPt 0.0 0.0 0.0\n\n", &c);
    assert_null(x);
    assert_string_equal(find_diagnostic(c, "incomplete-positions")->message,
                        "expected the positions of 2 atoms, found 1");
    dgh_calculation_free(c);
}

/* A header that claims more atoms than the file can hold is not believed. */
static void impossible_counts(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_PROGRAM "     number of atoms/cell      =   2147483648\n"
                   "     number of atomic types    =   2147483648\n" PW_CELL PW_SITES
                       PW_FIXED_OCCUPATIONS PW_SCF PW_ENERGY("-10.0") PW_FORCES PW_DONE);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_non_null(c->steps[0].force_ev_per_ang);
    dgh_calculation_free(c);
}

static void no_header(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM PW_SCF PW_ENERGY(
        "-10.0") "ATOMIC_POSITIONS (angstrom)\nPt 0 0 0\nH 0 0 1\nH 0 0 2\n\n" PW_SCF
                                     PW_ENERGY("-11.0"));
    assert_int_equal(c->structure.n_atoms, 3);
    assert_null(c->steps[0].position_ang);
    assert_vector(c->steps[1].position_ang + 6, 0.0, 0.0, 2.0);
    assert_false(c->steps[1].has_cell);
    dgh_calculation_free(c);

    /* a message that looks like the card */
    c = read_pw(PW_PROGRAM "     Message from routine read_cards :\n"
                           "     ATOMIC_POSITIONS: units set to alat\n" PW_GEOMETRY);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_null(find_diagnostic(c, "incomplete-positions"));
    dgh_calculation_free(c);
}

static void pseudopotentials(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM
                                 "     PseudoPot. # 1 for Pt read from file:\n"
                                 "     ./pseudo/Pt.pbe-n-kjpaw_psl.0.1.UPF\n"
                                 "     MD5 check sum: 84574633895ad13caed536285872cf46\n"
                                 "     Pseudo is Projector augmented-wave + core cor, Zval = 10.0\n"
                                 "     PseudoPot. # 2 for H  read from file H.pbe.UPF\n"
                                 "     Pseudo is Norm-conserving, Zval =  1.5\n" PW_GEOMETRY
                                 "     PseudoPot. # 1 for Pt read from file:\n"
                                 "     ./pseudo/Pt.pbe-n-kjpaw_psl.0.1.UPF\n");
    assert_int_equal(c->n_pseudopotentials, 2);
    const dgh_pseudopotential *p = c->pseudopotentials;
    assert_string_equal(p[0].label, "Pt");
    assert_string_equal(p[0].title, "Pt.pbe-n-kjpaw_psl.0.1.UPF");
    assert_string_equal(p[0].hash, "84574633895ad13caed536285872cf46");
    assert_int_equal(p[0].atomic_number, 78);
    assert_near(p[0].valence_e.value, 10.0, 0.0);
    assert_int_equal(p[0].source.line, 2);
    assert_string_equal(p[1].title, "H.pbe.UPF");
    assert_null(p[1].hash);
    /* the table of species has two decimals and wins */
    assert_near(p[1].valence_e.value, 1.0, 0.0);
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_geometry),     cmocka_unit_test(old_names),
        cmocka_unit_test(units_of_positions), cmocka_unit_test(variable_cell),
        cmocka_unit_test(final_coordinates),  cmocka_unit_test(held_atoms),
        cmocka_unit_test(incomplete_lists),   cmocka_unit_test(impossible_counts),
        cmocka_unit_test(no_header),          cmocka_unit_test(pseudopotentials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
