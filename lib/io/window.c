#include "io/window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapt/unpack.h"
#include "base/format.h"
#include "base/numbers.h"
#include "io/limit.h"

enum { PIECE_BYTES = 4 << 20, MAGIC_BYTES = 16, MOST_HEAD_BYTES = 1 << 28 };

struct dgh_window_owner {
    dgh_bytes mapped;
    char *passing; /* the whole file mapped, of which what was read is given back */
    size_t given_back;
    int fd;
    dgh_unpacker *unpacker; /* NULL = plain */
    char *data;
    size_t capacity;
    size_t file_bytes;
    size_t taken; /* bytes that came out so far, and how many may */
    size_t limit;
};

dgh_window dgh_window_on(const char *data, size_t size, const char *path)
{
    if (!data)
        data = "";
    return (dgh_window){
        .path = path, .at = data, .end = data + size, .last = true, .begin = data, .line = 1};
}

void dgh_window_close(dgh_window *window)
{
    if (!window || !window->owner)
        return;
    struct dgh_window_owner *o = window->owner;
    dgh_bytes_free(&o->mapped);
    if (o->passing)
        munmap(o->passing, o->file_bytes);
    dgh_unpacker_close(o->unpacker);
    if (o->fd >= 0)
        close(o->fd);
    free(o->data);
    free(o);
    *window = (dgh_window){0};
}

static dgh_status look_inside(struct dgh_window_owner *o, bool *packed, const char *path,
                              dgh_error *err)
{
    struct stat st;
    char magic[MAGIC_BYTES];
    o->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (o->fd < 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    if (fstat(o->fd, &st) != 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "expected a regular file, found %s",
                            S_ISDIR(st.st_mode) ? "a directory" : "a special file");
    o->file_bytes = (size_t)st.st_size;
    ssize_t n = pread(o->fd, magic, sizeof magic, 0);
    if (n < 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
    *packed = dgh_unpack_recognises(magic, (size_t)n);
    return DGH_OK;
}

/* A plain file is mapped for streaming too: its text is not copied, and dgh_window_numbers gives
 * the pages back that it has passed. False where that cannot be. */
static bool map_passing(dgh_window *window)
{
    struct dgh_window_owner *o = window->owner;
    if (o->file_bytes == 0)
        return false;
    void *mapped = mmap(NULL, o->file_bytes, PROT_READ, MAP_PRIVATE, o->fd, 0);
    if (mapped == MAP_FAILED)
        return false;
    madvise(mapped, o->file_bytes, MADV_SEQUENTIAL);
    o->passing = mapped;
    window->begin = window->at = o->passing;
    window->end = o->passing + o->file_bytes;
    window->last = true;
    return true;
}

/* The pages stay in the page cache; whoever looks again (for the line of an error) gets them. */
static void give_back(dgh_window *window)
{
    struct dgh_window_owner *o = window->owner;
    if (!o || !o->passing)
        return;
    size_t passed = (size_t)(window->at - o->passing) / PIECE_BYTES * PIECE_BYTES;
    if (passed <= o->given_back)
        return;
    madvise(o->passing + o->given_back, passed - o->given_back, MADV_DONTNEED);
    o->given_back = passed;
}

dgh_status dgh_window_open(dgh_window *window, const char *path, const dgh_io_options *options,
                           bool streaming, dgh_error *err)
{
    static const dgh_io_options DEFAULTS = DGH_IO_OPTIONS_INIT;
    bool packed = false;
    if (!options)
        options = &DEFAULTS;
    *window = dgh_window_on("", 0, path);
    window->last = false;
    struct dgh_window_owner *o = window->owner = calloc(1, sizeof *o);
    if (!o)
        return dgh_error_nomem(err);
    o->fd = -1;
    dgh_status status = look_inside(o, &packed, path, err);
    if (status == DGH_OK && packed) {
        o->limit = dgh_unpacked_limit(o->file_bytes, options);
        status = dgh_unpacker_open(&o->unpacker, o->fd, path, err);
    } else {
        o->limit = SIZE_MAX;
    }
    if (status == DGH_OK && !packed && !streaming) {
        status = dgh_io_read(&o->mapped, NULL, path, options, err);
        window->begin = window->at = o->mapped.data;
        window->end = o->mapped.data + o->mapped.size;
        window->last = true;
    } else if (status == DGH_OK && (packed || !map_passing(window))) {
        status = dgh_window_more(window, err);
    }
    if (status != DGH_OK)
        dgh_window_close(window);
    return status;
}

static dgh_status get_bytes(dgh_window *window, size_t *got, char *data, size_t size,
                            dgh_error *err)
{
    struct dgh_window_owner *o = window->owner;
    *got = 0;
    if (o->unpacker) {
        *got = dgh_unpacker_read(o->unpacker, data, size, &window->truncated);
        o->taken += *got;
        if (o->taken > o->limit)
            return dgh_error_at(err, DGH_ERR_REFUSED, window->path, 0, 0,
                                "expected at most %zu bytes of unpacked content, found more (a "
                                "decompression bomb?)",
                                o->limit);
        return DGH_OK;
    }
    for (;;) {
        ssize_t n = read(o->fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return dgh_error_at(err, DGH_ERR_IO, window->path, 0, 0, "cannot be read: %s",
                                strerror(errno));
        *got = (size_t)n;
        return DGH_OK;
    }
}

dgh_status dgh_window_more(dgh_window *window, dgh_error *err)
{
    struct dgh_window_owner *o = window->owner;
    if (window->last)
        return DGH_OK;
    size_t kept = (size_t)(window->end - window->at);
    window->line += dgh_count_lines(window->begin, window->at);
    if (o->data && kept)
        memmove(o->data, window->at, kept);
    if (o->capacity < kept + PIECE_BYTES / 2) {
        size_t capacity = o->capacity ? 2 * o->capacity : PIECE_BYTES;
        char *moved = realloc(o->data, capacity);
        if (!moved)
            return dgh_error_nomem(err);
        o->data = moved;
        o->capacity = capacity;
    }
    window->begin = window->at = o->data;
    window->end = o->data + kept;
    while (kept < o->capacity) {
        size_t got;
        dgh_status status = get_bytes(window, &got, o->data + kept, o->capacity - kept, err);
        if (status != DGH_OK)
            return status;
        window->last = got == 0;
        if (window->last)
            break;
        kept += got;
        window->end = o->data + kept;
    }
    return DGH_OK;
}

dgh_status dgh_window_head(dgh_window *window, const dgh_head_reader *reader, dgh_error *err)
{
    for (;;) {
        dgh_cursor cursor = dgh_window_cursor(window);
        dgh_status status = reader->read(reader->self, &cursor, err);
        if (status == DGH_OK && (window->last || cursor.next < cursor.end)) {
            dgh_window_take(window, &cursor);
            return DGH_OK;
        }
        bool again = !window->last && window->end - window->at < MOST_HEAD_BYTES &&
                     (status == DGH_OK || status == DGH_ERR_PARSE);
        reader->discard(reader->self);
        if (again)
            status = dgh_window_more(window, err);
        if (!again || status != DGH_OK)
            return status;
    }
}

/* Where `at` stands in a plain file that is read piece by piece. */
static size_t place_of(const dgh_window *window)
{
    off_t behind = lseek(window->owner->fd, 0, SEEK_CUR);
    return behind < 0 ? 0 : (size_t)behind - (size_t)(window->end - window->at);
}

dgh_status dgh_window_whole(dgh_window *window, dgh_error *err)
{
    dgh_status status = DGH_OK;
    struct dgh_window_owner *o = window->owner;
    if (!o || o->unpacker || window->last) {
        while (status == DGH_OK && !window->last)
            status = dgh_window_more(window, err);
        return status;
    }
    size_t place = place_of(window);
    status = dgh_io_read(&o->mapped, NULL, window->path, NULL, err);
    if (status != DGH_OK)
        return status;
    window->begin = o->mapped.data;
    window->end = o->mapped.data + o->mapped.size;
    window->at = place < o->mapped.size ? o->mapped.data + place : window->end;
    window->line = 1;
    window->last = true;
    free(o->data);
    o->data = NULL;
    o->capacity = 0;
    return DGH_OK;
}

dgh_cursor dgh_window_cursor(const dgh_window *window)
{
    dgh_cursor c = dgh_cursor_make(window->at, (size_t)(window->end - window->at), window->path);
    c.line = window->line - 1 + dgh_count_lines(window->begin, window->at);
    return c;
}

void dgh_window_take(dgh_window *window, const dgh_cursor *cursor)
{
    window->at = cursor->next;
}

bool dgh_window_line(dgh_window *window, dgh_slice *line, dgh_status *status, dgh_error *err)
{
    *status = DGH_OK;
    while (!window->last && !memchr(window->at, '\n', (size_t)(window->end - window->at))) {
        *status = dgh_window_more(window, err);
        if (*status != DGH_OK)
            return false;
    }
    dgh_cursor c = dgh_cursor_make(window->at, (size_t)(window->end - window->at), window->path);
    if (!dgh_cursor_line(&c, line))
        return false;
    window->at = c.next;
    return true;
}

dgh_status dgh_window_expected(const dgh_window *window, const char *place, const char *what,
                               dgh_error *err)
{
    char excerpt[64];
    const char *start = place;
    while (start > window->begin && start[-1] != '\n')
        start--;
    size_t line = window->line + dgh_count_lines(window->begin, place);
    size_t column = (size_t)(place - start) + 1;
    if (place == window->end)
        return dgh_error_at(
            err, DGH_ERR_PARSE, window->path, line, column, "expected %s, found %s", what,
            window->truncated ? "the end of what could be unpacked" : "end of file");
    const char *stop = memchr(place, '\n', (size_t)(window->end - place));
    dgh_slice rest = {place, (size_t)((stop ? stop : window->end) - place)};
    return dgh_error_at(err, DGH_ERR_PARSE, window->path, line, column, "expected %s, found %s",
                        what, dgh_slice_excerpt(rest, excerpt, sizeof excerpt));
}

/* The end of the last whole line: a number may be cut behind it. NULL if there is none. */
static const char *whole_lines_end(const dgh_window *window)
{
    const char *newline = memrchr(window->at, '\n', (size_t)(window->end - window->at));
    return newline ? newline + 1 : NULL;
}

static dgh_status stopped(const dgh_window *window, const char *what, size_t number, size_t total,
                          dgh_error *err)
{
    char text[160];
    const char *place = window->at;
    while (place < window->end && dgh_is_space(*place))
        place++;
    dgh_format(text, sizeof text, "number %zu of %zu of %s", number + 1, total, what);
    return dgh_window_expected(window, place, text, err);
}

/* Some lines that are likely to hold `count` numbers, of a file that is passed: what is found out
 * about its lines is found out about no more than these. */
static bool end_of_part(const dgh_window *window, size_t count, const char **end)
{
    enum { USUAL_BYTES = 20, LEAST_BYTES = 4096 };
    const size_t left = (size_t)(*end - window->at);
    if (!window->owner || !window->owner->passing || count >= left / USUAL_BYTES ||
        count * USUAL_BYTES + LEAST_BYTES >= left)
        return false;
    const char *newline = memrchr(window->at, '\n', count * USUAL_BYTES + LEAST_BYTES);
    if (newline)
        *end = newline + 1;
    return newline != NULL;
}

dgh_status dgh_window_numbers(dgh_window *window, double *out, size_t count, double divisor,
                              int jobs, const char *what, size_t before, size_t total,
                              dgh_error *err)
{
    size_t n = 0;
    for (;;) {
        const char *end = window->last ? window->end : whole_lines_end(window);
        const bool part = end && end_of_part(window, count - n, &end);
        if (end)
            n += dgh_numbers_read_parallel(out + n, count - n, divisor, &window->at, end, jobs);
        if (n == count) {
            give_back(window);
            return DGH_OK;
        }
        const char *p = window->at;
        while (end && p < end && dgh_is_space(*p))
            p++;
        if ((window->last && !part) || (end && p < end))
            return stopped(window, what, before + n, total, err);
        dgh_status status = dgh_window_more(window, err);
        if (status != DGH_OK)
            return status;
    }
}

dgh_status dgh_window_skip(dgh_window *window, size_t count, int jobs, const char *what,
                           size_t before, size_t total, dgh_error *err)
{
    /* whole lines of 3, 5, 6 or 10 numbers at a time, so that few pages are held */
    enum { SCRATCH = 4096, TOGETHER = 30 << 15 };
    double scratch[SCRATCH];
    size_t skipped = 0;
    for (bool even = window->last; even && skipped < count;) {
        size_t want = count - skipped < TOGETHER ? count - skipped : TOGETHER;
        even = dgh_numbers_skip(want, &window->at, window->end);
        skipped += even ? want : 0;
        give_back(window);
    }
    for (size_t n = skipped; n < count;) {
        size_t want = count - n < SCRATCH ? count - n : SCRATCH;
        dgh_status status = dgh_window_numbers(window, scratch, want, 1.0, jobs, what, before + n,
                                               total, err);
        if (status != DGH_OK)
            return status;
        n += want;
    }
    return DGH_OK;
}

size_t dgh_window_most_bytes(const dgh_window *window)
{
    const struct dgh_window_owner *o = window->owner;
    if (!o)
        return (size_t)(window->end - window->begin);
    return o->unpacker ? o->limit : o->file_bytes;
}
