/* Which energies a host's rows use: those of the relaxations, or, where every run of the row has
 * one with the same settings, those of single points on the relaxed geometries. */
#include <string.h>

#include "study/inside.h"

/* The single point on the geometry of `run` whose settings agree with those of `like`; the last in
 * natural order of several, as 2_SCF comes after 1_relax. */
static size_t single_point_of(const dgh_inside *in, size_t run, size_t like, dgh_relation relation)
{
    size_t best = DGH_NO_RUN;
    DGH_EACH_PART (in, i, run) {
        if (in->runs[i].role != DGH_ROLE_ENERGY || !dgh_run_energy(in, i).has)
            continue;
        dgh_differences d = dgh_study_compare_settings(NULL, &in->runs[like], &in->runs[i],
                                                       relation);
        bool agrees = d.errors == 0 && (relation == DGH_SLAB_AND_GAS || d.warnings == 0);
        if (i == like || agrees)
            best = i;
    }
    return best;
}

/* Energy of the gas that fits single points like `like`: a single point of the gas, or the gas run
 * itself where its settings agree. */
static size_t gas_energy_for(const dgh_inside *in, size_t gas, size_t like)
{
    size_t single = single_point_of(in, gas, like, DGH_SLAB_AND_GAS);
    if (single != DGH_NO_RUN)
        return single;
    dgh_differences d = dgh_study_compare_settings(NULL, &in->runs[like], &in->runs[gas],
                                                   DGH_SLAB_AND_GAS);
    return d.errors == 0 ? gas : DGH_NO_RUN;
}

/* Whether all runs of a host's rows have a single point like `like`; `*missing` is one without. */
static bool covers(const dgh_inside *in, size_t host, size_t like, size_t *missing)
{
    for (size_t p = 0; p < in->n_pairs; p++) {
        const dgh_pair *pair = &in->pairs[p];
        if (pair->host != host)
            continue;
        *missing = pair->final;
        if (single_point_of(in, pair->final, like, DGH_BETWEEN_SLABS) == DGH_NO_RUN)
            return false;
        *missing = pair->gas;
        if (pair->gas != DGH_NO_RUN && !in->study.options.ref_h2_energy_ev.has &&
            gas_energy_for(in, pair->gas, like) == DGH_NO_RUN)
            return false;
    }
    return true;
}

static void use(dgh_inside *in, size_t host, size_t like)
{
    for (size_t p = 0; p < in->n_pairs; p++) {
        dgh_pair *pair = &in->pairs[p];
        if (pair->host != host)
            continue;
        pair->final_energy = single_point_of(in, pair->final, like, DGH_BETWEEN_SLABS);
        pair->initial_energy = single_point_of(in, pair->initial, like, DGH_BETWEEN_SLABS);
        in->runs[pair->final].energy = pair->final_energy;
        in->runs[pair->initial].energy = pair->initial_energy;
        if (pair->gas == DGH_NO_RUN || in->study.options.ref_h2_energy_ev.has)
            continue;
        pair->gas_energy = gas_energy_for(in, pair->gas, like);
        if (pair->gas_energy != pair->gas)
            in->runs[pair->gas].energy = pair->gas_energy;
    }
}

static size_t first_single_point(const dgh_inside *in, size_t run)
{
    DGH_EACH_PART (in, i, run)
        if (in->runs[i].role == DGH_ROLE_ENERGY)
            return i;
    return DGH_NO_RUN;
}

/* Whether the host or a run on it has any; the first of them as an example. */
static bool has_single_points(const dgh_inside *in, size_t host, size_t *example)
{
    *example = first_single_point(in, host);
    DGH_EACH_ADSORBED (in, k, host) {
        size_t first = first_single_point(in, k);
        if (first != DGH_NO_RUN && (*example == DGH_NO_RUN || first < *example))
            *example = first;
    }
    return *example != DGH_NO_RUN;
}

void dgh_study_choose_energies(dgh_inside *in)
{
    for (size_t p = 0; p < in->n_pairs; p++) {
        dgh_pair *pair = &in->pairs[p];
        pair->final_energy = pair->final;
        pair->initial_energy = pair->initial;
        pair->gas_energy = pair->gas;
    }
    for (size_t host = 0; host < in->n_runs; host++) {
        size_t example = DGH_NO_RUN, chosen = DGH_NO_RUN, missing = host;
        if (in->runs[host].role != DGH_ROLE_HOST || !has_single_points(in, host, &example))
            continue;
        DGH_EACH_PART (in, i, host)
            if (in->runs[i].role == DGH_ROLE_ENERGY && dgh_run_energy(in, i).has &&
                covers(in, host, i, &missing))
                chosen = i;
        if (chosen != DGH_NO_RUN) {
            use(in, host, chosen);
            dgh_findings_add(&in->findings, DGH_NOTE, "single-points-used",
                             dgh_run_source(&in->runs[chosen]),
                             "%s and its like on the relaxed geometries give the energies of all "
                             "rows of this host",
                             in->runs[chosen].path);
        } else {
            dgh_findings_add(&in->findings, DGH_NOTE, "single-points-not-used",
                             dgh_run_source(&in->runs[example]),
                             "%s: not used, because %s has no single point with the same settings; "
                             "all energies of this host are those of the relaxations",
                             in->runs[example].path,
                             missing == DGH_NO_RUN ? "H2" : in->runs[missing].path);
        }
    }
}
