#include "read_text.h"

#include <math.h>

#include "base/constants.h"
#include "espresso/readers.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static const char SLAB[] = "! H on a slab\n"
                           "&CONTROL\n"
                           "  calculation = \"relax\", nstep = 60 ! steps\n"
                           "  forc_conv_thr = 4.0D-4\n"
                           "  tefield = .TRUE.\n"
                           "  dipfield = .true.\n"
                           "/\n"
                           "&system ibrav=0 nat = 2, ntyp=2\n"
                           "  ecutwfc=40, ECUTRHO = 320.\n"
                           "  occupations = 'smearing' smearing = 'mv' degauss = 0.02\n"
                           "  nspin = 2, starting_magnetization(1) = 0.5\n"
                           "  vdw_corr = 'dft-d3', dftd3_version=4, edir=3, emaxpos = 0.9\n"
                           "  tot_charge = -1 ecutwfc = 50\n"
                           "/\n"
                           "&ELECTRONS conv_thr=1d-9 electron_maxstep=80 /\n"
                           "ATOMIC_SPECIES\n"
                           " Pt 195.084 Pt.UPF\n"
                           "# a comment\n"
                           " H1 2.014 H.UPF\n"
                           "ATOMIC_POSITIONS {angstrom}\n"
                           " Pt 0.0 0.0 0.0 0 0 0\n"
                           " H1 0.5*2 -1/4 1.5 1 1 0 \n"
                           "K_POINTS automatic\n"
                           " 8 8 1 1 1 0\n"
                           "CELL_PARAMETERS bohr\n"
                           " 5 0 0\n"
                           " 0 5 0\n"
                           " 0 0 30\n";

static void everything(void **state)
{
    (void)state;
    assert_true(dgh_qe_is_pw_input(SLAB, sizeof SLAB - 1));
    dgh_calculation *c = read_text(dgh_qe_read_pw_input, SLAB);
    const dgh_structure *s = &c->structure;
    const dgh_setting *set = c->settings;
    assert_string_equal(c->format, "qe-pw-input");
    assert_int_equal(c->code, DGH_CODE_QE);
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_int_equal(c->task_source.line, 3);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_int_equal(s->n_atoms, 2);
    assert_string_equal(s->species[1].label, "H1");
    assert_int_equal(dgh_structure_element(s, 1), 1);
    assert_true(s->species[1].mass_u.has && s->species[1].mass_u.value == 2.014);
    NEAR(s->cell_ang[2][2], 30 * DGH_BOHR_ANG);
    assert_vector(s->position_ang + 3, 1.0, -0.25, 1.5);
    const bool flags[6] = {false, false, false, true, true, false};
    assert_memory_equal(s->is_free, flags, sizeof flags);
    assert_int_equal(c->n_pseudopotentials, 2);
    assert_string_equal(c->pseudopotentials[0].title, "Pt.UPF");
    assert_int_equal(c->pseudopotentials[1].atomic_number, 1);
    assert_int_equal(c->pseudopotentials[1].source.line, 19);
    NEAR(set[DGH_SETTING_CUTOFF_EV].real, 50 * DGH_RYDBERG_EV); /* the last of two */
    assert_int_equal(set[DGH_SETTING_CUTOFF_EV].source.line, 13);
    NEAR(set[DGH_SETTING_DENSITY_CUTOFF_EV].real, 320 * DGH_RYDBERG_EV);
    assert_string_equal(set[DGH_SETTING_SMEARING].text, "marzari-vanderbilt");
    NEAR(set[DGH_SETTING_SMEARING_WIDTH_EV].real, 0.02 * DGH_RYDBERG_EV);
    assert_string_equal(set[DGH_SETTING_SPIN].text, "collinear");
    assert_string_equal(set[DGH_SETTING_DISPERSION].text, "d3-bj");
    assert_string_equal(set[DGH_SETTING_DIPOLE_CORRECTION].text, "z");
    assert_string_equal(set[DGH_SETTING_KPOINT_MESH].text, "8x8x1 shifted");
    assert_true(set[DGH_SETTING_TOTAL_CHARGE_E].real == -1.0);
    assert_false(set[DGH_SETTING_FUNCTIONAL].has);
    assert_false(set[DGH_SETTING_PLUS_U].has);
    NEAR(c->electronic_criterion_ev.value, 1e-9 * DGH_RYDBERG_EV);
    NEAR(c->force_criterion_ev_per_ang.value, 4e-4 * DGH_RYDBERG_EV / DGH_BOHR_ANG);
    assert_false(c->energy_criterion_ev.has);
    assert_int_equal(c->max_electronic_steps.value, 80);
    assert_int_equal(c->max_ionic_steps.value, 60);
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

/* An input of one H2 in a cell that `system` gives, positions in `unit`. */
static dgh_calculation *h2(const char *system, const char *unit, const char *more)
{
    char text[1000];
    snprintf(text, sizeof text,
             "&system\n nat=2 ntyp=1 %s\n/\nATOMIC_SPECIES\nH 1.0 H.UPF\nATOMIC_POSITIONS %s\n"
             "H 0 0 0\nH 0.5 0.25 0.125\n%s",
             system, unit, more);
    return read_text(dgh_qe_read_pw_input, text);
}

static void units(void **state)
{
    (void)state;
    static const struct {
        const char *system, *unit, *more;
        double cell_z, x, y, z;
    } CASES[] = {
        {"ibrav=6, A=3, C=6", "(crystal)", "", 6, 1.5, 0.75, 0.75},
        {"ibrav=6, A=3, C=6", "bohr", "", 6, 0.5 * DGH_BOHR_ANG, 0.25 * DGH_BOHR_ANG,
         0.125 * DGH_BOHR_ANG},
        {"ibrav=6, A=3, C=6", "{alat}", "", 6, 1.5, 0.75, 0.375},
        {"ibrav=6, A=3, C=6", "", "", 6, 1.5, 0.75, 0.375},
        {"ibrav=6, celldm(1)=10, celldm(3)=2", "alat", "", 20 * DGH_BOHR_ANG, 5 * DGH_BOHR_ANG,
         2.5 * DGH_BOHR_ANG, 1.25 * DGH_BOHR_ANG},
        {"ibrav=6, celldm=10, 0, 2", "alat", "", 20 * DGH_BOHR_ANG, 5 * DGH_BOHR_ANG,
         2.5 * DGH_BOHR_ANG, 1.25 * DGH_BOHR_ANG},
        {"ibrav=0, A=2", "alat", "CELL_PARAMETERS alat\n1 0 0\n0 2 0\n0 0 3\n", 6, 1, .5, .25},
        {"ibrav=0, A=2", "crystal", "CELL_PARAMETERS\n1 0 0\n0 2 0\n0 0 3\n", 6, 1, 1, .75},
        {"ibrav=0", "crystal", "CELL_PARAMETERS {angstrom}\n1 0 0\n0 2 0\n0 0 3\n", 3, .5, .5,
         .375},
        {"ibrav=0", "alat", "CELL_PARAMETERS{angstrom}\n4 0 0\n0 2 0\n0 0 3\n", 3, 2, 1, .5},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_calculation *c = h2(CASES[i].system, CASES[i].unit, CASES[i].more);
        assert_true(c->structure.has_cell);
        NEAR(c->structure.cell_ang[2][2], CASES[i].cell_z);
        assert_vector(c->structure.position_ang + 3, CASES[i].x, CASES[i].y, CASES[i].z);
        assert_null(c->structure.is_free);
        assert_int_equal(c->task, DGH_TASK_SINGLE_POINT);
        dgh_calculation_free(c);
    }
}

static void monoclinic_by_lengths(void **state)
{
    (void)state;
    dgh_calculation *c = h2("ibrav=-12 A=5 B=6 C=6.5 cosAC=0.1", "bohr", "");
    assert_true(fabs(c->structure.cell_ang[2][0] - 0.65) < 1e-12);
    dgh_calculation_free(c);
    c = h2("ibrav=14 A=5 B=6 C=6.5 cosBC=0.1, cosAC=0.2, cosAB=0.3", "bohr", "");
    assert_true(fabs(c->structure.cell_ang[1][0] - 1.8) < 1e-12);
    assert_true(fabs(c->structure.cell_ang[2][0] - 1.3) < 1e-12);
    dgh_calculation_free(c);
}

static void settings_of_other_inputs(void **state)
{
    (void)state;
    dgh_calculation *c = h2("ibrav=1 A=5 input_dft='beef-vdw' noncolin=.true. lspinorb=T", "bohr",
                            "K_POINTS gamma\nHUBBARD (ortho-atomic)\nU H-1s 4.0\nV a b 1 1 2\n");
    assert_string_equal(c->settings[DGH_SETTING_FUNCTIONAL].text, "BEEF-VDW");
    assert_string_equal(c->settings[DGH_SETTING_SPIN].text, "spin-orbit");
    assert_string_equal(c->settings[DGH_SETTING_KPOINT_MESH].text, "1x1x1");
    assert_string_equal(c->settings[DGH_SETTING_PLUS_U].text, "H:1s U=4");
    dgh_calculation_free(c);
    c = h2("ibrav=1 A=5 lda_plus_u=.true. Hubbard_U(1)=3.5 london=.true.", "bohr",
           "K_POINTS tpiba\n1\n0 0 0 1\n");
    assert_string_equal(c->settings[DGH_SETTING_PLUS_U].text, "H:s U=3.5");
    assert_string_equal(c->settings[DGH_SETTING_DISPERSION].text, "d2");
    assert_string_equal(c->settings[DGH_SETTING_KPOINT_MESH].text, "1x1x1");
    assert_false(c->settings[DGH_SETTING_KPOINT_LIST].has);
    assert_false(c->settings[DGH_SETTING_SPIN].has);
    dgh_calculation_free(c);
    static const struct {
        const char *name;
        dgh_task task;
    } TASKS[] = {{"scf", DGH_TASK_SINGLE_POINT},
                 {"nscf", DGH_TASK_BANDS},
                 {"VC-relax", DGH_TASK_CELL_RELAX},
                 {"md", DGH_TASK_MD},
                 {"cp", DGH_TASK_OTHER}};
    for (size_t i = 0; i < sizeof TASKS / sizeof TASKS[0]; i++) {
        char text[100];
        snprintf(text, sizeof text, "&control calculation='%s' /\n&system ibrav=1 /\n",
                 TASKS[i].name);
        c = read_text(dgh_qe_read_pw_input, text);
        assert_int_equal(c->task, TASKS[i].task);
        dgh_calculation_free(c);
    }
}

static void lists_of_kpoints(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"K_POINTS crystal\n2\n 0.25 0.25 0 1\n ! between\n 0.5 0 0 3\n",
         "crystal 0.25 0.25 0 (0.25), 0.5 0 0 (0.75)"},
        {"K_POINTS\n1\n 1/4 0.25d0 0.1 2.0\n", "2pi/a 0.25 0.25 0.1 (1)"},
        {"K_POINTS (tpiba)\n1\n 1.25 0 0 1\n", "2pi/a 1.25 0 0 (1)"},
        {"K_POINTS crystal\n1\n 1.25 0 0 1\n", "crystal 0.25 0 0 (1)"},
        {"K_POINTS tpiba_b\n2\n 0 0 0 10\n .5 0 0 1\n", NULL},
        {"K_POINTS crystal_c\n3\n 0 0 0 10\n .5 0 0 1\n 0 .5 0 1\n", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        dgh_calculation *c = h2("ibrav=1 A=5", "bohr", CASES[i][0]);
        const dgh_setting *s = &c->settings[DGH_SETTING_KPOINT_LIST];
        assert_int_equal(s->has, CASES[i][1] != NULL);
        if (s->has)
            assert_string_equal(s->text, CASES[i][1]);
        assert_false(c->settings[DGH_SETTING_KPOINT_MESH].has);
        dgh_calculation_free(c);
    }
}

static void assert_damaged(const char *system, const char *cards, const char *code,
                           const char *message, size_t line)
{
    char text[1000];
    snprintf(text, sizeof text, "&system\n ecutwfc=30 %s\n/\n%s", system, cards);
    dgh_calculation *c = read_text(dgh_qe_read_pw_input, text);
    const dgh_diagnostic *d = find_diagnostic(c, code);
    assert_non_null(d);
    assert_string_equal(d->message, message);
    assert_int_equal(d->source.line, line);
    assert_true(c->settings[DGH_SETTING_CUTOFF_EV].has);
    assert_null(c->structure.position_ang);
    dgh_calculation_free(c);
}

static void damage_keeps_the_settings(void **state)
{
    (void)state;
    const char *h2_in_a_box = "ibrav=1 A=5 nat=2 ntyp=1";
    assert_damaged(h2_in_a_box, "ATOMIC_SPECIES\nH 1 H.UPF\nATOMIC_POSITIONS bohr\nH 0 0 0\n",
                   "damaged-card",
                   "expected an atom's label and three coordinates, found end of file", 7);
    assert_damaged(h2_in_a_box,
                   "ATOMIC_SPECIES\nH 1 H.UPF\nATOMIC_POSITIONS bohr\nH 0 0 0\nH 0 x 0\n",
                   "damaged-card",
                   "column 5: expected an atom's label and three coordinates, found \"x 0\"", 8);
    assert_damaged(h2_in_a_box,
                   "ATOMIC_SPECIES\nH 1 H.UPF\nATOMIC_POSITIONS bohr\nH 0 0 0\nO 0 0 0\n",
                   "damaged-card", "column 1: expected a label of ATOMIC_SPECIES, found \"O\"", 8);
    assert_damaged(h2_in_a_box,
                   "ATOMIC_SPECIES\nH 1 H.UPF\nATOMIC_POSITIONS crystal_sg\nH 0 0 0\nH 0 0 .5\n",
                   "no-positions", "positions in units of \"crystal_sg\" cannot be converted", 6);
    assert_damaged("nat=2 ntyp=1", "", "no-cell", "&SYSTEM states no ibrav: the cell is not known",
                   0);
    assert_damaged("ibrav=4 A=3", "", "no-cell", "ibrav = 4 with these parameters gives no cell",
                   2);
    assert_damaged("ibrav=1 A=3", "", "no-atoms",
                   "nat, ntyp, ATOMIC_SPECIES or ATOMIC_POSITIONS is missing", 0);
}

static void errors_name_the_place(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "f:1:1: expected a namelist &SYSTEM, found none"},
        {"&control\n/\n", "f:3:1: expected a namelist &SYSTEM, found none"},
        {"&system\n nat = 2\n",
         "f:3:1: expected \"/\" at the end of the namelist, found end of file"},
        {"&system\n nat = 2\n 5 = 3 /\n", "f:3:4: expected a value, found \"= 3 /\""},
        {"&system\n , (x) = 3 /\n",
         "f:2:4: expected \"key = value\" or \"/\", found \"(x) = 3 /\""},
        {"&system\n a = 'b\n/\n", "f:2:6: expected a value, found \"'b\""},
        {"&system\n nat=2147483648 ntyp=1 ibrav=1 A=3 /\nATOMIC_SPECIES\nH 1 H\n"
         "ATOMIC_POSITIONS bohr\nH 0 0 0\n",
         "f:2:6: expected a number of atoms that the file can hold, found 2147483648"},
        {"&system\n nat=1 ntyp=-1 ibrav=1 A=3 /\nATOMIC_SPECIES\nH 1 H\n"
         "ATOMIC_POSITIONS bohr\nH 0 0 0\n",
         "f:2:13: expected a number of species that the file can hold, found -1"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_refused(dgh_qe_read_pw_input, CASES[i][0], CASES[i][1]);
    read_all_prefixes(dgh_qe_read_pw_input, SLAB);
}

static void what_is_no_input(void **state)
{
    (void)state;
    static const char *const NO[] = {"",
                                     "&inputph\n tr2_ph = 1e-14\n/\n",
                                     "&projwfc\n ibrav\n/\n",
                                     "BEGIN\n&system\n ibrav\n",
                                     "README\n&system\nATOMIC_SPECIES\n",
                                     "&systematic\n ibrav = 3\n/\n"};
    for (size_t i = 0; i < sizeof NO / sizeof NO[0]; i++)
        if (dgh_qe_is_pw_input(NO[i], strlen(NO[i])))
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything),
        cmocka_unit_test(units),
        cmocka_unit_test(monoclinic_by_lengths),
        cmocka_unit_test(settings_of_other_inputs),
        cmocka_unit_test(lists_of_kpoints),
        cmocka_unit_test(damage_keeps_the_settings),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(what_is_no_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
