/* Profiles of grids as JSON, schema "dgh-profile". */
#include "report/json_parts.h"

static void add_real_at(dgh_json_builder *b, dgh_json *object, const char *key, dgh_real value)
{
    if (value.has)
        dgh_json_add_real(b, object, key, value.value);
    else
        dgh_json_add_null(b, object, key);
}

static void add_extreme(dgh_json_builder *b, dgh_json *object, const char *key, double value,
                        const size_t at[3], const dgh_grid *header)
{
    double fraction[3];
    for (int k = 0; k < 3; k++)
        fraction[k] = (double)at[k] / (double)header->n[k];
    dgh_json *o = dgh_json_add_object(b, object, key);
    dgh_json_add_real(b, o, "value", value);
    dgh_json_add_reals(b, o, "at_grid_fraction", fraction, 3);
}

static void add_curve(dgh_json_builder *b, dgh_json *object, const dgh_profile_of_file *f)
{
    const dgh_profile *p = f->profile;
    const bool charge = dgh_field_unit(f->header->field)[0] == 'e' &&
                        f->header->field != DGH_FIELD_POTENTIAL;
    dgh_json *o = dgh_json_add_object(b, object, "profile");
    dgh_json_add_real(b, o, "length_ang", p->length_ang);
    dgh_json_add_reals(b, o, "position_ang", p->position_ang, p->n);
    dgh_json_add_reals(b, o, "mean", p->mean, p->n);
    if (charge) {
        dgh_json_add_reals(b, o, "per_length_e_per_ang", p->per_length, p->n);
        dgh_json_add_real(b, o, "cumulated_from_ang", p->position_ang[p->start]);
        dgh_json_add_reals(b, o, "cumulated_e", p->cumulated, p->n);
    } else {
        dgh_json_add_null(b, o, "per_length_e_per_ang");
        dgh_json_add_null(b, o, "cumulated_from_ang");
        dgh_json_add_null(b, o, "cumulated_e");
    }
    if (f->macroscopic)
        dgh_json_add_reals(b, o, "macroscopic", f->macroscopic, p->n);
    else
        dgh_json_add_null(b, o, "macroscopic");
}

static void add_vacuum(dgh_json_builder *b, dgh_json *object, const dgh_profile_of_file *f)
{
    const dgh_vacuum *v = &f->vacuum;
    if (f->header->field != DGH_FIELD_POTENTIAL) {
        dgh_json_add_null(b, object, "vacuum");
        return;
    }
    dgh_json *o = dgh_json_add_object(b, object, "vacuum");
    dgh_json_add_text(b, o, "found_by", dgh_vacuum_found_name(v->found));
    dgh_json *levels = dgh_json_add_array(b, o, "levels");
    for (size_t i = 0; i < v->n_levels; i++) {
        const dgh_vacuum_level *l = &v->level[i];
        dgh_json *level = dgh_json_add_object(b, levels, NULL);
        dgh_json_add_text(b, level, "side", v->n_levels == 1 ? "both" : i == 0 ? "above" : "below");
        dgh_json_add_real(b, level, "level_ev", l->level_ev);
        add_real_at(b, level, "work_function_ev", f->work_function_ev[i]);
        dgh_json_add_real(b, level, "from_ang", l->from_ang);
        dgh_json_add_real(b, level, "to_ang", l->to_ang);
        dgh_json_add_real(b, level, "slope_ev_per_ang", l->slope_ev_per_ang);
        dgh_json_add_real(b, level, "ripple_ev", l->ripple_ev);
        dgh_json_add_bool(b, level, "flat", l->flat);
    }
    add_real_at(b, o, "dipole_step_ev", f->dipole_step_ev);
}

static void add_samples(dgh_json_builder *b, dgh_json *object, const char *key,
                        const double *values, const dgh_cut *cut)
{
    if (values)
        dgh_json_add_reals(b, object, key, values, cut->n_points);
    else
        dgh_json_add_null(b, object, key);
}

static void add_shape(dgh_json_builder *b, dgh_json *object, const char *key, const size_t *n,
                      size_t count)
{
    dgh_json *array = dgh_json_add_array(b, object, key);
    for (size_t k = 0; k < count; k++)
        dgh_json_add_integer(b, array, NULL, (int64_t)n[k]);
}

static void add_file(dgh_json_builder *b, dgh_json *array, const dgh_profiles *all, size_t i)
{
    const dgh_profile_of_file *f = &all->files[i];
    const dgh_grid *h = f->header;
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    const bool electrons = h->field == DGH_FIELD_DENSITY || h->field == DGH_FIELD_SPIN_DENSITY;
    dgh_json_add_text(b, o, "path", h->path);
    dgh_json_add_text(b, o, "format", h->format);
    dgh_json_add_text(b, o, "field", dgh_field_name(h->field));
    dgh_json_add_text(b, o, "unit", dgh_field_unit(h->field));
    dgh_json_add_integer(b, o, "component", (int64_t)h->component);
    add_shape(b, o, "grid", h->n, 3);
    dgh_json_add_vectors(b, o, "cell_ang", h->cell_ang[0], 3);
    dgh_json_item_real(&item, "integral_e", (dgh_real){.has = electrons, .value = f->integral});
    dgh_json_item_real(&item, "n_electrons", f->n_electrons);
    dgh_json_add_real(b, o, "mean", f->mean);
    add_extreme(b, o, "least", f->extremes.least, f->extremes.least_at, h);
    add_extreme(b, o, "most", f->extremes.most, f->extremes.most_at, h);
    dgh_json_item_real(&item, "fermi_ev", f->fermi_ev);
    dgh_json_item_text(&item, "dipole_correction", f->dipole_correction);
    add_vacuum(b, o, f);
    add_curve(b, o, f);
    add_samples(b, o, "on_line", f->on_line, all->line);
    add_samples(b, o, "on_plane", f->on_plane, all->plane);
    dgh_json_add_diagnostics(b, o, h->diagnostics, h->n_diagnostics);
}

static void add_cut(dgh_json_builder *b, dgh_json *root, const char *key, const dgh_cut *cut)
{
    if (!cut) {
        dgh_json_add_null(b, root, key);
        return;
    }
    dgh_json *o = dgh_json_add_object(b, root, key);
    dgh_json_add_vectors(b, o, "through_ang", cut->corner_ang[0], cut->n_corners);
    add_shape(b, o, "n", cut->n, cut->n_corners - 1);
    dgh_json_add_reals(b, o, "origin_ang", cut->origin_ang, 3);
    dgh_json_add_vectors(b, o, "step_ang", cut->step_ang[0], cut->n_corners - 1);
}

static void add_boxes(dgh_json_builder *b, dgh_json *root, const dgh_profiles *all)
{
    if (!(all->box_ang[0] > 0.0)) {
        dgh_json_add_null(b, root, "macroscopic");
        return;
    }
    dgh_json *o = dgh_json_add_object(b, root, "macroscopic");
    dgh_json_add_reals(b, o, "box_ang", all->box_ang, all->box_ang[1] > 0.0 ? 2 : 1);
    if (all->box_n_layers)
        dgh_json_add_integer(b, o, "layers", (int64_t)all->box_n_layers);
    else
        dgh_json_add_null(b, o, "layers");
}

dgh_status dgh_report_profile_json(char **out, const dgh_profiles *profiles, dgh_error *err)
{
    static const char *const AXIS[] = {"a", "b", "c"};
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-profile");
    dgh_json_add_text(&b, root, "constants", "CODATA 2018");
    dgh_json_add_text(&b, root, "axis", AXIS[profiles->axis]);
    add_boxes(&b, root, profiles);
    dgh_json_add_text(
        &b, root, "interpolation",
        profiles->line || profiles->plane ? dgh_interpolation_name(profiles->interpolation) : NULL);
    add_cut(&b, root, "line", profiles->line);
    add_cut(&b, root, "plane", profiles->plane);
    dgh_json *files = dgh_json_add_array(&b, root, "files");
    for (size_t i = 0; i < profiles->n_files; i++)
        add_file(&b, files, profiles, i);
    return dgh_json_document_finish(out, &b, root, err);
}
