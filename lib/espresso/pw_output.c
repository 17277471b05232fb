/* Standard output of pw.x, Quantum ESPRESSO 4.0 to 7.x. The format is what PW/src writes
 * (summary.f90, electrons.f90, forces.f90, stress.f90, bfgs_module.f90, output_tau.f90...); there
 * is no other description of it. */
#include "espresso/readers.h"

#include "espresso/pw_output.h"

enum {
    RECOGNISED_WITHIN = 1 << 16, /* a queue's own output may come first */
    N_FIRST_BYTES = 256,
    MAX_RULES = 160
};

/* The rules, sorted by the first byte of their prefix. */
typedef struct rule_index {
    const pw_rule *rules[MAX_RULES];
    uint8_t prefix_size[MAX_RULES];
    uint8_t begin[N_FIRST_BYTES + 1];
} rule_index;

static const pw_rule *const TABLES[] = {DGH_PW_HEADER_RULES, DGH_PW_ATOMS_RULES, DGH_PW_STEP_RULES,
                                        DGH_PW_FORCE_RULES, DGH_PW_STATUS_RULES};
enum { N_TABLES = sizeof TABLES / sizeof TABLES[0] };

/* Counting sort by the first byte; rules of one byte stay in the order of the tables. */
static void build_index(rule_index *index)
{
    size_t count[N_FIRST_BYTES + 1] = {0}, n_rules = 0;
    for (size_t t = 0; t < N_TABLES; t++)
        for (const pw_rule *rule = TABLES[t]; rule->prefix && n_rules < MAX_RULES; rule++) {
            count[(unsigned char)rule->prefix[0] + 1]++;
            n_rules++;
        }
    for (size_t byte = 0; byte < N_FIRST_BYTES; byte++)
        count[byte + 1] += count[byte];
    for (size_t byte = 0; byte <= N_FIRST_BYTES; byte++)
        index->begin[byte] = (uint8_t)count[byte];
    size_t placed = 0;
    for (size_t t = 0; t < N_TABLES; t++)
        for (const pw_rule *rule = TABLES[t]; rule->prefix && placed < n_rules; rule++, placed++) {
            size_t at = count[(unsigned char)rule->prefix[0]]++;
            index->rules[at] = rule;
            index->prefix_size[at] = (uint8_t)strlen(rule->prefix);
        }
}

static void read_line(pw_reader *r, const rule_index *index, dgh_slice line)
{
    const char *p = line.data, *end = line.data + line.size;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (p == end)
        return;
    unsigned char first = (unsigned char)*p;
    size_t left = (size_t)(end - p);
    for (size_t i = index->begin[first]; i < index->begin[first + 1]; i++) {
        size_t n = index->prefix_size[i];
        if (n <= left && memcmp(p, index->rules[i]->prefix, n) == 0) {
            r->line = line;
            index->rules[i]->read(r, (dgh_slice){p + n, left - n});
            return;
        }
    }
}

static bool contains(const char *data, size_t size, const char *text)
{
    return dgh_slice_find((dgh_slice){data, size}, text) != NULL;
}

/* Files without their beginning are known by the header's body, or by the box around an error
 * message. CRASH files have the same box with a "task #" line and are no output of a run. */
bool dgh_qe_is_pw_output(const char *data, size_t size)
{
    size_t n = size < RECOGNISED_WITHIN ? size : RECOGNISED_WITHIN;
    if (contains(data, n, "Program PWSCF"))
        return true;
    bool header = contains(data, n, "bravais-lattice index") &&
                  contains(data, n, "number of atoms/cell");
    bool box = contains(data, n, "%%%%%%%%%%%%%%%%") && contains(data, n, "Error in routine ");
    return (header || box) && !contains(data, n, "Program ") && !contains(data, n, "task #");
}

static dgh_status finish(dgh_calculation **out, pw_reader *r, dgh_error *err)
{
    dgh_pw_end_step(r);
    dgh_pw_finish_header(r);
    dgh_pw_finish_status(r);
    if (r->out_of_memory) {
        dgh_builder_abort(&r->builder);
        return dgh_error_nomem(err);
    }
    *out = dgh_builder_finish(&r->builder);
    return DGH_OK;
}

dgh_status dgh_qe_read_pw_output(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err)
{
    *out = NULL;
    if (!dgh_qe_is_pw_output(data, size)) {
        char excerpt[64];
        dgh_cursor c = dgh_cursor_make(data, size, path);
        dgh_slice line = {data, 0};
        dgh_cursor_line(&c, &line);
        return dgh_error_at(err, DGH_ERR_PARSE, path, 1, 1,
                            "expected the output of pw.x (\"Program PWSCF\"), found %s",
                            dgh_slice_excerpt(line, excerpt, sizeof excerpt));
    }
    pw_reader r = {.accuracy_ry = -1.0};
    dgh_status status = dgh_builder_open(&r.builder, path, "qe-pw-output", err);
    if (status != DGH_OK)
        return status;
    r.cursor = dgh_cursor_make(data, size, r.builder.path);
    r.builder.calculation->code = DGH_CODE_QE;
    rule_index index;
    build_index(&index);
    dgh_slice line;
    while (!r.out_of_memory && dgh_pw_next_line(&r, &line))
        read_line(&r, &index, line);
    return finish(out, &r, err);
}
