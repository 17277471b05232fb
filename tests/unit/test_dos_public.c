/* The densities of states of real files: all vasprun.xml among the public calculations. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "dgh/dos.h"

enum { SKIPPED = 77, LONGEST = 16384 };

typedef struct counts {
    size_t files, projected, wrong;
} counts;

static void complain(counts *c, const char *path, const char *what)
{
    fprintf(stderr, "%s: %s\n", path, what);
    c->wrong++;
}

/* The file's own efermi, which another script has read. */
static void check_fermi(counts *c, const char *path, const dgh_dos *dos, const char *row)
{
    const char *stated = strstr(row, "efermi=");
    double expected;
    if (!stated)
        return;
    dgh_slice rest = {stated + 7, strlen(stated + 7)};
    if (!dgh_slice_double(&rest, &expected) || !dos->fermi_ev.has)
        complain(c, path, "no Fermi energy");
    else if (dos->fermi_ev.value != expected && strstr(row, "ncalc=1;") &&
             !strstr(path, "kpoints_opt")) /* the script took the first, that of other k-points */
        complain(c, path, "another Fermi energy");
}

static void check_shells(counts *c, const char *path, const dgh_dos *dos)
{
    c->projected += dos->n_shells > 0;
    for (size_t k = 0; k < dos->n_shells; k++)
        for (unsigned s = 0; s < dos->n_spins; s++)
            for (size_t i = 0; i < dos->n_energies; i++)
                if (!(dos->shells[k].states_per_ev[s][i] > -1e4)) {
                    complain(c, path, "a value that is no number");
                    return;
                }
    if (dos->n_shells && dos->shells[dos->n_shells - 1].atom + 1 != dos->n_atoms)
        complain(c, path, "the last atom is not there");
}

static void check(counts *c, const char *relative, const char *row)
{
    char path[2048];
    dgh_dos *dos;
    dgh_error err = {0};
    snprintf(path, sizeof path, "%s/public/%s", DGH_SHARED_DATA, relative);
    dgh_status status = dgh_dos_read(&dos, path, NULL, &err);
    c->files++;
    if (status != DGH_OK && status != DGH_ERR_MISSING && status != DGH_ERR_UNSUPPORTED)
        complain(c, path, err.message);
    if (status == DGH_ERR_UNSUPPORTED && !strstr(relative, "XDATCAR"))
        complain(c, path, err.message);
    if (!dos)
        return;
    check_fermi(c, path, dos, row);
    check_shells(c, path, dos);
    dgh_dos_free(dos);
}

int main(void)
{
    char path[2048], row[LONGEST];
    counts c = {0};
    snprintf(path, sizeof path, "%s/public/MANIFEST.tsv", DGH_SHARED_DATA);
    FILE *manifest = fopen(path, "r");
    if (!manifest) {
        printf("%s is not there: skipped\n", path);
        return SKIPPED;
    }
    while (fgets(row, sizeof row, manifest)) {
        char *tab = strchr(row, '\t');
        if (!tab)
            continue;
        *tab = '\0';
        if (strstr(row, "vasprun"))
            check(&c, row, tab + 1);
    }
    fclose(manifest);
    printf("%zu files, %zu projected, %zu wrong\n", c.files, c.projected, c.wrong);
    return c.wrong || c.files < 100 || c.projected < 45;
}
