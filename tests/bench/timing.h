/* What the timings of readers share: a text that grows, a file made of it, and one row of MB/s.
 * Seconds are CPU seconds of this process, so that a busy machine does not change them. */
#ifndef DGH_BENCH_TIMING_H
#define DGH_BENCH_TIMING_H

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dgh/io.h"
#include "dgh/record.h"

typedef dgh_status bench_reader(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);

typedef struct bench_text {
    char *data;
    size_t size, capacity;
} bench_text;

static inline void add(bench_text *t, const char *format, ...) DGH_PRINTF(2, 3);

static inline void add(bench_text *t, const char *format, ...)
{
    if (t->capacity - t->size < 4096) {
        t->capacity = t->capacity ? 2 * t->capacity : 1 << 20;
        t->data = realloc(t->data, t->capacity);
        if (!t->data)
            exit(1);
    }
    va_list args;
    va_start(args, format);
    t->size += (size_t)vsnprintf(t->data + t->size, 4096, format, args);
    va_end(args);
}

static inline double bench_now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* As cat does: blocks of 128 KiB. */
static inline void bench_cat(const char *path)
{
    static char block[128 << 10];
    int in = open(path, O_RDONLY), out = open("/dev/null", O_WRONLY);
    for (ssize_t n; (n = read(in, block, sizeof block)) > 0;)
        if (write(out, block, (size_t)n) != n)
            break;
    close(in);
    close(out);
}

static inline void bench_read(bench_reader *reader, const char *path, size_t *size, size_t *steps)
{
    dgh_bytes bytes;
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    if (dgh_io_read(&bytes, NULL, path, NULL, &err) != DGH_OK ||
        reader(&c, bytes.data, bytes.size, path, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    *size = bytes.size;
    *steps = c->n_steps;
    dgh_calculation_free(c);
    dgh_bytes_free(&bytes);
}

/* Opens, reads and frees the file, the best of five rounds of at least 0.2 s, beside cat; a row
 * that ends with the bar, where there is one (0 = none). */
static inline void bench_report(const char *name, bench_reader *reader, const char *path,
                                double bar_mb_s)
{
    enum { ROUNDS = 5 };
    double best[2] = {1e30, 1e30};
    size_t size = 0, steps = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (int ours = 0; ours < 2; ours++) {
            double start = bench_now_s(), took;
            int times = 0;
            do {
                if (ours)
                    bench_read(reader, path, &size, &steps);
                else
                    bench_cat(path);
                times++;
                took = bench_now_s() - start;
            } while (took < 0.2);
            if (took / times < best[ours])
                best[ours] = took / times;
        }
    double mb = (double)size / 1e6, speed = mb / best[1];
    printf("%-34s %8.1f MB %6zu steps %6.0f MB/s   cat %6.0f MB/s (%.0f x)", name, mb, steps, speed,
           mb / best[0], best[1] / best[0]);
    if (bar_mb_s > 0.0)
        printf("   bar %.0f MB/s: %s", bar_mb_s, speed >= bar_mb_s ? "passed" : "MISSED");
    printf("\n");
}

/* The same of a text, which is freed. */
static inline void bench_report_text(const char *name, bench_reader *reader, bench_text *t,
                                     double bar_mb_s)
{
    char path[] = "/tmp/dgh_bench_XXXXXX";
    int file = mkstemp(path);
    size_t written = 0;
    while (file >= 0 && written < t->size) {
        ssize_t n = write(file, t->data + written, t->size - written);
        if (n <= 0)
            break;
        written += (size_t)n;
    }
    close(file);
    bool whole = written == t->size;
    free(t->data);
    if (whole)
        bench_report(name, reader, path, bar_mb_s);
    unlink(path);
    if (!whole) {
        fprintf(stderr, "%s: no room in /tmp\n", name);
        exit(1);
    }
}

#endif
