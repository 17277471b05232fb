/* dgh/place.h - where an adsorbed H sits on its host, and what surrounds it.
 *
 * Two steps: dgh_host_analyse looks at the slab without the H once; dgh_place_find describes each
 * H by it. Pure functions on structures. Results do not depend on the number of threads. May be
 * called from several threads.
 */
#ifndef DGH_PLACE_H
#define DGH_PLACE_H

#include "dgh/base.h"
#include "dgh/order.h"
#include "dgh/record.h"
#include "dgh/sites.h"
#include "dgh/surface.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the host -------------------------------------------------------------------------------- */

typedef struct dgh_host_options {
    size_t size;
    dgh_order_options order; /* its neighbours are those of the coordination numbers */
    dgh_sites_options sites;
    int jobs; /* threads, 0 = all cores; overrides those of the other two */
} dgh_host_options;

#define DGH_HOST_OPTIONS_INIT                                                                      \
    {                                                                                              \
        sizeof(dgh_host_options), DGH_ORDER_OPTIONS_INIT, DGH_SITES_OPTIONS_INIT, 0                \
    }

typedef struct dgh_host {
    void *owner;    /* private */
    size_t n_atoms; /* of the host, its own H included */
    /* A copy without H: an H that the host holds is no neighbour that makes a metal atom more
     * coordinated, or less crystalline. */
    const dgh_structure *structure;
    const size_t *atoms;    /* [structure->n_atoms] atom of the host */
    const size_t *index_of; /* [n_atoms] the other way; structure->n_atoms of an H */
    const dgh_order *order; /* phases, lattices, coordination; atoms as in `structure` */
    const dgh_sites *sites; /* NULL: none could be found, `sites_missing` says why */
    const char *sites_missing;
    double bulk_coordination; /* of CN_max: dgh_sites.bulk_coordination; 12 without sites */
    bool bulk_is_model;
    /* A slab has vacuum of at least 5 Angstrom along one lattice vector alone; -1: it is none. */
    int vacuum_axis;
    double area_ang2; /* of its cross-section; 0: no slab */
    /* Surface atoms on the side of the vector vacuum_axis, and on the other. */
    size_t n_surface_up, n_surface_down;
} dgh_host;

/* Order, surface atoms and sites of a slab without adsorbate, at the geometry to which it relaxed.
 * Atoms in `order` and `sites` are numbered as in dgh_host.structure.
 * `options` may be NULL; least_cluster is never above the number of atoms. Errors: ARGUMENT (no
 * cell or positions, two atoms on one place, elements without a radius), NOMEM. Free with
 * dgh_host_free. */
DGH_API dgh_status dgh_host_analyse(dgh_host **out, const dgh_structure *host,
                                    const dgh_host_options *options, dgh_error *err);
DGH_API void dgh_host_free(dgh_host *host); /* NULL is legal */

/* ---- the place ------------------------------------------------------------------------------- */

/* Of a threefold hollow between crystalline atoms: what lies below it. */
typedef enum dgh_hollow {
    DGH_HOLLOW_NONE = 0, /* no hollow, or not between crystalline atoms alone */
    DGH_HOLLOW_FCC = 1,  /* no atom in the next layer */
    DGH_HOLLOW_HCP = 2   /* an atom in the next layer */
} dgh_hollow;

DGH_API const char *dgh_hollow_name(dgh_hollow hollow); /* "none", "fcc", "hcp" */

/* An atom that H binds to. Images of one atom are different atoms. */
typedef struct dgh_binding_atom {
    size_t atom;      /* of host + H, 0-based */
    size_t host_atom; /* the same atom of the host, H counted */
    int atomic_number;
    double distance_ang;
    double ratio;        /* distance over the sum of covalent radii (Cordero 2008) */
    size_t coordination; /* in the host without H */
    double gcn;          /* of the atom alone */
    dgh_phase phase;
    dgh_lattice lattice;
} dgh_binding_atom;

/* Binding atoms: the atoms of the host but H, nearest first by distance over the sum of covalent
 * radii, up to 1.3, and no further than the first gap of more than 0.15 between two of them. Their
 * number says the kind: 1 top, 2 bridge, 3 hollow, 4 and more fourfold (of an H below the surface:
 * the hole that it is in). With limits of 1.25 and 0.10 there are n_least of them, with 1.35 and
 * 0.20 n_most; where that makes another kind, `is_ambiguous` is set: H is between two sites. */
typedef struct dgh_place {
    size_t atom;    /* H, of host + H, 0-based */
    size_t n_atoms; /* 0: H touches nothing; kind, phase and gcn mean nothing then */
    dgh_binding_atom atoms[DGH_MAX_CONTACTS];
    size_t n_least, n_most;
    bool is_ambiguous;
    dgh_site_kind kind;
    dgh_hollow hollow;
    bool is_below_surface; /* as in dgh_adsorbed_h */
    /* crystalline: all binding atoms are of that phase in the host; amorphous: likewise; else
     * interface. */
    dgh_phase phase;
    /* Sum over j of CN_j / CN_max, as in dgh_surface_site. */
    dgh_real gcn;
    /* From H to the nearest point of the interface between the crystalline and the amorphous part
     * of the host; has = false: there is none. */
    dgh_real interface_ang;
    int side; /* of a slab: 1 on the side of the lattice vector of the vacuum, -1 on the other, 0 no
                 slab */
    /* The site of host->sites with the same atoms that is nearest; has = false: none within 1
     * Angstrom. */
    dgh_integer site;
    dgh_integer multiplicity;       /* sites of its orbit on the same side of the slab */
    dgh_real surface_atoms_per_cm2; /* on that side, by the area of the cross-section */
    double position_ang[3];         /* of H, with the drift of `match` taken off: in the host */
} dgh_place;

/* Describes atom `atom` of `full`, one of match->adsorbate; `match` is of `full` onto the structure
 * that `host` was made of. Errors: ARGUMENT, NOMEM. */
DGH_API dgh_status dgh_place_find(dgh_place *out, const dgh_host *host, const dgh_structure *full,
                                  const dgh_match *match, size_t atom, dgh_error *err);

/* The phase of several places together, by the rule above over all their binding atoms; false: none
 * of them has one. */
DGH_API bool dgh_place_phase(dgh_phase *out, const dgh_place *places, size_t n);

#ifdef __cplusplus
}
#endif
#endif
