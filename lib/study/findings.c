#include <stdarg.h>

#include "record/build.h"
#include "study/inside.h"

void dgh_findings_add(dgh_findings *list, dgh_severity severity, const char *code,
                      dgh_source source, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!dgh_diagnostics_add(&list->items, &list->n, &list->capacity, list->arena, severity, code,
                             source, format, arguments))
        list->failed = true;
    va_end(arguments);
}

size_t dgh_findings_count(const dgh_findings *list, dgh_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += list->items[i].severity == severity;
    return n;
}
