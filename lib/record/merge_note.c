/* What a merge has to say, and where it says it of. */
#include <stdarg.h>

#include "base/format.h"
#include "record/merge_inside.h"

void dgh_merge_note(dgh_merge *m, dgh_severity severity, const char *code, dgh_source source,
                    const char *format, ...)
{
    /* the record that is left out dies with its strings */
    char *path = dgh_arena_strdup(m->arena, source.path);
    va_list arguments;
    va_start(arguments, format);
    if ((source.path && !path) ||
        !dgh_diagnostics_add(&m->diagnostics, &m->n_diagnostics, &m->capacity, m->arena, severity,
                             code, (dgh_source){path, source.line}, format, arguments))
        m->no_memory = true;
    va_end(arguments);
}

dgh_place dgh_merge_place(dgh_source source)
{
    dgh_place place;
    if (!source.path)
        dgh_format(place.text, sizeof place.text, "a file");
    else if (source.line)
        dgh_format(place.text, sizeof place.text, "%s:%zu", source.path, source.line);
    else
        dgh_format(place.text, sizeof place.text, "%s", source.path);
    return place;
}
