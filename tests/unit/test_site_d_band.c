/* d bands of what H binds to: the densities of states beside the runs of a study. */
#include "vasp_tree.h"

#include "near.h"

/* Atom k (from 0) has 2 (k + 1) d states at one energy, `below` under -(k + 1) eV; E_F is 0.5. The
 * H behind the Pt has none. */
static void write_doscar(const char *folder, size_t n_atoms, int below, bool projected)
{
    FILE *f = create(folder, "DOSCAR", NULL);
    static const char HEAD[] = "     10.50000000     -9.50000000   21      0.50000000      "
                               "1.00000000\n";
    fprintf(f, "%4zu%4zu   %d   0\n1\n2\n  CAR \nmade up\n%s", n_atoms, n_atoms, projected, HEAD);
    for (int i = 0; i < 21; i++)
        fprintf(f, "   %8.3f 0.1E+01 %d.0\n", i - 9.5, i + 1);
    for (size_t atom = 0; projected && atom < n_atoms; atom++) {
        fputs(HEAD, f);
        for (int i = 0; i < 21; i++)
            fprintf(f, "   %8.3f 0.1E+01 0.1E+01 %d.0\n", i - 9.5,
                    atom < 4 && 10 - i == (int)atom + 1 + below ? 2 * ((int)atom + 1) : 0);
    }
    fclose(f);
}

static const dgh_site_d_band *d_band_of(const dgh_study *study)
{
    return site_of(study, "hollow")->d_band;
}

static const char *said(const dgh_site_d_band *d, const char *code)
{
    const dgh_diagnostic *found = d ? finding(d->diagnostics, d->n_diagnostics, code) : NULL;
    return found ? found->message : "nothing";
}

static void both_sides(void **state)
{
    (void)state;
    write_small_tree("t");
    write_doscar("t/clean", 4, 0, true);
    write_doscar("t/hollow", 5, 1, true);
    dgh_study *study = computed(NULL, "t");
    const dgh_site_d_band *d = d_band_of(study);
    assert_non_null(d);
    assert_int_equal(d->options.window, DGH_D_WINDOW_ALL);
    assert_string_equal(d->before_path, "t/clean/DOSCAR");
    assert_string_equal(d->after_path, "t/hollow/DOSCAR");
    assert_int_equal(d->n_atoms, 4);
    for (size_t i = 0; i < 4; i++) {
        const dgh_site_d_atom *a = &d->atoms[i];
        assert_true(a->has_before && a->has_after);
        assert_int_equal(a->atomic_number, 78);
        assert_near(a->before.total.centre_ev, -1.0 - (double)a->host_atom, 1e-12);
        assert_near(a->after.total.centre_ev, -2.0 - (double)a->atom, 1e-12);
        assert_near(a->before.total.n_states, 2.0 * (double)(a->host_atom + 1), 1e-12);
    }
    assert_true(d->has_before && d->has_after);
    assert_near(d->before.total.centre_ev, -3.0, 1e-12); /* by the states of each */
    assert_near(d->after.total.centre_ev, -4.0, 1e-12);
    const dgh_real *centre = &site_of(study, "hollow")->structure->d_band_centre_ev;
    assert_true(centre->has && fabs(centre->value + 3.0) < 1e-12);
    assert_string_equal(centre->source.path, "t/clean/DOSCAR");
    dgh_study_free(study);
}

static void the_window_of_the_study(void **state)
{
    (void)state;
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.d_band_options.window = DGH_D_WINDOW_RANGE;
    o.d_band_options.from_ev = -2.6;
    o.d_band_options.to_ev = 1.0;
    write_small_tree("t");
    write_doscar("t/clean", 4, 0, true);
    dgh_study *study = computed(&o, "t");
    const dgh_site_d_band *d = d_band_of(study);
    assert_int_equal(d->options.window, DGH_D_WINDOW_RANGE);
    assert_null(d->after_path);
    /* the last two have no states in the window; the first point of it counts half */
    assert_string_equal(
        said(d, "no-d-band"),
        "t/clean/DOSCAR: no d states of atom 3 between -2.000 and 1.000 eV relative "
        "to E_F");
    assert_near(d->before.total.centre_ev, -(1.0 * 2.0 + 2.0 * 2.0) / 4.0, 1e-12);
    dgh_study_free(study);
    dgh_error err = {0};
    const char *tree = "t";
    o.d_band_options.to_ev = -3.0;
    assert_int_equal(dgh_study_open(&study, &tree, 1, &o, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "the window of the d band must be all, occupied, or go from a "
                                     "lower to a higher energy");
}

static void nothing_to_see(void **state)
{
    (void)state;
    dgh_study_options o;
    dgh_study_options_init(&o);
    write_small_tree("t");
    dgh_study *study = computed(NULL, "t"); /* no densities of states */
    assert_null(d_band_of(study));
    assert_false(site_of(study, "hollow")->structure->d_band_centre_ev.has);
    dgh_study_free(study);
    write_doscar("t/clean", 4, 0, false); /* not projected */
    study = computed(NULL, "t");
    assert_null(d_band_of(study));
    dgh_study_free(study);
    write_doscar("t/clean", 4, 0, true);
    o.d_band = false;
    study = computed(&o, "t");
    assert_null(d_band_of(study));
    dgh_study_free(study);
    o.d_band = true;
    o.structure = false;
    study = computed(&o, "t");
    assert_null(d_band_of(study));
    dgh_study_free(study);
}

static void what_does_not_fit(void **state)
{
    (void)state;
    write_small_tree("t");
    write_doscar("t/clean", 6, 0, true);
    dgh_study *study = computed(NULL, "t");
    const dgh_site_d_band *d = d_band_of(study);
    assert_string_equal(said(d, "dos-of-another-system"),
                        "t/clean/DOSCAR: its 6 atoms are not those of t/clean; not used");
    assert_null(d->before_path);
    assert_false(d->has_before);
    dgh_study_free(study);
    shell("head -n 10 t/clean/DOSCAR > t/x && mv t/x t/clean/DOSCAR");
    study = computed(NULL, "t");
    assert_string_equal(said(d_band_of(study), "dos-refused"),
                        "no d bands: t/clean/DOSCAR:7:1: expected 21 lines of the density of "
                        "states, found the end of the file");
    dgh_study_free(study);
}

/* The fourth atom is cut off: the three others count, and it is said. */
static void a_doscar_that_is_cut(void **state)
{
    (void)state;
    write_small_tree("t");
    write_doscar("t/clean", 4, 0, true);
    shell("head -n 100 t/clean/DOSCAR > t/x && mv t/x t/clean/DOSCAR");
    dgh_study *study = computed(NULL, "t");
    const dgh_site_d_band *d = d_band_of(study);
    assert_string_equal(said(d, "no-d-band"), "t/clean/DOSCAR: no d projection of atom 4");
    assert_string_equal(said(d, "dos-truncated"), "the file ends after 3 of 4 atoms");
    assert_near(d->before.total.centre_ev, -(1.0 * 2.0 + 2.0 * 4.0 + 3.0 * 6.0) / 12.0, 1e-12);
    dgh_study_free(study);
}

static void a_folder_without_a_run(void **state)
{
    (void)state;
    write_small_tree("t");
    write_doscar("t/clean", 4, 0, true);
    shell("mkdir t/elsewhere && mv t/clean/DOSCAR t/elsewhere");
    dgh_study *study = computed(NULL, "t"); /* no run there */
    assert_null(d_band_of(study));
    dgh_study_free(study);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(both_sides),           IN_FOLDER(the_window_of_the_study),
        IN_FOLDER(nothing_to_see),       IN_FOLDER(what_does_not_fit),
        IN_FOLDER(a_doscar_that_is_cut), IN_FOLDER(a_folder_without_a_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
