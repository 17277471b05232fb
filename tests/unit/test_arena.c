/* The arena: zeroed, aligned, overflow-checked, adoptable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    dgh_arena *arena = dgh_arena_create();
    unsigned char *pieces[400];
    for (size_t i = 0; i < 400; i++) {
        size_t size = (i * 37) % 9000; /* small requests and blocks of their own */
        pieces[i] = dgh_arena_alloc(arena, size, 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < 400; i++)
        for (size_t k = 0; k < (i * 37) % 9000; k++)
            assert_int_equal(pieces[i][k], i % 251 + 1);
    dgh_arena_free(arena);
}

static void overflow_gives_null(void **state)
{
    (void)state;
    dgh_arena *arena = dgh_arena_create();
    assert_null(dgh_arena_alloc(arena, SIZE_MAX / 4, 8));
    assert_null(dgh_arena_alloc(arena, 2, SIZE_MAX / 2));
    assert_non_null(dgh_arena_alloc(arena, 0, 8));
    dgh_arena_free(arena);
    dgh_arena_free(NULL);
}

static void growing_keeps_what_was_there(void **state)
{
    (void)state;
    dgh_arena *arena = dgh_arena_create();
    size_t capacity = 0;
    int *items = NULL;
    for (size_t n = 0; n < 5000; n++) {
        items = dgh_arena_grow(arena, items, &capacity, n, n + 1, sizeof *items);
        assert_non_null(items);
        assert_int_equal(items[n], 0);
        items[n] = (int)n;
    }
    for (size_t n = 0; n < 5000; n++)
        assert_int_equal(items[n], n);
    dgh_arena_free(arena);
}

static void adopted_memory_outlives_its_arena(void **state)
{
    (void)state;
    dgh_arena *a = dgh_arena_create(), *b = dgh_arena_create(), *empty = dgh_arena_create();
    char *text = dgh_arena_printf(b, "%s %d", "line", 42);
    char *copy = dgh_arena_strdup(a, "mine");
    dgh_arena_adopt(a, b);
    dgh_arena_adopt(a, empty);
    dgh_arena_adopt(a, NULL);
    assert_string_equal(text, "line 42");
    assert_string_equal(copy, "mine");
    assert_null(dgh_arena_strdup(a, NULL));
    assert_non_null(dgh_arena_alloc(a, 100, 1));
    dgh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(overflow_gives_null),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(adopted_memory_outlives_its_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
