/* Settings in the header of the output of pw.x: PW/src/summary.f90, setup.f90, and what the parts
 * of the program announce of themselves (dispersion, +U, fields, Environ). The header is printed
 * again before the last scf of a vc-relax: the first statement of a setting counts. */
#include "espresso/pw_output.h"

#include <math.h>

#include "base/format.h"
#include "espresso/settings.h"

static void set_real_ry(pw_reader *r, dgh_slice rest, dgh_real *target, double unit)
{
    double value;
    if (!target->has && dgh_pw_value(rest, &value) && value > 0.0)
        *target = dgh_builder_real(&r->builder, value * unit, r->cursor.line);
}

static void set_text(pw_reader *r, dgh_setting_id id, const char *text, size_t line)
{
    if (!dgh_builder_set_cstr(&r->builder, id, text, line))
        r->out_of_memory = true;
}

/* "Program PWSCF v.6.7MaX starts on 22Nov2026 at 13:30:46", "Program PWSCF     v.4.0    starts ..."
 */
static void program(pw_reader *r, dgh_slice rest)
{
    dgh_pw_start_run(r);
    dgh_calculation *c = r->builder.calculation;
    dgh_slice word, when = rest;
    if (dgh_slice_word(&rest, &word) && dgh_slice_starts(word, "v.")) {
        c->code_version.value = dgh_arena_strndup(r->builder.arena, word.data + 2, word.size - 2);
        c->code_version.source = dgh_pw_source(r);
        r->out_of_memory = r->out_of_memory || !c->code_version.value;
    }
    if (dgh_slice_after(when, "starts on", &when)) {
        when = dgh_slice_trim(when);
        c->started.value = dgh_arena_strndup(r->builder.arena, when.data, when.size);
        c->started.source = dgh_pw_source(r);
        r->out_of_memory = r->out_of_memory || !c->started.value;
    }
}

static void today(pw_reader *r, dgh_slice rest)
{
    dgh_calculation *c = r->builder.calculation;
    if (c->started.value)
        return;
    rest = dgh_slice_trim(rest);
    c->started.value = dgh_arena_strndup(r->builder.arena, rest.data, rest.size);
    c->started.source = dgh_pw_source(r);
    r->out_of_memory = r->out_of_memory || !c->started.value;
}

static void number_of_electrons(pw_reader *r, dgh_slice rest)
{
    dgh_real *n = &r->builder.calculation->n_electrons;
    set_real_ry(r, rest, n, 1.0);
    if (dgh_slice_find(rest, "(up:"))
        r->collinear = true;
}

static void cutoff(pw_reader *r, dgh_slice rest)
{
    double value;
    if (dgh_pw_value(rest, &value))
        dgh_builder_set_real(&r->builder, DGH_SETTING_CUTOFF_EV, value * DGH_RYDBERG_EV,
                             r->cursor.line);
}

static void density_cutoff(pw_reader *r, dgh_slice rest)
{
    double value;
    if (dgh_pw_value(rest, &value))
        dgh_builder_set_real(&r->builder, DGH_SETTING_DENSITY_CUTOFF_EV, value * DGH_RYDBERG_EV,
                             r->cursor.line);
}

static void scf_threshold(pw_reader *r, dgh_slice rest)
{
    double value;
    if (!dgh_pw_value(rest, &value))
        return;
    r->threshold_ry = value;
    r->threshold_rounding_ry = 0.0;
    set_real_ry(r, rest, &r->builder.calculation->electronic_criterion_ev, DGH_RYDBERG_EV);
}

static void energy_threshold(pw_reader *r, dgh_slice rest)
{
    set_real_ry(r, rest, &r->builder.calculation->energy_criterion_ev, DGH_RYDBERG_EV);
}

static void force_threshold(pw_reader *r, dgh_slice rest)
{
    dgh_real *criterion = &r->builder.calculation->force_criterion_ev_per_ang;
    set_real_ry(r, rest, criterion, DGH_RYDBERG_EV / DGH_BOHR_ANG);
    r->forces_criterion_in_header = criterion->has; /* molecular dynamics prints zeros */
}

static void pressure_threshold(pw_reader *r, dgh_slice rest)
{
    double value;
    if (dgh_pw_value(rest, &value) && value > 0.0)
        r->cell_criterion_in_header = true;
}

static void n_ionic_steps(pw_reader *r, dgh_slice rest)
{
    size_t n;
    dgh_slice number;
    if (!r->builder.calculation->max_ionic_steps.has && dgh_slice_after(rest, "=", &number) &&
        dgh_slice_size(&number, UINT32_MAX, &n))
        r->builder.calculation->max_ionic_steps = dgh_builder_integer(&r->builder, (int64_t)n,
                                                                      r->cursor.line);
}

/* "Exchange-correlation= PBE", "Exchange-correlation      =  SLA  PW   PBE  PBE (1434)" */
static void exchange_correlation(pw_reader *r, dgh_slice rest)
{
    dgh_slice name;
    if (dgh_slice_after(rest, "=", &name) && dgh_slice_trim(name).size &&
        !dgh_qe_set_functional(&r->builder, dgh_slice_trim(name), r->cursor.line))
        r->out_of_memory = true;
}

/* A fraction of exact exchange that is not the functional's own makes another functional of it. */
static void exact_exchange(pw_reader *r, dgh_slice rest)
{
    static const struct {
        const char *name;
        double fraction;
    } OWN[] = {{"PBE0", 0.25}, {"HSE", 0.25}, {"B3LYP", 0.20}, {"B3LYP-V1R", 0.20}, {"GAUP", 0.24}};
    const dgh_setting *functional = &r->builder.calculation->settings[DGH_SETTING_FUNCTIONAL];
    double fraction;
    if (!functional->has || !dgh_pw_value(rest, &fraction))
        return;
    for (size_t i = 0; i < sizeof OWN / sizeof OWN[0]; i++)
        if (strcmp(OWN[i].name, functional->text) == 0 && fabs(fraction - OWN[i].fraction) > 0.006)
            PW_NOTE(r, DGH_WARNING, "exact-exchange-fraction", r->cursor.line,
                    "%s with a fraction of exact exchange of %.2f instead of %.2f", OWN[i].name,
                    fraction, OWN[i].fraction);
}

static void set_spinors(pw_reader *r, bool noncollinear, bool spin_orbit)
{
    r->noncollinear = r->noncollinear || noncollinear;
    r->spin_orbit = r->spin_orbit || spin_orbit;
}

static void noncollinear_without(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_spinors(r, true, false);
}

static void noncollinear_with(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_spinors(r, true, true);
}

static void starting_magnetisation(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->collinear = true;
}

/* ---- k-points and occupations ---------------------------------------------------------------- */

/* Up to 5.0: "number of k points=  4  gaussian broad. (Ry)=  0.0500     ngauss =   1". */
static const char *smearing_by_number(pw_reader *r, int64_t ngauss)
{
    char name[40];
    if (ngauss == 0)
        return "gaussian";
    if (ngauss == -1)
        return "marzari-vanderbilt";
    if (ngauss == -99)
        return "fermi-dirac";
    dgh_format(name, sizeof name, "methfessel-paxton-%d", (int)ngauss);
    const char *own = dgh_arena_strdup(r->builder.arena, name);
    r->out_of_memory = r->out_of_memory || !own;
    return own;
}

static const char *smearing_of_line(pw_reader *r, dgh_slice rest)
{
    dgh_slice number;
    int64_t ngauss;
    if (dgh_slice_after(rest, "ngauss", &number) && dgh_slice_after(number, "=", &number) &&
        dgh_slice_int64(&number, &ngauss))
        return ngauss >= -99 && ngauss < 100 ? smearing_by_number(r, ngauss) : NULL;
    const char *end = dgh_slice_find(rest, " smearing");
    if (end)
        return dgh_qe_smearing_name(
            dgh_slice_trim((dgh_slice){rest.data, (size_t)(end - rest.data)}));
    if (dgh_slice_find(rest, "tetrahedron"))
        return r->tetrahedra ? r->tetrahedra : "tetrahedron-bloechl";
    return dgh_slice_trim(rest).size ? NULL : "fixed";
}

static void k_points(pw_reader *r, dgh_slice rest)
{
    size_t n;
    double width;
    if (r->kpoints_seen || !dgh_slice_size(&rest, UINT32_MAX, &n))
        return;
    r->kpoints_seen = true;
    r->kpoints_line = r->cursor.line;
    dgh_builder_set_integer(&r->builder, DGH_SETTING_N_KPOINTS, (int64_t)n, r->cursor.line);
    const char *smearing = smearing_of_line(r, rest);
    if (smearing)
        set_text(r, DGH_SETTING_SMEARING, smearing, r->cursor.line);
    if (dgh_slice_after(rest, "(Ry)", &rest) && dgh_pw_value(rest, &width))
        dgh_builder_set_real(&r->builder, DGH_SETTING_SMEARING_WIDTH_EV, width * DGH_RYDBERG_EV,
                             r->cursor.line);
}

static void tetrahedron_method(pw_reader *r, dgh_slice rest)
{
    r->tetrahedra = dgh_slice_find(rest, "Optimized") ? "tetrahedron-optimized"
                    : dgh_slice_find(rest, "Linear")  ? "tetrahedron-linear"
                                                      : NULL;
}

/* ---- dispersion, fields, solvent --------------------------------------------------------------
 */

static void dispersion_d2(pw_reader *r, dgh_slice rest)
{
    if (dgh_slice_find(rest, "D3"))
        return;
    set_text(r, DGH_SETTING_DISPERSION, "d2", r->cursor.line);
}

static void dispersion_d3(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_DISPERSION, "d3", r->cursor.line);
}

static void ts_initialisation(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->ts_vdw_announced = true;
}

static void dispersion_ts(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_DISPERSION, "ts", r->cursor.line);
}

static void dispersion_xdm(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_DISPERSION, "xdm", r->cursor.line);
}

/* D2 announces itself in the header; many-body dispersion shares TS's announcement. */
static void dispersion_correction(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_DISPERSION, r->ts_vdw_announced ? "mbd" : "d2", r->cursor.line);
}

static void computed_dipole(pw_reader *r, dgh_slice rest)
{
    int64_t edir;
    if (dgh_slice_int64(&rest, &edir) && edir >= 1 && edir <= 3)
        set_text(r, DGH_SETTING_DIPOLE_CORRECTION, dgh_qe_dipole_name(true, true, (int)edir),
                 r->cursor.line);
}

static void external_field(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    PW_NOTE(r, DGH_NOTE, "external-field", 0,
            "a saw-tooth potential is applied (tefield): with a dipole correction it is that one, "
            "without one it is an external field");
}

static void berry_field(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    PW_NOTE(r, DGH_WARNING, "electric-field", r->cursor.line,
            "the run is in a homogeneous electric field (lelfield)");
}

static void assume_isolated(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    dgh_slice text = dgh_slice_trim(r->line);
    PW_NOTE(r, DGH_NOTE, "assume-isolated", r->cursor.line, "%.*s", (int)text.size, text.data);
}

static void environ_module(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_SOLVATION, "environ", r->cursor.line);
}

static void rism(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    set_text(r, DGH_SETTING_SOLVATION, "rism", r->cursor.line);
}

/* ---- +U ---------------------------------------------------------------------------------------
 */

static void add_hubbard(pw_reader *r, dgh_slice species, dgh_slice orbital, double u, double j)
{
    if (u == 0.0 && j == 0.0)
        return;
    dgh_qe_add_hubbard(r->hubbard, sizeof r->hubbard, species, orbital, u, j);
    if (!r->hubbard_line)
        r->hubbard_line = r->cursor.line;
}

/* 5.0 to 7.0: a table "atomic species    L          U    alpha       J0     beta". */
static void hubbard_table(pw_reader *r, dgh_slice rest)
{
    static const char *const ORBITALS[] = {"s", "p", "d", "f"};
    (void)rest;
    dgh_slice line, label;
    if (r->hubbard_line || !dgh_pw_next_line(r, &line)) /* the column heads */
        return;
    dgh_cursor before = r->cursor;
    while (dgh_pw_next_line(r, &line) && dgh_slice_word(&line, &label)) {
        size_t l;
        double value[3];
        if (!dgh_slice_size(&line, 3, &l) || !dgh_slice_doubles(&line, value, 3))
            break;
        add_hubbard(r, label, (dgh_slice){ORBITALS[l], 1}, value[0], value[2]);
        before = r->cursor;
    }
    r->cursor = before;
}

/* From 7.1: "U(Fe-3d) =  4.6000" below "Hubbard parameters of DFT+U...". */
static void hubbard_u(pw_reader *r, dgh_slice rest)
{
    const char *dash = rest.size ? memchr(rest.data, '-', rest.size) : NULL;
    const char *close = rest.size ? memchr(rest.data, ')', rest.size) : NULL;
    double u;
    if (!dash || !close || dash > close || r->builder.n_steps || r->step_open)
        return;
    dgh_slice species = dgh_slice_trim((dgh_slice){rest.data, (size_t)(dash - rest.data)});
    dgh_slice orbital = {dash + 1, (size_t)(close - dash - 1)};
    if (dgh_pw_value((dgh_slice){close, rest.size - (size_t)(close - rest.data)}, &u)) {
        add_hubbard(r, species, orbital, u, 0.0);
    } else if (!r->hubbard_line) {
        /* orbital-resolved: one U for each orbital follows on lines of their own */
        dgh_format(r->hubbard, sizeof r->hubbard, "%.*s:%.*s orbital-resolved",
                   (int)(species.size < 20 ? species.size : 20), species.data,
                   (int)(orbital.size < 20 ? orbital.size : 20), orbital.data);
        r->hubbard_line = r->cursor.line;
    }
}

/* ---- what follows from the whole ---------------------------------------------------------------
 */

static void decomposition(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->decomposition_line = r->cursor.line;
}

static void hubbard_energy(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (!r->hubbard_line) {
        dgh_format(r->hubbard, sizeof r->hubbard, "on");
        r->hubbard_line = r->cursor.line;
    }
}

/* Charge = valence electrons of all atoms - electrons, where both are printed. */
static void derive_charge(pw_reader *r)
{
    const dgh_calculation *c = r->builder.calculation;
    double valence = 0.0;
    if (!c->n_electrons.has || c->structure.n_atoms == 0)
        return;
    for (size_t i = 0; i < c->structure.n_atoms; i++) {
        const pw_type *type = &r->types[c->structure.species_of_atom[i]];
        if (!type->valence_e.has)
            return;
        valence += type->valence_e.value;
    }
    double charge = valence - c->n_electrons.value;
    if (fabs(charge) > 0.006) /* both are rounded to 0.01 */
        dgh_builder_set_real(&r->builder, DGH_SETTING_TOTAL_CHARGE_E, charge,
                             c->n_electrons.source.line);
}

/* The table of species has two decimals more than "Zval =". */
static void refine_valences(pw_reader *r)
{
    for (size_t i = 0; i < r->builder.n_pseudopotentials; i++) {
        dgh_pseudopotential *p = &r->builder.pseudopotentials[i];
        for (size_t k = 0; k < r->n_types_read; k++)
            if (dgh_slice_equals(r->types[k].label, p->label) && r->types[k].valence_e.has)
                p->valence_e = r->types[k].valence_e;
    }
}

void dgh_pw_finish_header(pw_reader *r)
{
    if (r->kpoints_seen)
        set_text(r, DGH_SETTING_SPIN,
                 dgh_qe_spin_name(r->collinear, r->noncollinear, r->spin_orbit), r->kpoints_line);
    if (r->hubbard_line)
        set_text(r, DGH_SETTING_PLUS_U, r->hubbard, r->hubbard_line);
    /* "The total energy is the sum of the following terms" lists every term that is on */
    if (r->decomposition_complete) {
        static const dgh_setting_id TERMS[] = {DGH_SETTING_PLUS_U, DGH_SETTING_DISPERSION,
                                               DGH_SETTING_DIPOLE_CORRECTION};
        for (size_t i = 0; i < sizeof TERMS / sizeof TERMS[0]; i++)
            set_text(r, TERMS[i], "none", r->decomposition_line);
    }
    derive_charge(r);
    refine_valences(r);
}

const pw_rule DGH_PW_HEADER_RULES[] = {
    {"Program PWSCF", program},
    {"Today is", today},
    {"number of electrons", number_of_electrons},
    {"kinetic-energy cut", cutoff},
    {"charge density cut", density_cutoff},
    {"scf convergence threshold", scf_threshold},
    {"convergence threshold  ", scf_threshold},
    {"energy convergence thresh", energy_threshold},
    {"force convergence thresh", force_threshold},
    {"press convergence thresh", pressure_threshold},
    {"nstep  ", n_ionic_steps},
    {"Exchange-correlation", exchange_correlation},
    {"EXX-fraction", exact_exchange},
    {"Noncollinear calculation without", noncollinear_without},
    {"Noncollinear calculation with ", noncollinear_with},
    {"Non magnetic calculation with spin-orbit", noncollinear_with},
    {"Starting magnetic structure", starting_magnetisation},
    {"number of k points=", k_points},
    {"[opt_tetra]", tetrahedron_method},
    {"Parameters for Dispersion", dispersion_d2},
    {"Parameters for DFT-D3", dispersion_d3},
    {"DFT-D3 Dispersion", dispersion_d3},
    {"TS-vdW initialization", ts_initialisation},
    {"Dispersion T-S Correction", dispersion_ts},
    {"Dispersion XDM Correction", dispersion_xdm},
    {"Dispersion Correction", dispersion_correction},
    {"Computed dipole along edir(", computed_dipole},
    {"Adding external electric field", external_field},
    {"Using Berry phase electric field", berry_field},
    {"Assuming isolated system", assume_isolated},
    {"Effective Screening Medium", assume_isolated},
    {"The code is running with the 2D cutoff", assume_isolated},
    {"Environ Module", environ_module},
    {"Environ module", environ_module},
    {"3D-RISM", rism},
    {"Simplified LDA+U calculation", hubbard_table},
    {"U(", hubbard_u},
    {"The total energy is the sum of", decomposition},
    {"The total energy is F=E-TS", decomposition},
    {"Hubbard energy   ", hubbard_energy},
    {NULL, NULL},
};
