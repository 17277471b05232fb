/* bench_grid [SYSTEM [N [FILE]]]: speed of writing and reading a CHGCAR of N^3 points of an
 * analytic density (SYSTEM ortho or tric), beside a plain read and a count of lines of the same
 * bytes in the same run. The best of REPEATS; the file is in the page cache. */
#include <fcntl.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "density/model.h"
#include "dgh/grid.h"

enum { REPEATS = 5, PIECE = 1 << 17 };

static size_t file_bytes(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

/* What cat > /dev/null and wc -l do. */
static double pass(const char *path, bool count, size_t *lines)
{
    static char piece[PIECE];
    double start = omp_get_wtime();
    int fd = open(path, O_RDONLY);
    *lines = 0;
    for (ssize_t n; (n = read(fd, piece, PIECE)) > 0;)
        for (char *p = piece; count && (p = memchr(p, '\n', (size_t)(piece + n - p))); p++)
            ++*lines;
    close(fd);
    return omp_get_wtime() - start;
}

static double read_whole(const char *path, int jobs, double *integral)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid *grid;
    dgh_error err = {0};
    options.jobs = jobs;
    double start = omp_get_wtime();
    if (dgh_grid_read(&grid, path, &options, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    double seconds = omp_get_wtime() - start;
    *integral = dgh_grid_integral(grid);
    dgh_grid_free(grid);
    return seconds;
}

static double read_planes(const char *path, int jobs, double *integral)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid_stream *stream;
    const dgh_grid *head;
    dgh_error err = {0};
    options.jobs = jobs;
    double start = omp_get_wtime(), sum = 0.0;
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
    return omp_get_wtime() - start;
}

static void report(const char *what, int jobs, double seconds, double bytes, double of_lines,
                   double of_cat)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-14s %d threads %7.3f s %7.0f MB/s  %5.2f x count lines  %5.2f x plain read  peak %ld "
           "MB\n",
           what, jobs, seconds, bytes / seconds / 1e6, seconds / of_lines, seconds / of_cat,
           usage.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    const char *system = argc > 1 ? argv[1] : "ortho";
    const char *path = argc > 3 ? argv[3] : "bench_grid.CHGCAR";
    size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 128;
    dgh_error err = {0};
    if (argc <= 3 || !file_bytes(path)) {
        model m;
        dgh_grid *grid = model_read(&m, system) ? model_density(&m, n) : NULL;
        if (!grid)
            return 2;
        double start = omp_get_wtime();
        if (dgh_grid_write(grid, path, DGH_GRID_CHGCAR, &err) != DGH_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        printf("written at %.0f MB/s, %.9f electrons\n",
               (double)file_bytes(path) / 1e6 / (omp_get_wtime() - start), dgh_grid_integral(grid));
        dgh_grid_free(grid);
        return argc <= 3 ? 0 : execv("/proc/self/exe", argv); /* so that the peak is of reading */
    }
    double bytes = (double)file_bytes(path), cat = 1e9, wc = 1e9, integral = 0.0;
    size_t lines;
    for (int r = 0; r < REPEATS; r++) {
        cat = fmin(cat, pass(path, false, &lines));
        wc = fmin(wc, pass(path, true, &lines));
    }
    printf("%s: %.1f MB, %zu lines\n", path, bytes / 1e6, lines);
    report("plain read", 1, cat, bytes, wc, cat);
    report("count lines", 1, wc, bytes, wc, cat);
    for (int how = 0; how < 2; how++)
        for (int jobs = 1; jobs <= 2; jobs++) {
            double best = 1e9;
            for (int r = 0; r < REPEATS; r++)
                best = fmin(best, how ? read_whole(path, jobs, &integral)
                                      : read_planes(path, jobs, &integral));
            report(how ? "read whole" : "planes", jobs, best, bytes, wc, cat);
        }
    printf("integral %.9f e\n", integral);
    return 0;
}
