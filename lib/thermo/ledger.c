/* The adsorption ledger: initial + n/2 H2 -> final, every term of every convention, per H. */
#include "dgh/thermo.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "thermo/options.h"

/* Norskov et al., J. Electrochem. Soc. 152, J23 (2005), 10.1149/1.1856988 */
static const double OFFSET_EV = 0.24;

enum {
    IN_FULL = 1 << DGH_CONVENTION_FULL,
    IN_ZPE_TS = 1 << DGH_CONVENTION_ZPE_TS,
    IN_ZPE_TS_GAS = 1 << DGH_CONVENTION_ZPE_TS_GAS,
    IN_OFFSET = 1 << DGH_CONVENTION_OFFSET,
    IN_VIBRATIONAL = IN_FULL | IN_ZPE_TS | IN_ZPE_TS_GAS,
    IN_ALL = IN_VIBRATIONAL | IN_OFFSET
};

static void add_term(dgh_ledger *ledger, dgh_real *sum, unsigned conventions, const char *id,
                     const char *label, double value_ev, double coefficient, dgh_source source,
                     const char *note)
{
    dgh_ledger_term *term = &ledger->terms[ledger->n_terms++];
    term->id = id;
    term->label = label;
    term->value = value_ev;
    term->coefficient = coefficient;
    term->contribution_ev = coefficient * value_ev;
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        term->in_convention[c] = (conventions >> c & 1u) != 0;
    term->source = source;
    term->note = note;
    if (sum)
        sum->value += term->contribution_ev;
}

/* Labels of the three energies, with the name of the kind that is in use. */
static const char *const *energy_labels(const char *name)
{
    static const char *const LABELS[][4] = {
        {"F", "F(host+H)", "F(host)", "F(H2)"},
        {"E", "E(host+H)", "E(host)", "E(H2)"},
        {"E0", "E0(host+H)", "E0(host)", "E0(H2)"},
    };
    static const char *const OTHER[4] = {"", "energy(host+H)", "energy(host)", "energy(H2)"};
    for (size_t i = 0; name && i < sizeof LABELS / sizeof LABELS[0]; i++)
        if (strcmp(LABELS[i][0], name) == 0)
            return LABELS[i] + 1;
    return OTHER + 1;
}

static void add_energies(dgh_ledger *ledger, const dgh_adsorption_input *in, double per_h)
{
    const char *const *labels = energy_labels(in->energy_name);
    dgh_real *sum = &ledger->delta_e_ev;
    add_term(ledger, sum, IN_ALL, "e-adsorbed", labels[0], in->energy_final_ev.value, per_h,
             in->energy_final_ev.source, NULL);
    add_term(ledger, sum, IN_ALL, "e-host", labels[1], in->energy_initial_ev.value, -per_h,
             in->energy_initial_ev.source, NULL);
    add_term(ledger, sum, IN_ALL, "e-gas", labels[2], in->energy_h2_ev.value, -0.5,
             in->energy_h2_ev.source, NULL);
    sum->has = true;
}

static void add_zpe(dgh_ledger *ledger, const dgh_adsorption_input *in, double per_h)
{
    dgh_real *sum = &ledger->delta_zpe_ev;
    if (in->has_final_modes)
        add_term(ledger, sum, IN_VIBRATIONAL, "zpe-adsorbate", "ZPE(H*)", in->final_modes.zpe_ev,
                 per_h, in->final_modes_source, in->final_modes_note);
    if (in->has_initial_modes)
        add_term(ledger, sum, IN_VIBRATIONAL, "zpe-host", "ZPE(host)", in->initial_modes.zpe_ev,
                 -per_h, in->initial_modes_source, in->initial_modes_note);
    if (in->has_gas)
        add_term(ledger, sum, IN_VIBRATIONAL, "zpe-gas", "ZPE(H2)", in->gas.zpe_ev, -0.5,
                 in->gas_source, in->gas_note);
}

static void add_heat(dgh_ledger *ledger, const dgh_adsorption_input *in, double per_h)
{
    dgh_real *sum = &ledger->delta_u_thermal_ev;
    if (in->has_final_modes)
        add_term(ledger, sum, IN_FULL, "u-adsorbate", "U_th(H*)", in->final_modes.u_thermal_ev,
                 per_h, in->final_modes_source, in->final_modes_note);
    if (in->has_initial_modes)
        add_term(ledger, sum, IN_FULL, "u-host", "U_th(host)", in->initial_modes.u_thermal_ev,
                 -per_h, in->initial_modes_source, in->initial_modes_note);
    if (in->has_gas)
        add_term(ledger, sum, IN_FULL, "h-gas", "H(T)-H(0)(H2)", in->gas.enthalpy_ev, -0.5,
                 in->gas_source, in->gas_note);
}

static void add_entropy(dgh_ledger *ledger, const dgh_adsorption_input *in, double per_h)
{
    dgh_real *sum = &ledger->minus_t_delta_s_ev;
    double t = in->temperature_k;
    if (in->has_final_modes)
        add_term(ledger, sum, IN_FULL | IN_ZPE_TS, "ts-adsorbate", "-TS(H*)",
                 -t * in->final_modes.s_ev_per_k, per_h, in->final_modes_source,
                 in->final_modes_note);
    if (in->has_initial_modes)
        add_term(ledger, sum, IN_FULL | IN_ZPE_TS, "ts-host", "-TS(host)",
                 -t * in->initial_modes.s_ev_per_k, -per_h, in->initial_modes_source,
                 in->initial_modes_note);
    if (in->has_gas)
        add_term(ledger, sum, IN_VIBRATIONAL, "ts-gas", "-TS(H2)", -t * in->gas.s_ev_per_k, -0.5,
                 in->gas_source, in->gas_note);
}

/* Why the vibrational conventions cannot be given, NULL if they can. */
static const char *why_incomplete(const dgh_adsorption_input *in)
{
    if (!in->has_final_modes)
        return "no vibrations of the adsorbed H";
    if (!in->has_gas)
        return "no vibration of H2";
    size_t n_final = in->final_modes.n_modes + in->final_modes.n_imaginary_dropped;
    if (!in->has_initial_modes && n_final > 3 * (size_t)in->n_h)
        return "more atoms than the added H were displaced, and there are no vibrations of the "
               "initial state to subtract";
    return NULL;
}

static void sum_conventions(dgh_ledger *ledger)
{
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++) {
        dgh_real *sum = &ledger->delta_g_ev[c];
        sum->has = c == DGH_CONVENTION_OFFSET || !ledger->incomplete;
        for (size_t i = 0; sum->has && i < ledger->n_terms; i++)
            if (ledger->terms[i].in_convention[c])
                sum->value += ledger->terms[i].contribution_ev;
    }
}

static dgh_status check_energy(const dgh_real *energy, const char *species, dgh_error *err)
{
    if (!energy->has)
        return dgh_error_set(err, DGH_ERR_MISSING, "no energy of %s", species);
    if (!isfinite(energy->value))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "energy of %s is not a finite number", species);
    return DGH_OK;
}

static dgh_status check_input(const dgh_adsorption_input *in, dgh_error *err)
{
    if (in->n_h == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "number of H added: expected at least 1, found 0");
    if (!(in->temperature_k > 0.0) || !isfinite(in->temperature_k))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "temperature: expected a positive number of K, found %g",
                             in->temperature_k);
    dgh_status status = check_energy(&in->energy_final_ev, "the host with H", err);
    if (!status)
        status = check_energy(&in->energy_initial_ev, "the host", err);
    if (!status)
        status = check_energy(&in->energy_h2_ev, "H2", err);
    return status;
}

dgh_status dgh_thermo_ledger(dgh_ledger *out, const dgh_adsorption_input *input, dgh_error *err)
{
    dgh_adsorption_input in = {0};
    memset(out, 0, sizeof *out);
    dgh_status status = dgh_options_take(&in, sizeof in, offsetof(dgh_adsorption_input, gas_note),
                                         input, "DGH_ADSORPTION_INPUT_INIT", err);
    if (!status)
        status = check_input(&in, err);
    if (status)
        return status;
    double per_h = 1.0 / (double)in.n_h;
    out->incomplete = why_incomplete(&in);
    add_energies(out, &in, per_h);
    add_zpe(out, &in, per_h);
    add_heat(out, &in, per_h);
    add_entropy(out, &in, per_h);
    add_term(out, NULL, IN_OFFSET, "offset", "offset", OFFSET_EV, 1.0, (dgh_source){0},
             "Norskov et al. 2005, 10.1149/1.1856988");
    bool complete = !out->incomplete;
    out->delta_zpe_ev.has = out->delta_u_thermal_ev.has = out->minus_t_delta_s_ev.has = complete;
    if (!complete)
        out->delta_zpe_ev.value = out->delta_u_thermal_ev.value = out->minus_t_delta_s_ev.value =
            0.0;
    sum_conventions(out);
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        if (!isfinite(out->delta_g_ev[c].value)) {
            memset(out, 0, sizeof *out);
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "the sum of convention %s is not a finite number",
                                 dgh_convention_name((dgh_convention)c));
        }
    return DGH_OK;
}
