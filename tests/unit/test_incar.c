#include "read_text.h"

#include "vasp/incar.h"
#include "vasp/readers.h"

static const char *value(const char *text, const char *name, size_t *line, size_t *n_tags)
{
    static char copy[256];
    dgh_arena *arena = dgh_arena_create();
    dgh_incar_tags tags;
    assert_non_null(arena);
    assert_true(dgh_incar_parse(&tags, arena, text, strlen(text)));
    const dgh_incar_tag *t = dgh_incar_find(&tags, name);
    snprintf(copy, sizeof copy, "%s", t ? t->value : "absent");
    if (line)
        *line = t ? t->line : 0;
    if (n_tags)
        *n_tags = tags.n_tags;
    dgh_arena_free(arena);
    return copy;
}

static void tags_as_written(void **state)
{
    (void)state;
    size_t line, n;
    const char *text = "created by a program\n"
                       "general:\n"
                       "  SYSTEM = Pt # slab ; NSW = 3\n"
                       "\tencut=400;ismear = 1 ; Sigma = 0.2!SIGMA = 9\n"
                       "# EDIFF = 1E-3\n"
                       "MAGMOM = 4*0.0 \\\n"
                       "   3*2.0 \\ # continued\r\n"
                       "   1.0\r\n"
                       "LWAVE = .TRUE. ! EDIFF = 1\n"
                       "ENCUT = 500\n"
                       "PREC = ";
    assert_string_equal(value(text, "SYSTEM", &line, &n), "Pt");
    assert_int_equal(line, 3);
    assert_int_equal(n, 8);
    assert_string_equal(value(text, "ENCUT", &line, NULL), "400");
    assert_int_equal(line, 4);
    assert_string_equal(value(text, "SIGMA", NULL, NULL), "0.2");
    assert_string_equal(value(text, "EDIFF", NULL, NULL), "absent");
    assert_string_equal(value(text, "NSW", NULL, NULL), "absent");
    assert_string_equal(value(text, "MAGMOM", &line, NULL), "4*0.0  3*2.0  1.0");
    assert_int_equal(line, 6);
    assert_string_equal(value(text, "LWAVE", &line, NULL), ".TRUE.");
    assert_int_equal(line, 9);
    assert_string_equal(value(text, "PREC", NULL, NULL), "");
}

static void quotes_and_groups(void **state)
{
    (void)state;
    size_t line;
    const char *text = "SYSTEM = \"a; b # c = d\"\n"
                       "WANNIER90_WIN = \"\nnum_wann = 8\nENCUT = 1\n\"\n"
                       "PLUGINS { force = T ; Nested = 2 }\n"
                       "ALGO = \"Fast\n"
                       "NSW = 7\n";
    assert_string_equal(value(text, "SYSTEM", NULL, NULL), "a; b # c = d");
    assert_string_equal(value(text, "ENCUT", NULL, NULL), "absent");
    assert_string_equal(value(text, "WANNIER90_WIN", NULL, NULL), "num_wann = 8\nENCUT = 1");
    assert_string_equal(value(text, "PLUGINS/FORCE", &line, NULL), "T");
    assert_int_equal(line, 6);
    assert_string_equal(value(text, "PLUGINS/NESTED", NULL, NULL), "2");
    assert_string_equal(value(text, "NSW", &line, NULL), "7");
    assert_int_equal(line, 8);
}

static void to_the_record(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_incar,
                                   "ENCUT = 400\nIBRION = 2\nNSW = 80\nEDIFF = 1E-5\n"
                                   "EDIFFG = -0.02\nNELM = 60\nISMEAR = 1\nSIGMA = 0.2\n"
                                   "GGA = RP\nISPIN = 2\nENCUT = 500\nENCUT = 400\n");
    assert_string_equal(c->format, "vasp-incar");
    assert_int_equal(c->code, DGH_CODE_VASP);
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_true(c->settings[DGH_SETTING_CUTOFF_EV].has);
    assert_true(c->settings[DGH_SETTING_CUTOFF_EV].real == 400.0);
    assert_int_equal(c->settings[DGH_SETTING_CUTOFF_EV].source.line, 1);
    assert_string_equal(c->settings[DGH_SETTING_FUNCTIONAL].text, "RPBE");
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "methfessel-paxton-1");
    assert_string_equal(c->settings[DGH_SETTING_SPIN].text, "collinear");
    assert_true(c->electronic_criterion_ev.has && c->electronic_criterion_ev.value == 1e-5);
    assert_true(c->force_criterion_ev_per_ang.value == 0.02);
    assert_false(c->energy_criterion_ev.has);
    assert_int_equal(c->max_electronic_steps.value, 60);
    assert_int_equal(c->max_ionic_steps.value, 80);
    assert_int_equal(c->ibrion.value, 2);
    assert_int_equal(c->n_diagnostics, 1);
    assert_string_equal(c->diagnostics[0].message, "ENCUT stands twice; VASP takes the first, "
                                                   "\"400\" in line 1, not \"500\"");
    assert_int_equal(c->diagnostics[0].source.line, 11);
    dgh_calculation_free(c);

    /* nothing is invented */
    c = read_text(dgh_vasp_read_incar, "PREC = Accurate\n");
    assert_int_equal(c->task, DGH_TASK_INPUT);
    assert_false(c->electronic_criterion_ev.has);
    assert_false(c->max_ionic_steps.has);
    assert_false(c->ibrion.has);
    assert_false(c->settings[DGH_SETTING_SPIN].has);
    dgh_calculation_free(c);
}

static void what_is_no_incar(void **state)
{
    (void)state;
    assert_refused(dgh_vasp_read_incar, "", "f:1:1: expected \"TAG = value\", found no such line");
    assert_refused(dgh_vasp_read_incar, "some\ntext\n",
                   "f:1:1: expected \"TAG = value\", found no such line");
    static const char *const NO[] = {
        "",
        "name = value\nother = 3\n",
        "from ase import Atoms\ncalc = Vasp(encut=400,\n  ismear=1,\n  sigma=0.1,\n  xc='PBE')\n",
        "&control\n  calculation = 'scf'\n/\n&system\n nbnd = 3\n/\n",
        "# Notes\n\nWe ran this\nwith the tag\nENCUT = 400\nand it was\nall right\nin the end\n",
        "KPOINTS\n0\nGamma\n4 4 4\n",
    };
    for (size_t i = 0; i < sizeof NO / sizeof NO[0]; i++)
        if (dgh_vasp_is_incar(NO[i], strlen(NO[i])))
            fail_msg("case %zu", i);
    assert_false(dgh_vasp_is_incar("ENCUT = 400\n\0\n", 14));
    assert_true(dgh_vasp_is_incar("ENCUT = 400", 11));
    const char *title = "INCAR created by hand\n encut = 400\n lreal = .false.\n XYZ = 3\n";
    assert_true(dgh_vasp_is_incar(title, strlen(title)));
    read_all_prefixes(dgh_vasp_read_incar, "A {\nENCUT = \"4\n00\" ; NSW = \\\n 3 } ISIF = 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_as_written),
        cmocka_unit_test(quotes_and_groups),
        cmocka_unit_test(to_the_record),
        cmocka_unit_test(what_is_no_incar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
