/* dgh/sites.h - the atoms that a surface shows, and the places where an adsorbate can sit.
 *
 * Pure functions on structures of any topology: slabs (also cut by the faces of their cell), steps,
 * pores, both sides, wires, clusters. Results do not depend on the number of threads. May be called
 * from several threads.
 */
#ifndef DGH_SITES_H
#define DGH_SITES_H

#include "dgh/base.h"
#include "dgh/record.h"
#include "dgh/symmetry.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dgh_site_kind {
    DGH_SITE_TOP = 0,     /* the probe touches 1 atom */
    DGH_SITE_BRIDGE = 1,  /* 2 */
    DGH_SITE_HOLLOW = 2,  /* 3 */
    DGH_SITE_FOURFOLD = 3 /* 4 and more */
} dgh_site_kind;

enum {
    DGH_N_SITE_KINDS = 4,
    DGH_SITE_MOST_ATOMS = 8,
    DGH_SITES_MOST_SYMMETRIC = 2000 /* the cost of a space group grows with the square */
};

DGH_API const char *dgh_site_kind_name(dgh_site_kind kind); /* "top", "bridge"... */

/* Of a slab; top is the side to which the lattice vector that leads through the vacuum points. */
typedef enum dgh_side {
    DGH_SIDE_BOTH = 0, /* of a site: what it belongs to has no sides, it is no slab */
    DGH_SIDE_TOP = 1,
    DGH_SIDE_BOTTOM = 2
} dgh_side;

DGH_API const char *dgh_side_name(dgh_side side); /* "both", "top", "bottom" */

typedef struct dgh_sites_options {
    size_t size;
    double probe_radius_ang; /* of the sphere that is rolled over the atoms, whose radii are the
                                covalent ones (Cordero 2008); default 1.2 */
    double merge_ang;        /* places of one kind nearer than this are one; default 0.7 */
    double symmetry_ang;     /* tolerance of the symmetry that merges equivalent sites; default 0.1,
                                0 = no merging */
    int adsorbate;           /* atomic number of what is placed; default 1 */
    int jobs;                /* threads, 0 = all cores */
    dgh_side side;           /* sites of the other one are left out, before equivalent ones are
                                counted; default both */
    unsigned kinds;          /* bits 1 << dgh_site_kind of what is wanted; default 0, all */
} dgh_sites_options;

#define DGH_SITES_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(dgh_sites_options), 1.2, 0.7, 0.1, 1, 0, DGH_SIDE_BOTH, 0                           \
    }

/* One place of an adsorbate. */
typedef struct dgh_surface_site {
    dgh_site_kind kind;
    size_t n_atoms;
    size_t atoms[DGH_SITE_MOST_ATOMS]; /* that the probe touches, ascending; an atom that it touches
                                          by two images stands there twice */
    double vector_ang[DGH_SITE_MOST_ATOMS][3]; /* from `position_ang` to each of these images */
    double probe_ang[3];                       /* centre of the touching probe */
    double normal[3];                          /* outwards, unit length */
    double position_ang[3];                    /* where the adsorbate is placed */
    double height_ang; /* of `position_ang` above the mean of the atoms, along the normal */
    /* A threefold hollow: depth of the first atom below, within 1 Angstrom of the axis and 4
     * Angstrom of the site's atoms; has = false: none (an fcc hollow has one in the third layer,
     * an hcp one in the second). */
    dgh_real below_ang;
    /* Generalised coordination number sum over j of CN_j / CN_max of the neighbours j of the site's
     * atoms, CN_max 12, 18, 22, 26 for 1, 2, 3, 4 atoms (Calle-Vallejo et al. 2014,
     * 10.1002/anie.201402958) times the mean coordination of the atoms that are not at the surface
     * over 12 (of fcc where there are none). */
    double gcn;
    size_t orbit;        /* index of the first equivalent site; itself = its representative */
    size_t multiplicity; /* of the orbit */
    dgh_side side;
} dgh_surface_site;

typedef struct dgh_sites {
    void *owner; /* private */
    dgh_sites_options options;
    size_t n_atoms;
    const bool *is_surface; /* [n_atoms] the probe can touch it coming from the vacuum */
    size_t n_surface;
    double bulk_coordination; /* the CN of GCN's CN_max */
    bool bulk_is_model; /* it is the model's own; false: there was no atom below the surface */
    size_t n_sites;
    const dgh_surface_site *sites; /* sorted by kind, then by height along the cell */
    size_t n_orbits;
    int vacuum_axis; /* lattice vector through the vacuum of a slab, -1 = no slab */
    /* By which sites are equivalent; NULL: the tolerance was 0, there is no cell, or there are more
     * than DGH_SITES_MOST_SYMMETRIC atoms. */
    const dgh_symmetry *symmetry;
} dgh_sites;

/* Rolls a sphere over the atoms (the reduced surface of Sanner, Olson, Spehner 1996,
 * 10.1002/(SICI)1097-0282(199603)38:3<305::AID-BIP4>3.0.CO;2-Y): it touches three or more atoms at
 * hollows, two along the arcs between hollows (the bridge is the middle of an arc), one on the
 * rest, in the mean direction in which it is touched, and again where it shows so much of itself
 * that an adsorbate could be farther than 1.45 Angstrom from every site. Cavities that the sphere
 * cannot reach from the vacuum do not count. The adsorbate stands on the outward normal, 0.95, 1.05
 * or 1.10 times the sum of covalent radii from the nearest of one, two or more atoms. Errors:
 * ARGUMENT (no atoms, options out of range, elements without a radius, two atoms on one place, one
 * side asked of what is no slab), MISSING (no vacuum, or no two atoms that the probe touches at
 * once: there is no surface). Free with dgh_sites_free. */
DGH_API dgh_status dgh_sites_find(dgh_sites **out, const dgh_structure *structure,
                                  const dgh_sites_options *options, dgh_error *err);
DGH_API void dgh_sites_free(dgh_sites *sites); /* NULL is legal */

#ifdef __cplusplus
}
#endif
#endif
