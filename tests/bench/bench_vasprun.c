/* Reading speed of vasprun.xml in MB per second of CPU time, and beside it that of `cat FILE >
 * /dev/null` (read and write in blocks of 128 KiB, as cat does). bench_vasprun [FILE]: without a
 * file, one is made in memory: first a relaxation as most are, without projections (positions,
 * forces and the electronic loop alone: the hardest case), then one with eigenvalues and
 * projections in its last step. */
#include "timing.h"
#include "vasp/readers.h"

enum { ATOMS = 96, STEPS = 1500, ITERATIONS = 12, PROJECTED_KPOINTS = 20, BANDS = 600 };

static void add_head(bench_text *t)
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

static void add_rows(bench_text *t, const char *name, int rows, double scale)
{
    add(t, "   <varray name=\"%s\" >\n", name);
    for (int i = 0; i < rows; i++)
        add(t, "    <v> %15.8f %15.8f %15.8f </v>\n", scale * i / rows, -scale / (i + 2),
            scale * 0.5);
    add(t, "   </varray>\n");
}

static void add_structure(bench_text *t)
{
    add(t, "  <structure>\n   <crystal>\n");
    add(t, "   <varray name=\"basis\" >\n    <v> 10.0 0.0 0.0 </v>\n    <v> 0.0 10.0 0.0 </v>\n"
           "    <v> 0.0 0.0 25.0 </v>\n   </varray>\n    <i name=\"volume\">   2500.0 </i>\n");
    add_rows(t, "rec_basis", 3, 0.1);
    add(t, "   </crystal>\n");
    add_rows(t, "positions", ATOMS, 1.0);
    add(t, "  </structure>\n");
}

static void add_iteration(bench_text *t, int i)
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

static void add_projections(bench_text *t)
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

static void make(bench_text *t, int steps, bool projected)
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

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        bench_report(argv[i], dgh_vasp_read_vasprun, argv[i], 0.0);
    if (argc > 1)
        return 0;
    bench_text relaxation = {0}, projections = {0};
    make(&relaxation, STEPS, false);
    bench_report_text("vasprun.xml, relaxation", dgh_vasp_read_vasprun, &relaxation, 150.0);
    make(&projections, 20, true);
    bench_report_text("vasprun.xml, with projections", dgh_vasp_read_vasprun, &projections, 150.0);
    return 0;
}
