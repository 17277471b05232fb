#include "read_text.h"

#include "vasp/readers.h"

/* Made up: the shape of a header, no data of a real one. */
static const char TWO[] = "  PAW_PBE Xx_pv 01Jan2000                   \n"
                          "   10.00000000000000     \n"
                          " parameters from PSCTR are:\n"
                          "   VRHFIN =Pt: s1d9\n"
                          "   LEXCH  = PE\n"
                          "   TITEL  = PAW_PBE Pt_pv 01Jan2000\n"
                          "   SHA256 =  0123abcd Pt_pv/POTCAR\n"
                          "   COPYR  = (c) nobody\n"
                          "   POMASS =  195.080; ZVAL   =   10.000    mass and valenz\n"
                          "   ENMAX  =  230.283; ENMIN  =  172.712 eV\n"
                          "END of PSCTR-controll parameters\n"
                          " TITEL = in the data\n"
                          " 1.0 2.0\n"
                          " End of Dataset\n"
                          " PAW_PBE H 02Jan2000\n"
                          "   1.0000\n"
                          " parameters from PSCTR are:\n"
                          "   VRHFIN =H: ultrasoft test\n"
                          "   LEXCH  = PE\n"
                          "   TITEL  = PAW_PBE H 02Jan2000\n"
                          "   POMASS =    1.000; ZVAL   =    1.000    mass and valenz\n"
                          "END of PSCTR-controll parameters\n"
                          " End of Dataset\n";

static void concatenated(void **state)
{
    (void)state;
    assert_true(dgh_vasp_is_potcar(TWO, sizeof TWO - 1));
    dgh_calculation *c = read_text(dgh_vasp_read_potcar, TWO);
    assert_int_equal(c->n_pseudopotentials, 2);
    const dgh_pseudopotential *p = c->pseudopotentials;
    assert_string_equal(p[0].title, "PAW_PBE Pt_pv 01Jan2000");
    assert_string_equal(p[0].label, "Pt_pv");
    assert_int_equal(p[0].atomic_number, 78);
    assert_true(p[0].valence_e.has && p[0].valence_e.value == 10.0);
    assert_int_equal(p[0].valence_e.source.line, 9);
    assert_string_equal(p[0].hash, "0123abcd");
    assert_string_equal(p[0].functional, "PE");
    assert_int_equal(p[0].source.line, 1);
    assert_string_equal(p[1].label, "H");
    assert_int_equal(p[1].atomic_number, 1);
    assert_true(p[1].valence_e.value == 1.0);
    assert_null(p[1].hash);
    assert_int_equal(p[1].source.line, 15);
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

static void cut_short(void **state)
{
    (void)state;
    char text[sizeof TWO];
    snprintf(text, sizeof text, "%s", TWO);
    *strstr(text, " 1.0 2.0") = '\0';
    dgh_calculation *c = read_text(dgh_vasp_read_potcar, text);
    assert_int_equal(c->n_pseudopotentials, 1);
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_non_null(find_diagnostic(c, "incomplete-potcar"));
    dgh_calculation_free(c);
    read_all_prefixes(dgh_vasp_read_potcar, TWO);
}

static void what_is_no_potcar(void **state)
{
    (void)state;
    assert_refused(dgh_vasp_read_potcar, "Pt_pv\nH\n",
                   "f:1:1: expected the header of a POTCAR (VRHFIN, TITEL), found none");
    /* an OUTCAR prints VRHFIN and TITEL too */
    static const char OUTCAR[] = " vasp.6.4.2\n POTCAR:    PAW_PBE Pt\n VRHFIN =Pt\n TITEL = x\n";
    assert_false(dgh_vasp_is_potcar(OUTCAR, sizeof OUTCAR - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(concatenated),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(what_is_no_potcar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
