/* bench_bader [SYSTEM [N...]]: time, memory and accuracy of the Bader methods on analytic densities
 * (SYSTEM ortho or tric) of N^3 points; errors are against tests/data/bader (exact to 0.002 e). */
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "density/model.h"
#include "dgh/partition.h"

enum { REPEATS = 3 };

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Medians of REPEATS runs: wall and user CPU time. */
static void run(const model *m, const dgh_grid *grid, dgh_bader_method method, int jobs)
{
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    options.method = method;
    options.jobs = jobs;
    dgh_bader *bader = NULL;
    dgh_error err = {0};
    double wall[REPEATS], cpu[REPEATS];
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        dgh_bader_free(bader);
        double start = omp_get_wtime(), start_cpu = cpu_seconds();
        if (dgh_density_bader(&bader, grid, NULL, NULL, &options, &err) != DGH_OK) {
            printf("%s: %s\n", dgh_bader_method_name(method), err.message);
            return;
        }
        wall[repeat] = omp_get_wtime() - start;
        cpu[repeat] = cpu_seconds() - start_cpu;
    }
    qsort(wall, REPEATS, sizeof *wall, by_value);
    qsort(cpu, REPEATS, sizeof *cpu, by_value);
    double largest = 0.0, square = 0.0;
    for (int i = 0; i < m->n_atoms; i++) {
        double e = fabs(bader->atoms[i].electrons - m->electrons[i]);
        largest = fmax(largest, e);
        square += e * e;
    }
    const char *verdict = "";
    if (method == DGH_BADER_TRAJECTORY && grid->n[0] == 128)
        verdict = sqrt(square / m->n_atoms) <= 0.004 ? "  bar rms 0.004: passed"
                                                     : "  bar rms 0.004: MISSED";
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const double points = (double)(grid->n[0] * grid->n[1] * grid->n[2]);
    printf("%4zu^3 %-11s %d threads %7.3f s wall %7.3f s CPU %6.1f ns CPU/point  error max %.4f "
           "rms %.4f e  residual %.1e  basins %zu  peak %ld MB%s\n",
           grid->n[0], dgh_bader_method_name(method), jobs, wall[REPEATS / 2], cpu[REPEATS / 2],
           1e9 * cpu[REPEATS / 2] / points, largest, sqrt(square / m->n_atoms), bader->residual_e,
           bader->n_basins, usage.ru_maxrss / 1024, verdict);
    fflush(stdout);
    dgh_bader_free(bader);
}

int main(int argc, char **argv)
{
    model m;
    if (!model_read(&m, argc > 1 ? argv[1] : "ortho")) {
        fprintf(stderr, "no such system\n");
        return 2;
    }
    static const char *const DEFAULT[] = {"64", "128"};
    int n_sizes = argc > 2 ? argc - 2 : 2;
    for (int s = 0; s < n_sizes; s++) {
        dgh_grid *grid = model_density(&m, strtoul(argc > 2 ? argv[s + 2] : DEFAULT[s], NULL, 10));
        if (!grid)
            return 1;
        for (int method = 0; method <= DGH_BADER_TRAJECTORY; method++)
            for (int jobs = 1; jobs <= 2; jobs++)
                run(&m, grid, (dgh_bader_method)method, jobs);
        dgh_grid_free(grid);
    }
    return 0;
}
