/* The files of projwfc.x: names, tables, and the sets that they make. */
#include "dos_text.h"

#include <unistd.h>

#include "dgh/d_band.h"
#include "espresso/projwfc.h"
#include "near.h"

static void names(void **state)
{
    (void)state;
    dgh_pdos_name n;
    assert_true(dgh_qe_pdos_name(&n, "pt.pdos_atm#12(Pt1)_wfc#3(d)"));
    assert_int_equal(n.atom, 11);
    assert_int_equal(n.number, 3);
    assert_int_equal(n.l, 2);
    assert_near(n.j, 0.0, 0.0);
    assert_true(dgh_slice_equals(n.label, "Pt1") && dgh_slice_equals(n.prefix, "pt"));
    assert_true(dgh_qe_pdos_name(&n, "a.b.pdos_atm#1(O)_wfc#11(f_j3.5).xz"));
    assert_near(n.j, 3.5, 0.0);
    assert_int_equal(n.l, 3);
    assert_int_equal(n.number, 11);
    assert_true(dgh_slice_equals(n.prefix, "a.b"));
    assert_true(dgh_qe_pdos_name(&n, "pt.pdos_tot"));
    assert_true(n.is_total);
    assert_true(dgh_qe_pdos_name(&n, "pt.pdos_tot.gz"));
    static const char *const NONE[] = {"pt.dos",
                                       "pt.pdos_atm#0(Pt)_wfc#3(d)",
                                       "pt.pdos_atm#1(Pt)_wfc#3(g)",
                                       "pt.pdos_atm#1(Pt)_wfc#3(d",
                                       "pt.pdos_atm#1(Pt",
                                       "pt.pdos_atm#1(Pt)_wfc#3(d_j)",
                                       "pt.pdos_atm#1(Pt)_wfc#3(d)~",
                                       "pt.pdos_total",
                                       "pt.pdos_atm#-1(Pt)_wfc#3(d)",
                                       ""};
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
        assert_false(dgh_qe_pdos_name(&n, NONE[i]));
}

static dgh_status add_text(dgh_dos *dos, const char *base, const char *content, dgh_error *err)
{
    dgh_pdos_name name;
    assert_true(dgh_qe_pdos_name(&name, base));
    return dgh_qe_pdos_add(dos, &name, content, strlen(content), base, err);
}

static dgh_dos *empty(void)
{
    dgh_dos *dos;
    assert_int_equal(dgh_dos_open(&dos, "f", "qe-projwfc", NULL), DGH_OK);
    return dos;
}

static const char D_NONE[] =
    "# E (eV)   ldos(E)   pdos(E)    pdos(E)    pdos(E)    pdos(E)    pdos(E)   \n"
    "  -1.000  0.150E+01  0.100E+00  0.200E+00  0.300E+00  0.400E+00  0.500E+00\n"
    "   0.000  0.250E+01  0.100E-99  0.200-100 -0.300E+00 -0.400E+00 -0.500E+00\n";
static const char P_SPIN[] =
    "# E (eV)  ldosup(E)  ldosdw(E) pdosup(E)  pdosdw(E)  pdosup(E)  pdosdw(E)  pdosup(E)  "
    "pdosdw(E) \n"
    "  -1.000  0.1  0.2  1 2  3 4  5 6\n   0.000  0.3  0.4  1 2  3 4  7 8\n";

static void tables(void **state)
{
    (void)state;
    dgh_dos *dos = empty();
    assert_int_equal(add_text(dos, "x.pdos_atm#2(Pt)_wfc#3(d)", D_NONE, NULL), DGH_OK);
    assert_int_equal(dos->n_energies, 2);
    assert_int_equal(dos->n_atoms, 2);
    assert_null(dos->labels[0]);
    assert_string_equal(dos->labels[1], "Pt");
    const dgh_dos_shell *d = &dos->shells[0];
    assert_int_equal(d->n_orbitals, 5);
    assert_near(d->states_per_ev[0][1], 2.5, 0.0);
    assert_string_equal(d->orbitals[0].name, "dz2");
    assert_near(d->orbitals[4].states_per_ev[0][1], -0.5, 0.0);
    assert_near(d->orbitals[1].states_per_ev[0][1], 0.2e-100, 0.0);
    assert_string_equal(d->source.path, "x.pdos_atm#2(Pt)_wfc#3(d)");
    dgh_dos_free(dos);
    dos = empty();
    assert_int_equal(add_text(dos, "x.pdos_atm#1(O)_wfc#2(p)", P_SPIN, NULL), DGH_OK);
    assert_int_equal(dos->n_spins, 2);
    assert_near(dos->shells[0].states_per_ev[1][1], 0.4, 0.0);
    assert_near(dos->shells[0].orbitals[2].states_per_ev[0][1], 7.0, 0.0);
    assert_int_equal(add_text(dos, "x.pdos_tot",
                              "# E (eV)  dosup(E)   dosdw(E)  pdosup(E)  pdosdw(E)\n -1 10 11 8 "
                              "9\n 0 12 13 1 1\n",
                              NULL),
                     DGH_OK);
    assert_near(dos->total_states_per_ev[1][1], 13.0, 0.0);
    dgh_dos_free(dos);
}

/* A non-collinear run: the total is of both spins, the projections are not. */
static void a_total_that_does_not_fit(void **state)
{
    (void)state;
    dgh_dos *dos = empty();
    assert_int_equal(add_text(dos, "x.pdos_atm#1(O)_wfc#2(p)", P_SPIN, NULL), DGH_OK);
    assert_int_equal(add_text(dos, "x.pdos_tot",
                              "# E (eV)  dos(E)   pdosup(E)  pdosdw(E)\n -1 10 11 8\n 0 12 13 1\n",
                              NULL),
                     DGH_OK);
    assert_null(dos->total_states_per_ev[0]);
    dgh_dos_free(dos);
}

static void assert_table_refused(const char *base, const char *content, dgh_status status,
                                 const char *message)
{
    dgh_dos *dos = empty();
    dgh_error err = {0};
    assert_int_equal(add_text(dos, "x.pdos_atm#2(Pt)_wfc#3(d)", D_NONE, NULL), DGH_OK);
    assert_int_equal(add_text(dos, base, content, &err), status);
    assert_string_equal(err.message, message);
    assert_int_equal(dos->n_shells, 1);
    dgh_dos_free(dos);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const char S[] = "x.pdos_atm#1(Pt)_wfc#1(s)";
    assert_table_refused(S, "# ik    E (eV)   ldos(E)   pdos(E)\n    1   -1.000 1 1\n",
                         DGH_ERR_UNSUPPORTED,
                         "x.pdos_atm#1(Pt)_wfc#1(s):1:1: expected one density of states, found one "
                         "for each k-point (kresolveddos): run projwfc.x without it");
    assert_table_refused(S, "  -1.0 1 1\n", DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):1:1: expected the names of the columns (# E "
                         "(eV) ldos(E)...), found \"-1.0 1 1\"");
    assert_table_refused(S, "# E (eV)  ldos(E)  pdos(E)\n -1.0 1 1\n  0.0 ***** 1\n", DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):3:7: expected an energy and 2 numbers, found "
                         "\"***** 1\"");
    assert_table_refused(S, "# E (eV)  ldos(E)  pdos(E)\n -1.0 1 1\n  0.0 1 0.1", DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):3:12: expected an energy and 2 numbers, found "
                         "the end of the file");
    assert_table_refused(S, "# E (eV)  ldos(E)  pdos(E)\n -1.0 1 1\n  0.1 1 1\n", DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):2:1: expected the 2 energies of the other "
                         "files, found 2 or others");
    assert_table_refused(S,
                         "# E (eV)  ldosup(E) ldosdw(E) pdosup(E) pdosdw(E)\n -1 1 1 1 1\n 0 1 "
                         "1 1 1\n",
                         DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):1:1: expected 1 spin as in the other files, "
                         "found 2");
    assert_table_refused(S, "# E (eV)\n -1.0 1 1\n", DGH_ERR_PARSE,
                         "x.pdos_atm#1(Pt)_wfc#1(s):1:1: expected 2 to 18 columns behind the "
                         "energy, found 0");
    dgh_dos *dos = empty();
    dgh_error err = {0};
    assert_int_equal(add_text(dos, S, "# E (eV)  ldos(E)  pdos(E)\n 1 1 1\n 0 1 1\n", &err),
                     DGH_ERR_PARSE);
    assert_string_equal(err.message, "x.pdos_atm#1(Pt)_wfc#1(s):2:1: expected energies that "
                                     "ascend, found others");
    dgh_dos_free(dos);
}

/* A cut file is refused whole: its integral would be wrong. */
static void every_prefix(void **state)
{
    (void)state;
    for (size_t n = 0; n + 1 < sizeof D_NONE - 1; n++) {
        dgh_dos *dos = empty();
        dgh_pdos_name name;
        assert_true(dgh_qe_pdos_name(&name, "x.pdos_atm#2(Pt)_wfc#3(d)"));
        dgh_status status = dgh_qe_pdos_add(dos, &name, D_NONE, n, "x", NULL);
        assert_int_not_equal(status, DGH_OK);
        assert_int_equal(dos->n_shells, 0);
        dgh_dos_free(dos);
    }
}

/* ---- directories ----------------------------------------------------------------------------- */

static void the_slab(void **state)
{
    (void)state;
    dgh_dos *dos;
    dgh_error err = {0};
    if (dgh_dos_read(&dos, DGH_TEST_DATA "/qe/pt111-pdos", NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_string_equal(dos->format, "qe-projwfc");
    assert_int_equal(dos->n_files, 10);
    assert_int_equal(dos->n_atoms, 3);
    assert_int_equal(dos->n_shells, 9);
    assert_int_equal(dos->n_energies, 1070);
    assert_true(dos->complete);
    assert_false(dos->fermi_ev.has);
    assert_non_null(dos->total_states_per_ev[0]);
    const dgh_dos_shell *d = shell_of(dos, 2, 2);
    assert_near(d->states_per_ev[0][0], 0.252e-8, 0.0);
    assert_near(d->orbitals[4].states_per_ev[0][0], 0.612e-12, 0.0);
    dgh_dos_free(dos);
    /* one file stands for its set */
    assert_int_equal(dgh_dos_read(&dos,
                                  DGH_TEST_DATA "/qe/pt111-pdos/pt.pdos_atm#2(Pt)_wfc#3(d).xz",
                                  NULL, NULL),
                     DGH_OK);
    assert_int_equal(dos->n_shells, 9);
    dgh_dos_free(dos);
}

static void write_text(const char *folder, const char *base, const char *content)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, base);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void remove_text(const char *folder, const char *base)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, base);
    remove(path);
}

/* A damaged file costs its shell, another prefix is left out; a DOSCAR is read without the rest. */
static void a_directory(void **state)
{
    (void)state;
    char folder[] = "/tmp/dgh-projwfc-XXXXXX";
    dgh_dos *dos;
    dgh_error err = {0};
    char message[1200];
    assert_non_null(mkdtemp(folder));
    snprintf(message, sizeof message,
             "%s: no density of states here (DOSCAR, vasprun.xml, files of projwfc.x)", folder);
    assert_int_equal(dgh_dos_read(&dos, folder, NULL, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, message);
    text t = doscar(1, 1, 1, 3);
    write_text(folder, "DOSCAR", t.data);
    free(t.data);
    assert_int_equal(dgh_dos_read(&dos, folder, NULL, NULL), DGH_OK);
    assert_string_equal(dos->format, "vasp-doscar");
    dgh_dos_free(dos);
    write_text(folder, "x.pdos_atm#2(Pt)_wfc#3(d)", D_NONE);
    write_text(folder, "x.pdos_atm#10(Pt)_wfc#1(d)", D_NONE);
    write_text(folder, "x.pdos_atm#1(Pt)_wfc#3(d)", "# E (eV)  ldos(E)  pdos(E)\n NaN 1 1\n");
    write_text(folder, "y.pdos_atm#2(Pt)_wfc#3(d)", D_NONE);
    assert_int_equal(dgh_dos_read(&dos, folder, NULL, NULL), DGH_OK);
    assert_string_equal(dos->format, "qe-projwfc");
    assert_int_equal(dos->n_files, 3);
    assert_int_equal(dos->n_shells, 2);
    assert_int_equal(dos->shells[0].atom, 1);
    assert_int_equal(dos->n_atoms, 10);
    assert_false(dos->complete);
    snprintf(message, sizeof message,
             "%s/x.pdos_atm#1(Pt)_wfc#3(d):2:2: expected an energy and 2 numbers, found \"NaN 1 1\""
             "; left out",
             folder);
    assert_string_equal(dos_diagnostic(dos, "projection-unreadable")->message, message);
    assert_string_equal(dos_diagnostic(dos, "several-projections")->message,
                        "files of projwfc.x with another prefix lie beside those of \"x\" and are "
                        "left out");
    dgh_dos_free(dos);
    static const char *const ALL[] = {"DOSCAR", "x.pdos_atm#2(Pt)_wfc#3(d)",
                                      "x.pdos_atm#10(Pt)_wfc#1(d)", "x.pdos_atm#1(Pt)_wfc#3(d)",
                                      "y.pdos_atm#2(Pt)_wfc#3(d)"};
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0]; i++)
        remove_text(folder, ALL[i]);
    rmdir(folder);
}

/* ---- the d bands of the slab ----------------------------------------------------------------- */

static void check(const dgh_d_bands *b, size_t atom, double all, double occupied)
{
    dgh_d_band band;
    dgh_d_band_options o = b->options;
    assert_near(b->atoms[atom].band.total.centre_ev, all, 5e-5);
    o.window = DGH_D_WINDOW_OCCUPIED;
    assert_int_equal(dgh_d_band_of(&band, b->dos, &atom, 1, &o, NULL), DGH_OK);
    assert_near(band.total.centre_ev, occupied, 5e-5);
}

/* Values of a script with NumPy's trapezoid. */
static void the_d_bands_of_the_slab(void **state)
{
    (void)state;
    dgh_d_bands *b;
    dgh_error err = {0};
    if (dgh_d_bands_compute(&b, DGH_TEST_DATA "/qe/pt111-pdos", NULL, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_int_equal(b->n_atoms, 3);
    assert_near(b->fermi_ev.value, 2.8003, 0.0);
    assert_string_equal(b->fermi_ev.source.path, DGH_TEST_DATA "/qe/pt111-pdos/pt.nscf.out.xz");
    assert_int_equal(b->fermi_ev.source.line, 368);
    check(b, 0, -2.0219, -2.5276);
    check(b, 1, -2.4017, -3.0148);
    check(b, 2, -2.0197, -2.5252);
    const dgh_d_band *top = &b->atoms[2].band;
    assert_near(top->total.n_states, 9.9524, 5e-5);
    assert_near(top->total.n_electrons, 8.7786, 5e-5);
    assert_near(top->total.width_ev, 2.1957, 5e-5);
    assert_int_equal(b->atoms[0].atomic_number, 78);
    assert_int_equal(b->atoms[0].is_surface, DGH_YES);
    assert_int_equal(b->atoms[1].is_surface, DGH_NO);
    assert_int_equal(b->atoms[2].is_surface, DGH_YES);
    assert_int_equal(b->n_surface, 2);
    double n0 = b->atoms[0].band.total.n_states, n2 = top->total.n_states;
    assert_near(b->surface_band.total.centre_ev,
                (n0 * b->atoms[0].band.total.centre_ev + n2 * top->total.centre_ev) / (n0 + n2),
                1e-12);
    assert_int_equal(b->n_diagnostics, 0);
    dgh_d_bands_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names),
                                       cmocka_unit_test(tables),
                                       cmocka_unit_test(a_total_that_does_not_fit),
                                       cmocka_unit_test(what_is_refused),
                                       cmocka_unit_test(every_prefix),
                                       cmocka_unit_test(the_slab),
                                       cmocka_unit_test(a_directory),
                                       cmocka_unit_test(the_d_bands_of_the_slab)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
