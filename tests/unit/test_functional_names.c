/* Names of functionals to libxc's: what is found, what is refused and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/xc.h"

static void finds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *libxc;
        bool gradient, nonlocal;
    } NAMES[] = {
        {"pbe", "gga_x_pbe+gga_c_pbe", true, false},
        {" RPBE ", "gga_x_rpbe+gga_c_pbe", true, false},
        {"RP", "gga_x_rpbe+gga_c_pbe", true, false},
        {"LDA", "lda_x+lda_c_pz", false, false},
        {"lda,pz", "lda_x+lda_c_pz", false, false},
        {"lda,vwn", "lda_x+lda_c_vwn", false, false},
        {"pbe,pbe", "gga_x_pbe+gga_c_pbe", true, false},
        {"B88, LYP", "gga_x_b88+gga_c_lyp", true, false},
        {"slater,lda_c_pw", "lda_x+lda_c_pw", false, false},
        {"XC_GGA_X_PBE+XC_GGA_C_PBE", "gga_x_pbe+gga_c_pbe", true, false},
        {"lda_x + lda_c_pw", "lda_x+lda_c_pw", false, false},
        {"101+130", "gga_x_pbe+gga_c_pbe", true, false},
        {"1", "lda_x", false, false},
        {"91", NULL, false, false},
        {"XC-000I-000I-101L-130L-000I-000I", "gga_x_pbe+gga_c_pbe", true, false},
        {"SLA PW PBX PBC", "gga_x_pbe+gga_c_pbe", true, false},
        {"BEEF-vdW", "gga_xc_beefvdw", true, true},
        {"vdw-df2", "gga_x_rpw86+lda_c_pw", true, true},
        {"PBEsol", "gga_x_pbe_sol+gga_c_pbe_sol", true, false},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        dgh_xc_functional f;
        dgh_error err = {0};
        dgh_status status = dgh_xc_functional_find(&f, NAMES[i].text, &err);
        if (!NAMES[i].libxc) { /* libxc's number 91 is a hybrid or nothing, never VASP's code */
            assert_true(strstr(f.libxc, "pw91") == NULL);
            continue;
        }
        if (status != DGH_OK)
            fail_msg("%s", err.message);
        assert_string_equal(f.libxc, NAMES[i].libxc);
        assert_int_equal(f.gradient, NAMES[i].gradient);
        assert_int_equal(f.nonlocal, NAMES[i].nonlocal);
    }
    dgh_xc_functional f;
    assert_int_equal(dgh_xc_functional_find(&f, "xc_gga_x_pbe+130", NULL), DGH_OK);
    assert_int_equal(f.n_parts, 2);
    assert_int_equal(f.id[0], 101);
    assert_int_equal(f.id[1], 130);
    assert_string_equal(f.label, "xc_gga_x_pbe+130");
}

static void refuses(void **state)
{
    (void)state;
    static const char NAME[] = "expected a functional of VASP, Quantum ESPRESSO or libxc, found ";
    static const struct {
        const char *text;
        dgh_status status;
        const char *message; /* without NAME where it begins with a quote */
    } NAMES[] = {
        {"", DGH_ERR_ARGUMENT, "expected the name of a functional, found nothing"},
        {"pbee", DGH_ERR_ARGUMENT, "\"pbee\"; the nearest are PBE, PBE0, RPBE"},
        {"gga_x_pbb+gga_c_pbe", DGH_ERR_ARGUMENT,
         "\"gga_x_pbb\"; the nearest are gga_x_pbe, gga_x_ssb, gga_x_rpbe"},
        {"pbe,,pbe", DGH_ERR_ARGUMENT, "\"\""},
        {"a,b,c", DGH_ERR_ARGUMENT, NULL},
        {"99999", DGH_ERR_ARGUMENT, "\"99999\""},
        {"lda_x+lda_x+lda_x+lda_x+lda_x", DGH_ERR_ARGUMENT,
         "expected at most 4 functionals in a sum"},
        {"HSE06", DGH_ERR_UNSUPPORTED,
         "expected an LDA or a GGA, found hyb_gga_xc_hse06, a hybrid: its exact exchange needs "
         "orbitals, which a density does not hold"},
        {"SCAN", DGH_ERR_UNSUPPORTED,
         "expected an LDA or a GGA, found mgga_x_scan, a meta-GGA: it needs the kinetic energy "
         "density, which a density does not hold"},
        {"lda_k_tf", DGH_ERR_UNSUPPORTED,
         "expected an LDA or a GGA, found lda_k_tf, a functional of the kinetic energy"},
        {"lda_x_2d", DGH_ERR_UNSUPPORTED,
         "expected an LDA or a GGA, found lda_x_2d, for electrons in one or two dimensions"},
        {"gga_x_lb", DGH_ERR_UNSUPPORTED,
         "expected an LDA or a GGA, found gga_x_lb, a potential without an energy"},
        {"OPTBK88", DGH_ERR_UNSUPPORTED,
         "expected a functional that libxc has, found \"OPTBK88\", which has no twin there"},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        dgh_xc_functional f;
        dgh_error err = {0};
        assert_int_equal(dgh_xc_functional_find(&f, NAMES[i].text, &err), NAMES[i].status);
        assert_int_equal(f.n_parts, 0);
        const char *found = err.message;
        if (!NAMES[i].message)
            continue;
        if (NAMES[i].message[0] == '"') {
            assert_memory_equal(found, NAME, strlen(NAME));
            found += strlen(NAME);
        }
        assert_string_equal(found, NAMES[i].message);
    }
}

static void of_runs(void **state)
{
    (void)state;
    dgh_calculation run = {.path = "run"};
    dgh_xc_functional f;
    dgh_error err = {0};
    assert_int_equal(dgh_xc_functional_of_run(&f, &run, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, "expected a run that states a functional which libxc has, "
                                     "found none in run");
    run.settings[DGH_SETTING_FUNCTIONAL] = (dgh_setting){.has = true, .text = "OPTBK88"};
    assert_int_equal(dgh_xc_functional_of_run(&f, &run, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, "expected a run that states a functional which libxc has, "
                                     "found OPTBK88 in run");
    run.settings[DGH_SETTING_FUNCTIONAL].text = "PBE";
    run.settings[DGH_SETTING_LIBXC] = (dgh_setting){.has = true, .text = "gga_x_pbe+gga_c_pbe"};
    assert_int_equal(dgh_xc_functional_of_run(&f, &run, &err), DGH_OK);
    assert_string_equal(f.label, "PBE");
    assert_false(f.nonlocal);
    run.settings[DGH_SETTING_DISPERSION] = (dgh_setting){.has = true, .text = "vdw-df2"};
    assert_int_equal(dgh_xc_functional_of_run(&f, &run, &err), DGH_OK);
    assert_true(f.nonlocal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds), cmocka_unit_test(refuses),
                                       cmocka_unit_test(of_runs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
