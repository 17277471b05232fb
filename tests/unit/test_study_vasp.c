/* Pairing of VASP trees without OUTCAR: restarts, single points, coverage series, several hosts. */
#include "vasp_tree.h"

static void logs_and_inputs_are_enough(void **state)
{
    (void)state;
    write_small_tree("plain");
    dgh_study *s = computed(NULL, "plain");
    assert_int_equal(s->n_runs, 3);
    assert_role(s, "plain/h2", DGH_ROLE_GAS);
    assert_role(s, "plain/clean", DGH_ROLE_HOST);
    assert_role(s, "plain/hollow", DGH_ROLE_ADSORBED);
    assert_int_equal(s->n_sites, 1);
    const dgh_site *site = site_of(s, "hollow");
    assert_false(site->refused);
    assert_close(site->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_close(site->ledger.delta_g_ev[DGH_CONVENTION_OFFSET].value, -0.26, 1e-9);
    assert_true(site->convention_fell_back);
    assert_false(site->delta_g_ev.has);
    assert_finding(site, "no-frequencies", DGH_WARNING);
    assert_int_equal(site->n_adsorbed, 1);
    assert_int_equal(site->adsorbed[0].n_contacts, 4);
    dgh_study_free(s);
}

static void frequencies_complete_the_row(void **state)
{
    (void)state;
    static const double H[] = {1100.0, 600.0, 550.0}, H2[] = {4350.0, 50.0, 40.0, 10.0, 5.0, 1.0};
    write_small_tree("freq");
    write_frequencies(
        &(tree_run){
            .directory = "freq/hollow/vib", .n_h = 1, .energy_ev = -23.89, .h = {{1.4, 1.4, 5.4}}},
        H, 3);
    write_frequencies(&(tree_run){.directory = "freq/h2/vib",
                                  .gas = true,
                                  .n_h = 2,
                                  .energy_ev = -6.8,
                                  .h = {{5, 5, 5}, {5, 5, 5.75}}},
                      H2, 6);
    dgh_study *s = computed(NULL, "freq");
    assert_role(s, "freq/hollow/vib", DGH_ROLE_FREQUENCIES);
    assert_int_equal(run_of(s, "freq/hollow/vib")->belongs_to, run_index(s, "freq/hollow"));
    assert_role(s, "freq/h2/vib", DGH_ROLE_FREQUENCIES);
    const dgh_site *site = site_of(s, "hollow");
    assert_int_equal(site->n_modes, 3);
    /* k T = 0.0256926 eV at 298.15 K */
    dgh_mode modes[3] = {{1100, false}, {600, false}, {550, false}}, stretch = {4350, false};
    dgh_harmonic h;
    dgh_gas gas;
    dgh_gas_options options = DGH_GAS_OPTIONS_INIT;
    options.modes = &stretch;
    options.n_modes = 1;
    assert_int_equal(dgh_thermo_harmonic(&h, modes, 3, NULL, NULL), DGH_OK);
    assert_int_equal(dgh_thermo_gas(&gas, &options, NULL), DGH_OK);
    double full = -0.5 + h.f_ev - 0.5 * (gas.zpe_ev + gas.enthalpy_ev - 298.15 * gas.s_ev_per_k);
    assert_close(site->delta_g_ev.value, full, 1e-9);
    assert_close(site->ledger.delta_e_ev.value, -0.5, 1e-9); /* not of the frequency run */
    dgh_study_free(s);

    dgh_study_options o;
    dgh_study_options_init(&o);
    o.isotope_mass_u = 2.014;
    s = computed(&o, "freq");
    site = site_of(s, "hollow");
    assert_close(site->modes[0].freq_cm1, 1100.0 * sqrt(1.0 / 2.014), 6.0); /* POMASS 1.00 */
    assert_finding(site, "gas-model", DGH_NOTE);
    assert_true(site->delta_g_ev.has);
    dgh_study_free(s);
}

static void restarts_are_one_run(void **state)
{
    (void)state;
    write_small_tree("again");
    shell("rm -r again/hollow");
    write_run(&(tree_run){.directory = "again/hollow/relax1",
                          .n_h = 1,
                          .energy_ev = -23.5,
                          .unconverged_ions = true,
                          .h_start = {{1.4, 1.4, 6.2}},
                          .h = {{1.4, 1.4, 5.6}}});
    write_run(&(tree_run){.directory = "again/hollow/relax2",
                          .n_h = 1,
                          .energy_ev = -23.9,
                          .h_start = {{1.4, 1.4, 5.6}},
                          .h = {{1.4, 1.4, 5.4}}});
    /* three parts in one directory; the last has no tag */
    write_run(&(tree_run){.directory = "again/top",
                          .tag = ".1",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .h_start = {{0, 0, 7.0}},
                          .h = {{0, 0, 6.8}}});
    write_run(&(tree_run){.directory = "again/top",
                          .tag = ".2",
                          .n_h = 1,
                          .energy_ev = -23.2,
                          .h_start = {{0, 0, 6.8}},
                          .h = {{0, 0, 6.6}}});
    write_run(&(tree_run){.directory = "again/top",
                          .n_h = 1,
                          .energy_ev = -23.3,
                          .h_start = {{0, 0, 6.6}},
                          .h = {{0, 0, 6.55}}});
    write_run(&(tree_run){.directory = "again/bridge",
                          .tag = ".1",
                          .n_h = 1,
                          .energy_ev = -23.0,
                          .h_start = {{1.4, 0, 6.3}},
                          .h = {{1.4, 0, 6.1}}});
    write_run(&(tree_run){.directory = "again/bridge",
                          .n_h = 1,
                          .energy_ev = -23.4,
                          .h_start = {{1.4, 0, 6.1}},
                          .h = {{1.4, 0, 6.05}}});
    dgh_study *s = computed(NULL, "again");
    assert_role(s, "again/bridge/vasp.log.1", DGH_ROLE_RESTART);
    assert_role(s, "again/hollow/relax1", DGH_ROLE_RESTART);
    assert_int_equal(run_of(s, "again/hollow/relax1")->belongs_to,
                     run_index(s, "again/hollow/relax2"));
    assert_role(s, "again/top/vasp.log.1", DGH_ROLE_RESTART);
    assert_role(s, "again/top/vasp.log.2", DGH_ROLE_RESTART);
    assert_int_equal(run_of(s, "again/top/vasp.log.1")->belongs_to,
                     run_index(s, "again/top/vasp.log"));
    assert_int_equal(s->n_sites, 3);
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_close(site_of(s, "top")->ledger.delta_e_ev.value, 0.1, 1e-9);
    assert_false(site_of(s, "hollow")->refused); /* relax1 did not converge; relax2 did */
    dgh_study_free(s);
}

static void single_points_lend_their_energies(void **state)
{
    (void)state;
    static const char *const RPBE = "ENCUT = 500\nGGA = RP\nIBRION = -1\nNSW = 0\nISMEAR = "
                                    "1\nSIGMA = 0.1\nEDIFF = 1E-5\nNELM = 60\n";
    const double hollow[3] = {1.4, 1.4, 5.4}, end[3] = {5, 5, 5.75};
    write_run(&(tree_run){.directory = "scf/h2/1_relax",
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -6.8,
                          .h = {{5, 5, 5}, {end[0], end[1], end[2]}}});
    write_run(&(tree_run){.directory = "scf/clean/1_relax", .energy_ev = -20.0});
    write_run(&(tree_run){
        .directory = "scf/clean/2_SCF", .energy_ev = -19.0, .incar = RPBE, .mesh = "8 8 1"});
    write_run(&(tree_run){.directory = "scf/hollow/1_relax",
                          .n_h = 1,
                          .energy_ev = -23.9,
                          .h = {{hollow[0], hollow[1], hollow[2]}}});
    write_run(&(tree_run){.directory = "scf/hollow/2_SCF",
                          .n_h = 1,
                          .energy_ev = -22.7,
                          .incar = RPBE,
                          .mesh = "8 8 1",
                          .h = {{hollow[0], hollow[1], hollow[2]}}});
    /* H2 has no RPBE energy: all stay with the relaxations */
    dgh_study *s = computed(NULL, "scf");
    assert_role(s, "scf/clean/2_SCF", DGH_ROLE_ENERGY);
    assert_role(s, "scf/hollow/2_SCF", DGH_ROLE_ENERGY);
    const dgh_site *site = site_of(s, "hollow");
    assert_close(site->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_int_equal(site->final_energy_run, run_index(s, "scf/hollow/1_relax"));
    assert_non_null(finding(s->diagnostics, s->n_diagnostics, "single-points-not-used"));
    dgh_study_free(s);
    /* with one, all three are single points */
    write_run(&(tree_run){.directory = "scf/h2/2_SCF",
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -7.0,
                          .incar = RPBE,
                          .h = {{5, 5, 5}, {end[0], end[1], end[2]}}});
    s = computed(NULL, "scf");
    site = site_of(s, "hollow");
    assert_close(site->ledger.delta_e_ev.value, -22.7 + 19.0 + 3.5, 1e-9);
    assert_int_equal(site->final_energy_run, run_index(s, "scf/hollow/2_SCF"));
    assert_int_equal(site->initial_energy_run, run_index(s, "scf/clean/2_SCF"));
    assert_int_equal(site->gas_energy_run, run_index(s, "scf/h2/2_SCF"));
    assert_int_equal(run_of(s, "scf/clean/1_relax")->energy, run_index(s, "scf/clean/2_SCF"));
    assert_int_equal(site->final_run, run_index(s, "scf/hollow/1_relax"));
    assert_non_null(finding(s->diagnostics, s->n_diagnostics, "single-points-used"));
    assert_false(site->refused);
    dgh_study_free(s);
}

static void coverage_series(void **state)
{
    (void)state;
    write_small_tree("cover");
    shell("mv cover/hollow cover/1H");
    write_run(&(tree_run){.directory = "cover/2H",
                          .n_h = 2,
                          .energy_ev = -27.7,
                          .h = {{1.4, 1.4, 5.4}, {4.2, 4.2, 5.4}}});
    write_run(&(tree_run){.directory = "cover/2H_worse",
                          .n_h = 2,
                          .energy_ev = -27.5,
                          .h = {{1.4, 1.4, 5.4}, {4.2, 1.4, 5.4}}});
    write_run(&(tree_run){.directory = "cover/3H",
                          .n_h = 3,
                          .energy_ev = -31.3,
                          .h = {{1.4, 1.4, 5.4}, {4.2, 4.2, 5.4}, {4.2, 1.4, 5.4}}});
    dgh_study *s = computed(NULL, "cover");
    assert_int_equal(s->n_sites, 7);
    static const struct {
        const char *label;
        unsigned n_h, n_h_added;
        double delta_e_ev;
    } ROWS[] = {
        {"1H", 1, 1, -0.5},
        {"2H", 2, 2, (-27.7 + 20.0 + 6.8) / 2},
        {"2H from 1H", 2, 1, -27.7 + 23.9 + 3.4},
        {"2H_worse", 2, 2, (-27.5 + 20.0 + 6.8) / 2},
        {"2H_worse from 1H", 2, 1, -27.5 + 23.9 + 3.4},
        {"3H", 3, 3, (-31.3 + 20.0 + 10.2) / 3},
        {"3H from 2H", 3, 1, -31.3 + 27.7 + 3.4},
    };
    for (size_t i = 0; i < 7; i++) {
        const dgh_site *site = &s->sites[i];
        assert_string_equal(site->label, ROWS[i].label);
        assert_int_equal(site->n_h, ROWS[i].n_h);
        assert_int_equal(site->n_h_added, ROWS[i].n_h_added);
        assert_int_equal(site->differential, ROWS[i].n_h > 1 && ROWS[i].n_h_added == 1);
        assert_close(site->ledger.delta_e_ev.value, ROWS[i].delta_e_ev, 1e-9);
    }
    dgh_study_free(s);
}

static void differential_modes_are_subtracted(void **state)
{
    (void)state;
    static const double ONE[] = {1100, 600, 550}, TWO[] = {1120, 1110, 620, 610, 560, 555};
    write_small_tree("cover_vib");
    shell("mv cover_vib/hollow cover_vib/1H");
    write_run(&(tree_run){.directory = "cover_vib/2H",
                          .n_h = 2,
                          .energy_ev = -27.7,
                          .h = {{1.4, 1.4, 5.4}, {4.2, 4.2, 5.4}}});
    write_frequencies(
        &(tree_run){
            .directory = "cover_vib/1H/freq", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}},
        ONE, 3);
    write_frequencies(&(tree_run){.directory = "cover_vib/2H/freq",
                                  .n_h = 2,
                                  .energy_ev = -27.7,
                                  .h = {{1.4, 1.4, 5.4}, {4.2, 4.2, 5.4}}},
                      TWO, 6);
    dgh_study *s = computed(NULL, "cover_vib");
    const dgh_site *row = site_of(s, "2H from 1H");
    double gas_half = 0.5 * 0.5 * 2 * 2179.3 * 1.239841984e-4;
    double expected =
        0.5 * 1.239841984e-4 * (1120 + 1110 + 620 + 610 + 560 + 555 - 1100 - 600 - 550) - gas_half;
    assert_close(row->ledger.delta_zpe_ev.value, expected, 2e-5);
    row = site_of(s, "2H");
    expected = 0.5 * 0.5 * 1.239841984e-4 * (1120 + 1110 + 620 + 610 + 560 + 555) - gas_half;
    assert_close(row->ledger.delta_zpe_ev.value, expected, 2e-5);
    assert_finding(row, "h2-zpe-tabulated", DGH_WARNING);
    dgh_study_free(s);
}

static void hosts_may_hold_hydrogen(void **state)
{
    (void)state;
    write_small_tree("hydride");
    shell("rm -r hydride/clean hydride/hollow");
    const double sub[3] = {2.8, 2.8, 4.0};
    write_run(&(tree_run){.directory = "hydride/host",
                          .n_h = 1,
                          .energy_ev = -24.0,
                          .h = {{sub[0], sub[1], 5.0 - 1.6}}});
    write_run(&(tree_run){.directory = "hydride/site",
                          .n_h = 2,
                          .energy_ev = -27.8,
                          .h = {{1.4, 1.4, 5.4}, {sub[0], sub[1], 5.0 - 1.6}}});
    dgh_study *s = computed(NULL, "hydride");
    assert_role(s, "hydride/host", DGH_ROLE_HOST);
    const dgh_site *site = site_of(s, "site");
    assert_int_equal(site->n_h, 1);
    assert_int_equal(site->n_adsorbed, 1);
    assert_int_equal(site->adsorbed[0].atom, 4);
    assert_close(site->ledger.delta_e_ev.value, -0.4, 1e-9);
    assert_non_null(finding(s->diagnostics, s->n_diagnostics, "host-holds-hydrogen"));
    dgh_study_free(s);
}

static void each_h_finds_its_own_host(void **state)
{
    (void)state;
    write_small_tree("models");
    shell("mkdir models/flat; mv models/clean models/hollow models/flat");
    write_run(&(tree_run){.directory = "models/bent/clean", .energy_ev = -19.0, .lift_ang = 1.9});
    write_run(&(tree_run){.directory = "models/bent/hollow",
                          .n_h = 1,
                          .energy_ev = -22.2,
                          .lift_ang = 1.9,
                          .h = {{1.4, 1.4, 5.4}}});
    dgh_study *s = computed(NULL, "models");
    assert_int_equal(s->n_sites, 2);
    assert_int_equal(run_of(s, "models/flat/hollow")->host, run_index(s, "models/flat/clean"));
    assert_int_equal(run_of(s, "models/bent/hollow")->host, run_index(s, "models/bent/clean"));
    assert_close(site_of(s, "flat/hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_close(site_of(s, "bent/hollow")->ledger.delta_e_ev.value, 0.2, 1e-9);
    dgh_study_free(s);
}

static void repeats_are_one_site(void **state)
{
    (void)state;
    write_small_tree("copy");
    shell("cp -r copy/hollow copy/hollow_again; cp -r copy/clean copy/clean_again");
    dgh_study *s = computed(NULL, "copy");
    assert_int_equal(s->n_sites, 1);
    assert_role(s, "copy/hollow_again", DGH_ROLE_UNUSED);
    assert_string_equal(run_of(s, "copy/hollow_again")->reason,
                        "repeats copy/hollow: the same geometry and energy");
    dgh_study_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_and_inputs_are_enough),
        cmocka_unit_test(frequencies_complete_the_row),
        cmocka_unit_test(restarts_are_one_run),
        cmocka_unit_test(single_points_lend_their_energies),
        cmocka_unit_test(coverage_series),
        cmocka_unit_test(differential_modes_are_subtracted),
        cmocka_unit_test(hosts_may_hold_hydrogen),
        cmocka_unit_test(each_h_finds_its_own_host),
        cmocka_unit_test(repeats_are_one_site),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
