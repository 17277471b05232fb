#include "dgh/free_atom.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/constants.h"
#include "base/error.h"

void dgh_free_atom_free(dgh_free_atom *atom)
{
    if (atom)
        dgh_arena_free(atom->owner);
}

/* Trapezoid over 4 pi r^2 rho; below the first point the density is that of the first point. */
static double integrate(const double *radius, const double *density, size_t n)
{
    double sum = 4.0 / 3.0 * DGH_PI * radius[0] * radius[0] * radius[0] * density[0];
    for (size_t i = 1; i < n; i++)
        sum += 2.0 * DGH_PI * (radius[i] - radius[i - 1]) *
               (radius[i] * radius[i] * density[i] +
                radius[i - 1] * radius[i - 1] * density[i - 1]);
    return sum;
}

static dgh_status check(const double *radius, const double *density, size_t n, dgh_error *err)
{
    if (n < 2)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a radial density of two points at least, found %zu", n);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(radius[i]) || radius[i] < 0.0 || (i && radius[i] <= radius[i - 1]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected ascending radii, found another at point %zu", i + 1);
        if (!isfinite(density[i]))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected a finite radial density, found another at point %zu",
                                 i + 1);
    }
    return DGH_OK;
}

dgh_status dgh_free_atom_create(dgh_free_atom **out, const char *path, int atomic_number,
                                dgh_real valence_e, const double *radius_ang,
                                const double *density_e_per_ang3, size_t n, dgh_error *err)
{
    *out = NULL;
    dgh_status status = check(radius_ang, density_e_per_ang3, n, err);
    if (status != DGH_OK)
        return status;
    dgh_arena *arena = dgh_arena_create();
    dgh_free_atom *atom = arena ? dgh_arena_alloc(arena, 1, sizeof *atom) : NULL;
    double *radius = arena ? dgh_arena_alloc(arena, n, sizeof *radius) : NULL;
    double *density = arena ? dgh_arena_alloc(arena, n, sizeof *density) : NULL;
    char *own_path = arena ? dgh_arena_strdup(arena, path ? path : "") : NULL;
    if (!atom || !radius || !density || !own_path) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    memcpy(radius, radius_ang, n * sizeof *radius);
    memcpy(density, density_e_per_ang3, n * sizeof *density);
    *atom = (dgh_free_atom){.owner = arena,
                            .path = own_path,
                            .atomic_number = atomic_number,
                            .valence_e = valence_e,
                            .electrons = integrate(radius, density, n),
                            .n = n,
                            .radius_ang = radius,
                            .density_e_per_ang3 = density};
    if (valence_e.has && valence_e.source.path)
        atom->valence_e.source.path = own_path;
    *out = atom;
    return DGH_OK;
}
