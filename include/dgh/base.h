/* dgh/base.h - status codes, errors, diagnostics, provenance: what every other header stands on.
 *
 * Conventions of the whole library
 *  - Functions are named dgh_<room>_<verb>, put their outputs first and return a dgh_status.
 *  - `T **out` is owned by the caller afterwards and freed with dgh_<x>_free, which accepts NULL;
 *    a returned pointer is borrowed. On failure every output is left as NULL.
 *  - The caller owns the dgh_error; NULL is allowed. There is no global and no thread-local state:
 *    functions may be called from several threads on different objects; an object may be read from
 *    several threads as long as none of them changes or frees it.
 *  - The library never prints, exits, or asserts on data.
 *  - Names carry the unit: _ev, _ang, _cm1, _k, _bar, _kbar, _u (atomic mass unit), _mub.
 */
#ifndef DGH_BASE_H
#define DGH_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define DGH_API
#elif defined(__GNUC__)
#define DGH_API __attribute__((visibility("default")))
#else
#define DGH_API
#endif

#if defined(__GNUC__)
#define DGH_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define DGH_PRINTF(f, a)
#endif

#define DGH_VERSION_MAJOR 0
#define DGH_VERSION_MINOR 1
#define DGH_VERSION_PATCH 0
#define DGH_VERSION       "0.1.0"

/* Version of the library that is linked, "major.minor.patch". Borrowed, static. */
DGH_API const char *dgh_version(void);

typedef enum dgh_status {
    DGH_OK = 0,
    DGH_ERR_NOMEM = 1,       /* an allocation failed */
    DGH_ERR_INTERNAL = 2,    /* a library below this one failed, or a bug in this one */
    DGH_ERR_ARGUMENT = 3,    /* the caller's arguments make no sense */
    DGH_ERR_IO = 4,          /* a file could not be opened, read, written or unpacked */
    DGH_ERR_PARSE = 5,       /* a file is not what its format demands, at a line and column */
    DGH_ERR_UNSUPPORTED = 6, /* recognised, and outside of what the library does */
    DGH_ERR_MISSING = 7,     /* a datum that the request needs is not there */
    DGH_ERR_REFUSED = 8,     /* refused on scientific grounds (unconverged, mixed settings...) */
    DGH_ERR_CANCELLED = 9    /* the caller's progress callback asked to stop */
} dgh_status;

/* Short stable identifier, e.g. "parse". Borrowed, static. Never NULL. */
DGH_API const char *dgh_status_name(dgh_status status);

/* What went wrong. For a place in a file, `message` begins with "path:line:column: " and says what
 * was expected and what was found; `path`, `line` and `column` (1-based, 0 = not known) repeat it.
 * Zero-initialise before use. */
typedef struct dgh_error {
    dgh_status status;
    size_t line;
    size_t column;
    char path[1024];
    char message[2048];
} dgh_error;

/* Where a number came from. `path` is NULL when it came from no file; it is borrowed from the
 * object that holds the dgh_source. `line` is 1-based; 0 where lines mean nothing. */
typedef struct dgh_source {
    const char *path;
    size_t line;
} dgh_source;

/* Values that a file may or may not state. Missing is not zero: look at `has` (or NULL) first. */
typedef struct dgh_real {
    bool has;
    double value;
    dgh_source source;
} dgh_real;

typedef struct dgh_integer {
    bool has;
    int64_t value;
    dgh_source source;
} dgh_integer;

typedef struct dgh_text {
    const char *value; /* NULL = not stated; UTF-8 or raw bytes of the file, NUL-terminated */
    dgh_source source;
} dgh_text;

typedef enum dgh_tristate { DGH_UNKNOWN = 0, DGH_NO = 1, DGH_YES = 2 } dgh_tristate;

typedef enum dgh_severity {
    DGH_NOTE = 0,    /* worth knowing */
    DGH_WARNING = 1, /* a number could be wrong or is not comparable */
    DGH_ERROR = 2    /* a number is refused, unless forced */
} dgh_severity;

/* "note", "warning", "error"; "unknown" outside the range. Borrowed, static. */
DGH_API const char *dgh_severity_name(dgh_severity severity);

/* One finding about a file, a run, or a site. `code` is a stable identifier in kebab-case that
 * scripts may match ("forces-above-limit"); `message` is for people. Both are borrowed from the
 * object that holds the diagnostic. */
typedef struct dgh_diagnostic {
    dgh_severity severity;
    const char *code;
    const char *message;
    dgh_source source;
} dgh_diagnostic;

#ifdef __cplusplus
}
#endif
#endif
