# Read by ctest before the tests: threads that wait for each other sleep. By default they spin, which
# on a machine with other work cost a test that starts many small parallel regions four times its
# CPU time.
set(ENV{OMP_WAIT_POLICY} passive)
