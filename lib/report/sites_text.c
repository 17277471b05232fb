/* The sites of a slab for people, and as CSV. */
#include <math.h>
#include <string.h>

#include "base/format.h"
#include "report/csv.h"
#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

/* "Pt3 Pt7 P12", and as it is where two images of one atom are touched: "Pt3 Pt3". */
static const char *spell_atoms(const dgh_slab_sites *slab, const dgh_surface_site *t, char *buffer,
                               size_t size)
{
    size_t at = 0;
    buffer[0] = '\0';
    for (size_t a = 0; a < t->n_atoms && at < size; a++) {
        const int element = dgh_structure_element(&slab->structure, t->atoms[a]);
        dgh_format(buffer + at, size - at, "%s%s%zu", a ? " " : "", dgh_element_symbol(element),
                   t->atoms[a] + 1);
        at += strlen(buffer + at);
    }
    return buffer;
}

/* Never "-0.000". */
static void add_length(dgh_table *t, double value_ang)
{
    dgh_table_add(t, DGH_STYLE_PLAIN, "%.3f", fabs(value_ang) < 5e-4 ? 0.0 : value_ang);
}

static void write_head(dgh_document *d, const dgh_slab_sites *slab)
{
    const dgh_sites *s = slab->sites;
    const dgh_sites_options *o = &s->options;
    char formula[256];
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", slab->path);
    dgh_document_print(d, ": %s, %zu atoms, %zu at the surface\n",
                       dgh_part_composition(&slab->structure, formula, sizeof formula), s->n_atoms,
                       s->n_surface);
    if (s->vacuum_axis >= 0)
        dgh_document_print(d, "  side        %s of a slab with its vacuum along %c%s\n",
                           o->side == DGH_SIDE_BOTH ? "both sides" : dgh_side_name(o->side),
                           "abc"[s->vacuum_axis],
                           slab -> options.side == DGH_SLAB_SIDE_AUTO ? " (--side chooses)" : "");
    else
        dgh_document_print(d, "  side        all around: no slab\n");
    dgh_document_print(d, "  probe       %.4g Å radius; sites of a kind within %.4g Å are one\n",
                       o->probe_radius_ang, o->merge_ang);
    if (slab->symmetry)
        dgh_document_print(d, "  symmetry    %s (%d) within %.4g Å, %zu operations\n",
                           slab->symmetry->symbol, slab->symmetry->space_group,
                           slab->symmetry->tolerance_ang, slab->symmetry->n_operations);
    else
        dgh_document_print(d, "  symmetry    none used: every site stands for itself\n");
    dgh_document_print(d, "  GCN         full coordination %.2f, %s\n", s->bulk_coordination,
                       s->bulk_is_model ? "the mean of the atoms below the surface"
                                        : "that of fcc: no atom lies below the surface");
    dgh_document_print(d, "  sites       %zu, %zu inequivalent\n\n", s->n_sites, s->n_orbits);
}

dgh_status dgh_report_sites_text(char **out, const dgh_slab_sites *slab, bool all,
                                 const dgh_report_options *options, dgh_error *err)
{
    static const dgh_table_column COLUMNS[] = {
        {"site", NULL, false, true},  {"kind", NULL, false, true},  {"n", NULL, true, true},
        {"side", NULL, false, false}, {"atoms", NULL, false, true}, {"x", "Å", true, true},
        {"y", "Å", true, true},       {"z", "Å", true, true},       {"height", "Å", true, true},
        {"GCN", NULL, true, true},    {"below", "Å", true, false},  {"class", NULL, false, true}};
    dgh_document d = dgh_document_make(options);
    write_head(&d, slab);
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < slab->sites->n_sites; i++) {
        const dgh_surface_site *s = &slab->sites->sites[i];
        char atoms[256];
        if (s->orbit != i && !all)
            continue;
        dgh_table_add(&t, DGH_STYLE_BOLD, "%s", slab->about[i].label);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", dgh_site_kind_name(s->kind));
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", s->multiplicity);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s",
                      s->side == DGH_SIDE_BOTH ? "" : dgh_side_name(s->side));
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", spell_atoms(slab, s, atoms, sizeof atoms));
        for (int k = 0; k < 3; k++)
            add_length(&t, s->position_ang[k]);
        add_length(&t, s->height_ang);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.2f", s->gcn);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, s->below_ang, 2);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", dgh_phase_name(slab->about[i].phase));
    }
    dgh_table_write(&t, 0, &d);
    return dgh_document_finish(out, &d, err);
}

dgh_status dgh_report_sites_csv(char **out, const dgh_slab_sites *slab, dgh_error *err)
{
    dgh_csv csv = dgh_csv_make("label,name,kind,orbit,multiplicity,side,atoms,x_ang,y_ang,z_ang,"
                               "height_ang,gcn,below_ang,class");
    for (size_t i = 0; i < slab->sites->n_sites; i++) {
        const dgh_surface_site *s = &slab->sites->sites[i];
        char atoms[256];
        dgh_csv_text(&csv, slab->about[i].label);
        dgh_csv_text(&csv, slab->about[i].name);
        dgh_csv_text(&csv, dgh_site_kind_name(s->kind));
        dgh_csv_text(&csv, slab->about[s->orbit].label);
        dgh_csv_integer(&csv, (int64_t)s->multiplicity);
        dgh_csv_text(&csv, s->side == DGH_SIDE_BOTH ? NULL : dgh_side_name(s->side));
        dgh_csv_text(&csv, spell_atoms(slab, s, atoms, sizeof atoms));
        for (int k = 0; k < 3; k++)
            dgh_csv_number(&csv, s->position_ang[k]);
        dgh_csv_number(&csv, s->height_ang);
        dgh_csv_number(&csv, s->gcn);
        dgh_csv_real(&csv, s->below_ang);
        dgh_csv_text(&csv, dgh_phase_name(slab->about[i].phase));
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
