# cmake -DPROGRAM=... -DEXPECTED=... -P run_and_compare.cmake: the program's output is the file.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE found ERROR_VARIABLE errors
                RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} ended with ${result}: ${errors}")
endif()
file(READ ${EXPECTED} expected)
if(NOT found STREQUAL expected)
    message(FATAL_ERROR "expected (${EXPECTED}):\n${expected}\nfound:\n${found}")
endif()
