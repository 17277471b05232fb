/* The runs of the Pt(111)-H tree and the special ones, against values that an independent script
 * took from the same files (NumPy, CODATA 2018). */
#include "read_text.h"

#include "base/constants.h"
#include "base/text.h"
#include "dgh/io.h"
#include "dgh/read.h"
#include "espresso/readers.h"
#include "near.h"

static const char TREE[] = DGH_SOURCE_DIR "/examples/pt111-h/";
static const char SPECIAL[] = DGH_TEST_DATA "/qe/special/";

static dgh_calculation *read_under(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s", folder, name);
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    if (dgh_read_file(&c, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_string_equal(c->format, "qe-pw-output");
    return c;
}

typedef struct expected_run {
    const char *name;
    double free_ry; /* last `!` line */
    double free_ev;
    size_t n_steps, n_atoms;
    dgh_task task;
} expected_run;

static const expected_run RUNS[] = {
    {"H2/relax/h2.relax.out", -2.33245005, -31.734600, 3, 2, DGH_TASK_RELAX},
    {"clean/pt.relax.out", -2241.78128590, -30500.988225, 5, 3, DGH_TASK_RELAX},
    {"H_fcc/relax/pth.relax.out", -2242.97807084, -30517.271313, 11, 4, DGH_TASK_RELAX},
    {"H_hcp/relax/pth.relax.out", -2242.97535413, -30517.234351, 11, 4, DGH_TASK_RELAX},
    {"H_top/relax/pth.relax.out", -2242.97826492, -30517.273954, 8, 4, DGH_TASK_RELAX},
};

static void energies_of_the_tree(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof RUNS / sizeof RUNS[0]; i++) {
        const expected_run *e = &RUNS[i];
        dgh_calculation *c = read_under(TREE, e->name);
        dgh_real f = dgh_calculation_energy(c, DGH_ENERGY_FREE);
        assert_true(f.has);
        assert_near(f.value, e->free_ry * DGH_RYDBERG_EV, 1e-9);
        assert_near(f.value, e->free_ev, 5e-7);
        assert_int_equal(c->n_steps, e->n_steps);
        assert_int_equal(c->structure.n_atoms, e->n_atoms);
        assert_int_equal(c->task, e->task);
        assert_int_equal(c->status, DGH_RUN_COMPLETE);
        assert_int_equal(c->ionic_converged, DGH_YES);
        for (size_t k = 0; k < c->n_steps; k++) {
            assert_int_equal(c->steps[k].electronic_converged, DGH_YES);
            assert_non_null(c->steps[k].position_ang);
            assert_non_null(c->steps[k].force_ev_per_ang);
            assert_true(c->steps[k].has_cell);
        }
        dgh_calculation_free(c);
    }
}

static void fermi_level_of_the_clean_slab(void **state)
{
    (void)state;
    dgh_calculation *c = read_under(TREE, "clean/pt.relax.out");
    assert_near(dgh_calculation_energy_step(c)->fermi_ev.value, 2.8079, 0.0);
    dgh_calculation_free(c);
}

static void h2_is_what_expected_says(void **state)
{
    (void)state;
    dgh_calculation *c = read_under(TREE, "H2/relax/h2.relax.out");
    const double *x = dgh_calculation_energy_step(c)->position_ang;
    double bond = sqrt((x[3] - x[0]) * (x[3] - x[0]) + (x[4] - x[1]) * (x[4] - x[1]) +
                       (x[5] - x[2]) * (x[5] - x[2]));
    assert_near(bond, 0.751475, 5e-7);
    assert_near(c->structure.species[0].mass_u.value, 1.00784, 1e-12);
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "fixed");
    /* fixed occupations: F = E = E0 */
    double f = dgh_calculation_energy(c, DGH_ENERGY_FREE).value;
    assert_near(dgh_calculation_energy(c, DGH_ENERGY_WITHOUT_ENTROPY).value, f, 0.0);
    assert_near(dgh_calculation_energy(c, DGH_ENERGY_SIGMA0).value, f, 0.0);
    dgh_calculation_free(c);
}

static void slab_with_h(void **state)
{
    (void)state;
    dgh_calculation *c = read_under(TREE, "H_fcc/relax/pth.relax.out");
    const dgh_ionic_step *s = dgh_calculation_energy_step(c);
    assert_string_equal(c->code_version.value, "6.7MaX");
    assert_string_equal(c->started.value, "22Nov2026 at 13:30:46");
    assert_int_equal(c->max_ionic_steps.value, 60);
    assert_near(c->n_electrons.value, 31.0, 0.0);
    assert_near(c->settings[DGH_SETTING_CUTOFF_EV].real, 40.0 * DGH_RYDBERG_EV, 1e-9);
    assert_near(c->settings[DGH_SETTING_DENSITY_CUTOFF_EV].real, 320.0 * DGH_RYDBERG_EV, 1e-9);
    assert_near(c->settings[DGH_SETTING_SMEARING_WIDTH_EV].real, 0.02 * DGH_RYDBERG_EV, 1e-12);
    assert_string_equal(c->settings[DGH_SETTING_SMEARING].text, "marzari-vanderbilt");
    assert_string_equal(c->settings[DGH_SETTING_LIBXC].text, "gga_x_pbe+gga_c_pbe");
    assert_string_equal(c->settings[DGH_SETTING_SPIN].text, "none");
    assert_int_equal(c->settings[DGH_SETTING_N_KPOINTS].integer, 10);
    assert_near(c->electronic_criterion_ev.value, 1e-9 * DGH_RYDBERG_EV, 1e-20);
    assert_near(c->energy_criterion_ev.value, 1e-5 * DGH_RYDBERG_EV, 1e-15);
    assert_near(c->force_criterion_ev_per_ang.value, 4e-4 * DGH_RYDBERG_EV / DGH_BOHR_ANG, 1e-15);
    assert_int_equal(c->n_pseudopotentials, 2);
    assert_string_equal(c->pseudopotentials[0].title, "Pt.pbe-n-kjpaw_psl.0.1.UPF");
    assert_string_equal(c->pseudopotentials[0].hash, "84574633895ad13caed536285872cf46");
    assert_near(c->pseudopotentials[0].valence_e.value, 10.0, 0.0);
    assert_string_equal(c->pseudopotentials[1].label, "H");
    const bool free_flags[12] = {false, false, false, false, false, false,
                                 true,  true,  true,  true,  true,  true};
    assert_memory_equal(c->structure.is_free, free_flags, sizeof free_flags);
    /* largest force is that on the free atoms, not the -0.0083 Ry/bohr on the held ones */
    assert_true(c->largest_force_ev_per_ang.value < 0.01);
    /* E = F - (-TS), E0 = (E + F)/2 */
    assert_near(s->energy_ev[DGH_ENERGY_SIGMA0].value,
                0.5 * (s->energy_ev[DGH_ENERGY_FREE].value +
                       s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].value),
                1e-9);
    assert_true(c->has_final_positions);
    assert_memory_equal(c->final_position_ang + 9, s->position_ang + 9, 3 * sizeof(double));
    dgh_calculation_free(c);
}

/* Line numbers of the first step of the file. */
static void every_number_has_its_line(void **state)
{
    (void)state;
    dgh_calculation *c = read_under(TREE, "H_fcc/relax/pth.relax.out");
    const dgh_ionic_step *s = &c->steps[0];
    assert_near(s->energy_ev[DGH_ENERGY_FREE].value, -2242.97661891 * DGH_RYDBERG_EV, 1e-9);
    assert_near(s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].value, -2242.97679269 * DGH_RYDBERG_EV,
                2e-7);
    assert_int_equal(s->energy_ev[DGH_ENERGY_FREE].source.line, 391);
    assert_int_equal(s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].source.line, 395);
    assert_near(s->electronic_accuracy_ev.value, 1.9e-10 * DGH_RYDBERG_EV, 1e-18);
    assert_int_equal(s->electronic_accuracy_ev.source.line, 394);
    assert_int_equal(s->n_electronic, 16);
    assert_near(s->fermi_ev.value, 3.0682, 0.0);
    assert_int_equal(s->fermi_ev.source.line, 389);
    assert_near(s->force_ev_per_ang[11], 0.00108114 * DGH_RYDBERG_EV / DGH_BOHR_ANG, 1e-12);
    assert_near(s->position_ang[11], 1.9592410 * 5.328918 * DGH_BOHR_ANG, 1e-12);
    assert_near(c->steps[1].position_ang[11], 5.5255178598, 1e-12);
    assert_near(s->cell_ang[2][2], 6.383110 * 5.328918 * DGH_BOHR_ANG, 1e-12);
    dgh_calculation_free(c);
}

/* Central differences over the displaced runs of H at fcc, in Ry/bohr^2: positions and forces read
 * rightly or not at all. */
static double curvature(const char *axis_name, size_t axis)
{
    double force[2], position[2];
    for (int side = 0; side < 2; side++) {
        char name[128];
        snprintf(name, sizeof name, "H_fcc/fd/%s_%s/pth.scf.out", axis_name,
                 side ? "plus" : "minus");
        dgh_calculation *c = read_under(TREE, name);
        const dgh_ionic_step *s = dgh_calculation_energy_step(c);
        assert_int_equal(c->status, DGH_RUN_COMPLETE);
        assert_int_equal(c->task, DGH_TASK_SINGLE_POINT);
        force[side] = s->force_ev_per_ang[9 + axis];
        position[side] = s->position_ang[9 + axis];
        dgh_calculation_free(c);
    }
    assert_near(position[1] - position[0], 0.03, 2e-6); /* seven digits of alat are printed */
    return -(force[1] - force[0]) / 0.03 / DGH_RYDBERG_EV * DGH_BOHR_ANG * DGH_BOHR_ANG;
}

static void displaced_runs(void **state)
{
    (void)state;
    assert_near(curvature("x", 0), 0.0276588581, 2e-8);
    assert_near(curvature("y", 1), 0.0276590345, 2e-8);
    assert_near(curvature("z", 2), 0.0996851682, 2e-8);
}

static void special(const char *name, dgh_run_status status, double free_ry, dgh_tristate ionic)
{
    dgh_calculation *c = read_under(SPECIAL, name);
    dgh_real f = dgh_calculation_energy(c, DGH_ENERGY_FREE);
    if (c->status != status)
        fail_msg("%s is %s (%s)", name, dgh_run_status_name(c->status), c->status_reason.value);
    assert_int_equal(f.has, free_ry != 0.0);
    if (f.has)
        assert_near(f.value, free_ry * DGH_RYDBERG_EV, 1e-9);
    assert_int_equal(c->ionic_converged, ionic);
    assert_non_null(c->status_reason.value);
    assert_true(c->status_reason.source.line > 0);
    dgh_calculation_free(c);
}

static void special_runs(void **state)
{
    (void)state;
    special("unconverged/pth.scf.out.xz", DGH_RUN_UNCONVERGED_ELECTRONIC, 0.0, DGH_UNKNOWN);
    special("unconverged_relax/pth.relax.out.xz", DGH_RUN_UNCONVERGED_ELECTRONIC, 0.0, DGH_NO);
    special("unconverged_continue/pth.scf.out.xz", DGH_RUN_UNCONVERGED_ELECTRONIC, -2240.80762419,
            DGH_UNKNOWN);
    special("nstep/pth.relax.out.xz", DGH_RUN_UNCONVERGED_IONIC, -2242.97416133, DGH_NO);
    special("truncated/pth.relax.out.xz", DGH_RUN_INTERRUPTED, -2242.97158328, DGH_UNKNOWN);
    special("beef_h2/h2.scf.out.xz", DGH_RUN_COMPLETE, -2.42214333, DGH_UNKNOWN);
}

static void beef_ensemble_is_in_rydberg(void **state)
{
    (void)state;
    dgh_calculation *c = read_under(SPECIAL, "beef_h2/h2.scf.out.xz");
    assert_int_equal(c->n_ensemble, 2000);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < c->n_ensemble; i++)
        sum += c->ensemble_ev[i];
    double mean = sum / 2000.0;
    for (size_t i = 0; i < c->n_ensemble; i++)
        squares += (c->ensemble_ev[i] - mean) * (c->ensemble_ev[i] - mean);
    assert_near(c->ensemble_ev[0], -0.121604093398313 * DGH_RYDBERG_EV, 1e-12);
    assert_near(mean, -0.002286148 * DGH_RYDBERG_EV, 1e-8);
    assert_near(sqrt(squares / 2000.0), 0.083743119 * DGH_RYDBERG_EV, 1e-7);
    assert_int_equal(c->ensemble_source.line, 338);
    assert_string_equal(c->settings[DGH_SETTING_FUNCTIONAL].text, "BEEF-VDW");
    dgh_calculation_free(c);
}

static dgh_bytes load(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s", folder, name);
    dgh_bytes bytes;
    bool truncated;
    assert_int_equal(dgh_io_read(&bytes, &truncated, path, NULL, NULL), DGH_OK);
    return bytes;
}

/* Cut after every 97th byte: no crash, and no energy of a run that is called complete. The last
 * line that matters is JOB DONE; what comes behind it may be missing. */
static void cut_anywhere(const char *folder, const char *name)
{
    dgh_bytes bytes = load(folder, name);
    dgh_slice all = {bytes.data, bytes.size};
    const char *done = dgh_slice_find(all, "JOB DONE.");
    size_t done_at = done ? (size_t)(done - bytes.data) + strlen("JOB DONE.\n") : SIZE_MAX;
    for (size_t n = 0; n < bytes.size; n += 97) {
        char *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, bytes.data, n);
        dgh_calculation *c = NULL;
        dgh_status status = dgh_qe_read_pw_output(&c, exact, n, "cut", NULL);
        assert_true((status == DGH_OK) == (c != NULL));
        if (c && n < done_at && c->status == DGH_RUN_COMPLETE)
            fail_msg("%s cut at %zu is called complete", name, n);
        if (c && n < done_at && dgh_calculation_energy_step(c))
            assert_true(c->status == DGH_RUN_INTERRUPTED ||
                        c->status == DGH_RUN_UNCONVERGED_ELECTRONIC);
        dgh_calculation_free(c);
        free(exact);
    }
    dgh_bytes_free(&bytes);
}

static void truncation(void **state)
{
    (void)state;
    cut_anywhere(TREE, "H_top/relax/pth.relax.out");
    cut_anywhere(TREE, "H2/relax/h2.relax.out");
    cut_anywhere(SPECIAL, "beef_h2/h2.scf.out.xz");
    cut_anywhere(SPECIAL, "unconverged_continue/pth.scf.out.xz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(energies_of_the_tree),
        cmocka_unit_test(fermi_level_of_the_clean_slab),
        cmocka_unit_test(h2_is_what_expected_says),
        cmocka_unit_test(slab_with_h),
        cmocka_unit_test(every_number_has_its_line),
        cmocka_unit_test(displaced_runs),
        cmocka_unit_test(special_runs),
        cmocka_unit_test(beef_ensemble_is_in_rydberg),
        cmocka_unit_test(truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
