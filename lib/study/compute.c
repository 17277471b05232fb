/* The physics of each row: from the runs that were paired to the ledger. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

static dgh_real energy_of(const dgh_inside *in, size_t run)
{
    dgh_real energy = dgh_run_energy(in, run);
    if (energy.has && !energy.source.path)
        energy.source.path = in->runs[run].path;
    return energy;
}

static dgh_status sum_modes(dgh_harmonic *out, const dgh_inside *in, const dgh_mode *modes,
                            size_t n_modes, dgh_error *err)
{
    dgh_harmonic_options options = in->study.options.harmonic;
    options.temperature_k = in->study.options.temperature_k;
    return dgh_thermo_harmonic(out, modes, n_modes, &options, err);
}

/* Policies that change a mode say so on the row. */
static void tell_policy(const dgh_harmonic *h, const dgh_inside *in, dgh_source source,
                        dgh_findings *findings)
{
    double cutoff = in->study.options.harmonic.cutoff_cm1;
    if (h->n_imaginary)
        dgh_findings_add(findings, DGH_WARNING, "imaginary-modes", source,
                         "%zu imaginary modes, the largest %.1fi cm-1: %zu put at %.3g cm-1, %zu "
                         "left out, %zu counted as real",
                         h->n_imaginary, h->largest_imaginary_cm1, h->n_imaginary_as_cutoff, cutoff,
                         h->n_imaginary_dropped, h->n_imaginary_as_real);
    if (h->n_raised)
        dgh_findings_add(findings, DGH_NOTE, "low-modes", source,
                         "%zu low modes treated by the policy `%s`", h->n_raised,
                         dgh_low_modes_name(in->study.options.harmonic.low_modes));
}

/* Modes that the policy refuses are an error of the row, and of no other. */
static dgh_status add_modes(dgh_adsorption_input *input, dgh_site *site, dgh_inside *in,
                            const dgh_pair *pair, dgh_findings *findings, dgh_error *err)
{
    dgh_row_modes row;
    dgh_error why = {0};
    dgh_status status = dgh_study_row_modes(&row, in, pair, findings, err);
    if (status == DGH_ERR_NOMEM || !row.has)
        return status;
    if (status == DGH_OK)
        status = sum_modes(&input->final_modes, in, row.modes, row.n_modes, &why);
    else if (err)
        why = *err;
    site->modes = row.modes;
    site->n_modes = row.n_modes;
    if (status == DGH_OK && row.has_initial)
        status = sum_modes(&input->initial_modes, in, row.initial_modes, row.n_initial_modes, &why);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    if (status != DGH_OK) {
        dgh_findings_add(findings, DGH_ERROR, "modes-refused", row.source, "%s", why.message);
        return DGH_OK;
    }
    input->has_final_modes = true;
    input->final_modes_source = row.source;
    input->final_modes_note = row.note;
    input->has_initial_modes = row.has_initial;
    input->initial_modes_source = row.initial_source;
    input->initial_modes_note = row.initial_note;
    tell_policy(&input->final_modes, in, row.source, findings);
    return DGH_OK;
}

static dgh_status add_gas(dgh_adsorption_input *input, dgh_inside *in, const dgh_pair *pair,
                          dgh_findings *findings, dgh_error *err)
{
    dgh_error why = {0};
    dgh_findings unused = {.arena = in->arena};
    if (!input->has_final_modes) /* without modes of H* nothing of the gas but its energy enters */
        findings = &unused;
    dgh_status status = dgh_study_row_gas(&input->gas, &input->gas_source, &input->gas_note, in,
                                          pair, findings, &why);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    input->has_gas = status == DGH_OK;
    if (status != DGH_OK)
        dgh_findings_add(findings, DGH_ERROR, "gas-refused", input->gas_source, "%s", why.message);
    return DGH_OK;
}

static void fill_energies(dgh_adsorption_input *input, const dgh_inside *in, const dgh_pair *pair)
{
    const dgh_study_options *o = &in->study.options;
    input->energy_final_ev = energy_of(in, pair->final_energy);
    input->energy_initial_ev = energy_of(in, pair->initial_energy);
    input->energy_h2_ev = o->ref_h2_energy_ev.has ? o->ref_h2_energy_ev
                                                  : energy_of(in, pair->gas_energy);
    input->energy_name = dgh_energy_kind_name(o->energy);
}

static void take_result(dgh_site *site, const dgh_inside *in)
{
    const dgh_study_options *o = &in->study.options;
    site->delta_g_ev = site->ledger.delta_g_ev[o->convention];
    site->convention_fell_back = !site->delta_g_ev.has &&
                                 site->ledger.delta_g_ev[DGH_CONVENTION_OFFSET].has;
    if (site->delta_g_ev.has && o->potential_v.has) {
        site->delta_g_electrode_ev = site->delta_g_ev;
        site->delta_g_electrode_ev.value = dgh_thermo_electrode_ev(
            site->delta_g_ev.value, o->potential_v.value, o->scale, o->ph.has ? o->ph.value : 0.0,
            o->temperature_k);
    }
}

static dgh_status fill_ledger(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                              dgh_findings *findings, dgh_error *err)
{
    dgh_adsorption_input input = {.size = sizeof input};
    dgh_error why = {0};
    input.temperature_k = in->study.options.temperature_k;
    input.n_h = pair->n_h_added;
    fill_energies(&input, in, pair);
    if (!input.energy_final_ev.has || !input.energy_initial_ev.has || !input.energy_h2_ev.has)
        return DGH_OK; /* said by the checks */
    dgh_status status = add_modes(&input, site, in, pair, findings, err);
    if (status == DGH_OK)
        status = add_gas(&input, in, pair, findings, err);
    if (status != DGH_OK)
        return status;
    if (dgh_thermo_ledger(&site->ledger, &input, &why) != DGH_OK)
        dgh_findings_add(findings, DGH_ERROR, "ledger", dgh_run_source(&in->runs[pair->final]),
                         "%s", why.message);
    return DGH_OK;
}

static dgh_status compute_site(dgh_site *site, dgh_inside *in, const dgh_pair *pair, dgh_error *err)
{
    dgh_findings findings = {.arena = in->arena};
    *site = (dgh_site){.label = pair->label,
                       .final_run = pair->final,
                       .initial_run = pair->initial,
                       .host_run = pair->host,
                       .gas_run = pair->gas,
                       .n_h = pair->n_h,
                       .n_h_added = pair->n_h_added,
                       .differential = pair->differential,
                       .final_energy_run = pair->final_energy,
                       .initial_energy_run = pair->initial_energy,
                       .gas_energy_run = pair->gas_energy};
    if (in->study.options.ref_h2_energy_ev.has)
        site->gas_energy_run = DGH_NO_RUN;
    dgh_study_check_row(site, in, pair, &findings);
    dgh_status status = fill_ledger(site, in, pair, &findings, err);
    if (status != DGH_OK)
        return status;
    if (findings.failed)
        return dgh_error_nomem(err);
    bool has_errors = dgh_findings_count(&findings, DGH_ERROR) > 0;
    site->refused = has_errors && !in->study.options.force;
    if (site->refused)
        site->ledger = (dgh_ledger){0};
    else
        take_result(site, in);
    bool any = site->ledger.n_terms > 0;
    site->forced = has_errors && any;
    site->refused |= has_errors && !any;
    site->diagnostics = findings.items;
    site->n_diagnostics = findings.n;
    return DGH_OK;
}

/* What is missing where there is nothing to compute. */
static dgh_status nothing(const dgh_inside *in, dgh_error *err)
{
    size_t hosts = 0, with_h = 0, gases = 0;
    for (size_t i = 0; i < in->n_runs; i++) {
        hosts += in->runs[i].role == DGH_ROLE_HOST;
        gases += in->runs[i].role == DGH_ROLE_GAS;
        with_h += in->facts[i].is_main && in->facts[i].n_heavy && in->facts[i].n_h;
    }
    if (!hosts && !with_h)
        return dgh_error_set(err, DGH_ERR_MISSING, "nothing to compute: no slab among the %zu runs",
                             in->n_runs);
    if (!with_h)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "nothing to compute: no run has a slab's atoms and H on it");
    (void)gases;
    return dgh_error_set(err, DGH_ERR_MISSING,
                         "nothing to compute: no run is the host (the same atoms and cell without "
                         "the H) of one with H on it");
}

static bool any_reference(const dgh_inside *in)
{
    if (in->study.options.ref_h2_energy_ev.has)
        return true;
    for (size_t i = 0; i < in->n_pairs; i++)
        if (in->pairs[i].gas != DGH_NO_RUN)
            return true;
    return false;
}

static void find_best(dgh_study *study)
{
    study->best_site = DGH_NO_RUN;
    study->n_refused = 0;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        study->n_refused += s->refused;
        if (!s->delta_g_ev.has)
            continue;
        if (study->best_site == DGH_NO_RUN ||
            fabs(s->delta_g_ev.value) < fabs(study->sites[study->best_site].delta_g_ev.value))
            study->best_site = i;
    }
}

dgh_status dgh_study_compute(dgh_study *study, dgh_error *err)
{
    dgh_inside *in = (dgh_inside *)study;
    if (in->n_pairs == 0)
        return nothing(in, err);
    if (!any_reference(in))
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "no H2 reference: expected a run of two H atoms in a box among the "
                             "%zu runs, or an energy of H2 given by hand",
                             in->n_runs);
    dgh_site *sites = dgh_arena_alloc(in->arena, in->n_pairs, sizeof *sites);
    if (!sites)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < in->n_pairs; i++) {
        dgh_status status = compute_site(&sites[i], in, &in->pairs[i], err);
        if (status != DGH_OK)
            return status;
        if (study->options.progress &&
            !study->options.progress(study->options.progress_user, "computing", i + 1, in->n_pairs))
            return dgh_error_set(err, DGH_ERR_CANCELLED, "stopped by the caller");
    }
    for (size_t i = 0; i < in->n_pairs && study->options.structure; i++) {
        dgh_status status = dgh_study_site_structure(&sites[i], in, &in->pairs[i], err);
        if (status != DGH_OK)
            return status;
    }
    for (size_t i = 0; i < in->n_pairs && study->options.d_band; i++) {
        dgh_status status = dgh_study_site_d_band(&sites[i], in, &in->pairs[i], err);
        if (status != DGH_OK)
            return status;
    }
    for (size_t i = 0; i < in->n_pairs && study->options.density; i++) {
        dgh_status status = dgh_study_site_density(&sites[i], in, &in->pairs[i], err);
        if (status != DGH_OK)
            return status;
    }
    dgh_status status = dgh_study_summarise(in, sites, in->n_pairs, err);
    if (status != DGH_OK)
        return status;
    study->sites = sites;
    study->n_sites = in->n_pairs;
    find_best(study);
    return DGH_OK;
}
