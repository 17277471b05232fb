/* What the H of a row sits on. */
#include <string.h>

#include "study/inside.h"

/* The host of a row, analysed once for all rows. Errors: NOMEM. */
static dgh_status host_of(const dgh_host **out, dgh_inside *in, size_t run, dgh_error *err)
{
    dgh_run_facts *f = &in->facts[run];
    *out = f->host;
    if (f->host_tried)
        return DGH_OK;
    f->host_tried = true;
    dgh_host_options options = DGH_HOST_OPTIONS_INIT;
    dgh_error why = {0};
    options.jobs = in->study.options.jobs;
    dgh_status status = dgh_host_analyse(&f->host, &f->final, &options, &why);
    *out = f->host;
    if (status == DGH_OK)
        return DGH_OK;
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    f->host_complaint = dgh_arena_strdup(in->arena, why.message);
    return f->host_complaint ? DGH_OK : dgh_error_nomem(err);
}

/* Whether H `atom` of the final state is one that the initial state does not have. */
static bool is_added(const dgh_match *onto_initial, size_t atom)
{
    for (size_t i = 0; onto_initial && i < onto_initial->n_adsorbate; i++)
        if (onto_initial->adsorbate[i] == atom)
            return true;
    return !onto_initial;
}

/* The places of the added H first. Errors: NOMEM. */
static dgh_status find_places(dgh_site_structure *out, dgh_inside *in, const dgh_pair *pair,
                              dgh_findings *findings, dgh_error *err)
{
    const dgh_run_facts *f = &in->facts[pair->final];
    dgh_match *onto_initial = NULL;
    dgh_place *places = dgh_arena_alloc(in->arena, f->match->n_adsorbate, sizeof *places);
    if (!places)
        return dgh_error_nomem(err);
    if (pair->differential && pair->initial != pair->host &&
        dgh_surface_match(&onto_initial, &f->final, &in->facts[pair->initial].final, NULL) ==
            DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    dgh_status status = DGH_OK;
    for (int added = 1; added >= 0 && status != DGH_ERR_NOMEM; added--)
        for (size_t i = 0; i < f->match->n_adsorbate && status != DGH_ERR_NOMEM; i++) {
            dgh_error why = {0};
            size_t atom = f->match->adsorbate[i];
            if (is_added(onto_initial, atom) != added)
                continue;
            status = dgh_place_find(&places[out->n_places], out->host, &f->final, f->match, atom,
                                    &why);
            out->n_places += status == DGH_OK;
            out->n_added += status == DGH_OK && added;
            if (status != DGH_OK)
                dgh_findings_add(findings, DGH_WARNING, "place-not-found",
                                 dgh_run_source(&in->runs[pair->final]), "%s: H (atom %zu): %s",
                                 in->runs[pair->final].path, atom + 1, why.message);
        }
    dgh_match_free(onto_initial);
    out->places = places;
    return status == DGH_ERR_NOMEM ? dgh_error_nomem(err) : DGH_OK;
}

dgh_status dgh_study_site_structure(dgh_site *site, dgh_inside *in, const dgh_pair *pair,
                                    dgh_error *err)
{
    if (!in->facts[pair->final].match)
        return DGH_OK;
    dgh_findings findings = {.arena = in->arena};
    bool known = in->facts[pair->host].host_tried;
    dgh_site_structure *out = dgh_arena_alloc(in->arena, 1, sizeof *out);
    dgh_status status = out ? host_of(&out->host, in, pair->host, err) : dgh_error_nomem(err);
    if (status != DGH_OK)
        return status;
    if (out->host)
        status = find_places(out, in, pair, &findings, err);
    else if (!known) /* said once, of the first row */
        dgh_findings_add(&findings, DGH_WARNING, "structure-not-analysed",
                         dgh_run_source(&in->runs[pair->host]), "%s: %s", in->runs[pair->host].path,
                         in->facts[pair->host].host_complaint);
    if (status == DGH_OK)
        status = dgh_study_site_origin(out, in, pair, &findings, err);
    if (status == DGH_OK && findings.failed)
        status = dgh_error_nomem(err);
    out->has_phase = dgh_place_phase(&out->phase, out->places, out->n_added);
    out->diagnostics = findings.items;
    out->n_diagnostics = findings.n;
    site->structure = out;
    return status;
}
