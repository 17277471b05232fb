#include "report/study_parts.h"

#include <string.h>

#include "base/format.h"
#include "report/d_band_parts.h"
#include "report/parts.h"

const char *dgh_study_part_energy(const dgh_study_options *options, char *buffer, size_t size)
{
    static const char *const MEANING[] = {
        [DGH_ENERGY_FREE] = "electronic free energy, with the smearing entropy",
        [DGH_ENERGY_WITHOUT_ENTROPY] = "energy without the smearing entropy",
        [DGH_ENERGY_SIGMA0] = "energy extrapolated to zero smearing"};
    const char *meaning = (size_t)options->energy < 3 ? MEANING[options->energy] : "";
    dgh_format(buffer, size, "%s: %s, for all runs", dgh_energy_kind_name(options->energy),
               meaning);
    return buffer;
}

/* Where the zero-point energy of H2 comes from; a tabulated one has to be named. */
static const char *zpe_of_gas(const dgh_study *study)
{
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_ledger *l = dgh_study_part_ledger_of(&study->sites[i]);
        for (size_t j = 0; j < l->n_terms; j++)
            if (strcmp(l->terms[j].id, "zpe-gas") == 0)
                return l->terms[j].note ? l->terms[j].note : "ZPE of its own modes";
    }
    return "no ZPE";
}

const char *dgh_study_part_gas(const dgh_study *study, char *buffer, size_t size)
{
    const dgh_study_options *o = &study->options;
    const char *model = o->gas_model == DGH_GAS_JANAF
                            ? "H(T)-H(0) and S by NIST-JANAF"
                            : "ideal gas, rigid rotor, harmonic oscillator";
    const char *source = "-", *more = "";
    char by_hand[96];
    if (o->ref_h2_energy_ev.has) {
        dgh_format(by_hand, sizeof by_hand, "energy GIVEN BY HAND, %.6f eV",
                   o->ref_h2_energy_ev.value);
        source = by_hand;
    } else if (study->n_sites) {
        source = dgh_study_part_run(study, study->sites[0].gas_run);
        for (size_t i = 1; i < study->n_sites; i++)
            if (study->sites[i].gas_run != study->sites[0].gas_run)
                more = " and others, each host's own";
    }
    dgh_format(buffer, size, "%s: %s; %s; %s%s%s", dgh_gas_model_name(o->gas_model), model,
               zpe_of_gas(study), o->ref_h2_energy_ev.has ? "" : "run ", source, more);
    return buffer;
}

const char *dgh_study_part_electrode(const dgh_study_options *options, char *buffer, size_t size)
{
    char ph[64] = "";
    if (options->scale == DGH_SCALE_SHE && options->ph.has)
        dgh_format(ph, sizeof ph, ", pH %g: + kT ln10 pH", options->ph.value);
    dgh_format(buffer, size, "U = %g V against %s: ΔG + eU%s", options->potential_v.value,
               options->scale == DGH_SCALE_SHE ? "SHE" : "RHE", ph);
    return buffer;
}

const char *dgh_study_part_run(const dgh_study *study, size_t run)
{
    if (run >= study->n_runs)
        return "-";
    return study->runs[run].label ? study->runs[run].label : study->runs[run].path;
}

const char *dgh_study_part_path(const dgh_study *study, size_t run)
{
    return run < study->n_runs ? study->runs[run].path : NULL;
}

static void count_contacts(const dgh_adsorbed_h *h, char *buffer, size_t size)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < h->n_contacts; i++) {
        int element = h->contacts[i].atomic_number;
        size_t count = 0, at = strlen(buffer);
        bool first = true;
        for (size_t j = 0; j < h->n_contacts; j++)
            if (h->contacts[j].atomic_number == element) {
                first = first && j >= i;
                count++;
            }
        if (first)
            dgh_format(buffer + at, size - at, "%s%zu %s", at ? " " : "", count,
                       dgh_element_symbol(element));
    }
}

const char *dgh_study_part_contacts(const dgh_study *study, const dgh_site *site, char *buffer,
                                    size_t size)
{
    (void)study;
    buffer[0] = '\0';
    for (size_t i = 0; i < site->n_adsorbed; i++) {
        char one[96];
        count_contacts(&site->adsorbed[i], one, sizeof one);
        size_t at = strlen(buffer);
        if (!one[0] || strstr(buffer, one) || at + strlen(one) + 3 > size)
            continue;
        dgh_format(buffer + at, size - at, "%s%s", at ? "; " : "", one);
    }
    return buffer;
}

const dgh_ledger *dgh_study_part_ledger_of(const dgh_site *site)
{
    static const dgh_ledger NONE;
    return site->refused ? &NONE : &site->ledger;
}

size_t dgh_study_part_lowest(const dgh_study *study)
{
    size_t lowest = DGH_NO_RUN, n = 0;
    for (size_t i = 0; i < study->n_sites; i++) {
        if (!study->sites[i].delta_g_ev.has)
            continue;
        n++;
        if (lowest == DGH_NO_RUN ||
            study->sites[i].delta_g_ev.value < study->sites[lowest].delta_g_ev.value)
            lowest = i;
    }
    return n > 1 ? lowest : DGH_NO_RUN;
}

bool dgh_study_part_has_density(const dgh_study *study)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].density && study->sites[i].density->after_path)
            return true;
    return false;
}

/* Those of one list that have this severity; `any` tells whether something stands above. */
static void write_diagnostics(dgh_document *document, const dgh_diagnostic *list, size_t n,
                              int severity, const char *label, bool *any)
{
    for (size_t i = 0; i < n; i++) {
        if ((int)list[i].severity != severity)
            continue;
        dgh_document_print(document, "%s", *any ? "" : "\n");
        dgh_part_diagnostic(document, &list[i], label, NULL);
        *any = true;
    }
}

/* Whether an earlier site has said the same of the same file: sites share their host's density. */
static bool is_said(const dgh_study *study, size_t site, const dgh_diagnostic *d)
{
    for (size_t s = 0; s < site; s++) {
        const dgh_site_density *other = study->sites[s].density;
        for (size_t i = 0; other && i < other->n_diagnostics; i++) {
            const dgh_diagnostic *o = &other->diagnostics[i];
            if (o->source.path && d->source.path && strcmp(o->source.path, d->source.path) == 0 &&
                strcmp(o->code, d->code) == 0 && strcmp(o->message, d->message) == 0)
                return true;
        }
    }
    return false;
}

static void write_density_diagnostics(dgh_document *document, const dgh_study *study, size_t site,
                                      int severity, bool *any)
{
    const dgh_site_density *d = study->sites[site].density;
    for (size_t i = 0; d && i < d->n_diagnostics; i++)
        if (!is_said(study, site, &d->diagnostics[i]))
            write_diagnostics(document, &d->diagnostics[i], 1, severity, study->sites[site].label,
                              any);
}

void dgh_study_part_diagnostics(dgh_document *document, const dgh_study *study)
{
    bool any = false;
    for (int severity = DGH_ERROR; severity >= DGH_NOTE; severity--) {
        write_diagnostics(document, study->diagnostics, study->n_diagnostics, severity, NULL, &any);
        for (size_t i = 0; i < study->n_sites; i++) {
            const dgh_site *s = &study->sites[i];
            write_diagnostics(document, s->diagnostics, s->n_diagnostics, severity, s->label, &any);
            if (s->structure)
                write_diagnostics(document, s->structure->diagnostics, s->structure->n_diagnostics,
                                  severity, s->label, &any);
            for (size_t k = 0; s->d_band && k < s->d_band->n_diagnostics; k++)
                if (dgh_study_part_d_band_is_news(study, i, &s->d_band->diagnostics[k]))
                    write_diagnostics(document, &s->d_band->diagnostics[k], 1, severity, s->label,
                                      &any);
            write_density_diagnostics(document, study, i, severity, &any);
        }
    }
}
