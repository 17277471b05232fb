/* A text file seen through a window that moves forward: mapped whole, or read and unpacked piece by
 * piece in bounded memory. */
#ifndef DGH_IO_WINDOW_H
#define DGH_IO_WINDOW_H

#include "base/error.h"
#include "base/text.h"
#include "dgh/io.h"

typedef struct dgh_window {
    const char *path;
    const char *at;  /* the next byte that nobody has taken */
    const char *end; /* behind the last byte that is there */
    bool last;       /* nothing follows behind `end` */
    bool truncated;  /* the compressed file is cut or damaged behind `end` */
    struct dgh_window_owner *owner;
    const char *begin; /* lines are counted from here */
    size_t line;       /* number of the line that `begin` stands on */
} dgh_window;

/* `streaming`: in a few MB of memory. Otherwise a plain file is mapped as a whole; a compressed one
 * is streamed always. `path` is borrowed. Close with dgh_window_close. */
dgh_status dgh_window_open(dgh_window *window, const char *path, const dgh_io_options *options,
                           bool streaming, dgh_error *err);
/* A window on text in memory. */
dgh_window dgh_window_on(const char *data, size_t size, const char *path);
void dgh_window_close(dgh_window *window);

/* Gets more bytes behind those from `at` on, which may move. Does nothing when `last`. */
dgh_status dgh_window_more(dgh_window *window, dgh_error *err);

/* What stands at the head of a file and is read at once. */
typedef struct dgh_head_reader {
    void *self;
    dgh_status (*read)(void *self, dgh_cursor *cursor, dgh_error *err);
    void (*discard)(void *self); /* what `read` made, also where it failed */
} dgh_head_reader;

/* Reads a head and moves behind it; one that ends behind the window is read again in a larger
 * one. */
dgh_status dgh_window_head(dgh_window *window, const dgh_head_reader *reader, dgh_error *err);

/* All that is left behind `at`, for formats that are no stream of text: a plain file is mapped, a
 * packed one unpacked into memory. `last` holds afterwards. */
dgh_status dgh_window_whole(dgh_window *window, dgh_error *err);

/* A cursor at `at`, and back to where it stands. */
dgh_cursor dgh_window_cursor(const dgh_window *window);
void dgh_window_take(dgh_window *window, const dgh_cursor *cursor);

/* The next whole line; false at the end of the file or on failure, which leaves err filled. */
bool dgh_window_line(dgh_window *window, dgh_slice *line, dgh_status *status, dgh_error *err);

/* Exactly `count` numbers, each divided by `divisor`. Errors: PARSE at the place of what is no
 * number ("expected number 7 of 30 of `what`"), or where the text ends too early. `before` and
 * `total` number them in messages. */
dgh_status dgh_window_numbers(dgh_window *window, double *out, size_t count, double divisor,
                              int jobs, const char *what, size_t before, size_t total,
                              dgh_error *err);

/* The same without keeping them. */
dgh_status dgh_window_skip(dgh_window *window, size_t count, int jobs, const char *what,
                           size_t before, size_t total, dgh_error *err);

/* PARSE error at `place` within the window. */
dgh_status dgh_window_expected(const dgh_window *window, const char *place, const char *what,
                               dgh_error *err);

/* No more bytes than these can come out: the size of a plain file, the limit of a packed one. */
size_t dgh_window_most_bytes(const dgh_window *window);

#endif
