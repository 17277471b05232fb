/* Settings that the header of a pw.x output states. */
#include "pw_text.h"

static const char *text_of(const dgh_calculation *c, dgh_setting_id id)
{
    return c->settings[id].has ? c->settings[id].text : NULL;
}

static void versions_and_dates(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        "     Program PWSCF v.6.1 (svn rev. 13369M) starts on  6Sep2017 at "
        "15:48:25 \n");
    assert_string_equal(c->code_version.value, "6.1");
    assert_int_equal(c->code_version.source.line, 1);
    assert_string_equal(c->started.value, "6Sep2017 at 15:48:25");
    assert_int_equal(c->code, DGH_CODE_QE);
    dgh_calculation_free(c);

    c = read_pw(
        "\n     Program PWSCF     v.4.0    starts ...\n     Today is 29Apr2008 at 18: 4:33 \n");
    assert_string_equal(c->code_version.value, "4.0");
    assert_string_equal(c->started.value, "29Apr2008 at 18: 4:33");
    dgh_calculation_free(c);
}

static void cutoffs_and_criteria(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM "     number of electrons       =        31.00\n"
                                            "     kinetic-energy cutoff     =      40.0000  Ry\n"
                                            "     charge density cutoff     =     320.0000  Ry\n"
                                            "     scf convergence threshold =      1.0E-09\n"
                                            "     energy convergence thresh.=      1.0E-05\n"
                                            "     force convergence thresh. =      4.0E-04\n"
                                            "     nstep                     =           60\n"
                                            "     kinetic-energy cutoff     =      99.0000  Ry\n");
    assert_near(c->n_electrons.value, 31.0, 0.0);
    assert_near(c->settings[DGH_SETTING_CUTOFF_EV].real, 40.0 * DGH_RYDBERG_EV, 1e-10);
    assert_int_equal(c->settings[DGH_SETTING_CUTOFF_EV].source.line, 3);
    assert_near(c->settings[DGH_SETTING_DENSITY_CUTOFF_EV].real, 320.0 * DGH_RYDBERG_EV, 1e-9);
    assert_near(c->electronic_criterion_ev.value, 1e-9 * DGH_RYDBERG_EV, 1e-22);
    assert_near(c->energy_criterion_ev.value, 1e-5 * DGH_RYDBERG_EV, 1e-18);
    assert_near(c->force_criterion_ev_per_ang.value, 4e-4 * DGH_RYDBERG_EV / DGH_BOHR_ANG, 1e-16);
    assert_int_equal(c->max_ionic_steps.value, 60);
    assert_int_equal(c->max_ionic_steps.source.line, 8);
    dgh_calculation_free(c);

    /* 4.0 hyphenates */
    c = read_pw(PW_PROGRAM "     kinetic-energy cut-off    =      15.0000  Ry\n"
                           "     charge density cut-off    =      60.0000  Ry\n");
    assert_near(c->settings[DGH_SETTING_CUTOFF_EV].real, 15.0 * DGH_RYDBERG_EV, 1e-10);
    assert_near(c->settings[DGH_SETTING_DENSITY_CUTOFF_EV].real, 60.0 * DGH_RYDBERG_EV, 1e-10);
    assert_false(c->max_ionic_steps.has);
    assert_false(c->electronic_criterion_ev.has);
    dgh_calculation_free(c);
}

static void functionals(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM
                                 "     Exchange-correlation      =  SLA  PW   PBE  PBE (1434)\n");
    assert_string_equal(text_of(c, DGH_SETTING_FUNCTIONAL), "PBE");
    assert_string_equal(text_of(c, DGH_SETTING_LIBXC), "gga_x_pbe+gga_c_pbe");
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM "     Exchange-correlation= BEEF-VDW\n"
                           "                           (   1   4  43  14   2   0   0)\n");
    assert_string_equal(text_of(c, DGH_SETTING_FUNCTIONAL), "BEEF-VDW");
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "vdw-df2");
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM
                "     Exchange-correlation= PBE0\n     EXX-fraction              =        "
                "0.15\n");
    assert_string_equal(find_diagnostic(c, "exact-exchange-fraction")->message,
                        "PBE0 with a fraction of exact exchange of 0.15 instead of 0.25");
    dgh_calculation_free(c);
    c = read_pw(PW_PROGRAM
                "     Exchange-correlation= PBE0\n     EXX-fraction              =        "
                "0.25\n");
    assert_null(find_diagnostic(c, "exact-exchange-fraction"));
    dgh_calculation_free(c);
}

static void check_smearing(const char *line, const char *name, double width_ry)
{
    char text[512];
    snprintf(text, sizeof text, "%s     number of k points=    12  %s\n", PW_PROGRAM, line);
    dgh_calculation *c = read_pw(text);
    assert_string_equal(text_of(c, DGH_SETTING_SMEARING), name);
    assert_int_equal(c->settings[DGH_SETTING_N_KPOINTS].integer, 12);
    assert_true(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].has == (width_ry > 0.0));
    if (width_ry > 0.0)
        assert_near(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].real, width_ry * DGH_RYDBERG_EV,
                    1e-12);
    dgh_calculation_free(c);
}

static void smearings(void **state)
{
    (void)state;
    check_smearing("", "fixed", 0.0);
    check_smearing("Marzari-Vanderbilt smearing, width (Ry)=  0.0200", "marzari-vanderbilt", 0.02);
    check_smearing("Methfessel-Paxton smearing, width (Ry)=  0.0500", "methfessel-paxton-1", 0.05);
    check_smearing("Fermi-Dirac smearing, width (Ry)=  0.0100", "fermi-dirac", 0.01);
    check_smearing("Gaussian smearing, width (Ry)=  0.0100", "gaussian", 0.01);
    check_smearing("gaussian broad. (Ry)=  0.0500     ngauss =   0", "gaussian", 0.05);
    check_smearing("gaussian broad. (Ry)=  0.0500     ngauss =   2", "methfessel-paxton-2", 0.05);
    check_smearing("gaussian broad. (Ry)=  0.0500     ngauss =  -1", "marzari-vanderbilt", 0.05);
    check_smearing("gaussian broad. (Ry)=  0.0500     ngauss = -99", "fermi-dirac", 0.05);
    check_smearing("(tetrahedron method)", "tetrahedron-bloechl", 0.0);

    dgh_calculation *c = read_pw(PW_PROGRAM
                                 "     [opt_tetra]  Optimized tetrahedron method is used.\n"
                                 "     number of k points=    29 (tetrahedron method)\n");
    assert_string_equal(text_of(c, DGH_SETTING_SMEARING), "tetrahedron-optimized");
    assert_string_equal(text_of(c, DGH_SETTING_SPIN), "none");
    dgh_calculation_free(c);
}

static void spins(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "none"},
        {"     Starting magnetic structure \n", "collinear"},
        {"     number of electrons       =        16.00 (up:   8.00, down:   8.00)\n", "collinear"},
        {"     Noncollinear calculation without spin-orbit\n", "noncollinear"},
        {"     Noncollinear calculation with spin-orbit\n", "spin-orbit"},
        {"     Non magnetic calculation with spin-orbit\n", "spin-orbit"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s%s", PW_PROGRAM, CASES[i][0], PW_FIXED_OCCUPATIONS);
        dgh_calculation *c = read_pw(text);
        assert_string_equal(text_of(c, DGH_SETTING_SPIN), CASES[i][1]);
        dgh_calculation_free(c);
    }
    dgh_calculation *c = read_pw(PW_PROGRAM); /* the header is not there to tell */
    assert_null(text_of(c, DGH_SETTING_SPIN));
    dgh_calculation_free(c);
}

static void hubbard(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_PROGRAM "     Simplified LDA+U calculation (l_max = 2) with parameters (eV):\n"
                   "     atomic species    L          U    alpha       J0     beta\n"
                   "        Fe1            2     4.3000   0.0000   0.1000   0.0000\n"
                   "        O              1     0.0000   0.0000   0.0000   0.0000\n"
                   "        Ni             2     6.0000   0.0000   0.0000   0.0000\n\n");
    assert_string_equal(text_of(c, DGH_SETTING_PLUS_U), "Fe1:d U=4.3 J=0.1; Ni:d U=6");
    assert_int_equal(c->settings[DGH_SETTING_PLUS_U].source.line, 4);
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM "     Hubbard projectors: ortho-atomic\n"
                           "     Hubbard parameters of DFT+U (Dudarev formulation) in eV:\n"
                           "     U(Co-3d)  =  4.6000\n");
    assert_string_equal(text_of(c, DGH_SETTING_PLUS_U), "Co:3d U=4.6");
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM "     Orbital-resolved Hubbard parameters in eV:\n"
                           "     U(Co-3d)\n"
                           "     spin-channel  1:   0.0000  0.0000  5.0000  5.0000  5.0000\n");
    assert_string_equal(text_of(c, DGH_SETTING_PLUS_U), "Co:3d orbital-resolved");
    dgh_calculation_free(c);

    /* occupations printed in each iteration look alike: "U( 2)     =  4.30000000" */
    c = read_pw(PW_PROGRAM "LDA+U parameters:\nU( 2)     =  4.30000000\nalpha( 2) =  0.00000000\n");
    assert_null(text_of(c, DGH_SETTING_PLUS_U));
    dgh_calculation_free(c);
}

#define TERMS_HEAD                                                                                 \
    PW_HEADER PW_FIXED_OCCUPATIONS PW_SCF                                                          \
        "!    total energy              =     -10.00000000 Ry\n"                                   \
        "     estimated scf accuracy    <          1.9E-10 Ry\n"                                   \
        "     The total energy is the sum of the following terms:\n"                               \
        "     ewald contribution        =     -36.36250000 Ry\n"
#define TERMS_TAIL "     convergence has been achieved in   2 iterations\n"

/* The list of terms is complete: what is not in it is off. */
static void terms_of_the_energy(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(TERMS_HEAD TERMS_TAIL);
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "none");
    assert_string_equal(text_of(c, DGH_SETTING_PLUS_U), "none");
    assert_string_equal(text_of(c, DGH_SETTING_DIPOLE_CORRECTION), "none");
    assert_null(text_of(c, DGH_SETTING_SOLVATION));
    dgh_calculation_free(c);

    c = read_pw(TERMS_HEAD); /* cut before its end */
    assert_null(text_of(c, DGH_SETTING_DISPERSION));
    dgh_calculation_free(c);

    c = read_pw(TERMS_HEAD "     Dispersion Correction     =      -0.03997490 Ry\n"
                           "     Hubbard energy            =       0.01275713 Ry\n" TERMS_TAIL);
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "d2");
    assert_string_equal(text_of(c, DGH_SETTING_PLUS_U), "on");
    dgh_calculation_free(c);

    c = read_pw(TERMS_HEAD "     DFT-D3 Dispersion         =      -0.03997490 Ry\n" TERMS_TAIL);
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "d3");
    dgh_calculation_free(c);
    c = read_pw(TERMS_HEAD "     Dispersion T-S Correction =      -0.04110649 Ry\n" TERMS_TAIL);
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "ts");
    dgh_calculation_free(c);
    c = read_pw(TERMS_HEAD "     Dispersion XDM Correction =      -0.04110649 Ry\n" TERMS_TAIL);
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "xdm");
    dgh_calculation_free(c);
}

static void dispersion_with_an_announcement(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM
                                 "   TS-vdW initialization\n" PW_FIXED_OCCUPATIONS PW_SCF
                                 "     Dispersion Correction     =      -0.14463956 Ry\n");
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "mbd");
    dgh_calculation_free(c);
    c = read_pw(PW_PROGRAM "     Parameters for Dispersion (Grimme-D2) Correction:\n");
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "d2");
    dgh_calculation_free(c);
    c = read_pw(PW_PROGRAM "     Parameters for DFT-D3 Dispersion Correction:\n");
    assert_string_equal(text_of(c, DGH_SETTING_DISPERSION), "d3");
    dgh_calculation_free(c);
}

static void fields_and_surroundings(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(PW_PROGRAM "     Adding external electric field\n"
                                            "\n"
                                            "     Computed dipole along edir(3) : \n");
    assert_string_equal(text_of(c, DGH_SETTING_DIPOLE_CORRECTION), "z");
    assert_non_null(find_diagnostic(c, "external-field"));
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM "     Assuming isolated system, Martyna-Tuckerman method\n");
    assert_string_equal(find_diagnostic(c, "assume-isolated")->message,
                        "Assuming isolated system, Martyna-Tuckerman method");
    dgh_calculation_free(c);

    c = read_pw(PW_PROGRAM "     Environ Module\n     ==============\n");
    assert_string_equal(text_of(c, DGH_SETTING_SOLVATION), "environ");
    dgh_calculation_free(c);
}

static void net_charge(void **state)
{
    (void)state;
    dgh_calculation *c = read_pw(
        PW_HEADER "     number of electrons       =        11.00\n" PW_FIXED_OCCUPATIONS);
    assert_false(c->settings[DGH_SETTING_TOTAL_CHARGE_E].has);
    dgh_calculation_free(c);
    c = read_pw(PW_HEADER "     number of electrons       =        12.00\n" PW_FIXED_OCCUPATIONS);
    assert_near(c->settings[DGH_SETTING_TOTAL_CHARGE_E].real, -1.0, 1e-12);
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_and_dates),
        cmocka_unit_test(cutoffs_and_criteria),
        cmocka_unit_test(functionals),
        cmocka_unit_test(smearings),
        cmocka_unit_test(spins),
        cmocka_unit_test(hubbard),
        cmocka_unit_test(terms_of_the_energy),
        cmocka_unit_test(dispersion_with_an_announcement),
        cmocka_unit_test(fields_and_surroundings),
        cmocka_unit_test(net_charge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
