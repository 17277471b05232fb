#include "read_text.h"

#include <math.h>

#include "vasp/readers.h"

static const char SLAB[] = "Pt slab\n"
                           "  2.0\n"
                           "  1.0 0.0 0.0\n"
                           "  0.0 2.0 0.0\n"
                           "  0.5 0.0 4.0\n"
                           "  Pt  H\n"
                           "  2  1\n"
                           "Selective dynamics\n"
                           "Direct\n"
                           "  0.0 0.0 0.0 F F F\n"
                           "  0.5 0.5 0.25 .FALSE. T .true.\n"
                           "  0.5 0.5 0.5 T T T\n";

static void direct_and_selective(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_poscar, SLAB);
    const dgh_structure *s = &c->structure;
    assert_int_equal(c->code, DGH_CODE_VASP);
    assert_int_equal(c->task, DGH_TASK_INPUT);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_string_equal(c->format, "vasp-poscar");
    assert_string_equal(s->comment, "Pt slab");
    assert_int_equal(s->n_atoms, 3);
    assert_int_equal(s->n_species, 2);
    assert_string_equal(s->species[0].label, "Pt");
    assert_int_equal(s->species[0].atomic_number, 78);
    assert_int_equal(dgh_structure_element(s, 2), 1);
    assert_true(s->has_cell);
    assert_vector(s->cell_ang[2], 1.0, 0.0, 8.0);
    assert_vector(s->position_ang, 0.0, 0.0, 0.0);
    assert_vector(s->position_ang + 3, 1.25, 2.0, 2.0);
    assert_vector(s->position_ang + 6, 1.5, 2.0, 4.0);
    const bool free_flags[9] = {false, false, false, false, true, true, true, true, true};
    assert_memory_equal(s->is_free, free_flags, sizeof free_flags);
    assert_null(s->velocity_ang_per_fs);
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

static void scales(void **state)
{
    (void)state;
    const char *volume = "v\n -54.0\n1 0 0\n0 2 0\n0 0 1\nCu\n1\nCartesian\n0.5 1.0 0.25\n";
    dgh_calculation *c = read_text(dgh_vasp_read_poscar, volume);
    assert_vector(c->structure.cell_ang[1], 0.0, 6.0, 0.0);
    assert_vector(c->structure.position_ang, 1.5, 3.0, 0.75);
    assert_true(fabs(dgh_cell_volume_ang3((const double(*)[3])c->structure.cell_ang) - 54.0) <
                1e-9);
    dgh_calculation_free(c);

    const char *three = "v\n 2 3 4 comment\n1 0 1\n0 2 0\n0 0 1\nCu\n1\nkartesisch\n0.5 1.0 0.25\n";
    c = read_text(dgh_vasp_read_poscar, three);
    assert_vector(c->structure.cell_ang[0], 2.0, 0.0, 4.0);
    assert_vector(c->structure.cell_ang[1], 0.0, 6.0, 0.0);
    assert_vector(c->structure.position_ang, 1.0, 3.0, 1.0);
    dgh_calculation_free(c);
}

static void labels_of_all_versions(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_poscar,
                                   "\r\n1.0\r\n3\t0 0\r\n0 3 0\r\n0 0 3\r\n"
                                   "Fe/ Mg_pv/f474ac0d   O_s\r\n1\t1 1\r\n"
                                   "sel\r\ndirect\r\n0 0 0 T T T\r\n0.5 0.5 0.5 F F F\r\n"
                                   "0.1 0.2 0.3 T F T\r\n");
    const dgh_structure *s = &c->structure;
    assert_string_equal(s->species[0].label, "Fe");
    assert_string_equal(s->species[1].label, "Mg_pv");
    assert_int_equal(s->species[1].atomic_number, 12);
    assert_int_equal(s->species[2].atomic_number, 8);
    assert_string_equal(s->comment, "");
    dgh_calculation_free(c);

    /* names and counts that wrap, a comment behind each */
    c = read_text(dgh_vasp_read_poscar, "t\n1\n3 0 0\n0 3 0\n0 0 3\nH He ! names\nLi\n1\n1 # x\n1\n"
                                        "\n0 0 0 H\n0 0 .1 He\n0 0 .2 Li\n");
    assert_int_equal(c->structure.n_species, 3);
    assert_int_equal(dgh_structure_element(&c->structure, 2), 3);
    assert_vector(c->structure.position_ang + 6, 0.0, 0.0, 0.6);
    dgh_calculation_free(c);
}

static void vasp4_names(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_poscar, "Fe2 O\n1\n3 0 0\n0 3 0\n0 0 3\n2 1\n"
                                                         "D\n0 0 0\n0 0 .5\n.5 0 0\n");
    assert_int_equal(dgh_structure_element(&c->structure, 1), 26);
    assert_int_equal(dgh_structure_element(&c->structure, 2), 8);
    assert_string_equal(find_diagnostic(c, "species-inferred")->message,
                        "the file names no species; they were taken from the title");
    dgh_calculation_free(c);

    /* counts that differ from the title's are no names, nor are other words */
    static const char *const TITLES[] = {"Fe3 O", "surface cell", "Fe", "Fe O H", "Xx O", ""};
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s\n1\n3 0 0\n0 3 0\n0 0 3\n2 1\nD\n0 0 0\n0 0 .5\n.5 0 0\n",
                 TITLES[i]);
        c = read_text(dgh_vasp_read_poscar, text);
        assert_int_equal(dgh_structure_element(&c->structure, 0), 0);
        assert_string_equal(c->structure.species[1].label, "?2");
        assert_int_equal(find_diagnostic(c, "species-unnamed")->severity, DGH_WARNING);
        dgh_calculation_free(c);
    }

    /* symbols behind the coordinates say more than the title */
    c = read_text(dgh_vasp_read_poscar, "Fe O\n1\n3 0 0\n0 3 0\n0 0 3\n2 1\n"
                                        "D\n0 0 0 Ni\n0 0 .5 Ni\n.5 0 0 H\n");
    assert_int_equal(dgh_structure_element(&c->structure, 0), 28);
    assert_int_equal(dgh_structure_element(&c->structure, 2), 1);
    dgh_calculation_free(c);
}

static void velocities(void **state)
{
    (void)state;
    const char *head = "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n2\nDirect\n0 0 0\n0 0 .5\n";
    static const struct {
        const char *tail;
        bool read;
    } CASES[] = {
        {"\n 0.1E-02 0.2 0.3\n 0.4 0.5 0.6\n", true},
        {"Cartesian\n 0.001 0.2 0.3\n 0.4 0.5 0.6\n", true},
        {"Lattice velocities and vectors\n1\n0 0 0\n0 0 0\n0 0 0\n3 0 0\n0 3 0\n0 0 3\n"
         "\n 0.001 0.2 0.3\n 0.4 0.5 0.6\n\n 1\n 3.0\n",
         true},
        {"Direct\n 0.001 0.2 0.3\n 0.4 0.5 0.6\n", false}, /* per time step */
        {"\n 0.001 0.2 0.3\n", false},
        {"\n NaN NaN NaN\n NaN NaN NaN\n", false},
        {"\n  24  24  200\n 0.1 0.2 0.3 0.4\n", false}, /* a CHGCAR */
        {"\n\n\n\n\n\n\n\n\n\n\n\n\n\n", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s%s", head, CASES[i].tail);
        dgh_calculation *c = read_text(dgh_vasp_read_poscar, text);
        const double *v = c->structure.velocity_ang_per_fs;
        if ((v != NULL) != CASES[i].read)
            fail_msg("case %zu", i);
        if (v) {
            assert_vector(v, 0.001, 0.2, 0.3);
            assert_vector(v + 3, 0.4, 0.5, 0.6);
        }
        dgh_calculation_free(c);
    }
}

static void errors_name_the_place(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "f:1:1: expected a title, found end of file"},
        {"t\n", "f:2:1: expected a scale, found end of file"},
        {"t\n0.0\n", "f:2:1: expected a scale other than zero, found \"0.0\""},
        {"t\nabc\n", "f:2:1: expected a scale other than zero, found \"abc\""},
        {"t\n1 -1 1\n", "f:2:1: expected three positive scales, found \"1 -1 1\""},
        {"t\n1\n1 0 0\n0 x 0\n",
         "f:4:3: expected a lattice vector of three numbers, found \"x 0\""},
        {"t\n1\n1 0 0\n0 1\n",
         "f:4:4: expected a lattice vector of three numbers, found end of line"},
        {"t\n1\n1 0 0\n0 1 0\n", "f:5:1: expected a lattice vector, found end of file"},
        {"t\n1\n1 0 0\n0 1 0\n1 1 0\n",
         "f:5:1: expected lattice vectors that span a volume, found \"1 1 0\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt H\n1 x\n",
         "f:7:3: expected a positive count of atoms, found \"x\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n0\n",
         "f:7:1: expected a positive count of atoms, found \"0\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n1 2\n",
         "f:7:3: expected as many counts as names, found \"2\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt H\n1\nDirect\n0 0 0\n",
         "f:8:1: expected a positive count of atoms, found \"Direct\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n1\n0 0 0\n",
         "f:8:1: expected \"Direct\" or \"Cartesian\", found \"0 0 0\""},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n2\nDirect\n0 0 0\n0 0\n",
         "f:10:4: expected three coordinates of atom 2 of 2, found end of line"},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n2\nDirect\n0 0 0    \n",
         "f:10:1: expected three coordinates of atom 2 of 2, found end of file"},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n1\nS\nDirect\n0 0 0 T T\n",
         "f:10:10: expected three flags T or F of atom 1 of 1, found end of line"},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt\n2147483648\nDirect\n0 0 0\n",
         "f:7:1: expected 2147483648 atoms, found only 6 bytes behind their counts"},
        {"t\n1\n1 0 0\n0 1 0\n0 0 1\nPt H\n99999999999999999999 1\nDirect\n",
         "f:7:1: expected a positive count of atoms, found \"99999999999999999999 1\""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_refused(dgh_vasp_read_poscar, CASES[i][0], CASES[i][1]);
}

static void a_cut_number_is_told(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_vasp_read_poscar,
                                   "t\n1\n1 0 0\n0 1 0\n0 0 1\nH\n1\nD\n0.1 0.2 0.3");
    const dgh_diagnostic *d = find_diagnostic(c, "no-line-end");
    assert_non_null(d);
    assert_int_equal(d->source.line, 9);
    dgh_calculation_free(c);
    read_all_prefixes(dgh_vasp_read_poscar, SLAB);
}

static void recognised_by_content(void **state)
{
    (void)state;
    assert_true(dgh_vasp_is_poscar(SLAB, sizeof SLAB - 1));
    static const char *const OTHERS[] = {
        "",
        "readme\n1\nnothing\n",
        /* a CHGCAR */
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nDirect\n0 0 0\n\n  2 2 2\n 1 1 1 1 1\n 1 1 1\n",
        /* an XDATCAR */
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nDirect configuration=     1\n0 0 0\n",
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nmode=Direct\n0 0 0\n",
        "t\n1\n3 0 0\n0 3 0\n0 0 3\nH\n1\nDirect\nhello\n",
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        if (dgh_vasp_is_poscar(OTHERS[i], strlen(OTHERS[i])))
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direct_and_selective),
        cmocka_unit_test(scales),
        cmocka_unit_test(labels_of_all_versions),
        cmocka_unit_test(vasp4_names),
        cmocka_unit_test(velocities),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(a_cut_number_is_told),
        cmocka_unit_test(recognised_by_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
