/* dgh/surface.h - which atoms are the adsorbate, where it sits, and what went wrong with it.
 * Pure functions on structures; may be called from several threads.
 */
#ifndef DGH_SURFACE_H
#define DGH_SURFACE_H

#include "dgh/base.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the atoms of host+adsorbate map onto those of the host. */
typedef struct dgh_match {
    size_t n_host;            /* atoms of the host */
    size_t *host_to_full;     /* [n_host] atom of the full structure that each host atom became */
    double *displacement_ang; /* [n_host][3] full minus host, drift removed, minimum image */
    size_t n_adsorbate;
    size_t *adsorbate;   /* [n_adsorbate] atoms of the full structure that are left over */
    double drift_ang[3]; /* rigid drift that was removed */
    double rms_displacement_ang;
    double largest_displacement_ang;
    size_t largest_displacement_atom; /* of the host */
} dgh_match;

/* Finds the adsorbate: the assignment of atoms of `full` to atoms of `host`, element by element,
 * that minimises the summed squared minimum-image distance after removing a rigid drift; what is
 * left over is the adsorbate. Any atom order, any periodic image, hosts that hold H themselves.
 * Errors: ARGUMENT (a host element that `full` has fewer atoms of; no cell or different cells; no
 * positions). Free with dgh_match_free. */
DGH_API dgh_status dgh_surface_match(dgh_match **out, const dgh_structure *full,
                                     const dgh_structure *host, dgh_error *err);
DGH_API void dgh_match_free(dgh_match *match); /* NULL is legal */

/* One atom that the adsorbate touches. */
typedef struct dgh_contact {
    size_t atom;
    int atomic_number;
    double distance_ang;
} dgh_contact;

enum { DGH_MAX_CONTACTS = 12 };

/* Where one adsorbed H sits. */
typedef struct dgh_adsorbed_h {
    size_t atom; /* in the full structure, 0-based */
    size_t n_contacts;
    dgh_contact contacts[DGH_MAX_CONTACTS]; /* non-adsorbate atoms within 1.3 x the sum of covalent
                                               radii, nearest first */
    double nearest_surface_ang;             /* to the atom, not of the adsorbate, that is nearest
                                               by the sum of covalent radii */
    double nearest_surface_ratio;           /* the same over that sum */
    dgh_real nearest_h_ang; /* nearest other H, adsorbed or not; has = false: there is none */
    double height_ang;      /* above the mean of the contacts, along the outward normal */
    bool below_surface;
} dgh_adsorbed_h;

/* Describes adsorbed atom `atom` of `full`; `adsorbate` are all left-over atoms. The outward normal
 * is the axis of the largest vacuum gap, pointing out of the slab on the side where the atom is.
 * Errors: ARGUMENT. */
DGH_API dgh_status dgh_surface_describe_h(dgh_adsorbed_h *out, const dgh_structure *full,
                                          const size_t *adsorbate, size_t n_adsorbate, size_t atom,
                                          dgh_error *err);

/* Largest empty stretch of the cell along each lattice vector, in Angstrom measured along the
 * normal of the plane of the other two, atoms taken as points. False without cell or positions. */
DGH_API bool dgh_surface_vacuum_ang(const dgh_structure *structure, double vacuum_ang[3]);

#ifdef __cplusplus
}
#endif
#endif
