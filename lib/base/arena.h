/* Memory that is freed all at once. A record owns one arena; every string and array that hangs on
 * the record lives in it, so that a reader that fails half-way leaks nothing.
 * Sizes are checked for overflow; a failed allocation gives NULL and changes nothing. Not
 * thread-safe: one thread per arena. */
#ifndef DGH_BASE_ARENA_H
#define DGH_BASE_ARENA_H

#include <stddef.h>

typedef struct dgh_arena dgh_arena;

dgh_arena *dgh_arena_create(void);
void dgh_arena_free(dgh_arena *arena);

/* `count` zeroed elements of `size` bytes, aligned for any type. Never NULL for count 0. */
void *dgh_arena_alloc(dgh_arena *arena, size_t count, size_t size);

char *dgh_arena_strndup(dgh_arena *arena, const char *text, size_t length);
char *dgh_arena_strdup(dgh_arena *arena, const char *text); /* NULL stays NULL */
char *dgh_arena_printf(dgh_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for at least `need` elements in the array `items` of capacity `*capacity`, of which `used`
 * are kept; the new room is zeroed. Returns the array, which may have moved, or NULL. */
void *dgh_arena_grow(dgh_arena *arena, void *items, size_t *capacity, size_t used, size_t need,
                     size_t size);

/* `to` takes over all memory of `from` and frees the empty shell of `from`. Never fails. */
void dgh_arena_adopt(dgh_arena *to, dgh_arena *from);

#endif
