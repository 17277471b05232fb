#include "io/write.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/format.h"
#include "base/digits.h"

enum { BUFFER_BYTES = 1 << 20, LONGEST_TEXT = 1024, MOST_NAMES = 1000 };

struct dgh_writer {
    char *path, *temporary;
    int fd;
    int error; /* errno of the first failure */
    locale_t c;
    size_t used;
    char buffer[BUFFER_BYTES];
};

static void release(dgh_writer *w)
{
    if (w->c)
        freelocale(w->c);
    free(w->path);
    free(w->temporary);
    free(w);
}

/* Not mkstemp: the file gets the rights that the caller's umask leaves. */
static int open_temporary(dgh_writer *w, size_t room)
{
    for (int i = 0; i < MOST_NAMES; i++) {
        dgh_format(w->temporary, room, "%s.part-%ld-%d", w->path, (long)getpid(), i);
        int fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

dgh_status dgh_writer_open(dgh_writer **out, const char *path, dgh_error *err)
{
    *out = NULL;
    dgh_writer *w = malloc(sizeof *w);
    if (!w)
        return dgh_error_nomem(err);
    size_t room = strlen(path) + 64;
    w->path = strdup(path);
    w->temporary = malloc(room);
    w->c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    w->used = 0;
    w->error = 0;
    if (!w->path || !w->temporary || !w->c) {
        release(w);
        return dgh_error_nomem(err);
    }
    w->fd = open_temporary(w, room);
    if (w->fd < 0) {
        dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be written: %s", strerror(errno));
        release(w);
        return DGH_ERR_IO;
    }
    *out = w;
    return DGH_OK;
}

static void flush(dgh_writer *w)
{
    size_t done = 0;
    while (done < w->used && !w->error) {
        ssize_t n = write(w->fd, w->buffer + done, w->used - done);
        if (n < 0 && errno != EINTR)
            w->error = errno;
        done += n > 0 ? (size_t)n : 0;
    }
    w->used = 0;
}

void dgh_writer_bytes(dgh_writer *w, const char *data, size_t size)
{
    while (size) {
        size_t part = BUFFER_BYTES - w->used < size ? BUFFER_BYTES - w->used : size;
        memcpy(w->buffer + w->used, data, part);
        w->used += part;
        data += part;
        size -= part;
        if (w->used == BUFFER_BYTES)
            flush(w);
    }
}

void dgh_writer_printf(dgh_writer *w, const char *format, ...)
{
    char text[LONGEST_TEXT];
    va_list args;
    locale_t before = uselocale(w->c);
    va_start(args, format);
    int n = dgh_vformat(text, sizeof text, format, args);
    va_end(args);
    uselocale(before);
    if (n > 0)
        dgh_writer_bytes(w, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void dgh_writer_number(dgh_writer *w, double value, int digits)
{
    if (BUFFER_BYTES - w->used < DGH_LONGEST_NUMBER)
        flush(w);
    w->used += dgh_write_number(w->buffer + w->used, value, digits);
}

enum { CHUNK_NUMBERS = 2048, MOST_CHUNKS = 64, ROOM_FOR_NUMBER = DGH_LONGEST_NUMBER + 1 };

static size_t print_chunk(char *out, const double *value, size_t n, double factor,
                          const dgh_number_lines *lines, size_t before)
{
    char *p = out;
    size_t in_row = lines->row ? before % lines->row : before;
    size_t in_line = in_row % lines->per_line;
    for (size_t i = 0; i < n; i++) {
        p += dgh_write_number(p, value[i] * factor, lines->digits);
        bool row_ends = lines->row && ++in_row == lines->row;
        if (row_ends || ++in_line == lines->per_line) {
            *p++ = '\n';
            in_line = 0;
            in_row = row_ends ? 0 : in_row;
        } else if (lines->separator) {
            *p++ = lines->separator;
        }
    }
    return (size_t)(p - out);
}

void dgh_writer_numbers(dgh_writer *w, const double *value, size_t n, double factor,
                        const dgh_number_lines *lines, size_t before, int jobs)
{
    if (jobs <= 0)
        jobs = omp_get_num_procs();
    size_t chunks = (n + CHUNK_NUMBERS - 1) / CHUNK_NUMBERS;
    size_t together = chunks < MOST_CHUNKS ? chunks : MOST_CHUNKS;
    char *text = n ? malloc(together * CHUNK_NUMBERS * ROOM_FOR_NUMBER) : NULL;
    size_t size[MOST_CHUNKS];
    if (!text) {
        if (n && !w->error)
            w->error = ENOMEM;
        return;
    }
    for (size_t first = 0; first < chunks; first += together) {
        size_t here = chunks - first < together ? chunks - first : together;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs) if (here > 1)
        for (size_t c = 0; c < here; c++) {
            size_t from = (first + c) * CHUNK_NUMBERS;
            size_t count = n - from < CHUNK_NUMBERS ? n - from : CHUNK_NUMBERS;
            size[c] = print_chunk(text + c * CHUNK_NUMBERS * ROOM_FOR_NUMBER, value + from, count,
                                  factor, lines, before + from);
        }
        for (size_t c = 0; c < here; c++)
            dgh_writer_bytes(w, text + c * CHUNK_NUMBERS * ROOM_FOR_NUMBER, size[c]);
    }
    free(text);
}

dgh_status dgh_writer_close(dgh_writer *w, bool keep, dgh_error *err)
{
    dgh_status status = DGH_OK;
    if (!w)
        return DGH_OK;
    if (keep)
        flush(w);
    if (keep && !w->error && fsync(w->fd) != 0)
        w->error = errno;
    if (close(w->fd) != 0 && !w->error)
        w->error = errno;
    if (keep && !w->error && rename(w->temporary, w->path) != 0)
        w->error = errno;
    if (!keep || w->error)
        unlink(w->temporary);
    if (w->error)
        status = dgh_error_at(err, DGH_ERR_IO, w->path, 0, 0, "cannot be written: %s",
                              strerror(w->error));
    release(w);
    return status;
}
