/* Where an adsorbed H sits. */
#include "dgh/surface.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "record/build.h"
#include "surface/gaps.h"
#include "surface/periodic.h"

/* Contacts reach to this multiple of the sum of covalent radii. */
static const double CONTACT_RATIO = 1.3;
/* For elements whose radius is in no table. */
static const double UNKNOWN_RADIUS_ANG = 1.5;
/* Below the surface: the bonds do not point inwards on the whole, and one points outwards by more
 * than this. An H in an octahedral or tetrahedral hole has as many bonds up as down; at the edge of
 * a step it has some up, and more down. */
static const double INWARD_BONDS = -0.05;
static const double ABOVE_ANG = 0.3;

static double radius_of(const dgh_structure *s, size_t atom)
{
    double radius = dgh_element_covalent_radius_ang(dgh_structure_element(s, atom));
    return radius > 0.0 ? radius : UNKNOWN_RADIUS_ANG;
}

/* ---- the atom
 * ----------------------------------------------------------------------------------*/

typedef struct site {
    const dgh_structure *s;
    size_t atom;
    const bool *is_adsorbate;
    dgh_periodic periodic;
    double outward[3];
    bool inside; /* between the lowest and the highest host atom */
    double nearest_bond[3];
    double bond[DGH_MAX_CONTACTS][3]; /* vectors from H to each contact */
} site;

/* The outward normal on the side of the slab where the atom is. */
static bool find_outward(site *t)
{
    dgh_gaps g;
    if (!dgh_gaps_find(&g, t->s, t->is_adsorbate))
        return false;
    int axis = 0;
    for (int k = 1; k < 3; k++)
        if (g.length_ang[k] > g.length_ang[axis])
            axis = k;
    double f[3];
    dgh_cell_to_fractional(t->s->cell_ang, t->s->position_ang + 3 * t->atom, f, 1);
    /* above the lowest host atom, in [0, 1): the slab ends at `thickness` */
    double bottom = g.from[axis] + g.fraction[axis], thickness = 1.0 - g.fraction[axis];
    double above = f[axis] - bottom;
    above -= floor(above);
    dgh_gaps_normal(t->s->cell_ang, axis, t->outward);
    t->inside = above <= thickness;
    bool on_top = t->inside ? above >= thickness / 2.0 : above - thickness <= 1.0 - above;
    for (int k = 0; k < 3 && !on_top; k++)
        t->outward[k] = -t->outward[k];
    return true;
}

/* Keeps the nearest contacts in order. */
static void add_contact(dgh_adsorbed_h *out, site *t, size_t atom, const double d[3],
                        double distance)
{
    size_t i = out->n_contacts < DGH_MAX_CONTACTS ? out->n_contacts++ : DGH_MAX_CONTACTS;
    if (i == DGH_MAX_CONTACTS) {
        if (distance >= out->contacts[i - 1].distance_ang)
            return;
        i--;
    }
    for (; i > 0 && distance < out->contacts[i - 1].distance_ang; i--) {
        out->contacts[i] = out->contacts[i - 1];
        memcpy(t->bond[i], t->bond[i - 1], sizeof t->bond[i]);
    }
    out->contacts[i] = (dgh_contact){atom, dgh_structure_element(t->s, atom), distance};
    memcpy(t->bond[i], d, sizeof t->bond[i]);
}

/* All images of `atom` within reach: in a small cell one atom is several contacts. */
static void add_images(dgh_adsorbed_h *out, site *t, size_t atom, const double shortest[3],
                       double reach)
{
    int range[3];
    for (int k = 0; k < 3; k++)
        range[k] = (int)ceil(reach / t->periodic.height_ang[k]) + 1;
    for (int i = -range[0]; i <= range[0]; i++)
        for (int j = -range[1]; j <= range[1]; j++)
            for (int k = -range[2]; k <= range[2]; k++) {
                double d[3], square = 0.0;
                for (int x = 0; x < 3; x++) {
                    d[x] = shortest[x] + i * t->periodic.basis[0][x] + j * t->periodic.basis[1][x] +
                           k * t->periodic.basis[2][x];
                    square += d[x] * d[x];
                }
                if (square <= reach * reach)
                    add_contact(out, t, atom, d, sqrt(square));
            }
}

static void look_at(dgh_adsorbed_h *out, site *t, size_t atom)
{
    double difference[3], d[3];
    for (size_t k = 0; k < 3; k++)
        difference[k] = t->s->position_ang[3 * atom + k] - t->s->position_ang[3 * t->atom + k];
    double distance = sqrt(dgh_periodic_shortest_of(&t->periodic, difference, d));
    if (dgh_structure_element(t->s, atom) == 1 &&
        (!out->nearest_h_ang.has || distance < out->nearest_h_ang.value))
        out->nearest_h_ang = (dgh_real){.has = true, .value = distance};
    if (t->is_adsorbate[atom])
        return;
    double radii = radius_of(t->s, atom) + radius_of(t->s, t->atom);
    /* nearest by the size of the atoms: an H of the host may be near, and the metal bound */
    if (out->nearest_surface_ang == 0.0 || distance < out->nearest_surface_ratio * radii) {
        out->nearest_surface_ang = distance;
        out->nearest_surface_ratio = distance / radii;
        memcpy(t->nearest_bond, d, sizeof d);
    }
    if (distance <= CONTACT_RATIO * radii)
        add_images(out, t, atom, d, CONTACT_RATIO * radii);
}

static double outward_part(const site *t, const double d[3])
{
    return d[0] * t->outward[0] + d[1] * t->outward[1] + d[2] * t->outward[2];
}

static void conclude(dgh_adsorbed_h *out, const site *t)
{
    if (out->n_contacts == 0) {
        out->height_ang = -outward_part(t, t->nearest_bond);
        out->below_surface = t->inside;
        return;
    }
    double n = (double)out->n_contacts, sum = 0.0, directions = 0.0, highest = -INFINITY;
    for (size_t i = 0; i < out->n_contacts; i++) {
        double up = outward_part(t, t->bond[i]), length = out->contacts[i].distance_ang;
        sum += up;
        directions += length > 0.0 ? up / length : 0.0;
        highest = up > highest ? up : highest;
    }
    out->height_ang = -sum / n;
    out->below_surface = out->n_contacts > 1 && directions / n > INWARD_BONDS &&
                         highest > ABOVE_ANG;
}

dgh_status dgh_surface_describe_h(dgh_adsorbed_h *out, const dgh_structure *full,
                                  const size_t *adsorbate, size_t n_adsorbate, size_t atom,
                                  dgh_error *err)
{
    memset(out, 0, sizeof *out);
    if (!full || !full->has_cell || !full->position_ang || atom >= full->n_atoms ||
        n_adsorbate >= full->n_atoms)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "describing an adsorbed atom needs a cell, positions and a host");
    site t = {.s = full, .atom = atom};
    if (!dgh_periodic_make(&t.periodic, full->cell_ang))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "the cell has no volume");
    bool *is_adsorbate = calloc(full->n_atoms, sizeof *is_adsorbate);
    if (!is_adsorbate)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n_adsorbate; i++)
        if (adsorbate[i] < full->n_atoms)
            is_adsorbate[adsorbate[i]] = true;
    is_adsorbate[atom] = true;
    t.is_adsorbate = is_adsorbate;
    out->atom = atom;
    bool ok = find_outward(&t);
    for (size_t i = 0; ok && i < full->n_atoms; i++)
        if (i != atom)
            look_at(out, &t, i);
    if (ok)
        conclude(out, &t);
    free(is_adsorbate);
    return ok ? DGH_OK
              : dgh_error_set(err, DGH_ERR_ARGUMENT, "no atom is left for the host, or no memory");
}
