/* ACF.dat, BCF.dat and AVF.dat as the program bader 1.05 writes them
 * (http://theory.cm.utexas.edu/henkelman/code/bader/); head, rules and foot to the blank, for the
 * scripts that read them. Its formats: (I5,4F12.6,2F13.6), (I5,4F12.4,3X,I5,F12.4),
 * (2X,I4,2X,A,2X,I5...). */
#include <stdlib.h>
#include <string.h>

#include "base/constants.h"
#include "base/error.h"
#include "report/document.h"

/* badertol of that program. */
static const double SIGNIFICANT_E = 1e-4;

static const char DASHES[] =
    "--------------------------------------------------------------------------------";

static dgh_status check(const dgh_charges *c, dgh_error *err)
{
    if (c->partition != DGH_PARTITION_BADER)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected Bader's partition");
    if (c->n_atoms == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected atoms, found none");
    return DGH_OK;
}

/* That program knows no units: it takes a cube's Bohr and a CHGCAR's Angstrom as they stand. */
static double per_ang(const dgh_charges *c)
{
    return strcmp(c->density->format, "cube") == 0 ? 1.0 / DGH_BOHR_ANG : 1.0;
}

dgh_status dgh_report_acf(char **out, const dgh_charges *charges, dgh_error *err)
{
    const double unit = per_ang(charges);
    dgh_document d = dgh_document_make(NULL);
    *out = NULL;
    dgh_status status = check(charges, err);
    if (status != DGH_OK)
        return status;
    dgh_document_print(&d,
                       "    #         X           Y           Z       CHARGE      MIN DIST   "
                       "ATOMIC VOL\n %.80s\n",
                       DASHES);
    for (size_t i = 0; i < charges->n_atoms; i++) {
        const dgh_atom_charge *a = &charges->atoms[i];
        dgh_document_print(&d, "%5zu%12.6f%12.6f%12.6f%12.6f%13.6f%13.6f\n", i + 1,
                           a->position_ang[0] * unit, a->position_ang[1] * unit,
                           a->position_ang[2] * unit, a->electrons,
                           a->min_distance_ang.has ? a->min_distance_ang.value * unit : 0.0,
                           a->volume_ang3 * unit * unit * unit);
    }
    dgh_document_print(&d,
                       " %.80s\n    VACUUM CHARGE:         %12.4f\n"
                       "    VACUUM VOLUME:         %12.4f\n    NUMBER OF ELECTRONS:   %12.4f\n",
                       DASHES, charges->vacuum_electrons,
                       charges->vacuum_volume_ang3 * unit * unit * unit, charges->total_electrons);
    return dgh_document_finish(out, &d, err);
}

dgh_status dgh_report_bcf(char **out, const dgh_charges *charges, dgh_error *err)
{
    const double unit = per_ang(charges);
    size_t number = 0;
    dgh_document d = dgh_document_make(NULL);
    *out = NULL;
    dgh_status status = check(charges, err);
    if (status != DGH_OK)
        return status;
    dgh_document_print(&d,
                       "    #         X           Y           Z        CHARGE     ATOM    "
                       "DISTANCE\n  %.73s\n",
                       DASHES);
    for (size_t b = 0; b < charges->n_basins; b++) {
        const dgh_basin *basin = &charges->basins[b];
        if (basin->electrons > SIGNIFICANT_E)
            dgh_document_print(&d, "%5zu%12.4f%12.4f%12.4f%12.4f   %5zu%12.4f\n", ++number,
                               basin->position_ang[0] * unit, basin->position_ang[1] * unit,
                               basin->position_ang[2] * unit, basin->electrons, basin->atom + 1,
                               basin->distance_ang * unit);
    }
    dgh_document_print(&d, "  %.73s\n", DASHES);
    return dgh_document_finish(out, &d, err);
}

/* first[atom]: the atom's first basin; next[basin]: the atom's next one; n_basins = none. */
static void chain(size_t *first, size_t *next, const dgh_charges *c)
{
    for (size_t i = 0; i < c->n_atoms; i++)
        first[i] = c->n_basins;
    for (size_t b = c->n_basins; b-- > 0;)
        if (c->basins[b].electrons > SIGNIFICANT_E && c->basins[b].atom < c->n_atoms) {
            next[b] = first[c->basins[b].atom];
            first[c->basins[b].atom] = b;
        }
}

dgh_status dgh_report_avf(char **out, const dgh_charges *charges, dgh_error *err)
{
    *out = NULL;
    dgh_status status = check(charges, err);
    if (status != DGH_OK)
        return status;
    dgh_document d = dgh_document_make(NULL);
    const size_t n = charges->n_basins;
    size_t *first = malloc(charges->n_atoms * sizeof *first);
    size_t *next = malloc((n + 1) * sizeof *next);
    size_t *number = malloc((n + 1) * sizeof *number);
    if (first && next && number) {
        size_t counted = 0;
        for (size_t b = 0; b < n; b++)
            number[b] = charges->basins[b].electrons > SIGNIFICANT_E ? ++counted : 0;
        chain(first, next, charges);
        dgh_document_print(&d, "   Atom                     Volume(s)\n  %.72s\n", DASHES);
        for (size_t i = 0; i < charges->n_atoms; i++) {
            if (first[i] == n)
                continue;
            dgh_document_print(&d, "  %4zu   ...   ", i + 1);
            for (size_t b = first[i]; b < n; b = next[b])
                dgh_document_print(&d, number[b] > 99999 ? " %zu" : "%5zu", number[b]);
            dgh_document_print(&d, "\n");
        }
        dgh_document_print(&d, "  %.72s\n", DASHES);
        status = dgh_document_finish(out, &d, err);
    } else
        status = dgh_error_nomem(err);
    free(first);
    free(next);
    free(number);
    return status;
}
