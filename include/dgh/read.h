/* dgh/read.h - reading files and runs: recognise by content, never by name alone. */
#ifndef DGH_READ_H
#define DGH_READ_H

#include "dgh/base.h"
#include "dgh/io.h"
#include "dgh/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Name of the format of these bytes ("vasp-outcar", "vasp-vasprun", "vasp-oszicar", "vasp-stdout",
 * "vasp-poscar", "vasp-xdatcar", "vasp-incar", "vasp-kpoints", "vasp-potcar", "qe-pw-output",
 * "qe-pw-input", "qe-schema", "qe-dyn", "qe-dyn-xml", "qe-ph-output", "qe-dynmat-output", "xyz"),
 * or NULL. `name` is used only where content cannot decide (INCAR, KPOINTS, POSCAR are free text).
 * Borrowed, static. */
DGH_API const char *dgh_read_recognise(const char *data, size_t size, const char *name);

/* Reads one file of any known format, plain or compressed. Errors: IO, PARSE, UNSUPPORTED (no known
 * format), REFUSED (unpacks beyond the limits). Free with dgh_calculation_free. */
DGH_API dgh_status dgh_read_file(dgh_calculation **out, const char *path,
                                 const dgh_io_options *options, dgh_error *err);

/* The same from memory; `format` NULL = recognise. */
DGH_API dgh_status dgh_read_buffer(dgh_calculation **out, const char *data, size_t size,
                                   const char *name, const char *format, dgh_error *err);

/* Reads all files of one directory that belong to one run and merges them: OUTCAR with vasprun.xml,
 * POSCAR, INCAR, KPOINTS, POTCAR; pw.x output with its input and XML. Cross-checks become
 * diagnostics of the record. Errors: as above; MISSING when the directory holds no run. */
DGH_API dgh_status dgh_read_run(dgh_calculation **out, const char *directory,
                                const dgh_io_options *options, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
