/* Charges for people: what was partitioned and how, then the atoms, then the sums. */
#include <math.h>

#include "base/format.h"
#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

static const double SIGNIFICANT_E = 1e-4;
enum { MOST_MAXIMA = 10 };

static void fact(dgh_document *d, const char *name, const char *text)
{
    dgh_document_print(d, "  %-10s  ", name);
    dgh_document_wrap(d, 14, 14, text);
}

static void write_partition(dgh_document *d, const dgh_charges *c)
{
    switch (c->partition) {
    case DGH_PARTITION_BADER:
        dgh_document_print(d, "Bader charges, %s method\n", dgh_bader_method_name(c->method));
        break;
    case DGH_PARTITION_VORONOI:
        dgh_document_print(d, "Voronoi charges: every point to the nearest nucleus\n");
        break;
    case DGH_PARTITION_HIRSHFELD:
        dgh_document_print(d, "Hirshfeld charges: every point in the ratio of free atoms\n");
        break;
    }
}

static void write_references(dgh_document *d, const dgh_charges *c)
{
    char text[2300];
    size_t length = 0;
    text[0] = '\0';
    if (c->partition != DGH_PARTITION_BADER)
        return;
    for (size_t i = 0; i < c->n_references && length < sizeof text; i++) {
        int n = dgh_format(text + length, sizeof text - length, "%s%s", i ? " + " : "",
                           c->reference_paths[i]);
        length += n > 0 ? (size_t)n : 0;
    }
    fact(d, "reference", c->n_references ? text : "none: the density itself was partitioned");
    if (!c->vacuum_e_per_ang3.has)
        return;
    dgh_format(text, sizeof text, "where the %s is below %g e/Å³: %.4f e in %.2f Å³",
               c->n_references ? "reference" : "density", c->vacuum_e_per_ang3.value,
               c->vacuum_electrons, c->vacuum_volume_ang3);
    fact(d, "vacuum", text);
}

static void write_valences(dgh_document *d, const dgh_charges *c)
{
    char text[1200];
    const char *from = NULL;
    size_t by_hand = 0, known = 0;
    for (size_t i = 0; i < c->n_atoms; i++) {
        known += c->atoms[i].valence_e.has;
        by_hand += c->atoms[i].valence_e.has && !c->atoms[i].valence_e.source.path;
        if (!from)
            from = c->atoms[i].valence_e.source.path;
    }
    if (!c->n_atoms)
        return;
    if (!known)
        dgh_format(text, sizeof text, "not known: no net charges");
    else
        dgh_format(text, sizeof text, "%s%s%s%s", from ? from : "", from && by_hand ? ", " : "",
                   by_hand ? "by hand (--valence)" : "",
                   known < c->n_atoms ? ", not of all atoms" : "");
    fact(d, "valences", text);
}

static void write_head(dgh_document *d, const dgh_charges *c)
{
    char text[1400];
    write_partition(d, c);
    dgh_format(text, sizeof text, "%s, %zu × %zu × %zu points", c->density->path, c->density->n[0],
               c->density->n[1], c->density->n[2]);
    fact(d, "density", text);
    write_references(d, c);
    if (c->spin_path) {
        dgh_format(text, sizeof text, "%s, field %zu", c->spin_path, c->spin_component + 1);
        fact(d, "spin", text);
    }
    for (size_t i = 0; i < c->n_free_atoms; i++) {
        dgh_format(text, sizeof text, "%s from %s, %.4f electrons",
                   dgh_element_symbol(c->free_atoms[i]->atomic_number), c->free_atoms[i]->path,
                   c->free_atoms[i]->electrons);
        fact(d, i ? "" : "free atoms", text);
    }
    write_valences(d, c);
}

static void write_atoms(dgh_document *d, const dgh_charges *c)
{
    static const dgh_table_column COLUMNS[] = {
        {"atom", NULL, true, true},         {"", NULL, false, true},
        {"electrons", "e", true, true},     {"net charge", "e", true, false},
        {"moment", "μB", true, false},      {"volume", "Å³", true, true},
        {"min. distance", "Å", true, false}};
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < c->n_atoms; i++) {
        const dgh_atom_charge *a = &c->atoms[i];
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", i + 1);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", a->label ? a->label : "?");
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, (dgh_real){.has = true, .value = a->electrons}, 6);
        if (a->net_charge_e.has)
            dgh_table_add(&t, DGH_STYLE_BOLD, "%+.6f", a->net_charge_e.value);
        else
            dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, a->moment_mub, 6);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, (dgh_real){.has = true, .value = a->volume_ang3},
                           4);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, a->min_distance_ang, 4);
    }
    dgh_table_write(&t, 2, d);
}

/* Without atoms all basins of some content, else those that lie at no nucleus. */
static void write_maxima(dgh_document *d, const dgh_charges *c)
{
    static const dgh_table_column COLUMNS[] = {
        {"maximum", NULL, true, true}, {"x", "Å", true, true},         {"y", "Å", true, true},
        {"z", "Å", true, true},        {"electrons", "e", true, true}, {"volume", "Å³", true, true},
        {"atom", NULL, true, false},   {"distance", "Å", true, false}};
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    size_t shown = 0, left = 0;
    for (size_t b = 0; b < c->n_basins; b++) {
        const dgh_basin *basin = &c->basins[b];
        if ((c->n_atoms && basin->distance_ang <= 0.5) || fabs(basin->electrons) < SIGNIFICANT_E)
            continue;
        if (c->n_atoms && shown == MOST_MAXIMA) {
            left++;
            continue;
        }
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", ++shown);
        for (int x = 0; x < 3; x++)
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%.4f", basin->position_ang[x]);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.6f", basin->electrons);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.4f", basin->volume_ang3);
        if (basin->atom < c->n_atoms) {
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", basin->atom + 1);
            dgh_table_add(&t, DGH_STYLE_PLAIN, "%.4f", basin->distance_ang);
        } else {
            dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
            dgh_table_add(&t, DGH_STYLE_PLAIN, "-");
        }
    }
    if (!shown) {
        dgh_table_free(&t);
        return;
    }
    dgh_document_print(d, c->n_atoms ? "\n  maxima at no nucleus, each counted for its nearest "
                                       "atom above\n"
                                     : "\n  basins\n");
    dgh_table_write(&t, 2, d);
    if (left)
        dgh_document_print(d, "  and %zu more\n", left);
}

static void write_sums(dgh_document *d, const dgh_charges *c)
{
    char text[256];
    dgh_document_print(d, "\n");
    if (c->run_electrons.has)
        dgh_format(text, sizeof text, "%.6f in the density, %.6f in the run", c->total_electrons,
                   c->run_electrons.value);
    else
        dgh_format(text, sizeof text, "%.6f in the density", c->total_electrons);
    fact(d, "electrons", text);
    if (c->partition == DGH_PARTITION_HIRSHFELD) {
        dgh_format(text, sizeof text, "%.3g e, where no free atom has any density",
                   c->vacuum_electrons);
        fact(d, "nobody's", text);
    }
    dgh_format(text, sizeof text, "%.1e e: electrons less atoms%s", c->residual_e,
               c->partition == DGH_PARTITION_VORONOI     ? ""
               : c->partition == DGH_PARTITION_HIRSHFELD ? " and nobody's"
                                                         : " and vacuum");
    fact(d, "residual", text);
    if (c->net_charge_e.has) {
        dgh_format(text, sizeof text, "%+.6f e", c->net_charge_e.value);
        fact(d, "net charge", text);
    }
    if (c->moment_mub.has) {
        dgh_format(text, sizeof text, "%.6f μB", c->moment_mub.value);
        fact(d, "moment", text);
    }
    if (c->partition != DGH_PARTITION_BADER)
        return;
    dgh_format(text, sizeof text, "%zu, %zu of them at no nucleus", c->n_basins, c->n_non_nuclear);
    fact(d, "maxima", text);
}

dgh_status dgh_report_charges_text(char **out, const dgh_charges *charges,
                                   const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    write_head(&d, charges);
    if (charges->n_atoms) {
        dgh_document_print(&d, "\n");
        write_atoms(&d, charges);
    }
    write_maxima(&d, charges);
    write_sums(&d, charges);
    return dgh_document_finish(out, &d, err);
}
