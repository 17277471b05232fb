/* Sites of slabs from 100 to 20,000 atoms, crystalline and shaken: time, and how it grows.
 *
 * bench_sites [JOBS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../unit/crystals.h"
#include "dgh/sites.h"

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    static const int SIDES[] = {5, 11, 16, 35, 50};
    const int jobs = argc > 1 ? atoi(argv[1]) : 0;
    printf("fcc(111), 8 layers, both sides; shaken: 0.2 Angstrom; no symmetry above %d atoms\n\n"
           "  atoms          sites  orbits        s   us/atom  no symmetry, us/atom\n",
           DGH_SITES_MOST_SYMMETRIC);
    for (int shaken = 0; shaken < 2; shaken++)
        for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++) {
            crystal c;
            double took[2] = {1e9, 1e9};
            size_t n_sites = 0, n_orbits = 0;
            crystal_fcc111(&c, 2.77, SIDES[i], 8, 36.0);
            if (shaken)
                crystal_shake(&c, 0.2, 7);
            for (int plain = 0; plain < 2; plain++)
                for (int round = 0; round < 3; round++) {
                    dgh_sites_options o = DGH_SITES_OPTIONS_INIT;
                    dgh_sites *sites;
                    dgh_error err = {0};
                    const double began = now_s();
                    o.jobs = jobs;
                    o.symmetry_ang = plain ? 0.0 : o.symmetry_ang;
                    if (dgh_sites_find(&sites, &c.s, &o, &err) != DGH_OK) {
                        fprintf(stderr, "%s\n", err.message);
                        return 1;
                    }
                    took[plain] = fmin(took[plain], now_s() - began);
                    n_sites = sites->n_sites;
                    n_orbits = plain ? n_orbits : sites->n_orbits;
                    dgh_sites_free(sites);
                }
            printf("%7zu %-8s %6zu %7zu %8.3f %9.1f %9.1f\n", c.s.n_atoms,
                   shaken ? "shaken" : "crystal", n_sites, n_orbits, took[0],
                   1e6 * took[0] / (double)c.s.n_atoms, 1e6 * took[1] / (double)c.s.n_atoms);
            fflush(stdout);
            crystal_free(&c);
        }
    return 0;
}
