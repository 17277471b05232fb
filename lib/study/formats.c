/* The one table of file formats: how each is recognised and read. */
#include "dgh/read.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "espresso/readers.h"
#include "field/structures.h"
#include "vasp/readers.h"

typedef bool recogniser(const char *data, size_t size);
typedef dgh_status reader(dgh_calculation **out, const char *data, size_t size, const char *path,
                          dgh_error *err);

typedef struct format {
    const char *name;
    recogniser *recognise;
    reader *read;
} format;

/* In the order in which they are tried: the most telling beginnings first, free text last. */
static const format FORMATS[] = {
    {"vasp-vasprun", dgh_vasp_is_vasprun, dgh_vasp_read_vasprun},
    {"qe-schema", dgh_qe_is_schema, dgh_qe_read_schema},
    {"qe-dyn-xml", dgh_qe_is_dyn_xml, dgh_qe_read_dyn_xml},
    {"xyz", dgh_field_is_xyz, dgh_field_read_xyz},
    {"vasp-outcar", dgh_vasp_is_outcar, dgh_vasp_read_outcar},
    {"qe-pw-output", dgh_qe_is_pw_output, dgh_qe_read_pw_output},
    {"qe-ph-output", dgh_qe_is_ph_output, dgh_qe_read_ph_output},
    {"qe-dynmat-output", dgh_qe_is_dynmat_output, dgh_qe_read_dynmat_output},
    {"qe-dyn", dgh_qe_is_dyn, dgh_qe_read_dyn},
    {"vasp-stdout", dgh_vasp_is_stdout, dgh_vasp_read_stdout},
    {"vasp-oszicar", dgh_vasp_is_oszicar, dgh_vasp_read_oszicar},
    {"vasp-potcar", dgh_vasp_is_potcar, dgh_vasp_read_potcar},
    {"vasp-xdatcar", dgh_vasp_is_xdatcar, dgh_vasp_read_xdatcar},
    {"vasp-poscar", dgh_vasp_is_poscar, dgh_vasp_read_poscar},
    {"qe-pw-input", dgh_qe_is_pw_input, dgh_qe_read_pw_input},
    {"vasp-kpoints", dgh_vasp_is_kpoints, dgh_vasp_read_kpoints},
    {"vasp-incar", dgh_vasp_is_incar, dgh_vasp_read_incar},
};

enum { N_FORMATS = sizeof FORMATS / sizeof FORMATS[0] };

static const format *recognise(const char *data, size_t size)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (FORMATS[i].recognise(data, size))
            return &FORMATS[i];
    return NULL;
}

const char *dgh_read_recognise(const char *data, size_t size, const char *name)
{
    (void)name;
    const format *f = recognise(data, size);
    return f ? f->name : NULL;
}

/* A file that calls itself a structure is read as one, so that the error says what is wrong with
 * it. */
static bool is_named_poscar(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *base = slash ? slash + 1 : path;
    return base && (strncmp(base, "POSCAR", 6) == 0 || strncmp(base, "CONTCAR", 7) == 0);
}

static bool is_named_xyz(const char *path)
{
    return path && (strstr(path, ".xyz") || strstr(path, ".extxyz"));
}

dgh_status dgh_read_buffer(dgh_calculation **out, const char *data, size_t size, const char *name,
                           const char *format_name, dgh_error *err)
{
    *out = NULL;
    if (!format_name) {
        const format *f = recognise(data, size);
        if (f)
            return f->read(out, data, size, name, err);
        if (size && is_named_poscar(name))
            return dgh_vasp_read_poscar(out, data, size, name, err);
        if (size && is_named_xyz(name))
            return dgh_field_read_xyz(out, data, size, name, err);
        if (dgh_field_is_cif(data, size))
            return dgh_error_at(err, DGH_ERR_UNSUPPORTED, name, 0, 0,
                                "CIF is not read: convert it, as with \"ase convert FILE.cif "
                                "FILE.xyz\"");
        return dgh_error_at(err, DGH_ERR_UNSUPPORTED, name, 0, 0,
                            "expected a file of VASP or Quantum ESPRESSO, found %s",
                            size ? "something else" : "an empty file");
    }
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(FORMATS[i].name, format_name) == 0)
            return FORMATS[i].read(out, data, size, name, err);
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "no format is called \"%s\"", format_name);
}

dgh_status dgh_read_file(dgh_calculation **out, const char *path, const dgh_io_options *options,
                         dgh_error *err)
{
    *out = NULL;
    dgh_bytes bytes;
    bool truncated;
    dgh_status status = dgh_io_read(&bytes, &truncated, path, options, err);
    if (status != DGH_OK)
        return status;
    status = dgh_read_buffer(out, bytes.data, bytes.size, path, NULL, err);
    dgh_bytes_free(&bytes);
    return status;
}
