/* Surface atoms and adsorption sites. */
#include "dgh/sites.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dgh/neighbours.h"
#include "record/build.h"
#include "surface/bare.h"
#include "surface/cells.h"
#include "surface/rolling.h"
#include "surface/site_finish.h"
#include "surface/site_list.h"

static const double FCC_COORDINATION = 12.0;

const char *dgh_site_kind_name(dgh_site_kind kind)
{
    static const char *const NAMES[] = {"top", "bridge", "hollow", "fourfold"};
    return (unsigned)kind < DGH_N_SITE_KINDS ? NAMES[kind] : "unknown";
}

typedef struct finder {
    dgh_sites result; /* first, so that its address is that of the finder */
    const dgh_structure *s;
    bool *is_surface;
    dgh_surface_site *sites;
    double *contact; /* [n_atoms] */
    dgh_rolling rolling;
    dgh_neighbours *neighbours;
    dgh_cells cells;
    dgh_site_ground ground;
} finder;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static bool normalise(double a[3])
{
    double length = sqrt(dot(a, a));
    for (int k = 0; length > 1e-6 && k < 3; k++)
        a[k] /= length;
    return length > 1e-6;
}

static void outwards(const double (*to)[3], size_t n, double normal[3])
{
    memset(normal, 0, 3 * sizeof *normal);
    for (size_t a = 0; a < n; a++)
        for (int k = 0; k < 3; k++)
            normal[k] -= to[a][k];
}

/* Solves A x = b of three equations; false for a singular matrix. */
static bool solve(double a[3][3], double b[3], double x[3])
{
    const double det = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                       a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                       a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    if (!(fabs(det) > 1e-9))
        return false;
    for (int k = 0; k < 3; k++) {
        double m[3][3];
        memcpy(m, a, sizeof m);
        for (int r = 0; r < 3; r++)
            m[r][k] = b[r];
        x[k] = (m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])) /
               det;
    }
    return true;
}

/* Where an arc ends the probe is off by what blocking atoms gave way (rolling.c). Gauss and Newton
 * bring it to its contact distance from three atoms, or nearest to those from more. */
static void settle(const finder *f, double probe[3], const size_t *atoms, double (*to)[3], size_t n)
{
    for (int round = 0; round < 4; round++) {
        double normal[3][3] = {{0}}, right[3] = {0}, step[3];
        for (size_t a = 0; a < n; a++) {
            const double distance = sqrt(dot(to[a], to[a]));
            for (int k = 0; k < 3; k++) {
                for (int q = 0; q < 3; q++)
                    normal[k][q] += to[a][k] * to[a][q] / (distance * distance);
                right[k] += to[a][k] / distance * (distance - f->contact[atoms[a]]);
            }
        }
        if (!solve(normal, right, step) || dot(step, step) > 0.01)
            return;
        for (int k = 0; k < 3; k++) {
            probe[k] += step[k];
            for (size_t a = 0; a < n; a++)
                to[a][k] -= step[k];
        }
    }
}

static void add_hollows(finder *f)
{
    for (size_t i = 0; i < f->rolling.n_touches; i++) {
        dgh_touch *t = &f->rolling.touches[i];
        dgh_surface_site *site = &f->sites[f->result.n_sites];
        if (!t->outside)
            continue;
        settle(f, t->probe_ang, t->atom, t->to, t->n);
        memset(site, 0, sizeof *site);
        site->n_atoms = t->n;
        memcpy(site->atoms, t->atom, t->n * sizeof *t->atom);
        memcpy(site->probe_ang, t->probe_ang, sizeof site->probe_ang);
        outwards((const double(*)[3])t->to, t->n, site->normal);
        if (!normalise(site->normal))
            continue;
        dgh_site_finish(site, &f->ground, (const double(*)[3])t->to);
        f->result.n_sites++;
    }
}

/* A very short arc is no bridge of its own: it is the diagonal of a fourfold hollow. */
static void add_bridges(finder *f)
{
    for (size_t i = 0; i < f->rolling.n_arcs; i++) {
        const dgh_arc *a = &f->rolling.arcs[i];
        dgh_surface_site *site = &f->sites[f->result.n_sites];
        if (!a->outside || (!a->closed && a->length_ang < f->result.options.merge_ang))
            continue;
        memset(site, 0, sizeof *site);
        site->n_atoms = 2;
        memcpy(site->atoms, a->atom, sizeof a->atom);
        memcpy(site->probe_ang, a->middle_ang, sizeof site->probe_ang);
        outwards((const double(*)[3])a->to, 2, site->normal);
        if (!normalise(site->normal))
            continue;
        dgh_site_finish(site, &f->ground, (const double(*)[3])a->to);
        f->result.n_sites++;
    }
}

typedef struct blocked_by {
    const finder *f;
    size_t atom;
    const double *to; /* the atom itself, from the probe */
    bool blocked;
} blocked_by;

static void look_around(void *user, size_t place_of, const double vector[3], double square)
{
    blocked_by *b = user;
    const size_t atom = b->f->cells.atom[place_of];
    const double d[3] = {vector[0] - b->to[0], vector[1] - b->to[1], vector[2] - b->to[2]};
    const double contact = b->f->contact[atom] - 1e-3;
    if ((atom != b->atom || dot(d, d) > 1e-6) && square < contact * contact)
        b->blocked = true;
}

static void add_top(finder *f, size_t atom, const double normal[3])
{
    dgh_surface_site *site = &f->sites[f->result.n_sites++];
    double to[1][3];
    memset(site, 0, sizeof *site);
    memcpy(site->normal, normal, sizeof site->normal);
    for (size_t k = 0; k < 3; k++) {
        to[0][k] = -f->contact[atom] * normal[k];
        site->probe_ang[k] = f->s->position_ang[3 * atom + k] - to[0][k];
    }
    site->n_atoms = 1;
    site->atoms[0] = atom;
    dgh_site_finish(site, &f->ground, (const double(*)[3])to);
}

/* Over each surface atom, along the mean direction in which the probe touches it, where no other
 * atom is in the way. */
static void add_tops(finder *f, double (*direction)[3], double largest)
{
    for (size_t i = 0; i < f->s->n_atoms; i++) {
        double to[3], probe[3];
        if (!f->is_surface[i] || !normalise(direction[i]))
            continue;
        for (int k = 0; k < 3; k++) {
            to[k] = -f->contact[i] * direction[i][k];
            probe[k] = f->s->position_ang[3 * i + (size_t)k] - to[k];
        }
        blocked_by b = {f, i, to, false};
        dgh_cells_near(&f->cells, probe, largest, look_around, &b);
        if (!b.blocked)
            add_top(f, i, direction[i]);
    }
}

/* Further places on top of atoms that show a wide part of themselves; not of those that a cavity
 * shows too. */
static dgh_status add_wide_tops(finder *f, dgh_error *err)
{
    const size_t n_atoms = f->s->n_atoms;
    dgh_bare_spot *spots = NULL;
    size_t n = 0;
    bool *wanted = malloc(n_atoms * sizeof *wanted);
    double *bond = malloc(n_atoms * sizeof *bond);
    dgh_status status = wanted && bond ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; status == DGH_OK && i < n_atoms; i++) {
        wanted[i] = f->is_surface[i];
        bond[i] = dgh_site_bond_ang(&f->ground, i, DGH_SITE_TOP);
    }
    for (size_t i = 0; status == DGH_OK && i < f->rolling.n_arcs; i++)
        for (int e = 0; !f->rolling.arcs[i].outside && e < 2; e++)
            wanted[f->rolling.arcs[i].atom[e]] = false;
    const dgh_bare_input in = {f->s,   &f->cells, f->contact,       bond,
                               wanted, f->sites,  f->result.n_sites};
    if (status == DGH_OK)
        status = dgh_bare_spots_find(&spots, &n, &in, err);
    dgh_surface_site *moved = n ? realloc(f->sites, (f->result.n_sites + n) * sizeof *moved) : NULL;
    if (moved)
        f->sites = moved;
    else if (n)
        status = dgh_error_nomem(err);
    for (size_t i = 0; moved && i < n; i++)
        add_top(f, spots[i].atom, spots[i].direction);
    free(spots);
    free(wanted);
    free(bond);
    return status;
}

/* Touched atoms; the direction is the sum over arcs of the way from the atom to the arc, each by
 * its length. */
static void mark_surface(finder *f, double (*direction)[3])
{
    for (size_t i = 0; i < f->rolling.n_arcs; i++) {
        const dgh_arc *a = &f->rolling.arcs[i];
        for (int e = 0; a->outside && e < 2; e++) {
            f->is_surface[a->atom[e]] = true;
            for (int k = 0; k < 3; k++)
                direction[a->atom[e]][k] -= a->length_ang * a->to[e][k];
        }
    }
    for (size_t i = 0; i < f->s->n_atoms; i++)
        f->result.n_surface += f->is_surface[i];
}

static void find_bulk_coordination(finder *f)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < f->s->n_atoms; i++)
        if (!f->is_surface[i]) {
            sum += (double)(f->neighbours->first[i + 1] - f->neighbours->first[i]);
            n++;
        }
    f->result.bulk_is_model = sum > 0.0;
    f->result.bulk_coordination = sum > 0.0 ? sum / (double)n : FCC_COORDINATION;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static dgh_status measure_contacts(finder *f, double *largest, dgh_error *err)
{
    f->contact = malloc(f->s->n_atoms * sizeof *f->contact);
    if (!f->contact)
        return dgh_error_nomem(err);
    *largest = 0.0;
    for (size_t i = 0; i < f->s->n_atoms; i++) {
        double radius = dgh_element_covalent_radius_ang(dgh_structure_element(f->s, i));
        if (!(radius > 0.0))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected elements with a known radius, found \"%s\" (atom %zu)",
                                 f->s->species[f->s->species_of_atom[i]].label, i + 1);
        f->contact[i] = radius + f->result.options.probe_radius_ang;
        *largest = fmax(*largest, f->contact[i]);
    }
    return DGH_OK;
}

static dgh_status collect_sites(finder *f, double largest, dgh_error *err)
{
    const size_t n = f->rolling.n_arcs + f->rolling.n_touches + f->s->n_atoms;
    double(*direction)[3] = calloc(f->s->n_atoms, sizeof *direction);
    f->is_surface = calloc(f->s->n_atoms, sizeof *f->is_surface);
    f->sites = malloc((n ? n : 1) * sizeof *f->sites);
    if (!direction || !f->is_surface || !f->sites) {
        free(direction);
        return dgh_error_nomem(err);
    }
    mark_surface(f, direction);
    find_bulk_coordination(f);
    f->ground = (dgh_site_ground){.structure = f->s,
                                  .cells = &f->cells,
                                  .neighbours = f->neighbours,
                                  .adsorbate = f->result.options.adsorbate,
                                  .bulk_coordination = f->result.bulk_coordination};
    add_tops(f, direction, largest);
    add_bridges(f);
    add_hollows(f);
    free(direction);
    dgh_status status = add_wide_tops(f, err);
    if (status != DGH_OK)
        return status;
    return dgh_site_list_finish(&f->result, f->sites, f->s, err);
}

static bool touches_two(const dgh_rolling *rolling)
{
    for (size_t i = 0; i < rolling->n_arcs; i++)
        if (rolling->arcs[i].outside)
            return true;
    return false;
}

static dgh_status build(finder *f, dgh_error *err)
{
    const int jobs = f->result.options.jobs > 0 ? f->result.options.jobs : omp_get_max_threads();
    dgh_neighbour_options list_options = DGH_NEIGHBOUR_OPTIONS_INIT;
    double largest;
    list_options.jobs = jobs;
    dgh_status status = measure_contacts(f, &largest, err);
    if (status == DGH_OK)
        status = dgh_neighbours_find(&f->neighbours, f->s, &list_options, err);
    if (status == DGH_OK)
        status = dgh_rolling_make(&f->rolling, f->s, f->contact, 0.1, jobs, err);
    if (status == DGH_OK && !touches_two(&f->rolling))
        status = dgh_error_set(err, DGH_ERR_MISSING,
                               "expected a surface, found no place where a probe of %g Angstrom "
                               "radius touches two atoms",
                               f->result.options.probe_radius_ang);
    if (status == DGH_OK)
        status = dgh_cells_make(&f->cells, f->s, largest, err);
    if (status == DGH_OK)
        status = collect_sites(f, largest, err);
    f->result.n_atoms = f->s->n_atoms;
    f->result.is_surface = f->is_surface;
    f->result.sites = f->sites;
    return status;
}

dgh_status dgh_sites_find(dgh_sites **out, const dgh_structure *s, const dgh_sites_options *options,
                          dgh_error *err)
{
    static const dgh_sites_options DEFAULTS = DGH_SITES_OPTIONS_INIT;
    const dgh_sites_options *o = options ? options : &DEFAULTS;
    *out = NULL;
    if (s->n_atoms == 0 || !s->position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected atoms with positions, found none");
    if (!(o->probe_radius_ang > 0.0 && o->probe_radius_ang <= 10.0 && o->merge_ang >= 0.0 &&
          o->symmetry_ang >= 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a probe of at most 10 Angstrom and distances that are not "
                             "negative, found %g, %g and %g",
                             o->probe_radius_ang, o->merge_ang, o->symmetry_ang);
    if ((unsigned)o->side > DGH_SIDE_BOTTOM)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a side of the slab, found %d",
                             (int)o->side);
    if (!(dgh_element_covalent_radius_ang(o->adsorbate) > 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected an adsorbate of known radius, found atomic number %d",
                             o->adsorbate);
    finder *f = calloc(1, sizeof *f);
    if (!f)
        return dgh_error_nomem(err);
    f->result.owner = f;
    f->result.options = *o;
    f->s = s;
    dgh_status status = build(f, err);
    dgh_rolling_clear(&f->rolling);
    dgh_neighbours_free(f->neighbours);
    dgh_cells_clear(&f->cells);
    free(f->contact);
    f->neighbours = NULL;
    f->contact = NULL;
    f->s = NULL;
    if (status == DGH_OK)
        *out = &f->result;
    else
        dgh_sites_free(&f->result);
    return status;
}

void dgh_sites_free(dgh_sites *sites)
{
    finder *f = sites ? sites->owner : NULL;
    if (!f)
        return;
    dgh_symmetry_free((dgh_symmetry *)f->result.symmetry);
    free(f->is_surface);
    free(f->sites);
    free(f);
}
