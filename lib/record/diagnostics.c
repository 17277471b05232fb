/* A list of findings in which nothing is said twice. */
#include <stdarg.h>
#include <string.h>

#include "base/format.h"
#include "record/build.h"

bool dgh_diagnostics_add(dgh_diagnostic **items, size_t *n, size_t *capacity, dgh_arena *arena,
                         dgh_severity severity, const char *code, dgh_source source,
                         const char *format, va_list arguments)
{
    char text[2048];
    dgh_vformat(text, sizeof text, format, arguments);
    for (size_t i = 0; i < *n; i++)
        if (strcmp((*items)[i].code, code) == 0 && strcmp((*items)[i].message, text) == 0)
            return true;
    dgh_diagnostic *grown = dgh_arena_grow(arena, *items, capacity, *n, *n + 1, sizeof *grown);
    char *message = grown ? dgh_arena_strdup(arena, text) : NULL;
    if (grown)
        *items = grown;
    if (!message)
        return false;
    grown[(*n)++] = (dgh_diagnostic){severity, code, message, source};
    return true;
}
