#include <stdarg.h>

#include "record/build.h"
#include "study/difference_inside.h"

bool dgh_difference_note(dgh_difference_work *work, dgh_severity severity, const char *code,
                         const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool good = dgh_diagnostics_add(&work->diagnostics, &work->n_diagnostics,
                                    &work->diagnostics_capacity, work->arena, severity, code,
                                    (dgh_source){path, 0}, format, arguments);
    va_end(arguments);
    return good;
}
