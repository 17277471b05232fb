/* Uses the installed headers and library as another C code would: prints ΔG_H* of a tree. */
#include <stdio.h>
#include <string.h>

#include <dgh.h>

int main(int argc, char **argv)
{
    if (strcmp(dgh_version(), DGH_VERSION) != 0) {
        fprintf(stderr, "header %s, library %s\n", DGH_VERSION, dgh_version());
        return 1;
    }
    if (argc < 2)
        return 2;
    dgh_error err = {0};
    dgh_study *study = NULL;
    const char *paths[] = {argv[1]};
    if (dgh_study_open(&study, paths, 1, NULL, &err) != DGH_OK ||
        dgh_study_compute(study, &err) != DGH_OK) {
        fprintf(stderr, "%s\n", err.message);
        dgh_study_free(study);
        return 3;
    }
    size_t given = 0;
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site *site = &study->sites[i];
        if (site->delta_g_ev.has) {
            printf("%s %.4f\n", site->label, site->delta_g_ev.value);
            given++;
        }
    }
    dgh_study_free(study);
    return given ? 0 : 4;
}
