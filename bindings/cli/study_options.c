/* The options of a study, which compute and report share. */
#include "commands.h"

static int check_electrode(cli_verb_id verb, const cli_settings *s)
{
    if (s->potential_v.given && s->scale == DGH_SCALE_SHE && !s->ph.given)
        return cli_usage_error(verb, "--scale she needs --ph");
    if (!s->potential_v.given && (s->scale != DGH_SCALE_RHE || s->ph.given))
        return cli_usage_error(verb, "--scale and --ph need --potential");
    return CLI_DONE;
}

int cli_take_study_options(dgh_study_options *o, cli_verb_id verb, const cli_settings *s)
{
    if (check_electrode(verb, s) != CLI_DONE)
        return CLI_USAGE;
    if (s->from && s->n_paths == 0)
        return cli_usage_error(verb, "--from needs files that dgh records wrote");
    dgh_study_options_init(o);
    if (s->from) {
        o->records_paths = (const char *const *)s->paths;
        o->n_records_paths = (size_t)s->n_paths;
    }
    if (s->temperature_k.given)
        o->temperature_k = s->temperature_k.value;
    if (s->pressure_bar.given)
        o->pressure_bar = s->pressure_bar.value;
    if (s->max_force.given)
        o->max_force_ev_per_ang = s->max_force.value;
    o->convention = (dgh_convention)s->convention;
    o->energy = (dgh_energy_kind)s->energy;
    o->gas_model = (dgh_gas_model)s->gas_model;
    o->gas_symmetry_number = s->symmetry_number;
    o->force = s->force;
    o->jobs = s->jobs;
    o->plan_path = s->plan;
    o->density = !s->no_density;
    o->structure = !s->no_structure;
    o->d_band = !s->no_d_band;
    if (cli_take_d_window(&o->d_band_options, verb, s) != CLI_DONE)
        return CLI_USAGE;
    o->bader_method = (dgh_bader_method)s->bader_method;
    o->scale = (dgh_scale)s->scale;
    o->potential_v = (dgh_real){.has = s->potential_v.given, .value = s->potential_v.value};
    o->ph = (dgh_real){.has = s->ph.given, .value = s->ph.value};
    double energy_ev;
    if (s->ref_h2 && cli_parse_number(s->ref_h2, &energy_ev))
        o->ref_h2_energy_ev = (dgh_real){.has = true, .value = energy_ev};
    else
        o->ref_h2_path = s->ref_h2;
    return cli_take_harmonic(&o->harmonic, &o->isotope_mass_u, verb, s);
}

int cli_print_study_citation(const dgh_study_options *options, const cli_settings *s)
{
    dgh_error err = {0};
    char *text;
    dgh_status status = dgh_report_citation(&text, options, &err);
    return cli_write_report(status, text, &err, s);
}
