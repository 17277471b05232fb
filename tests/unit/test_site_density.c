/* Bader charges and density differences of the rows of a study, from Gaussians whose electrons are
 * known. */
#include "density_tree.h"

static const tree_run CLEAN = {.directory = "t/clean", .energy_ev = -20.0};
static const tree_run HOLLOW = {
    .directory = "t/hollow", .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}};

static void write_file(const tree_run *r, const char *name, double pt_e, double last_e, double h_e,
                       double lift_ang)
{
    tree_density d = {
        .name = name, .pt_e = {pt_e, pt_e, pt_e, last_e}, .h_e = {h_e}, .lift_ang = lift_ang};
    write_density(r, &d);
}

/* Half of a density each, so that their sum has its maxima and none has its electrons. */
static void write_references(const tree_run *r, double last_e, double h_e)
{
    write_file(r, "AECCAR0", 5.0, last_e / 2.0, h_e / 2.0, 0.0);
    write_file(r, "AECCAR2", 5.0, last_e / 2.0, h_e / 2.0, 0.0);
}

/* H moves 0.2 electrons from the fourth Pt to itself. */
static void write_tree(bool references)
{
    write_small_tree("t");
    write_file(&CLEAN, "CHGCAR", 10.0, 10.0, 0.0, 0.0);
    write_file(&HOLLOW, "CHGCAR", 10.0, 9.8, 1.2, 0.0);
    write_potcar("t/clean", true);
    write_potcar("t/hollow", true);
    if (references) {
        write_references(&CLEAN, 10.0, 0.0);
        write_references(&HOLLOW, 9.8, 1.2);
    }
}

/* The H without the slab, in its cell. */
static void write_h_alone(void)
{
    tree_run r = HOLLOW;
    r.directory = "t/h_alone";
    write_run(&r);
    write_file(&r, "CHGCAR", 0.0, 0.0, 1.0, 0.0);
    shell("cd t/h_alone && sed -i -e '6s/Pt H/H/' -e '7s/4 1/1/' POSCAR CONTCAR CHGCAR && "
          "sed -i '10,13d' POSCAR && sed -i '10,13d' CONTCAR && sed -i '9,12d' CHGCAR");
}

static const dgh_site_density *density_of(const dgh_study *study)
{
    const dgh_site *s = site_of(study, "hollow");
    assert_true(s->ledger.n_terms > 0);
    assert_non_null(s->density);
    return s->density;
}

static const dgh_site_atom *atom_of(const dgh_site_density *d, size_t atom)
{
    for (size_t i = 0; i < d->n_atoms; i++)
        if (d->atoms[i].atom == atom)
            return &d->atoms[i];
    fail_msg("no atom %zu", atom);
    return NULL;
}

static void test_charges(void **state)
{
    (void)state;
    write_tree(true);
    dgh_study *study = computed(NULL, "t");
    const dgh_site_density *d = density_of(study);
    assert_int_equal(d->method, DGH_BADER_NEAR_GRID);
    assert_string_equal(d->after_path, "t/hollow/CHGCAR");
    assert_string_equal(d->before_path, "t/clean/CHGCAR");
    assert_string_equal(d->after_reference[0], "t/hollow/AECCAR0");
    assert_string_equal(d->after_reference[1], "t/hollow/AECCAR2");
    assert_string_equal(d->before_reference[1], "t/clean/AECCAR2");
    assert_close(d->electrons_after.value, 41.0, 1e-3);
    assert_close(d->electrons_before.value, 40.0, 1e-3);
    assert_int_equal(d->n_atoms, 5);
    const dgh_site_atom *h = &d->atoms[0];
    assert_true(h->is_adsorbed && h->atom == 4 && h->host_atom == DGH_NO_RUN);
    assert_false(h->electrons_before.has);
    assert_close(h->electrons_after.value, 1.2, 0.05);
    assert_close(h->net_charge_after_e.value, 1.0 - h->electrons_after.value, 1e-12);
    assert_true(h->volume_after_ang3.value > 0.0);
    const dgh_site_atom *pt = atom_of(d, 3);
    assert_true(!pt->is_adsorbed && pt->host_atom == 3 && pt->atomic_number == 78);
    assert_close(pt->electrons_before.value, 10.0, 1e-3); /* by symmetry */
    assert_close(pt->net_charge_before_e.value, 0.0, 1e-3);
    assert_close(pt->electrons_after.value - atom_of(d, 0)->electrons_after.value, -0.2, 0.02);
    assert_null(finding(d->diagnostics, d->n_diagnostics, "no-reference"));
    assert_null(d->drho_host_path);
    assert_string_equal(d->drho_missing, "a single point of the H alone where it is here, in the "
                                         "same cell, with its density");
    dgh_study_free(study);
}

static void test_valence_only(void **state)
{
    (void)state;
    write_tree(false);
    shell("rm t/clean/POTCAR");
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.bader_method = DGH_BADER_WEIGHT;
    dgh_study *study = computed(&options, "t");
    const dgh_site_density *d = density_of(study);
    assert_int_equal(d->method, DGH_BADER_WEIGHT);
    assert_null(d->after_reference[0]);
    const dgh_diagnostic *loud = finding(d->diagnostics, d->n_diagnostics, "no-reference");
    assert_non_null(loud);
    assert_int_equal(loud->severity, DGH_WARNING);
    assert_true(atom_of(d, 3)->net_charge_after_e.has);
    assert_true(atom_of(d, 3)->electrons_before.has);
    assert_false(atom_of(d, 3)->net_charge_before_e.has);
    dgh_study_free(study);
}

static void test_drho(void **state)
{
    (void)state;
    write_tree(true);
    write_h_alone();
    dgh_study *study = computed(NULL, "t");
    const dgh_site_density *d = density_of(study);
    assert_null(d->drho_missing);
    assert_string_equal(d->drho_host_path, "t/clean/CHGCAR"); /* no Pt has moved */
    assert_string_equal(d->drho_h_path, "t/h_alone/CHGCAR");
    assert_close(d->drho_integral_e.value, 0.0, 1e-3);
    assert_close(d->drho_positive_e.value, 0.2, 0.01);
    assert_int_equal(d->drho_axis, 2);
    /* 0.2 electrons went up by 0.4 Angstrom; electrons that go up make a negative dipole */
    assert_close(d->drho_dipole_e_ang.value, -0.08, 2e-3);
    assert_close(d->atoms[0].drho_basin_e.value, 0.2, 0.02);
    assert_close(atom_of(d, 3)->drho_basin_e.value, -0.2, 0.02);
    assert_true(d->atoms[0].drho_sphere_e.value > 0.0);
    assert_close(atom_of(d, 0)->drho_basin_e.value, 0.0, 0.01);
    dgh_study_free(study);
}

static void test_not_of_use(void **state)
{
    (void)state;
    write_tree(false);
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.density = false;
    dgh_study *study = computed(&options, "t");
    assert_null(site_of(study, "hollow")->density);
    assert_null(run_of(study, "t/hollow")->density);
    dgh_study_free(study);
    write_file(&HOLLOW, "CHGCAR", 10.0, 9.8, 1.2, 0.3); /* of another geometry */
    study = computed(NULL, "t");
    const dgh_site_density *d = density_of(study);
    assert_null(d->after_path);
    assert_int_equal(d->n_atoms, 0);
    assert_string_equal(
        finding(d->diagnostics, d->n_diagnostics, "density-of-another-system")->message,
        "t/hollow/CHGCAR: does not belong to t/hollow: its atoms stand elsewhere");
    dgh_study_free(study);
    shell("cd t/hollow && head -c 3000 CHGCAR > x && mv x CHGCAR && rm ../clean/CHGCAR");
    write_file(&HOLLOW, "CHGCAR", 10.0, 9.8, 1.2, 0.0);
    shell("cd t/hollow && head -c 3000 CHGCAR > x && mv x CHGCAR"); /* cut short */
    study = computed(NULL, "t");
    d = density_of(study);
    assert_null(d->after_path);
    assert_true(d->n_diagnostics > 0);
    dgh_study_free(study);
    shell("rm t/hollow/CHGCAR");
    study = computed(NULL, "t");
    assert_null(site_of(study, "hollow")->density);
    dgh_study_free(study);
}

/* A single point on the relaxed geometry that was made for its density. */
static void test_single_point(void **state)
{
    (void)state;
    write_tree(false);
    shell("rm t/hollow/CHGCAR");
    tree_run r = HOLLOW;
    r.directory = "t/hollow/bader";
    r.incar = "ENCUT = 400\nGGA = PE\nIBRION = -1\nNSW = 0\nISMEAR = 1\nSIGMA = 0.1\nEDIFF = 1E-5\n"
              "NELM = 60\n";
    write_run(&r);
    write_file(&r, "CHGCAR", 10.0, 9.8, 1.2, 0.0);
    dgh_study *study = computed(NULL, "t");
    const dgh_site_density *d = density_of(study);
    assert_string_equal(d->after_path, "t/hollow/bader/CHGCAR");
    assert_close(d->atoms[0].electrons_after.value, 1.2, 0.05);
    dgh_study_free(study);
}

static void test_reports(void **state)
{
    (void)state;
    dgh_error err = {0};
    char *text;
    write_tree(true);
    write_h_alone();
    dgh_study *study = computed(NULL, "t");
    assert_int_equal(dgh_report_study_text(&text, study, NULL, &err), DGH_OK);
    assert_non_null(strstr(text, "Bader electrons of H and of what it touches, near-grid method"));
    assert_non_null(strstr(text, "Δρ = ρ(host + H) - ρ(host) - ρ(H)"));
    dgh_string_free(text);
    assert_int_equal(dgh_report_study_csv(&text, study, &err), DGH_OK);
    assert_non_null(strstr(text, ",density,bader_method,h_net_charge_e,"));
    assert_non_null(strstr(text, ",t/hollow/CHGCAR,near-grid,"));
    dgh_string_free(text);
    assert_int_equal(dgh_report_study_json(&text, study, &err), DGH_OK);
    assert_non_null(strstr(text, "\"bader_method\": \"near-grid\""));
    dgh_string_free(text);
    assert_int_equal(dgh_report_ledger_text(&text, study, NULL, &err), DGH_OK);
    assert_non_null(strstr(text, "charges with H: t/hollow/CHGCAR, reference t/hollow/AECCAR0 + "
                                 "t/hollow/AECCAR2\n"));
    dgh_string_free(text);
    assert_int_equal(dgh_report_pairing_text(&text, study, NULL, &err), DGH_OK);
    assert_non_null(strstr(text, "Densities\n"));
    dgh_string_free(text);
    dgh_study_free(study);
}

int main(void)
{
#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {IN_FOLDER(test_charges),      IN_FOLDER(test_valence_only),
                                       IN_FOLDER(test_drho),         IN_FOLDER(test_not_of_use),
                                       IN_FOLDER(test_single_point), IN_FOLDER(test_reports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
