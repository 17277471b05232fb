/* The command line that makes a page again. */
#include <string.h>

#include "report/html_parts.h"

static void word(dgh_document *d, const char *text)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./:=+,@%-";
    if (*text && strspn(text, PLAIN) == strlen(text)) {
        dgh_document_print(d, " %s", text);
        return;
    }
    dgh_document_print(d, " '");
    for (const char *c = text; *c; c++)
        if (*c == '\'')
            dgh_document_print(d, "'\\''");
        else
            dgh_document_raw(d, c, 1);
    dgh_document_print(d, "'");
}

static void option(dgh_document *d, const char *name, const char *value)
{
    dgh_document_print(d, " --%s", name);
    word(d, value);
}

static void number(dgh_document *d, const char *name, double value, double usual)
{
    if (value < usual || value > usual)
        dgh_document_print(d, " --%s %.15g", name, value);
}

static void gas(dgh_document *d, const dgh_study_options *o)
{
    if (o->gas_model != DGH_GAS_JANAF)
        option(d, "gas-model", dgh_gas_model_name(o->gas_model));
    if (o->gas_symmetry_number)
        dgh_document_print(d, " --symmetry-number %d", o->gas_symmetry_number);
    if (o->ref_h2_energy_ev.has)
        dgh_document_print(d, " --ref-h2 %.15g", o->ref_h2_energy_ev.value);
    else if (o->ref_h2_path)
        option(d, "ref-h2", o->ref_h2_path);
}

static const char *isotope(double mass_u)
{
    static const char *const NAMES[] = {NULL, "H", "D", "T"};
    for (int a = 1; a <= 3; a++) {
        const double mass = dgh_hydrogen_mass_u(a);
        if (!(mass_u < mass) && !(mass_u > mass))
            return NAMES[a];
    }
    return NULL;
}

static void modes(dgh_document *d, const dgh_study_options *o)
{
    const dgh_harmonic_options usual = DGH_HARMONIC_OPTIONS_INIT, *h = &o->harmonic;
    if (h->low_modes != usual.low_modes)
        option(d, "low-modes", dgh_low_modes_name(h->low_modes));
    number(d, "cutoff", h->cutoff_cm1, usual.cutoff_cm1);
    number(d, "grimme-cutoff", h->grimme_cm1, usual.grimme_cm1);
    if (h->low_modes == DGH_LOW_TRANSLATOR)
        dgh_document_print(d, " --barrier %.15g --site-area %.15g", h->barrier_ev,
                           h->site_area_ang2);
    if (h->imaginary != usual.imaginary)
        option(d, "imaginary", dgh_imaginary_name(h->imaginary));
    if (isotope(o->isotope_mass_u))
        option(d, "isotope", isotope(o->isotope_mass_u));
}

static void electrode(dgh_document *d, const dgh_study_options *o)
{
    if (!o->potential_v.has)
        return;
    dgh_document_print(d, " --potential %.15g", o->potential_v.value);
    if (o->scale == DGH_SCALE_SHE)
        dgh_document_print(d, " --scale she");
    if (o->ph.has)
        dgh_document_print(d, " --ph %.15g", o->ph.value);
}

static void looks(dgh_document *d, const dgh_study_options *o)
{
    const dgh_d_band_options *b = &o->d_band_options;
    if (!o->density)
        dgh_document_print(d, " --no-density");
    if (o->bader_method != DGH_BADER_NEAR_GRID)
        option(d, "bader-method", dgh_bader_method_name(o->bader_method));
    if (!o->structure)
        dgh_document_print(d, " --no-structure");
    if (!o->d_band)
        dgh_document_print(d, " --no-d-band");
    if (b->window == DGH_D_WINDOW_RANGE)
        dgh_document_print(d, " --d-window %.15g,%.15g", b->from_ev, b->to_ev);
    else if (b->window != DGH_D_WINDOW_ALL)
        option(d, "d-window", dgh_d_window_name(b->window));
}

dgh_status dgh_html_command(char **out, const dgh_study *study, const dgh_html_options *options,
                            dgh_error *err)
{
    dgh_study_options usual;
    const dgh_study_options *o = &study->options;
    dgh_document d = dgh_document_make(NULL);
    dgh_study_options_init(&usual);
    dgh_document_print(&d, "dgh report");
    if (options->title)
        option(&d, "title", options->title);
    number(&d, "temperature", o->temperature_k, usual.temperature_k);
    number(&d, "pressure", o->pressure_bar, usual.pressure_bar);
    if (o->convention != usual.convention)
        option(&d, "convention", dgh_convention_name(o->convention));
    if (o->energy != usual.energy)
        option(&d, "energy", dgh_energy_kind_name(o->energy));
    gas(&d, o);
    modes(&d, o);
    electrode(&d, o);
    looks(&d, o);
    number(&d, "max-force", o->max_force_ev_per_ang, usual.max_force_ev_per_ang);
    if (o->force)
        dgh_document_print(&d, " --force");
    if (o->plan_path)
        option(&d, "plan", o->plan_path);
    dgh_document_print(&d, " -o report.html");
    bool dashes = false;
    for (size_t i = 0; i < study->n_trees; i++)
        dashes = dashes || study->trees[i][0] == '-';
    dgh_document_print(&d, "%s", dashes && !o->plan_path ? " --" : "");
    for (size_t i = 0; i < study->n_trees && !o->plan_path; i++)
        word(&d, study->trees[i]);
    return dgh_document_finish(out, &d, err);
}
