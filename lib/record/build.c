#include "record/build.h"

#include <stdarg.h>
#include <stdlib.h>

dgh_status dgh_builder_open(dgh_builder *builder, const char *path, const char *format,
                            dgh_error *err)
{
    *builder = (dgh_builder){0};
    dgh_arena *arena = dgh_arena_create();
    if (!arena)
        return dgh_error_nomem(err);
    dgh_calculation *calculation = dgh_arena_alloc(arena, 1, sizeof *calculation);
    const char **files = dgh_arena_alloc(arena, 1, sizeof *files);
    char *own_path = dgh_arena_strdup(arena, path ? path : "");
    char *own_format = dgh_arena_strdup(arena, format);
    if (!calculation || !files || !own_path || !own_format) {
        dgh_arena_free(arena);
        return dgh_error_nomem(err);
    }
    files[0] = own_path;
    calculation->arena = arena;
    calculation->path = own_path;
    calculation->format = own_format;
    calculation->files = files;
    calculation->n_files = 1;
    builder->calculation = calculation;
    builder->arena = arena;
    builder->path = own_path;
    return DGH_OK;
}

void dgh_builder_abort(dgh_builder *builder)
{
    dgh_calculation_free(builder->calculation);
    *builder = (dgh_builder){0};
}

void dgh_calculation_free(dgh_calculation *calculation)
{
    if (calculation)
        dgh_arena_free(calculation->arena);
}

#define ADD(builder, items)                                                                        \
    do {                                                                                           \
        void *grown = dgh_arena_grow((builder)->arena, (builder)->items,                           \
                                     &(builder)->items##_capacity, (builder)->n_##items,           \
                                     (builder)->n_##items + 1, sizeof *(builder)->items);          \
        if (!grown)                                                                                \
            return NULL;                                                                           \
        (builder)->items = grown;                                                                  \
        return &(builder)->items[(builder)->n_##items++];                                          \
    } while (0)

dgh_ionic_step *dgh_builder_add_step(dgh_builder *builder)
{
    ADD(builder, steps);
}

dgh_pseudopotential *dgh_builder_add_pseudopotential(dgh_builder *builder)
{
    ADD(builder, pseudopotentials);
}

dgh_printed_mode *dgh_builder_add_mode(dgh_builder *builder)
{
    ADD(builder, modes);
}

bool dgh_builder_note(dgh_builder *builder, dgh_severity severity, const char *code, size_t line,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool added = dgh_diagnostics_add(&builder->diagnostics, &builder->n_diagnostics,
                                     &builder->diagnostics_capacity, builder->arena, severity, code,
                                     (dgh_source){builder->path, line}, format, arguments);
    va_end(arguments);
    return added;
}

static dgh_setting *open_setting(dgh_builder *builder, dgh_setting_id id, size_t line)
{
    dgh_setting *setting = &builder->calculation->settings[id];
    if (setting->has)
        return NULL;
    setting->has = true;
    setting->source = (dgh_source){builder->path, line};
    return setting;
}

bool dgh_builder_set_text(dgh_builder *builder, dgh_setting_id id, dgh_slice text, size_t line)
{
    if (builder->calculation->settings[id].has)
        return true;
    char *copy = dgh_arena_strndup(builder->arena, text.data, text.size);
    if (!copy)
        return false;
    open_setting(builder, id, line)->text = copy;
    return true;
}

bool dgh_builder_set_cstr(dgh_builder *builder, dgh_setting_id id, const char *text, size_t line)
{
    return dgh_builder_set_text(builder, id, (dgh_slice){text, strlen(text)}, line);
}

void dgh_builder_set_real(dgh_builder *builder, dgh_setting_id id, double value, size_t line)
{
    dgh_setting *setting = open_setting(builder, id, line);
    if (setting)
        setting->real = value;
}

void dgh_builder_set_integer(dgh_builder *builder, dgh_setting_id id, int64_t value, size_t line)
{
    dgh_setting *setting = open_setting(builder, id, line);
    if (setting)
        setting->integer = value;
}

dgh_real dgh_builder_real(const dgh_builder *builder, double value, size_t line)
{
    return (dgh_real){true, value, {builder->path, line}};
}

dgh_integer dgh_builder_integer(const dgh_builder *builder, int64_t value, size_t line)
{
    return (dgh_integer){true, value, {builder->path, line}};
}

bool dgh_builder_set_species_counts(dgh_builder *builder, const char *const *labels,
                                    const size_t *counts, size_t n_species)
{
    size_t n_atoms = 0;
    for (size_t i = 0; i < n_species; i++) {
        if (counts[i] > UINT32_MAX || n_atoms > UINT32_MAX)
            return false;
        n_atoms += counts[i];
    }
    dgh_species *species = dgh_arena_alloc(builder->arena, n_species, sizeof *species);
    uint32_t *index = dgh_arena_alloc(builder->arena, n_atoms, sizeof *index);
    if (!species || !index)
        return false;
    size_t atom = 0;
    for (size_t i = 0; i < n_species; i++) {
        species[i].label = dgh_arena_strdup(builder->arena, labels[i]);
        if (!species[i].label)
            return false;
        species[i].atomic_number = dgh_element_from_label(labels[i]);
        for (size_t k = 0; k < counts[i]; k++)
            index[atom++] = (uint32_t)i;
    }
    dgh_structure *structure = &builder->calculation->structure;
    structure->n_atoms = n_atoms;
    structure->n_species = n_species;
    structure->species = species;
    structure->species_of_atom = index;
    return true;
}

double *dgh_builder_vectors(dgh_builder *builder, size_t n_atoms)
{
    return dgh_arena_alloc(builder->arena, n_atoms, 3 * sizeof(double));
}
