/* bench_bader [SYSTEM [N...]]: time, memory and accuracy of the Bader methods on analytic densities
 * (SYSTEM ortho or tric, without it both) of N^3 points (64, 96, 128, 192, 256, 384); errors are
 * against tests/data/bader (exact to 0.002 e). One line per grid, method and number of threads:
 * wall and CPU time per point (medians), largest and root-mean-square error, peak memory with the
 * grid. 384^3 points take minutes to make. */
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

/* Begins a new peak where the system can (Linux). */
static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (!file)
        return;
    fputs("5", file);
    fclose(file);
}

static long peak_mb(void)
{
    long kb = 0;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && kb == 0 && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kb) != 1)
            kb = 0;
    if (file)
        fclose(file);
    return kb / 1024;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_line(const model *m, const char *system, const dgh_grid *grid,
                       const dgh_bader *bader, int jobs, double wall, double cpu)
{
    double largest = 0.0, square = 0.0;
    for (int i = 0; i < m->n_atoms; i++) {
        double e = fabs(bader->atoms[i].electrons - m->electrons[i]);
        largest = fmax(largest, e);
        square += e * e;
    }
    const double points = (double)(grid->n[0] * grid->n[1] * grid->n[2]);
    const char *verdict = "";
    if (bader->method == DGH_BADER_TRAJECTORY && grid->n[0] == 128)
        verdict = sqrt(square / m->n_atoms) <= 0.004 ? "  bar rms 0.004: passed"
                                                     : "  bar rms 0.004: MISSED";
    printf("%-6s %4zu %-11s %7d %8.3f %9.1f %8.1f %9.4f %8.4f %8zu %8ld%s\n", system, grid->n[0],
           dgh_bader_method_name(bader->method), jobs, wall, 1e9 * wall / points,
           1e9 * cpu / points, largest, sqrt(square / m->n_atoms), bader->n_basins, peak_mb(),
           verdict);
    fflush(stdout);
}

/* Medians of REPEATS runs: wall and user CPU time. */
static void run(const model *m, const char *system, const dgh_grid *grid, dgh_bader_method method,
                int jobs)
{
    dgh_bader_options options = DGH_BADER_OPTIONS_INIT;
    options.method = method;
    options.jobs = jobs;
    dgh_bader *bader = NULL;
    dgh_error err = {0};
    double wall[REPEATS], cpu[REPEATS];
    forget_peak();
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
    print_line(m, system, grid, bader, jobs, wall[REPEATS / 2], cpu[REPEATS / 2]);
    dgh_bader_free(bader);
}

static bool run_system(const char *system, int n_sizes, char **size)
{
    static char *const DEFAULT[] = {"64", "96", "128", "192", "256", "384"};
    enum { N_DEFAULT = sizeof DEFAULT / sizeof *DEFAULT };
    model m;
    if (!model_read(&m, system)) {
        fprintf(stderr, "no system %s\n", system);
        return false;
    }
    for (int s = 0; s < (n_sizes > 0 ? n_sizes : (int)N_DEFAULT); s++) {
        dgh_grid *grid = model_density(&m, strtoul(n_sizes > 0 ? size[s] : DEFAULT[s], NULL, 10));
        if (!grid)
            return false;
        for (int method = 0; method <= DGH_BADER_TRAJECTORY; method++)
            for (int jobs = 1; jobs <= 2; jobs++)
                run(&m, system, grid, (dgh_bader_method)method, jobs);
        dgh_grid_free(grid);
    }
    return true;
}

int main(int argc, char **argv)
{
    printf(
        "system    N method      threads   wall s   wall ns   CPU ns   error e    rms e   basins  "
        "peak MB\n");
    if (argc > 1)
        return run_system(argv[1], argc - 2, argv + 2) ? 0 : 2;
    return run_system("ortho", 0, NULL) && run_system("tric", 0, NULL) ? 0 : 2;
}
