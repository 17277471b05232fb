/* XYZ, plain and extended. */
#include "read_text.h"

#include "dgh/read.h"
#include "field/structures.h"

static const char PLAIN[] = "3\nwater\nO 0.0 0.0 0.1\n H  0.75 0 -0.5 extra\nH -0.75 0 -0.5\n";

static const char EXTENDED[] =
    "2\n"
    "Lattice=\"4.0 0 0 0.5 5.0 0 0 0 6.0\" Properties=id:I:1:species:S:1:pos:R:3:forces:R:3 "
    "energy=-1.5 pbc=\"T T T\" note=\"a \\\"b\\\" c\"\n"
    "1 Pt 0.1 0.2 0.3 0 0 0\n"
    "2 H1 1.1 1.2 1.3 0 0 0\n";

static void plain(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_field_read_xyz, PLAIN);
    assert_string_equal(c->format, "xyz");
    assert_int_equal(c->task, DGH_TASK_INPUT);
    assert_int_equal(c->n_diagnostics, 0);
    assert_int_equal(c->structure.n_atoms, 3);
    assert_int_equal(c->structure.n_species, 2);
    assert_false(c->structure.has_cell);
    assert_null(c->structure.is_free);
    assert_string_equal(c->structure.comment, "water");
    assert_int_equal(dgh_structure_element(&c->structure, 0), 8);
    assert_int_equal(dgh_structure_element(&c->structure, 2), 1);
    assert_vector(c->structure.position_ang + 3, 0.75, 0, -0.5);
    dgh_calculation_free(c);
}

static void extended(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_field_read_xyz, EXTENDED);
    const dgh_structure *s = &c->structure;
    assert_int_equal(s->n_atoms, 2);
    assert_true(s->has_cell);
    assert_vector(s->cell_ang[0], 4.0, 0, 0);
    assert_vector(s->cell_ang[1], 0.5, 5.0, 0);
    assert_vector(s->cell_ang[2], 0, 0, 6.0);
    assert_string_equal(s->species[1].label, "H1");
    assert_int_equal(s->species[1].atomic_number, 1);
    assert_vector(s->position_ang + 3, 1.1, 1.2, 1.3);
    assert_int_equal(s->source.line, 2);
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

/* Values in brackets, numbers of protons, constraints, CRLF, keys of other programs' case. */
static void variants(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(
        dgh_field_read_xyz,
        "2\r\nlattice=[[3, 0, 0], [0, 3, 0], [0, 0, 9]] PBC=[T, T, F] checked "
        "properties=Z:I:1:pos:R:3:move_mask:L:1 t={1 2}\r\n78 0 0 0 F\r\n1 0 0 1.5 T\r\n");
    assert_int_equal(dgh_structure_element(&c->structure, 0), 78);
    assert_string_equal(c->structure.species[1].label, "H");
    assert_false(c->structure.is_free[2]);
    assert_true(c->structure.is_free[3]);
    assert_vector(c->structure.cell_ang[2], 0, 0, 9);
    assert_true(c->structure.has_cell);
    assert_non_null(find_diagnostic(c, "pbc-mixed"));
    dgh_calculation_free(c);
    c = read_text(dgh_field_read_xyz, "1\nLattice=\"3 0 0 0 3 0 0 0 3\" pbc=\"F F F\"\nC 0 0 0\n");
    assert_false(c->structure.has_cell);
    dgh_calculation_free(c);
    c = read_text(dgh_field_read_xyz,
                  "1\nProperties=species:S:1:pos:R:3:move_mask:L:3\nC 0 0 0 T F T\n");
    assert_true(c->structure.is_free[0] && !c->structure.is_free[1] && c->structure.is_free[2]);
    dgh_calculation_free(c);
    c = read_text(dgh_field_read_xyz, "1\nan odd \" quote = 'x\nC 0 0 0\n\n \n");
    assert_int_equal(c->n_diagnostics, 0);
    dgh_calculation_free(c);
}

static void frames(void **state)
{
    (void)state;
    dgh_calculation *c = read_text(dgh_field_read_xyz, "1\na\nC 0 0 0\n1\nb\nN 0 0 1\n");
    assert_string_equal(c->structure.comment, "b");
    assert_string_equal(find_diagnostic(c, "several-frames")->message,
                        "frame 2 of 2 counts: the last");
    dgh_calculation_free(c);
    c = read_text(dgh_field_read_xyz, "1\na\nC 0 0 0\n2\nb\nN 0 0 1\n");
    assert_string_equal(c->structure.comment, "a");
    assert_int_equal(find_diagnostic(c, "frame-incomplete")->severity, DGH_WARNING);
    assert_string_equal(find_diagnostic(c, "frame-incomplete")->message,
                        "what follows frame 1 is no complete frame: \"2\"");
    dgh_calculation_free(c);
    c = read_text(dgh_field_read_xyz, "1\na\nC 0 0 0.25");
    assert_int_equal(find_diagnostic(c, "no-line-end")->severity, DGH_NOTE);
    dgh_calculation_free(c);
}

static void refused(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "f:1:1: expected a number of atoms, found the end of the file"},
        {"x\n", "f:1:1: expected a number of atoms alone on its line, found \"x\""},
        {"0\n\n", "f:1:1: expected a number of atoms alone on its line, found \"0\""},
        {"3\nt\nC 0 0 0\nC 0 0 1\n", "f:1:1: expected 3 atoms behind a title, found 3 lines"},
        {"1\nt\nC 0 zero 0\n", "f:3:5: expected three coordinates, found \"zero 0\""},
        {"1\nt\n   \n", "f:3:4: expected an element, found end of line"},
        {"1\nLattice=\"1 2 3\"\nC 0 0 0\n",
         "f:2:15: expected the nine components of Lattice, found end of line"},
        {"1\nLattice=\"1 0 0 0 1 0 0 0 1\nC 0 0 0\n",
         "f:2:9: expected a value that is closed on its line, found \"\"1 0 0 0 1 0 0 0 1\""},
        {"1\nLattice=\"1 0 0 0 1 0 0 0 1 7\"\nC 0 0 0\n",
         "f:2:28: expected the end of Lattice after nine components, found \"7\""},
        {"1\nProperties=species:S:1\nC 0 0 0\n",
         "f:2:12: expected pos:R:3 among the properties, found \"species:S:1\""},
        {"1\nProperties=pos:R:3\n0 0 0\n",
         "f:2:12: expected species:S:1 or Z:I:1 among the properties, found \"pos:R:3\""},
        {"1\nProperties=species:X:1\nC 0 0 0\n",
         "f:2:20: expected a type S, R, I or L of a property, found \"X\""},
        {"1\nProperties=species:S:99999\nC 0 0 0\n",
         "f:2:22: expected a number of columns of a property, found \"99999\""},
        {"1\nLattice=\"1 0 0 0 1 0 0 0 1\" pbc=\"T T\"\nC 0 0 0\n",
         "f:2:37: expected three flags T or F of pbc, found end of line"},
        {"1\nProperties=species:S:1:pos:R:3:move_mask:L:1\nC 0 0 0 x\n",
         "f:3:9: expected a flag T or F, found \"x\""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_refused(dgh_field_read_xyz, CASES[i][0], CASES[i][1]);
}

static void recognised(void **state)
{
    (void)state;
    static const char POSCAR[] = "2\n1.0\n3 0 0\n0 3 0\n0 0 3\nC\n2\nDirect\n0 0 0\n.5 .5 .5\n";
    static const char CIF[] = "# made up\ndata_x\n_cell_length_a 3.0\n";
    dgh_calculation *c;
    dgh_error err = {0};
    assert_string_equal(dgh_read_recognise(PLAIN, strlen(PLAIN), "f"), "xyz");
    assert_string_equal(dgh_read_recognise(EXTENDED, strlen(EXTENDED), "f"), "xyz");
    assert_string_equal(dgh_read_recognise(POSCAR, strlen(POSCAR), "f"), "vasp-poscar");
    assert_int_equal(dgh_read_buffer(&c, CIF, strlen(CIF), "f.cif", NULL, &err),
                     DGH_ERR_UNSUPPORTED);
    assert_string_equal(err.message, "f.cif: CIF is not read: convert it, as with \"ase convert "
                                     "FILE.cif FILE.xyz\"");
}

static void prefixes(void **state)
{
    (void)state;
    read_all_prefixes(dgh_field_read_xyz, PLAIN);
    read_all_prefixes(dgh_field_read_xyz, EXTENDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),    cmocka_unit_test(extended), cmocka_unit_test(variants),
        cmocka_unit_test(frames),   cmocka_unit_test(refused),  cmocka_unit_test(recognised),
        cmocka_unit_test(prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
