/* Exchange-correlation energies for people: each density with its functionals, the swaps between
 * them, a triple, and what all of it leaves out. */
#include <string.h>

#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

/* Name of part `index` of "gga_x_pbe+gga_c_pbe". */
static const char *part_name(const dgh_xc_functional *f, size_t index, char name[64])
{
    const char *at = f->libxc;
    for (size_t i = 0; i < index; i++)
        at += strcspn(at, "+") + 1;
    size_t n = strcspn(at, "+");
    n = n < 63 ? n : 63;
    memcpy(name, at, n);
    name[n] = '\0';
    return name;
}

static void write_density(dgh_document *d, const dgh_xc *xc)
{
    dgh_document_styled(d, DGH_STYLE_BOLD, "%s", xc->path);
    dgh_document_print(d, "\n  grid        %zu x %zu x %zu in %.4f Å³\n", xc->n[0], xc->n[1],
                       xc->n[2], xc->volume_ang3);
    dgh_document_print(d, "  electrons   %.6f", xc->electrons);
    if (xc->spin_polarised)
        dgh_document_print(d, ", spin-polarised, up - down %.6f", xc->spin_e);
    if (xc->negative_e < 0.0)
        dgh_document_print(d, ", %.3g of them negative at %zu points", xc->negative_e,
                           xc->n_negative);
    dgh_document_print(d, "\n  thresholds  nothing below %.3g e/Å³ (%zu points)",
                       xc->density_threshold_e_per_ang3, xc->n_empty);
    if (xc->functional.gradient)
        dgh_document_print(d, "; no gradient below %.3g e/Å³ or %.3g e/Å⁴ (%zu points)",
                           xc->flat_threshold_e_per_ang3, xc->gradient_threshold_e_per_ang4,
                           xc->n_flat);
    if (xc->cutoff_ev > 0.0)
        dgh_document_print(d, "\n  cutoff      %.3f eV of the gradient's plane waves",
                           xc->cutoff_ev);
    dgh_document_print(d, "\n\n");
}

static void add_rows(dgh_table *t, const dgh_xc *xc)
{
    const dgh_xc_functional *f = &xc->functional;
    char name[64];
    dgh_table_add(t, DGH_STYLE_BOLD, "%s", f->label);
    dgh_table_add(t, DGH_STYLE_PLAIN, "%s", f->n_parts == 1 ? f->libxc : "sum");
    dgh_table_add(t, DGH_STYLE_BOLD, "%.6f", xc->energy_ev);
    for (size_t p = 0; f->n_parts > 1 && p < f->n_parts; p++) {
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", "");
        dgh_table_add(t, DGH_STYLE_PLAIN, "%s", part_name(f, p, name));
        dgh_table_add(t, DGH_STYLE_PLAIN, "%.6f", xc->part_energy_ev[p]);
    }
}

static bool same_density(const dgh_xc *a, const dgh_xc *b)
{
    return strcmp(a->path, b->path) == 0 && a->spin_polarised == b->spin_polarised;
}

/* The head of a density once, and below it the functionals that follow each other. */
static size_t write_block(dgh_document *d, const dgh_xc_results *r, size_t first)
{
    static const dgh_table_column COLUMNS[] = {{"functional", NULL, false, true},
                                               {"libxc", NULL, false, true},
                                               {"E_xc", "eV", true, true}};
    size_t last = first;
    const dgh_xc *head = r->xc[first];
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (; last < r->n && same_density(r->xc[first], r->xc[last]); last++) {
        add_rows(&t, r->xc[last]);
        if (r->xc[last]->functional.gradient && !head->functional.gradient)
            head = r->xc[last];
    }
    dgh_document_print(d, "%s", first ? "\n" : "");
    write_density(d, head);
    dgh_table_write(&t, 2, d);
    return last;
}

static void write_swaps(dgh_document *d, const dgh_xc_results *r)
{
    static const dgh_table_column COLUMNS[] = {{"density", NULL, false, true},
                                               {"from", NULL, false, true},
                                               {"to", NULL, false, true},
                                               {"ΔE_xc", "eV", true, true}};
    dgh_table t = dgh_table_make(COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; i < r->n_swaps; i++) {
        const dgh_xc_swap *s = &r->swaps[i];
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", s->from->path);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", s->from->functional.label);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", s->to->functional.label);
        dgh_table_add(&t, DGH_STYLE_BOLD, "%+.6f", s->delta_ev);
    }
    dgh_document_print(d, "\nE_xc[to] - E_xc[from] on the same density\n");
    dgh_table_write(&t, 2, d);
}

static void write_triple(dgh_document *d, const dgh_xc_triple *t)
{
    dgh_document_print(d,
                       "\nEffect on the adsorption energy of %zu H, ΔE_xc of host+%sH, host, H2\n",
                       t->n_hydrogen, t->n_hydrogen > 1 ? "n" : "");
    dgh_document_print(d, "  %+.6f - (%+.6f) - %zu/2 (%+.6f) = %+.6f eV\n", t->with_h.delta_ev,
                       t->host.delta_ev, t->n_hydrogen, t->h2.delta_ev, t->delta_ev);
    dgh_document_print(d, "  d(ΔE_H) = ");
    dgh_document_styled(d, DGH_STYLE_BOLD, "%+.6f eV per H", t->delta_per_h_ev);
    dgh_document_print(d, ", first order (10.1103/PhysRevB.59.7413)\n");
}

dgh_status dgh_report_xc_text(char **out, const dgh_xc_results *results,
                              const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    size_t n;
    const char *const *caveats = dgh_xc_caveats(&n);
    for (size_t i = 0; i < results->n;)
        i = write_block(&d, results, i);
    if (results->n_swaps)
        write_swaps(&d, results);
    if (results->triple)
        write_triple(&d, results->triple);
    dgh_document_print(&d, "\n");
    for (size_t i = 0; i < results->n; i++)
        for (size_t j = 0; j < results->xc[i]->n_diagnostics; j++)
            dgh_part_diagnostic(&d, &results->xc[i]->diagnostics[j], NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        dgh_document_print(&d, "[%zu] ", i + 1);
        dgh_document_wrap(&d, 4, 4, caveats[i]);
    }
    return dgh_document_finish(out, &d, err);
}
