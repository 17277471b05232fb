/* What the densities beside the runs say of each site, below the table of ΔG_H*. */
#include "report/parts.h"
#include "report/study_parts.h"
#include "report/table.h"

static const dgh_table_column CHARGES[] = {
    {"site", NULL, false, true},       {"atom", NULL, false, true},
    {"clean", "e", true, false},       {"with H", "e", true, true},
    {"net, clean", "e", true, false},  {"net, with H", "e", true, false},
    {"gained", "e", true, false},      {"volume", "Å³", true, true},
    {"Δρ in basin", "e", true, false}, {"Δρ in sphere", "e", true, false}};

static const dgh_table_column DRHO[] = {{"site", NULL, false, true},  {"∫Δρ", "e", true, true},
                                        {"∫Δρ > 0", "e", true, true}, {"dipole", "eÅ", true, true},
                                        {"V step", "eV", true, true}, {"along", NULL, false, true}};

static dgh_real gained(const dgh_site_atom *a)
{
    return (dgh_real){.has = a->electrons_before.has && a->electrons_after.has,
                      .value = a->electrons_after.value - a->electrons_before.value};
}

static void add_charges(dgh_table *t, const dgh_site *site)
{
    const dgh_site_density *d = site->density;
    for (size_t i = 0; i < d->n_atoms; i++) {
        const dgh_site_atom *a = &d->atoms[i];
        dgh_style style = a->is_adsorbed ? DGH_STYLE_BOLD : DGH_STYLE_PLAIN;
        dgh_table_add(t, style, "%s", i ? "" : site->label);
        dgh_table_add(t, style, "%s%zu", dgh_element_symbol(a->atomic_number), a->atom + 1);
        dgh_table_add_real(t, style, a->electrons_before, 4);
        dgh_table_add_real(t, style, a->electrons_after, 4);
        dgh_table_add_real(t, style, a->net_charge_before_e, 4);
        dgh_table_add_real(t, style, a->net_charge_after_e, 4);
        dgh_table_add_real(t, style, gained(a), 4);
        dgh_table_add_real(t, style, a->volume_after_ang3, 2);
        dgh_table_add_real(t, style, a->drho_basin_e, 4);
        dgh_table_add_real(t, style, a->drho_sphere_e, 4);
    }
}

static void write_drho(dgh_document *document, const dgh_study *study)
{
    static const char *const AXES[] = {"a", "b", "c"};
    bool any = false;
    dgh_table t = dgh_table_make(DRHO, sizeof DRHO / sizeof DRHO[0]);
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site_density *d = study->sites[i].density;
        if (!d || !d->drho_host_path)
            continue;
        any = true;
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", study->sites[i].label);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, d->drho_integral_e, 4);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, d->drho_positive_e, 4);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, d->drho_dipole_e_ang, 4);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, d->drho_potential_step_ev, 4);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", AXES[d->drho_axis]);
    }
    if (any) {
        dgh_document_styled(document, DGH_STYLE_BOLD, "\nΔρ = ρ(host + H) - ρ(host) - ρ(H)\n");
        dgh_table_write(&t, 0, document);
    } else {
        dgh_table_free(&t);
    }
}

static void write_missing(dgh_document *document, const dgh_study *study)
{
    const char *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site_density *d = study->sites[i].density;
        if (!d || !d->drho_missing)
            continue;
        first = first ? first : d->drho_missing;
        n++;
    }
    if (!n)
        return;
    dgh_document_print(document, "no Δρ of %zu site%s: ", n, n == 1 ? "" : "s");
    dgh_document_wrap(document, 20, 2, first);
}

void dgh_study_part_density(dgh_document *document, const dgh_study *study)
{
    if (!dgh_study_part_has_density(study))
        return;
    dgh_bader_method method = study->options.bader_method;
    dgh_table t = dgh_table_make(CHARGES, sizeof CHARGES / sizeof CHARGES[0]);
    dgh_document_styled(document, DGH_STYLE_BOLD,
                        "\nBader electrons of H and of what it touches, %s method\n",
                        dgh_bader_method_name(method));
    for (size_t i = 0; i < study->n_sites; i++)
        if (study->sites[i].density)
            add_charges(&t, &study->sites[i]);
    dgh_table_write(&t, 0, document);
    write_drho(document, study);
    write_missing(document, study);
}

static void write_file(dgh_document *document, const char *what, const char *path,
                       const char *const reference[2])
{
    if (!path)
        return;
    dgh_document_print(document, "  %s %s, reference %s%s%s\n", what, path,
                       reference[0] ? reference[0] : "none", reference[1] ? " + " : "",
                       reference[1] ? reference[1] : "");
}

void dgh_study_part_density_files(dgh_document *document, const dgh_site_density *d)
{
    write_file(document, "charges with H:", d->after_path, d->after_reference);
    write_file(document, "charges, clean:", d->before_path, d->before_reference);
    if (d->drho_host_path)
        dgh_document_print(document, "  Δρ: %s - %s - %s\n", d->after_path, d->drho_host_path,
                           d->drho_h_path);
}
