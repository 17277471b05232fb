/* Speed of the OUTCAR reader. bench_outcar [FILE...]: without a file, one of some 200 MB is made: a
 * slab with eigenvalues, charges and forces in the proportions of real files. */
#include "timing.h"
#include "vasp/readers.h"

enum { ATOMS = 96, BANDS = 600, KPOINTS = 10, ITERATIONS = 12 };

static void add_head(bench_text *t)
{
    add(t, " vasp.5.4.4.18Apr17-6-g9f103f2a35 (build Jan 01 2020 10:00:00) complex\n \n"
           " executed on             LinuxIFC date 2024.05.06  07:08:09\n\n"
           "   VRHFIN =Ni:\n   LEXCH  = PE\n   TITEL  = PAW_PBE Ni 02Aug2007\n"
           "   POMASS =   58.690; ZVAL   =   10.000    mass and valenz\n\n");
    add(t, "   k-points           NKPTS =     %d   k-points in BZ     NKDIM =     %d\n", KPOINTS,
        KPOINTS);
    add(t, "   number of dos      NEDOS =    301   number of ions     NIONS =     %d\n", ATOMS);
    add(t, "   ions per type =              %d\n\n", ATOMS);
    add(t, "   NELM   =     60;   NELMIN=  2; NELMDL= -5\n   EDIFF  = 0.1E-04\n"
           "   EDIFFG = -.2E-01\n   NSW    =    100\n   IBRION =      2\n   ISIF   =      2\n\n"
           "      direct lattice vectors                 reciprocal lattice vectors\n"
           "    10.000000000  0.000000000  0.000000000     0.100000000  0.0  0.0\n"
           "     0.000000000 10.000000000  0.000000000     0.000000000  0.1  0.0\n"
           "     0.000000000  0.000000000 25.000000000     0.000000000  0.0  0.04\n\n");
}

static void add_iteration(bench_text *t, int step, int iteration)
{
    add(t, "--------------------------------------- Iteration %6d(%4d)  ------------------------\n",
        step, iteration);
    add(t, "    POTLOK:  cpu time    0.4203: real time    0.4320\n"
           "    SETDIJ:  cpu time    0.0231: real time    0.0231\n"
           "     EDDAV:  cpu time   44.4413: real time   44.4555\n"
           "      LOOP:  cpu time   46.2467: real time   46.2654\n\n"
           " eigenvalue-minimisations  :  9066\n"
           " total energy-change (2. order) :-0.2359116E-05  (-0.7900139E-06)\n"
           " number of electron     670.0000048 magnetization      40.5325310\n"
           " augmentation part      398.0326781 magnetization      38.0799934\n\n");
    for (int i = 0; i < 8; i++)
        add(t, "  Alpha Z        PSCENC =       1247.1192%d\n", i);
    add(t,
        "  free energy    TOTEN  =      -350.63805899 eV\n\n"
        "  energy without entropy =     -350.56587871  energy(sigma->0) =     -350.61399889\n\n");
}

static void add_bands(bench_text *t)
{
    for (int spin = 1; spin <= 2; spin++) {
        add(t, " spin component %d\n\n", spin);
        for (int k = 1; k <= KPOINTS; k++) {
            add(t,
                " k-point %5d :       0.0000    0.0000    0.0000\n"
                "  band No.  band energies     occupation \n",
                k);
            for (int band = 1; band <= BANDS; band++)
                add(t, "%7d%13.4f%13.5f\n", band, -20.0 + 0.05 * band, band < 400 ? 1.0 : 0.0);
            add(t, "\n");
        }
    }
    for (int i = 0; i < 36; i++) {
        for (int k = 0; k < 18; k++)
            add(t, "%8.3f", 0.001 * (i - k));
        add(t, "\n");
    }
}

static void add_step(bench_text *t, int step)
{
    for (int i = 1; i <= ITERATIONS; i++)
        add_iteration(t, step, i);
    add_bands(t);
    add(t,
        "------------------------ aborting loop because EDIFF is reached ---------------------\n");
    for (int table = 0; table < 2; table++) {
        add(t, "\n# of ion       s       p       d       tot\n");
        for (int i = 1; i <= ATOMS; i++)
            add(t, "%5d%13.3f%8.3f%8.3f%8.3f\n", i, 0.485, 0.377, 8.305, 9.167);
    }
    add(t, "  in kB   -27.44845   -27.53671    -7.73187    -0.05660    -0.10309     0.13839\n\n"
           " FORCES acting on ions\n");
    for (int i = 0; i < ATOMS; i++)
        add(t, "   -.517E+01 -.314E+01 0.121E+04   0.518E+01 0.316E+01 -.121E+04   0.727E-02 "
               "0.453E-02 -.239E+00   0.110E-02 -.190E-02 0.953E-01\n");
    add(t, " POSITION                                       TOTAL-FORCE (eV/Angst)\n -------\n");
    for (int i = 0; i < ATOMS; i++)
        add(t, "%13.5f%13.5f%13.5f %14.6f%14.6f%14.6f\n", 0.1 * i, 0.2 * i, 0.15 * i, -0.020421,
            0.006956, 0.0255009);
    add(t, " -------\n\n  FREE ENERGIE OF THE ION-ELECTRON SYSTEM (eV)\n  -----------\n"
           "  free  energy   TOTEN  =      -382.70228449 eV\n\n"
           "  energy  without entropy=     -382.62968677  energy(sigma->0) =     -382.67808525\n"
           "     LOOP+:  cpu time 1154.8133: real time 1156.6489\n");
}

int main(int argc, char **argv)
{
    const size_t large = (size_t)200 << 20;
    for (int i = 1; i < argc; i++)
        bench_report(argv[i], dgh_vasp_read_outcar, argv[i], 0.0);
    if (argc > 1)
        return 0;
    bench_text t = {0};
    add_head(&t);
    for (int step = 1; t.size < large; step++)
        add_step(&t, step);
    add(&t, " reached required accuracy - stopping structural energy minimisation\n"
            " General timing and accounting informations for this job:\n");
    bench_report_text("OUTCAR, relaxation of 96 atoms", dgh_vasp_read_outcar, &t, 400.0);
    return 0;
}
