/* Records as JSON: what comes back is what went in, bit for bit and with every source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/read.h"
#include "record/build.h"
#include "record/record_json.h"
#include "one_of_each_format.h"

static char *write_line(const dgh_calculation *c)
{
    dgh_json_builder builder = {0};
    dgh_json *root = dgh_json_add_object(&builder, NULL, NULL);
    char *text;
    dgh_error err = {0};
    dgh_calculation_add_json(&builder, root, "calculation", c);
    if (dgh_json_write_line(&text, &builder, root, &err) != DGH_OK)
        fail_msg("%s", err.message);
    dgh_json_free(root);
    return text;
}

static dgh_calculation *read_line(const char *text)
{
    dgh_json *root;
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    if (dgh_json_parse(&root, text, strlen(text), "record", &err) != DGH_OK ||
        dgh_calculation_from_json(&c, dgh_json_get(root, "calculation"), "record", 7, &err) !=
            DGH_OK)
        fail_msg("%s", err.message);
    dgh_json_free(root);
    return c;
}

/* ---- field by field -------------------------------------------------------------------------- */

static void same_text(const char *a, const char *b)
{
    if (!a || !b)
        assert_true(!a && !b);
    else
        assert_string_equal(a, b);
}

static void same_source(dgh_source a, dgh_source b)
{
    same_text(a.path, b.path);
    assert_int_equal(a.line, b.line);
}

static void same_double(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof a);
}

static void same_real(dgh_real a, dgh_real b)
{
    assert_int_equal(a.has, b.has);
    if (!a.has)
        return;
    same_double(a.value, b.value);
    same_source(a.source, b.source);
}

static void same_integer(dgh_integer a, dgh_integer b)
{
    assert_int_equal(a.has, b.has);
    if (!a.has)
        return;
    assert_true(a.value == b.value);
    same_source(a.source, b.source);
}

static void same_doubles(const double *a, const double *b, size_t n)
{
    assert_int_equal(a != NULL, b != NULL);
    if (a && n)
        assert_memory_equal(a, b, n * sizeof *a);
}

static void same_structure(const dgh_structure *a, const dgh_structure *b)
{
    assert_int_equal(a->n_atoms, b->n_atoms);
    assert_int_equal(a->n_species, b->n_species);
    for (size_t i = 0; i < a->n_species; i++) {
        same_text(a->species[i].label, b->species[i].label);
        assert_int_equal(a->species[i].atomic_number, b->species[i].atomic_number);
        same_real(a->species[i].mass_u, b->species[i].mass_u);
    }
    for (size_t i = 0; i < a->n_atoms; i++)
        assert_int_equal(dgh_structure_element(a, i), dgh_structure_element(b, i));
    assert_int_equal(a->has_cell, b->has_cell);
    if (a->has_cell)
        same_doubles(&a->cell_ang[0][0], &b->cell_ang[0][0], 9);
    same_doubles(a->position_ang, b->position_ang, 3 * a->n_atoms);
    assert_int_equal(a->is_free != NULL, b->is_free != NULL);
    if (a->is_free)
        assert_memory_equal(a->is_free, b->is_free, 3 * a->n_atoms * sizeof *a->is_free);
    same_text(a->comment, b->comment);
    same_source(a->source, b->source);
}

static void same_energy_step(const dgh_calculation *a, const dgh_calculation *b)
{
    const dgh_ionic_step *x = dgh_calculation_energy_step(a), *y = dgh_calculation_energy_step(b);
    assert_int_equal(x != NULL, y != NULL);
    if (!x)
        return;
    for (int k = 0; k < 3; k++)
        same_real(x->energy_ev[k], y->energy_ev[k]);
    assert_int_equal(x->electronic_converged, y->electronic_converged);
    assert_int_equal(x->n_electronic, y->n_electronic);
    assert_int_equal(x->has_stress, y->has_stress);
    same_real(x->electronic_accuracy_ev, y->electronic_accuracy_ev);
    same_real(x->magnetisation_mub, y->magnetisation_mub);
    same_real(x->fermi_ev, y->fermi_ev);
    same_doubles(x->position_ang, y->position_ang, 3 * a->structure.n_atoms);
    same_doubles(x->force_ev_per_ang, y->force_ev_per_ang, 3 * a->structure.n_atoms);
    same_source(x->source, y->source);
    if (x->force_ev_per_ang)
        same_source(x->force_source, y->force_source);
}

static void same_vibrations(const dgh_calculation *a, const dgh_calculation *b)
{
    const dgh_vibrations *x = &a->vibrations, *y = &b->vibrations;
    assert_int_equal(x->n_dofs, y->n_dofs);
    for (size_t i = 0; i < x->n_dofs; i++) {
        assert_int_equal(x->dofs[i].atom, y->dofs[i].atom);
        assert_int_equal(x->dofs[i].axis, y->dofs[i].axis);
        same_double(x->dofs[i].mass_u, y->dofs[i].mass_u);
    }
    if (x->n_dofs) {
        same_doubles(x->hessian_ev_per_ang2, y->hessian_ev_per_ang2, x->n_dofs * x->n_dofs);
        same_text(x->method, y->method);
        same_source(x->hessian_source, y->hessian_source);
    }
    assert_int_equal(x->n_modes, y->n_modes);
    for (size_t i = 0; i < x->n_modes; i++) {
        same_double(x->modes[i].freq_cm1, y->modes[i].freq_cm1);
        assert_int_equal(x->modes[i].imaginary, y->modes[i].imaginary);
        same_source(x->modes[i].source, y->modes[i].source);
    }
    if (x->n_modes)
        same_text(x->modes_note, y->modes_note);
}

static void same_settings(const dgh_calculation *a, const dgh_calculation *b)
{
    for (int i = 0; i < DGH_SETTING_COUNT; i++) {
        const dgh_setting *x = &a->settings[i], *y = &b->settings[i];
        assert_int_equal(x->has, y->has);
        same_text(x->has ? x->text : NULL, y->text);
        if (x->has)
            same_source(x->source, y->source);
        if (x->has && dgh_setting_describe((dgh_setting_id)i)->kind == DGH_SETTING_KIND_REAL)
            same_double(x->real, y->real);
        if (x->has && dgh_setting_describe((dgh_setting_id)i)->kind == DGH_SETTING_KIND_INTEGER)
            assert_true(x->integer == y->integer);
    }
    assert_int_equal(a->n_pseudopotentials, b->n_pseudopotentials);
    for (size_t i = 0; i < a->n_pseudopotentials; i++) {
        const dgh_pseudopotential *x = &a->pseudopotentials[i], *y = &b->pseudopotentials[i];
        assert_int_equal(x->atomic_number, y->atomic_number);
        same_text(x->label, y->label);
        same_text(x->title, y->title);
        same_text(x->hash, y->hash);
        same_text(x->functional, y->functional);
        same_real(x->valence_e, y->valence_e);
        same_source(x->source, y->source);
    }
}

static void same_record(const dgh_calculation *a, const dgh_calculation *b)
{
    same_text(a->path, b->path);
    same_text(a->format, b->format);
    assert_int_equal(a->n_files, b->n_files);
    for (size_t i = 0; i < a->n_files; i++)
        same_text(a->files[i], b->files[i]);
    assert_int_equal(a->code, b->code);
    assert_int_equal(a->task, b->task);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->ionic_converged, b->ionic_converged);
    same_source(a->task_source, b->task_source);
    same_text(a->code_version.value, b->code_version.value);
    same_text(a->status_reason.value, b->status_reason.value);
    same_source(a->status_reason.source, b->status_reason.source);
    same_text(a->started.value, b->started.value);
    same_structure(&a->structure, &b->structure);
    assert_int_equal(a->n_steps + a->n_steps_left_out, b->n_steps + b->n_steps_left_out);
    same_energy_step(a, b);
    dgh_structure x = dgh_calculation_structure(a), y = dgh_calculation_structure(b);
    same_structure(&x, &y);
    assert_int_equal(a->has_final_positions, b->has_final_positions);
    assert_int_equal(a->has_final_cell, b->has_final_cell);
    if (a->has_final_positions)
        same_doubles(a->final_position_ang, b->final_position_ang, 3 * a->structure.n_atoms);
    same_settings(a, b);
    same_real(a->n_electrons, b->n_electrons);
    same_doubles(a->kpoint_mesh, b->kpoint_mesh, 3);
    same_real(a->electronic_criterion_ev, b->electronic_criterion_ev);
    same_real(a->force_criterion_ev_per_ang, b->force_criterion_ev_per_ang);
    same_real(a->energy_criterion_ev, b->energy_criterion_ev);
    same_integer(a->max_electronic_steps, b->max_electronic_steps);
    same_integer(a->max_ionic_steps, b->max_ionic_steps);
    same_integer(a->ibrion, b->ibrion);
    same_real(a->largest_force_ev_per_ang, b->largest_force_ev_per_ang);
    if (a->largest_force_ev_per_ang.has)
        assert_int_equal(a->largest_force_atom, b->largest_force_atom);
    same_real(a->cpu_time_s, b->cpu_time_s);
    same_real(a->wall_time_s, b->wall_time_s);
    same_vibrations(a, b);
    assert_int_equal(a->n_ensemble, b->n_ensemble);
    if (a->n_ensemble) {
        same_doubles(a->ensemble_ev, b->ensemble_ev, a->n_ensemble);
        same_source(a->ensemble_source, b->ensemble_source);
    }
    assert_int_equal(a->n_diagnostics, b->n_diagnostics);
    for (size_t i = 0; i < a->n_diagnostics; i++) {
        assert_int_equal(a->diagnostics[i].severity, b->diagnostics[i].severity);
        same_text(a->diagnostics[i].code, b->diagnostics[i].code);
        same_text(a->diagnostics[i].message, b->diagnostics[i].message);
        same_source(a->diagnostics[i].source, b->diagnostics[i].source);
    }
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void every_format_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_FORMATS; i++) {
        dgh_calculation *c;
        dgh_error err = {0};
        if (dgh_read_file(&c, ONE_OF_EACH_FORMAT[i], NULL, &err) != DGH_OK)
            fail_msg("%s", err.message);
        char *text = write_line(c);
        dgh_calculation *back = read_line(text);
        same_record(c, back);
        char *again = write_line(back);
        dgh_calculation *third = read_line(again);
        same_record(back, third);
        dgh_calculation_free(third);
        dgh_calculation_free(back);
        dgh_calculation_free(c);
        free(again);
        free(text);
    }
}

/* A run of a directory, all its files merged. */
static void a_merged_run_comes_back(void **state)
{
    (void)state;
    dgh_calculation *c;
    dgh_error err = {0};
    if (dgh_read_run(&c, DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax", NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    char *text = write_line(c);
    dgh_calculation *back = read_line(text);
    assert_true(c->n_files > 1);
    same_record(c, back);
    assert_true(back->n_steps <= c->n_steps);
    dgh_calculation_free(back);
    dgh_calculation_free(c);
    free(text);
}

static void bytes_that_are_no_utf8(void **state)
{
    (void)state;
    static const char POSCAR[] = "caf\xe9 \x01 \xff\n1.0\n3 0 0\n0 3 0\n0 0 9.1\nPt\n1\nDirect\n"
                                 "0.1 0.2 0.3\n";
    dgh_calculation *c;
    dgh_error err = {0};
    assert_int_equal(dgh_read_buffer(&c, POSCAR, sizeof POSCAR - 1, "dir\xe9/POSCAR", NULL, &err),
                     DGH_OK);
    char *text = write_line(c);
    assert_non_null(strstr(text, "\"hex\":\"646972e92f504f53434152\""));
    dgh_calculation *back = read_line(text);
    same_record(c, back);
    assert_string_equal(back->path, "dir\xe9/POSCAR");
    dgh_calculation_free(back);
    dgh_calculation_free(c);
    free(text);
}

static void expect_error(const char *text, const char *message)
{
    dgh_json *root;
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    assert_int_equal(dgh_json_parse(&root, text, strlen(text), "record", NULL), DGH_OK);
    assert_int_equal(dgh_calculation_from_json(&c, root, "r.jsonl", 7, &err), DGH_ERR_PARSE);
    assert_null(c);
    assert_string_equal(err.message, message);
    assert_int_equal(err.line, 7);
    dgh_json_free(root);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    expect_error("[]", "r.jsonl:7:1: calculation: expected an object, found an array");
    expect_error("{}", "r.jsonl:7:1: paths: expected an array, found nothing");
    expect_error("{\"paths\":[1]}", "r.jsonl:7:1: paths: expected a string, found a number");
    expect_error("{\"paths\":[{\"hex\":\"6\"}]}",
                 "r.jsonl:7:1: paths: expected a string, or its bytes in hexadecimal, found an "
                 "object");
    expect_error("{\"paths\":[{\"hex\":\"6100\"}]}",
                 "r.jsonl:7:1: paths: expected a string, or its bytes in hexadecimal, found an "
                 "object");
    expect_error("{\"paths\":[\"a\"],\"files\":[]}",
                 "r.jsonl:7:1: files: expected one file at least, found an array");
    expect_error("{\"paths\":[\"a\"],\"files\":[1]}",
                 "r.jsonl:7:1: files: expected a whole number within its limits, found a number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_comes_back),
        cmocka_unit_test(a_merged_run_comes_back),
        cmocka_unit_test(bytes_that_are_no_utf8),
        cmocka_unit_test(what_is_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
