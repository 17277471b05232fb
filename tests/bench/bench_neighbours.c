/* bench_neighbours [N...]: distributions of pairs and neighbour lists of shaken fcc crystals of
 * about N atoms; the time per atom should not depend on N. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "dgh/neighbours.h"
#include "unit/random.h"

typedef struct crystal {
    dgh_structure s;
    dgh_species species;
    uint32_t *kind;
    double *position;
} crystal;

static int make(crystal *c, double wanted)
{
    static const double CORNER[4][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
    const double a = 3.92, shake = 0.3;
    const int n = (int)lround(cbrt(wanted / 4.0));
    uint64_t seed = 1;
    *c = (crystal){.species = {.label = "Pt", .atomic_number = 78}};
    c->s.n_atoms = 4u * (size_t)n * (size_t)n * (size_t)n;
    c->kind = calloc(c->s.n_atoms, sizeof *c->kind);
    c->position = malloc(3 * c->s.n_atoms * sizeof *c->position);
    if (!c->kind || !c->position)
        return 0;
    size_t next = 0;
    for (int i = 0; i < n * n * n; i++)
        for (int b = 0; b < 4; b++) {
            const int at[3] = {i % n, i / n % n, i / n / n};
            for (int k = 0; k < 3; k++)
                c->position[next++] = a * (at[k] + CORNER[b][k]) +
                                      random_between(&seed, -shake, shake);
        }
    for (int k = 0; k < 3; k++)
        c->s.cell_ang[k][k] = n * a;
    c->s.has_cell = true;
    c->s.n_species = 1;
    c->s.species = &c->species;
    c->s.species_of_atom = c->kind;
    c->s.position_ang = c->position;
    return 1;
}

static void measure(double wanted, int jobs)
{
    crystal c;
    if (!make(&c, wanted))
        return;
    dgh_neighbour_options o = DGH_NEIGHBOUR_OPTIONS_INIT;
    dgh_rdf_options r = DGH_RDF_OPTIONS_INIT;
    dgh_neighbours *list = NULL;
    dgh_rdf *rdf = NULL;
    r.jobs = o.jobs = jobs;
    double start = omp_get_wtime();
    if (dgh_rdf_compute(&rdf, &c.s, &r, NULL) == DGH_OK) {
        double rdf_s = omp_get_wtime() - start;
        o.rule = DGH_NEIGHBOUR_CUTOFF;
        o.cutoff_ang = rdf->total_shell.first_minimum_ang.value;
        start = omp_get_wtime();
        if (dgh_neighbours_find(&list, &c.s, &o, NULL) == DGH_OK) {
            double list_s = omp_get_wtime() - start;
            printf("%8zu atoms, %d threads: g(r) to %.1f Ang %7.3f s (%5.2f us/atom), list to %.2f "
                   "Ang %7.3f s (%5.2f us/atom, %.2f neighbours)\n",
                   c.s.n_atoms, jobs, r.largest_ang, rdf_s, 1e6 * rdf_s / (double)c.s.n_atoms,
                   o.cutoff_ang, list_s, 1e6 * list_s / (double)c.s.n_atoms,
                   (double)list->first[c.s.n_atoms] / (double)c.s.n_atoms);
        }
    }
    dgh_neighbours_free(list);
    dgh_rdf_free(rdf);
    free(c.kind);
    free(c.position);
}

int main(int argc, char **argv)
{
    static const double SIZES[] = {1e3, 1e4, 1e5, 1e6};
    for (int jobs = 1; jobs <= 2; jobs++)
        if (argc > 1)
            for (int i = 1; i < argc; i++)
                measure(atof(argv[i]), jobs);
        else
            for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++)
                measure(SIZES[i], jobs);
    return 0;
}
