/* The directory walk: every regular file once, in one order, whatever the tree does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/walk.h"

static char folder[] = "/tmp/dgh-walk-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0 || chmod(folder, 0755) != 0)
        return -1;
    return system("mkdir -p t/b/deep t/a .x; touch t/z t/b/2 t/b/10 t/a/file t/.hidden; "
                  "touch t/b/deep/f; ln -s .. t/b/deep/up; ln -s a t/again; ln -s gone t/broken; "
                  "ln -s self t/self; mkfifo t/fifo; mkdir closed closed/secret; touch closed/f "
                  "closed/secret/g; chmod 000 closed/secret; mkdir empty");
}

static int tear_down(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+rwx '%s'; rm -rf '%s'", folder, folder);
    return system(command);
}

static void files_come_in_the_order_of_their_names(void **state)
{
    (void)state;
    dgh_walk walk = {.arena = dgh_arena_create()};
    assert_int_equal(dgh_walk_tree(&walk, "t", NULL), DGH_OK);
    static const char *const FILES[] = {"t/a/file", "t/b/10", "t/b/2", "t/b/deep/f", "t/z"};
    assert_int_equal(walk.n_files, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(walk.files[i].path, FILES[i]);
    static const struct {
        dgh_severity severity;
        const char *code, *path, *message;
    } PROBLEMS[] = {
        {DGH_NOTE, "seen-twice", "t/again",
         "t/again: leads to a directory that was read already; not read again"},
        {DGH_WARNING, "symlink-loop", "t/b/deep/up",
         "t/b/deep/up: the link leads back to a directory above it; not followed"},
        {DGH_NOTE, "unreadable", "t/broken", "t/broken: cannot be read: No such file or directory"},
        {DGH_WARNING, "symlink-loop", "t/self",
         "t/self: cannot be read: Too many levels of symbolic links"},
    };
    assert_int_equal(walk.n_problems, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(walk.problems[i].severity, PROBLEMS[i].severity);
        assert_string_equal(walk.problems[i].code, PROBLEMS[i].code);
        assert_string_equal(walk.problems[i].source.path, PROBLEMS[i].path);
        assert_string_equal(walk.problems[i].message, PROBLEMS[i].message);
    }
    dgh_arena_free(walk.arena);
}

static void roots(void **state)
{
    (void)state;
    dgh_walk walk = {.arena = dgh_arena_create()};
    dgh_error err = {0};
    assert_int_equal(dgh_walk_tree(&walk, "absent", &err), DGH_ERR_IO);
    assert_string_equal(err.message, "absent: cannot be opened: No such file or directory");
    assert_int_equal(dgh_walk_tree(&walk, "t/fifo", &err), DGH_ERR_IO);
    assert_int_equal(dgh_walk_tree(&walk, "empty", &err), DGH_OK);
    assert_int_equal(walk.n_files + walk.n_problems, 0);
    assert_int_equal(dgh_walk_tree(&walk, "t/a/", &err), DGH_OK);
    assert_int_equal(dgh_walk_tree(&walk, "t/z", &err), DGH_OK);
    assert_int_equal(dgh_walk_tree(&walk, "t/a", &err), DGH_OK);
    assert_int_equal(walk.n_files, 2);
    assert_string_equal(walk.files[0].path, "t/a/file");
    assert_string_equal(walk.files[1].path, "t/z");
    assert_int_equal(walk.n_problems, 1);
    dgh_arena_free(walk.arena);
}

/* Permissions do not hold for root: a child gives its rights away. */
static void an_unreadable_directory_is_a_warning(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(10);
        dgh_walk walk = {.arena = dgh_arena_create()};
        if (dgh_walk_tree(&walk, "closed", NULL) != DGH_OK)
            _exit(1);
        if (walk.n_files != 1 || strcmp(walk.files[0].path, "closed/f") != 0)
            _exit(2);
        if (walk.n_problems != 1 || walk.problems[0].severity != DGH_WARNING ||
            strcmp(walk.problems[0].message,
                   "closed/secret: the directory cannot be read: Permission denied") != 0)
            _exit(3);
        dgh_arena_free(walk.arena);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void many_directories(void **state)
{
    (void)state;
    assert_int_equal(system("mkdir many; cd many; seq -f 'd%05g' 500 | xargs mkdir; "
                            "for d in d*; do : > $d/f; done"),
                     0);
    dgh_walk walk = {.arena = dgh_arena_create()};
    assert_int_equal(dgh_walk_tree(&walk, "many", NULL), DGH_OK);
    assert_int_equal(walk.n_files, 500);
    assert_int_equal(walk.n_problems, 0);
    for (size_t i = 1; i < walk.n_files; i++)
        assert_true(strcmp(walk.files[i - 1].path, walk.files[i].path) < 0);
    dgh_arena_free(walk.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_in_the_order_of_their_names),
        cmocka_unit_test(roots),
        cmocka_unit_test(an_unreadable_directory_is_a_warning),
        cmocka_unit_test(many_directories),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
