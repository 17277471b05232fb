/* Where the library's callback for lines puts them, without the interpreter; Python takes them when
 * the call is over. Included into the source that cffi makes. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct dgh_sink {
    char *data;
    size_t size, capacity;
};

/* seen from Python */
typedef struct dgh_sink dgh_sink;
static dgh_sink *dgh_sink_create(void);
static void dgh_sink_free(dgh_sink *sink);
static bool dgh_sink_line(void *user, const char *text, size_t size);
static const char *dgh_sink_data(const dgh_sink *sink);
static size_t dgh_sink_size(const dgh_sink *sink);
/* end */

static dgh_sink *dgh_sink_create(void)
{
    return calloc(1, sizeof(dgh_sink));
}

static void dgh_sink_free(dgh_sink *sink)
{
    if (sink)
        free(sink->data);
    free(sink);
}

/* The `line` of dgh_records_options; `user` is the dgh_sink. */
static bool dgh_sink_line(void *user, const char *text, size_t size)
{
    dgh_sink *sink = user;
    if (size > sink->capacity - sink->size) {
        size_t capacity = sink->capacity ? sink->capacity : 1 << 16;
        while (capacity - sink->size < size) {
            if (capacity > SIZE_MAX / 2)
                return false;
            capacity *= 2;
        }
        char *moved = realloc(sink->data, capacity);
        if (!moved)
            return false;
        sink->data = moved;
        sink->capacity = capacity;
    }
    memcpy(sink->data + sink->size, text, size);
    sink->size += size;
    return true;
}

static const char *dgh_sink_data(const dgh_sink *sink)
{
    return sink->data ? sink->data : "";
}

static size_t dgh_sink_size(const dgh_sink *sink)
{
    return sink->size;
}
