/* dgh/order.h - what is crystal and what is glass: bond order, lattice type, classes, short-range
 * order, the interface between them.
 *
 * Pure functions on structures. Results are the same bits for every number of threads. May be
 * called from several threads.
 */
#ifndef DGH_ORDER_H
#define DGH_ORDER_H

#include "dgh/base.h"
#include "dgh/neighbours.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Surroundings by adaptive common neighbour analysis (Stukowski 2012,
 * 10.1088/0965-0393/20/4/045021; Honeycutt, Andersen 1987, 10.1021/j100303a014). */
typedef enum dgh_lattice {
    DGH_LATTICE_OTHER = 0,
    DGH_LATTICE_FCC = 1,
    DGH_LATTICE_HCP = 2,
    DGH_LATTICE_BCC = 3,
    DGH_LATTICE_ICOSAHEDRAL = 4
} dgh_lattice;

enum { DGH_N_LATTICES = 5 };

DGH_API const char *dgh_lattice_name(dgh_lattice lattice); /* "other", "fcc"... */

typedef enum dgh_phase {
    DGH_PHASE_AMORPHOUS = 0,
    DGH_PHASE_INTERFACE = 1, /* crystalline with an amorphous neighbour, or the reverse */
    DGH_PHASE_CRYSTALLINE = 2
} dgh_phase;

enum { DGH_N_PHASES = 3 };

DGH_API const char *dgh_phase_name(dgh_phase phase); /* "amorphous"... */

typedef struct dgh_order_options {
    size_t size;
    dgh_neighbour_options neighbours; /* who counts as a neighbour */
    double bond_threshold;            /* a bond is solid-like above it; default 0.7 */
    double solid_fraction; /* an atom is crystalline when at least this part of its bonds is
                              solid-like, and no less than 3; default 7/12, which is 7 of 12 in the
                              bulk */
    size_t least_cluster;  /* crystalline atoms in smaller bonded groups count as amorphous; default
                              4, 1 = every atom counts */
    int jobs;              /* threads, 0 = all cores; overrides neighbours.jobs */
    /* Normals of the interface are averaged within this many mean distances of neighbours;
     * default 3 */
    double smoothing;
    /* An atom with at least this part of its bonds (and no less than 3) solid-like and to an atom
     * that is crystalline by solid_fraction is crystalline as well: the edge of a crystal, whose
     * atoms lose bonds to the glass. Default 1/3, 4 of 12; 1 leaves the edge out. */
    double edge_fraction;
} dgh_order_options;

#define DGH_ORDER_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(dgh_order_options), DGH_NEIGHBOUR_OPTIONS_INIT, 0.7, 7.0 / 12.0, 4, 0, 3.0,         \
            1.0 / 3.0                                                                              \
    }

enum { DGH_ORDER_N_L = 3 }; /* l = 4, 6, 8 */

typedef struct dgh_order_atom {
    size_t coordination;
    double q[DGH_ORDER_N_L];      /* q_4, q_6, q_8 */
    double q_mean[DGH_ORDER_N_L]; /* averaged over the atom and its neighbours */
    size_t n_solid_bonds;
    dgh_lattice lattice;
    bool crystalline; /* by its solid-like bonds, edges of crystals included */
    dgh_phase phase;
} dgh_order_atom;

/* A Voronoi face between a crystalline atom and one that is not. */
typedef struct dgh_interface_face {
    size_t crystalline, other; /* atoms, 0-based */
    double middle_ang[3];      /* halfway between them, beside the crystalline atom */
    double normal[3];          /* unit length, from the crystalline atom to the other */
    double mean_normal[3];     /* of the interface around it; see dgh_interface */
    double area_ang2;
} dgh_interface_face;

/* The interface of crystal and glass: the Voronoi faces between unlike atoms, each cut to the balls
 * of neighbours.cell_radius about its two atoms.
 *   raw_area_ang2 = sum of A_f
 * is the area of a surface of polyhedra, which is rough: about 1.5 times that of the smooth surface
 * it follows. THE area, which is reported wherever one number is given, is that of the latter,
 *   area_ang2 = sum of A_f n_f . N_f,
 * n_f a face's normal and N_f the mean normal around it: N_f ~ sum over g of w(r_fg) A_g n_g, of
 * unit length, w(r) = (1 - r^2 / R^2)^2 within R, R = `smoothing` mean distances of neighbours;
 * only faces of the same side count (of positive product of such normals with R half as large), so
 * that the two sides of a thin layer do not cancel. Where N is constant the sum is the projected
 * area exactly (Gauss). Formulas of this project; a sphere in a glass gives 4 pi r^2 within 10 %.
 */
typedef struct dgh_interface {
    size_t n_faces; /* 0: there is no interface */
    const dgh_interface_face *faces;
    double area_ang2;
    double raw_area_ang2;
    /* Of the material: the cell, or with vacuum (more than 5 Angstrom along a lattice vector) and
     * without a cell the sum of the Voronoi cells cut to their balls. */
    double volume_ang3;
    double area_per_volume_nm; /* area_ang2 / volume_ang3 in nm^2/nm^3 */
    /* Of the cell, across the lattice vector that has the vacuum, or across c where none has; has =
     * false: no cell, or vacuum along several. */
    dgh_real cross_section_ang2;
    int cross_section_axis;
    dgh_real area_per_cross_section; /* nm^2/nm^2 */
} dgh_interface;

/* Bond order of Steinhardt, Nelson, Ronchetti 1983, 10.1103/PhysRevB.28.784,
 *   q_lm(i) = 1/N_i sum over neighbours j of Y_lm(r_ij),
 *   q_l(i) = sqrt(4 pi / (2 l + 1) sum over m of |q_lm(i)|^2),
 * its average of Lechner, Dellago 2008, 10.1063/1.2977970, with
 *   q_lm(i) -> (q_lm(i) + sum over j of q_lm(j)) / (N_i + 1);
 * solid-like bonds of ten Wolde, Ruiz-Montero, Frenkel 1996, 10.1063/1.471721,
 *   Re sum over m of q_6m(i) q_6m(j)* / (|q_6(i)| |q_6(j)|) > bond_threshold.
 * A crystalline atom whose own surroundings were too distorted for the common neighbour analysis
 * has the lattice that most of its crystalline neighbours have.
 * Short-range order of Warren, Cowley (Cowley 1950, 10.1103/PhysRev.77.669):
 *   alpha_ij = 1 - p_ij / c_j, p_ij the part of the neighbours of i that are j. */
typedef struct dgh_order {
    void *owner; /* private */
    dgh_order_options options;
    const dgh_neighbours *neighbours;
    size_t n_atoms;
    const dgh_order_atom *atoms; /* [n_atoms] */
    size_t n_lattice[DGH_N_LATTICES];
    size_t n_phase[DGH_N_PHASES];
    size_t n_crystalline;
    double crystalline_fraction; /* n_crystalline / n_atoms */
    double mean_coordination;
    size_t n_species;
    const int *species;          /* [n_species] atomic numbers, ascending */
    const double *coordination;  /* [n_species][n_species] mean number of neighbours j of an i */
    const double *warren_cowley; /* [n_species][n_species]; rows of species without a neighbour and
                                    all of a single species are 0 */
    dgh_interface interface;
} dgh_order;

/* Errors: as dgh_neighbours_find; ARGUMENT for thresholds outside 0..1 and other options out of
 * range. Free with dgh_order_free.
 */
DGH_API dgh_status dgh_order_compute(dgh_order **out, const dgh_structure *structure,
                                     const dgh_order_options *options, dgh_error *err);
DGH_API void dgh_order_free(dgh_order *order); /* NULL is legal */

/* Distance of any point (Cartesian, any image) to the nearest face of the interface; has = false
 * where there is none. Errors: ARGUMENT (a point that is no number). */
DGH_API dgh_status dgh_order_interface_distance(dgh_real *out_ang, const dgh_order *order,
                                                const double point_ang[3], dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
