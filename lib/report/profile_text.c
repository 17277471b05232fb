/* Profiles of grids for people: what each file holds, its vacuum levels and work functions. */
#include "report/document.h"
#include "base/format.h"
#include "report/parts.h"
#include "report/table.h"

#include <math.h>
#include <string.h>

static bool is_density(const dgh_grid *h)
{
    return strcmp(dgh_field_unit(h->field), "e/Ang^3") == 0;
}

static void write_extreme(dgh_document *d, const char *name, double value, const size_t at[3],
                          const dgh_grid *h)
{
    const char *unit = dgh_field_unit(h->field);
    dgh_document_print(d, "  %-11s %.6g%s%s at %.4f %.4f %.4f of the cell\n", name, value,
                       unit[0] ? " " : "", unit, (double)at[0] / (double)h->n[0],
                       (double)at[1] / (double)h->n[1], (double)at[2] / (double)h->n[2]);
}

static void write_integral(dgh_document *d, const dgh_profile_of_file *f)
{
    char place[1100];
    const char *unit = dgh_field_unit(f->header->field);
    if (!is_density(f->header)) {
        dgh_document_print(d, "  mean        %.6f%s%s\n", f->mean, unit[0] ? " " : "", unit);
        return;
    }
    dgh_document_print(d, "  integral    %.6f e", f->integral);
    if (f->n_electrons.has && f->header->field == DGH_FIELD_DENSITY) {
        dgh_part_place_in(f->n_electrons.source, f->header->path, place, sizeof place);
        dgh_document_print(d, "; the run has %.6g electrons%s%s%s", f->n_electrons.value,
                           place[0] ? " (" : "", place, place[0] ? ")" : "");
    }
    dgh_document_print(d, "\n");
}

static void write_curve(dgh_document *d, const dgh_profile_of_file *f)
{
    const dgh_profile *p = f->profile;
    const char *unit = dgh_field_unit(f->header->field);
    size_t least = 0, most = 0;
    for (size_t i = 1; i < p->n; i++) {
        least = p->mean[i] < p->mean[least] ? i : least;
        most = p->mean[i] > p->mean[most] ? i : most;
    }
    dgh_document_print(
        d,
        "  planes      %zu over %.4f Ang, means from %.6g at %.3f Ang to %.6g%s%s at "
        "%.3f Ang\n",
        p->n, p->length_ang, p->mean[least], p->position_ang[least], p->mean[most],
        unit[0] ? " " : "", unit, p->position_ang[most]);
}

static void write_levels(dgh_document *d, const dgh_profile_of_file *f)
{
    static const dgh_table_column COLUMNS[] = {
        {"vacuum", NULL, false, true},       {"level", "eV", true, true},
        {"work function", "eV", true, true}, {"from", "Ang", true, true},
        {"to", "Ang", true, true},           {"slope", "eV/Ang", true, true},
        {"ripple", "eV", true, true}};
    const dgh_vacuum *v = &f->vacuum;
    if (v->n_levels == 0)
        return;
    dgh_document_print(d, "\n");
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < v->n_levels; i++) {
        const dgh_vacuum_level *l = &v->level[i];
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s",
                      v->n_levels == 1 ? "both faces"
                      : i == 0         ? "above the slab"
                                       : "below the slab");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.4f", l->level_ev);
        dgh_table_add_real(&t, DGH_STYLE_BOLD, f->work_function_ev[i], 4);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", l->from_ang);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", l->to_ang);
        dgh_table_add(&t, l->flat ? DGH_STYLE_PLAIN : DGH_STYLE_CAUTION, "%.5f",
                      l->slope_ev_per_ang);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.5f", l->ripple_ev);
    }
    dgh_table_write(&t, 2, d);
    if (f->dipole_step_ev.has)
        dgh_document_print(d, "  dipole step %.4f eV, above minus below\n",
                           f->dipole_step_ev.value);
}

static void write_run(dgh_document *d, const dgh_profile_of_file *f)
{
    char place[1100];
    if (f->header->field != DGH_FIELD_POTENTIAL)
        return;
    if (f->fermi_ev.has) {
        dgh_part_place(f->fermi_ev.source, place, sizeof place);
        dgh_document_print(d, "  E_F         %.4f eV%s%s\n", f->fermi_ev.value,
                           place[0] ? ", " : "", place[0] ? place : ", given by hand");
    } else {
        dgh_document_print(d, "  E_F         not known\n");
    }
    if (f->dipole_correction.value) {
        dgh_part_place(f->dipole_correction.source, place, sizeof place);
        dgh_document_print(d, "  dipole      correction %s%s%s\n", f->dipole_correction.value,
                           place[0] ? ", " : "", place);
    }
}

static void write_file(dgh_document *d, const dgh_profile_of_file *f)
{
    const dgh_grid *h = f->header;
    const char *unit = dgh_field_unit(h->field);
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", h->path);
    dgh_document_print(d, "\n  field       %s%s%s, %s, %zu x %zu x %zu points\n",
                       dgh_field_name(h->field), unit[0] ? " in " : "", unit, h->format, h->n[0],
                       h->n[1], h->n[2]);
    write_integral(d, f);
    write_extreme(d, "least", f->extremes.least, f->extremes.least_at, h);
    write_extreme(d, "most", f->extremes.most, f->extremes.most_at, h);
    write_curve(d, f);
    write_run(d, f);
    write_levels(d, f);
}

static void write_cut(dgh_document *d, const dgh_profiles *all, const dgh_cut *cut,
                      const char *name)
{
    dgh_document_print(d, "\n%s, %s interpolation, through", name,
                       dgh_interpolation_name(all->interpolation));
    for (size_t i = 0; i < cut->n_corners; i++)
        dgh_document_print(d, "%s %.4f %.4f %.4f", i ? "," : "", cut->corner_ang[i][0],
                           cut->corner_ang[i][1], cut->corner_ang[i][2]);
    dgh_document_print(d, " Ang: ");
    if (cut->n_corners == 2)
        dgh_document_print(d, "%zu points\n", cut->n[0]);
    else
        dgh_document_print(d, "%zu x %zu points\n", cut->n[0], cut->n[1]);
    for (size_t f = 0; f < all->n_files; f++) {
        const double *value = cut->n_corners == 2 ? all->files[f].on_line : all->files[f].on_plane;
        size_t least = 0, most = 0;
        for (size_t p = 1; p < cut->n_points; p++) {
            least = value[p] < value[least] ? p : least;
            most = value[p] > value[most] ? p : most;
        }
        dgh_document_print(d, "  from %.6g to %.6g %s  %s\n", value[least], value[most],
                           dgh_field_unit(all->files[f].header->field), all->files[f].header->path);
    }
}

static void write_axis(dgh_document *d, const dgh_profiles *all)
{
    dgh_document_print(d, "planar averages along %c", "abc"[all->axis]);
    if (all->box_ang[0] > 0.0)
        dgh_document_print(d, ", macroscopic average over %.4f", all->box_ang[0]);
    if (all->box_ang[1] > 0.0)
        dgh_document_print(d, " and %.4f", all->box_ang[1]);
    if (all->box_ang[0] > 0.0)
        dgh_document_print(d, " Ang");
    if (all->box_n_layers)
        dgh_document_print(d, " (mean distance of %zu layers of atoms)", all->box_n_layers);
    dgh_document_print(d, "\n\n");
}

dgh_status dgh_report_profile_text(char **out, const dgh_profiles *profiles,
                                   const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    write_axis(&d, profiles);
    for (size_t i = 0; i < profiles->n_files; i++) {
        const dgh_grid *h = profiles->files[i].header;
        dgh_document_print(&d, "%s", i ? "\n" : "");
        write_file(&d, &profiles->files[i]);
        dgh_document_print(&d, "%s", h->n_diagnostics ? "\n" : "");
        for (size_t j = 0; j < h->n_diagnostics; j++)
            dgh_part_diagnostic(&d, &h->diagnostics[j], NULL, h->path);
    }
    if (profiles->line)
        write_cut(&d, profiles, profiles->line, "line");
    if (profiles->plane)
        write_cut(&d, profiles, profiles->plane, "plane");
    return dgh_document_finish(out, &d, err);
}
