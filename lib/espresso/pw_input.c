/* Input of pw.x, https://www.quantum-espresso.org/Doc/INPUT_PW.html: namelists, then cards. Atoms
 * are read by pw_input_atoms.c; here stand the namelists' settings. Only what is written goes into
 * the record; pw.x's defaults do not, but for `calculation`, without which pw.x runs an scf. */
#include "base/constants.h"
#include "espresso/pw_input.h"
#include "espresso/readers.h"
#include "espresso/settings.h"

static const dgh_namelist_value *get(const dgh_pw_input *in, const char *group, const char *key)
{
    return dgh_namelist_find(&in->lists, group, key);
}

static size_t line_of(const dgh_namelist_value *v)
{
    return v ? v->line : 0;
}

static void set_task(dgh_pw_input *in)
{
    static const struct {
        const char *name;
        dgh_task task;
    } TASKS[] = {{"scf", DGH_TASK_SINGLE_POINT},
                 {"ensemble", DGH_TASK_SINGLE_POINT},
                 {"relax", DGH_TASK_RELAX},
                 {"vc-relax", DGH_TASK_CELL_RELAX},
                 {"md", DGH_TASK_MD},
                 {"vc-md", DGH_TASK_MD},
                 {"nscf", DGH_TASK_BANDS},
                 {"bands", DGH_TASK_BANDS}};
    dgh_calculation *c = in->builder.calculation;
    const dgh_namelist_value *v = get(in, "control", "calculation");
    c->task = v ? DGH_TASK_OTHER : DGH_TASK_SINGLE_POINT;
    c->task_source = (dgh_source){in->builder.path, v ? v->line : 1};
    for (size_t i = 0; v && i < sizeof TASKS / sizeof TASKS[0]; i++)
        if (dgh_slice_equals_nocase(v->text, TASKS[i].name))
            c->task = TASKS[i].task;
}

static void set_scaled(dgh_pw_input *in, dgh_setting_id id, const char *key, double factor)
{
    double value;
    const dgh_namelist_value *v = get(in, "system", key);
    if (dgh_namelist_real(v, &value))
        dgh_builder_set_real(&in->builder, id, value * factor, v->line);
}

static dgh_real criterion(dgh_pw_input *in, const char *group, const char *key, double factor)
{
    double value;
    const dgh_namelist_value *v = get(in, group, key);
    return dgh_namelist_real(v, &value) ? dgh_builder_real(&in->builder, value * factor, v->line)
                                        : (dgh_real){0};
}

static dgh_integer limit(dgh_pw_input *in, const char *group, const char *key)
{
    int64_t value;
    const dgh_namelist_value *v = get(in, group, key);
    return dgh_namelist_integer(v, &value) ? dgh_builder_integer(&in->builder, value, v->line)
                                           : (dgh_integer){0};
}

static void set_numbers(dgh_pw_input *in)
{
    dgh_calculation *c = in->builder.calculation;
    set_scaled(in, DGH_SETTING_CUTOFF_EV, "ecutwfc", DGH_RYDBERG_EV);
    set_scaled(in, DGH_SETTING_DENSITY_CUTOFF_EV, "ecutrho", DGH_RYDBERG_EV);
    set_scaled(in, DGH_SETTING_SMEARING_WIDTH_EV, "degauss", DGH_RYDBERG_EV);
    set_scaled(in, DGH_SETTING_TOTAL_CHARGE_E, "tot_charge", 1.0);
    c->electronic_criterion_ev = criterion(in, "electrons", "conv_thr", DGH_RYDBERG_EV);
    c->energy_criterion_ev = criterion(in, "control", "etot_conv_thr", DGH_RYDBERG_EV);
    c->force_criterion_ev_per_ang = criterion(in, "control", "forc_conv_thr",
                                              DGH_RYDBERG_EV / DGH_BOHR_ANG);
    c->max_electronic_steps = limit(in, "electrons", "electron_maxstep");
    c->max_ionic_steps = limit(in, "control", "nstep");
}

static bool set_name(dgh_pw_input *in, dgh_setting_id id, const char *name, size_t line)
{
    return !name || dgh_builder_set_cstr(&in->builder, id, name, line);
}

static bool set_smearing(dgh_pw_input *in)
{
    const dgh_namelist_value *occupations = get(in, "system", "occupations");
    const dgh_namelist_value *smearing = get(in, "system", "smearing");
    if (!occupations)
        return true;
    const char *name = dgh_qe_occupations_name(occupations->text,
                                               smearing ? smearing->text : (dgh_slice){"", 0});
    return set_name(in, DGH_SETTING_SMEARING, name, smearing ? smearing->line : occupations->line);
}

static bool set_spin(dgh_pw_input *in)
{
    const dgh_namelist_value *nspin = get(in, "system", "nspin");
    const dgh_namelist_value *noncolin = get(in, "system", "noncolin");
    int64_t n = 1;
    bool is_noncolin = false, spinorbit = false;
    if (!nspin && !noncolin)
        return true;
    dgh_namelist_integer(nspin, &n);
    dgh_namelist_logical(noncolin, &is_noncolin);
    dgh_namelist_logical(get(in, "system", "lspinorb"), &spinorbit);
    return set_name(in, DGH_SETTING_SPIN,
                    dgh_qe_spin_name(n == 2, is_noncolin || n == 4, spinorbit),
                    nspin ? nspin->line : noncolin->line);
}

static bool set_dispersion(dgh_pw_input *in)
{
    const dgh_namelist_value *v = get(in, "system", "vdw_corr"), *old;
    int64_t version = 3;
    bool on = false;
    dgh_namelist_integer(get(in, "system", "dftd3_version"), &version);
    if (v)
        return set_name(in, DGH_SETTING_DISPERSION, dgh_qe_dispersion_name(v->text, (int)version),
                        v->line);
    static const char *const OLD[][2] = {{"london", "d2"}, {"ts_vdw", "ts"}, {"xdm", "xdm"}};
    for (size_t i = 0; i < sizeof OLD / sizeof OLD[0]; i++) {
        old = get(in, "system", OLD[i][0]);
        if (dgh_namelist_logical(old, &on) && on)
            return set_name(in, DGH_SETTING_DISPERSION, OLD[i][1], old->line);
    }
    return true;
}

static bool set_dipole(dgh_pw_input *in)
{
    const dgh_namelist_value *tefield = get(in, "control", "tefield");
    bool field = false, correction = false;
    int64_t axis = 3;
    if (!dgh_namelist_logical(tefield, &field))
        return true;
    const dgh_namelist_value *dipfield = get(in, "control", "dipfield");
    dgh_namelist_logical(dipfield, &correction);
    dgh_namelist_integer(get(in, "system", "edir"), &axis);
    return set_name(in, DGH_SETTING_DIPOLE_CORRECTION,
                    dgh_qe_dipole_name(field, correction, (int)axis),
                    dipfield ? dipfield->line : tefield->line);
}

static bool set_functional(dgh_pw_input *in)
{
    const dgh_namelist_value *v = get(in, "system", "input_dft");
    return !v || !v->text.size || dgh_qe_set_functional(&in->builder, v->text, v->line);
}

/* The shell that "Hubbard_U(i)" acts on up to QE 7.0 (its set_hubbard_l). */
static const char *hubbard_shell(int z)
{
    if (z == 1)
        return "s";
    if ((z >= 6 && z <= 8) || z == 33)
        return "p";
    if ((z >= 21 && z <= 31) || (z >= 39 && z <= 49) || (z >= 72 && z <= 80))
        return "d";
    return (z >= 57 && z <= 71) || (z >= 89 && z <= 103) ? "f" : "";
}

static bool set_old_hubbard(dgh_pw_input *in)
{
    const dgh_namelist_value *on = get(in, "system", "lda_plus_u");
    bool plus_u = false;
    if (!dgh_namelist_logical(on, &plus_u))
        return true;
    if (!plus_u)
        return set_name(in, DGH_SETTING_PLUS_U, "none", on->line);
    char text[512] = "";
    const dgh_structure *s = &in->builder.calculation->structure;
    for (size_t i = 0; i < s->n_species; i++) {
        double u = 0.0, j = 0.0;
        dgh_namelist_real(dgh_namelist_find_index(&in->lists, "system", "hubbard_u", i + 1), &u);
        dgh_namelist_real(dgh_namelist_find_index(&in->lists, "system", "hubbard_j0", i + 1), &j);
        if (u == 0.0 && j == 0.0)
            continue;
        const char *shell = hubbard_shell(s->species[i].atomic_number);
        dgh_qe_add_hubbard(text, sizeof text,
                           (dgh_slice){s->species[i].label, strlen(s->species[i].label)},
                           (dgh_slice){shell, strlen(shell)}, u, j);
    }
    return !text[0] || set_name(in, DGH_SETTING_PLUS_U, text, on->line);
}

static bool set_solvation(dgh_pw_input *in)
{
    bool rism = false;
    const dgh_namelist_value *v = get(in, "control", "trism");
    return !dgh_namelist_logical(v, &rism) || !rism ||
           set_name(in, DGH_SETTING_SOLVATION, "rism", line_of(v));
}

static dgh_status fill(dgh_pw_input *in, dgh_cursor *cursor, dgh_error *err)
{
    dgh_status status = dgh_namelists_read(&in->lists, cursor, in->builder.arena, err);
    if (status != DGH_OK)
        return status;
    if (!dgh_namelist_has_group(&in->lists, "system"))
        return dgh_error_at(err, DGH_ERR_PARSE, in->builder.path, cursor->line + 1, 1,
                            "expected a namelist &SYSTEM, found none");
    in->builder.calculation->code = DGH_CODE_QE;
    set_task(in);
    set_numbers(in);
    status = dgh_pw_input_cards(in, cursor, err);
    if (status != DGH_OK)
        return status;
    bool ok = set_smearing(in) && set_spin(in) && set_functional(in) && set_dispersion(in) &&
              set_dipole(in) && set_old_hubbard(in) && set_solvation(in);
    return ok ? DGH_OK : dgh_error_nomem(err);
}

dgh_status dgh_qe_read_pw_input(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_pw_input in = {0};
    dgh_status status = dgh_builder_open(&in.builder, path, "qe-pw-input", err);
    if (status != DGH_OK)
        return status;
    dgh_cursor cursor = dgh_cursor_make(data, size, in.builder.path);
    status = fill(&in, &cursor, err);
    if (status != DGH_OK) {
        dgh_builder_abort(&in.builder);
        return status;
    }
    *out = dgh_builder_finish(&in.builder);
    return DGH_OK;
}

static bool heads_namelist(dgh_slice line, const char *name)
{
    line = dgh_slice_trim(line);
    size_t n = strlen(name);
    return dgh_slice_starts_nocase(line, name) &&
           (line.size == n || !(dgh_is_alpha(line.data[n]) || line.data[n] == '_'));
}

/* The first line that says anything opens a namelist, one is &SYSTEM, and a card with atoms or a
 * number of atoms is there. */
bool dgh_qe_is_pw_input(const char *data, size_t size)
{
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    bool first = true, system = false;
    while (dgh_cursor_line(&cursor, &line)) {
        dgh_slice text = dgh_slice_trim(line);
        if (text.size == 0 || text.data[0] == '!' || text.data[0] == '#')
            continue;
        if (first && text.data[0] != '&')
            return false;
        first = false;
        system = system || heads_namelist(text, "&system");
        if (system && (dgh_slice_starts_nocase(text, "ATOMIC_SPECIES") ||
                       dgh_slice_starts_nocase(text, "ATOMIC_POSITIONS") ||
                       dgh_slice_starts_nocase(text, "ibrav")))
            return true;
    }
    return false;
}
