/* What the page of a study shows beyond the study's own document: structures, densities, the
 * volcano, inputs, how to make it again. */
#include <math.h>
#include <stdlib.h>

#include "adapt/fft.h"
#include "adapt/symmetry.h"
#include "adapt/voronoi.h"
#include "base/format.h"
#include "dgh/inputs.h"
#include "dgh/picture.h"
#include "report/html_parts.h"

/* ---- structures and densities ---------------------------------------------------------------- */

/* A column of the atoms; `what` picks the number of one atom. */
static void add_column(dgh_json_builder *b, dgh_json *object, const char *key,
                       const dgh_site_picture *p, double (*what)(const dgh_picture_atom *))
{
    double *values = malloc((p->n_atoms + 1) * sizeof *values);
    if (!values) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < p->n_atoms; i++)
        values[i] = what(&p->atoms[i]);
    dgh_html_add_floats(b, object, key, values, p->n_atoms);
    free(values);
}

static double x_of(const dgh_picture_atom *a)
{
    return a->position_ang[0];
}

static double y_of(const dgh_picture_atom *a)
{
    return a->position_ang[1];
}

static double z_of(const dgh_picture_atom *a)
{
    return a->position_ang[2];
}

static double charge_of(const dgh_picture_atom *a)
{
    return a->net_charge_e.has ? a->net_charge_e.value : (double)NAN;
}

/* Elements, and of each atom a byte: 1 adsorbed, 2 H binds to it, 4 * (1 + phase). */
static void add_kinds(dgh_json_builder *b, dgh_json *object, const dgh_site_picture *p)
{
    unsigned char *element = malloc(p->n_atoms + 1), *flags = malloc(p->n_atoms + 1);
    for (size_t i = 0; element && flags && i < p->n_atoms; i++) {
        const dgh_picture_atom *a = &p->atoms[i];
        element[i] = (unsigned char)a->atomic_number;
        flags[i] = (unsigned char)((a->is_adsorbed ? 1 : 0) | (a->binds ? 2 : 0) |
                                   (a->has_phase ? 4 * (1 + (int)a->phase) : 0));
    }
    if (element && flags) {
        dgh_html_add_bytes(b, object, "element", element, p->n_atoms);
        dgh_html_add_bytes(b, object, "flags", flags, p->n_atoms);
    } else {
        b->failed = true;
    }
    free(element);
    free(flags);
}

static void add_atoms(dgh_json_builder *b, dgh_json *object, const dgh_site_picture *p)
{
    bool has_charge = false;
    for (size_t i = 0; i < p->n_atoms; i++)
        has_charge = has_charge || p->atoms[i].net_charge_e.has;
    dgh_json_add_vectors(b, object, "cell_ang", &p->cell_ang[0][0], 3);
    dgh_json_add_integer(b, object, "n_atoms", (int64_t)p->n_atoms);
    dgh_json_add_integer(b, object, "h", (int64_t)p->h);
    dgh_json_add_reals(b, object, "up", p->up, 3);
    add_kinds(b, object, p);
    add_column(b, object, "x", p, x_of);
    add_column(b, object, "y", p, y_of);
    add_column(b, object, "z", p, z_of);
    if (has_charge)
        add_column(b, object, "net_charge_e", p, charge_of);
}

static void add_points(dgh_json_builder *b, dgh_json *object, const char *key, const size_t n[3])
{
    dgh_json *array = dgh_json_add_array(b, object, key);
    for (int k = 0; k < 3; k++)
        dgh_json_add_integer(b, array, NULL, (int64_t)n[k]);
}

static void add_box(dgh_json_builder *b, dgh_json *drho, const dgh_picture_box *box)
{
    dgh_json *o = dgh_json_add_object(b, drho, "box");
    add_points(b, o, "n", box->n);
    dgh_json_add_reals(b, o, "origin_ang", box->origin_ang, 3);
    dgh_json_add_vectors(b, o, "step_ang", &box->step_ang[0][0], 3);
    dgh_html_add_field(b, o, box->value, box->n[0] * box->n[1] * box->n[2]);
}

static void add_slice(dgh_json_builder *b, dgh_json *drho, const dgh_picture_slice *slice)
{
    dgh_json *o = dgh_json_add_object(b, drho, "slice");
    dgh_json_add_integer(b, o, "n", (int64_t)slice->n[0]);
    dgh_json_add_reals(b, o, "origin_ang", slice->origin_ang, 3);
    dgh_json_add_reals(b, o, "right", slice->right, 3);
    dgh_json_add_reals(b, o, "up", slice->up, 3);
    dgh_json_add_real(b, o, "step_ang", slice->step_ang);
    dgh_html_add_field(b, o, slice->value, slice->n[0] * slice->n[1]);
}

static void add_drho(dgh_json_builder *b, dgh_json *object, const dgh_site_picture *p)
{
    if (!p->has_drho) {
        dgh_json_add_text(b, object, "drho_missing", p->missing);
        return;
    }
    dgh_json *drho = dgh_json_add_object(b, object, "drho");
    add_points(b, drho, "points", p->n);
    add_points(b, drho, "coarse_points", p->n_coarse);
    add_box(b, drho, &p->box);
    add_slice(b, drho, &p->slice);
    dgh_json *o = dgh_json_add_object(b, drho, "profile");
    dgh_json_add_text(b, o, "axis", (const char *const[]){"a", "b", "c"}[p->axis]);
    dgh_json_add_real(b, o, "length_ang", p->profile->length_ang);
    dgh_json_add_integer(b, o, "start", (int64_t)p->profile->start);
    dgh_html_add_floats(b, o, "per_length", p->profile->per_length, p->profile->n);
    dgh_html_add_floats(b, o, "cumulated", p->profile->cumulated, p->profile->n);
}

/* What cannot be subtracted any more is said; the page goes on. */
static dgh_status add_picture(dgh_json_builder *b, dgh_json *array, const dgh_study *study,
                              size_t site, dgh_error *err)
{
    dgh_picture_options options = DGH_PICTURE_OPTIONS_INIT;
    dgh_error why = {0};
    dgh_site_picture *p;
    options.drho = study->options.density;
    dgh_status status = dgh_site_picture_make(&p, study, site, &options, &why);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    const bool failed = status != DGH_OK;
    if (failed && options.drho) {
        options.drho = false;
        status = dgh_site_picture_make(&p, study, site, &options, err);
    }
    if (status != DGH_OK)
        return status;
    dgh_json *object = dgh_json_add_object(b, array, NULL);
    add_atoms(b, object, p);
    if (failed)
        dgh_json_add_text(b, object, "drho_missing", why.message);
    else
        add_drho(b, object, p);
    dgh_site_picture_free(p);
    return DGH_OK;
}

static dgh_status add_pictures(dgh_json_builder *b, dgh_json *root, const dgh_study *study,
                               dgh_error *err)
{
    dgh_json *array = dgh_json_add_array(b, root, "sites");
    const dgh_study_options *o = &study->options;
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < study->n_sites && status == DGH_OK; i++) {
        if (o->progress && !o->progress(o->progress_user, "pictures", i, study->n_sites))
            return dgh_error_set(err, DGH_ERR_CANCELLED, "cancelled");
        status = add_picture(b, array, study, i, err);
    }
    return status;
}

/* ---- volcano --------------------------------------------------------------------------------- */

/* Surface atoms per area on the side of H, where all counted sites have the same; else 0. */
static double common_sites_per_cm2(const dgh_study *study)
{
    double common = 0.0;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        if (!s->delta_g_ev.has)
            continue;
        if (!s->structure || !s->structure->n_added ||
            !s->structure->places[0].surface_atoms_per_cm2.has)
            return 0.0;
        const double own = s->structure->places[0].surface_atoms_per_cm2.value;
        if (common > 0.0 && fabs(own - common) > 0.02 * common)
            return 0.0;
        common = common > 0.0 ? common : own;
    }
    return common;
}

static void add_volcano(dgh_json_builder *b, dgh_json *root, const dgh_study *study)
{
    enum { POINTS = 241 };
    const double t = study->options.temperature_k, common = common_sites_per_cm2(study);
    double dg[POINTS], rate[POINTS], current[POINTS], reach = 0.6;
    dgh_json *o = dgh_json_add_object(b, root, "volcano");
    dgh_json *sites = dgh_json_add_array(b, o, "site_rate_per_s");
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_real *g = &study->sites[i].delta_g_ev;
        if (!g->has) {
            dgh_json_add_null(b, sites, NULL);
            continue;
        }
        reach = fmax(reach, fabs(g->value) + 0.1);
        dgh_json_add_real(b, sites, NULL, dgh_thermo_exchange_rate_per_s(g->value, t));
    }
    for (int i = 0; i < POINTS; i++) {
        dg[i] = reach * (2.0 * i / (POINTS - 1) - 1.0);
        rate[i] = log10(dgh_thermo_exchange_rate_per_s(dg[i], t));
        current[i] = log10(dgh_thermo_exchange_current_a_per_cm2(dg[i], t, common));
    }
    dgh_html_add_floats(b, o, "delta_g_ev", dg, POINTS);
    dgh_html_add_floats(b, o, "log10_rate_per_s", rate, POINTS);
    if (common > 0.0) {
        dgh_json_add_real(b, o, "sites_per_cm2", common);
        dgh_html_add_floats(b, o, "log10_current_a_per_cm2", current, POINTS);
    }
}

/* ---- how to make it again -------------------------------------------------------------------- */

static dgh_status add_inputs(dgh_json_builder *b, dgh_json *root, const dgh_study *study,
                             dgh_error *err)
{
    dgh_study_inputs *inputs;
    dgh_status status = dgh_study_inputs_find(&inputs, study, err);
    if (status != DGH_OK)
        return status;
    dgh_json *array = dgh_json_add_array(b, root, "inputs");
    for (size_t i = 0; i < inputs->n; i++) {
        const dgh_study_input *f = &inputs->files[i];
        dgh_json *o = dgh_json_add_object(b, array, NULL);
        dgh_json_add_text(b, o, "path", f->path);
        dgh_json_add_text(b, o, "use", f->use);
        if (f->has_identity) {
            dgh_json_add_integer(b, o, "size_bytes", (int64_t)f->identity.size_bytes);
            dgh_json_add_text(b, o, "sha256", f->identity.sha256);
        } else {
            dgh_json_add_text(b, o, "missing", f->missing);
        }
    }
    dgh_study_inputs_free(inputs);
    return DGH_OK;
}

static void add_library(dgh_json_builder *b, dgh_json *array, const char *name, const char *version,
                        const dgh_embedded *licence)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "name", name);
    dgh_json_add_text(b, o, "version", version);
    char *text = malloc(licence->size + 1);
    if (!text) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < licence->size; i++)
        text[i] = (char)licence->data[i];
    text[licence->size] = '\0';
    dgh_json_add_text(b, o, "licence", text);
    free(text);
}

static dgh_status add_texts(dgh_json_builder *b, dgh_json *root, const dgh_study *study,
                            const dgh_html_options *options, dgh_error *err)
{
    char *text;
    dgh_status status = dgh_html_command(&text, study, options, err);
    if (status != DGH_OK)
        return status;
    dgh_json_add_text(b, root, "command", text);
    dgh_string_free(text);
    status = dgh_report_works(
        &text, dgh_cited_for_study(study) | DGH_CITED_HYDROGEN | DGH_CITED_ELECTRODE, err);
    if (status != DGH_OK)
        return status;
    dgh_json_add_text(b, root, "bibtex", text);
    dgh_string_free(text);
    dgh_json *libraries = dgh_json_add_array(b, root, "libraries");
    if (dgh_html_plots.size)
        add_library(b, libraries, "plotly.js", dgh_html_plots_version, &dgh_html_plots_licence);
    if (dgh_html_viewer.size)
        add_library(b, libraries, "3Dmol.js", dgh_html_viewer_version, &dgh_html_viewer_licence);
    return DGH_OK;
}

/* Libraries that numbers of a study come from. */
static void add_versions(dgh_json_builder *b, dgh_json *root)
{
    char text[48];
    int v[3];
    dgh_json *o = dgh_json_add_object(b, root, "versions");
    dgh_spglib_version(v);
    dgh_format(text, sizeof text, "%d.%d.%d", v[0], v[1], v[2]);
    dgh_json_add_text(b, o, "FFTW", dgh_fftw_version());
    dgh_json_add_text(b, o, "spglib", text);
    dgh_json_add_text(b, o, "Qhull", dgh_qhull_version());
}

dgh_status dgh_html_data(char **out, const dgh_study *study, const dgh_html_options *options,
                         dgh_error *err)
{
    *out = NULL;
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_add_object(&b, NULL, NULL);
    dgh_json_add_text(&b, root, "title", options->title);
    dgh_json *trees = dgh_json_add_array(&b, root, "trees");
    for (size_t i = 0; i < study->n_trees; i++)
        dgh_json_add_text(&b, trees, NULL, study->trees[i]);
    dgh_status status = add_texts(&b, root, study, options, err);
    if (status == DGH_OK) {
        add_versions(&b, root);
        add_volcano(&b, root, study);
        status = add_inputs(&b, root, study, err);
    }
    if (status == DGH_OK)
        status = add_pictures(&b, root, study, err);
    if (status != DGH_OK) {
        dgh_json_free(root);
        return status;
    }
    return dgh_json_document_finish(out, &b, root, err);
}
