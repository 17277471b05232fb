/* Finding densities of states among the files of a directory. */
#ifndef DGH_STUDY_DOS_FILES_H
#define DGH_STUDY_DOS_FILES_H

#include "dgh/dos.h"

/* Whether the name (without directory) may be that of a density of states: a file of projwfc.x,
 * DOSCAR, vasprun.xml. */
bool dgh_dos_name_allows(const char *base);

/* Reads the best of these files, which are of one directory: those of projwfc.x that belong
 * together, else a DOSCAR, else a vasprun.xml; one that projects nothing comes last. `folder` is
 * named in errors. Errors: as dgh_dos_read; MISSING where none of them holds one. */
dgh_status dgh_dos_read_best(dgh_dos **out, const char *const *paths, size_t n, const char *folder,
                             const dgh_io_options *options, dgh_error *err);

#endif
