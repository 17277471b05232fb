/* dgh/neighbours.h - which atoms are neighbours, and how the pairs are distributed.
 *
 * Pure functions on structures: any cell (skewed, left-handed, shorter than the cutoff), atoms on
 * any side of its faces, or no cell at all (a cluster). Results are the same bits for every number
 * of threads. May be called from several threads.
 */
#ifndef DGH_NEIGHBOURS_H
#define DGH_NEIGHBOURS_H

#include "dgh/base.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- distribution of pairs ------------------------------------------------------------------- */

typedef struct dgh_rdf_options {
    size_t size;
    double largest_ang; /* distances up to here, above 0 and at most 50 */
    size_t n_bins;      /* 1 to 100,000 */
    /* Width (standard deviation, Angstrom) of the Gaussian by which a histogram is smoothed before
     * its first peak is looked for; for the minimum it is at least 9 % of the peak's distance, so
     * that the two first shells of bcc are one. g itself is not smoothed. */
    double smoothing_ang;
    int jobs; /* threads, 0 = all cores */
} dgh_rdf_options;

#define DGH_RDF_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(dgh_rdf_options), 8.0, 400, 0.1, 0                                                  \
    }

/* Where the shell of nearest neighbours of a pair of species ends. */
typedef struct dgh_shell {
    dgh_real first_peak_ang;
    dgh_real first_minimum_ang; /* has = false: too few pairs, or no minimum in range */
} dgh_shell;

/* Radial distribution functions. With c_j = N_j / N and the number density N / V,
 *   g_ij(r) = n_ij(r) / (N_i N_j / V 4 pi r^2 dr),   g(r) = sum over ij of c_i c_j g_ij(r),
 * n_ij(r) the ordered pairs in the shell r, dr. V is the volume of the cell without its vacuum
 * (dgh_surface_vacuum_ang beyond 5 Angstrom along one vector); for a slab g then falls below 1 at
 * large r, because the shells reach out of it. Without a cell V is that of the bounding box. */
typedef struct dgh_rdf {
    void *owner; /* private */
    size_t n_bins;
    const double *r_ang; /* [n_bins] middle of each bin */
    const double *total; /* [n_bins] */
    size_t n_species;
    const int *species;     /* [n_species] atomic numbers, ascending */
    const double *partial;  /* [n_species][n_species][n_bins] */
    const dgh_shell *shell; /* [n_species][n_species] */
    dgh_shell total_shell;
    double volume_ang3; /* V */
} dgh_rdf;

/* Errors: ARGUMENT (options out of range, no atoms, no positions, a cell without volume, positions
 * that are no numbers), NOMEM. Free with dgh_rdf_free. */
DGH_API dgh_status dgh_rdf_compute(dgh_rdf **out, const dgh_structure *structure,
                                   const dgh_rdf_options *options, dgh_error *err);
DGH_API void dgh_rdf_free(dgh_rdf *rdf); /* NULL is legal */

/* ---- neighbour lists ------------------------------------------------------------------------- */

typedef enum dgh_neighbour_rule {
    /* The first minimum of the pair's g(r); radii where it has none, or where its first peak is
     * none of atoms in contact: of several elements, beyond 1.4 x the sum of covalent radii. */
    DGH_NEIGHBOUR_RDF = 0,
    DGH_NEIGHBOUR_RADII = 1,  /* factor x the sum of covalent radii (Cordero 2008) */
    DGH_NEIGHBOUR_CUTOFF = 2, /* one distance for all pairs */
    DGH_NEIGHBOUR_VORONOI = 3 /* atoms whose Voronoi cells share a face */
} dgh_neighbour_rule;

/* Voronoi cells are cut to a ball about each atom, so that those at a surface do not reach into the
 * vacuum and those of a cluster are finite. Its radius is a part of the mean distance of
 * neighbours: the corners of cells of fcc and hcp are at 0.707 of it, those of bcc at 0.606. */

DGH_API const char *dgh_neighbour_rule_name(dgh_neighbour_rule rule); /* "rdf", "radii"... */

typedef struct dgh_neighbour_options {
    size_t size;
    dgh_neighbour_rule rule;
    double radii_factor; /* default 1.2 */
    double cutoff_ang;   /* of DGH_NEIGHBOUR_CUTOFF; above 0 and at most 50 */
    int jobs;            /* threads, 0 = all cores */
    /* DGH_NEIGHBOUR_VORONOI: a face counts from this part of the surface of the smaller of the two
     * cells on; default 0.01 */
    double least_face;
    double cell_radius; /* of the ball, in mean distances of neighbours, 0.5 to 5; default 0.75 */
} dgh_neighbour_options;

#define DGH_NEIGHBOUR_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(dgh_neighbour_options), DGH_NEIGHBOUR_RDF, 1.2, 3.5, 0, 0.01, 0.75                  \
    }

typedef struct dgh_neighbour {
    double vector_ang[3]; /* from the atom to this image of its neighbour */
    double distance_ang;
    uint32_t atom; /* 0-based */
} dgh_neighbour;

/* Neighbours of atom i are neighbour[first[i]] .. neighbour[first[i + 1] - 1], nearest first;
 * images of one atom are separate neighbours, an image of the atom itself is one too. */
typedef struct dgh_neighbours {
    void *owner; /* private */
    dgh_neighbour_rule rule;
    size_t n_atoms;
    const size_t *first; /* [n_atoms + 1] */
    const dgh_neighbour *neighbour;
    size_t n_species;
    const int *species; /* [n_species] atomic numbers, ascending */
    /* [n_species][n_species] the cutoff of each pair; of DGH_NEIGHBOUR_VORONOI the largest distance
     * that a neighbour has, 0 where there is none */
    const double *cutoff_ang;
    const bool *cutoff_from_radii; /* [n_species][n_species] DGH_NEIGHBOUR_RDF: g(r) had no first
                                      minimum or no contact, radii took its place; else NULL */
    /* Mean distance of neighbours, the unit of cell_radius; has = false: nobody has a neighbour. Of
     * DGH_NEIGHBOUR_VORONOI that of the pairs below the first minimum of the total g(r) (below the
     * radii's cutoffs where there is no minimum). */
    dgh_real mean_distance_ang;
    const double *face_area_ang2; /* DGH_NEIGHBOUR_VORONOI: [first[n_atoms]] of each neighbour; else
                                     NULL */
} dgh_neighbours;

/* Linear in the number of atoms (cell lists). Errors: as dgh_rdf_compute; ARGUMENT also for two
 * atoms within 0.1 Angstrom (the message names them) and, with DGH_NEIGHBOUR_RADII, for an unknown
 * element. Free with dgh_neighbours_free. */
DGH_API dgh_status dgh_neighbours_find(dgh_neighbours **out, const dgh_structure *structure,
                                       const dgh_neighbour_options *options, dgh_error *err);
DGH_API void dgh_neighbours_free(dgh_neighbours *neighbours); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
