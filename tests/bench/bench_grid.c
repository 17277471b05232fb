/* bench_grid [SYSTEM [N [FILE]]]: speed of writing and reading a CHGCAR of N^3 points of an
 * analytic density (SYSTEM ortho or tric), or of any grid FILE that is there, beside a plain read
 * (cat) and a count of lines (wc -l) of the same bytes in the same run; then of the same file
 * packed with gzip, zstd, xz and bzip2, in bytes of text. Peaks of memory grow in the order of the
 * rows: plane by plane comes before whole. The best of REPEATS; the file is in the page cache.
 * Where other programs share the cores, the rate per second of CPU tells more than the rate per
 * second. */
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
#include "dgh/grid.h"

enum { REPEATS = 5, PIECE = 1 << 17, LARGEST_PACKED = 100000000 };

static const char *const PACKERS[] = {"gzip -1", "zstd -1", "xz -0", "bzip2 -1"};

typedef struct cost {
    double seconds, cpu;
} cost;

static cost now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (cost){omp_get_wtime(), (double)t.tv_sec + 1e-9 * (double)t.tv_nsec};
}

static void keep_best(cost *best, cost start)
{
    cost end = now();
    best->seconds = fmin(best->seconds, end.seconds - start.seconds);
    best->cpu = fmin(best->cpu, end.cpu - start.cpu);
}

static size_t file_bytes(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

/* What cat > /dev/null and wc -l do. */
static void pass(cost *best, const char *path, bool count, size_t *lines)
{
    static char piece[PIECE];
    cost start = now();
    int fd = open(path, O_RDONLY);
    *lines = 0;
    for (ssize_t n; (n = read(fd, piece, PIECE)) > 0;)
        for (char *p = piece; count && (p = memchr(p, '\n', (size_t)(piece + n - p))); p++)
            ++*lines;
    close(fd);
    keep_best(best, start);
}

static void read_whole(cost *best, const char *path, int jobs, double *integral)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid *grid;
    dgh_error err = {0};
    options.jobs = jobs;
    cost start = now();
    if (dgh_grid_read(&grid, path, &options, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    keep_best(best, start);
    *integral = dgh_grid_integral(grid);
    dgh_grid_free(grid);
}

static void read_planes(cost *best, const char *path, int jobs, double *integral)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid_stream *stream;
    const dgh_grid *head;
    dgh_error err = {0};
    options.jobs = jobs;
    cost start = now();
    double sum = 0.0;
    if (dgh_grid_stream_open(&stream, &head, path, &options, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    enum { TOGETHER = 4 };
    size_t plane = head->n[0] * head->n[1];
    double *room = malloc(TOGETHER * plane * sizeof *room);
    for (size_t k = 0; k < head->n[2]; k += TOGETHER) {
        size_t planes = head->n[2] - k < TOGETHER ? head->n[2] - k : TOGETHER;
        if (dgh_grid_stream_read(stream, room, planes, &err) != DGH_OK) {
            fprintf(stderr, "%s\n", err.message);
            exit(1);
        }
        for (size_t i = 0; i < planes * plane; i++)
            sum += room[i];
    }
    *integral = sum * dgh_cell_volume_ang3((const double(*)[3])head->cell_ang) /
                (double)(plane * head->n[2]);
    free(room);
    dgh_grid_stream_close(stream);
    keep_best(best, start);
}

static void report(const char *what, int jobs, cost best, double bytes, cost lines, cost plain)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf(
        "%-12s %d threads %6.3f s %6.0f MB/s, CPU %6.3f s %6.0f MB/s = %5.1f x wc -l, %5.1f x cat, "
        "peak %ld MB\n",
        what, jobs, best.seconds, bytes / best.seconds / 1e6, best.cpu, bytes / best.cpu / 1e6,
        best.cpu / lines.cpu, best.cpu / plain.cpu, usage.ru_maxrss / 1024);
    fflush(stdout);
}

static const cost never = {1e9, 1e9};

/* The file packed by a program, if that is there; unlink it. */
static bool packed(char *path, size_t size, const char *plain, const char *packer)
{
    char command[4096];
    snprintf(path, size, "%s.packed", plain);
    snprintf(command, sizeof command, "%s -c '%s' > '%s' 2>/dev/null", packer, plain, path);
    return system(command) == 0;
}

static void report_packed(const char *plain_path, double bytes, cost lines, cost plain,
                          double *integral)
{
    for (size_t p = 0; p < sizeof PACKERS / sizeof PACKERS[0]; p++) {
        char path[1024];
        cost best = never;
        if (packed(path, sizeof path, plain_path, PACKERS[p])) {
            read_planes(&best, path, 1, integral);
            report(PACKERS[p], 1, best, bytes, lines, plain);
        }
        unlink(path);
    }
}

/* In a process of its own, so that the peak memory is that of reading. */
static int make_file(const char *system, size_t n, const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        model m;
        dgh_error err = {0};
        dgh_grid *grid = model_read(&m, system) ? model_density(&m, n) : NULL;
        cost start = now();
        if (!grid || dgh_grid_write(grid, path, DGH_GRID_CHGCAR, &err) != DGH_OK) {
            fprintf(stderr, "cannot make the file: %s\n", err.message);
            _exit(1);
        }
        printf("written at %.0f MB per second of CPU, %.9f electrons\n",
               (double)file_bytes(path) / 1e6 / (now().cpu - start.cpu), dgh_grid_integral(grid));
        fflush(stdout);
        _exit(0);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child ? status : 1;
}

int main(int argc, char **argv)
{
    const char *path = argc > 3 ? argv[3] : "bench_grid.CHGCAR";
    size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 128;
    if ((argc <= 3 || !file_bytes(path)) && make_file(argc > 1 ? argv[1] : "ortho", n, path) != 0)
        return 1;
    cost plain = never, lined = never;
    double bytes = (double)file_bytes(path), integral = 0.0;
    size_t lines;
    for (int r = 0; r < REPEATS; r++) {
        pass(&plain, path, false, &lines);
        pass(&lined, path, true, &lines);
    }
    printf("%s: %.1f MB, %zu lines\n", path, bytes / 1e6, lines);
    report("cat", 1, plain, bytes, lined, plain);
    report("wc -l", 1, lined, bytes, lined, plain);
    for (int whole = 0; whole < 2; whole++) {
        for (int jobs = 1; jobs <= 2; jobs++) {
            cost best = never;
            for (int r = 0; r < REPEATS; r++)
                (whole ? read_whole : read_planes)(&best, path, jobs, &integral);
            report(whole ? "read whole" : "planes", jobs, best, bytes, lined, plain);
        }
        if (!whole && bytes < LARGEST_PACKED)
            report_packed(path, bytes, lined, plain, &integral);
    }
    printf("integral %.9f e\n", integral);
    return 0;
}
