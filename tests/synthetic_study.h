/* A study made by hand: two sites of one host, one of them refused, numbers that are easy to
 * follow. For tests of the reports. */
#ifndef DGH_TESTS_SYNTHETIC_STUDY_H
#define DGH_TESTS_SYNTHETIC_STUDY_H

#include <string.h>

#include "dgh/study.h"

enum {
    SYNTHETIC_GAS,
    SYNTHETIC_HOST,
    SYNTHETIC_FCC,
    SYNTHETIC_FREQ,
    SYNTHETIC_TOP,
    SYNTHETIC_RUNS
};

typedef struct synthetic_study {
    dgh_study study;
    dgh_calculation calculations[SYNTHETIC_RUNS];
    dgh_run runs[SYNTHETIC_RUNS];
    dgh_site sites[2];
    dgh_mode modes[3];
    dgh_adsorbed_h adsorbed[1];
    dgh_diagnostic findings[3];
    dgh_species species[2];
    uint32_t species_of_atom[4];
    dgh_neighbours neighbours;
    dgh_order order;
    dgh_host host;
    dgh_place place;
    dgh_site_structure structure;
    dgh_study_summary summary;
} synthetic_study;

static inline dgh_real synthetic_real(double value, const char *path, size_t line)
{
    return (dgh_real){true, value, {path, line}};
}

static inline void synthetic_run(synthetic_study *s, int index, const char *path, const char *label,
                                 dgh_role role, size_t n_atoms)
{
    dgh_calculation *c = &s->calculations[index];
    c->path = path;
    c->format = "vasp-outcar";
    c->code = DGH_CODE_VASP;
    c->code_version.value = "6.4.2";
    c->task = role == DGH_ROLE_FREQUENCIES ? DGH_TASK_FREQUENCIES : DGH_TASK_RELAX;
    c->status = DGH_RUN_COMPLETE;
    c->structure = (dgh_structure){.n_atoms = n_atoms,
                                   .n_species = n_atoms == 2 ? 1 : 2,
                                   .species = n_atoms == 2 ? s->species + 1 : s->species,
                                   .species_of_atom = s->species_of_atom};
    s->runs[index] = (dgh_run){.path = path,
                               .label = label,
                               .calculation = c,
                               .role = role,
                               .belongs_to = DGH_NO_RUN,
                               .host = DGH_NO_RUN,
                               .frequencies = DGH_NO_RUN,
                               .energy = DGH_NO_RUN,
                               .reason = "made for a test"};
}

static inline void synthetic_term(dgh_ledger *l, const char *id, const char *label, double value,
                                  double coefficient, const char *path, size_t line,
                                  unsigned conventions)
{
    dgh_ledger_term *t = &l->terms[l->n_terms++];
    *t = (dgh_ledger_term){.id = id,
                           .label = label,
                           .value = value,
                           .coefficient = coefficient,
                           .contribution_ev = coefficient * value,
                           .source = {path, line}};
    for (unsigned c = 0; c < DGH_CONVENTION_COUNT; c++)
        t->in_convention[c] = conventions >> c & 1u;
}

static inline void synthetic_ledger(dgh_ledger *l)
{
    synthetic_term(l, "e-final", "E0(host+H)", -103.8, 1.0, "fcc/OUTCAR", 900, 15);
    synthetic_term(l, "e-initial", "E0(host)", -100.0, -1.0, "clean/OUTCAR", 800, 15);
    synthetic_term(l, "e-gas", "E0(H2)", -6.8, -0.5, "H2/OUTCAR", 700, 15);
    synthetic_term(l, "zpe-final", "ZPE(H*)", 0.15, 1.0, "fcc/freq/OUTCAR", 650, 7);
    synthetic_term(l, "zpe-gas", "ZPE(H2)", 0.27, -0.5, "H2/OUTCAR", 750, 7);
    synthetic_term(l, "ts-gas", "-TS(H2)", -0.4, -0.5, NULL, 0, 7);
    synthetic_term(l, "offset", "offset", 0.24, 1.0, NULL, 0, 8);
    l->terms[5].note = "JANAF";
    l->delta_e_ev = synthetic_real(-0.4, NULL, 0);
    l->delta_zpe_ev = synthetic_real(0.015, NULL, 0);
    l->delta_u_thermal_ev = synthetic_real(-0.0365, NULL, 0);
    l->minus_t_delta_s_ev = synthetic_real(0.1875, NULL, 0);
    l->delta_g_ev[DGH_CONVENTION_FULL] = synthetic_real(-0.234, NULL, 0);
    l->delta_g_ev[DGH_CONVENTION_ZPE_TS] = synthetic_real(-0.1975, NULL, 0);
    l->delta_g_ev[DGH_CONVENTION_ZPE_TS_GAS] = synthetic_real(-0.185, NULL, 0);
    l->delta_g_ev[DGH_CONVENTION_OFFSET] = synthetic_real(-0.16, NULL, 0);
}

static inline void synthetic_study_sites(synthetic_study *s)
{
    for (size_t i = 0; i < 3; i++)
        s->modes[i].freq_cm1 = i ? 600.0 + (double)i : 1100.0;
    s->adsorbed[0] = (dgh_adsorbed_h){.atom = 3,
                                      .n_contacts = 3,
                                      .nearest_surface_ang = 1.86,
                                      .nearest_surface_ratio = 1.05,
                                      .height_ang = 0.9};
    for (size_t i = 0; i < 3; i++)
        s->adsorbed[0].contacts[i] = (dgh_contact){i, 78, 1.86 + 0.01 * (double)i};
    dgh_site *fcc = &s->sites[0], *top = &s->sites[1];
    *fcc = (dgh_site){.label = "fcc",
                      .final_run = SYNTHETIC_FCC,
                      .initial_run = SYNTHETIC_HOST,
                      .host_run = SYNTHETIC_HOST,
                      .gas_run = SYNTHETIC_GAS,
                      .n_h = 1,
                      .n_h_added = 1,
                      .n_modes = 3,
                      .modes = s->modes,
                      .n_adsorbed = 1,
                      .adsorbed = s->adsorbed,
                      .n_diagnostics = 1,
                      .diagnostics = s->findings,
                      .final_energy_run = SYNTHETIC_FCC,
                      .initial_energy_run = SYNTHETIC_HOST,
                      .gas_energy_run = SYNTHETIC_GAS};
    synthetic_ledger(&fcc->ledger);
    fcc->delta_g_ev = fcc->ledger.delta_g_ev[DGH_CONVENTION_FULL];
    *top = *fcc;
    top->label = "top";
    top->final_run = top->final_energy_run = SYNTHETIC_TOP;
    top->refused = true;
    top->delta_g_ev = (dgh_real){0};
    top->ledger = (dgh_ledger){0};
    top->n_modes = top->n_adsorbed = 0;
    top->diagnostics = s->findings + 1;
}

/* The H of fcc in a hollow of an A/C interface. */
static inline void synthetic_structure(synthetic_study *s)
{
    s->order = (dgh_order){.neighbours = &s->neighbours,
                           .n_atoms = 3,
                           .n_phase = {1, 2, 0},
                           .crystalline_fraction = 1.0 / 3.0,
                           .mean_coordination = 10.5};
    s->host = (dgh_host){.order = &s->order,
                         .bulk_coordination = 11.5,
                         .bulk_is_model = true,
                         .vacuum_axis = 2,
                         .area_ang2 = 7.0,
                         .n_surface_up = 1,
                         .n_surface_down = 1};
    s->place = (dgh_place){.atom = 3,
                           .n_atoms = 3,
                           .n_least = 2,
                           .n_most = 3,
                           .is_ambiguous = true,
                           .kind = DGH_SITE_HOLLOW,
                           .phase = DGH_PHASE_INTERFACE,
                           .gcn = synthetic_real(6.25, NULL, 0),
                           .interface_ang = synthetic_real(1.5, NULL, 0),
                           .side = 1,
                           .multiplicity = {.has = true, .value = 2},
                           .surface_atoms_per_cm2 = synthetic_real(1.5e15, NULL, 0),
                           .position_ang = {0.5, 0.25, 9.0}};
    for (size_t i = 0; i < 3; i++)
        s->place.atoms[i] = (dgh_binding_atom){.atom = i,
                                               .host_atom = 2 - i,
                                               .atomic_number = 78,
                                               .distance_ang = 1.86 + 0.01 * (double)i,
                                               .ratio = 1.1 + 0.01 * (double)i,
                                               .coordination = 9 - i,
                                               .gcn = 7.5,
                                               .phase = i ? DGH_PHASE_INTERFACE
                                                          : DGH_PHASE_AMORPHOUS,
                                               .lattice = DGH_LATTICE_FCC};
    s->structure = (dgh_site_structure){
        .host = &s->host,
        .n_places = 1,
        .n_added = 1,
        .places = &s->place,
        .has_phase = true,
        .phase = DGH_PHASE_INTERFACE,
        .d_band_centre_ev = synthetic_real(-2.25, "clean/DOSCAR", 12)};
    s->sites[0].structure = &s->structure;
    s->sites[1].counting = DGH_NOT_COUNTED_REFUSED;
    dgh_weighted_dg site = {-0.234, 2, s->place.surface_atoms_per_cm2};
    for (int c = 0; c < DGH_N_CLASSES; c++) {
        bool has = c == DGH_PHASE_INTERFACE || c == DGH_CLASS_ALL;
        dgh_thermo_distribution(&s->summary.of[c], &site, has, 298.15, 0.1, NULL);
        s->summary.lowest_site[c] = has ? 0 : DGH_NO_RUN;
    }
    s->summary.is_weighted = true;
    s->summary.n_counted = s->summary.n_refused = 1;
    s->study.summary = &s->summary;
}

static inline void synthetic_study_make(synthetic_study *s)
{
    memset(s, 0, sizeof *s);
    s->species[0] = (dgh_species){.label = "Pt", .atomic_number = 78};
    s->species[1] = (dgh_species){.label = "H", .atomic_number = 1};
    s->species_of_atom[3] = 1;
    synthetic_run(s, SYNTHETIC_GAS, "H2", "H2", DGH_ROLE_GAS, 2);
    synthetic_run(s, SYNTHETIC_HOST, "clean", "clean", DGH_ROLE_HOST, 3);
    synthetic_run(s, SYNTHETIC_FCC, "fcc", "fcc", DGH_ROLE_ADSORBED, 4);
    synthetic_run(s, SYNTHETIC_FREQ, "fcc/freq", "fcc/freq", DGH_ROLE_FREQUENCIES, 4);
    synthetic_run(s, SYNTHETIC_TOP, "top", "top", DGH_ROLE_ADSORBED, 4);
    s->runs[SYNTHETIC_FCC].host = s->runs[SYNTHETIC_TOP].host = SYNTHETIC_HOST;
    s->runs[SYNTHETIC_FCC].n_h = s->runs[SYNTHETIC_TOP].n_h = 1;
    s->runs[SYNTHETIC_FCC].frequencies = SYNTHETIC_FREQ;
    s->runs[SYNTHETIC_FREQ].belongs_to = SYNTHETIC_FCC;
    s->calculations[SYNTHETIC_TOP].status = DGH_RUN_UNCONVERGED_ELECTRONIC;
    s->findings[0] = (dgh_diagnostic){
        DGH_WARNING, "forces-above-limit", "largest force 0.061 eV/Angstrom", {"fcc/OUTCAR", 880}};
    s->findings[1] = (dgh_diagnostic){
        DGH_ERROR, "unconverged", "the electronic loop stopped at NELM", {"top/OUTCAR", 512}};
    s->findings[2] = (dgh_diagnostic){DGH_NOTE, "unused", "1 run has no part in a ΔG", {NULL, 0}};
    synthetic_study_sites(s);
    s->study = (dgh_study){.n_runs = SYNTHETIC_RUNS,
                           .runs = s->runs,
                           .n_sites = 2,
                           .sites = s->sites,
                           .best_site = 0,
                           .n_diagnostics = 1,
                           .diagnostics = s->findings + 2,
                           .n_refused = 1};
    s->study.options = (dgh_study_options){.size = sizeof(dgh_study_options),
                                           .temperature_k = 298.15,
                                           .pressure_bar = 1.0,
                                           .energy = DGH_ENERGY_SIGMA0,
                                           .harmonic = DGH_HARMONIC_OPTIONS_INIT,
                                           .max_force_ev_per_ang = 0.05};
    synthetic_structure(s);
}

#endif
