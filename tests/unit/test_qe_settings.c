/* QE's names come to the record's, and every libxc name in the table is one that libxc has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "adapt/libxc.h"
#include "espresso/settings.h"

static dgh_slice slice(const char *text)
{
    return (dgh_slice){text, strlen(text)};
}

static void check_functional(const char *text, const char *name, const char *libxc,
                             const char *nonlocal)
{
    dgh_qe_functional f = dgh_qe_functional_from_text(slice(text));
    assert_string_equal(f.name, name);
    assert_string_equal(f.libxc, libxc);
    if (nonlocal)
        assert_string_equal(f.nonlocal, nonlocal);
    else
        assert_null(f.nonlocal);
}

static void functionals(void **state)
{
    (void)state;
    check_functional("PBE", "PBE", "gga_x_pbe+gga_c_pbe", NULL);
    check_functional(" SLA  PW   PBX  PBC ( 1  4  3  4 0 0)", "PBE", "gga_x_pbe+gga_c_pbe", NULL);
    check_functional("SLA PW PBE PBE (1434)", "PBE", "gga_x_pbe+gga_c_pbe", NULL);
    check_functional("sla+pw+pbx+pbc", "PBE", "gga_x_pbe+gga_c_pbe", NULL);
    check_functional("SLA-PW-PBX-PBC", "PBE", "gga_x_pbe+gga_c_pbe", NULL);
    check_functional("SLA  PZ   NOGX NOGC ( 1 1 0 0 0)", "PZ", "lda_x+lda_c_pz", NULL);
    check_functional("rpbe", "RPBE", "gga_x_rpbe+gga_c_pbe", NULL);
    check_functional("SLA PW RPB PBC", "REVPBE", "gga_x_pbe_r+gga_c_pbe", NULL);
    check_functional("vdW-DF2", "VDW-DF2", "gga_x_rpw86+lda_c_pw", "vdw-df2");
    check_functional("BEEF-vdW", "BEEF-VDW", "gga_xc_beefvdw", "vdw-df2");
    check_functional("SLA PW TPSS TPSS", "TPSS", "mgga_x_tpss+mgga_c_tpss", NULL);
    check_functional("XC-000I-000I-101L-130L-000I-000I", "XC-000I-000I-101L-130L-000I-000I",
                     "gga_x_pbe+gga_c_pbe", NULL);
    check_functional("XC-000I-000I-428L", "XC-000I-000I-428L", "hyb_gga_xc_hse06", NULL);
    check_functional("XC-001I-004I-101L-130L", "XC-001I-004I-101L-130L", "", NULL);
    check_functional("MYOWN XYZ (1 2 3)", "MYOWN XYZ", "", NULL);
    check_functional("", "", "", NULL);
}

static void every_libxc_name_exists(void **state)
{
    (void)state;
    static const char *const SHORT_NAMES[] = {
        "PZ",         "PW",          "VWN",         "VWN-RPA",      "PBE",         "REVPBE",
        "RPBE",       "PBESOL",      "PW91",        "BP",           "BLYP",        "OLYP",
        "HCTH",       "WC",          "SOGGA",       "PW86PBE",      "B86BPBE",     "PBEQ2D",
        "EV93",       "PBE0",        "HSE",         "B3LYP",        "B3LYP-V1R",   "TPSS",
        "M06L",       "SCAN",        "RSCAN",       "R2SCAN",       "VDW-DF",      "VDW-DF2",
        "VDW-DF-C09", "VDW-DF2-C09", "VDW-DF-OBK8", "VDW-DF2-B86R", "VDW-DF-OB86", "VDW-DF-CX",
        "VDW-DF-C6",  "RVV10",       "BEEF-VDW"};
    for (size_t i = 0; i < sizeof SHORT_NAMES / sizeof SHORT_NAMES[0]; i++) {
        dgh_qe_functional f = dgh_qe_functional_from_text(slice(SHORT_NAMES[i]));
        if (!dgh_libxc_exists(f.libxc))
            fail_msg("%s: \"%s\" is not in libxc", SHORT_NAMES[i], f.libxc);
    }
}

static void libxc_names(void **state)
{
    (void)state;
    char name[64];
    assert_int_equal(dgh_libxc_number("gga_x_pbe"), 101);
    assert_int_equal(dgh_libxc_number("no_such_functional"), 0);
    assert_true(dgh_libxc_exists("gga_x_pbe+gga_c_pbe"));
    assert_false(dgh_libxc_exists("gga_x_pbe+"));
    assert_false(dgh_libxc_exists(""));
    assert_false(dgh_libxc_exists("gga_x_pbe+gga_c_nothing"));
    assert_true(dgh_libxc_name(130, name, sizeof name));
    assert_string_equal(name, "gga_c_pbe");
    assert_false(dgh_libxc_name(99999, name, sizeof name));
    assert_false(dgh_libxc_name(130, name, 5));
    assert_string_equal(dgh_libxc_family(101), "gga");
    assert_string_equal(dgh_libxc_family(428), "hybrid-gga");
    assert_string_equal(dgh_libxc_family(263), "mgga");
    assert_null(dgh_libxc_family(0));
}

static void smearing_and_occupations(void **state)
{
    (void)state;
    assert_string_equal(dgh_qe_smearing_name(slice("mv")), "marzari-vanderbilt");
    assert_string_equal(dgh_qe_smearing_name(slice(" 'M-V' ")), "marzari-vanderbilt");
    assert_string_equal(dgh_qe_smearing_name(slice("cold")), "marzari-vanderbilt");
    assert_string_equal(dgh_qe_smearing_name(slice("Methfessel-Paxton")), "methfessel-paxton-1");
    assert_string_equal(dgh_qe_smearing_name(slice("f-d")), "fermi-dirac");
    assert_string_equal(dgh_qe_smearing_name(slice("")), "gaussian");
    assert_null(dgh_qe_smearing_name(slice("warm")));
    assert_string_equal(dgh_qe_occupations_name(slice("smearing"), slice("mp")),
                        "methfessel-paxton-1");
    assert_string_equal(dgh_qe_occupations_name(slice("tetrahedra"), slice("")),
                        "tetrahedron-bloechl");
    assert_string_equal(dgh_qe_occupations_name(slice("fixed"), slice("mv")), "fixed");
    assert_null(dgh_qe_occupations_name(slice("half"), slice("")));
}

static void dispersion_spin_dipole(void **state)
{
    (void)state;
    assert_string_equal(dgh_qe_dispersion_name(slice("Grimme-D3"), 3), "d3-zero");
    assert_string_equal(dgh_qe_dispersion_name(slice("dft-d3"), 4), "d3-bj");
    assert_string_equal(dgh_qe_dispersion_name(slice("DFT-D"), 3), "d2");
    assert_string_equal(dgh_qe_dispersion_name(slice("ts-vdW"), 3), "ts");
    assert_string_equal(dgh_qe_dispersion_name(slice(""), 3), "none");
    assert_null(dgh_qe_dispersion_name(slice("glue"), 3));
    assert_string_equal(dgh_qe_spin_name(true, false, false), "collinear");
    assert_string_equal(dgh_qe_spin_name(false, true, true), "spin-orbit");
    assert_string_equal(dgh_qe_spin_name(false, false, false), "none");
    assert_string_equal(dgh_qe_dipole_name(true, true, 3), "z");
    assert_string_equal(dgh_qe_dipole_name(true, false, 3), "none");
}

static void mesh_and_hubbard(void **state)
{
    (void)state;
    dgh_builder b;
    assert_int_equal(dgh_builder_open(&b, "x", "qe-schema", NULL), DGH_OK);
    assert_true(dgh_qe_set_mesh(&b, (const int64_t[3]){8, 8, 1}, (const int64_t[3]){1, 0, 0}, 12));
    const dgh_setting *mesh = &b.calculation->settings[DGH_SETTING_KPOINT_MESH];
    assert_string_equal(mesh->text, "8x8x1 shifted");
    assert_int_equal(mesh->source.line, 12);
    assert_true(b.calculation->kpoint_mesh[1] == 8.0);
    dgh_builder_abort(&b);
    char text[64] = "";
    dgh_qe_add_hubbard(text, sizeof text, slice("Ni"), slice("3d"), 4.0, 0.0);
    dgh_qe_add_hubbard(text, sizeof text, slice("Fe1"), slice(""), 3.25, 0.5);
    assert_string_equal(text, "Ni:3d U=4; Fe1 U=3.25 J=0.5");
}

static void sigma0(void **state)
{
    (void)state;
    assert_true(dgh_qe_sigma0_ev(-3.0, -2.0, "marzari-vanderbilt") == -2.5);
    assert_true(dgh_qe_sigma0_ev(-3.0, 0.0, "methfessel-paxton-1") == -2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functionals),
        cmocka_unit_test(every_libxc_name_exists),
        cmocka_unit_test(libxc_names),
        cmocka_unit_test(smearing_and_occupations),
        cmocka_unit_test(dispersion_spin_dipole),
        cmocka_unit_test(mesh_and_hubbard),
        cmocka_unit_test(sigma0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
