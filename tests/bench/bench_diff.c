/* bench_diff [SYSTEM [N [DIR]]]: the difference AB - A - B of three CHGCARs of N^3 points (SYSTEM
 * ortho or tric; 48 or 40 atoms, B is the last one), beside reading the same files alone, `cat` and
 * `wc -l`, in the same run. Every measurement is made in a process of its own, so that its peak
 * memory is its own; the best of REPEATS. The files are in the page cache; they stay in DIR. */
#include <fcntl.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "density/model.h"
#include "dgh/difference.h"

enum { REPEATS = 5, PIECE = 1 << 17, N_FILES = 3 };

static char path[N_FILES + 1][1024]; /* AB, A, B, and the result */

typedef struct cost {
    double seconds, cpu;
} cost;

static cost now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (cost){omp_get_wtime(), (double)t.tv_sec + 1e-9 * (double)t.tv_nsec};
}

static void fail(const dgh_error *err)
{
    fprintf(stderr, "%s\n", err->message);
    _exit(1);
}

static void write_file(dgh_grid *grid, const char *to)
{
    static const dgh_species SILICON[1] = {{"Si", 14, {0}}};
    dgh_error err = {0};
    grid->structure.species = SILICON;
    if (dgh_grid_write(grid, to, DGH_GRID_CHGCAR, &err) != DGH_OK)
        fail(&err);
}

/* A is the model without its last atom, B that atom, AB their sum with a ripple. */
static void make_files(const char *system, size_t n)
{
    model whole, part;
    if (!model_read(&whole, system))
        _exit(1);
    part = whole;
    part.n_atoms = whole.n_atoms - 1;
    dgh_grid *a = model_density(&part, n);
    part.n_atoms = 1;
    memcpy(part.at[0], whole.at[whole.n_atoms - 1], sizeof part.at[0]);
    part.slater[0] = whole.slater[whole.n_atoms - 1];
    part.exponent[0] = whole.exponent[whole.n_atoms - 1];
    part.core[0] = whole.core[whole.n_atoms - 1];
    dgh_grid *b = model_density(&part, n);
    if (!a || !b)
        _exit(1);
    write_file(a, path[1]);
    write_file(b, path[2]);
    const size_t points = n * n * n;
    for (size_t i = 0; i < points; i++)
        a->value[i] += b->value[i] + 1e-3 * cos(6.283185307179586 * (double)(i % n) / (double)n) +
                       2e-3 * sin(6.283185307179586 * (double)(i / (n * n)) / (double)n);
    dgh_grid_free(b);
    double position[3 * MODEL_MOST_ATOMS];
    static uint32_t zero[MODEL_MOST_ATOMS];
    for (int i = 0; i < whole.n_atoms; i++)
        for (int x = 0; x < 3; x++)
            position[3 * i + x] = whole.at[i][0] * whole.cell[0][x] +
                                  whole.at[i][1] * whole.cell[1][x] +
                                  whole.at[i][2] * whole.cell[2][x];
    a->structure.n_atoms = (size_t)whole.n_atoms;
    a->structure.species_of_atom = zero;
    a->structure.position_ang = position;
    write_file(a, path[0]);
    _exit(0);
}

/* What cat > /dev/null and wc -l do, of all files. */
static void pass_over(bool count)
{
    static char piece[PIECE];
    size_t lines = 0;
    for (int f = 0; f < N_FILES; f++) {
        int fd = open(path[f], O_RDONLY);
        for (ssize_t n; (n = read(fd, piece, PIECE)) > 0;)
            for (char *p = piece; count && (p = memchr(p, '\n', (size_t)(piece + n - p))); p++)
                lines++;
        close(fd);
    }
}

static void read_whole(int jobs)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_error err = {0};
    options.jobs = jobs;
    for (int f = 0; f < N_FILES; f++) {
        dgh_grid *grid;
        if (dgh_grid_read(&grid, path[f], &options, &err) != DGH_OK)
            fail(&err);
        dgh_grid_free(grid);
    }
}

static void read_planes(int jobs)
{
    enum { TOGETHER = 4 };
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_error err = {0};
    options.jobs = jobs;
    for (int f = 0; f < N_FILES; f++) {
        dgh_grid_stream *stream;
        const dgh_grid *head;
        if (dgh_grid_stream_open(&stream, &head, path[f], &options, &err) != DGH_OK)
            fail(&err);
        double *room = malloc(TOGETHER * head->n[0] * head->n[1] * sizeof *room);
        for (size_t k = 0; k < head->n[2]; k += TOGETHER) {
            size_t planes = head->n[2] - k < TOGETHER ? head->n[2] - k : TOGETHER;
            if (dgh_grid_stream_read(stream, room, planes, &err) != DGH_OK)
                fail(&err);
        }
        free(room);
        dgh_grid_stream_close(stream);
    }
}

static void difference(int jobs, bool write, bool report)
{
    const dgh_difference_term terms[N_FILES] = {{1.0, path[0]}, {-1.0, path[1]}, {-1.0, path[2]}};
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    dgh_difference *d;
    dgh_error err = {0};
    options.read_runs = false;
    options.grid.jobs = jobs;
    options.write_path = write ? path[N_FILES] : NULL;
    if (dgh_difference_compute(&d, terms, N_FILES, &options, &err) != DGH_OK)
        fail(&err);
    if (report)
        printf("integral %.9f e, absolute %.9f e, sphere of the last atom %.9f e (%d threads)\n",
               d->integral, d->integral_absolute, d->atoms[d->n_atoms - 1].sphere, jobs);
    dgh_difference_free(d);
}

typedef struct result {
    cost best;
    long peak_kb;
} result;

/* What the child reports through a pipe. */
static result measure(int what, int jobs)
{
    int ends[2];
    result r = {{1e9, 1e9}, 0};
    if (pipe(ends) != 0)
        exit(1);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < REPEATS; i++) {
            const cost start = now();
            if (what < 2)
                pass_over(what == 1);
            else if (what == 2)
                read_whole(jobs);
            else if (what == 3)
                read_planes(jobs);
            else
                difference(jobs, what == 5, false);
            const cost end = now();
            r.best.seconds = fmin(r.best.seconds, end.seconds - start.seconds);
            r.best.cpu = fmin(r.best.cpu, end.cpu - start.cpu);
        }
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        r.peak_kb = usage.ru_maxrss;
        if (write(ends[1], &r, sizeof r) != (ssize_t)sizeof r)
            _exit(1);
        _exit(0);
    }
    close(ends[1]);
    int status = 1;
    bool good = read(ends[0], &r, sizeof r) == (ssize_t)sizeof r;
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0 || !good)
        exit(1);
    return r;
}

int main(int argc, char **argv)
{
    static const char *const WHAT[] = {"cat",         "wc -l",      "read whole",
                                       "read planes", "difference", "and write it"};
    const char *system = argc > 1 ? argv[1] : "ortho", *folder = argc > 3 ? argv[3] : ".";
    size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 128;
    static const char *const NAMES[] = {"AB", "A", "B", "drho"};
    double bytes = 0.0;
    struct stat st;
    for (int f = 0; f <= N_FILES; f++)
        snprintf(path[f], sizeof path[f], "%s/diff_%s_%zu_%s.vasp", folder, system, n, NAMES[f]);
    if (stat(path[0], &st) != 0) {
        int status = 1;
        pid_t child = fork();
        if (child == 0)
            make_files(system, n);
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
            return 1;
    }
    for (int f = 0; f < N_FILES; f++)
        bytes += stat(path[f], &st) == 0 ? (double)st.st_size : 0.0;
    printf("%s, %zu^3 points, three files of %.1f MB in all\n", system, n, bytes / 1e6);
    for (int jobs = 1; jobs <= 2; jobs++) {
        double whole = 0.0, planes = 0.0;
        for (int what = jobs == 1 ? 0 : 2; what < 6; what++) {
            const result r = measure(what, jobs);
            whole = what == 2 ? r.best.seconds : whole;
            planes = what == 3 ? r.best.seconds : planes;
            printf("%-12s %d thread%s %7.3f s %6.0f MB/s, CPU %7.3f s, peak %4ld MB", WHAT[what],
                   jobs, jobs == 1 ? " " : "s", r.best.seconds, bytes / r.best.seconds / 1e6,
                   r.best.cpu, r.peak_kb / 1024);
            if (what >= 4)
                printf(" = %.2f x reading whole, %.2f x reading planes", r.best.seconds / whole,
                       r.best.seconds / planes);
            if (what == 4)
                printf(" (bar 1.30, 150 MB: %s)",
                       r.best.seconds <= 1.3 * whole && r.peak_kb <= 150 * 1024 ? "passed"
                                                                                : "MISSED");
            printf("\n");
        }
    }
    difference(1, false, true);
    difference(8, false, true);
    return 0;
}
