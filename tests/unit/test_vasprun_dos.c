/* The density of states of vasprun.xml. */
#include "dos_text.h"

#include "near.h"
#include "vasp/dos.h"

static void add_spin(text *t, int spin, size_t atom, size_t n_columns, size_t offset)
{
    add(t, "       <set comment=\"spin %d\">\n", spin);
    for (size_t i = 0; i < 4; i++) {
        add(t, "        <r> %10.4f", (double)i - 1.0);
        for (size_t k = 0; k < n_columns; k++)
            add(t, " %9.4f", dos_value(atom, offset + k, i));
        add(t, " </r>\n");
    }
    add(t, "       </set>\n");
}

/* Energies -1, 0, 1, 2, E_F 0.5. `fields` are the names behind the energy. */
static void add_dos(text *t, size_t n_atoms, int n_spins, const char *const *fields,
                    size_t n_fields)
{
    add(t, " <dos>\n   <i name=\"efermi\">      0.50000000 </i>\n   <total>\n    <array>\n"
           "     <set>\n");
    for (int s = 1; s <= (n_spins == 4 ? 1 : n_spins); s++)
        add_spin(t, s, 9, 2, 0);
    add(t, "     </set>\n    </array>\n   </total>\n");
    if (n_fields) {
        add(t, "   <partial>\n    <array>\n     <field>energy</field>\n");
        for (size_t k = 0; k < n_fields; k++)
            add(t, "     <field>%5s</field>\n", fields[k]);
        add(t, "     <set>\n");
        for (size_t atom = 0; atom < n_atoms; atom++) {
            add(t, "      <set comment=\"ion %zu\">\n", atom + 1);
            for (int s = 1; s <= n_spins; s++)
                add_spin(t, s, atom, n_fields, (size_t)(s - 1) * 20);
            add(t, "      </set>\n");
        }
        add(t, "     </set>\n    </array>\n   </partial>\n");
    }
    add(t, " </dos>\n");
}

static const char *const SPD[] = {"s", "p", "d"};
static const char *const OLD[] = {"s",   "py",  "pz",  "px",  "dxy", "dyz", "dz2", "dxz",
                                  "dx2", "f-3", "f-2", "f-1", "f0",  "f1",  "f2",  "f3"};
static const char *const NEW[] = {"s", "py", "pz", "px", "dxy", "dyz", "dz2", "dxz", "x2-y2"};

static text document(size_t n_atoms, int n_spins, const char *const *fields, size_t n_fields)
{
    text t = {0};
    add(&t, "<?xml version=\"1.0\"?>\n<modeling>\n<calculation>\n");
    add_dos(&t, n_atoms, n_spins, fields, n_fields);
    add(&t, "</calculation>\n</modeling>\n");
    return t;
}

static void shells(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, document(2, 1, SPD, 3));
    assert_string_equal(dos->format, "vasp-vasprun");
    assert_int_equal(dos->n_energies, 4);
    assert_true(dos->fermi_ev.value == 0.5);
    assert_int_equal(dos->fermi_ev.source.line, 5);
    assert_int_equal(dos->n_atoms, 2);
    assert_int_equal(dos->n_shells, 6);
    assert_true(dos->complete);
    assert_near(dos->total_states_per_ev[0][1], dos_value(9, 0, 1), 1e-12);
    const dgh_dos_shell *d = shell_of(dos, 1, 2);
    assert_int_equal(d->n_orbitals, 0);
    assert_int_equal(d->source.line, 33);
    for (size_t i = 0; i < 4; i++)
        assert_near(d->states_per_ev[0][i], dos_value(1, 2, i), 1e-12);
    dgh_dos_free(dos);
}

static void orbitals_of_old_and_new_names(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, document(1, 2, OLD, 16));
    assert_int_equal(dos->n_spins, 2);
    assert_int_equal(shell_of(dos, 0, 3)->n_orbitals, 7);
    const dgh_dos_shell *d = shell_of(dos, 0, 2);
    assert_int_equal(d->n_orbitals, 5);
    assert_string_equal(d->orbitals[4].name, "dx2");
    assert_near(d->orbitals[4].states_per_ev[1][3], dos_value(0, 20 + 8, 3), 1e-12);
    assert_int_equal(shell_of(dos, 0, 0)->n_orbitals, 1);
    dgh_dos_free(dos);
    dos = read_dos(dgh_vasp_read_vasprun_dos, document(1, 1, NEW, 9));
    d = shell_of(dos, 0, 2);
    assert_string_equal(d->orbitals[4].name, "x2-y2");
    double sum = 0.0;
    for (size_t k = 4; k < 9; k++)
        sum += dos_value(0, k, 2);
    assert_near(d->states_per_ev[0][2], sum, 1e-12);
    dgh_dos_free(dos);
}

static void without_collinear_spins_the_total_counts(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, document(2, 4, NEW, 9));
    assert_true(dos->noncollinear);
    assert_int_equal(dos->n_spins, 1);
    assert_int_equal(dos->n_atoms, 2);
    assert_near(shell_of(dos, 1, 0)->states_per_ev[0][0], dos_value(1, 0, 0), 1e-12);
    dgh_dos_free(dos);
}

/* The last that is projected counts. */
static void several(void **state)
{
    (void)state;
    text t = {0};
    add(&t, "<modeling><calculation>\n");
    add_dos(&t, 1, 1, SPD, 3);
    add_dos(&t, 2, 1, SPD, 3);
    add_dos(&t, 3, 1, NULL, 0);
    add(&t, "</calculation></modeling>\n");
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_int_equal(dos->n_atoms, 2);
    dgh_dos_free(dos);
    t = document(3, 1, NULL, 0);
    dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_int_equal(dos->n_shells, 0);
    assert_true(dos->complete);
    dgh_dos_free(dos);
    t = (text){0}; /* k-points of their own (KPOINTS_OPT) */
    add(&t, "<modeling><calculation>\n");
    add_dos(&t, 1, 1, SPD, 3);
    add_dos(&t, 2, 1, SPD, 3);
    replace(&t, "<dos>", "<dos comment=\"kpoints_opt\">", 2);
    dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_int_equal(dos->n_atoms, 1);
    dgh_dos_free(dos);
}

static void values_that_are_no_numbers(void **state)
{
    (void)state;
    text t = document(2, 1, SPD, 3);
    replace(&t, "   1.0300", "      NaN", 1);
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_null(shell_of(dos, 0, 2));
    assert_non_null(shell_of(dos, 1, 2));
    assert_string_equal(dos_diagnostic(dos, "value-is-no-number")->message,
                        "f:27: a projection of atom 1 is no number, or its rows are not 4 of 4; "
                        "the atom is left out");
    dgh_dos_free(dos);
    t = document(1, 1, SPD, 3); /* as VASP prints what is too wide for its column */
    replace(&t, "   10.1100", " *********", 1);
    dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_null(dos->total_states_per_ev[0]);
    assert_int_equal(dos->n_shells, 3);
    assert_int_equal(dos_diagnostic(dos, "value-is-no-number")->source.line, 11);
    assert_string_equal(dos_diagnostic(dos, "value-is-no-number")->message,
                        "the total density of states holds values that are no numbers and is left "
                        "out");
    dgh_dos_free(dos);
    t = document(1, 1, SPD, 3); /* a row too many */
    replace(&t, "</r>\n       </set>\n      </set>", "</r><r> 1 1 1 1 </r></set></set>", 1);
    dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_int_equal(dos->n_shells, 0);
    assert_non_null(dos_diagnostic(dos, "value-is-no-number"));
    dgh_dos_free(dos);
}

static void a_file_that_is_cut(void **state)
{
    (void)state;
    text t = document(3, 2, NEW, 9);
    char *third = strstr(t.data, "ion 3");
    t.size = (size_t)(third - t.data) + 300;
    dgh_dos *dos = read_dos(dgh_vasp_read_vasprun_dos, t);
    assert_false(dos->complete);
    assert_int_equal(dos->n_atoms, 2);
    assert_string_equal(dos_diagnostic(dos, "dos-truncated")->message,
                        "the file ends in the partial density of states, after 2 whole atoms");
    dgh_dos_free(dos);
    read_prefixes(dgh_vasp_read_vasprun_dos, document(3, 2, NEW, 9), 97);
    read_prefixes(dgh_vasp_read_vasprun_dos, document(2, 4, SPD, 3), 1);
}

static void what_is_refused(void **state)
{
    (void)state;
    text t = {0};
    add(&t, "<modeling>\n</modeling>\n");
    refuse_dos(dgh_vasp_read_vasprun_dos, t, DGH_ERR_MISSING,
               "f: no density of states in this vasprun.xml");
    t = (text){0};
    add(&t, "<modeling>\n<dos><total>\n");
    refuse_dos(dgh_vasp_read_vasprun_dos, t, DGH_ERR_MISSING,
               "f:2: no complete density of states in this vasprun.xml");
    t = document(1, 1, SPD, 3);
    replace(&t, "<field>    d</field>", "<field>    g</field>", 1);
    refuse_dos(dgh_vasp_read_vasprun_dos, t, DGH_ERR_PARSE,
               "f:23: expected the name of an s, p, d or f orbital, found \"g\"");
    t = document(1, 1, SPD, 3);
    replace(&t, "   -1.0000", "    1.0000", 1);
    refuse_dos(dgh_vasp_read_vasprun_dos, t, DGH_ERR_PARSE,
               "f:9: expected rows of an ascending energy, the density of states and its "
               "integral, found others");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shells),
                                       cmocka_unit_test(orbitals_of_old_and_new_names),
                                       cmocka_unit_test(without_collinear_spins_the_total_counts),
                                       cmocka_unit_test(several),
                                       cmocka_unit_test(values_that_are_no_numbers),
                                       cmocka_unit_test(a_file_that_is_cut),
                                       cmocka_unit_test(what_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
