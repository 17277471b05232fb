/* What a long call of the library and the Python that waits for it tell each other. The library's
 * progress callback runs here without the interpreter: it notes how far the work is, and whether it
 * shall go on. Included into the source that cffi makes. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct dgh_watch {
    atomic_bool cancelled;
    atomic_flag busy;
    size_t done, total, n_calls;
    char what[256];
};

/* seen from Python */
typedef struct dgh_watch dgh_watch;
static dgh_watch *dgh_watch_create(void);
static void dgh_watch_free(dgh_watch *watch);
static void dgh_watch_cancel(dgh_watch *watch);
static bool dgh_watch_progress(void *user, const char *what, size_t done, size_t total);
static size_t dgh_watch_look(dgh_watch *watch, char what[256], size_t *done, size_t *total);
/* end */

static dgh_watch *dgh_watch_create(void)
{
    dgh_watch *watch = calloc(1, sizeof *watch);
    if (watch)
        atomic_flag_clear(&watch->busy);
    return watch;
}

static void dgh_watch_free(dgh_watch *watch)
{
    free(watch);
}

static void dgh_watch_cancel(dgh_watch *watch)
{
    atomic_store(&watch->cancelled, true);
}

static void dgh_watch_lock(dgh_watch *watch)
{
    while (atomic_flag_test_and_set(&watch->busy))
        ;
}

/* The `progress` of the library's options; `user` is the dgh_watch. */
static bool dgh_watch_progress(void *user, const char *what, size_t done, size_t total)
{
    dgh_watch *watch = user;
    dgh_watch_lock(watch);
    watch->what[0] = '\0';
    strncat(watch->what, what ? what : "", sizeof watch->what - 1);
    watch->done = done;
    watch->total = total;
    watch->n_calls++;
    atomic_flag_clear(&watch->busy);
    return !atomic_load(&watch->cancelled);
}

/* How often the library has told anything, and what it told last. */
static size_t dgh_watch_look(dgh_watch *watch, char what[256], size_t *done, size_t *total)
{
    dgh_watch_lock(watch);
    memcpy(what, watch->what, sizeof watch->what);
    *done = watch->done;
    *total = watch->total;
    size_t n_calls = watch->n_calls;
    atomic_flag_clear(&watch->busy);
    return n_calls;
}
