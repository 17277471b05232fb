/* Bad input: each a clear error or warning, and the rest of the tree still computed. The same
 * result for any number of threads. */
#include <sys/resource.h>
#include <sys/wait.h>

#include "vasp_tree.h"

static const dgh_diagnostic *tree_finding(const dgh_study *s, const char *code, const char *path)
{
    for (size_t i = 0; i < s->n_diagnostics; i++) {
        const dgh_diagnostic *d = &s->diagnostics[i];
        if (strcmp(d->code, code) == 0 && d->source.path && strcmp(d->source.path, path) == 0)
            return d;
    }
    for (size_t i = 0; i < s->n_diagnostics; i++)
        print_message("  %s: %s\n", s->diagnostics[i].code, s->diagnostics[i].message);
    fail_msg("no finding %s of %s", code, path);
    return NULL;
}

/* The tree computes its one good row in spite of what else lies in it. */
static void check_rest(const char *code, const char *path, const char *message)
{
    dgh_study *s = computed(NULL, "tree");
    const dgh_diagnostic *d = tree_finding(s, code, path);
    assert_int_equal(d->severity, DGH_WARNING);
    if (!strstr(d->message, message))
        fail_msg("\"%s\", expected \"%s\"", d->message, message);
    assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_int_equal(s->n_refused, 0);
    dgh_study_free(s);
}

static void fresh_tree(void)
{
    shell("chmod -R u+rwx tree 2>/dev/null; rm -rf tree");
    write_small_tree("tree");
    shell("mkdir tree/odd");
}

static void nothing_to_read(void **state)
{
    (void)state;
    shell("mkdir -p nothing/below; echo text > nothing/below/notes");
    dgh_error err = {0};
    dgh_study *s;
    const char *path = "nothing";
    assert_int_equal(dgh_study_open(&s, &path, 1, NULL, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message, "no calculation of VASP or Quantum ESPRESSO in nothing (1 "
                                     "files looked at)");
    assert_null(s);
    path = "absent";
    assert_int_equal(dgh_study_open(&s, &path, 1, NULL, &err), DGH_ERR_IO);
    assert_string_equal(err.message, "absent: cannot be opened: No such file or directory");
    assert_null(s);
    shell("mkdir -p zero; : > zero/OUTCAR");
    path = "zero";
    assert_int_equal(dgh_study_open(&s, &path, 1, NULL, &err), DGH_ERR_MISSING);
    assert_string_equal(err.message,
                        "no calculation of VASP or Quantum ESPRESSO in zero (1 files looked at); "
                        "zero/OUTCAR: expected a calculation, found an empty file");
}

static void odd_files(void **state)
{
    (void)state;
    static const struct {
        const char *make, *code, *path, *message;
    } CASES[] = {
        {": > tree/odd/OUTCAR", "empty-file", "tree/odd/OUTCAR", "found an empty file"},
        {"head -c 300000 /dev/urandom > tree/odd/OUTCAR", "unrecognised-file", "tree/odd/OUTCAR",
         "named like a calculation, but holds"},
        {"head -c 300000 /dev/zero > tree/odd/OUTCAR", "unrecognised-file", "tree/odd/OUTCAR",
         "named like a calculation, but holds"},
        {"(printf ' vasp.5.4.4 (build x) complex\\n executed on  LinuxIFC date 2024.05.06  "
         "07:08:09\\n'; head -c 300000000 /dev/zero) | gzip -9 > tree/odd/OUTCAR.gz",
         "unreadable-file", "tree/odd/OUTCAR.gz", "bomb"},
        {"printf '<?xml version=\"1.0\"?>\\n<!DOCTYPE m [<!ENTITY a \"ha\">' > "
         "tree/odd/vasprun.xml; "
         "p=a; for q in b c d e f g h i j k l m n o p; do printf '<!ENTITY %%s "
         "\"&%%s;&%%s;&%%s;&%%s;&%%s;&%%s;&%%s;&%%s;&%%s;&%%s;\">' $q $p $p $p $p $p $p $p $p $p "
         "$p; "
         "p=$q; done >> tree/odd/vasprun.xml; printf ']>\\n<modeling><generator><i "
         "name=\"program\">"
         "&p;</i></generator></modeling>' >> tree/odd/vasprun.xml",
         NULL, "tree/odd/vasprun.xml", ""},
        {"ln -s .. tree/odd/up", "symlink-loop", "tree/odd/up", "not followed"},
        {"printf 'x\\n1.0\\n1 0 0\\n0 1 0\\n0 0 1\\nPt\\n2147483648\\nDirect\\n0 0 0\\n' > "
         "tree/odd/POSCAR",
         "unreadable-file", "tree/odd/POSCAR", "2147483648"},
        {"(cat tree/hollow/vasp.log; head -c 100000 /dev/urandom) | gzip | head -c 20000 > "
         "tree/odd/vasp.log.gz",
         NULL, "tree/odd/vasp.log.gz", ""},
        {"mkfifo tree/odd/OUTCAR", NULL, "", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fresh_tree();
        shell("%s", CASES[i].make);
        if (CASES[i].code) {
            check_rest(CASES[i].code, CASES[i].path, CASES[i].message);
            continue;
        }
        dgh_study *s = computed(NULL, "tree");
        assert_close(site_of(s, "hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
        dgh_study_free(s);
    }
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    if (usage.ru_maxrss > 1500 * 1024) /* ASan's quarantine included */
        fail_msg("%ld MB of memory for odd files", usage.ru_maxrss / 1024);
}

/* Permissions do not hold for root: a child gives its rights away. */
static void an_unreadable_directory(void **state)
{
    (void)state;
    fresh_tree();
    shell("chmod 755 . ; chmod 000 tree/odd");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(10);
        dgh_study *s;
        dgh_study_options o;
        const char *path = "tree";
        dgh_study_options_init(&o);
        o.jobs = 1; /* the parent's threads did not come along */
        if (dgh_study_open(&s, &path, 1, &o, NULL) != DGH_OK ||
            dgh_study_compute(s, NULL) != DGH_OK)
            _exit(1);
        bool told = false;
        for (size_t i = 0; i < s->n_diagnostics; i++)
            told |= strcmp(s->diagnostics[i].message, "tree/odd: the directory cannot be read: "
                                                      "Permission denied") == 0;
        int code = !told                                                    ? 2
                   : s->n_sites != 1                                        ? 3
                   : !s->sites[0].ledger.delta_e_ev.has                     ? 4
                   : fabs(s->sites[0].ledger.delta_e_ev.value + 0.5) > 1e-9 ? 5
                                                                            : 0;
        dgh_study_free(s);
        _exit(code);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void vasp_and_qe_side_by_side(void **state)
{
    (void)state;
    shell("rm -rf both; mkdir both");
    write_small_tree("both/vasp");
    shell("cp -r '%s/examples/pt111-h' both/qe", DGH_SOURCE_DIR);
    dgh_study *s = computed(NULL, "both");
    assert_int_equal(s->n_sites, 4);
    for (size_t i = 0; i < s->n_sites; i++) {
        const dgh_site *site = &s->sites[i];
        dgh_code code = s->runs[site->final_run].calculation->code;
        assert_int_equal(s->runs[site->host_run].calculation->code, code);
        assert_int_equal(s->runs[site->gas_run].calculation->code, code);
        assert_false(site->refused);
    }
    assert_close(site_of(s, "vasp/hollow")->ledger.delta_e_ev.value, -0.5, 1e-9);
    assert_string_equal(s->sites[0].label, "qe/H_fcc");
    dgh_study_free(s);
}

static void the_number_of_threads_changes_nothing(void **state)
{
    (void)state;
    char *plans[3];
    dgh_ledger ledgers[3][4];
    static const int JOBS[] = {1, 2, 7};
    shell("test -d both");
    for (int k = 0; k < 3; k++) {
        dgh_study_options o;
        dgh_study_options_init(&o);
        o.jobs = JOBS[k];
        dgh_study *s = computed(&o, "both");
        assert_int_equal(s->n_sites, 4);
        assert_int_equal(dgh_study_plan(&plans[k], s, NULL), DGH_OK);
        for (size_t i = 0; i < 4; i++) {
            ledgers[k][i] = s->sites[i].ledger;
            for (size_t t = 0; t < s->sites[i].ledger.n_terms; t++) {
                assert_int_equal(ledgers[k][i].terms[t].source.line,
                                 ledgers[0][i].terms[t].source.line);
                assert_memory_equal(&ledgers[k][i].terms[t].value, &ledgers[0][i].terms[t].value,
                                    sizeof(double));
            }
            assert_memory_equal(&ledgers[k][i].delta_e_ev.value, &ledgers[0][i].delta_e_ev.value,
                                sizeof(double));
        }
        dgh_study_free(s);
        assert_string_equal(plans[k], plans[0]);
    }
    for (int k = 0; k < 3; k++)
        dgh_string_free(plans[k]);
}

static bool stop_at_once(void *user, const char *what, size_t done, size_t total)
{
    (void)what;
    assert_true(done <= total);
    ++*(int *)user;
    return false;
}

static void the_caller_may_stop(void **state)
{
    (void)state;
    int calls = 0;
    dgh_study_options o;
    dgh_study_options_init(&o);
    o.jobs = 1;
    o.progress = stop_at_once;
    o.progress_user = &calls;
    dgh_study *s;
    dgh_error err = {0};
    const char *path = "both";
    assert_int_equal(dgh_study_open(&s, &path, 1, &o, &err), DGH_ERR_CANCELLED);
    assert_null(s);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_read),
        cmocka_unit_test(odd_files),
        cmocka_unit_test(an_unreadable_directory),
        cmocka_unit_test(vasp_and_qe_side_by_side),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(the_caller_may_stop),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
