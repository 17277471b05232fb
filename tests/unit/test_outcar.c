/* The OUTCAR reader on made-up files in tests/data/vasp that have the layout of several versions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/io.h"
#include "vasp/readers.h"

static dgh_bytes load(const char *name)
{
    char path[1024];
    dgh_bytes bytes;
    snprintf(path, sizeof path, DGH_TEST_DATA "/vasp/%s", name);
    assert_int_equal(dgh_io_read(&bytes, NULL, path, NULL, NULL), DGH_OK);
    return bytes;
}

static dgh_calculation *read_text(const char *text, size_t size)
{
    dgh_calculation *c;
    dgh_error err = {0};
    if (dgh_vasp_read_outcar(&c, text, size, "OUTCAR", &err) != DGH_OK)
        fail_msg("%s", err.message);
    return c;
}

static dgh_calculation *read_file(const char *name)
{
    dgh_bytes bytes = load(name);
    assert_true(dgh_vasp_is_outcar(bytes.data, bytes.size));
    dgh_calculation *c = read_text(bytes.data, bytes.size);
    dgh_bytes_free(&bytes);
    return c;
}

static const dgh_diagnostic *find_note(const dgh_calculation *c, const char *code)
{
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (strcmp(c->diagnostics[i].code, code) == 0)
            return &c->diagnostics[i];
    return NULL;
}

static void assert_setting(const dgh_calculation *c, dgh_setting_id id, const char *text)
{
    assert_true(c->settings[id].has);
    assert_string_equal(c->settings[id].text, text);
}

static void assert_energies(const dgh_ionic_step *step, double f, double e, double e0)
{
    const double expected[3] = {f, e, e0};
    for (int i = 0; i < 3; i++) {
        assert_true(step->energy_ev[i].has);
        assert_true(step->energy_ev[i].value == expected[i]);
    }
}

/* The two steps of both relaxations are the same; only the order within a step differs. */
static void check_relaxation_steps(const dgh_calculation *c)
{
    assert_int_equal(c->n_steps, 2);
    const dgh_ionic_step *a = &c->steps[0], *b = &c->steps[1];
    assert_energies(a, -10.5, -10.48, -10.49333333);
    assert_energies(b, -10.75, -10.73, -10.74333333);
    assert_true(a->force_ev_per_ang[2] == -0.3 && a->force_ev_per_ang[8] == 0.15);
    assert_true(b->force_ev_per_ang[2] == -0.01 && b->force_ev_per_ang[8] == 0.005);
    assert_true(b->force_ev_per_ang[4] == -0.002);
    assert_true(b->position_ang[5] == 3.76543);
    assert_true(a->position_ang[5] == 3.76543212); /* the head has more digits */
    assert_int_equal(a->n_electronic, 4);
    assert_int_equal(b->n_electronic, 3);
    assert_int_equal(b->electronic_converged, DGH_YES);
    assert_true(b->electronic_accuracy_ev.value == 2e-6);
    assert_true(b->has_stress && b->stress_kbar[0][0] == 1.5 && b->stress_kbar[1][1] == 1.25);
    assert_true(b->stress_kbar[0][1] == 0.1 && b->stress_kbar[1][2] == 0.2);
    assert_true(b->stress_kbar[2][0] == 0.3 && b->stress_kbar[0][2] == 0.3);
    assert_true(b->fermi_ev.value == 1.5);
    assert_true(b->magnetisation_mub.value == 0.103);
    assert_true(b->has_cell && b->cell_ang[2][2] == 20.0);
}

static void energies_and_forces_are_paired_in_either_order(void **state)
{
    (void)state;
    static const char *const FILES[] = {"OUTCAR.relax_544", "OUTCAR.relax_4631"};
    for (int i = 0; i < 2; i++) {
        dgh_calculation *c = read_file(FILES[i]);
        check_relaxation_steps(c);
        assert_int_equal(c->status, DGH_RUN_COMPLETE);
        assert_int_equal(c->task, DGH_TASK_RELAX);
        assert_int_equal(c->ionic_converged, DGH_YES);
        assert_string_equal(c->code_version.value, i ? "4.6.31" : "5.4.4");
        assert_int_equal(c->code_version.source.line, 1);
        assert_true(c->largest_force_ev_per_ang.value == 0.01);
        dgh_calculation_free(c);
    }
}

static void the_head_gives_settings_and_species(void **state)
{
    (void)state;
    dgh_calculation *c = read_file("OUTCAR.relax_544");
    assert_int_equal(c->structure.n_atoms, 3);
    assert_int_equal(c->structure.n_species, 2);
    assert_string_equal(c->structure.species[0].label, "Ni");
    assert_int_equal(dgh_structure_element(&c->structure, 2), 1);
    assert_string_equal(c->structure.comment, "made-up slab of nickel");
    assert_setting(c, DGH_SETTING_FUNCTIONAL, "RPBE");
    assert_setting(c, DGH_SETTING_LIBXC, "gga_x_rpbe+gga_c_pbe");
    assert_setting(c, DGH_SETTING_KPOINT_MESH, "4x4x1 shifted");
    assert_setting(c, DGH_SETTING_SMEARING, "methfessel-paxton-1");
    assert_setting(c, DGH_SETTING_SPIN, "collinear");
    assert_setting(c, DGH_SETTING_PLUS_U, "none");
    assert_setting(c, DGH_SETTING_DISPERSION, "none");
    assert_setting(c, DGH_SETTING_DIPOLE_CORRECTION, "z");
    assert_setting(c, DGH_SETTING_SOLVATION, "none");
    assert_setting(c, DGH_SETTING_PRECISION, "accurate");
    assert_setting(c, DGH_SETTING_REAL_SPACE_PROJECTION, "auto");
    assert_true(c->settings[DGH_SETTING_CUTOFF_EV].real == 400.0);
    assert_true(c->settings[DGH_SETTING_AUGMENTATION_CUTOFF_EV].real == 544.6);
    assert_int_equal(c->settings[DGH_SETTING_N_KPOINTS].integer, 4);
    assert_false(c->settings[DGH_SETTING_TOTAL_CHARGE_E].has);
    assert_true(c->n_electrons.value == 33.0);
    assert_true(c->electronic_criterion_ev.value == 1e-5);
    assert_true(c->force_criterion_ev_per_ang.value == 0.02);
    assert_int_equal(c->max_electronic_steps.value, 60);
    assert_int_equal(c->max_ionic_steps.value, 3);
    assert_int_equal(c->n_pseudopotentials, 2);
    assert_string_equal(c->pseudopotentials[0].title, "PAW_PBE Ni_pv 06Sep2000");
    assert_null(c->pseudopotentials[0].hash);
    assert_string_equal(c->pseudopotentials[1].hash,
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    assert_string_equal(c->pseudopotentials[1].functional, "PE");
    assert_true(c->pseudopotentials[0].valence_e.value == 16.0);
    assert_string_equal(c->started.value, "2024.05.06  07:08:09");
    assert_true(c->cpu_time_s.value == 123.456 && c->wall_time_s.value == 130.789);
    const dgh_diagnostic *box = find_note(c, "vasp-warning");
    assert_non_null(box);
    assert_string_equal(box->message, "VASP says: The chosen cell is a made-up one; no result of "
                                      "this file means anything.");
    dgh_calculation_free(c);
}

/* `text` with `insert` put before the first `mark`; the caller frees it. */
static char *with(const dgh_bytes *text, const char *mark, const char *insert)
{
    const char *hit = memmem(text->data, text->size, mark, strlen(mark));
    assert_non_null(hit);
    size_t before = (size_t)(hit - text->data), size = text->size + strlen(insert) + 1;
    char *result = malloc(size);
    assert_non_null(result);
    memcpy(result, text->data, before);
    memcpy(result + before, insert, strlen(insert));
    memcpy(result + before + strlen(insert), hit, text->size - before);
    result[size - 1] = '\0';
    return result;
}

/* A slab whose atoms repeat within the cell: the primitive cell is listed before the cell. */
static void the_primitive_cell_is_not_the_cell(void **state)
{
    (void)state;
    dgh_bytes bytes = load("OUTCAR.relax_544");
    char *text = with(&bytes, "  energy-cutoff  :",
                      "  volume of cell :      31.25\n\n"
                      "  direct lattice vectors                    reciprocal lattice vectors\n"
                      "     1.250000000  0.000000000  0.000000000     0.8  0.0  0.0\n"
                      "     0.000000000  1.250000000  0.000000000     0.0  0.8  0.0\n"
                      "     0.000000000  0.000000000 20.000000000     0.0  0.0  0.05\n\n");
    dgh_calculation *c = read_text(text, strlen(text));
    assert_true(c->structure.cell_ang[0][0] == 2.5);
    dgh_calculation_free(c);
    free(text);
    dgh_bytes_free(&bytes);
}

/* The parameter list calls a logical METAGGA too; the functional stands above it. */
static void meta_gga(void **state)
{
    (void)state;
    dgh_bytes bytes = load("OUTCAR.relax_544");
    char *text = with(&bytes, " Dimension of arrays", " METAGGA = R2SCA    LMAXTAU =  6\n\n");
    dgh_calculation *c = read_text(text, strlen(text));
    assert_setting(c, DGH_SETTING_FUNCTIONAL, "r2SCAN");
    dgh_calculation_free(c);
    free(text);
    char *echoed = with(&bytes, " POTCAR:", " INCAR:\n   METAGGA = R2SCAN\n");
    c = read_text(echoed, strlen(echoed));
    assert_setting(c, DGH_SETTING_FUNCTIONAL, "r2SCAN");
    dgh_calculation_free(c);
    free(echoed);
    dgh_bytes_free(&bytes);
}

static void frequencies(void **state)
{
    (void)state;
    dgh_calculation *c = read_file("OUTCAR.frequencies_641");
    assert_int_equal(c->task, DGH_TASK_FREQUENCIES);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    const dgh_vibrations *v = &c->vibrations;
    assert_int_equal(v->n_dofs, 3);
    assert_int_equal(v->dofs[1].atom, 2);
    assert_int_equal(v->dofs[1].axis, 1);
    assert_true(v->dofs[0].mass_u == 2.0); /* INCAR made it deuterium; POTCAR says 1.000 */
    static const double HESSIAN[9] = {20.5, -0.25, 0, -0.125, 18.25, 0, 0, 0, 2.5};
    for (int i = 0; i < 9; i++)
        assert_true(v->hessian_ev_per_ang2[i] == HESSIAN[i]);
    assert_string_equal(v->method, "finite differences (IBRION=5)");
    assert_int_equal(v->n_modes, 3); /* the second list is the same modes */
    assert_true(v->modes[0].freq_cm1 == 1100.25 && !v->modes[0].imaginary);
    assert_true(v->modes[2].freq_cm1 == 320.5 && v->modes[2].imaginary);
    assert_true(v->modes[0].eigenvector[6] == 1.0 && v->modes[0].eigenvector[0] == 0.0);
    /* what counts is the equilibrium geometry, the first step */
    assert_true(dgh_calculation_energy(c, DGH_ENERGY_FREE).value == -10.49);
    /* VASP 6 repeats INCAR, which says what the list of parameters does not */
    assert_setting(c, DGH_SETTING_DISPERSION, "d3-bj");
    dgh_calculation_free(c);
}

static void running_out_of_iterations_is_no_convergence(void **state)
{
    (void)state;
    static const char *const FILES[] = {"OUTCAR.nelm_reached_535", "OUTCAR.unconverged_612"};
    for (int i = 0; i < 2; i++) {
        dgh_calculation *c = read_file(FILES[i]);
        assert_int_equal(c->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
        assert_int_equal(c->steps[0].electronic_converged, DGH_NO);
        assert_string_equal(c->status_reason.value,
                            "the electronic loop of the last step ended above EDIFF");
        dgh_calculation_free(c);
    }
}

static void a_force_field_gives_no_dft_energy(void **state)
{
    (void)state;
    dgh_calculation *c = read_file("OUTCAR.learned_630");
    assert_int_equal(c->n_steps, 3);
    assert_false(c->steps[0].machine_learned);
    assert_true(c->steps[1].machine_learned && c->steps[2].machine_learned);
    assert_true(c->steps[2].energy_ev[DGH_ENERGY_FREE].value == -9.5);
    assert_true(dgh_calculation_energy(c, DGH_ENERGY_FREE).value == -10.5);
    assert_non_null(find_note(c, "machine-learned-steps"));
    dgh_calculation_free(c);
}

static void a_tail_gives_its_steps_but_no_verdict(void **state)
{
    (void)state;
    dgh_calculation *c = read_file("OUTCAR.tail");
    assert_int_equal(c->n_steps, 2);
    assert_energies(&c->steps[1], -10.75, -10.73, -10.74333333);
    assert_int_equal(c->structure.n_atoms, 3);
    assert_int_equal(dgh_structure_element(&c->structure, 0), 0);
    assert_int_equal(c->status, DGH_RUN_UNKNOWN);
    assert_int_equal(c->ionic_converged, DGH_YES);
    assert_non_null(find_note(c, "head-missing"));
    dgh_calculation_free(c);
}

static void windows_line_ends_and_a_prefix_change_nothing(void **state)
{
    (void)state;
    dgh_bytes bytes = load("OUTCAR.relax_544");
    static const char PREFIX[] = "Loading intel/2022\r\nmpirun: some words\r\n";
    char *text = malloc(2 * bytes.size + sizeof PREFIX);
    assert_non_null(text);
    size_t n = sizeof PREFIX - 1;
    memcpy(text, PREFIX, n);
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] == '\n')
            text[n++] = '\r';
        text[n++] = bytes.data[i];
    }
    assert_true(dgh_vasp_is_outcar(text, n));
    dgh_calculation *c = read_text(text, n);
    check_relaxation_steps(c);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_setting(c, DGH_SETTING_FUNCTIONAL, "RPBE");
    dgh_calculation_free(c);
    free(text);
    dgh_bytes_free(&bytes);
}

static void of_two_runs_the_last_counts(void **state)
{
    (void)state;
    dgh_bytes a = load("OUTCAR.unconverged_612"), b = load("OUTCAR.relax_544");
    char *text = malloc(a.size + b.size);
    assert_non_null(text);
    memcpy(text, a.data, a.size);
    memcpy(text + a.size, b.data, b.size);
    dgh_calculation *c = read_text(text, a.size + b.size);
    check_relaxation_steps(c);
    assert_string_equal(c->code_version.value, "5.4.4");
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_non_null(find_note(c, "several-runs-in-file"));
    dgh_calculation_free(c);
    free(text);
    dgh_bytes_free(&a);
    dgh_bytes_free(&b);
}

/* Whatever byte a file ends at, its record says so until VASP's last words are there. */
static void every_truncation_is_flagged(void **state)
{
    (void)state;
    static const char *const FILES[] = {"OUTCAR.relax_544", "OUTCAR.relax_4631",
                                        "OUTCAR.frequencies_641", "OUTCAR.learned_630"};
    for (size_t k = 0; k < sizeof FILES / sizeof FILES[0]; k++) {
        dgh_bytes bytes = load(FILES[k]);
        const char *end = memmem(bytes.data, bytes.size, "General timing", 14);
        assert_non_null(end);
        for (size_t size = 0; size < (size_t)(end - bytes.data); size += 97) {
            char *exact = malloc(size ? size : 1);
            assert_non_null(exact);
            memcpy(exact, bytes.data, size);
            dgh_calculation *c = NULL;
            if (dgh_vasp_read_outcar(&c, exact, size, "OUTCAR", NULL) == DGH_OK) {
                assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
                for (size_t i = 0; i < c->n_steps; i++)
                    for (int e = 0; e < 3; e++)
                        if (c->steps[i].energy_ev[e].has)
                            assert_true(c->steps[i].energy_ev[e].value < -9.0);
            }
            dgh_calculation_free(c);
            free(exact);
        }
        dgh_bytes_free(&bytes);
    }
}

static void what_is_no_outcar_is_refused(void **state)
{
    (void)state;
    dgh_calculation *c;
    dgh_error err = {0};
    static const char TEXT[] = "a grocery list\nmilk\n";
    assert_false(dgh_vasp_is_outcar(TEXT, sizeof TEXT - 1));
    assert_int_equal(dgh_vasp_read_outcar(&c, TEXT, sizeof TEXT - 1, "a/OUTCAR", &err),
                     DGH_ERR_PARSE);
    assert_null(c);
    assert_string_equal(err.message,
                        "a/OUTCAR:1:1: expected VASP's OUTCAR, found \"a grocery list\"");
    assert_int_equal(dgh_vasp_read_outcar(&c, "", 0, "a/OUTCAR", &err), DGH_ERR_PARSE);
    assert_string_equal(err.message, "a/OUTCAR:1:1: expected VASP's OUTCAR, found end of line");
}

static void counts_beyond_the_file_are_not_believed(void **state)
{
    (void)state;
    static const char TEXT[] =
        " vasp.5.4.4.18Apr17 complex\n executed on LinuxIFC date 2024.01.01 00:00:00\n"
        "   number of dos      NEDOS =    301   number of ions     NIONS = 2147483648\n"
        "   ions per type =      2147483648\n"
        " POSITION          TOTAL-FORCE (eV/Angst)\n ------\n"
        "      0.00000      0.00000      2.00000         0.000000      0.000000     -0.300000\n"
        " ------\n";
    dgh_calculation *c = read_text(TEXT, sizeof TEXT - 1);
    assert_non_null(find_note(c, "count-not-credible"));
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    dgh_calculation_free(c);
}

static void unreadable_forces_are_left_out(void **state)
{
    (void)state;
    dgh_bytes bytes = load("OUTCAR.relax_544");
    char *text = malloc(bytes.size);
    assert_non_null(text);
    memcpy(text, bytes.data, bytes.size);
    char *force = memmem(text, bytes.size, "-0.300000", 9);
    assert_non_null(force);
    memcpy(force, "*********", 9);
    dgh_calculation *c = read_text(text, bytes.size);
    assert_int_equal(c->n_steps, 2);
    assert_null(c->steps[0].force_ev_per_ang);
    assert_non_null(c->steps[1].force_ev_per_ang);
    const dgh_diagnostic *note = find_note(c, "forces-unreadable");
    assert_non_null(note);
    assert_string_equal(note->message, "the table of forces cannot be read at its row 1");
    dgh_calculation_free(c);
    free(text);
    dgh_bytes_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(energies_and_forces_are_paired_in_either_order),
        cmocka_unit_test(the_head_gives_settings_and_species),
        cmocka_unit_test(the_primitive_cell_is_not_the_cell),
        cmocka_unit_test(meta_gga),
        cmocka_unit_test(frequencies),
        cmocka_unit_test(running_out_of_iterations_is_no_convergence),
        cmocka_unit_test(a_force_field_gives_no_dft_energy),
        cmocka_unit_test(a_tail_gives_its_steps_but_no_verdict),
        cmocka_unit_test(windows_line_ends_and_a_prefix_change_nothing),
        cmocka_unit_test(of_two_runs_the_last_counts),
        cmocka_unit_test(every_truncation_is_flagged),
        cmocka_unit_test(what_is_no_outcar_is_refused),
        cmocka_unit_test(counts_beyond_the_file_are_not_believed),
        cmocka_unit_test(unreadable_forces_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
