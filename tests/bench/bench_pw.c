/* Speed of the pw.x output reader: MB/s of text on one core, against memchr over the same bytes
 * (the floor of anything that looks for line ends).
 *
 *   bench_pw [FILE...]     without files: a relaxation of the Pt(111)-H tree */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dgh/io.h"
#include "espresso/readers.h"

enum { ROUNDS = 5 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t count_lines(const char *data, size_t size)
{
    size_t n = 0;
    const char *p = data, *end = data + size;
    while ((p = memchr(p, '\n', (size_t)(end - p)))) {
        p++;
        n++;
    }
    return n;
}

/* Repeats until 0.2 s are over; best of ROUNDS, in MB/s. */
static double best_mb_s(const dgh_bytes *bytes, bool read)
{
    double best = 0.0;
    for (int round = 0; round < ROUNDS; round++) {
        size_t done = 0;
        volatile size_t sink = 0;
        double start = now_s(), elapsed;
        do {
            if (read) {
                dgh_calculation *c = NULL;
                if (dgh_qe_read_pw_output(&c, bytes->data, bytes->size, "bench", NULL) != DGH_OK)
                    return 0.0;
                sink += c->n_steps;
                dgh_calculation_free(c);
            } else {
                sink += count_lines(bytes->data, bytes->size);
            }
            done += bytes->size;
            elapsed = now_s() - start;
        } while (elapsed < 0.2);
        double speed = 1e-6 * (double)done / elapsed;
        if (speed > best)
            best = speed;
    }
    return best;
}

static int bench(const char *path)
{
    dgh_bytes bytes;
    bool truncated;
    dgh_error err = {0};
    if (dgh_io_read(&bytes, &truncated, path, NULL, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%10zu bytes  read %7.0f MB/s   line ends alone %7.0f MB/s   %s\n", bytes.size,
           best_mb_s(&bytes, true), best_mb_s(&bytes, false), path);
    dgh_bytes_free(&bytes);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    if (argc < 2)
        return bench(DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax/pth.relax.out");
    for (int i = 1; i < argc; i++)
        failed += bench(argv[i]);
    return failed != 0;
}
