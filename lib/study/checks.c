/* What could be wrong with a row, each with a severity. An error refuses the row unless forced.
 *
 *  error    no energy; unconverged electrons or ions; interrupted; failed; energy of a force field,
 *           of MD, of a band structure; cells that differ; H desorbed; H2 formed; a frequency run
 *           more than 0.1 Å off the minimum; settings (see settings_check.c)
 *  warning  forces above the limit (ions that stopped at the step limit with smaller forces too);
 *           energy of a frequency run's first step; other atoms frozen; H below the surface; H on
 *           another site than it started from; host reconstructed; a frequency run more than
 *           0.02 Å off the minimum
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

static const double DESORBED_RATIO = 1.5; /* OC20: distance over the sum of covalent radii */
static const double H2_BOND_ANG = 1.0;
static const double RECONSTRUCTED_ANG = 1.0;
static const double MOVED_ANG = 0.5;
static const double OFF_MINIMUM_ANG = 0.02, FAR_OFF_MINIMUM_ANG = 0.1;

static const char *because(const dgh_calculation *c)
{
    return c->status_reason.value ? c->status_reason.value : dgh_run_status_name(c->status);
}

/* Ions that stopped at the limit of steps are well enough where the forces say so. */
static bool forces_are_small(const dgh_inside *in, const dgh_calculation *c)
{
    return c->largest_force_ev_per_ang.has &&
           c->largest_force_ev_per_ang.value <= in->study.options.max_force_ev_per_ang;
}

static void check_status(dgh_inside *in, size_t index, dgh_findings *findings)
{
    const dgh_run *run = &in->runs[index];
    const dgh_calculation *c = run->calculation;
    dgh_source source = c->status_reason.source.path ? c->status_reason.source
                                                     : dgh_run_source(run);
    switch (c->status) {
    case DGH_RUN_COMPLETE:
        return;
    case DGH_RUN_UNKNOWN:
        dgh_findings_add(findings, DGH_WARNING, "status-unknown", source,
                         "%s: its files do not say whether it converged", run->path);
        return;
    case DGH_RUN_UNCONVERGED_ELECTRONIC:
        dgh_findings_add(findings, DGH_ERROR, "unconverged-electronic", source,
                         "%s: electrons not converged: %s", run->path, because(c));
        return;
    case DGH_RUN_UNCONVERGED_IONIC:
        dgh_findings_add(findings, forces_are_small(in, c) ? DGH_WARNING : DGH_ERROR,
                         "unconverged-ionic", source, "%s: relaxation not converged: %s", run->path,
                         because(c));
        return;
    case DGH_RUN_INTERRUPTED:
        dgh_findings_add(findings, DGH_ERROR, "interrupted", source, "%s: interrupted: %s",
                         run->path, because(c));
        return;
    case DGH_RUN_FAILED:
        dgh_findings_add(findings, DGH_ERROR, "failed", source, "%s: failed: %s", run->path,
                         because(c));
        return;
    }
}

/* Whether the energy is one of DFT on a geometry that was meant. */
static void check_energy(dgh_inside *in, size_t index, dgh_findings *findings)
{
    const dgh_run *run = &in->runs[index];
    const dgh_calculation *c = run->calculation;
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    dgh_source source = step ? step->source : dgh_run_source(run);
    if (dgh_is_machine_learned(c)) {
        dgh_findings_add(findings, DGH_ERROR, "machine-learned-energy", source,
                         "%s: its energies are those of a machine-learned force field, not of DFT",
                         run->path);
        if (!step)
            return;
    }
    if (!dgh_run_energy(in, index).has) {
        bool other = step != NULL;
        dgh_findings_add(findings, DGH_ERROR, "no-energy", source, "%s: gives no energy %s%s",
                         run->path, dgh_energy_kind_name(in->study.options.energy),
                         other ? ", though it gives another kind" : "");
        return;
    }
    if (c->task == DGH_TASK_BANDS)
        dgh_findings_add(findings, DGH_ERROR, "band-structure-energy", source,
                         "%s: the energy of a run that is not self-consistent means nothing",
                         run->path);
    if (c->task == DGH_TASK_MD)
        dgh_findings_add(findings, DGH_ERROR, "molecular-dynamics-energy", source,
                         "%s: the energy of a step of molecular dynamics is not that of a minimum",
                         run->path);
    if (c->task == DGH_TASK_FREQUENCIES)
        dgh_findings_add(findings, DGH_WARNING, "energy-of-a-frequency-run", source,
                         "%s: the energy is that of a frequency run's undisplaced step; no "
                         "relaxation of the same atoms was found",
                         run->path);
    if (step->electronic_converged == DGH_NO && c->status == DGH_RUN_COMPLETE)
        dgh_findings_add(findings, DGH_ERROR, "unconverged-electronic", source,
                         "%s: electrons not converged in the step whose energy counts", run->path);
}

static void check_forces(dgh_inside *in, size_t index, dgh_findings *findings)
{
    const dgh_run *run = &in->runs[index];
    const dgh_real *force = &run->calculation->largest_force_ev_per_ang;
    if (force->has && force->value > in->study.options.max_force_ev_per_ang)
        dgh_findings_add(findings, DGH_WARNING, "forces-above-limit", force->source,
                         "%s: the largest force on a free atom (number %zu) is %.3f eV/Å, above "
                         "%.3g",
                         run->path, run->calculation->largest_force_atom + 1, force->value,
                         in->study.options.max_force_ev_per_ang);
}

/* A run and the one that lends it its energy. */
static void check_run(dgh_inside *in, size_t run, size_t energy, dgh_findings *findings)
{
    check_status(in, run, findings);
    check_forces(in, run, findings);
    if (energy != run)
        check_status(in, energy, findings);
    check_energy(in, energy, findings);
}

static void check_settings(dgh_inside *in, const dgh_pair *pair, dgh_findings *findings)
{
    const dgh_run *final = &in->runs[pair->final_energy];
    dgh_study_compare_settings(findings, final, &in->runs[pair->initial_energy], DGH_BETWEEN_SLABS);
    if (pair->gas_energy != DGH_NO_RUN && !in->study.options.ref_h2_energy_ev.has)
        dgh_study_compare_settings(findings, final, &in->runs[pair->gas_energy], DGH_SLAB_AND_GAS);
}

static bool is_fixed(const dgh_structure *s, size_t atom)
{
    const bool *f = s->is_free ? s->is_free + 3 * atom : NULL;
    return f && !f[0] && !f[1] && !f[2];
}

static bool is_relaxed(const dgh_calculation *c)
{
    return c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX;
}

static void check_frozen(dgh_inside *in, size_t final, size_t initial, const dgh_match *match,
                         dgh_findings *findings)
{
    const dgh_structure *a = &in->facts[final].final, *b = &in->facts[initial].final;
    if (!is_relaxed(in->runs[final].calculation) || !is_relaxed(in->runs[initial].calculation))
        return;
    size_t n = 0, example = 0;
    for (size_t i = 0; i < match->n_host; i++)
        if (is_fixed(a, match->host_to_full[i]) != is_fixed(b, i)) {
            example = i;
            n++;
        }
    if (n)
        dgh_findings_add(findings, DGH_WARNING, "frozen-set-differs",
                         dgh_run_source(&in->runs[final]),
                         "%zu atoms are frozen in one of %s and %s alone (number %zu of the "
                         "latter, for one)",
                         n, in->runs[final].path, in->runs[initial].path, example + 1);
}

static void check_one_h(dgh_inside *in, const dgh_pair *pair, const dgh_adsorbed_h *h,
                        dgh_findings *findings)
{
    const dgh_run *run = &in->runs[pair->final];
    dgh_source source = dgh_run_source(run);
    if (h->nearest_h_ang.has && h->nearest_h_ang.value < H2_BOND_ANG)
        dgh_findings_add(findings, DGH_ERROR, "h2-formed", source,
                         "%s: adsorbed H (atom %zu) is %.2f Å from another H: a molecule, not H*",
                         run->path, h->atom + 1, h->nearest_h_ang.value);
    else if (h->nearest_surface_ratio > DESORBED_RATIO)
        dgh_findings_add(findings, DGH_ERROR, "h-desorbed", source,
                         "%s: H (atom %zu) has left the surface: its nearest atom is %.2f Å away, "
                         "%.2f times the sum of covalent radii",
                         run->path, h->atom + 1, h->nearest_surface_ang, h->nearest_surface_ratio);
    if (h->below_surface)
        dgh_findings_add(findings, DGH_WARNING, "h-below-surface", source,
                         "%s: H (atom %zu) lies below the surface", run->path, h->atom + 1);
}

/* The first part of a relaxation that was restarted. */
static size_t first_part(const dgh_inside *in, size_t run)
{
    DGH_EACH_PART (in, i, run)
        if (in->runs[i].role == DGH_ROLE_RESTART)
            return i;
    return run;
}

static bool same_contacts(const dgh_adsorbed_h *a, const dgh_adsorbed_h *b)
{
    if (a->n_contacts != b->n_contacts)
        return false;
    for (size_t i = 0; i < a->n_contacts; i++) {
        bool found = false;
        for (size_t k = 0; k < b->n_contacts; k++)
            found |= a->contacts[i].atom == b->contacts[k].atom;
        if (!found)
            return false;
    }
    return true;
}

/* H that changed its neighbours and went some way is on another site than its label says. */
static void check_moved(dgh_inside *in, const dgh_pair *pair, const dgh_adsorbed_h *after,
                        dgh_findings *findings)
{
    const dgh_run_facts *f = &in->facts[pair->final];
    dgh_structure start = in->facts[first_part(in, pair->final)].first;
    dgh_adsorbed_h before;
    size_t atom = after->atom;
    if (dgh_largest_move_ang(&start, &f->final) < 0.0 ||
        dgh_surface_describe_h(&before, &start, f->match->adsorbate, f->match->n_adsorbate, atom,
                               NULL) != DGH_OK)
        return;
    dgh_structure a = start, b = f->final; /* the one atom alone */
    a.n_atoms = b.n_atoms = 1;
    a.position_ang += 3 * atom;
    b.position_ang += 3 * atom;
    a.species_of_atom += atom;
    b.species_of_atom += atom;
    double move = dgh_largest_move_ang(&a, &b);
    if (move > MOVED_ANG && !same_contacts(&before, after))
        dgh_findings_add(findings, DGH_WARNING, "h-moved", dgh_run_source(&in->runs[pair->final]),
                         "%s: H (atom %zu) moved %.2f Å and touches other atoms than where it "
                         "started",
                         in->runs[pair->final].path, atom + 1, move);
}

static void describe(dgh_site *site, dgh_inside *in, const dgh_pair *pair, dgh_findings *findings)
{
    const dgh_run_facts *f = &in->facts[pair->final];
    const dgh_match *match = f->match;
    dgh_adsorbed_h *h = dgh_arena_alloc(in->arena, match->n_adsorbate, sizeof *h);
    if (!h) {
        findings->failed = true;
        return;
    }
    size_t n = 0;
    for (size_t i = 0; i < match->n_adsorbate; i++)
        if (dgh_surface_describe_h(&h[n], &f->final, match->adsorbate, match->n_adsorbate,
                                   match->adsorbate[i], NULL) == DGH_OK) {
            check_one_h(in, pair, &h[n], findings);
            check_moved(in, pair, &h[n], findings);
            n++;
        }
    site->adsorbed = h;
    site->n_adsorbed = n;
    site->largest_host_displacement_ang = (dgh_real){true, match->largest_displacement_ang,
                                                     dgh_run_source(&in->runs[pair->final])};
    if (match->largest_displacement_ang > RECONSTRUCTED_ANG)
        dgh_findings_add(findings, DGH_WARNING, "host-reconstructed",
                         dgh_run_source(&in->runs[pair->final]),
                         "%s: atom %zu of the host moved by %.2f Å: the slab may have "
                         "reconstructed, and its energy without H is then another one",
                         in->runs[pair->final].path, match->largest_displacement_atom + 1,
                         match->largest_displacement_ang);
}

static void check_minimum(dgh_inside *in, size_t owner, dgh_findings *findings)
{
    size_t run = owner == DGH_NO_RUN ? DGH_NO_RUN : in->runs[owner].frequencies;
    if (run == DGH_NO_RUN || run == owner || in->runs[run].role != DGH_ROLE_FREQUENCIES ||
        !in->facts[run].has_geometry)
        return;
    double move = dgh_largest_move_any_order_ang(&in->facts[owner].final, &in->facts[run].final);
    if (move <= OFF_MINIMUM_ANG)
        return;
    dgh_findings_add(findings, move > FAR_OFF_MINIMUM_ANG ? DGH_ERROR : DGH_WARNING,
                     "frequency-geometry-not-at-minimum", dgh_run_source(&in->runs[run]),
                     "%s: its undisplaced geometry is up to %.3f Å away from that of %s",
                     in->runs[run].path, move, in->runs[owner].path);
}

static void check_frequency_run(dgh_inside *in, size_t owner, dgh_findings *findings)
{
    check_minimum(in, owner, findings);
    size_t run = in->runs[owner].frequencies;
    if (run == DGH_NO_RUN || run == owner)
        return;
    const dgh_calculation *c = in->runs[run].calculation;
    if (c->status != DGH_RUN_COMPLETE && c->status != DGH_RUN_UNKNOWN)
        dgh_findings_add(findings, DGH_WARNING, "frequency-run-not-finished",
                         dgh_run_source(&in->runs[run]), "%s: the frequency run is %s: %s",
                         in->runs[run].path, dgh_run_status_name(c->status), because(c));
}

void dgh_study_check_row(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                         dgh_findings *findings)
{
    check_run(in, pair->final, pair->final_energy, findings);
    check_run(in, pair->initial, pair->initial_energy, findings);
    bool by_hand = in->study.options.ref_h2_energy_ev.has; /* a gas run gives its modes alone */
    if (pair->gas != DGH_NO_RUN && !by_hand)
        check_run(in, pair->gas, pair->gas_energy, findings);
    else if (!by_hand)
        dgh_findings_add(findings, DGH_ERROR, "no-h2", (dgh_source){0},
                         "no H2 reference: no run of two H atoms by %s, and no energy given",
                         dgh_code_name(in->runs[pair->final].calculation->code));
    check_settings(in, pair, findings);
    check_frequency_run(in, pair->final, findings);
    if (pair->gas != DGH_NO_RUN)
        check_frequency_run(in, pair->gas, findings);
    const dgh_run_facts *f = &in->facts[pair->final];
    if (f->cell_differs)
        dgh_findings_add(findings, DGH_ERROR, "cell-differs",
                         dgh_run_source(&in->runs[pair->final]), "the cells of %s and %s differ",
                         in->runs[pair->final].path, in->runs[pair->host].path);
    if (!f->match)
        return;
    check_frozen(in, pair->final, pair->host, f->match, findings);
    describe(site, in, pair, findings);
}
