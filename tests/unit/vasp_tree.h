/* Small made-up VASP runs: a square Pt sheet of four atoms, H on it, H2 in a box. No energy of them
 * means anything. A run is POSCAR, CONTCAR, INCAR, KPOINTS and the program's output, as in trees
 * without any OUTCAR; a frequency run is an OUTCAR. */
#ifndef TESTS_VASP_TREE_H
#define TESTS_VASP_TREE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <math.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "dgh.h"

enum { MAX_H = 6 };

typedef struct tree_run {
    const char *directory;
    const char *tag; /* ".1" for POSCAR.1, vasp.log.1... */
    size_t n_h;
    double h[MAX_H][3];       /* where they end */
    double h_start[MAX_H][3]; /* where they begin; all zero = where they end */
    double energy_ev;
    const char *incar;   /* NULL = a PBE relaxation */
    const char *mesh;    /* NULL = "4 4 1" */
    const char *kpoints; /* below the title; NULL = the mesh */
    double cell_c_ang;   /* 0 = 18 */
    double lift_ang;     /* of Pt atom 1 */
    bool gas;
    bool unconverged_ions, unconverged_electrons, cut;
    bool all_free;
} tree_run;

static const char *const RELAX = "ENCUT = 400\nGGA = PE\nIBRION = 2\nNSW = 50\nISMEAR = 1\nSIGMA = "
                                 "0.1\nEDIFFG = -0.02\nEDIFF = 1E-5\nNELM = 60\n";
static inline void shell(const char *format, ...)
{
    char command[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

static inline FILE *create(const char *directory, const char *name, const char *tag)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s%s", directory, name, tag ? tag : "");
    FILE *f = fopen(path, "wb");
    if (!f)
        fail_msg("cannot write %s", path);
    return f;
}

static inline double cell_c(const tree_run *r)
{
    return r->gas ? 10.0 : r->cell_c_ang > 0.0 ? r->cell_c_ang : 18.0;
}

static inline void write_atoms(FILE *f, const tree_run *r, bool start, bool flags)
{
    static const double PT[4][2] = {{0.0, 0.0}, {2.8, 0.0}, {0.0, 2.8}, {2.8, 2.8}};
    bool moved = false;
    for (size_t i = 0; i < r->n_h; i++)
        moved |= r->h_start[i][0] != 0.0 || r->h_start[i][1] != 0.0 || r->h_start[i][2] != 0.0;
    for (int i = 0; !r->gas && i < 4; i++)
        fprintf(f, "  %.7f  %.7f  %.7f%s\n", PT[i][0], PT[i][1], 5.0 + (i == 1 ? r->lift_ang : 0.0),
                !flags                   ? ""
                : i == 0 && !r->all_free ? " F F F"
                                         : " T T T");
    for (size_t i = 0; i < r->n_h; i++) {
        const double *x = start && moved ? r->h_start[i] : r->h[i];
        fprintf(f, "  %.7f  %.7f  %.7f%s\n", x[0], x[1], x[2], flags ? " T T T" : "");
    }
}

static inline void write_poscar(const tree_run *r, const char *name, bool start)
{
    FILE *f = create(r->directory, name, r->tag);
    double a = r->gas ? 10.0 : 5.6;
    char count[24] = "";
    if (r->n_h)
        snprintf(count, sizeof count, "%zu", r->n_h);
    fprintf(f,
            "made up\n1.0\n%.7f 0 0\n0 %.7f 0\n0 0 %.7f\n%s%s\n%s%s\nSelective dynamics\n"
            "Cartesian\n",
            a, a, cell_c(r), r->gas ? "" : "Pt ", r->n_h ? "H" : "", r->gas ? "" : "4 ", count);
    write_atoms(f, r, start, true);
    fclose(f);
}

static inline void write_log(const tree_run *r, bool is_static)
{
    FILE *f = create(r->directory, "vasp.log", r->tag);
    fputs(
        " running on    4 total cores\n vasp.5.4.4.18Apr17-6-g9f103f2a35 (build Jan 01 2020 "
        "10:00:00) complex           \n POSCAR, INCAR and KPOINTS ok, starting setup\n entering "
        "main loop\n       N       E                     dE             d eps       ncg     rms   "
        "       rms(c)\n",
        f);
    int n = r->unconverged_electrons ? 60 : 2;
    for (int i = 1; i <= n; i++)
        fprintf(f, "DAV: %3d    %.12E   %.5E   -0.10000E-05  2056   0.521E-02\n", i, r->energy_ev,
                r->unconverged_electrons ? 0.1 : 1e-7);
    if (r->cut) {
        fclose(f);
        return;
    }
    fprintf(f, "   1 F= %.8E E0= %.8E  d E =-.100000E-03\n", r->energy_ev - 0.01, r->energy_ev);
    if (!is_static && !r->unconverged_ions)
        fputs(" reached required accuracy - stopping structural energy minimisation\n", f);
    fputs(" writing wavefunctions\n", f);
    fclose(f);
}

static inline void write_run(const tree_run *r)
{
    shell("mkdir -p '%s'", r->directory);
    const char *incar = r->incar ? r->incar : RELAX;
    write_poscar(r, "POSCAR", true);
    write_poscar(r, "CONTCAR", false);
    FILE *f = create(r->directory, "INCAR", r->tag);
    fputs(incar, f);
    fclose(f);
    f = create(r->directory, "KPOINTS", r->tag);
    if (r->kpoints)
        fprintf(f, "list\n%s", r->kpoints);
    else
        fprintf(f, "mesh\n0\nGamma\n%s\n", r->mesh ? r->mesh : r->gas ? "1 1 1" : "4 4 1");
    fclose(f);
    write_log(r, strstr(incar, "NSW = 0") != NULL);
}

/* An OUTCAR of IBRION = 5 with printed modes and, if asked for, the Hessian of the H atoms. */
static inline void write_frequencies(const tree_run *r, const double *freq_cm1, size_t n_modes)
{
    shell("mkdir -p '%s'", r->directory);
    FILE *f = create(r->directory, "OUTCAR", r->tag);
    double a = r->gas ? 10.0 : 5.6;
    size_t n_atoms = (r->gas ? 0 : 4) + r->n_h;
    fprintf(f, " vasp.5.4.4.18Apr17-6-g9f103f2a35 (build Jan 01 2020 10:00:00) complex\n\n"
               " executed on             LinuxIFC date 2024.05.06  07:08:09\n");
    if (!r->gas)
        fputs("   VRHFIN =Pt: s1d9\n   TITEL  = PAW_PBE Pt 04Feb2005\n"
              "   POMASS =  195.080; ZVAL   =   10.000    mass and valenz\n",
              f);
    fputs("   VRHFIN =H: ultrasoft test\n   TITEL  = PAW_PBE H 15Jun2001\n"
          "   POMASS =    1.000; ZVAL   =    1.000    mass and valenz\n",
          f);
    fprintf(f, "   number of dos      NEDOS =    301   number of ions     NIONS = %6zu\n", n_atoms);
    fprintf(f, r->gas ? "   ions per type =             %zu\n" : "   ions per type =  4  %zu\n",
            r->n_h);
    fputs("   ISPIN  =      1    spin polarized calculation?\n"
          "   ENCUT  =  400.0 eV  29.40 Ry    5.42 a.u.\n"
          "   NELM   =     60;   NELMIN=  2; NELMDL= -5     # of ELM steps \n"
          "   EDIFF  = 0.1E-04   stopping-criterion for ELM\n"
          "   NSW    =      1    number of steps for IOM\n"
          "   IBRION =      5    ionic relax: 0-MD 1-quasi-New 2-CG\n"
          "  Mass of Ions in am\n",
          f);
    fprintf(f, "   POMASS = %s  1.00\n", r->gas ? "" : "195.08");
    fputs("   ISMEAR =     1;   SIGMA  =   0.10  broadening in eV -4-tet -1-fermi 0-gaus\n"
          "   GGA     =    PE    GGA type\n",
          f);
    fprintf(f,
            "      direct lattice vectors                 reciprocal lattice vectors\n"
            " %12.9f 0.000000000 0.000000000 0.1 0.0 0.0\n 0.000000000 %12.9f 0.000000000 0.0 "
            "0.1 0.0\n 0.000000000 0.000000000 %12.9f 0.0 0.0 0.1\n\n",
            a, a, cell_c(r));
    fputs(" position of ions in cartesian coordinates  (Angst):\n", f);
    write_atoms(f, r, false, false);
    fputs("\n--------------------------------------- Iteration      1(   1)  -----------\n"
          " total energy-change (2. order) :-1.0000000E-07  (-2.0000000E-07)\n"
          "------------------------ aborting loop because EDIFF is reached ----------\n"
          " POSITION                                       TOTAL-FORCE (eV/Angst)\n"
          " --------------------------------------------------------------------\n",
          f);
    static const double PT[4][2] = {{0.0, 0.0}, {2.8, 0.0}, {0.0, 2.8}, {2.8, 2.8}};
    for (int i = 0; !r->gas && i < 4; i++)
        fprintf(f, " %.5f %.5f %.5f 0.0 0.0 0.0\n", PT[i][0], PT[i][1],
                5.0 + (i == 1 ? r->lift_ang : 0.0));
    for (size_t i = 0; i < r->n_h; i++)
        fprintf(f, " %.5f %.5f %.5f 0.0 0.0 0.0\n", r->h[i][0], r->h[i][1], r->h[i][2]);
    fprintf(f,
            " --------------------------------------------------------------------\n"
            "  FREE ENERGIE OF THE ION-ELECTRON SYSTEM (eV)\n"
            "  ---------------------------------------------------\n"
            "  free  energy   TOTEN  =      %.8f eV\n\n"
            "  energy  without entropy=      %.8f  energy(sigma->0) =      %.8f\n\n",
            r->energy_ev - 0.01, r->energy_ev + 0.01, r->energy_ev);
    fputs("     LOOP+:  cpu time    1.0000: real time    1.0001\n\n"
          " Eigenvectors and eigenvalues of the dynamical matrix\n"
          " ----------------------------------------------------\n\n",
          f);
    for (size_t i = 0; i < n_modes; i++) {
        double nu = fabs(freq_cm1[i]);
        fprintf(f,
                "%4zu %s= %12.6f THz %12.6f 2PiTHz %12.6f cm-1 %12.6f meV\n"
                "             X         Y         Z           dx          dy          dz\n",
                i + 1, freq_cm1[i] < 0.0 ? "f/i" : "f  ", nu * 0.0299792458, nu * 0.188365, nu,
                nu * 0.1239842);
        for (size_t k = 0; k < n_atoms; k++)
            fputs(" 0.0 0.0 0.0 0.0 0.0 0.0\n", f);
        fputs("\n", f);
    }
    fputs(" General timing and accounting informations for this job:\n"
          " ========================================================\n"
          "                  Total CPU time used (sec):      123.456\n"
          "                 Voluntary context switches:           42\n",
          f);
    fclose(f);
}

/* ---- looking at the result ---- */

static inline dgh_study *open_paths(const dgh_study_options *options, size_t n, ...)
{
    const char *paths[8];
    va_list args;
    va_start(args, n);
    for (size_t i = 0; i < n; i++)
        paths[i] = va_arg(args, const char *);
    va_end(args);
    dgh_error err = {0};
    dgh_study *study = NULL;
    if (dgh_study_open(&study, paths, n, options, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return study;
}

static inline dgh_study *computed(const dgh_study_options *options, const char *path)
{
    dgh_error err = {0};
    dgh_study *study = open_paths(options, 1, path);
    if (dgh_study_compute(study, &err) != DGH_OK)
        fail_msg("%s", err.message);
    return study;
}

static inline size_t run_index(const dgh_study *study, const char *path)
{
    for (size_t i = 0; i < study->n_runs; i++)
        if (strcmp(study->runs[i].path, path) == 0)
            return i;
    for (size_t i = 0; i < study->n_runs; i++)
        print_message("  %s\n", study->runs[i].path);
    fail_msg("no run %s", path);
    return 0;
}

static inline const dgh_run *run_of(const dgh_study *study, const char *path)
{
    return &study->runs[run_index(study, path)];
}

static inline void assert_role(const dgh_study *study, const char *path, dgh_role role)
{
    const dgh_run *r = run_of(study, path);
    if (r->role != role)
        fail_msg("%s is %s (%s), expected %s", path, dgh_role_name(r->role), r->reason,
                 dgh_role_name(role));
}

static inline const dgh_site *site_of(const dgh_study *study, const char *label)
{
    for (size_t i = 0; i < study->n_sites; i++)
        if (strcmp(study->sites[i].label, label) == 0)
            return &study->sites[i];
    for (size_t i = 0; i < study->n_sites; i++)
        print_message("  %s\n", study->sites[i].label);
    fail_msg("no site %s", label);
    return NULL;
}

static inline const dgh_diagnostic *finding(const dgh_diagnostic *list, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].code, code) == 0)
            return &list[i];
    return NULL;
}

/* The finding of a site with this code and severity. */
static inline const dgh_diagnostic *assert_finding(const dgh_site *site, const char *code,
                                                   dgh_severity severity)
{
    const dgh_diagnostic *d = finding(site->diagnostics, site->n_diagnostics, code);
    for (size_t i = 0; !d && i < site->n_diagnostics; i++)
        print_message("  %s: %s\n", site->diagnostics[i].code, site->diagnostics[i].message);
    if (!d)
        fail_msg("%s: no finding %s", site->label, code);
    assert_int_equal(d->severity, severity);
    return d;
}

static inline void assert_close(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9f, expected %.9f within %g", value, expected, tolerance);
}

static char test_folder[64];

static inline int enter_folder(void **state)
{
    (void)state;
    strcpy(test_folder, "/tmp/dgh-study-XXXXXX");
    return mkdtemp(test_folder) && chdir(test_folder) == 0 ? 0 : -1;
}

static inline int leave_folder(void **state)
{
    (void)state;
    shell("chmod -R u+rwX '%s'; rm -rf '%s'", test_folder, test_folder);
    return 0;
}

/* H2, the clean sheet, and one H in the hollow: ΔE = -0.5 eV. */
static inline void write_small_tree(const char *root)
{
    char path[256];
    snprintf(path, sizeof path, "%s/h2", root);
    write_run(&(tree_run){.directory = path,
                          .gas = true,
                          .n_h = 2,
                          .energy_ev = -6.8,
                          .h = {{5, 5, 5}, {5, 5, 5.75}}});
    snprintf(path, sizeof path, "%s/clean", root);
    write_run(&(tree_run){.directory = path, .energy_ev = -20.0});
    snprintf(path, sizeof path, "%s/hollow", root);
    write_run(&(tree_run){.directory = path, .n_h = 1, .energy_ev = -23.9, .h = {{1.4, 1.4, 5.4}}});
}

#endif
