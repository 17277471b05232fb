/* A file of each format of runs, for tests that hold of all readers. */
#ifndef DGH_TEST_ONE_OF_EACH_FORMAT_H
#define DGH_TEST_ONE_OF_EACH_FORMAT_H

static const char *const ONE_OF_EACH_FORMAT[] = {
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax/pth.relax.out",
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax/pth.relax.in",
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax/data-file-schema.xml",
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/ph/pth.dyn",
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/ph/pth.ph.out",
    DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/ph/dynmat.out",
    DGH_TEST_DATA "/vasp/OUTCAR.frequencies_641",
    DGH_TEST_DATA "/vasp/OUTCAR.relax_544",
    DGH_TEST_DATA "/vasp/OSZICAR.relax",
    DGH_TEST_DATA "/vasp/stdout.relax",
    DGH_SOURCE_DIR "/tests/fuzz/corpus/vasprun/freq",
    DGH_SOURCE_DIR "/tests/fuzz/corpus/vasprun/relax",
};

enum { N_FORMATS = sizeof ONE_OF_EACH_FORMAT / sizeof ONE_OF_EACH_FORMAT[0] };

#endif
