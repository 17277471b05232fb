/* Files as bytes: plain and compressed, cut, bombs, and what is no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dgh/io.h"

static char folder[] = "/tmp/dgh test file XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    FILE *f = fopen("plain", "wb");
    for (int i = 0; i < 250000; i++)
        fprintf(f, "%d %d\n", i, i % 1009);
    fclose(f);
    return system("gzip -k plain; bzip2 -k plain; xz -k -0 plain; zstd -q plain; "
                  "head -c 200000 plain.gz > cut.gz; head -c 200000 /dev/zero > binary; "
                  "tar czf a.tar.gz plain; mkfifo fifo; : > empty; "
                  "head -c 100000000 /dev/zero | gzip -1 > bomb.gz; gzip -c empty > empty.gz; "
                  "printf '\\037\\213\\010garbage' > garbage.gz");
}

static int tear_down(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void compressed_files_give_the_same_bytes(void **state)
{
    (void)state;
    dgh_error err = {0};
    dgh_bytes plain;
    assert_int_equal(dgh_io_read(&plain, NULL, in_folder("plain"), NULL, &err), DGH_OK);
    assert_true(plain.size > 2000000);
    assert_false(plain.was_compressed);
    static const char *const NAMES[] = {"plain.gz", "plain.bz2", "plain.xz", "plain.zst"};
    for (size_t i = 0; i < 4; i++) {
        dgh_bytes b;
        bool truncated = true;
        if (access(in_folder(NAMES[i]), R_OK) != 0) {
            print_message("%s was not made: its program is not installed\n", NAMES[i]);
            continue;
        }
        assert_int_equal(dgh_io_read(&b, &truncated, in_folder(NAMES[i]), NULL, &err), DGH_OK);
        assert_true(b.was_compressed);
        assert_false(truncated);
        assert_int_equal(b.size, plain.size);
        assert_memory_equal(b.data, plain.data, plain.size);
        dgh_bytes_free(&b);
    }
    bool truncated = false;
    dgh_bytes cut;
    assert_int_equal(dgh_io_read(&cut, &truncated, in_folder("cut.gz"), NULL, &err), DGH_OK);
    assert_true(truncated);
    assert_true(cut.size > 100000 && cut.size < plain.size);
    assert_memory_equal(cut.data, plain.data, cut.size);
    dgh_bytes_free(&cut);
    dgh_bytes_free(&plain);
    dgh_bytes_free(&plain);
    dgh_bytes_free(NULL);
}

static void refused(const char *name, dgh_status status, const char *part)
{
    dgh_error err = {0};
    dgh_bytes b;
    assert_int_equal(dgh_io_read(&b, NULL, in_folder(name), NULL, &err), status);
    assert_null(b.data);
    if (!strstr(err.message, part))
        fail_msg("\"%s\" does not hold \"%s\"", err.message, part);
    assert_string_equal(err.path, in_folder(name));
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    refused("nothing", DGH_ERR_IO, "cannot be opened: No such file or directory");
    refused(".", DGH_ERR_IO, "expected a regular file, found a directory");
    refused("fifo", DGH_ERR_IO, "expected a regular file, found a special file");
    refused("a.tar.gz", DGH_ERR_UNSUPPORTED, "found a compressed tar archive");
    refused("bomb.gz", DGH_ERR_REFUSED, "decompression bomb");
}

static void odd_files(void **state)
{
    (void)state;
    dgh_bytes b;
    assert_int_equal(dgh_io_read(&b, NULL, in_folder("empty"), NULL, NULL), DGH_OK);
    assert_int_equal(b.size, 0);
    dgh_bytes_free(&b);
    assert_int_equal(dgh_io_read(&b, NULL, in_folder("empty.gz"), NULL, NULL), DGH_OK);
    assert_int_equal(b.size, 0);
    dgh_bytes_free(&b);
    assert_int_equal(dgh_io_read(&b, NULL, in_folder("binary"), NULL, NULL), DGH_OK);
    assert_int_equal(b.size, 200000);
    dgh_bytes_free(&b);
    refused("garbage.gz", DGH_ERR_IO, "cannot be unpacked");
}

static void limits_are_the_callers(void **state)
{
    (void)state;
    dgh_io_options options = DGH_IO_OPTIONS_INIT;
    options.max_unpacked_bytes = 1000;
    dgh_bytes b;
    assert_int_equal(dgh_io_read(&b, NULL, in_folder("plain.gz"), &options, NULL), DGH_ERR_REFUSED);
    options.max_unpacked_bytes = (size_t)1 << 30;
    options.max_ratio = 0; /* no limit on the ratio */
    assert_int_equal(dgh_io_read(&b, NULL, in_folder("bomb.gz"), &options, NULL), DGH_OK);
    assert_int_equal(b.size, 100000000);
    dgh_bytes_free(&b);
}

static void a_peek_gives_the_beginning(void **state)
{
    (void)state;
    dgh_bytes whole;
    assert_int_equal(dgh_io_read(&whole, NULL, in_folder("plain"), NULL, NULL), DGH_OK);
    static const char *const NAMES[] = {"plain", "plain.gz", "plain.bz2", "plain.xz", "plain.zst"};
    for (size_t i = 0; i < 5; i++) {
        dgh_bytes b;
        bool complete = true;
        assert_int_equal(dgh_io_peek(&b, &complete, in_folder(NAMES[i]), 5000, NULL), DGH_OK);
        assert_int_equal(b.size, 5000);
        assert_memory_equal(b.data, whole.data, 5000);
        assert_false(complete);
        dgh_bytes_free(&b);
        assert_int_equal(dgh_io_peek(&b, &complete, in_folder(NAMES[i]), whole.size, NULL), DGH_OK);
        assert_int_equal(b.size, whole.size);
        assert_true(complete);
        dgh_bytes_free(&b);
    }
    dgh_bytes b;
    assert_int_equal(dgh_io_peek(&b, NULL, in_folder("bomb.gz"), 100, NULL), DGH_OK);
    assert_int_equal(b.size, 100);
    dgh_bytes_free(&b);
    dgh_error err = {0};
    assert_int_equal(dgh_io_peek(&b, NULL, in_folder("fifo"), 100, &err), DGH_ERR_IO);
    assert_int_equal(dgh_io_peek(&b, NULL, in_folder("absent"), 100, &err), DGH_ERR_IO);
    assert_int_equal(dgh_io_peek(&b, NULL, in_folder("a.tar.gz"), 1000, &err), DGH_ERR_UNSUPPORTED);
    dgh_bytes_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressed_files_give_the_same_bytes),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(odd_files),
        cmocka_unit_test(limits_are_the_callers),
        cmocka_unit_test(a_peek_gives_the_beginning),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
