/* Neighbour lists. */
#include "dgh/neighbours.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "surface/cells.h"
#include "surface/shared_faces.h"
#include "surface/species.h"

static const double MOST_CUTOFF_ANG = 50.0;
static const double LEAST_DISTANCE_ANG = 0.1;
/* Atoms further apart than this part of the sum of their covalent radii do not touch. */
static const double CONTACT_PART = 1.4;

const char *dgh_neighbour_rule_name(dgh_neighbour_rule rule)
{
    static const char *const NAMES[] = {"rdf", "radii", "cutoff", "voronoi"};
    return (unsigned)rule < sizeof NAMES / sizeof *NAMES ? NAMES[rule] : "unknown";
}

typedef struct list {
    dgh_neighbours result; /* first, so that its address is that of the list */
    size_t *first;
    dgh_neighbour *neighbour;
    double *face_area;
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

/* Whether the first peak of a pair's g(r) is that of atoms in contact: P in a glass of metals, or H
 * on a slab, has others of its kind only in its second shell, whose minimum is no cutoff. Of a
 * single element the first shell is one in any case. */
static bool is_contact(const dgh_elements *e, size_t pair, dgh_shell shell)
{
    const double sum = dgh_element_covalent_radius_ang(e->number[pair / e->n]) +
                       dgh_element_covalent_radius_ang(e->number[pair % e->n]);
    return shell.first_minimum_ang.has &&
           (e->n == 1 || shell.first_peak_ang.value <= CONTACT_PART * sum ||
            e->number[pair / e->n] == 0 || e->number[pair % e->n] == 0);
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
        radii_needed = radii_needed || !is_contact(e, p, rdf->shell[p]);
    if (radii_needed)
        status = cutoffs_of_radii(l, e, o->radii_factor, err);
    for (size_t p = 0; status == DGH_OK && p < e->n * e->n; p++) {
        const bool contact = is_contact(e, p, rdf->shell[p]);
        if (contact)
            l->cutoff[p] = rdf->shell[p].first_minimum_ang.value;
        l->from_radii[p] = !contact;
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

static dgh_real mean_distance(const list *l, size_t n_atoms)
{
    const size_t n = l->first[n_atoms];
    double sum = 0.0;
    for (size_t e = 0; e < n; e++)
        sum += l->neighbour[e].distance_ang;
    return n ? (dgh_real){.has = true, .value = sum / (double)n} : (dgh_real){0};
}

static dgh_status build_by_distance(list *l, const dgh_structure *s, const dgh_elements *e,
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
    if (status == DGH_OK)
        l->result.mean_distance_ang = mean_distance(l, s->n_atoms);
    return status;
}

/* ---- by Voronoi faces -------------------------------------------------------------------------
 */

/* Pairs below the first minimum of the total g(r): the scale of the cells' balls. It also refuses
 * atoms on top of each other. */
static dgh_status find_scale(dgh_real *out, const dgh_structure *s, const dgh_neighbour_options *o,
                             dgh_error *err)
{
    dgh_neighbour_options by_distance = *o;
    dgh_rdf_options rdf_options = DGH_RDF_OPTIONS_INIT;
    dgh_neighbours *near = NULL;
    dgh_rdf *rdf;
    rdf_options.jobs = o->jobs;
    dgh_status status = dgh_rdf_compute(&rdf, s, &rdf_options, err);
    if (status != DGH_OK)
        return status;
    by_distance.rule = DGH_NEIGHBOUR_RADII;
    if (rdf->total_shell.first_minimum_ang.has) {
        by_distance.rule = DGH_NEIGHBOUR_CUTOFF;
        by_distance.cutoff_ang = rdf->total_shell.first_minimum_ang.value;
    }
    dgh_rdf_free(rdf);
    status = dgh_neighbours_find(&near, s, &by_distance, err);
    if (status == DGH_OK)
        *out = near->mean_distance_ang;
    dgh_neighbours_free(near);
    return status;
}

static dgh_status build_by_faces(list *l, const dgh_structure *s, const dgh_elements *e,
                                 const dgh_neighbour_options *o, dgh_error *err)
{
    dgh_shared_faces faces = {0};
    dgh_real scale = {0};
    l->cutoff = calloc(e->n * e->n, sizeof *l->cutoff);
    if (!l->cutoff)
        return dgh_error_nomem(err);
    dgh_status status = find_scale(&scale, s, o, err);
    if (status != DGH_OK)
        return status;
    if (scale.has)
        status = dgh_shared_faces_find(&faces, s, o->cell_radius * scale.value, o->least_face,
                                       o->jobs > 0 ? o->jobs : omp_get_max_threads(), err);
    else if (!(faces.first = calloc(s->n_atoms + 1, sizeof *faces.first)))
        status = dgh_error_nomem(err);
    l->first = faces.first;
    l->neighbour = faces.neighbour;
    l->face_area = faces.area_ang2;
    l->result.mean_distance_ang = scale;
    for (size_t i = 0; status == DGH_OK && i < s->n_atoms; i++)
        for (size_t k = l->first[i]; k < l->first[i + 1]; k++) {
            double *most = &l->cutoff[e->of_atom[i] * e->n + e->of_atom[l->neighbour[k].atom]];
            *most = fmax(*most, l->neighbour[k].distance_ang);
        }
    return status;
}

static dgh_status build(list *l, const dgh_structure *s, const dgh_elements *e,
                        const dgh_neighbour_options *o, dgh_error *err)
{
    dgh_status status = o->rule == DGH_NEIGHBOUR_VORONOI ? build_by_faces(l, s, e, o, err)
                                                         : build_by_distance(l, s, e, o, err);
    memcpy(l->species, e->number, sizeof l->species);
    l->result = (dgh_neighbours){
        .owner = l,
        .rule = o->rule,
        .n_atoms = s->n_atoms,
        .first = l->first,
        .neighbour = l->neighbour,
        .n_species = e->n,
        .species = l->species,
        .cutoff_ang = l->cutoff,
        .cutoff_from_radii = o->rule == DGH_NEIGHBOUR_RDF ? l->from_radii : NULL,
        .mean_distance_ang = l->result.mean_distance_ang,
        .face_area_ang2 = l->face_area,
    };
    return status;
}

static dgh_status check_options(const dgh_neighbour_options *o, dgh_error *err)
{
    if (o->rule == DGH_NEIGHBOUR_CUTOFF &&
        !(o->cutoff_ang > 0.0 && o->cutoff_ang <= MOST_CUTOFF_ANG))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a cutoff above 0 and up to %g Angstrom, found %g",
                             MOST_CUTOFF_ANG, o->cutoff_ang);
    if (o->rule != DGH_NEIGHBOUR_CUTOFF && !(o->radii_factor > 0.0 && o->radii_factor <= 5.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a factor of radii above 0 and up to 5, found %g",
                             o->radii_factor);
    if (!(o->least_face >= 0.0 && o->least_face <= 1.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a least face between 0 and 1, found %g", o->least_face);
    if (!(o->cell_radius >= 0.5 && o->cell_radius <= 5.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a radius of Voronoi cells between 0.5 and 5, found %g",
                             o->cell_radius);
    return DGH_OK;
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
    dgh_status status = check_options(o, err);
    if (status != DGH_OK)
        return status;
    list *l = calloc(1, sizeof *l);
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
    free(l->face_area);
    free(l->cutoff);
    free(l->from_radii);
    free(l);
}
