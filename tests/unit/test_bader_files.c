/* ACF.dat, BCF.dat and AVF.dat to the byte, and the other reports of charges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "base/text.h"
#include "dgh/io.h"
#include "dgh/report.h"

#define REAL(x)                                                                                    \
    {                                                                                              \
        .has = true, .value = (x)                                                                  \
    }

static const dgh_atom_charge ATOMS[3] = {
    {.label = "Pt",
     .atomic_number = 78,
     .position_ang = {-0.0000004, 1.5, 12.25},
     .electrons = 10.0125,
     .valence_e = {.has = true, .value = 10.0, .source = {.path = "POTCAR", .line = 3}},
     .net_charge_e = REAL(-0.0125),
     .volume_ang3 = 14.5,
     .min_distance_ang = REAL(1.125)},
    {.label = "H",
     .atomic_number = 1,
     .position_ang = {100.0, -99.999999, 0.0},
     .electrons = 1.5,
     .volume_ang3 = 1234.0625},
    {.label = "X", .position_ang = {0.25, 0.5, 0.75}, .volume_ang3 = 0.5}};

/* the third is below what that program calls significant */
static const dgh_basin BASINS[5] = {{{0.0, 1.5, 12.25}, 10.0, 14.0, 0, 0.0},
                                    {{99.5, 0.03125, 0.0}, 1.25, 1000.0, 1, 0.0625},
                                    {{9.0, 9.0, 9.0}, 0.0001, 1.0, 1, 3.0},
                                    {{1.0, 1.0, 1.0}, 0.25, 234.0625, 1, 2.0},
                                    {{2.0, 2.0, 2.0}, 0.0125, 0.5, 0, 0.75}};

static const char *const REFERENCES[2] = {"AECCAR0", "AECCAR2"};

static dgh_charges example(const dgh_grid *density)
{
    return (dgh_charges){.density = density,
                         .n_atoms = 3,
                         .atoms = ATOMS,
                         .n_basins = 5,
                         .basins = BASINS,
                         .n_non_nuclear = 3,
                         .n_references = 2,
                         .reference_paths = REFERENCES,
                         .vacuum_e_per_ang3 = REAL(0.001),
                         .vacuum_electrons = 0.03125,
                         .vacuum_volume_ang3 = 512.5,
                         .total_electrons = 11.54375,
                         .residual_e = 0.0,
                         .run_electrons = REAL(11.5)};
}

static const dgh_grid CHGCAR = {.path = "CHGCAR", .format = "vasp-chgcar", .n = {4, 5, 6}};
static const dgh_grid CUBE = {.path = "rho.cube", .format = "cube", .n = {4, 5, 6}};

typedef dgh_status report(char **, const dgh_charges *, dgh_error *);

static void gives(report *make, const dgh_charges *c, const char *expected)
{
    char *text = NULL;
    assert_int_equal(make(&text, c, NULL), DGH_OK);
    assert_string_equal(text, expected);
    dgh_string_free(text);
}

static void test_acf(void **state)
{
    (void)state;
    dgh_charges c = example(&CHGCAR);
    gives(dgh_report_acf, &c,
          "    #         X           Y           Z       CHARGE      MIN DIST   ATOMIC VOL\n"
          " --------------------------------------------------------------------------------\n"
          "    1   -0.000000    1.500000   12.250000   10.012500     1.125000    14.500000\n"
          "    2  100.000000  -99.999999    0.000000    1.500000     0.000000  1234.062500\n"
          "    3    0.250000    0.500000    0.750000    0.000000     0.000000     0.500000\n"
          " --------------------------------------------------------------------------------\n"
          "    VACUUM CHARGE:               0.0312\n"
          "    VACUUM VOLUME:             512.5000\n"
          "    NUMBER OF ELECTRONS:        11.5437\n");
}

static void test_bcf(void **state)
{
    (void)state;
    dgh_charges c = example(&CHGCAR);
    gives(dgh_report_bcf, &c,
          "    #         X           Y           Z        CHARGE     ATOM    DISTANCE\n"
          "  -------------------------------------------------------------------------\n"
          "    1      0.0000      1.5000     12.2500     10.0000       1      0.0000\n"
          "    2     99.5000      0.0312      0.0000      1.2500       2      0.0625\n"
          "    3      1.0000      1.0000      1.0000      0.2500       2      2.0000\n"
          "    4      2.0000      2.0000      2.0000      0.0125       1      0.7500\n"
          "  -------------------------------------------------------------------------\n");
}

static void test_avf(void **state)
{
    (void)state;
    dgh_charges c = example(&CHGCAR);
    gives(dgh_report_avf, &c,
          "   Atom                     Volume(s)\n"
          "  ------------------------------------------------------------------------\n"
          "     1   ...       1    4\n"
          "     2   ...       2    3\n"
          "  ------------------------------------------------------------------------\n");
}

/* What that program makes of a cube: Bohr, Bohr, Bohr^3. */
static void test_cube_in_bohr(void **state)
{
    (void)state;
    dgh_charges c = example(&CUBE);
    c.n_atoms = 1;
    c.n_basins = 1;
    c.vacuum_volume_ang3 = DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;
    gives(dgh_report_acf, &c,
          "    #         X           Y           Z       CHARGE      MIN DIST   ATOMIC VOL\n"
          " --------------------------------------------------------------------------------\n"
          "    1   -0.000001    2.834589   23.149145   10.012500     2.125942    97.850850\n"
          " --------------------------------------------------------------------------------\n"
          "    VACUUM CHARGE:               0.0312\n"
          "    VACUUM VOLUME:               1.0000\n"
          "    NUMBER OF ELECTRONS:        11.5437\n");
    gives(dgh_report_bcf, &c,
          "    #         X           Y           Z        CHARGE     ATOM    DISTANCE\n"
          "  -------------------------------------------------------------------------\n"
          "    1      0.0000      2.8346     23.1491     10.0000       1      0.0000\n"
          "  -------------------------------------------------------------------------\n");
}

static void test_only_of_bader_with_atoms(void **state)
{
    (void)state;
    report *const all[3] = {dgh_report_acf, dgh_report_bcf, dgh_report_avf};
    for (size_t i = 0; i < 3; i++) {
        dgh_charges c = example(&CHGCAR);
        char *text;
        dgh_error err = {0};
        c.partition = DGH_PARTITION_VORONOI;
        assert_int_equal(all[i](&text, &c, &err), DGH_ERR_ARGUMENT);
        assert_null(text);
        assert_string_equal(err.message, "expected Bader's partition");
        c.partition = DGH_PARTITION_BADER;
        c.n_atoms = 0;
        assert_int_equal(all[i](&text, &c, &err), DGH_ERR_ARGUMENT);
        assert_string_equal(err.message, "expected atoms, found none");
    }
}

/* A file of the program itself, read and written again. */
static void test_the_programs_own_file(void **state)
{
    (void)state;
    static dgh_atom_charge atoms[64];
    dgh_bytes file = {0};
    dgh_charges c = {.density = &CHGCAR, .atoms = atoms, .total_electrons = 382.0};
    const char *path = DGH_SHARED_DATA "/exact/bader_1.05_neargrid_ortho_128.ACF";
    if (dgh_io_read(&file, NULL, path, NULL, NULL) != DGH_OK) {
        print_message("%s is not there: skipped\n", path);
        skip();
    }
    dgh_cursor cursor = dgh_cursor_make(file.data, file.size, path);
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        double v[7];
        dgh_atom_charge *a = &atoms[c.n_atoms];
        if (c.n_atoms == 64 || !dgh_slice_doubles(&line, v, 7))
            continue;
        memcpy(a->position_ang, v + 1, sizeof a->position_ang);
        a->electrons = v[4];
        a->min_distance_ang = (dgh_real)REAL(v[5]);
        a->volume_ang3 = v[6];
        c.n_atoms++;
    }
    assert_int_equal(c.n_atoms, 48);
    char *text = NULL;
    assert_int_equal(dgh_report_acf(&text, &c, NULL), DGH_OK);
    assert_int_equal(strlen(text), file.size);
    assert_memory_equal(text, file.data, file.size);
    dgh_string_free(text);
    dgh_bytes_free(&file);
}

static void test_text(void **state)
{
    (void)state;
    dgh_charges c = example(&CHGCAR);
    char *text = NULL;
    assert_int_equal(dgh_report_charges_text(&text, &c, NULL, NULL), DGH_OK);
    assert_string_equal(
        text, "Bader charges, near-grid method\n"
              "  density     CHGCAR, 4 × 5 × 6 points\n"
              "  reference   AECCAR0 + AECCAR2\n"
              "  vacuum      where the reference is below 0.001 e/Å³: 0.0312 e in 512.50 Å³\n"
              "  valences    POTCAR, not of all atoms\n"
              "\n"
              "  atom      electrons  net charge     volume  min. distance\n"
              "                    e           e         Å³              Å\n"
              "     1  Pt  10.012500   -0.012500    14.5000         1.1250\n"
              "     2  H    1.500000           -  1234.0625              -\n"
              "     3  X    0.000000           -     0.5000              -\n"
              "\n"
              "  maxima at no nucleus, each counted for its nearest atom above\n"
              "  maximum       x       y       z  electrons    volume  atom  distance\n"
              "                Å       Å       Å          e        Å³               Å\n"
              "        1  9.0000  9.0000  9.0000   0.000100    1.0000     2    3.0000\n"
              "        2  1.0000  1.0000  1.0000   0.250000  234.0625     2    2.0000\n"
              "        3  2.0000  2.0000  2.0000   0.012500    0.5000     1    0.7500\n"
              "\n"
              "  electrons   11.543750 in the density, 11.500000 in the run\n"
              "  residual    0.0e+00 e: electrons less atoms and vacuum\n"
              "  maxima      5, 3 of them at no nucleus\n");
    dgh_string_free(text);
}

static void test_csv(void **state)
{
    (void)state;
    dgh_charges c = example(&CHGCAR);
    c.n_atoms = 2;
    gives(dgh_report_charges_csv, &c,
          "path,partition,method,atom,element,label,x_ang,y_ang,z_ang,electrons,valence_e,"
          "net_charge_e,moment_mub,volume_ang3,min_distance_ang\n"
          "CHGCAR,bader,near-grid,1,Pt,Pt,-3.9999999999999998e-07,1.5,12.25,10.012499999999999,10,"
          "-0.012500000000000001,,14.5,1.125\n"
          "CHGCAR,bader,near-grid,2,H,H,100,-99.999999000000003,0,1.5,,,,1234.0625,\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acf),
        cmocka_unit_test(test_bcf),
        cmocka_unit_test(test_avf),
        cmocka_unit_test(test_cube_in_bohr),
        cmocka_unit_test(test_only_of_bader_with_atoms),
        cmocka_unit_test(test_the_programs_own_file),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
