/* DOSCAR: every layout, odd numbers, and files that are cut. */
#include "dos_text.h"

#include "near.h"
#include "vasp/dos.h"

static void shells_without_spin(void **state)
{
    (void)state;
    text t = doscar(2, 1, 1, 3);
    assert_true(dgh_vasp_is_doscar(t.data, t.size));
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_string_equal(dos->format, "vasp-doscar");
    assert_string_equal(dos->path, "f");
    assert_int_equal(dos->n_energies, 4);
    assert_near(dos->energy_ev[0], -1.0, 0.0);
    assert_near(dos->energy_ev[3], 2.0, 0.0);
    assert_near(dos->step_ev, 1.0, 0.0);
    assert_true(dos->fermi_ev.has && dos->fermi_ev.value == 0.5);
    assert_int_equal(dos->fermi_ev.source.line, 6);
    assert_int_equal(dos->n_spins, 1);
    assert_int_equal(dos->n_atoms, 2);
    assert_true(dos->complete);
    assert_false(dos->noncollinear);
    assert_int_equal(dos->n_shells, 6);
    assert_int_equal(dos->n_diagnostics, 0);
    assert_near(dos->total_states_per_ev[0][2], 5.0, 0.0);
    const dgh_dos_shell *d = shell_of(dos, 1, 2);
    assert_int_equal(d->n_orbitals, 0);
    assert_int_equal(d->source.line, 6 + 4 + 5 + 2);
    assert_null(d->states_per_ev[1]);
    for (size_t i = 0; i < 4; i++)
        assert_near(d->states_per_ev[0][i], dos_value(1, 2, i), 1e-12);
    dgh_dos_free(dos);
}

static void orbitals_with_spin_and_f(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, doscar(1, 2, 2, 32));
    assert_int_equal(dos->n_spins, 2);
    assert_int_equal(dos->n_shells, 4);
    assert_near(dos->total_states_per_ev[1][0], 5.0, 0.0);
    const dgh_dos_shell *d = shell_of(dos, 0, 2), *f = shell_of(dos, 0, 3);
    assert_int_equal(d->n_orbitals, 5);
    assert_int_equal(f->n_orbitals, 7);
    assert_string_equal(d->orbitals[0].name, "dxy");
    assert_string_equal(d->orbitals[4].name, "dx2-y2");
    assert_string_equal(f->orbitals[6].name, "fx3");
    /* orbital 4 (from 0) is dxy: columns 8 and 9 */
    assert_near(d->orbitals[0].states_per_ev[0][1], dos_value(0, 8, 1), 1e-12);
    assert_near(d->orbitals[0].states_per_ev[1][1], dos_value(0, 9, 1), 1e-12);
    double up = 0.0;
    for (size_t k = 8; k < 18; k += 2)
        up += dos_value(0, k, 3);
    assert_near(d->states_per_ev[0][3], up, 1e-12);
    dgh_dos_free(dos);
}

static void without_collinear_spins_the_total_counts(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, doscar(1, 1, 4, 36));
    assert_true(dos->noncollinear);
    assert_int_equal(dos->n_spins, 1);
    const dgh_dos_shell *s = shell_of(dos, 0, 0), *d = shell_of(dos, 0, 2);
    assert_near(s->states_per_ev[0][2], dos_value(0, 0, 2), 1e-12);
    assert_near(d->orbitals[1].states_per_ev[0][2], dos_value(0, 4 * 5, 2), 1e-12);
    dgh_dos_free(dos);
    dos = read_dos(dgh_vasp_read_doscar, doscar(1, 1, 4, 12));
    assert_near(shell_of(dos, 0, 2)->states_per_ev[0][0], dos_value(0, 8, 0), 1e-12);
    dgh_dos_free(dos);
}

/* Sixteen columns are two things. */
static void sixteen_columns(void **state)
{
    (void)state;
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, doscar(1, 1, 4, 16));
    assert_true(dos->noncollinear);
    assert_int_equal(shell_of(dos, 0, 2)->n_orbitals, 0);
    dgh_dos_free(dos);
    dos = read_dos(dgh_vasp_read_doscar, doscar(1, 1, 1, 16));
    assert_false(dos->noncollinear);
    assert_int_equal(shell_of(dos, 0, 3)->n_orbitals, 7);
    dgh_dos_free(dos);
    /* old versions print 0: the second of four is more than the first, so it is no magnetisation */
    dos = read_dos(dgh_vasp_read_doscar, doscar(1, 1, 0, 16));
    assert_false(dos->noncollinear);
    dgh_dos_free(dos);
    text t = {0};
    add(&t, "   1   1   1   0\n1\n2\n  CAR \nname\n  1.0 0.0 2 0.5 1.0\n 0.0 1.0 1.0\n 1.0 1.0 "
            "2.0\n  1.0 0.0 2 0.5 1.0\n");
    for (int i = 0; i < 2; i++)
        add(&t, " %d.0 1.0 -0.9 0.1 0.2 2.0 0 0 -1.5 3 -1 1 1 0.5 0 0 0\n", i);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_true(dos->noncollinear);
    assert_near(shell_of(dos, 0, 2)->states_per_ev[0][1], 3.0, 0.0);
    dgh_dos_free(dos);
}

/* 2F16.8,I5 leaves no blank before five digits; I4 none before a thousand atoms. */
static void numbers_that_touch(void **state)
{
    (void)state;
    text t = doscar(1, 1, 1, 3);
    replace(&t, "   1   1   1   1", "1000   1   1   1", 1);
    replace(&t, "    4      0.5", "    4  -1000.5", 1);
    replace(&t, "    4      0.5", "    4  -1000.5", 1);
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_near(dos->fermi_ev.value, -1000.5, 0.0);
    dgh_dos_free(dos);
    static const char FIVE[] = "    300.00000000   -300.0000000010001      2.71828183      "
                               "1.00000000\n";
    t = (text){0};
    add(&t, "10001000   0   1\n1\n2\n  CAR \nname\n%s", FIVE);
    for (int i = 0; i <= 10000; i++)
        add(&t, "   %8.3f  0.1234E-02  0.1234-100\n", -300.0 + 0.06 * i);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_int_equal(dos->n_energies, 10001);
    assert_int_equal(dos->n_atoms, 1000);
    assert_int_equal(dos->n_shells, 0);
    assert_near(dos->fermi_ev.value, 2.71828183, 0.0);
    dgh_dos_free(dos);
}

static void stars_for_the_number_of_energies(void **state)
{
    (void)state;
    text t = doscar(2, 1, 1, 3);
    for (int i = 0; i < 3; i++)
        replace(&t, "    4      0.5", "*****      0.5", 1);
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_int_equal(dos->n_energies, 4);
    assert_int_equal(dos->n_shells, 6);
    assert_true(dos->complete);
    dgh_dos_free(dos);
}

static void energies_that_are_not_told_apart(void **state)
{
    (void)state;
    text t = doscar(1, 1, 1, 3);
    replace(&t, "      0.000  ", "     -1.000  ", 1);
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_near(dos->energy_ev[1], 0.0, 1e-15);
    assert_string_equal(dos_diagnostic(dos, "energies-from-range")->message,
                        "the energies are not printed with enough digits: they are taken from EMIN "
                        "and EMAX");
    dgh_dos_free(dos);
    t = doscar(1, 1, 1, 3);
    replace(&t, "      0.000  ", "    *******  ", 1);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_near(dos->energy_ev[1], 0.0, 1e-15);
    dgh_dos_free(dos);
    t = doscar(1, 1, 1, 3);
    replace(&t, "      0.000  ", "    *******  ", 1);
    replace(&t, "2.00000000     -1.00000000", "**********     -1.00000000", 1);
    replace(&t, "2.00000000     -1.00000000", "**********     -1.00000000", 1);
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:7:1: expected energies that ascend, found others, and no EMIN and EMAX that "
               "could stand for them");
}

static void values_that_are_no_numbers(void **state)
{
    (void)state;
    text t = doscar(2, 1, 1, 9);
    replace(&t, "  0.1030E+01", "         NaN", 1); /* atom 1, third column, first energy */
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_null(shell_of(dos, 0, 2));
    assert_non_null(shell_of(dos, 1, 2));
    assert_string_equal(dos_diagnostic(dos, "value-is-no-number")->message,
                        "f:12:45: a projection of atom 1 is no number; the atom is left out");
    assert_true(dos->complete);
    dgh_dos_free(dos);
    t = doscar(2, 1, 1, 9);
    replace(&t, "  0.1030E+01", "************", 1);
    replace(&t, "  0.5000E+01", "************", 3);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_null(dos->total_states_per_ev[0]);
    assert_null(shell_of(dos, 0, 2));
    assert_int_equal(dos->n_diagnostics, 2);
    dgh_dos_free(dos);
    t = doscar(1, 1, 1, 3);
    replace(&t, "      0.50000000", "             NaN", 1);
    replace(&t, "      0.50000000", "             NaN", 1);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_false(dos->fermi_ev.has);
    dgh_dos_free(dos);
}

static void windows_line_ends_and_a_blank_line(void **state)
{
    (void)state;
    text t = doscar(1, 1, 1, 3), crlf = {0};
    for (size_t i = 0; i < t.size; i++)
        add(&crlf, "%s%c", t.data[i] == '\n' ? "\r" : "", t.data[i]);
    add(&crlf, "\r\n");
    free(t.data);
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, crlf);
    assert_int_equal(dos->n_shells, 3);
    assert_true(dos->complete);
    assert_int_equal(dos->n_atoms, 1);
    dgh_dos_free(dos);
}

static void a_file_that_is_cut(void **state)
{
    (void)state;
    text t = doscar(2, 1, 1, 3);
    t.size -= 3;
    t.data[t.size] = '\0';
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_false(dos->complete);
    assert_int_equal(dos->n_shells, 3);
    assert_int_equal(dos->n_atoms, 2);
    assert_string_equal(dos_diagnostic(dos, "dos-truncated")->message,
                        "the file ends after 1 of 2 atoms");
    dgh_dos_free(dos);
    read_prefixes(dgh_vasp_read_doscar, doscar(3, 2, 2, 18), 97);
    read_prefixes(dgh_vasp_read_doscar, doscar(2, 1, 1, 3), 1);
}

static void bin_counts_are_told(void **state)
{
    (void)state;
    text t = doscar(1, 1, 1, 3); /* the integral grows by 5 from point to point: both fit */
    dgh_dos *dos = read_dos(dgh_vasp_read_doscar, t);
    assert_false(dos->counts_below);
    dgh_dos_free(dos);
    t = doscar(1, 1, 1, 3);
    replace(&t, "  0.5000E+01  0.5000E+01", "  0.1000E+01  0.1000E+01", 1);
    replace(&t, "  0.5000E+01  0.1000E+02", "  0.4000E+01  0.5000E+01", 1);
    replace(&t, "  0.5000E+01  0.1500E+02", "  0.2000E+01  0.7000E+01", 1);
    replace(&t, "  0.5000E+01  0.2000E+02", "  0.1000E+01  0.8000E+01", 1);
    dos = read_dos(dgh_vasp_read_doscar, t);
    assert_true(dos->counts_below);
    dgh_dos_free(dos);
}

static void what_is_no_doscar(void **state)
{
    (void)state;
    text t = {0};
    add(&t, "hello\n");
    assert_false(dgh_vasp_is_doscar(t.data, t.size));
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:1:1: expected the numbers of ions, 0 or 1, and NCDIJ of a DOSCAR, found "
               "\"hello\"");
    t = (text){0};
    add(&t, "   1   1   1   0\n1\n");
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:3:1: expected the 6 lines at the head of a DOSCAR, found the end of the file");
    t = doscar(1, 1, 1, 5);
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:12:1: expected 3, 4, 9 or 16 projections behind the energy (12, 16, 36 or 64 "
               "without collinear spins), found 5");
    t = doscar(1, 2, 2, 9);
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:12:1: expected 6, 8, 18 or 32 projections behind the energy, found 9");
    t = doscar(1, 1, 1, 3);
    replace(&t, "    4      0.5", "99999      0.5", 1);
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:7:1: expected 99999 lines of the density of states, found the end of the file");
    t = doscar(2, 1, 1, 3);
    replace(&t, "  1.00000000\n", "  2.00000000\n", 3);
    refuse_dos(dgh_vasp_read_doscar, t, DGH_ERR_PARSE,
               "f:16:1: expected the line of EMAX, EMIN and NEDOS again before atom 2, found "
               "\"2.00000000     -1.00000000    4      0....\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shells_without_spin),
                                       cmocka_unit_test(orbitals_with_spin_and_f),
                                       cmocka_unit_test(without_collinear_spins_the_total_counts),
                                       cmocka_unit_test(sixteen_columns),
                                       cmocka_unit_test(numbers_that_touch),
                                       cmocka_unit_test(stars_for_the_number_of_energies),
                                       cmocka_unit_test(energies_that_are_not_told_apart),
                                       cmocka_unit_test(values_that_are_no_numbers),
                                       cmocka_unit_test(windows_line_ends_and_a_blank_line),
                                       cmocka_unit_test(a_file_that_is_cut),
                                       cmocka_unit_test(bin_counts_are_told),
                                       cmocka_unit_test(what_is_no_doscar)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
