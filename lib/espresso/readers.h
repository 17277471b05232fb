/* The readers of Quantum ESPRESSO's files; conventions as in vasp/readers.h. */
#ifndef DGH_ESPRESSO_READERS_H
#define DGH_ESPRESSO_READERS_H

#include "base/error.h"
#include "dgh/record.h"

dgh_status dgh_qe_read_pw_output(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_qe_read_pw_input(dgh_calculation **out, const char *data, size_t size,
                                const char *path, dgh_error *err);
dgh_status dgh_qe_read_schema(dgh_calculation **out, const char *data, size_t size,
                              const char *path, dgh_error *err);
/* Dynamical matrix, plain or XML. */
dgh_status dgh_qe_read_dyn(dgh_calculation **out, const char *data, size_t size, const char *path,
                           dgh_error *err);
dgh_status dgh_qe_read_dyn_xml(dgh_calculation **out, const char *data, size_t size,
                               const char *path, dgh_error *err);
dgh_status dgh_qe_read_ph_output(dgh_calculation **out, const char *data, size_t size,
                                 const char *path, dgh_error *err);
dgh_status dgh_qe_read_dynmat_output(dgh_calculation **out, const char *data, size_t size,
                                     const char *path, dgh_error *err);

bool dgh_qe_is_pw_output(const char *data, size_t size);
bool dgh_qe_is_pw_input(const char *data, size_t size);
bool dgh_qe_is_schema(const char *data, size_t size);
bool dgh_qe_is_dyn(const char *data, size_t size);
bool dgh_qe_is_dyn_xml(const char *data, size_t size);
bool dgh_qe_is_ph_output(const char *data, size_t size);
bool dgh_qe_is_dynmat_output(const char *data, size_t size);

#endif
