/* What each H sits on and ΔG by class of site, as text and as columns of a CSV. */
#include <string.h>

#include "base/format.h"
#include "report/structure_parts.h"
#include "report/table.h"

const char *dgh_part_place_kind(const dgh_place *p, char *buffer, size_t size)
{
    static const char *const KINDS[] = {"none", "top", "bridge", "hollow", "fourfold"};
    const char *least = KINDS[p->n_least < 4 ? p->n_least : 4];
    const char *most = KINDS[p->n_most < 4 ? p->n_most : 4];
    const char *kind = KINDS[p->n_atoms < 4 ? p->n_atoms : 4];
    if (p->is_ambiguous)
        dgh_format(buffer, size, "%s/%s", least, most);
    else if (p->is_below_surface)
        dgh_format(buffer, size, "below (%zu atoms)", p->n_atoms);
    else if (p->hollow != DGH_HOLLOW_NONE)
        dgh_format(buffer, size, "%s %s", dgh_hollow_name(p->hollow), kind);
    else
        dgh_format(buffer, size, "%s", kind);
    return buffer;
}

typedef enum list_of { ATOMS, DISTANCES, LONG_DISTANCES, COORDINATION } list_of;

static const char *list(const dgh_place *p, list_of what, char *buffer, size_t size)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < p->n_atoms; i++) {
        const dgh_binding_atom *a = &p->atoms[i];
        size_t at = strlen(buffer);
        const char *space = i ? " " : "";
        if (what == ATOMS)
            dgh_format(buffer + at, size - at, "%s%s%zu", space,
                       dgh_element_symbol(a->atomic_number), a->atom + 1);
        else if (what == DISTANCES)
            dgh_format(buffer + at, size - at, "%s%.2f", space, a->distance_ang);
        else if (what == LONG_DISTANCES)
            dgh_format(buffer + at, size - at, "%s%.5f", space, a->distance_ang);
        else
            dgh_format(buffer + at, size - at, "%s%zu", space, a->coordination);
    }
    return buffer;
}

/* ---- what H sits on -------------------------------------------------------------------------- */

static const dgh_table_column PLACES[] = {
    {"site", NULL, false, true},   {"kind", NULL, false, true},
    {"class", NULL, false, true},  {"binds to", NULL, false, true},
    {"at", "Å", false, true},      {"CN", NULL, false, true},
    {"GCN", NULL, true, true},     {"side", NULL, false, false},
    {"×", NULL, true, false},      {"to A/C interface", "Å", true, false},
    {"d-band", "eV", true, false}, {"", NULL, false, false}};

static void add_place(dgh_table *t, const dgh_site *site, size_t index)
{
    const dgh_place *p = &site->structure->places[index];
    dgh_style style = site->counting == DGH_COUNTED ? DGH_STYLE_PLAIN : DGH_STYLE_DIM;
    char text[256];
    dgh_table_add(t, style, "%s", index ? "" : site->label);
    dgh_table_add(t, style, "%s", dgh_part_place_kind(p, text, sizeof text));
    dgh_table_add(t, style, "%s", p->n_atoms ? dgh_phase_name(p->phase) : "-");
    dgh_table_add(t, style, "%s", list(p, ATOMS, text, sizeof text));
    dgh_table_add(t, style, "%s", list(p, DISTANCES, text, sizeof text));
    dgh_table_add(t, style, "%s", list(p, COORDINATION, text, sizeof text));
    dgh_table_add_real(t, style, p->gcn, 2);
    dgh_table_add(t, style, "%s", p->side ? dgh_part_side(p->side) : "-");
    if (p->multiplicity.has)
        dgh_table_add(t, style, "%lld", (long long)p->multiplicity.value);
    else
        dgh_table_add(t, style, "-");
    dgh_table_add_real(t, style, p->interface_ang, 2);
    dgh_table_add_real(t, style, index ? (dgh_real){0} : site->structure->d_band_centre_ev, 3);
    dgh_table_add(t, DGH_STYLE_CAUTION, "%s%s",
                  index || site->counting == DGH_COUNTED ? "" : "not counted: ",
                  index || site->counting == DGH_COUNTED ? "" : dgh_counting_name(site->counting));
}

/* Whether H is still on the site on which `dgh sites --write` placed it. */
static void print_origin(dgh_document *document, const char *site, const dgh_site_origin *o)
{
    dgh_document_print(document, "  %s: placed on %s", site, o->label);
    if (o->moved_ang.has && !o->is_moved)
        dgh_document_print(document, ", where it stayed");
    else if (o->moved_ang.has)
        dgh_document_styled(document, DGH_STYLE_CAUTION, ", ended on %s, %.2f Å away",
                            o->ended ? o->ended : "none of those sites", o->moved_ang.value);
    dgh_document_print(document, "\n");
}

void dgh_study_part_structure(dgh_document *document, const dgh_study *study)
{
    if (!dgh_study_part_has_structure(study))
        return;
    dgh_table t = dgh_table_make(PLACES, sizeof PLACES / sizeof PLACES[0]);
    dgh_document_styled(document, DGH_STYLE_BOLD,
                        "\nwhat H sits on: atoms of host + H; class, CN and GCN of the relaxed "
                        "clean host\n");
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *s = &study->sites[i];
        for (size_t k = 0; s->structure && k < s->structure->n_added; k++)
            add_place(&t, s, k);
    }
    dgh_table_write(&t, 0, document);
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].structure && study->sites[i].structure->origin)
            print_origin(document, study->sites[i].label, study->sites[i].structure->origin);
}

/* ---- ΔG by class ----------------------------------------------------------------------------- */

static const dgh_table_column CLASSES[] = {{"class", NULL, false, true}, DGH_PART_CLASS_COLUMNS};

static void add_small(dgh_table *t, dgh_style style, dgh_real value)
{
    if (value.has)
        dgh_table_add(t, style, "%.2e", value.value);
    else
        dgh_table_add(t, style, "-");
}

void dgh_part_class_cells(dgh_table *t, dgh_style style, const dgh_distribution *d)
{
    if (d->n_weighted != d->n)
        dgh_table_add(t, style, "%zu (× %zu)", d->n, d->n_weighted);
    else
        dgh_table_add(t, style, "%zu", d->n);
    dgh_table_add_real(t, style, d->smallest_ev, 3);
    dgh_table_add_real(t, style, d->mean_ev, 3);
    dgh_table_add_real(t, style, d->spread_ev, 3);
    for (int q = 0; q < 3; q++)
        dgh_table_add_real(t, style, d->quartile_ev[q], 3);
    dgh_real percent = d->part_in_window;
    percent.value *= 100.0;
    dgh_table_add_real(t, style, percent, 0);
    dgh_table_add_real(t, style, d->coverage, 3);
    add_small(t, style, d->rate_per_s);
    add_small(t, style, d->current_a_per_cm2);
}

static void add_class(dgh_table *t, const dgh_study_summary *s, int c)
{
    dgh_style style = c == DGH_CLASS_ALL ? DGH_STYLE_BOLD : DGH_STYLE_PLAIN;
    dgh_table_add(t, style, "%s", dgh_class_name(c));
    dgh_part_class_cells(t, style, &s->of[c]);
}

void dgh_part_left_out(dgh_document *document, const dgh_study_summary *s)
{
    const struct {
        size_t n;
        const char *what;
    } LIST[] = {{s->n_refused, "refused"},
                {s->n_no_dg, "without ΔG of the convention"},
                {s->n_anomalous, "anomalous"},
                {s->n_repeated, "repeated"}};
    bool any = false;
    for (size_t i = 0; i < sizeof LIST / sizeof LIST[0]; i++) {
        if (!LIST[i].n)
            continue;
        dgh_document_print(document, "%s%zu %s", any ? ", " : "  not counted: ", LIST[i].n,
                           LIST[i].what);
        any = true;
    }
    if (s->n_unclassified) {
        dgh_document_print(document, "%s%zu of no class (in `all` alone)", any ? "; " : "  ",
                           s->n_unclassified);
        any = true;
    }
    if (any)
        dgh_document_print(document, "\n");
}

void dgh_part_definitions(dgh_document *document)
{
    for (int i = 0; i < DGH_PART_N_DEFINITIONS; i++) {
        const dgh_part_definition *d = &DGH_PART_DEFINITIONS[i];
        dgh_document_print(document, "  %s", d->key);
        dgh_document_pad(document, 12 - dgh_document_width(d->key));
        dgh_document_wrap(document, 14, 14, d->text);
    }
}

void dgh_study_part_summary(dgh_document *document, const dgh_study *study)
{
    const dgh_study_summary *s = study->summary;
    if (!s)
        return;
    dgh_table t = dgh_table_make(CLASSES, sizeof CLASSES / sizeof CLASSES[0]);
    dgh_document_styled(document, DGH_STYLE_BOLD,
                        "\nΔG of the computed sites by class, convention %s%s\n",
                        dgh_convention_name(study->options.convention),
                        s->is_weighted ? ", each by its multiplicity" : ", each once");
    for (int c = 0; c < DGH_N_CLASSES; c++)
        if (s->of[DGH_PART_CLASSES[c]].n || DGH_PART_CLASSES[c] == DGH_CLASS_ALL)
            add_class(&t, s, DGH_PART_CLASSES[c]);
    dgh_table_write(&t, 0, document);
    dgh_part_left_out(document, s);
    dgh_part_definitions(document);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

const char DGH_STRUCTURE_COLUMNS[] =
    ",class,site_kind,hollow,is_ambiguous,binding_atoms,binding_distances_ang,coordination,gcn,"
    "side,"
    "multiplicity,interface_ang,surface_atoms_per_cm2,d_band_centre_ev,counting";

/* Of several added H the texts are joined, and numbers that one H alone has are left out. */
static void add_lists(dgh_csv *csv, const dgh_site_structure *s, list_of what)
{
    char text[512] = "", one[256];
    for (size_t i = 0; i < s->n_added; i++) {
        size_t at = strlen(text);
        dgh_format(text + at, sizeof text - at, "%s%s", i ? "; " : "",
                   list(&s->places[i], what, one, sizeof one));
    }
    dgh_csv_text(csv, text);
}

static void add_kinds(dgh_csv *csv, const dgh_site_structure *s, bool hollow)
{
    char text[256] = "";
    for (size_t i = 0; i < s->n_added; i++) {
        const dgh_place *p = &s->places[i];
        size_t at = strlen(text);
        const char *name = hollow ? p->hollow == DGH_HOLLOW_NONE ? "" : dgh_hollow_name(p->hollow)
                           : p->n_atoms ? dgh_site_kind_name(p->kind)
                                        : "none";
        dgh_format(text + at, sizeof text - at, "%s%s", i && (text[0] || !hollow) ? "; " : "",
                   name);
    }
    dgh_csv_text(csv, text);
}

void dgh_csv_structure(dgh_csv *csv, const dgh_site *site)
{
    static const dgh_site_structure NOTHING;
    static const dgh_place NOWHERE;
    const dgh_site_structure *s = site->structure ? site->structure : &NOTHING;
    const dgh_place *p = s->n_added == 1 ? s->places : &NOWHERE;
    dgh_csv_text(csv, dgh_part_site_class(site));
    add_kinds(csv, s, false);
    add_kinds(csv, s, true);
    dgh_csv_text(csv, s->n_added != 1 ? NULL : p->is_ambiguous ? "yes" : "no");
    add_lists(csv, s, ATOMS);
    add_lists(csv, s, LONG_DISTANCES);
    add_lists(csv, s, COORDINATION);
    dgh_csv_real(csv, p->gcn);
    dgh_csv_text(csv, dgh_part_side(p->side));
    if (p->multiplicity.has)
        dgh_csv_integer(csv, p->multiplicity.value);
    else
        dgh_csv_text(csv, NULL);
    dgh_csv_real(csv, p->interface_ang);
    dgh_csv_real(csv, p->surface_atoms_per_cm2);
    dgh_csv_real(csv, s->d_band_centre_ev);
    dgh_csv_text(csv, dgh_counting_name(site->counting));
}

const char DGH_ORIGIN_COLUMNS[] = ",placed_on,placed_kind,placed_multiplicity,ended_on,moved_ang";

bool dgh_study_part_has_origin(const dgh_study *study)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].structure && study->sites[i].structure->origin)
            return true;
    return false;
}

void dgh_csv_origin(dgh_csv *csv, const dgh_site *site)
{
    const dgh_site_origin *o = site->structure ? site->structure->origin : NULL;
    dgh_csv_text(csv, o ? o->label : NULL);
    dgh_csv_text(csv, o ? dgh_site_kind_name(o->kind) : NULL);
    if (o)
        dgh_csv_integer(csv, (long long)o->multiplicity);
    else
        dgh_csv_text(csv, NULL);
    dgh_csv_text(csv, o ? o->ended : NULL);
    dgh_csv_real(csv, o ? o->moved_ang : (dgh_real){0});
}
