/* The first line is the name of the file, the rest its content, which is read twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dgh/d_band.h"
#include "espresso/projwfc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *line = size ? memchr(text, '\n', size) : NULL;
    dgh_pdos_name name;
    char base[256];
    size_t n = line ? (size_t)(line - text) : 0;
    dgh_dos *dos;
    if (!line || n >= sizeof base || dgh_dos_open(&dos, "f", "qe-projwfc", NULL) != DGH_OK)
        return 0;
    memcpy(base, text, n);
    base[n] = '\0';
    if (dgh_qe_pdos_name(&name, base) && name.atom < 1000)
        for (int i = 0; i < 2; i++)
            dgh_qe_pdos_add(dos, &name, line + 1, size - n - 1, base, NULL);
    dgh_dos_finish(dos);
    if (dos->n_shells && dos->n_energies) {
        dgh_d_band_options options = DGH_D_BAND_OPTIONS_INIT;
        dgh_d_band band;
        options.fermi_ev = (dgh_real){.has = true};
        dgh_d_band_of(&band, dos, &dos->shells[0].atom, 1, &options, NULL);
    }
    dgh_dos_free(dos);
    return 0;
}
