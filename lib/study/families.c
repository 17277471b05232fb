/* Chains through the runs that belong together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

/* ---- lattices -------------------------------------------------------------------------------- */

/* Cells that are equal (dgh_same_cell) have their first numbers in one bin or in neighbouring ones.
 */
static const double BIN_ANG = 0.05;

typedef struct binned {
    int64_t bin;
    size_t run;
} binned;

static int by_bin(const void *a, const void *b)
{
    const binned *x = a, *y = b;
    if (x->bin != y->bin)
        return x->bin < y->bin ? -1 : 1;
    return (x->run > y->run) - (x->run < y->run);
}

/* All numbers of the cell enter, so that cells that differ anywhere are seldom compared. Equal ones
 * differ by nine tolerances at most, which is less than four bins. */
static int64_t bin_of(const dgh_structure *s)
{
    double sum = 0.0;
    for (int i = 0; i < 9; i++)
        sum += s->cell_ang[i / 3][i % 3];
    double bin = floor(sum / BIN_ANG);
    return bin > 1e15 ? (int64_t)1e15 : bin >= -1e15 ? (int64_t)bin : -(int64_t)1e15;
}

static size_t first_in(const binned *bins, size_t n, int64_t bin)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bins[middle].bin < bin)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool alike(const dgh_inside *in, size_t a, size_t b)
{
    return in->runs[a].calculation->code == in->runs[b].calculation->code &&
           strcmp(in->facts[a].heavy, in->facts[b].heavy) == 0 &&
           dgh_same_cell(&in->facts[a].final, &in->facts[b].final);
}

/* The first run before this one that is alike; DGH_NO_RUN = it is of a new lattice. */
static size_t first_alike_before(const dgh_inside *in, const binned *bins, size_t n, size_t run)
{
    const int64_t bin = bin_of(&in->facts[run].final);
    size_t first = run;
    for (int64_t at = bin - 4; at <= bin + 4; at++)
        for (size_t i = first_in(bins, n, at); i < n && bins[i].bin == at && bins[i].run < first;
             i++)
            if (alike(in, bins[i].run, run))
                first = bins[i].run;
    return first < run ? first : DGH_NO_RUN;
}

static void chain_alike(dgh_inside *in)
{
    for (size_t i = in->n_runs; i-- > 0;) {
        dgh_run_facts *f = &in->facts[i];
        f->next_alike = DGH_NO_RUN;
        if (!f->has_geometry)
            continue;
        f->next_alike = in->first_alike[f->lattice];
        in->first_alike[f->lattice] = i;
    }
}

dgh_status dgh_study_find_lattices(dgh_inside *in, dgh_error *err)
{
    binned *bins = malloc((in->n_runs + 1) * sizeof *bins);
    in->first_alike = dgh_arena_alloc(in->arena, in->n_runs + 1, sizeof *in->first_alike);
    if (!bins || !in->first_alike) {
        free(bins);
        return dgh_error_nomem(err);
    }
    size_t n = 0;
    for (size_t i = 0; i < in->n_runs; i++)
        if (in->facts[i].has_geometry)
            bins[n++] = (binned){bin_of(&in->facts[i].final), i};
    qsort(bins, n, sizeof *bins, by_bin);
    for (size_t i = 0; i < in->n_runs; i++) {
        if (!in->facts[i].has_geometry)
            continue;
        size_t like = first_alike_before(in, bins, n, i);
        in->facts[i].lattice = like == DGH_NO_RUN ? in->n_lattices++ : in->facts[like].lattice;
    }
    free(bins);
    for (size_t i = 0; i < in->n_lattices; i++)
        in->first_alike[i] = DGH_NO_RUN;
    chain_alike(in);
    return DGH_OK;
}

/* ---- parts and adsorbates -------------------------------------------------------------------- */

void dgh_study_chain_parts(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++)
        in->facts[i].first_part = in->facts[i].next_part = DGH_NO_RUN;
    for (size_t i = in->n_runs; i-- > 0;) {
        size_t of = in->runs[i].belongs_to;
        if (of == DGH_NO_RUN)
            continue;
        in->facts[i].next_part = in->facts[of].first_part;
        in->facts[of].first_part = i;
    }
}

void dgh_study_chain_adsorbed(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++)
        in->facts[i].first_adsorbed = in->facts[i].next_adsorbed = DGH_NO_RUN;
    for (size_t i = in->n_runs; i-- > 0;) {
        size_t host = in->runs[i].host;
        if (in->runs[i].role != DGH_ROLE_ADSORBED || host == DGH_NO_RUN)
            continue;
        in->facts[i].next_adsorbed = in->facts[host].first_adsorbed;
        in->facts[host].first_adsorbed = i;
    }
}
