#include "record/grid.h"
#include "base/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct grid_owner {
    dgh_arena *arena;
    void *values;
    size_t diagnostics_capacity;
} grid_owner;

const char *dgh_field_name(dgh_field field)
{
    switch (field) {
    case DGH_FIELD_DENSITY:
        return "density";
    case DGH_FIELD_SPIN_DENSITY:
        return "spin-density";
    case DGH_FIELD_MAGNETISATION_X:
        return "magnetisation-x";
    case DGH_FIELD_MAGNETISATION_Y:
        return "magnetisation-y";
    case DGH_FIELD_MAGNETISATION_Z:
        return "magnetisation-z";
    case DGH_FIELD_POTENTIAL:
        return "potential";
    case DGH_FIELD_ELF:
        return "elf";
    case DGH_FIELD_OTHER:
        return "other";
    case DGH_FIELD_UNKNOWN:
        break;
    }
    return "unknown";
}

const char *dgh_field_unit(dgh_field field)
{
    switch (field) {
    case DGH_FIELD_DENSITY:
    case DGH_FIELD_SPIN_DENSITY:
    case DGH_FIELD_MAGNETISATION_X:
    case DGH_FIELD_MAGNETISATION_Y:
    case DGH_FIELD_MAGNETISATION_Z:
        return "e/Ang^3";
    case DGH_FIELD_POTENTIAL:
        return "eV";
    case DGH_FIELD_ELF:
    case DGH_FIELD_OTHER:
    case DGH_FIELD_UNKNOWN:
        break;
    }
    return "";
}

dgh_status dgh_grid_open(dgh_grid **out, const char *path, const char *format, dgh_error *err)
{
    *out = NULL;
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    dgh_grid *grid = dgh_arena_alloc(arena, 1, sizeof *grid);
    grid_owner *owner = dgh_arena_alloc(arena, 1, sizeof *owner);
    char *own_path = dgh_arena_strdup(arena, path ? path : "");
    char *own_format = dgh_arena_strdup(arena, format ? format : "");
    if (!grid || !owner || !own_path || !own_format) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    owner->arena = arena;
    grid->owner = owner;
    grid->path = own_path;
    grid->format = own_format;
    grid->n_components = 1;
    *out = grid;
    return DGH_OK;
}

void dgh_grid_free(dgh_grid *grid)
{
    if (!grid)
        return;
    grid_owner *owner = grid->owner;
    free(owner->values);
    dgh_arena_free(owner->arena);
}

dgh_arena *dgh_grid_arena(dgh_grid *grid)
{
    return ((grid_owner *)grid->owner)->arena;
}

size_t dgh_grid_points(const size_t n[3])
{
    if (n[0] == 0 || n[1] == 0 || n[2] == 0)
        return 0;
    if (n[1] > SIZE_MAX / 16 / n[0] || n[2] > SIZE_MAX / 16 / (n[0] * n[1]))
        return 0;
    return n[0] * n[1] * n[2];
}

/* Large pages spare a page fault for every 512 values. */
static void ask_for_large_pages(void *values, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t large = (uintptr_t)2 << 20;
    uintptr_t from = ((uintptr_t)values + large - 1) / large * large;
    uintptr_t to = ((uintptr_t)values + size) / large * large;
    if (to > from)
        madvise((char *)values + (from - (uintptr_t)values), to - from, MADV_HUGEPAGE);
#else
    (void)values, (void)size;
#endif
}

dgh_status dgh_grid_allocate(dgh_grid *grid, bool single_precision, dgh_error *err)
{
    size_t points = dgh_grid_points(grid->n);
    if (points == 0)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a grid with points, found %zu x %zu x %zu", grid->n[0],
                             grid->n[1], grid->n[2]);
    size_t each = single_precision ? sizeof(float) : sizeof(double);
    void *values = calloc(points, each);
    if (!values)
        return dgh_error_nomem(err);
    ask_for_large_pages(values, points * each);
    ((grid_owner *)grid->owner)->values = values;
    if (single_precision)
        grid->value_f32 = values;
    else
        grid->value = values;
    return DGH_OK;
}

dgh_status dgh_grid_set_structure(dgh_grid *grid, const dgh_structure *from, dgh_error *err)
{
    dgh_arena *arena = dgh_grid_arena(grid);
    dgh_structure *to = &grid->structure;
    dgh_species *species = dgh_arena_alloc(arena, from->n_species, sizeof *species);
    uint32_t *index = dgh_arena_alloc(arena, from->n_atoms, sizeof *index);
    double *position = dgh_arena_alloc(arena, from->n_atoms, 3 * sizeof *position);
    if (!species || !index || !position)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < from->n_species; i++) {
        species[i] = from->species[i];
        species[i].label = dgh_arena_strdup(arena, from->species[i].label);
        if (from->species[i].label && !species[i].label)
            return dgh_error_nomem(err);
    }
    if (from->n_atoms && from->species_of_atom)
        memcpy(index, from->species_of_atom, from->n_atoms * sizeof *index);
    if (from->n_atoms && from->position_ang)
        memcpy(position, from->position_ang, from->n_atoms * 3 * sizeof *position);
    *to = (dgh_structure){.n_atoms = from->n_atoms,
                          .n_species = from->n_species,
                          .species = species,
                          .species_of_atom = index,
                          .has_cell = from->has_cell,
                          .position_ang = from->position_ang ? position : NULL};
    memcpy(to->cell_ang, from->cell_ang, sizeof to->cell_ang);
    return DGH_OK;
}

dgh_status dgh_grid_create(dgh_grid **out, const size_t n[3], const double cell_ang[3][3],
                           const dgh_structure *structure, dgh_field field, dgh_error *err)
{
    dgh_grid *grid = NULL;
    dgh_status status = dgh_grid_open(&grid, "", "memory", err);
    *out = NULL;
    if (!grid)
        return status;
    memcpy(grid->n, n, sizeof grid->n);
    memcpy(grid->cell_ang, cell_ang, sizeof grid->cell_ang);
    grid->field = field;
    status = dgh_grid_allocate(grid, false, err);
    if (status == DGH_OK && structure)
        status = dgh_grid_set_structure(grid, structure, err);
    if (status != DGH_OK) {
        dgh_grid_free(grid);
        return status;
    }
    *out = grid;
    return DGH_OK;
}

bool dgh_grid_note(dgh_grid *grid, dgh_severity severity, const char *code, size_t line,
                   const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    dgh_vformat(text, sizeof text, format, args);
    va_end(args);
    grid_owner *owner = grid->owner;
    char *message = dgh_arena_strdup(owner->arena, text);
    dgh_diagnostic *grown = dgh_arena_grow(owner->arena, (void *)grid->diagnostics,
                                           &owner->diagnostics_capacity, grid->n_diagnostics,
                                           grid->n_diagnostics + 1, sizeof *grown);
    if (!message || !grown)
        return false;
    grown[grid->n_diagnostics++] = (dgh_diagnostic){severity, code, message, {grid->path, line}};
    grid->diagnostics = grown;
    return true;
}

enum { SUM_BLOCK = 128 };

double dgh_sum(const double *values, size_t n)
{
    if (n <= SUM_BLOCK) {
        double lane[4] = {0.0, 0.0, 0.0, 0.0};
        size_t i = 0;
        for (; i + 4 <= n; i += 4)
            for (size_t k = 0; k < 4; k++)
                lane[k] += values[i + k];
        double rest = 0.0;
        for (; i < n; i++)
            rest += values[i];
        return (lane[0] + lane[1]) + (lane[2] + lane[3]) + rest;
    }
    size_t half = n / SUM_BLOCK / 2 * SUM_BLOCK;
    if (half == 0)
        half = SUM_BLOCK;
    return dgh_sum(values, half) + dgh_sum(values + half, n - half);
}

static double sum_floats(const float *values, size_t n)
{
    if (n <= SUM_BLOCK) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++)
            sum += (double)values[i];
        return sum;
    }
    size_t half = n / 2;
    return sum_floats(values, half) + sum_floats(values + half, n - half);
}

double dgh_grid_integral(const dgh_grid *grid)
{
    size_t points = dgh_grid_points(grid->n);
    if (points == 0 || (!grid->value && !grid->value_f32))
        return 0.0;
    double sum = grid->value ? dgh_sum(grid->value, points) : sum_floats(grid->value_f32, points);
    return sum / (double)points * dgh_cell_volume_ang3(grid->cell_ang);
}
