/* What the H of a study sit on, which of them count, and their summary. The host is a square sheet
 * of four Pt, 2.8 Angstrom apart, at z = 5. */
#include "vasp_tree.h"

static const double KT = 8.617333262e-5 * 298.15;

/* H at (x, y), 0.4 Angstrom above the sheet; ΔG = energy + 23.4 + 0.24. */
static void write_h(const char *directory, double x, double y, double z, double energy_ev)
{
    write_run(
        &(tree_run){.directory = directory, .n_h = 1, .energy_ev = energy_ev, .h = {{x, y, z}}});
}

static dgh_study_options offset(void)
{
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.convention = DGH_CONVENTION_OFFSET;
    return o;
}

static void kinds(void **state)
{
    (void)state;
    write_small_tree("t"); /* hollow: ΔE = -0.5 */
    write_h("t/top", 2.8, 0.0, 6.55, -23.3);
    write_h("t/bridge", 1.4, 0.0, 6.05, -23.6);
    dgh_study_options o = offset();
    dgh_study *study = computed(&o, "t");
    const dgh_site_structure *s = site_of(study, "hollow")->structure;
    assert_non_null(s);
    assert_int_equal(s->n_places, 1);
    assert_int_equal(s->n_added, 1);
    assert_int_equal(s->places[0].kind, DGH_SITE_FOURFOLD);
    assert_int_equal(s->places[0].n_atoms, 4);
    assert_close(s->places[0].atoms[0].distance_ang, sqrt(2 * 1.4 * 1.4 + 0.16), 1e-6);
    assert_int_equal(s->places[0].multiplicity.value, 4);
    assert_close(s->places[0].surface_atoms_per_cm2.value, 1e16 / (2.8 * 2.8), 1e9);
    assert_true(s->has_phase);
    assert_false(s->d_band_centre_ev.has);
    const dgh_site_structure *top = site_of(study, "top")->structure;
    assert_int_equal(top->places[0].kind, DGH_SITE_TOP);
    assert_int_equal(top->places[0].atoms[0].host_atom, 1);
    assert_int_equal(site_of(study, "bridge")->structure->places[0].kind, DGH_SITE_BRIDGE);
    assert_ptr_equal(top->host, s->host); /* one host, looked at once */
    /* no site is known over the atoms of a single layer, which has no outside: each counts once */
    assert_false(study->summary->is_weighted);
    assert_close(study->summary->of[DGH_CLASS_ALL].mean_ev.value, (-0.26 + 0.34 + 0.04) / 3, 1e-9);
    dgh_study_free(study);
    shell("rm -r t/top");
    study = computed(&o, "t");
    /* for each Pt one hollow and two bridges */
    const dgh_study_summary *sum = study->summary;
    const dgh_distribution *all = &sum->of[DGH_CLASS_ALL];
    assert_true(sum->is_weighted);
    assert_int_equal(sum->n_counted, 2);
    assert_int_equal(all->n, 2);
    assert_int_equal(all->n_weighted, 3);
    assert_close(all->mean_ev.value, (-0.26 + 2 * 0.04) / 3, 1e-9);
    assert_close(all->smallest_ev.value, -0.26, 1e-9);
    assert_close(all->part_in_window.value, 2.0 / 3, 1e-12);
    assert_close(all->coverage.value, (1 / (1 + exp(-0.26 / KT)) + 2 / (1 + exp(0.04 / KT))) / 3,
                 1e-9);
    assert_string_equal(study->sites[sum->lowest_site[DGH_CLASS_ALL]].label, "hollow");
    dgh_study_free(study);
}

static void not_looked_at(void **state)
{
    (void)state;
    write_small_tree("t");
    dgh_study_options o = offset();
    o.structure = false;
    dgh_study *study = computed(&o, "t");
    assert_null(site_of(study, "hollow")->structure);
    assert_int_equal(study->summary->n_counted, 1);
    assert_int_equal(study->summary->n_unclassified, 1);
    assert_int_equal(study->summary->of[DGH_CLASS_ALL].n, 1);
    assert_false(study->summary->is_weighted);
    assert_false(study->summary->of[DGH_CLASS_ALL].current_a_per_cm2.has);
    dgh_study_free(study);
}

static void what_does_not_count(void **state)
{
    (void)state;
    write_small_tree("t");
    /* the same hollow, 0.1 Angstrom off and higher in energy; the hollow of another Pt */
    write_h("t/again", 1.5, 1.4, 5.4, -23.89);
    write_h("t/equal", 4.2, 1.4, 5.4, -23.88);
    write_h("t/gone", 1.4, 1.4, 9.5, -23.0); /* desorbed: refused */
    write_run(&(tree_run){.directory = "t/open",
                          .n_h = 1,
                          .energy_ev = -23.7,
                          .unconverged_ions = true,
                          .h = {{1.4, 0.0, 6.05}}});
    write_run(&(tree_run){.directory = "t/lifted",
                          .n_h = 1,
                          .energy_ev = -23.7,
                          .lift_ang = 1.6,
                          .h = {{0.0, 0.0, 6.55}}});
    dgh_study_options o = offset();
    dgh_study *study = computed(&o, "t");
    assert_int_equal(site_of(study, "hollow")->counting, DGH_COUNTED);
    assert_int_equal(site_of(study, "again")->counting, DGH_NOT_COUNTED_REPEATED);
    assert_int_equal(site_of(study, "equal")->counting, DGH_NOT_COUNTED_REPEATED);
    assert_int_equal(site_of(study, "gone")->counting, DGH_NOT_COUNTED_REFUSED);
    assert_int_equal(site_of(study, "gone")->structure->places[0].n_atoms, 0);
    assert_int_equal(site_of(study, "open")->counting, DGH_NOT_COUNTED_REFUSED);
    assert_int_equal(site_of(study, "lifted")->counting, DGH_NOT_COUNTED_ANOMALOUS);
    const dgh_study_summary *s = study->summary;
    assert_int_equal(s->n_counted, 1);
    assert_int_equal(s->n_repeated, 2);
    assert_int_equal(s->n_refused, 2);
    assert_int_equal(s->n_anomalous, 1);
    assert_close(s->of[DGH_CLASS_ALL].mean_ev.value, -0.26, 1e-9);
    dgh_study_free(study);
    o.force = true; /* computed, but no better for that */
    study = computed(&o, "t");
    assert_int_equal(site_of(study, "open")->counting, DGH_NOT_COUNTED_ANOMALOUS);
    assert_int_equal(study->summary->n_refused, 0);
    assert_int_equal(study->summary->n_counted, 1);
    dgh_study_free(study);
    o.force = false;
    o.convention = DGH_CONVENTION_FULL; /* there are no modes */
    study = computed(&o, "t");
    assert_int_equal(site_of(study, "hollow")->counting, DGH_NOT_COUNTED_NO_DG);
    assert_int_equal(study->summary->n_counted, 0);
    assert_false(study->summary->of[DGH_CLASS_ALL].mean_ev.has);
    dgh_study_free(study);
}

/* Two H: the differential row adds the second one; the average over both does not count beside
 * it. */
static void two_h(void **state)
{
    (void)state;
    write_small_tree("t");
    write_run(&(tree_run){.directory = "t/two",
                          .n_h = 2,
                          .energy_ev = -27.6,
                          .h = {{2.8, 2.8, 6.55}, {1.4, 1.4, 5.4}}});
    dgh_study_options o = offset();
    dgh_study *study = computed(&o, "t");
    size_t n_average = 0, n_differential = 0;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        if (s->n_h != 2)
            continue;
        assert_int_equal(s->structure->n_places, 2);
        if (s->differential) {
            assert_int_equal(s->structure->n_added, 1);
            assert_int_equal(s->structure->places[0].kind, DGH_SITE_TOP);
            assert_int_equal(s->structure->places[1].kind, DGH_SITE_FOURFOLD);
            assert_int_equal(s->counting, DGH_COUNTED);
            n_differential++;
        } else {
            assert_int_equal(s->structure->n_added, 2);
            assert_int_equal(s->counting, DGH_NOT_COUNTED_REPEATED);
            n_average++;
        }
    }
    assert_int_equal(n_average, 1);
    assert_int_equal(n_differential, 1);
    assert_int_equal(study->summary->n_counted, 2);
    assert_false(study->summary->is_weighted); /* not one H each */
    dgh_study_free(study);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(dgh_class_name(DGH_PHASE_INTERFACE), "interface");
    assert_string_equal(dgh_class_name(DGH_CLASS_ALL), "all");
    assert_string_equal(dgh_counting_name(DGH_NOT_COUNTED_NO_DG), "no-dg");
    assert_string_equal(dgh_counting_name((dgh_counting)9), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kinds, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(not_looked_at, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(what_does_not_count, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(two_h, enter_folder, leave_folder),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
