/* Densities beside the made-up runs of vasp_tree.h: a Gaussian on each atom, tiny grids. */
#ifndef TESTS_DENSITY_TREE_H
#define TESTS_DENSITY_TREE_H

#include "vasp_tree.h"

/* Electrons that each atom gets, Pt first. Width of all Gaussians 0.33 Angstrom. */
typedef struct tree_density {
    const char *name; /* "CHGCAR" */
    double pt_e[4];
    double h_e[MAX_H];
    bool has_spin;   /* a second block: a tenth of the first */
    double lift_ang; /* added to every height: a density of another geometry */
    double add;      /* to every value, before the multiplication with the volume */
    size_t n[3];     /* all zero = 20 20 60 */
} tree_density;

static inline double gaussian_sum(const tree_run *r, const tree_density *d, const double x[3])
{
    static const double PT[4][2] = {{0.0, 0.0}, {2.8, 0.0}, {0.0, 2.8}, {2.8, 2.8}};
    const double width = 0.33, pi = 3.14159265358979323846;
    double cell[3] = {r->gas ? 10.0 : 5.6, r->gas ? 10.0 : 5.6, cell_c(r)}, sum = 0.0;
    for (size_t i = 0; i < 4 + r->n_h; i++) {
        if (i < 4 && r->gas)
            continue;
        double at[3] = {0}, square = 0.0, electrons = i < 4 ? d->pt_e[i] : d->h_e[i - 4];
        for (int k = 0; k < 3; k++) {
            at[k] = i >= 4 ? r->h[i - 4][k] : k < 2 ? PT[i][k] : 5.0 + (i == 1 ? r->lift_ang : 0.0);
            double off = x[k] - at[k] - (k == 2 ? d->lift_ang : 0.0);
            off -= cell[k] * floor(off / cell[k] + 0.5);
            square += off * off;
        }
        sum += electrons * exp(-0.5 * square / (width * width)) /
               pow(2.0 * pi * width * width, 1.5);
    }
    return sum + d->add;
}

static inline void write_block(FILE *f, const tree_run *r, const tree_density *d, double factor)
{
    size_t n[3] = {d->n[0] ? d->n[0] : 20, d->n[1] ? d->n[1] : 20, d->n[2] ? d->n[2] : 60};
    double cell[3] = {r->gas ? 10.0 : 5.6, r->gas ? 10.0 : 5.6, cell_c(r)};
    fprintf(f, " %zu %zu %zu\n", n[0], n[1], n[2]);
    size_t count = 0;
    for (size_t k = 0; k < n[2]; k++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t i = 0; i < n[0]; i++) {
                double x[3] = {cell[0] * (double)i / (double)n[0],
                               cell[1] * (double)j / (double)n[1],
                               cell[2] * (double)k / (double)n[2]};
                fprintf(f, " %.11E%s", factor * gaussian_sum(r, d, x) * cell[0] * cell[1] * cell[2],
                        ++count % 5 ? "" : "\n");
            }
    fputs(count % 5 ? "\n" : "", f);
}

/* A file of the CHGCAR family in the directory of a run that write_run has written. */
static inline void write_density(const tree_run *r, const tree_density *d)
{
    tree_run lifted = *r;
    FILE *f = create(r->directory, d->name, r->tag);
    double a = r->gas ? 10.0 : 5.6;
    fprintf(f, "made up\n1.0\n%.6f 0 0\n0 %.6f 0\n0 0 %.6f\n", a, a, cell_c(r));
    if (r->n_h)
        fprintf(f, "%sH\n%s%zu\n", r->gas ? "" : "Pt ", r->gas ? "" : "4 ", r->n_h);
    else
        fputs("Pt\n4\n", f);
    fputs("Cartesian\n", f);
    static const double PT[4][2] = {{0.0, 0.0}, {2.8, 0.0}, {0.0, 2.8}, {2.8, 2.8}};
    for (int i = 0; !r->gas && i < 4; i++)
        fprintf(f, " %.6f %.6f %.6f\n", PT[i][0], PT[i][1],
                5.0 + (i == 1 ? r->lift_ang : 0.0) + d->lift_ang);
    for (size_t i = 0; i < r->n_h; i++)
        fprintf(f, " %.6f %.6f %.6f\n", lifted.h[i][0], lifted.h[i][1],
                lifted.h[i][2] + d->lift_ang);
    fputs("\n", f);
    write_block(f, r, d, 1.0);
    if (d->has_spin)
        write_block(f, r, d, 0.1);
    fclose(f);
}

/* Headers of two made-up potentials: Pt with 10 valence electrons, H with 1. */
static inline void write_potcar(const char *directory, bool with_pt)
{
    FILE *f = create(directory, "POTCAR", NULL);
    for (int i = with_pt ? 0 : 1; i < 2; i++)
        fprintf(f,
                "  PAW_PBE %s 01Jan2000\n %.4f\n parameters from PSCTR are:\n   VRHFIN =%s: made "
                "up\n   LEXCH  = PE\n   TITEL  = PAW_PBE %s 01Jan2000\n   POMASS =  %.3f; ZVAL   = "
                "  %.3f    mass and valenz\nEND of PSCTR-controll parameters\n End of Dataset\n",
                i ? "H" : "Pt_pv", i ? 1.0 : 10.0, i ? "H" : "Pt", i ? "H" : "Pt_pv",
                i ? 1.0 : 195.08, i ? 1.0 : 10.0);
    fclose(f);
}

static const char *const RELAX_SPIN = "ENCUT = 400\nGGA = PE\nIBRION = 2\nNSW = 50\nISMEAR = 1\n"
                                      "SIGMA = 0.1\nEDIFFG = -0.02\nEDIFF = 1E-5\nNELM = 60\n"
                                      "ISPIN = 2\nNELECT = 41\n";

#endif
