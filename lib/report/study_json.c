/* A study as JSON, schema "dgh-study". */
#include "report/json_parts.h"
#include "report/d_band_parts.h"
#include "report/structure_parts.h"
#include "report/study_parts.h"

static void add_index(dgh_json_builder *b, dgh_json *object, const char *key, size_t index)
{
    if (index == DGH_NO_RUN)
        dgh_json_add_null(b, object, key);
    else
        dgh_json_add_integer(b, object, key, (int64_t)index);
}

void dgh_json_add_study_options(dgh_json_builder *b, dgh_json *root, const dgh_study_options *o)
{
    dgh_json_item item = dgh_json_item_make(b, root, "options");
    dgh_json *object = item.object;
    dgh_json_add_real(b, object, "temperature_k", o->temperature_k);
    dgh_json_add_real(b, object, "pressure_bar", o->pressure_bar);
    dgh_json_add_text(b, object, "convention", dgh_convention_name(o->convention));
    dgh_json_add_text(b, object, "energy", dgh_energy_kind_name(o->energy));
    dgh_json_add_text(b, object, "gas_model", dgh_gas_model_name(o->gas_model));
    dgh_json_add_text(b, object, "low_modes", dgh_low_modes_name(o->harmonic.low_modes));
    dgh_json_add_text(b, object, "imaginary", dgh_imaginary_name(o->harmonic.imaginary));
    dgh_json_add_real(b, object, "low_mode_cutoff_cm1", o->harmonic.cutoff_cm1);
    dgh_json_add_real(b, object, "grimme_cm1", o->harmonic.grimme_cm1);
    dgh_json_add_real(b, object, "grimme_alpha", o->harmonic.grimme_alpha);
    dgh_json_item_real(&item, "isotope_mass_u",
                       (dgh_real){.has = o->isotope_mass_u > 0.0, .value = o->isotope_mass_u});
    dgh_json_add_text(b, object, "ref_h2_path", o->ref_h2_path);
    dgh_json_item_real(&item, "ref_h2_energy_by_hand_ev", o->ref_h2_energy_ev);
    dgh_json_add_real(b, object, "max_force_ev_per_ang", o->max_force_ev_per_ang);
    dgh_json_add_bool(b, object, "force", o->force);
    dgh_json_add_text(b, object, "plan_path", o->plan_path);
    dgh_json_item_real(&item, "potential_v", o->potential_v);
    dgh_json_add_text(b, object, "scale",
                      !o->potential_v.has         ? NULL
                      : o->scale == DGH_SCALE_SHE ? "SHE"
                                                  : "RHE");
    dgh_json_item_real(&item, "ph", o->ph);
}

static void add_run(dgh_json_builder *b, dgh_json *array, const dgh_run *run)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "path", run->path);
    dgh_json_add_text(b, o, "label", run->label);
    dgh_json_add_text(b, o, "role", dgh_role_name(run->role));
    dgh_json_add_text(b, o, "reason", run->reason);
    add_index(b, o, "belongs_to", run->belongs_to);
    add_index(b, o, "host", run->role == DGH_ROLE_ADSORBED ? run->host : DGH_NO_RUN);
    if (run->role == DGH_ROLE_ADSORBED)
        dgh_json_add_integer(b, o, "n_h", run->n_h);
    else
        dgh_json_add_null(b, o, "n_h");
    add_index(b, o, "frequencies", run->frequencies);
    add_index(b, o, "energy", run->energy);
    if (run->calculation)
        dgh_json_add_run(b, o, "calculation", run->calculation);
    else
        dgh_json_add_null(b, o, "calculation");
}

static void add_ledger(dgh_json_builder *b, dgh_json *site, const dgh_ledger *ledger)
{
    dgh_json *terms = dgh_json_add_array(b, site, "ledger");
    for (size_t i = 0; i < ledger->n_terms; i++) {
        const dgh_ledger_term *term = &ledger->terms[i];
        dgh_json *o = dgh_json_add_object(b, terms, NULL);
        dgh_json_add_text(b, o, "id", term->id);
        dgh_json_add_text(b, o, "label", term->label);
        dgh_json_add_real(b, o, "value_ev", term->value);
        dgh_json_add_real(b, o, "coefficient_per_h", term->coefficient);
        dgh_json_add_real(b, o, "contribution_ev", term->contribution_ev);
        dgh_json *in = dgh_json_add_array(b, o, "conventions");
        for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
            if (term->in_convention[c])
                dgh_json_add_text(b, in, NULL, dgh_convention_name((dgh_convention)c));
        dgh_json_add_source(b, o, "source", term->source);
        dgh_json_add_text(b, o, "note", term->note);
    }
}

static void add_sums(dgh_json_item *item, const dgh_site *site)
{
    const dgh_ledger *l = dgh_study_part_ledger_of(site);
    dgh_json_item_real(item, "delta_g_ev", site->delta_g_ev);
    dgh_json_item_real(item, "delta_g_electrode_ev", site->delta_g_electrode_ev);
    dgh_json_item_real(item, "delta_e_ev", l->delta_e_ev);
    dgh_json_item_real(item, "delta_zpe_ev", l->delta_zpe_ev);
    dgh_json_item_real(item, "delta_u_thermal_ev", l->delta_u_thermal_ev);
    dgh_json_item_real(item, "minus_t_delta_s_ev", l->minus_t_delta_s_ev);
    dgh_json_item all = dgh_json_item_make(item->builder, item->object, "delta_g_by_convention_ev");
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        dgh_json_item_real(&all, dgh_convention_name((dgh_convention)c), l->delta_g_ev[c]);
}

static void add_adsorbed(dgh_json_builder *b, dgh_json *site, const dgh_site *s)
{
    dgh_json *array = dgh_json_add_array(b, site, "adsorbed_h");
    for (size_t i = 0; i < s->n_adsorbed; i++) {
        const dgh_adsorbed_h *h = &s->adsorbed[i];
        dgh_json *o = dgh_json_add_object(b, array, NULL);
        dgh_json_add_integer(b, o, "atom", (int64_t)h->atom + 1);
        dgh_json *contacts = dgh_json_add_array(b, o, "contacts");
        for (size_t j = 0; j < h->n_contacts; j++) {
            dgh_json *contact = dgh_json_add_object(b, contacts, NULL);
            dgh_json_add_integer(b, contact, "atom", (int64_t)h->contacts[j].atom + 1);
            dgh_json_add_text(b, contact, "element",
                              dgh_element_symbol(h->contacts[j].atomic_number));
            dgh_json_add_real(b, contact, "distance_ang", h->contacts[j].distance_ang);
        }
        dgh_json_add_real(b, o, "nearest_surface_ang", h->nearest_surface_ang);
        if (h->nearest_h_ang.has)
            dgh_json_add_real(b, o, "nearest_h_ang", h->nearest_h_ang.value);
        else
            dgh_json_add_null(b, o, "nearest_h_ang");
        dgh_json_add_real(b, o, "height_ang", h->height_ang);
        dgh_json_add_bool(b, o, "below_surface", h->below_surface);
    }
}

static void add_paths(dgh_json_builder *b, dgh_json *object, const char *key,
                      const char *const paths[2])
{
    dgh_json *array = dgh_json_add_array(b, object, key);
    for (int i = 0; i < 2; i++)
        if (paths[i])
            dgh_json_add_text(b, array, NULL, paths[i]);
}

static void add_density_atom(dgh_json_builder *b, dgh_json *array, const dgh_site_atom *a)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json_add_integer(b, item.object, "atom", (int64_t)a->atom + 1);
    if (a->host_atom == DGH_NO_RUN)
        dgh_json_add_null(b, item.object, "host_atom");
    else
        dgh_json_add_integer(b, item.object, "host_atom", (int64_t)a->host_atom + 1);
    dgh_json_add_text(b, item.object, "element", dgh_element_symbol(a->atomic_number));
    dgh_json_add_bool(b, item.object, "is_adsorbed", a->is_adsorbed);
    dgh_json_item_real(&item, "electrons_before", a->electrons_before);
    dgh_json_item_real(&item, "electrons_after", a->electrons_after);
    dgh_json_item_real(&item, "net_charge_before_e", a->net_charge_before_e);
    dgh_json_item_real(&item, "net_charge_after_e", a->net_charge_after_e);
    dgh_json_item_real(&item, "volume_before_ang3", a->volume_before_ang3);
    dgh_json_item_real(&item, "volume_after_ang3", a->volume_after_ang3);
    dgh_json_item_real(&item, "drho_basin_e", a->drho_basin_e);
    dgh_json_item_real(&item, "drho_sphere_e", a->drho_sphere_e);
    dgh_json_item_real(&item, "sphere_radius_ang",
                       (dgh_real){.has = a->drho_sphere_e.has, .value = a->sphere_radius_ang});
}

static void add_drho(dgh_json_builder *b, dgh_json *object, const dgh_site_density *d)
{
    if (!d->drho_host_path) {
        dgh_json_add_null(b, object, "drho");
        return;
    }
    dgh_json_item item = dgh_json_item_make(b, object, "drho");
    dgh_json_add_text(b, item.object, "host_density", d->drho_host_path);
    dgh_json_add_text(b, item.object, "h_density", d->drho_h_path);
    dgh_json_item_real(&item, "integral_e", d->drho_integral_e);
    dgh_json_item_real(&item, "positive_e", d->drho_positive_e);
    dgh_json_add_integer(b, item.object, "axis", d->drho_axis + 1);
    dgh_json_item_real(&item, "dipole_e_ang", d->drho_dipole_e_ang);
    dgh_json_item_real(&item, "potential_step_ev", d->drho_potential_step_ev);
}

/* Only where densities were found. */
static void add_density(dgh_json_builder *b, dgh_json *site, const dgh_site_density *d)
{
    if (!d)
        return;
    dgh_json_item item = dgh_json_item_make(b, site, "density");
    dgh_json_add_text(b, item.object, "bader_method", dgh_bader_method_name(d->method));
    dgh_json_add_text(b, item.object, "after", d->after_path);
    add_paths(b, item.object, "after_reference", d->after_reference);
    dgh_json_add_text(b, item.object, "before", d->before_path);
    add_paths(b, item.object, "before_reference", d->before_reference);
    dgh_json_item_real(&item, "electrons_after", d->electrons_after);
    dgh_json_item_real(&item, "electrons_before", d->electrons_before);
    dgh_json *atoms = dgh_json_add_array(b, item.object, "atoms");
    for (size_t i = 0; i < d->n_atoms; i++)
        add_density_atom(b, atoms, &d->atoms[i]);
    add_drho(b, item.object, d);
    dgh_json_add_text(b, item.object, "drho_missing", d->drho_missing);
    dgh_json_add_diagnostics(b, item.object, d->diagnostics, d->n_diagnostics);
}

static void add_site(dgh_json_builder *b, dgh_json *array, const dgh_site *s)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    dgh_json_add_text(b, o, "label", s->label);
    add_index(b, o, "final_run", s->final_run);
    add_index(b, o, "initial_run", s->initial_run);
    add_index(b, o, "host_run", s->host_run);
    add_index(b, o, "gas_run", s->gas_run);
    add_index(b, o, "final_energy_run", s->final_energy_run);
    add_index(b, o, "initial_energy_run", s->initial_energy_run);
    add_index(b, o, "gas_energy_run", s->gas_energy_run);
    dgh_json_add_integer(b, o, "n_h", s->n_h);
    dgh_json_add_integer(b, o, "n_h_added", s->n_h_added);
    dgh_json_add_bool(b, o, "differential", s->differential);
    dgh_json_add_bool(b, o, "refused", s->refused);
    dgh_json_add_bool(b, o, "forced", s->forced);
    dgh_json_add_bool(b, o, "convention_fell_back", s->convention_fell_back);
    add_sums(&item, s);
    dgh_json_add_text(b, o, "incomplete", s->ledger.incomplete);
    add_ledger(b, o, dgh_study_part_ledger_of(s));
    dgh_json *modes = dgh_json_add_array(b, o, "modes");
    for (size_t i = 0; i < s->n_modes; i++)
        dgh_json_add_mode(b, modes, s->modes[i]);
    add_adsorbed(b, o, s);
    dgh_json_item_real(&item, "largest_host_displacement_ang", s->largest_host_displacement_ang);
    dgh_json_add_site_structure(b, o, s);
    dgh_json_add_site_d_band(b, o, s->d_band);
    add_density(b, o, s->density);
    dgh_json_add_diagnostics(b, o, s->diagnostics, s->n_diagnostics);
}

dgh_status dgh_report_study_json(char **out, const dgh_study *study, dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-study");
    dgh_json_add_study_options(&b, root, &study->options);
    dgh_json *formulas = dgh_json_add_object(&b, root, "conventions");
    for (int c = 0; c < DGH_CONVENTION_COUNT; c++)
        dgh_json_add_text(&b, formulas, dgh_convention_name((dgh_convention)c),
                          dgh_convention_formula((dgh_convention)c));
    dgh_json_add_text(&b, root, "constants", "CODATA 2018");
    dgh_json *sites = dgh_json_add_array(&b, root, "sites");
    for (size_t i = 0; i < study->n_sites; i++)
        add_site(&b, sites, &study->sites[i]);
    dgh_json_add_summary(&b, root, study);
    dgh_json_add_hosts(&b, root, study);
    add_index(&b, root, "best_site", study->best_site);
    dgh_json_add_integer(&b, root, "n_refused", (int64_t)study->n_refused);
    dgh_json_add_diagnostics(&b, root, study->diagnostics, study->n_diagnostics);
    dgh_json *runs = dgh_json_add_array(&b, root, "runs");
    for (size_t i = 0; i < study->n_runs; i++)
        add_run(&b, runs, &study->runs[i]);
    return dgh_json_document_finish(out, &b, root, err);
}
