/* What is wrong with a row is said, with its severity; an error refuses that row and no other. */
#include "vasp_tree.h"

static void two_functionals_are_refused(void **state)
{
    (void)state;
    static const char *const RPBE = "ENCUT = 400\nGGA = RP\nIBRION = 2\nNSW = 50\nISMEAR = "
                                    "1\nSIGMA = 0.1\nEDIFFG = -0.02\nEDIFF = 1E-5\nNELM = 60\n";
    write_small_tree("mixed");
    write_run(&(tree_run){.directory = "mixed/top",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .incar = RPBE,
                          .h = {{0, 0, 6.55}}});
    dgh_study *s = computed(NULL, "mixed");
    const dgh_site *top = site_of(s, "top");
    assert_true(top->refused);
    assert_false(top->delta_g_ev.has || top->ledger.delta_e_ev.has);
    assert_int_equal(top->ledger.n_terms, 0);
    assert_int_equal(s->n_refused, 1);
    const dgh_diagnostic *d = assert_finding(top, "settings-differ", DGH_ERROR);
    assert_string_equal(d->message, "functional differs: RPBE (mixed/top/INCAR:2), PBE "
                                    "(mixed/clean/INCAR:2)");
    assert_false(site_of(s, "hollow")->refused);
    dgh_study_free(s);

    dgh_study_options o;
    dgh_study_options_init(&o);
    o.force = true;
    s = computed(&o, "mixed");
    top = site_of(s, "top");
    assert_true(top->forced);
    assert_false(top->refused);
    assert_close(top->ledger.delta_e_ev.value, 0.4, 1e-9);
    assert_finding(top, "settings-differ", DGH_ERROR);
    dgh_study_free(s);

    /* with a host and a gas of its own the other functional is a study of its own */
    write_run(&(tree_run){
        .directory = "mixed/rpbe/clean", .energy_ev = -19.5, .incar = RPBE, .lift_ang = 0.02});
    write_run(&(tree_run){.directory = "mixed/rpbe/h2",
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -7.0,
                          .incar = RPBE,
                          .h = {{5, 5, 5}, {5, 5, 5.74}}});
    s = computed(NULL, "mixed");
    assert_int_equal(s->n_refused, 0);
    assert_close(site_of(s, "top")->ledger.delta_e_ev.value, -23.0 + 19.5 + 3.5, 1e-9);
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_int_equal(site_of(s, "top")->gas_run, run_index(s, "mixed/rpbe/h2"));
    dgh_study_free(s);
}

static void meshes_must_agree_between_slabs_only(void **state)
{
    (void)state;
    write_small_tree("mesh");
    write_run(&(tree_run){.directory = "mesh/top",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .mesh = "6 6 1",
                          .h = {{0, 0, 6.55}}});
    dgh_study *s = computed(NULL, "mesh");
    assert_true(site_of(s, "top")->refused);
    const dgh_diagnostic *d = assert_finding(site_of(s, "top"), "settings-differ", DGH_ERROR);
    assert_non_null(strstr(d->message, "6x6x1"));
    assert_false(site_of(s, "hollow")->refused); /* H2 has one k-point */
    dgh_study_free(s);
}

/* Two lists of one length; the same points in another order and with other weights are no other
 * list. */
static void lists_of_kpoints_must_agree(void **state)
{
    (void)state;
    static const char *const LIST = "2\nReciprocal\n0.25 0.25 0 1\n0.25 -0.25 0 1\n";
    write_small_tree("list");
    write_run(&(tree_run){.directory = "list/clean", .energy_ev = -20.0, .kpoints = LIST});
    write_run(&(tree_run){.directory = "list/hollow",
                          .n_h = 1,
                          .energy_ev = -23.9,
                          .kpoints = "2\nReciprocal\n0.25 0.75 0 0.5\n0.25 0.25 0 0.5\n",
                          .h = {{1.4, 1.4, 5.4}}});
    write_run(&(tree_run){.directory = "list/top",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .kpoints = "2\nReciprocal\n0.25 0.25 0 1\n0 0 0 1\n",
                          .h = {{0, 0, 6.55}}});
    dgh_study *s = computed(NULL, "list");
    assert_false(site_of(s, "hollow")->refused);
    assert_true(site_of(s, "top")->refused);
    const dgh_diagnostic *d = assert_finding(site_of(s, "top"), "settings-differ", DGH_ERROR);
    assert_string_equal(d->message,
                        "k-point list differs: crystal 0 0 0 (0.5), 0.25 0.25 0 (0.5) "
                        "(list/top/KPOINTS:4), crystal 0.25 -0.25 0 (0.5), 0.25 0.25 0 (0.5) "
                        "(list/clean/KPOINTS:4)");
    dgh_study_free(s);
    /* of another unit: not to be compared without the cell */
    write_run(&(tree_run){.directory = "list/top",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .kpoints = "2\nCartesian\n0.25 0.25 0 1\n0.25 0 0 1\n",
                          .h = {{0, 0, 6.55}}});
    s = computed(NULL, "list");
    assert_false(site_of(s, "top")->refused);
    dgh_study_free(s);
}

static void a_tree_without_h2(void **state)
{
    (void)state;
    write_small_tree("bare");
    shell("rm -r bare/h2");
    dgh_study *s = open_paths(NULL, 1, "bare");
    dgh_error err = {0};
    assert_int_equal(dgh_study_compute(s, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, "no H2 reference: expected a run of two H atoms in a box "
                                     "among the 2 runs, or an energy of H2 given by hand");
    dgh_study_free(s);

    dgh_study_options o;
    dgh_study_options_init(&o);
    o.ref_h2_energy_ev = (dgh_real){true, -6.8, {0}};
    s = computed(&o, "bare");
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_int_equal(site_of(s, "hollow")->gas_run, DGH_NO_RUN);
    assert_int_equal(site_of(s, "hollow")->gas_energy_run, DGH_NO_RUN);
    dgh_study_free(s);

    write_run(&(tree_run){.directory = "reference",
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -6.6,
                          .h = {{5, 5, 5}, {5, 5, 5.75}}});
    dgh_study_options_init(&o);
    o.ref_h2_path = "reference";
    s = computed(&o, "bare");
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.6, 1e-9);
    dgh_study_free(s);
    o.ref_h2_path = "absent";
    const char *bare = "bare";
    assert_int_equal(dgh_study_open(&s, &bare, 1, &o, &err), DGH_ERR_IO);
    assert_null(s);
}

static void what_did_not_converge_is_refused(void **state)
{
    (void)state;
#define ONE_STEP                                                                                   \
    "ENCUT = 400\nGGA = PE\nIBRION = 2\nNSW = 1\nISMEAR = 1\nSIGMA = 0.1\nEDIFFG = -0.02\n"        \
    "EDIFF = 1E-5\nNELM = 60\n"
    static const struct {
        tree_run run;
        const char *code;
    } CASES[] = {
        {{.unconverged_ions = true, .incar = ONE_STEP}, "unconverged-ionic"},
        {{.unconverged_electrons = true}, "unconverged-electronic"},
        {{.cut = true}, "interrupted"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        shell("rm -rf bad");
        write_small_tree("bad");
        tree_run r = CASES[i].run;
        r.directory = "bad/top";
        r.n_h = 1;
        r.energy_ev = -23.0;
        r.h[0][2] = 6.55;
        write_run(&r);
        dgh_study *s = computed(NULL, "bad");
        assert_true(site_of(s, "top")->refused);
        assert_finding(site_of(s, "top"), CASES[i].code, DGH_ERROR);
        assert_false(site_of(s, "hollow")->refused);
        dgh_study_free(s);
    }
}

static void where_the_h_went(void **state)
{
    (void)state;
    write_small_tree("places");
    write_run(&(tree_run){
        .directory = "places/desorbed", .n_h = 1, .energy_ev = -23.4, .h = {{0, 0, 9.0}}});
    write_run(&(tree_run){.directory = "places/molecule",
                          .n_h = 2,
                          .energy_ev = -26.9,
                          .h = {{0, 0, 7.0}, {0, 0, 7.75}}});
    write_run(&(tree_run){.directory = "places/moved",
                          .n_h = 1,
                          .energy_ev = -23.91,
                          .h_start = {{0, 0, 6.55}},
                          .h = {{1.4, 1.4, 5.45}}});
    write_run(&(tree_run){.directory = "places/buckled",
                          .n_h = 1,
                          .energy_ev = -23.2,
                          .lift_ang = 1.6,
                          .h = {{0, 0, 6.55}}});
    write_run(&(tree_run){.directory = "places/loose",
                          .n_h = 1,
                          .energy_ev = -23.1,
                          .all_free = true,
                          .h = {{1.4, 0, 6.1}}});
    dgh_study *s = computed(NULL, "places");
    assert_finding(site_of(s, "desorbed"), "h-desorbed", DGH_ERROR);
    assert_true(site_of(s, "desorbed")->refused);
    assert_finding(site_of(s, "molecule"), "h2-formed", DGH_ERROR);
    assert_true(site_of(s, "molecule")->refused);
    assert_finding(site_of(s, "moved"), "h-moved", DGH_WARNING);
    assert_false(site_of(s, "moved")->refused);
    assert_finding(site_of(s, "buckled"), "host-reconstructed", DGH_WARNING);
    assert_true(site_of(s, "buckled")->largest_host_displacement_ang.value > 1.0);
    assert_finding(site_of(s, "loose"), "frozen-set-differs", DGH_WARNING);
    const dgh_site *hollow = site_of(s, "hollow");
    assert_int_equal(hollow->n_diagnostics, 1); /* no frequencies */
    dgh_study_free(s);
}

static void cells_must_agree(void **state)
{
    (void)state;
    write_small_tree("cells");
    write_run(&(tree_run){.directory = "cells/top",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .cell_c_ang = 18.5,
                          .h = {{0, 0, 6.55}}});
    dgh_study *s = computed(NULL, "cells");
    assert_true(site_of(s, "top")->refused);
    const dgh_diagnostic *d = assert_finding(site_of(s, "top"), "cell-differs", DGH_ERROR);
    assert_string_equal(d->message, "the cells of cells/top and cells/clean differ");
    assert_false(site_of(s, "hollow")->refused);
    dgh_study_free(s);
}

static void frequencies_off_the_minimum(void **state)
{
    (void)state;
    static const double MODES[] = {1100, 600, 550};
    static const struct {
        double off_ang;
        dgh_severity severity;
    } CASES[] = {{0.05, DGH_WARNING}, {0.2, DGH_ERROR}};
    for (int i = 0; i < 2; i++) {
        shell("rm -rf off");
        write_small_tree("off");
        write_frequencies(&(tree_run){.directory = "off/hollow/vib",
                                      .n_h = 1,
                                      .energy_ev = -23.89,
                                      .h = {{1.4, 1.4, 5.4 + CASES[i].off_ang}}},
                          MODES, 3);
        dgh_study *s = computed(NULL, "off");
        const dgh_site *site = site_of(s, "hollow");
        assert_finding(site, "frequency-geometry-not-at-minimum", CASES[i].severity);
        assert_int_equal(site->refused, CASES[i].severity == DGH_ERROR);
        dgh_study_free(s);
    }
}

static void modes_of_the_slab_too(void **state)
{
    (void)state;
    static const double MODES[] = {1100, 600, 550, 150, 120, 100};
    write_small_tree("more");
    write_frequencies(
        &(tree_run){
            .directory = "more/hollow/vib", .n_h = 1, .energy_ev = -23.89, .h = {{1.4, 1.4, 5.4}}},
        MODES, 6);
    dgh_study *s = computed(NULL, "more");
    const dgh_site *site = site_of(s, "hollow");
    assert_finding(site, "modes-of-the-slab-too", DGH_WARNING);
    assert_true(site->convention_fell_back);
    assert_false(site->refused);
    dgh_study_free(s);
    /* with the same three slab modes of the clean host they cancel */
    write_frequencies(&(tree_run){.directory = "more/clean/vib", .energy_ev = -20.0}, MODES + 3, 3);
    s = computed(NULL, "more");
    site = site_of(s, "hollow");
    assert_true(site->delta_g_ev.has);
    double zpe_h = 0.5 * 1.239841984e-4 * (1100 + 600 + 550);
    assert_close(site->ledger.delta_zpe_ev.value, zpe_h - 0.5 * 2179.3 * 1.239841984e-4, 2e-5);
    dgh_study_free(s);
}

static void imaginary_modes_refuse_the_row(void **state)
{
    (void)state;
    static const double MODES[] = {1100, 600, -550};
    write_small_tree("saddle");
    write_frequencies(&(tree_run){.directory = "saddle/hollow/vib",
                                  .n_h = 1,
                                  .energy_ev = -23.89,
                                  .h = {{1.4, 1.4, 5.4}}},
                      MODES, 3);
    dgh_study *s = computed(NULL, "saddle");
    assert_true(site_of(s, "hollow")->refused);
    assert_finding(site_of(s, "hollow"), "modes-refused", DGH_ERROR);
    dgh_study_free(s);
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.harmonic.imaginary = DGH_IMAGINARY_DROP;
    s = computed(&o, "saddle");
    assert_true(site_of(s, "hollow")->delta_g_ev.has);
    assert_finding(site_of(s, "hollow"), "imaginary-modes", DGH_WARNING);
    dgh_study_free(s);
}

static void energies_of_frequency_runs(void **state)
{
    (void)state;
    static const double MODES[] = {1100, 600, 550};
    write_small_tree("lone");
    shell("rm -r lone/hollow");
    write_frequencies(
        &(tree_run){.directory = "lone/vib", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}},
        MODES, 3);
    dgh_study *s = computed(NULL, "lone");
    assert_int_equal(s->n_sites, 1);
    assert_finding(&s->sites[0], "energy-of-a-frequency-run", DGH_WARNING);
    assert_close(s->sites[0].ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_int_equal(s->sites[0].n_modes, 3);
    dgh_study_free(s);
}

static void options_are_checked(void **state)
{
    (void)state;
    write_small_tree("opt");
    dgh_study_options o;
    dgh_error err = {0};
    dgh_study *s;
    const char *path = "opt";
    dgh_study_options_init(&o);
    o.temperature_k = -1.0;
    assert_int_equal(dgh_study_open(&s, &path, 1, &o, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "the temperature must be positive, not -1 K");
    dgh_study_options_init(&o);
    o.potential_v = (dgh_real){true, 0.1, {0}};
    o.scale = DGH_SCALE_SHE;
    assert_int_equal(dgh_study_open(&s, &path, 1, &o, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "a potential against SHE needs a pH as well; against RHE it "
                                     "does not");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_functionals_are_refused),
        cmocka_unit_test(meshes_must_agree_between_slabs_only),
        cmocka_unit_test(lists_of_kpoints_must_agree),
        cmocka_unit_test(a_tree_without_h2),
        cmocka_unit_test(what_did_not_converge_is_refused),
        cmocka_unit_test(where_the_h_went),
        cmocka_unit_test(cells_must_agree),
        cmocka_unit_test(frequencies_off_the_minimum),
        cmocka_unit_test(modes_of_the_slab_too),
        cmocka_unit_test(imaginary_modes_refuse_the_row),
        cmocka_unit_test(energies_of_frequency_runs),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
