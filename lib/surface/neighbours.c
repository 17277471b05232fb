/* Neighbour lists. */
#include "dgh/neighbours.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/cells.h"
#include "surface/species.h"

static const double MOST_CUTOFF_ANG = 50.0;
static const double LEAST_DISTANCE_ANG = 0.1;

const char *dgh_neighbour_rule_name(dgh_neighbour_rule rule)
{
    static const char *const NAMES[] = {"rdf", "radii", "cutoff"};
    return (unsigned)rule < sizeof NAMES / sizeof *NAMES ? NAMES[rule] : "unknown";
}

typedef struct list {
    dgh_neighbours result; /* first, so that its address is that of the list */
    size_t *first;
    dgh_neighbour *neighbour;
    int species[119];
    double *cutoff;
    bool *from_radii;
} list;

/* ---- cutoffs ----------------------------------------------------------------------------------
 */

static dgh_status cutoffs_of_radii(list *l, const dgh_elements *e, double factor, dgh_error *err)
{
    for (size_t p = 0; p < e->n * e->n; p++) {
        double a = dgh_element_covalent_radius_ang(e->number[p / e->n]);
        double b = dgh_element_covalent_radius_ang(e->number[p % e->n]);
        if (!(a > 0.0 && b > 0.0))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected elements with a known radius, found %s",
                                 dgh_element_symbol(e->number[a > 0.0 ? p % e->n : p / e->n]));
        l->cutoff[p] = factor * (a + b);
    }
    return DGH_OK;
}

/* Both orders of a pair have the same count, hence the same minimum. */
static dgh_status cutoffs_of_rdf(list *l, const dgh_structure *s, const dgh_elements *e,
                                 const dgh_neighbour_options *o, dgh_error *err)
{
    dgh_rdf_options rdf_options = DGH_RDF_OPTIONS_INIT;
    dgh_rdf *rdf;
    rdf_options.jobs = o->jobs;
    dgh_status status = dgh_rdf_compute(&rdf, s, &rdf_options, err);
    if (status != DGH_OK)
        return status;
    bool radii_needed = false;
    for (size_t p = 0; p < e->n * e->n; p++)
        radii_needed = radii_needed || !rdf->shell[p].first_minimum_ang.has;
    if (radii_needed)
        status = cutoffs_of_radii(l, e, o->radii_factor, err);
    for (size_t p = 0; status == DGH_OK && p < e->n * e->n; p++) {
        dgh_real minimum = rdf->shell[p].first_minimum_ang;
        if (minimum.has)
            l->cutoff[p] = minimum.value;
        l->from_radii[p] = !minimum.has;
    }
    dgh_rdf_free(rdf);
    return status;
}

static dgh_status find_cutoffs(list *l, const dgh_structure *s, const dgh_elements *e,
                               const dgh_neighbour_options *o, dgh_error *err)
{
    l->cutoff = calloc(e->n * e->n, sizeof *l->cutoff);
    l->from_radii = calloc(e->n * e->n, sizeof *l->from_radii);
    if (!l->cutoff || !l->from_radii)
        return dgh_error_nomem(err);
    if (o->rule == DGH_NEIGHBOUR_RDF)
        return cutoffs_of_rdf(l, s, e, o, err);
    if (o->rule == DGH_NEIGHBOUR_RADII)
        return cutoffs_of_radii(l, e, o->radii_factor, err);
    for (size_t p = 0; p < e->n * e->n; p++)
        l->cutoff[p] = o->cutoff_ang;
    return DGH_OK;
}

/* ---- the pairs --------------------------------------------------------------------------------
 */

typedef struct search {
    const dgh_cells *cells;
    const dgh_elements *e;
    const double *cutoff; /* [n] of the atom's element */
    size_t place, n;
    dgh_neighbour *into; /* NULL = count only */
    bool overlap;
    size_t overlap_place;
} search;

static void visit(void *user, size_t place, const double vector[3], double square)
{
    search *f = user;
    if (place == f->place && square == 0.0)
        return;
    double cutoff = f->cutoff[f->e->of_atom[f->cells->atom[place]]];
    if (square > cutoff * cutoff)
        return;
    if (square < LEAST_DISTANCE_ANG * LEAST_DISTANCE_ANG) {
        f->overlap = true;
        f->overlap_place = place;
    }
    if (f->into)
        f->into[f->n] = (dgh_neighbour){
            {vector[0], vector[1], vector[2]}, sqrt(square), f->cells->atom[place]};
    f->n++;
}

/* Nearest first; equal distances by atom, then by image. */
static int by_distance(const void *a, const void *b)
{
    const dgh_neighbour *x = a, *y = b;
    if (x->distance_ang != y->distance_ang)
        return x->distance_ang < y->distance_ang ? -1 : 1;
    if (x->atom != y->atom)
        return x->atom < y->atom ? -1 : 1;
    for (int k = 0; k < 3; k++)
        if (x->vector_ang[k] != y->vector_ang[k])
            return x->vector_ang[k] < y->vector_ang[k] ? -1 : 1;
    return 0;
}

/* One pass over all atoms: counting into first[atom + 1], or filling. Of overlaps the one of the
 * first place counts, so that the message does not depend on the threads. */
static void pass(list *l, const dgh_cells *cells, const dgh_elements *e, double largest, bool fill,
                 int jobs, size_t overlap[2])
{
    overlap[0] = overlap[1] = (size_t)-1;
#pragma omp parallel for schedule(dynamic, 256) num_threads(jobs)
    for (size_t i = 0; i < cells->n_atoms; i++) {
        const size_t atom = cells->atom[i];
        search f = {cells, e, l->cutoff + e->of_atom[atom] * e->n, i, 0, NULL, false, 0};
        if (fill)
            f.into = l->neighbour + l->first[atom];
        dgh_cells_near(cells, cells->position_ang + 3 * i, largest, visit, &f);
        if (fill)
            qsort(f.into, f.n, sizeof *f.into, by_distance);
        else
            l->first[atom + 1] = f.n;
        if (f.overlap) {
#pragma omp critical(dgh_neighbours)
            if (atom < overlap[0]) {
                overlap[0] = atom;
                overlap[1] = cells->atom[f.overlap_place];
            }
        }
    }
}

static dgh_status find_pairs(list *l, const dgh_cells *cells, const dgh_elements *e, double largest,
                             int jobs, dgh_error *err)
{
    size_t overlap[2];
    l->first = calloc(cells->n_atoms + 1, sizeof *l->first);
    if (!l->first)
        return dgh_error_nomem(err);
    pass(l, cells, e, largest, false, jobs, overlap);
    if (overlap[0] != (size_t)-1)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected atoms at least %g Angstrom apart, found atoms %zu and %zu "
                             "on top of each other",
                             LEAST_DISTANCE_ANG, overlap[0] + 1, overlap[1] + 1);
    for (size_t i = 0; i < cells->n_atoms; i++)
        l->first[i + 1] += l->first[i];
    size_t n = l->first[cells->n_atoms];
    if (n > SIZE_MAX / sizeof *l->neighbour)
        return dgh_error_nomem(err);
    l->neighbour = malloc((n ? n : 1) * sizeof *l->neighbour);
    if (!l->neighbour)
        return dgh_error_nomem(err);
    pass(l, cells, e, largest, true, jobs, overlap);
    return DGH_OK;
}

static dgh_status build(list *l, const dgh_structure *s, const dgh_elements *e,
                        const dgh_neighbour_options *o, dgh_error *err)
{
    dgh_status status = find_cutoffs(l, s, e, o, err);
    if (status != DGH_OK)
        return status;
    double largest = 0.0;
    for (size_t p = 0; p < e->n * e->n; p++)
        largest = fmax(largest, l->cutoff[p]);
    dgh_cells cells;
    status = dgh_cells_make(&cells, s, largest, err);
    if (status != DGH_OK)
        return status;
    status = find_pairs(l, &cells, e, largest, o->jobs > 0 ? o->jobs : omp_get_max_threads(), err);
    dgh_cells_clear(&cells);
    memcpy(l->species, e->number, sizeof l->species);
    l->result = (dgh_neighbours){l,    o->rule,    s->n_atoms, l->first, l->neighbour,
                                 e->n, l->species, l->cutoff,  NULL};
    if (o->rule == DGH_NEIGHBOUR_RDF)
        l->result.cutoff_from_radii = l->from_radii;
    return status;
}

dgh_status dgh_neighbours_find(dgh_neighbours **out, const dgh_structure *s,
                               const dgh_neighbour_options *options, dgh_error *err)
{
    static const dgh_neighbour_options DEFAULTS = DGH_NEIGHBOUR_OPTIONS_INIT;
    const dgh_neighbour_options *o = options ? options : &DEFAULTS;
    dgh_elements elements = {0};
    *out = NULL;
    if (s->n_atoms == 0 || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected atoms with positions, found none");
    if (o->rule == DGH_NEIGHBOUR_CUTOFF &&
        !(o->cutoff_ang > 0.0 && o->cutoff_ang <= MOST_CUTOFF_ANG))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a cutoff above 0 and up to %g Angstrom, found %g",
                             MOST_CUTOFF_ANG, o->cutoff_ang);
    if (o->rule != DGH_NEIGHBOUR_CUTOFF && !(o->radii_factor > 0.0 && o->radii_factor <= 5.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a factor of radii above 0 and up to 5, found %g",
                             o->radii_factor);
    list *l = calloc(1, sizeof *l);
    dgh_status status = DGH_OK;
    if (!l || !dgh_elements_make(&elements, s))
        status = dgh_error_nomem(err);
    else
        status = build(l, s, &elements, o, err);
    dgh_elements_clear(&elements);
    if (status == DGH_OK) {
        *out = &l->result;
    } else if (l) {
        l->result.owner = l;
        dgh_neighbours_free(&l->result);
    }
    return status;
}

void dgh_neighbours_free(dgh_neighbours *neighbours)
{
    list *l = neighbours ? neighbours->owner : NULL;
    if (!l)
        return;
    free(l->first);
    free(l->neighbour);
    free(l->cutoff);
    free(l->from_radii);
    free(l);
}
