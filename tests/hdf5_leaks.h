/* libhdf5 loses memory over damaged files, which is not ours to free. LeakSanitizer asks this. */
#ifndef DGH_TESTS_HDF5_LEAKS_H
#define DGH_TESTS_HDF5_LEAKS_H

const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5\n";
}

#endif
