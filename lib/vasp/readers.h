/* The readers of VASP's files. Each takes a buffer and a name, works on truncated input, and gives
 * a record that the caller frees with dgh_calculation_free. `path` is what errors and sources
 * name. Each *_recognise looks at the bytes alone. */
#ifndef DGH_VASP_READERS_H
#define DGH_VASP_READERS_H

#include "base/error.h"
#include "dgh/record.h"

dgh_status dgh_vasp_read_outcar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);
dgh_status dgh_vasp_read_vasprun(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_vasp_read_oszicar(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_vasp_read_stdout(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);
dgh_status dgh_vasp_read_poscar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);
dgh_status dgh_vasp_read_xdatcar(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_vasp_read_incar(dgh_calculation **out, const char *data, size_t size,
                               const char *path, dgh_error *err);
dgh_status dgh_vasp_read_kpoints(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_vasp_read_potcar(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);

bool dgh_vasp_is_outcar(const char *data, size_t size);
bool dgh_vasp_is_vasprun(const char *data, size_t size);
bool dgh_vasp_is_oszicar(const char *data, size_t size);
bool dgh_vasp_is_stdout(const char *data, size_t size);
bool dgh_vasp_is_poscar(const char *data, size_t size);
bool dgh_vasp_is_xdatcar(const char *data, size_t size);
bool dgh_vasp_is_incar(const char *data, size_t size);
bool dgh_vasp_is_kpoints(const char *data, size_t size);
bool dgh_vasp_is_potcar(const char *data, size_t size);

#endif
