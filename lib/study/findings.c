#include <stdarg.h>
#include <string.h>

#include "study/inside.h"
#include "base/format.h"

void dgh_findings_add(dgh_findings *list, dgh_severity severity, const char *code,
                      dgh_source source, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    dgh_vformat(text, sizeof text, format, args);
    va_end(args);
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].code, code) == 0 && strcmp(list->items[i].message, text) == 0)
            return;
    dgh_diagnostic *grown = dgh_arena_grow(list->arena, list->items, &list->capacity, list->n,
                                           list->n + 1, sizeof *grown);
    char *message = dgh_arena_strdup(list->arena, text);
    if (!grown || !message) {
        list->failed = true;
        return;
    }
    list->items = grown;
    grown[list->n++] = (dgh_diagnostic){severity, code, message, source};
}

size_t dgh_findings_count(const dgh_findings *list, dgh_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += list->items[i].severity == severity;
    return n;
}
