/* Reading speed of vasprun.xml in MB per second of CPU time, and beside it that of `cat FILE >
 * /dev/null` (read and write in blocks of 128 KiB, as cat does). bench_vasprun [FILE]: without a
 * file, one is made in memory: first a relaxation as most are, without projections (positions,
 * forces and the electronic loop alone: the hardest case), then one with eigenvalues and
 * projections in its last step. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dgh/io.h"
#include "vasp/readers.h"

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* the machine may be busy */
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct text {
    char *data;
    size_t size, capacity;
} text;

static void add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(text *t, const char *format, ...)
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

enum { ATOMS = 96, STEPS = 1500, ITERATIONS = 12, PROJECTED_KPOINTS = 20, BANDS = 600 };

static void add_head(text *t)
{
    add(t,
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<modeling>\n <generator>\n"
        "  <i name=\"version\" type=\"string\">5.4.4 </i>\n </generator>\n <parameters>\n"
        "  <i type=\"int\" name=\"NELM\">    60</i>\n  <i name=\"EDIFF\">    0.00001</i>\n"
        "  <i type=\"int\" name=\"NSW\">  2000</i>\n  <i type=\"int\" name=\"IBRION\">    2</i>\n"
        "  <i name=\"EDIFFG\">   -0.02</i>\n </parameters>\n <atominfo>\n"
        "  <array name=\"atoms\" >\n   <set>\n");
    for (int i = 0; i < ATOMS; i++)
        add(t, "    <rc><c>Pt</c><c>   1</c></rc>\n");
    add(t,
        "   </set>\n  </array>\n  <array name=\"atomtypes\" >\n   <set>\n    <rc><c>  %d</c><c>Pt"
        "</c><c>    195.08000000</c><c>     10.00000000</c><c>  PAW_PBE Pt 04Feb2005</c></rc>\n"
        "   </set>\n  </array>\n </atominfo>\n",
        ATOMS);
}

static void add_rows(text *t, const char *name, int rows, double scale)
{
    add(t, "   <varray name=\"%s\" >\n", name);
    for (int i = 0; i < rows; i++)
        add(t, "    <v> %15.8f %15.8f %15.8f </v>\n", scale * i / rows, -scale / (i + 2),
            scale * 0.5);
    add(t, "   </varray>\n");
}

static void add_structure(text *t)
{
    add(t, "  <structure>\n   <crystal>\n");
    add(t, "   <varray name=\"basis\" >\n    <v> 10.0 0.0 0.0 </v>\n    <v> 0.0 10.0 0.0 </v>\n"
           "    <v> 0.0 0.0 25.0 </v>\n   </varray>\n    <i name=\"volume\">   2500.0 </i>\n");
    add_rows(t, "rec_basis", 3, 0.1);
    add(t, "   </crystal>\n");
    add_rows(t, "positions", ATOMS, 1.0);
    add(t, "  </structure>\n");
}

static void add_iteration(text *t, int i)
{
    static const char *const NAMES[] = {"alphaZ",  "ewald",    "hartreedc", "XCdc", "pawpsdc",
                                        "pawaedc", "eentropy", "bandstr",   "atom"};
    add(t, "  <scstep>\n   <time name=\"dav\">    0.95    0.96</time>\n"
           "   <time name=\"total\">    0.96    0.97</time>\n   <energy>\n");
    for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++)
        add(t, "    <i name=\"%s\"> %15.8f </i>\n", NAMES[k], 1234.5678 * (double)(k + 1));
    add(t,
        "    <i name=\"e_fr_energy\"> %15.8f </i>\n    <i name=\"e_wo_entrp\"> %15.8f </i>\n"
        "    <i name=\"e_0_energy\"> %15.8f </i>\n   </energy>\n  </scstep>\n",
        -500.0 - 1.0 / (1 << i), -500.0, -500.0);
}

static void add_projections(text *t)
{
    add(t, "  <projected>\n   <array>\n    <set>\n");
    for (int k = 0; k < PROJECTED_KPOINTS; k++)
        for (int b = 0; b < BANDS; b++) {
            add(t, "     <set comment=\"band %d\">\n", b + 1);
            for (int i = 0; i < ATOMS; i++)
                add(t, "      <r>  0.0000  0.0010  0.0020  0.0030  0.0400  0.0000  0.0010  0.0020 "
                       " 0.0030 </r>\n");
            add(t, "     </set>\n");
        }
    add(t, "    </set>\n   </array>\n  </projected>\n");
}

static void make(text *t, int steps, bool projected)
{
    t->size = 0;
    add_head(t);
    for (int s = 0; s < steps; s++) {
        add(t, " <calculation>\n");
        for (int i = 0; i < ITERATIONS; i++)
            add_iteration(t, i);
        add_structure(t);
        add_rows(t, "forces", ATOMS, 0.5);
        add_rows(t, "stress", 3, 10.0);
        add(t, "  <energy>\n   <i name=\"e_fr_energy\">   -500.00048828 </i>\n"
               "   <i name=\"e_wo_entrp\">   -500.00000000 </i>\n"
               "   <i name=\"e_0_energy\">     -0.00048828 </i>\n  </energy>\n");
        if (projected && s == steps - 1)
            add_projections(t);
        add(t, "  <time name=\"totalsc\">   11.00   11.10</time>\n </calculation>\n");
    }
    add(t, "</modeling>\n");
}

/* Best of five, in seconds. */
static double time_cat(const char *path, size_t *bytes)
{
    enum { BLOCK = 1 << 17 };
    static char block[BLOCK];
    double best = 1e30;
    for (int i = 0; i < 5; i++) {
        double start = now_s();
        int in = open(path, O_RDONLY), out = open("/dev/null", O_WRONLY);
        ssize_t n;
        *bytes = 0;
        while (in >= 0 && out >= 0 && (n = read(in, block, BLOCK)) > 0 &&
               write(out, block, (size_t)n))
            *bytes += (size_t)n;
        close(in);
        close(out);
        double took = now_s() - start;
        best = took < best ? took : best;
    }
    return best;
}

static double time_reader(const char *path, size_t *n_steps)
{
    double best = 1e30;
    for (int i = 0; i < 5; i++) {
        dgh_bytes bytes;
        dgh_calculation *calculation;
        dgh_error err = {0};
        double start = now_s();
        if (dgh_io_read(&bytes, NULL, path, NULL, &err) != DGH_OK ||
            dgh_vasp_read_vasprun(&calculation, bytes.data, bytes.size, path, &err) != DGH_OK) {
            fprintf(stderr, "%s\n", err.message);
            exit(1);
        }
        double took = now_s() - start;
        *n_steps = calculation->n_steps;
        best = took < best ? took : best;
        dgh_calculation_free(calculation);
        dgh_bytes_free(&bytes);
    }
    return best;
}

static void report(const char *name, const char *path)
{
    size_t bytes, n_steps;
    double cat_s = time_cat(path, &bytes), reader_s = time_reader(path, &n_steps);
    double mb = (double)bytes / 1e6;
    printf("%-28s %7.1f MB, %zu ionic steps: %6.0f MB/s, cat %6.0f MB/s, ratio %.1f\n", name, mb,
           n_steps, mb / reader_s, mb / cat_s, reader_s / cat_s);
}

static void report_made(const char *name, int steps, bool projected)
{
    text t = {0};
    char path[] = "/tmp/bench_vasprun_XXXXXX";
    make(&t, steps, projected);
    int file = mkstemp(path);
    size_t written = 0;
    while (file >= 0 && written < t.size) {
        ssize_t n = write(file, t.data + written, t.size - written);
        if (n <= 0)
            break;
        written += (size_t)n;
    }
    close(file);
    free(t.data);
    report(name, path);
    unlink(path);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        report(argv[i], argv[i]);
    if (argc > 1)
        return 0;
    report_made("relaxation, no projections", STEPS, false);
    report_made("with projections", 20, true);
    return 0;
}
