/* bench_order [N...]: the full analysis of A/C models of about N atoms (g(r), neighbours, bond
 * order, common neighbours, classes, interface): shaken fcc spheres in a shaken, distorted matrix.
 * The time per atom should not depend on N. CPU seconds are those of all threads: a busy machine
 * stretches the wall clock's. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "dgh/neighbours.h"
#include "dgh/order.h"
#include "unit/random.h"

typedef struct model {
    dgh_structure s;
    dgh_species species;
    uint32_t *kind;
    double *position;
} model;

/* Crystal within spheres of 25 Angstrom radius, one in each cube of 60; elsewhere each atom is
 * moved by up to 0.9 Angstrom along each axis, which leaves no order. */
static int make(model *m, double wanted)
{
    static const double CORNER[4][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
    const double a = 3.92, period = 60.0;
    const int n = (int)lround(cbrt(wanted / 4.0));
    uint64_t seed = 1;
    *m = (model){.species = {.label = "Pt", .atomic_number = 78}};
    m->s.n_atoms = 4u * (size_t)n * (size_t)n * (size_t)n;
    m->kind = calloc(m->s.n_atoms, sizeof *m->kind);
    m->position = malloc(3 * m->s.n_atoms * sizeof *m->position);
    if (!m->kind || !m->position)
        return 0;
    size_t next = 0;
    for (int i = 0; i < n * n * n; i++)
        for (int b = 0; b < 4; b++) {
            const int at[3] = {i % n, i / n % n, i / n / n};
            double p[3], square = 0.0;
            for (int k = 0; k < 3; k++) {
                p[k] = a * (at[k] + CORNER[b][k]);
                double off = p[k] - period * (floor(p[k] / period) + 0.5);
                square += off * off;
            }
            const double shake = square < 25.0 * 25.0 ? 0.12 : 0.9;
            for (int k = 0; k < 3; k++)
                m->position[next++] = p[k] + random_between(&seed, -shake, shake);
        }
    for (int k = 0; k < 3; k++)
        m->s.cell_ang[k][k] = n * a;
    m->s.has_cell = true;
    m->s.n_species = 1;
    m->s.species = &m->species;
    m->s.species_of_atom = m->kind;
    m->s.position_ang = m->position;
    return 1;
}

static double cpu_s(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec +
           1e-6 * (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static int measure(double wanted, int jobs, dgh_neighbour_rule rule)
{
    model m;
    dgh_error err = {0};
    if (!make(&m, wanted))
        return 1;
    dgh_order_options o = DGH_ORDER_OPTIONS_INIT;
    dgh_order *order = NULL;
    o.jobs = jobs;
    o.neighbours.rule = rule;
    const double cpu = cpu_s(), start = omp_get_wtime();
    dgh_status status = dgh_order_compute(&order, &m.s, &o, &err);
    const double wall = omp_get_wtime() - start, spent = cpu_s() - cpu;
    if (status == DGH_OK)
        printf("%8zu atoms, %d thread%s, %-7s: %8.3f s, CPU %8.3f s (%6.2f us/atom), %4.1f %% "
               "crystalline, interface %.0f Ang^2, %zu faces\n",
               m.s.n_atoms, jobs, jobs == 1 ? " " : "s", dgh_neighbour_rule_name(rule), wall, spent,
               1e6 * spent / (double)m.s.n_atoms, 100.0 * order->crystalline_fraction,
               order->interface.area_ang2, order->interface.n_faces);
    else
        printf("%s\n", err.message);
    dgh_order_free(order);
    free(m.kind);
    free(m.position);
    return status != DGH_OK;
}

int main(int argc, char **argv)
{
    static const double SIZES[] = {1e3, 1e4, 1e5, 1e6};
    int failed = 0;
    for (int i = 1; i < argc; i++)
        for (int jobs = 1; jobs <= 2; jobs++)
            failed |= measure(atof(argv[i]), jobs, DGH_NEIGHBOUR_RDF);
    for (size_t i = 0; argc == 1 && i < sizeof SIZES / sizeof *SIZES; i++)
        failed |= measure(SIZES[i], 2, DGH_NEIGHBOUR_RDF);
    if (argc == 1)
        failed |= measure(1e5, 1, DGH_NEIGHBOUR_RDF) | measure(1e5, 2, DGH_NEIGHBOUR_VORONOI);
    return failed;
}
