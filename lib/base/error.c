#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/format.h"

const char *dgh_version(void)
{
    return DGH_VERSION;
}

const char *dgh_status_name(dgh_status status)
{
    switch (status) {
    case DGH_OK:
        return "ok";
    case DGH_ERR_NOMEM:
        return "out-of-memory";
    case DGH_ERR_INTERNAL:
        return "internal";
    case DGH_ERR_ARGUMENT:
        return "argument";
    case DGH_ERR_IO:
        return "io";
    case DGH_ERR_PARSE:
        return "parse";
    case DGH_ERR_UNSUPPORTED:
        return "unsupported";
    case DGH_ERR_MISSING:
        return "missing";
    case DGH_ERR_REFUSED:
        return "refused";
    case DGH_ERR_CANCELLED:
        return "cancelled";
    }
    return "unknown";
}

const char *dgh_severity_name(dgh_severity severity)
{
    switch (severity) {
    case DGH_NOTE:
        return "note";
    case DGH_WARNING:
        return "warning";
    case DGH_ERROR:
        return "error";
    }
    return "unknown";
}

void dgh_error_clear(dgh_error *err)
{
    if (err)
        memset(err, 0, sizeof *err);
}

dgh_status dgh_error_set(dgh_error *err, dgh_status status, const char *format, ...)
{
    if (!err)
        return status;
    dgh_error_clear(err);
    err->status = status;
    va_list args;
    va_start(args, format);
    dgh_vformat(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}

dgh_status dgh_error_at(dgh_error *err, dgh_status status, const char *path, size_t line,
                        size_t column, const char *format, ...)
{
    if (!err)
        return status;
    dgh_error_clear(err);
    err->status = status;
    err->line = line;
    err->column = column;
    dgh_format(err->path, sizeof err->path, "%s", path ? path : "");
    int used;
    if (line && column)
        used = dgh_format(err->message, sizeof err->message, "%s:%zu:%zu: ", err->path, line,
                          column);
    else if (line)
        used = dgh_format(err->message, sizeof err->message, "%s:%zu: ", err->path, line);
    else
        used = dgh_format(err->message, sizeof err->message, "%s: ", err->path);
    if (used < 0 || (size_t)used >= sizeof err->message)
        return status;
    va_list args;
    va_start(args, format);
    dgh_vformat(err->message + used, sizeof err->message - (size_t)used, format, args);
    va_end(args);
    return status;
}

dgh_status dgh_error_nomem(dgh_error *err)
{
    return dgh_error_set(err, DGH_ERR_NOMEM, "out of memory");
}
