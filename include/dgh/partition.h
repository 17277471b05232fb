/* dgh/partition.h - which part of a density belongs to which atom.
 *
 * Pure functions on grids in memory; results are the same bits for every number of threads.
 * Densities in electrons per cubic Angstrom, lengths in Angstrom.
 */
#ifndef DGH_PARTITION_H
#define DGH_PARTITION_H

#include "dgh/base.h"
#include "dgh/free_atom.h"
#include "dgh/grid.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Bader ---------------------------------------------------------------------------------- */

/* How points are given to maxima of the density. The table has the largest and the root-mean-square
 * error in electrons of the charges of two analytic densities (48 atoms in 1118 Ang^3 and 40 in
 * 959 Ang^3, on N^3 points; tests/bench/bench_bader.c), which are themselves known to 0.002 e:
 *
 *                  N   near-grid        on-grid          weight           trajectory
 *   orthorhombic  64   0.116 / 0.031    0.126 / 0.046    0.071 / 0.022    0.015 / 0.0053
 *                128   0.021 / 0.0084   0.107 / 0.030    0.025 / 0.0079   0.0030 / 0.0011
 *                192   0.024 / 0.0064   0.101 / 0.031    0.017 / 0.0050   0.0029 / 0.0009
 *                256   0.012 / 0.0038   0.101 / 0.032    0.012 / 0.0036   0.0018 / 0.0005
 *   triclinic     64   0.317 / 0.073    0.121 / 0.043    0.153 / 0.037    0.033 / 0.0083
 *                128   0.066 / 0.015    0.117 / 0.029    0.038 / 0.010    0.0059 / 0.0015
 *                192   0.034 / 0.0077   0.118 / 0.031    0.022 / 0.0059   0.0032 / 0.0010
 *                256   0.027 / 0.0056   0.121 / 0.033    0.015 / 0.0040   0.0031 / 0.0008
 *
 * The same bench prints the time that a point takes and the memory. */
typedef enum dgh_bader_method {
    /* Tang, Sanville, Henkelman 2009, 10.1088/0953-8984/21/8/084204: paths from point to point
     * along the central-difference gradient that carry their rounding error along. Good for
     * comparing with published charges: within 1e-4 e of the program bader 1.05 on the 128^3 grids.
     */
    DGH_BADER_NEAR_GRID = 0,
    /* Henkelman, Arnaldsson, Jonsson 2006, 10.1016/j.commatsci.2005.04.010: always to the neighbour
     * of steepest ascent among the 26. Fast; follows the axes, so that finer grids do not help. */
    DGH_BADER_ON_GRID = 1,
    /* Yu, Trinkle 2011, 10.1063/1.3553716: a point gives to each higher neighbour q of its
     * Wigner-Seitz cell the share J(q) / sum of J, J(q) = (rho(q) - rho) area / distance; points
     * between basins count for both. Of a skewed cell the true neighbours are taken. It converges
     * smoothly. A point of a plateau without a higher neighbour belongs whole to the basin of the
     * nearest way out; min_distance_ang is measured to the surface of the partition by largest
     * flow. */
    DGH_BADER_WEIGHT = 2,
    /* This library's own, and recommended: trajectories of steepest ascent between the points, on a
     * cubic spline of ln rho (asinh(rho / 2f), f = 1e-6 e/Ang^3 or the most negative density).
     * Points lead by leaps of three steps to a first partition; every point at the face of a basin
     * is then followed, one grid step at a time by the formula of Adams and Bashforth, shorter
     * where the path turns, until it is within a basin; points that change theirs bring their
     * neighbours to be followed. A maximum of the grid that is none of the spline is joined to the
     * one it leads to. Each point counts whole for one basin; min_distance_ang is measured as for
     * near-grid. The charges of 64^3 points are better than those of the others on 128^3, in two to
     * three times the time of near-grid (128^3: 240 and 210 ns a point of CPU time, near-grid 95);
     * pure noise, where every point is at a face, costs 1000 ns a point: give a vacuum threshold.
     * What is left on coarse grids are points that are counted whole, and atoms that have no
     * maximum on the grid. */
    DGH_BADER_TRAJECTORY = 3
} dgh_bader_method;

DGH_API const char *dgh_bader_method_name(dgh_bader_method method);

typedef struct dgh_bader_options {
    size_t size;
    dgh_bader_method method;
    /* Points whose reference density is below it belong to the vacuum, e/Ang^3; negative = none. */
    double vacuum_e_per_ang3;
    int jobs;         /* threads, 0 = all cores */
    bool keep_basins; /* fill basin_of_point; weight: the basin of the largest flow */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_bader_options;

#define DGH_BADER_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(dgh_bader_options), DGH_BADER_NEAR_GRID, -1.0, 0, false, NULL, NULL                 \
    }

/* One basin: a maximum of the reference density and what flows to it. */
typedef struct dgh_basin {
    double position_ang[3]; /* of the maximum */
    double electrons;
    double volume_ang3;
    size_t atom;         /* nearest atom, 0-based; (size_t)-1 without atoms */
    double distance_ang; /* to it */
} dgh_basin;

typedef struct dgh_bader_atom {
    double electrons;
    double volume_ang3;
    double min_distance_ang; /* from the nucleus to the surface of its basin */
    bool has_min_distance;
    double spin_e; /* of `spin`, where one was given */
} dgh_bader_atom;

typedef struct dgh_bader {
    void *owner; /* private */
    dgh_bader_method method;
    size_t n_atoms;
    const dgh_bader_atom *atoms;
    size_t n_basins;
    const dgh_basin *basins;
    size_t n_non_nuclear; /* basins whose maximum is further than 0.5 Ang from every nucleus */
    double vacuum_electrons;
    double vacuum_volume_ang3;
    double total_electrons;        /* of the whole grid */
    double residual_e;             /* total - sum over basins - vacuum */
    const int32_t *basin_of_point; /* [n2][n1][n0], -1 = vacuum; NULL unless asked for */
} dgh_bader;

/* Partitions `reference` (NULL = `density`) into basins and integrates `density` (and `spin`, which
 * may be NULL) over them. All grids have the same shape and cell. Errors: ARGUMENT (shapes, NaN),
 * CANCELLED, NOMEM. Free with dgh_bader_free. */
DGH_API dgh_status dgh_density_bader(dgh_bader **out, const dgh_grid *density,
                                     const dgh_grid *reference, const dgh_grid *spin,
                                     const dgh_bader_options *options, dgh_error *err);
DGH_API void dgh_bader_free(dgh_bader *bader);

/* ---- by distance and by free atoms ----------------------------------------------------------- */

typedef enum dgh_partition_kind {
    DGH_PARTITION_BADER = 0,
    DGH_PARTITION_VORONOI = 1,
    DGH_PARTITION_HIRSHFELD = 2
} dgh_partition_kind;

DGH_API const char *dgh_partition_name(dgh_partition_kind kind); /* "bader", "voronoi"... */

typedef struct dgh_partition_options {
    size_t size;
    int jobs;        /* threads, 0 = all cores */
    bool keep_atoms; /* Voronoi: fill atom_of_point */
    bool (*progress)(void *user, const char *what, size_t done, size_t total);
    void *progress_user;
} dgh_partition_options;

#define DGH_PARTITION_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(dgh_partition_options), 0, false, NULL, NULL                                        \
    }

typedef struct dgh_partition {
    void *owner; /* private */
    dgh_partition_kind kind;
    size_t n_atoms;
    const dgh_bader_atom *atoms; /* min_distance_ang: Voronoi only */
    /* Hirshfeld: what lies where no free atom has any density (below 1e-10 e/Ang^3) */
    double unassigned_electrons;
    double unassigned_volume_ang3;
    double total_electrons;       /* of the whole grid */
    double residual_e;            /* total - sum over atoms - unassigned */
    const int32_t *atom_of_point; /* [n2][n1][n0], of equals the first; NULL unless asked for */
} dgh_partition;

/* Each point to the nearest nucleus under periodic boundaries, in any cell; points whose nearest
 * nuclei are equally far (squares within 1e-7 of each other) are split evenly between them.
 * min_distance_ang is half the distance to the nearest other nucleus or image. `spin` may be NULL.
 * Errors: ARGUMENT (shapes, a cell without volume), MISSING (no atoms), CANCELLED, NOMEM. Free with
 * dgh_partition_free. */
DGH_API dgh_status dgh_density_voronoi(dgh_partition **out, const dgh_grid *density,
                                       const dgh_grid *spin, const dgh_partition_options *options,
                                       dgh_error *err);

/* Hirshfeld 1977, 10.1007/BF00549096: every point is shared in the ratio of the densities that the
 * free atoms would have there, w_A = rho_A(|r - R_A|) / sum over B of rho_B, images included; the
 * weights of a point add up to 1. `free_atoms` has one for each element; a free atom without
 * negative densities is meant, negative ones count as 0. Cut where they fall below 1e-10 e/Ang^3.
 * Errors: as above; MISSING names the elements without a free atom. */
DGH_API dgh_status dgh_density_hirshfeld(dgh_partition **out, const dgh_grid *density,
                                         const dgh_grid *spin,
                                         const dgh_free_atom *const *free_atoms,
                                         size_t n_free_atoms, const dgh_partition_options *options,
                                         dgh_error *err);
DGH_API void dgh_partition_free(dgh_partition *partition);

#ifdef __cplusplus
}
#endif
#endif
