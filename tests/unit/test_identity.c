/* SHA-256 of files: the examples of NIST, sha256sum, packed files, and what is no file. */
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

#include "adapt/digest.h"
#include "dgh/io.h"

static char folder[] = "/tmp/dgh test identity XXXXXX";

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    return system("printf abc > abc; : > empty; seq 1 300000 > long; gzip -nk long; mkfifo fifo; "
                  "head -c 1000000 /dev/zero | tr '\\000' a > million; mkdir directory; "
                  "touch -d '2021-03-04 05:06:07.123456789 UTC' abc");
}

static int tear_down(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* FIPS 180-4's examples: NIST, "SHA-256 Example" (one block, two blocks), and their
 * long message, a million times "a". */
static void examples_of_nist(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hex;
    } KNOWN[] = {
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    dgh_digest *digest = dgh_digest_new();
    assert_non_null(digest);
    char hex[65];
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        size_t length = strlen(KNOWN[i].text), half = length / 2;
        dgh_digest_add(digest, KNOWN[i].text, half);
        dgh_digest_add(digest, KNOWN[i].text + half, length - half);
        dgh_digest_hex(digest, hex);
        assert_string_equal(hex, KNOWN[i].hex);
    }
    dgh_digest_free(digest);
    dgh_digest_free(NULL);
    dgh_file_identity id;
    dgh_error err = {0};
    assert_int_equal(dgh_io_identify(&id, "million", &err), DGH_OK);
    assert_string_equal(id.sha256,
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_int_equal(id.size_bytes, 1000000);
}

static void sha256sum_says_the_same(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"abc", "empty", "long", "long.gz"};
    for (size_t i = 0; i < 4; i++) {
        char command[64], wanted[65] = "";
        snprintf(command, sizeof command, "sha256sum %s", NAMES[i]);
        FILE *f = popen(command, "r");
        assert_non_null(f);
        assert_int_equal(fscanf(f, "%64s", wanted), 1);
        pclose(f);
        dgh_file_identity id;
        assert_int_equal(dgh_io_identify(&id, NAMES[i], NULL), DGH_OK);
        assert_string_equal(id.sha256, wanted);
        struct stat st;
        assert_int_equal(stat(NAMES[i], &st), 0);
        assert_int_equal(id.size_bytes, st.st_size);
    }
}

static void size_and_time_without_reading(void **state)
{
    (void)state;
    dgh_file_identity id;
    assert_int_equal(dgh_io_stat(&id, "abc", NULL), DGH_OK);
    assert_int_equal(id.size_bytes, 3);
    assert_true(id.mtime_ns == INT64_C(1614834367123456789));
    assert_string_equal(id.sha256, "");
    dgh_file_identity whole;
    assert_int_equal(dgh_io_identify(&whole, "abc", NULL), DGH_OK);
    assert_true(whole.mtime_ns == id.mtime_ns);
}

static void what_is_no_file(void **state)
{
    (void)state;
    dgh_error err = {0};
    dgh_file_identity id = {.size_bytes = 7};
    assert_int_equal(dgh_io_identify(&id, "nowhere", &err), DGH_ERR_IO);
    assert_string_equal(err.message, "nowhere: cannot be opened: No such file or directory");
    assert_int_equal(id.size_bytes, 0);
    assert_int_equal(dgh_io_identify(&id, "directory", &err), DGH_ERR_IO);
    assert_string_equal(err.message, "directory: expected a regular file, found a directory");
    assert_int_equal(dgh_io_identify(&id, "fifo", &err), DGH_ERR_IO);
    assert_string_equal(err.message, "fifo: expected a regular file, found a special file");
    assert_int_equal(dgh_io_stat(&id, "nowhere", &err), DGH_ERR_IO);
    assert_string_equal(err.message, "nowhere: cannot be read: No such file or directory");
    assert_int_equal(dgh_io_stat(&id, "fifo", NULL), DGH_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_nist),
        cmocka_unit_test(sha256sum_says_the_same),
        cmocka_unit_test(size_and_time_without_reading),
        cmocka_unit_test(what_is_no_file),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
