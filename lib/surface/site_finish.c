#include "surface/site_finish.h"

#include <math.h>
#include <string.h>

#include "surface/gcn.h"

/* Distance of the adsorbate from the nearest of one, two, three and more atoms, in sums of covalent
 * radii: what DFT gives for H on Pt(111) (1.56, 1.76, 1.87 Angstrom) within 0.05 Angstrom. */
static const double BOND_PART[DGH_N_SITE_KINDS] = {0.95, 1.05, 1.10, 1.10};
static const double BELOW_REACH_ANG = 4.0, BELOW_ASIDE_ANG = 1.0;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double dgh_site_bond_ang(const dgh_site_ground *ground, size_t atom, dgh_site_kind kind)
{
    const int element = dgh_structure_element(ground->structure, atom);
    return BOND_PART[kind] * (dgh_element_covalent_radius_ang(element) +
                              dgh_element_covalent_radius_ang(ground->adsorbate));
}

/* `to` leads from the probe to each of the site's atoms. The adsorbate goes along the normal until
 * the nearest of them, by its own bond, is as far as its bond; over a wide hollow, where it could
 * fall through, it stays at the height of the atoms. */
static void place(const dgh_site_ground *ground, dgh_surface_site *t, const double (*to)[3])
{
    double mean = 0.0, height = 0.0;
    for (size_t a = 0; a < t->n_atoms; a++)
        mean += dot(to[a], t->normal) / (double)t->n_atoms;
    for (size_t a = 0; a < t->n_atoms; a++) {
        double along = dot(to[a], t->normal), square = dot(to[a], to[a]) - along * along;
        double bond = dgh_site_bond_ang(ground, t->atoms[a], t->kind);
        double above = bond * bond - square;
        if (above > 0.0)
            height = fmax(height, along - mean + sqrt(above));
    }
    t->height_ang = height;
    for (int k = 0; k < 3; k++)
        t->position_ang[k] = t->probe_ang[k] + (mean + height) * t->normal[k];
}

typedef struct below {
    const double *normal;
    double nearest;
} below;

static void look_below(void *user, size_t place_of, const double vector[3], double square)
{
    below *b = user;
    double depth = -dot(vector, b->normal);
    (void)place_of;
    if (depth > 0.5 && square - depth * depth < BELOW_ASIDE_ANG * BELOW_ASIDE_ANG)
        b->nearest = fmin(b->nearest, depth);
}

static void find_below(const dgh_site_ground *ground, dgh_surface_site *t)
{
    double centre[3];
    below b = {t->normal, INFINITY};
    for (int k = 0; k < 3; k++)
        centre[k] = t->position_ang[k] - t->height_ang * t->normal[k];
    dgh_cells_near(ground->cells, centre, BELOW_REACH_ANG, look_below, &b);
    if (isfinite(b.nearest))
        t->below_ang = (dgh_real){.has = true, .value = b.nearest};
}

/* The atoms in ascending order, with what leads to them from the adsorbate. */
static void sort_atoms(dgh_surface_site *t, const double (*to)[3])
{
    for (size_t a = 0; a < t->n_atoms; a++) {
        const size_t atom = t->atoms[a];
        size_t b = a;
        for (; b > 0 && t->atoms[b - 1] > atom; b--) {
            t->atoms[b] = t->atoms[b - 1];
            memcpy(t->vector_ang[b], t->vector_ang[b - 1], sizeof t->vector_ang[b]);
        }
        t->atoms[b] = atom;
        for (int k = 0; k < 3; k++)
            t->vector_ang[b][k] = t->probe_ang[k] + to[a][k] - t->position_ang[k];
    }
}

void dgh_site_finish(dgh_surface_site *t, const dgh_site_ground *ground, const double (*to)[3])
{
    t->kind = t->n_atoms >= 4 ? DGH_SITE_FOURFOLD : (dgh_site_kind)(t->n_atoms - 1);
    place(ground, t, to);
    if (t->kind == DGH_SITE_HOLLOW)
        find_below(ground, t);
    t->gcn = dgh_gcn(ground->neighbours, t->atoms, to, t->n_atoms, ground->bulk_coordination);
    sort_atoms(t, to);
}
