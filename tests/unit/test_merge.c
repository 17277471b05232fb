#include "read_example.h"

#include "dgh/read.h"
#include "near.h"
#include "record/build.h"
#include "record/merge.h"

/* Three atoms, Pt2 H, in a cube of 10 Angstrom; the H at z. */
static void add_structure(dgh_builder *b, double z)
{
    static const char *const LABELS[] = {"Pt", "H"};
    static const size_t COUNTS[] = {2, 1};
    assert_true(dgh_builder_set_species_counts(b, LABELS, COUNTS, 2));
    double *position = dgh_builder_vectors(b, 3);
    assert_non_null(position);
    position[3] = 2.0;
    position[8] = z;
    dgh_structure *s = &b->calculation->structure;
    s->position_ang = position;
    s->has_cell = true;
    for (int k = 0; k < 3; k++)
        s->cell_ang[k][k] = 10.0;
    s->source = (dgh_source){b->path, 7};
}

static dgh_ionic_step *add_step(dgh_builder *b, double free_ev, size_t line)
{
    dgh_ionic_step *step = dgh_builder_add_step(b);
    assert_non_null(step);
    step->energy_ev[DGH_ENERGY_FREE] = dgh_builder_real(b, free_ev, line);
    step->source.line = line;
    return step;
}

static dgh_builder opened(const char *path, const char *format, dgh_code code)
{
    dgh_builder b;
    assert_int_equal(dgh_builder_open(&b, path, format, NULL), DGH_OK);
    b.calculation->code = code;
    return b;
}

/* A record of `n` steps with energies -1, -2... */
static dgh_calculation *run_of(const char *path, const char *format, size_t n,
                               dgh_run_status status)
{
    dgh_builder b = opened(path, format, DGH_CODE_VASP);
    for (size_t i = 0; i < n; i++)
        add_step(&b, -1.0 - (double)i, 100 * (i + 1));
    b.calculation->status = status;
    b.calculation->status_reason = (dgh_text){"as it is", {b.path, 9}};
    return dgh_builder_finish(&b);
}

static void merge(dgh_calculation *into, dgh_calculation *from)
{
    dgh_error err = {0};
    if (dgh_calculation_merge(into, from, &err) != DGH_OK)
        fail_msg("%s", err.message);
}

static void assert_only_diagnostic(const dgh_calculation *c, dgh_severity severity,
                                   const char *code, const char *message)
{
    assert_int_equal(c->n_diagnostics, 1);
    assert_int_equal(c->diagnostics[0].severity, severity);
    assert_string_equal(c->diagnostics[0].code, code);
    assert_string_equal(c->diagnostics[0].message, message);
}

static void inputs_complete_an_output(void **state)
{
    (void)state;
    dgh_builder b = opened("OUTCAR", "vasp-outcar", DGH_CODE_VASP);
    add_structure(&b, 3.0);
    b.calculation->task = DGH_TASK_RELAX;
    b.calculation->status = DGH_RUN_COMPLETE;
    dgh_ionic_step *step = add_step(&b, -1.0, 10);
    double *force = dgh_builder_vectors(&b, 3);
    force[0] = 2.0; /* atom 1, frozen by POSCAR */
    force[8] = -0.5;
    step->force_ev_per_ang = force;
    dgh_builder_set_real(&b, DGH_SETTING_CUTOFF_EV, 400.0, 3);
    dgh_calculation *into = dgh_builder_finish(&b);
    assert_true(into->largest_force_ev_per_ang.value == 2.0);

    b = opened("POSCAR", "vasp-poscar", DGH_CODE_VASP);
    add_structure(&b, 3.0);
    bool *is_free = dgh_arena_alloc(b.arena, 9, sizeof *is_free);
    is_free[6] = is_free[7] = is_free[8] = true;
    b.calculation->structure.is_free = is_free;
    b.calculation->task = DGH_TASK_INPUT;
    merge(into, dgh_builder_finish(&b));

    b = opened("INCAR", "vasp-incar", DGH_CODE_VASP);
    b.calculation->task = DGH_TASK_RELAX;
    b.calculation->max_electronic_steps = dgh_builder_integer(&b, 60, 4);
    b.calculation->electronic_criterion_ev = dgh_builder_real(&b, 1e-5, 5);
    dgh_builder_set_real(&b, DGH_SETTING_CUTOFF_EV, 400.04, 6);
    dgh_builder_set_cstr(&b, DGH_SETTING_SMEARING, "gaussian", 7);
    merge(into, dgh_builder_finish(&b));

    b = opened("KPOINTS", "vasp-kpoints", DGH_CODE_VASP);
    b.calculation->kpoint_mesh[0] = 8.0;
    dgh_builder_set_cstr(&b, DGH_SETTING_KPOINT_MESH, "8x8x1", 4);
    merge(into, dgh_builder_finish(&b));

    assert_true(into->largest_force_ev_per_ang.value == 0.5);
    assert_int_equal(into->largest_force_atom, 2);
    assert_int_equal(into->max_electronic_steps.value, 60);
    assert_string_equal(into->max_electronic_steps.source.path, "INCAR");
    assert_true(into->settings[DGH_SETTING_CUTOFF_EV].real == 400.0);
    assert_string_equal(into->settings[DGH_SETTING_CUTOFF_EV].source.path, "OUTCAR");
    assert_string_equal(into->settings[DGH_SETTING_SMEARING].text, "gaussian");
    assert_string_equal(into->settings[DGH_SETTING_KPOINT_MESH].source.path, "KPOINTS");
    assert_true(into->kpoint_mesh[0] == 8.0);
    assert_int_equal(into->n_files, 4);
    assert_string_equal(into->files[1], "POSCAR");
    assert_string_equal(into->path, "OUTCAR");
    assert_int_equal(into->status, DGH_RUN_COMPLETE);
    assert_int_equal(into->n_diagnostics, 0);
    dgh_calculation_free(into);
}

static void settings_that_differ_are_said(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 1, DGH_RUN_COMPLETE);
    into->settings[DGH_SETTING_FUNCTIONAL] = (dgh_setting){
        .has = true, .text = "PBE", .source = {"OUTCAR", 12}};
    dgh_builder b = opened("INCAR", "vasp-incar", DGH_CODE_VASP);
    dgh_builder_set_cstr(&b, DGH_SETTING_FUNCTIONAL, "RPBE", 3);
    merge(into, dgh_builder_finish(&b));
    assert_string_equal(into->settings[DGH_SETTING_FUNCTIONAL].text, "PBE");
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "functional: PBE in OUTCAR:12, RPBE in INCAR:3");
    dgh_calculation_free(into);

    into = run_of("OUTCAR", "vasp-outcar", 1, DGH_RUN_COMPLETE);
    into->settings[DGH_SETTING_CUTOFF_EV] = (dgh_setting){
        .has = true, .real = 400.0, .source = {"OUTCAR", 12}};
    b = opened("INCAR", "vasp-incar", DGH_CODE_VASP);
    dgh_builder_set_real(&b, DGH_SETTING_CUTOFF_EV, 450.0, 3);
    merge(into, dgh_builder_finish(&b));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "plane-wave cutoff: 400 eV in OUTCAR:12, 450 eV in INCAR:3");
    dgh_calculation_free(into);
}

/* INCAR does not know which species its U is for. */
static void plus_u_compares_on_and_off(void **state)
{
    (void)state;
    for (int on = 0; on < 2; on++) {
        dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 1, DGH_RUN_COMPLETE);
        into->settings[DGH_SETTING_PLUS_U] = (dgh_setting){
            .has = true, .text = on ? "Mn:d U=3.8 J=0" : "none", .source = {"OUTCAR", 12}};
        dgh_builder b = opened("INCAR", "vasp-incar", DGH_CODE_VASP);
        dgh_builder_set_cstr(&b, DGH_SETTING_PLUS_U, "type 2:d U=3.84 J=0", 3);
        merge(into, dgh_builder_finish(&b));
        assert_int_equal(into->n_diagnostics, on ? 0 : 1);
        dgh_calculation_free(into);
    }
}

static dgh_calculation *geometry(const char *path, double z)
{
    dgh_builder b = opened(path, "vasp-poscar", DGH_CODE_VASP);
    add_structure(&b, z);
    return dgh_builder_finish(&b);
}

static void positions(void **state)
{
    (void)state;
    dgh_calculation *into = geometry("OUTCAR", 0.004);
    merge(into, geometry("POSCAR", 9.996)); /* 0.008 Angstrom off, across the cell's face */
    assert_int_equal(into->n_diagnostics, 0);
    merge(into, geometry("POSCAR.2", 0.104));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "position of atom 3: 0.100 Angstrom apart between OUTCAR:7 and "
                           "POSCAR.2:7");
    dgh_calculation_free(into);

    /* POSCAR overwritten by CONTCAR for the next part of the run */
    dgh_builder b = opened("OUTCAR", "vasp-outcar", DGH_CODE_VASP);
    add_structure(&b, 3.0);
    double *last = dgh_builder_vectors(&b, 3);
    memcpy(last, b.calculation->structure.position_ang, 9 * sizeof *last);
    last[8] = 3.5;
    add_step(&b, -1.0, 10)->position_ang = b.calculation->structure.position_ang;
    add_step(&b, -2.0, 20)->position_ang = last;
    into = dgh_builder_finish(&b);
    merge(into, geometry("POSCAR", 3.5));
    assert_only_diagnostic(into, DGH_NOTE, "start-geometry-overwritten",
                           "POSCAR:7 holds the geometry at the end of the run, not the one it "
                           "began with");
    dgh_calculation_free(into);
}

static void files_of_other_runs_are_left_out(void **state)
{
    (void)state;
    dgh_calculation *into = geometry("OUTCAR", 3.0);
    dgh_builder b = opened("POSCAR", "vasp-poscar", DGH_CODE_VASP);
    static const char *const LABELS[] = {"Pt"};
    static const size_t COUNTS[] = {2};
    assert_true(dgh_builder_set_species_counts(&b, LABELS, COUNTS, 1));
    dgh_builder_set_cstr(&b, DGH_SETTING_SPIN, "none", 1);
    merge(into, dgh_builder_finish(&b));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "POSCAR has 2 atoms, OUTCAR 3: the former is left out");
    assert_false(into->settings[DGH_SETTING_SPIN].has);
    assert_int_equal(into->n_files, 1);
    dgh_calculation_free(into);

    into = geometry("OUTCAR", 3.0);
    b = opened("POSCAR", "vasp-poscar", DGH_CODE_VASP);
    static const char *const NAMES[] = {"H", "Pt"};
    static const size_t ONE_TWO[] = {1, 2};
    assert_true(dgh_builder_set_species_counts(&b, NAMES, ONE_TWO, 2));
    merge(into, dgh_builder_finish(&b));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "atom 1 is H in POSCAR, Pt in OUTCAR: the former is left out");
    dgh_calculation_free(into);

    into = geometry("OUTCAR", 3.0);
    b = opened("pw.in", "qe-pw-input", DGH_CODE_QE);
    merge(into, dgh_builder_finish(&b));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "pw.in is of QE, OUTCAR of VASP: the former is left out");
    dgh_calculation_free(into);
}

/* A VASP 4 POSCAR without names takes its elements from elsewhere. */
static void names_of_elements(void **state)
{
    (void)state;
    dgh_builder b = opened("POSCAR", "vasp-poscar", DGH_CODE_VASP);
    static const char *const LABELS[] = {"?", "?"};
    static const size_t COUNTS[] = {2, 1};
    assert_true(dgh_builder_set_species_counts(&b, LABELS, COUNTS, 2));
    dgh_calculation *into = dgh_builder_finish(&b);
    merge(into, geometry("OUTCAR", 3.0));
    assert_int_equal(dgh_structure_element(&into->structure, 2), 1);
    assert_non_null(into->structure.position_ang);
    dgh_calculation_free(into);
}

static void steps_are_filled(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_COMPLETE);
    dgh_builder b = opened("vasprun.xml", "vasp-vasprun", DGH_CODE_VASP);
    for (int i = 0; i < 2; i++) {
        dgh_ionic_step *step = add_step(&b, -1.0 - i + 0.0009, 50);
        step->energy_ev[DGH_ENERGY_SIGMA0] = dgh_builder_real(&b, -0.5 - i, 51);
        step->fermi_ev = dgh_builder_real(&b, 4.0 + i, 52);
        step->n_electronic = 7;
        step->electronic_converged = DGH_YES;
        step->has_stress = true;
    }
    b.calculation->status = DGH_RUN_COMPLETE;
    merge(into, dgh_builder_finish(&b));
    assert_true(into->steps[1].energy_ev[DGH_ENERGY_FREE].value == -2.0);
    assert_true(into->steps[1].energy_ev[DGH_ENERGY_SIGMA0].value == -1.5);
    assert_string_equal(into->steps[1].energy_ev[DGH_ENERGY_SIGMA0].source.path, "vasprun.xml");
    assert_true(into->steps[0].fermi_ev.value == 4.0);
    assert_int_equal(into->steps[0].n_electronic, 7);
    assert_true(into->steps[0].has_stress);
    assert_int_equal(into->n_diagnostics, 0);
    dgh_calculation_free(into);
}

static void energies_that_differ(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_COMPLETE);
    dgh_builder b = opened("vasprun.xml", "vasp-vasprun", DGH_CODE_VASP);
    add_step(&b, -1.0, 50);
    add_step(&b, -2.002, 60)->n_electronic = 7;
    b.calculation->status = DGH_RUN_COMPLETE;
    merge(into, dgh_builder_finish(&b));
    assert_true(into->steps[1].energy_ev[DGH_ENERGY_FREE].value == -2.0);
    assert_int_equal(into->steps[1].n_electronic, 0);
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "energy F of ionic step 2: -2.000000 eV in OUTCAR:200, -2.002000 eV in "
                           "vasprun.xml:60");
    dgh_calculation_free(into);
}

/* The complete file wins over the cut one, whichever of the two comes first. */
static void one_of_two_is_cut(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 3, DGH_RUN_COMPLETE);
    merge(into, run_of("vasprun.xml", "vasp-vasprun", 2, DGH_RUN_INTERRUPTED));
    assert_int_equal(into->status, DGH_RUN_COMPLETE);
    assert_int_equal(into->n_steps, 3);
    assert_non_null(find_diagnostic(into, "file-cut"));
    assert_string_equal(find_diagnostic(into, "file-cut")->message,
                        "vasprun.xml ends after 2 of the 3 ionic steps of OUTCAR");
    assert_int_equal(find_diagnostic(into, "status-differs")->severity, DGH_NOTE);
    dgh_calculation_free(into);

    into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_INTERRUPTED);
    merge(into, run_of("vasprun.xml", "vasp-vasprun", 3, DGH_RUN_UNCONVERGED_IONIC));
    assert_int_equal(into->status, DGH_RUN_UNCONVERGED_IONIC);
    assert_int_equal(into->n_steps, 3);
    assert_true(dgh_calculation_energy(into, DGH_ENERGY_FREE).value == -3.0);
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "OUTCAR ends before the run did (2 ionic steps), vasprun.xml does not "
                           "(3): the record follows the latter");
    dgh_calculation_free(into);

    /* OSZICAR does not know whether the run ended: what OUTCAR says stays */
    into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_INTERRUPTED);
    merge(into, run_of("OSZICAR", "vasp-oszicar", 3, DGH_RUN_UNKNOWN));
    assert_int_equal(into->status, DGH_RUN_INTERRUPTED);
    assert_int_equal(into->n_steps, 2);
    dgh_calculation_free(into);

    /* another run's complete file does not complete this one */
    into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_INTERRUPTED);
    dgh_calculation *other = run_of("vasprun.xml", "vasp-vasprun", 2, DGH_RUN_COMPLETE);
    ((dgh_ionic_step *)other->steps)[1].energy_ev[DGH_ENERGY_FREE].value = -9.0;
    merge(into, other);
    assert_int_equal(into->status, DGH_RUN_INTERRUPTED);
    assert_non_null(find_diagnostic(into, "files-disagree"));
    dgh_calculation_free(into);
}

/* Standard output of two jobs, and an XML of the last step alone. */
static void lists_of_steps_may_begin_elsewhere(void **state)
{
    (void)state;
    dgh_builder b = opened("vasp.log", "vasp-stdout", DGH_CODE_VASP);
    add_step(&b, -0.3, 1);
    add_step(&b, -1.0, 2)->magnetisation_mub = dgh_builder_real(&b, 1.0, 2);
    add_step(&b, -2.0, 3)->magnetisation_mub = dgh_builder_real(&b, 2.0, 3);
    dgh_calculation *into = run_of("OUTCAR", "vasp-outcar", 2, DGH_RUN_COMPLETE);
    merge(into, dgh_builder_finish(&b));
    assert_true(into->steps[0].magnetisation_mub.value == 1.0);
    assert_true(into->steps[1].magnetisation_mub.value == 2.0);
    assert_int_equal(into->n_diagnostics, 0);

    b = opened("last.xml", "vasp-vasprun", DGH_CODE_VASP);
    add_step(&b, -2.0, 4)->fermi_ev = dgh_builder_real(&b, 5.0, 4);
    merge(into, dgh_builder_finish(&b));
    assert_false(into->steps[0].fermi_ev.has);
    assert_true(into->steps[1].fermi_ev.value == 5.0);
    assert_int_equal(into->n_diagnostics, 0);
    dgh_calculation_free(into);
}

/* Steps without energies (XDATCAR) are paired by their number alone. */
static void positions_of_a_trajectory(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 3; n++) {
        dgh_calculation *into = run_of("OSZICAR", "vasp-oszicar", 2, DGH_RUN_UNKNOWN);
        dgh_builder b = opened("XDATCAR", "vasp-xdatcar", DGH_CODE_VASP);
        for (size_t i = 0; i < n; i++)
            dgh_builder_add_step(&b)->position_ang = dgh_builder_vectors(&b, 1);
        merge(into, dgh_builder_finish(&b));
        assert_true((into->steps[1].position_ang != NULL) == (n == 2));
        dgh_calculation_free(into);
    }
}

static void statuses(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("pw.out", "qe-pw-output", 1, DGH_RUN_COMPLETE);
    merge(into, run_of("x.xml", "qe-schema", 1, DGH_RUN_UNCONVERGED_ELECTRONIC));
    assert_int_equal(into->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
    assert_string_equal(into->status_reason.source.path, "x.xml");
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "status: complete in pw.out:9, unconverged-electronic in x.xml:9; "
                           "unconverged-electronic counts");
    dgh_calculation_free(into);

    into = run_of("pw.out", "qe-pw-output", 1, DGH_RUN_UNCONVERGED_ELECTRONIC);
    merge(into, run_of("x.xml", "qe-schema", 1, DGH_RUN_COMPLETE));
    assert_int_equal(into->status, DGH_RUN_UNCONVERGED_ELECTRONIC);
    dgh_calculation_free(into);

    into = run_of("OSZICAR", "vasp-oszicar", 1, DGH_RUN_UNKNOWN);
    merge(into, run_of("vasp.log", "vasp-stdout", 1, DGH_RUN_COMPLETE));
    assert_int_equal(into->status, DGH_RUN_COMPLETE);
    assert_int_equal(into->n_diagnostics, 0);
    dgh_calculation_free(into);
}

static void tasks(void **state)
{
    (void)state;
    dgh_calculation *into = run_of("OSZICAR", "vasp-oszicar", 1, DGH_RUN_UNKNOWN);
    into->task = DGH_TASK_SINGLE_POINT;
    dgh_calculation *incar = run_of("INCAR", "vasp-incar", 0, DGH_RUN_UNKNOWN);
    incar->task = DGH_TASK_FREQUENCIES;
    merge(into, incar);
    assert_int_equal(into->task, DGH_TASK_FREQUENCIES);
    assert_int_equal(into->n_diagnostics, 0);
    dgh_calculation_free(into);

    into = run_of("OUTCAR", "vasp-outcar", 1, DGH_RUN_COMPLETE);
    into->task = DGH_TASK_SINGLE_POINT;
    dgh_calculation *kpoints = run_of("KPOINTS", "vasp-kpoints", 0, DGH_RUN_UNKNOWN);
    kpoints->task = DGH_TASK_BANDS;
    merge(into, kpoints);
    assert_int_equal(into->task, DGH_TASK_BANDS);
    incar = run_of("INCAR", "vasp-incar", 0, DGH_RUN_UNKNOWN);
    incar->task = DGH_TASK_RELAX;
    merge(into, incar);
    assert_int_equal(into->task, DGH_TASK_BANDS);
    assert_int_equal(into->diagnostics[0].severity, DGH_NOTE);
    dgh_calculation_free(into);
}

static dgh_calculation *modes_of(const char *path, double highest, const char *note)
{
    dgh_builder b = opened(path, "vasp-outcar", DGH_CODE_VASP);
    for (int i = 0; i < 2; i++) {
        dgh_printed_mode *mode = dgh_builder_add_mode(&b);
        *mode = (dgh_printed_mode){i ? 50.0 : highest, i == 1, NULL, {b.path, 5}};
    }
    b.calculation->vibrations.modes_note = note;
    return dgh_builder_finish(&b);
}

static void frequencies(void **state)
{
    (void)state;
    dgh_calculation *into = modes_of("OUTCAR", 1000.0, NULL);
    merge(into, modes_of("a.xml", 1000.9, NULL));
    assert_int_equal(into->n_diagnostics, 0);
    merge(into, modes_of("dynmat.out", 1300.0, "ASR"));
    assert_int_equal(into->n_diagnostics, 0);
    merge(into, modes_of("b.xml", 1002.0, NULL));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "frequency: 1000.00 cm-1 in OUTCAR:5, 1002.00 cm-1 in b.xml:5");
    dgh_calculation_free(into);
}

static void pseudopotentials(void **state)
{
    (void)state;
    dgh_builder b = opened("OUTCAR", "vasp-outcar", DGH_CODE_VASP);
    dgh_pseudopotential *p = dgh_builder_add_pseudopotential(&b);
    *p = (dgh_pseudopotential){
        .atomic_number = 78, .title = "PAW_PBE Pt 04Feb2005", .source = {b.path, 2}};
    dgh_calculation *into = dgh_builder_finish(&b);
    b = opened("POTCAR", "vasp-potcar", DGH_CODE_VASP);
    p = dgh_builder_add_pseudopotential(&b);
    *p = (dgh_pseudopotential){.atomic_number = 78,
                               .title = "PAW_PBE Pt 04Feb2005",
                               .hash = "abc",
                               .valence_e = dgh_builder_real(&b, 10.0, 3)};
    merge(into, dgh_builder_finish(&b));
    assert_string_equal(into->pseudopotentials[0].hash, "abc");
    assert_true(into->pseudopotentials[0].valence_e.value == 10.0);
    assert_int_equal(into->n_diagnostics, 0);
    b = opened("POTCAR.old", "vasp-potcar", DGH_CODE_VASP);
    p = dgh_builder_add_pseudopotential(&b);
    *p = (dgh_pseudopotential){
        .atomic_number = 78, .title = "PAW_PBE Pt_pv 12Dec2005", .source = {b.path, 1}};
    merge(into, dgh_builder_finish(&b));
    assert_only_diagnostic(into, DGH_WARNING, "files-disagree",
                           "pseudopotential: PAW_PBE Pt 04Feb2005 in OUTCAR:2, PAW_PBE Pt_pv "
                           "12Dec2005 in POTCAR.old:1");
    dgh_calculation_free(into);
}

static dgh_calculation *read_any(const char *path)
{
    char full[4096];
    snprintf(full, sizeof full, "%s/examples/pt111-h/%s", DGH_SOURCE_DIR, path);
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    if (dgh_read_file(&c, full, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return c;
}

static void assert_no_warning(const dgh_calculation *c)
{
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (c->diagnostics[i].severity != DGH_NOTE)
            fail_msg("%s", c->diagnostics[i].message);
}

/* Real files of one run agree. */
static void real_runs(void **state)
{
    (void)state;
    dgh_calculation *c = read_any("H_fcc/relax/pth.relax.out");
    merge(c, read_any("H_fcc/relax/pth.relax.in"));
    assert_no_warning(c);
    assert_non_null(c->structure.is_free);
    assert_true(c->largest_force_ev_per_ang.has);
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    dgh_calculation_free(c);

    c = read_any("H_fcc/ph/pth.dyn");
    merge(c, read_any("H_fcc/ph/pth.ph.out"));
    merge(c, read_any("H_fcc/ph/dynmat.out"));
    assert_no_warning(c);
    assert_int_equal(c->vibrations.n_dofs, 3);
    assert_int_equal(c->vibrations.n_modes, 12);
    assert_string_equal(c->settings[DGH_SETTING_FUNCTIONAL].text, "PBE");
    assert_int_equal(c->status, DGH_RUN_COMPLETE);
    dgh_calculation_free(c);
}

static void arguments(void **state)
{
    (void)state;
    dgh_calculation *c = geometry("a", 1.0);
    dgh_error err = {0};
    assert_int_equal(dgh_calculation_merge(c, c, &err), DGH_ERR_ARGUMENT);
    assert_string_equal(err.message, "a merge needs two records");
    dgh_calculation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_complete_an_output),
        cmocka_unit_test(settings_that_differ_are_said),
        cmocka_unit_test(plus_u_compares_on_and_off),
        cmocka_unit_test(positions),
        cmocka_unit_test(files_of_other_runs_are_left_out),
        cmocka_unit_test(names_of_elements),
        cmocka_unit_test(steps_are_filled),
        cmocka_unit_test(energies_that_differ),
        cmocka_unit_test(one_of_two_is_cut),
        cmocka_unit_test(lists_of_steps_may_begin_elsewhere),
        cmocka_unit_test(positions_of_a_trajectory),
        cmocka_unit_test(statuses),
        cmocka_unit_test(tasks),
        cmocka_unit_test(frequencies),
        cmocka_unit_test(pseudopotentials),
        cmocka_unit_test(real_runs),
        cmocka_unit_test(arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
