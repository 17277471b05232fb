/* Densities of states of VASP: DOSCAR and the partial DOS of vasprun.xml. */
#ifndef DGH_VASP_DOS_H
#define DGH_VASP_DOS_H

#include "record/dos.h"

bool dgh_vasp_is_doscar(const char *data, size_t size);
dgh_status dgh_vasp_read_doscar(dgh_dos **out, const char *data, size_t size, const char *path,
                                dgh_error *err);

/* The last <dos> of the file that has a partial DOS, else the last. A pass of its own: the reader
 * of the run jumps over these numbers. Errors: MISSING (no complete density of states). */
dgh_status dgh_vasp_read_vasprun_dos(dgh_dos **out, const char *data, size_t size, const char *path,
                                     dgh_error *err);

#endif
