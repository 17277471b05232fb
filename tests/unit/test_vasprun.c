/* vasprun.xml: values, lines, states, and what damage does. The inputs are those that the fuzz
 * target starts from. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/constants.h"
#include "dgh/io.h"
#include "vasp/readers.h"

static dgh_bytes load(const char *name)
{
    char path[1024];
    dgh_bytes bytes;
    dgh_error err = {0};
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/vasprun/%s", DGH_SOURCE_DIR, name);
    if (dgh_io_read(&bytes, NULL, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return bytes;
}

static dgh_calculation *read_bytes(const char *data, size_t size)
{
    dgh_calculation *c;
    dgh_error err = {0};
    if (dgh_vasp_read_vasprun(&c, data, size, "v.xml", &err) != DGH_OK)
        fail_msg("%s", err.message);
    return c;
}

static dgh_calculation *read_named(const char *name)
{
    dgh_bytes bytes = load(name);
    dgh_calculation *c = read_bytes(bytes.data, bytes.size);
    dgh_bytes_free(&bytes);
    return c;
}

/* The document with one text replaced by another. */
static dgh_calculation *read_changed(const char *name, const char *old, const char *new)
{
    dgh_bytes bytes = load(name);
    const char *place = memmem(bytes.data, bytes.size, old, strlen(old));
    assert_non_null(place);
    size_t before = (size_t)(place - bytes.data), after = bytes.size - before - strlen(old);
    size_t size = before + strlen(new) + after;
    char *text = malloc(size);
    assert_non_null(text);
    memcpy(text, bytes.data, before);
    memcpy(text + before, new, strlen(new));
    memcpy(text + before + strlen(new), place + strlen(old), after);
    dgh_calculation *c = read_bytes(text, size);
    free(text);
    dgh_bytes_free(&bytes);
    return c;
}

static void near(double found, double expected)
{
    if (fabs(found - expected) > 1e-12 * (1.0 + fabs(expected)))
        fail_msg("expected %.15g, found %.15g", expected, found);
}

static const dgh_diagnostic *find_note(const dgh_calculation *c, const char *code)
{
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (strcmp(c->diagnostics[i].code, code) == 0)
            return &c->diagnostics[i];
    return NULL;
}

static void a_relaxation(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("relax");
    assert_int_equal(c->code, DGH_CODE_VASP);
    assert_string_equal(c->code_version.value, "5.4.4");
    assert_string_equal(c->started.value, "2026 11 22 12:30:00");
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    assert_string_equal(c->status_reason.value, "the relaxation met EDIFFG");
    assert_int_equal(c->ionic_converged, DGH_YES);
    assert_int_equal(c->structure.n_atoms, 2);
    assert_string_equal(c->structure.species[1].label, "H");
    near(c->structure.species[0].mass_u.value, 195.08);
    assert_false(c->structure.is_free[0]);
    assert_true(c->structure.is_free[5]);
    near(c->structure.position_ang[4], 2.0);
    near(c->structure.position_ang[5], 5.0);
    assert_int_equal(c->n_steps, 2);
    near(c->steps[1].position_ang[5], 5.2);
    near(c->final_position_ang[5], 5.3);
    near(c->steps[1].stress_kbar[2][2], 3.0);
    near(c->steps[1].fermi_ev.value, 1.25);
    near(c->largest_force_ev_per_ang.value, 0.01);
    assert_int_equal(c->largest_force_atom, 1);
    near(c->n_electrons.value, 11.0);
    near(c->cpu_time_s.value, 20.0);
    assert_int_equal(c->n_pseudopotentials, 2);
    assert_string_equal(c->pseudopotentials[0].title, "PAW_PBE Pt 04Feb2005");
    near(c->pseudopotentials[0].valence_e.value, 10.0);
    dgh_calculation_free(c);
}

static void settings(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("relax");
    const dgh_setting *s = c->settings;
    assert_string_equal(s[DGH_SETTING_FUNCTIONAL].text, "PBE");
    assert_string_equal(s[DGH_SETTING_LIBXC].text, "gga_x_pbe+gga_c_pbe");
    near(s[DGH_SETTING_CUTOFF_EV].real, 400.0);
    assert_string_equal(s[DGH_SETTING_KPOINT_MESH].text, "4x4x1");
    assert_int_equal(s[DGH_SETTING_N_KPOINTS].integer, 3);
    assert_string_equal(s[DGH_SETTING_SMEARING].text, "gaussian");
    assert_string_equal(s[DGH_SETTING_SPIN].text, "none");
    assert_string_equal(s[DGH_SETTING_DIPOLE_CORRECTION].text, "z");
    assert_string_equal(s[DGH_SETTING_PRECISION].text, "accurate");
    assert_string_equal(s[DGH_SETTING_REAL_SPACE_PROJECTION].text, "auto");
    assert_int_equal(c->max_electronic_steps.value, 60);
    near(c->electronic_criterion_ev.value, 1e-4);
    near(c->force_criterion_ev_per_ang.value, 0.02);
    dgh_calculation_free(c);
    c = read_named("new"); /* Monkhorst-Pack with even divisions leaves Gamma out */
    assert_string_equal(c->settings[DGH_SETTING_KPOINT_MESH].text, "4x4x1 shifted");
    dgh_calculation_free(c);
}

/* e_wo_entrp and e_0_energy mean other things before 6.1: both files hold the same energies. */
/* KPOINTS that lists its points gives no <generation>. */
static void a_list_of_kpoints(void **state)
{
    (void)state;
    static const char OLD[] =
        "  <generation param=\"Gamma\">\n"
        "   <v type=\"int\" name=\"divisions\">       4        4        1 </v>\n"
        "   <v name=\"usershift\">      0.00000000       0.00000000       "
        "0.00000000 </v>\n"
        "  </generation>\n"
        "   <varray name=\"kpointlist\" >\n"
        "    <v>      0.00000000      0.00000000      0.00000000 </v>\n"
        "    <v>      0.25000000      0.00000000      0.00000000 </v>\n"
        "    <v>      0.50000000      0.00000000      0.00000000 </v>\n"
        "   </varray>\n";
    static const char NEW[] = "   <varray name=\"kpointlist\" >\n"
                              "    <v>      0.33333333      0.00000000      0.00000000 </v>\n"
                              "    <v>      0.25000000     -0.25000000      0.00000000 </v>\n"
                              "   </varray>\n   <varray name=\"weights\" >\n"
                              "    <v>      0.33333333 </v>\n    <v>      0.66666667 </v>\n"
                              "   </varray>\n";
    dgh_calculation *c = read_changed("freq", OLD, NEW);
    const dgh_setting *s = &c->settings[DGH_SETTING_KPOINT_LIST];
    assert_string_equal(s->text, "crystal 0.25 -0.25 0 (0.666667), 0.333333 0 0 (0.333333)");
    assert_int_equal(s->source.line, 13);
    assert_int_equal(c->settings[DGH_SETTING_N_KPOINTS].integer, 2);
    assert_false(c->settings[DGH_SETTING_KPOINT_MESH].has);
    dgh_calculation_free(c);
    c = read_named("freq"); /* the points of a mesh are no list of the user's */
    assert_false(c->settings[DGH_SETTING_KPOINT_LIST].has);
    dgh_calculation_free(c);
    c = read_changed("freq", OLD,
                     "   <varray name=\"kpointlist\" >\n"
                     "    <v> 0.5 0 0 </v>\n    <v> 0.5 0.5 0 </v>\n   </varray>\n"
                     "   <varray name=\"weights\" >\n    <v> 1 </v>\n   </varray>\n");
    assert_false(c->settings[DGH_SETTING_KPOINT_LIST].has);
    dgh_calculation_free(c);
}

static void mislabelled_energies(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"relax", "new"};
    for (int i = 0; i < 2; i++) {
        dgh_calculation *c = read_named(NAMES[i]);
        near(dgh_calculation_energy(c, DGH_ENERGY_FREE).value, -10.10001);
        near(dgh_calculation_energy(c, DGH_ENERGY_WITHOUT_ENTROPY).value, -10.00001);
        near(dgh_calculation_energy(c, DGH_ENERGY_SIGMA0).value, -10.05001);
        dgh_calculation_free(c);
    }
}

static void lines(void **state)
{
    (void)state;
    dgh_bytes bytes = load("relax");
    dgh_calculation *c = read_bytes(bytes.data, bytes.size);
    size_t line = 1, energy_line = 0, force_line = 0, fermi_line = 0;
    for (size_t i = 0; i + 30 < bytes.size; i++) {
        const char *p = bytes.data + i;
        line += *p == '\n';
        if (memcmp(p, "\n   <i name=\"e_fr", 17) == 0) /* not that of an electronic step */
            energy_line = line;
        if (memcmp(p, "<varray name=\"forces\"", 21) == 0)
            force_line = line;
        if (memcmp(p, "<i name=\"efermi\"", 16) == 0)
            fermi_line = line;
    }
    assert_int_equal(c->steps[1].energy_ev[DGH_ENERGY_FREE].source.line, energy_line);
    assert_int_equal(c->steps[1].energy_ev[DGH_ENERGY_SIGMA0].source.line, energy_line + 1);
    assert_int_equal(c->steps[1].force_source.line, force_line);
    assert_int_equal(c->steps[1].fermi_ev.source.line, fermi_line);
    assert_string_equal(c->steps[1].force_source.path, "v.xml");
    dgh_calculation_free(c);
    dgh_bytes_free(&bytes);
}

static void unconverged_loops(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("unconverged");
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
    assert_string_equal(c->status_reason.value,
                        "electronic loop left after 2 of 2 iterations without EDIFF");
    assert_int_equal(c->steps[0].electronic_converged, DGH_NO);
    dgh_calculation_free(c);
    c = read_changed("relax", "0.00600000", "0.60000000");
    assert_int_equal(c->status, DGH_RUN_UNCONVERGED_IONIC);
    assert_string_equal(c->status_reason.value, "after 2 of 10 ionic steps the forces are not all "
                                                "below 0.0200 eV/Angstrom");
    dgh_calculation_free(c);
}

static void vibrations(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"freq", "thz"};
    double omega = 2.0 * DGH_PI * 1e12;
    double thz2 = omega * omega * DGH_ATOMIC_MASS_KG * 1e-20 / DGH_ELECTRON_CHARGE_C;
    for (int i = 0; i < 2; i++) {
        dgh_calculation *c = read_named(NAMES[i]);
        const dgh_vibrations *v = &c->vibrations;
        double unit = i ? thz2 : 1.0;
        assert_int_equal(c->task, DGH_TASK_FREQUENCIES);
        near(dgh_calculation_energy(c, DGH_ENERGY_FREE).value, -10.00005); /* of the first step */
        assert_string_equal(v->method, "finite differences (IBRION=5)");
        assert_int_equal(v->n_dofs, 3);
        assert_int_equal(v->dofs[2].atom, 1);
        assert_int_equal(v->dofs[2].axis, 2);
        near(v->hessian_ev_per_ang2[0], 36.0 * unit); /* the mass of H is 1 u */
        near(v->hessian_ev_per_ang2[1], -0.5 * unit);
        near(v->hessian_ev_per_ang2[8], -4.0 * unit);
        assert_int_equal(v->n_modes, 3);
        assert_false(v->modes[0].imaginary);
        assert_true(v->modes[2].imaginary);
        near(v->modes[0].eigenvector[3], 0.99897313);
        near(v->modes[0].eigenvector[0], 0.0);
        if (i) /* the root of 4 THz^2, in 1/cm */
            near(v->modes[2].freq_cm1, 2.0e12 / DGH_LIGHT_M_S / 100.0);
        dgh_calculation_free(c);
    }
}

static void odd_bytes(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("odd");
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    near(dgh_calculation_energy(c, DGH_ENERGY_FREE).value, -10.10001);
    dgh_calculation_free(c);
}

static void two_documents(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("two");
    const dgh_diagnostic *d = find_note(c, "several-documents");
    assert_int_equal(c->task, DGH_TASK_RELAX);
    assert_non_null(d);
    assert_string_equal(d->message,
                        "the file holds 2 documents one after the other; this is number "
                        "2, the last with an energy");
    dgh_calculation_free(c);
}

static void force_field(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("ml");
    assert_int_equal(c->n_steps, 2);
    assert_false(c->steps[0].machine_learned);
    assert_true(c->steps[1].machine_learned);
    near(c->steps[1].energy_ev[DGH_ENERGY_FREE].value, -10.2);
    assert_non_null(c->steps[1].force_ev_per_ang);
    dgh_calculation_free(c);
}

/* No prefix crashes, and none gives an energy without saying that the run was cut. */
static void every_truncation(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"relax", "freq", "two", "odd"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        dgh_bytes bytes = load(NAMES[i]);
        /* "two" cut at the border of its documents is a whole file */
        const char *second = memmem(bytes.data + 1, bytes.size - 1, "<?xml", 5);
        size_t border = second ? (size_t)(second - bytes.data) : 0;
        for (size_t size = 0; size + 20 < bytes.size; size += 97) {
            char *exact = malloc(size ? size : 1);
            dgh_calculation *c = NULL;
            assert_non_null(exact);
            memcpy(exact, bytes.data, size);
            if (dgh_vasp_read_vasprun(&c, exact, size, "v.xml", NULL) == DGH_OK) {
                if (c->status != DGH_RUN_INTERRUPTED && (size + 12 < border || size > border + 5))
                    fail_msg("%s cut at %zu is %s", NAMES[i], size, dgh_run_status_name(c->status));
            }
            dgh_calculation_free(c);
            free(exact);
        }
        dgh_bytes_free(&bytes);
    }
}

static void a_cut_step(void **state)
{
    (void)state;
    dgh_calculation *c = read_named("cut");
    assert_int_equal(c->status, DGH_RUN_INTERRUPTED);
    assert_string_equal(c->status_reason.value, "the file ends before </modeling>");
    assert_int_equal(c->n_steps, 1);
    assert_int_equal(c->steps[0].n_electronic, 2);
    assert_false(c->steps[0].energy_ev[DGH_ENERGY_FREE].has);
    assert_false(dgh_calculation_energy(c, DGH_ENERGY_FREE).has);
    dgh_calculation_free(c);
}

static void check_error(const char *text, dgh_status status, const char *message)
{
    dgh_calculation *c;
    dgh_error err = {0};
    assert_int_equal(dgh_vasp_read_vasprun(&c, text, strlen(text), "v.xml", &err), status);
    assert_null(c);
    assert_string_equal(err.message, message);
}

static void errors(void **state)
{
    (void)state;
    check_error("no XML", DGH_ERR_PARSE,
                "v.xml:1:1: expected <modeling> of a vasprun.xml, found none");
    check_error("<?xml version=\"1.0\"?>\n<other>\n", DGH_ERR_PARSE,
                "v.xml:2: expected <modeling>, found <other>");
    check_error("<?xml version=\"1.0\"?>\n<!DOCTYPE m [\n<!ENTITY a \"b\">\n]>\n<modeling>",
                DGH_ERR_REFUSED,
                "v.xml:3: expected a document without entities of its own, found a declaration of "
                "\"a\" (an entity bomb?)");
}

static void too_many_atoms(void **state)
{
    (void)state;
    dgh_calculation *c = read_changed("relax", "<rc><c>   1</c><c>Pt</c>",
                                      "<rc><c>2147483648</c><c>Pt</c>");
    assert_int_equal(c->structure.n_atoms, 0);
    assert_non_null(find_note(c, "atoms-disagree"));
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_relaxation),
        cmocka_unit_test(settings),
        cmocka_unit_test(a_list_of_kpoints),
        cmocka_unit_test(mislabelled_energies),
        cmocka_unit_test(lines),
        cmocka_unit_test(unconverged_loops),
        cmocka_unit_test(vibrations),
        cmocka_unit_test(odd_bytes),
        cmocka_unit_test(two_documents),
        cmocka_unit_test(force_field),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(a_cut_step),
        cmocka_unit_test(errors),
        cmocka_unit_test(too_many_atoms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
