#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"

typedef struct block {
    struct block *next;
    size_t used;
    size_t capacity;
    max_align_t data[];
} block;

struct dgh_arena {
    block *current; /* the block that small requests are cut from, first of the list */
};

enum { FIRST_BLOCK = 4096, LARGEST_SHARED_BLOCK = 1 << 20 };

dgh_arena *dgh_arena_create(void)
{
    return calloc(1, sizeof(dgh_arena));
}

void dgh_arena_free(dgh_arena *arena)
{
    if (!arena)
        return;
    for (block *b = arena->current; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

static void *cut(block *b, size_t bytes)
{
    void *p = (char *)b->data + b->used;
    b->used += bytes;
    memset(p, 0, bytes);
    return p;
}

void *dgh_arena_alloc(dgh_arena *arena, size_t count, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size && count > (SIZE_MAX / 2) / size)
        return NULL;
    size_t bytes = count * size;
    bytes = bytes ? (bytes + align - 1) / align * align : align;

    block *b = arena->current;
    if (b && b->capacity - b->used >= bytes)
        return cut(b, bytes);

    size_t capacity = b ? b->capacity * 2 : FIRST_BLOCK;
    if (capacity > LARGEST_SHARED_BLOCK)
        capacity = LARGEST_SHARED_BLOCK;
    bool own_block = bytes > capacity / 4;
    if (own_block)
        capacity = bytes;
    block *fresh = malloc(sizeof(block) + capacity);
    if (!fresh)
        return NULL;
    fresh->used = 0;
    fresh->capacity = capacity;
    if (own_block && b) { /* keep cutting small requests from the current block */
        fresh->next = b->next;
        b->next = fresh;
    } else {
        fresh->next = b;
        arena->current = fresh;
    }
    return cut(fresh, bytes);
}

char *dgh_arena_strndup(dgh_arena *arena, const char *text, size_t length)
{
    char *copy = dgh_arena_alloc(arena, length + 1, 1);
    if (copy && length)
        memcpy(copy, text, length);
    return copy;
}

char *dgh_arena_strdup(dgh_arena *arena, const char *text)
{
    return text ? dgh_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *dgh_arena_printf(dgh_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = dgh_vformat(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : dgh_arena_alloc(arena, (size_t)length + 1, 1);
    if (text)
        dgh_vformat(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *dgh_arena_grow(dgh_arena *arena, void *items, size_t *capacity, size_t used, size_t need,
                     size_t size)
{
    if (items && need <= *capacity)
        return items;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < need) {
        if (wanted > SIZE_MAX / 2)
            return NULL;
        wanted *= 2;
    }
    void *fresh = dgh_arena_alloc(arena, wanted, size);
    if (!fresh)
        return NULL;
    if (used)
        memcpy(fresh, items, used * size);
    *capacity = wanted;
    return fresh;
}

void dgh_arena_adopt(dgh_arena *to, dgh_arena *from)
{
    if (!from)
        return;
    block **tail = &to->current;
    while (*tail)
        tail = &(*tail)->next;
    *tail = from->current;
    free(from);
}
