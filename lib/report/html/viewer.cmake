# plotly.js and 3Dmol.js for the pages of dgh report, compiled into the library.
#
# DGH_VIEWER_DIR names a folder that holds them (for packagers: nothing is fetched then). Else they
# come from the npm registry by `npm pack`, which runs no script, once for all build trees, and are
# kept in the user's cache. Whatever is used must have the hashes below.
# DGH_VIEWER: AUTO builds without them where they cannot be had, ON demands them, OFF leaves them out.
#
# Sets DGH_VIEWER_FOUND, DGH_VIEWER_FOLDER and the names of the files in it.
set(DGH_VIEWER AUTO CACHE STRING "plotly.js and 3Dmol.js in the pages of dgh report: AUTO, ON, OFF")
set_property(CACHE DGH_VIEWER PROPERTY STRINGS AUTO ON OFF)
set(DGH_VIEWER_DIR "" CACHE PATH "Folder with plotly-cartesian.min.js, 3Dmol-min.js, licences")

set(DGH_PLOTS_VERSION 4.1.1)
set(DGH_PLOTS_PACKAGE plotly.js-cartesian-dist-min)
set(DGH_PLOTS_SHA512 a3c1ab15ebac9dcc012316c1ca7449a58e29920541e9c68cf892e9c2b2d86dbb0eedd67c149f9254dd85afe2fb9221bf67ac383f93b426eb3f42be4479f1d57a)
set(DGH_MOLECULES_VERSION 2.5.5)
set(DGH_MOLECULES_PACKAGE 3dmol)
set(DGH_MOLECULES_SHA512 92a347a2e1aaab761f5b9f35ef8b5d111be6d1761398fd2d6af40a3aa230d68b9cd8e27b7a9917105aed1245575747250594f665edb11d10bfab15f4bb4a8277)

# file, place in its package, SHA-256
set(DGH_VIEWER_FILES
    "plotly-cartesian.min.js|plots/package/plotly-cartesian.min.js|79542150855a52c567260e3137095dbe2b744e6d702a5cabe67da246942fba7a"
    "plotly-LICENSE|plots/package/LICENSE|8c45d9eaf50c2f72dd9c7ab9ef440788ba58a3538484b5c51c1f17d5128752e7"
    "3Dmol-min.js|molecules/package/build/3Dmol-min.js|f7cc78921ae72e7623e89cdd111434f58c2efddd2ffda1cd212644b406fb8016"
    "3Dmol-LICENSE|molecules/package/LICENSE|4c6eaaed856f3f28a3b1a98e74f4a8a71618de7d51ea4155c29f6f793bcef861")

# Sets `out` to what is wrong with the files of a folder, "" = nothing.
function(dgh_viewer_check out folder)
    set(${out} "" PARENT_SCOPE)
    foreach(entry IN LISTS DGH_VIEWER_FILES)
        string(REPLACE "|" ";" entry "${entry}")
        list(GET entry 0 name)
        list(GET entry 2 expected)
        set(found "")
        if(EXISTS "${folder}/${name}")
            file(SHA256 "${folder}/${name}" found)
        endif()
        if(NOT found STREQUAL expected)
            if(found STREQUAL "")
                set(${out} "${folder} has no ${name}" PARENT_SCOPE)
            else()
                set(${out} "${folder}/${name} has the SHA-256 ${found}, not ${expected}"
                    PARENT_SCOPE)
            endif()
            return()
        endif()
    endforeach()
endfunction()

# One package into `folder`; `out` is what went wrong.
function(dgh_viewer_fetch out npm package version sha512 folder)
    file(MAKE_DIRECTORY "${folder}")
    execute_process(COMMAND "${npm}" pack --ignore-scripts --loglevel=error --fetch-retries=1
                            --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=1000
                            --fetch-timeout=30000 ${package}@${version}
                    WORKING_DIRECTORY "${folder}" TIMEOUT 120 RESULT_VARIABLE failed
                    OUTPUT_VARIABLE said ERROR_VARIABLE said)
    set(archive "${folder}/${package}-${version}.tgz")
    if(NOT failed EQUAL 0 OR NOT EXISTS "${archive}")
        string(STRIP "${said}" said)
        string(REGEX REPLACE "\n.*" "" said "${said}")
        set(${out} "npm pack ${package}@${version} failed: ${said}" PARENT_SCOPE)
        return()
    endif()
    file(SHA512 "${archive}" found)
    if(NOT found STREQUAL sha512)
        set(${out} "${package}@${version} is not the file that is expected" PARENT_SCOPE)
        return()
    endif()
    file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${folder}")
    set(${out} "" PARENT_SCOPE)
endfunction()

# Both packages into `folder`, which appears whole or not at all: several builds may begin at once.
function(dgh_viewer_install out folder)
    find_program(DGH_NPM npm)
    mark_as_advanced(DGH_NPM)
    if(NOT DGH_NPM)
        set(${out} "npm is not installed" PARENT_SCOPE)
        return()
    endif()
    set(work "${PROJECT_BINARY_DIR}/viewer")
    file(REMOVE_RECURSE "${work}")
    dgh_viewer_fetch(problem "${DGH_NPM}" ${DGH_PLOTS_PACKAGE} ${DGH_PLOTS_VERSION}
                     ${DGH_PLOTS_SHA512} "${work}/plots")
    if(problem STREQUAL "")
        dgh_viewer_fetch(problem "${DGH_NPM}" ${DGH_MOLECULES_PACKAGE} ${DGH_MOLECULES_VERSION}
                         ${DGH_MOLECULES_SHA512} "${work}/molecules")
    endif()
    if(problem STREQUAL "")
        string(RANDOM LENGTH 8 random)
        foreach(entry IN LISTS DGH_VIEWER_FILES)
            string(REPLACE "|" ";" entry "${entry}")
            list(GET entry 0 name)
            list(GET entry 1 place)
            configure_file("${work}/${place}" "${folder}.${random}/${name}" COPYONLY)
        endforeach()
        file(REMOVE_RECURSE "${folder}")
        file(RENAME "${folder}.${random}" "${folder}" RESULT renamed)
        file(REMOVE_RECURSE "${folder}.${random}")
        dgh_viewer_check(problem "${folder}")
    endif()
    file(REMOVE_RECURSE "${work}")
    set(${out} "${problem}" PARENT_SCOPE)
endfunction()

set(DGH_VIEWER_FOUND OFF)
set(problem "DGH_VIEWER is OFF")
if(DGH_VIEWER)
    if(DGH_VIEWER_DIR)
        set(DGH_VIEWER_FOLDER "${DGH_VIEWER_DIR}")
    elseif(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
        set(DGH_VIEWER_FOLDER "$ENV{XDG_CACHE_HOME}/dgh")
    elseif(DEFINED ENV{HOME} AND NOT "$ENV{HOME}" STREQUAL "")
        set(DGH_VIEWER_FOLDER "$ENV{HOME}/.cache/dgh")
    else()
        set(DGH_VIEWER_FOLDER "${PROJECT_BINARY_DIR}/viewer-kept")
    endif()
    if(NOT DGH_VIEWER_DIR)
        string(APPEND DGH_VIEWER_FOLDER "/viewer-${DGH_PLOTS_VERSION}-${DGH_MOLECULES_VERSION}")
    endif()
    dgh_viewer_check(problem "${DGH_VIEWER_FOLDER}")
    if(NOT problem STREQUAL "" AND NOT DGH_VIEWER_DIR)
        dgh_viewer_install(problem "${DGH_VIEWER_FOLDER}")
    endif()
    if(problem STREQUAL "")
        set(DGH_VIEWER_FOUND ON)
    elseif(DGH_VIEWER_DIR OR NOT DGH_VIEWER STREQUAL "AUTO")
        message(FATAL_ERROR "plotly.js and 3Dmol.js: ${problem}")
    endif()
endif()
if(DGH_VIEWER_FOUND)
    message(STATUS "dgh report: plotly.js ${DGH_PLOTS_VERSION}, 3Dmol.js ${DGH_MOLECULES_VERSION} "
                   "of ${DGH_VIEWER_FOLDER}")
else()
    message(STATUS "dgh report: no plots and no 3-D views (${problem})")
endif()

# ---- the page and both, as C -----------------------------------------------------------------------

# Sets `out` to a C file in `folder` that holds the page and the libraries given: lists of files
# (html/embed.cmake), empty for a page without them.
function(dgh_html_source out folder plots plots_licence viewer viewer_licence)
    set(html "${PROJECT_SOURCE_DIR}/lib/report/html")
    set(template "${html}/page.html")
    set(style "${html}/page.css")
    set(script base table figures plots slice scene viewer sites methods start)
    list(TRANSFORM script PREPEND "${html}/")
    list(TRANSFORM script APPEND ".js")
    set(text "set(text_plots_version ${DGH_PLOTS_VERSION})\n"
             "set(text_viewer_version ${DGH_MOLECULES_VERSION})\n")
    list(JOIN text "" text)
    foreach(part template style script plots plots_licence viewer viewer_licence)
        string(APPEND text "set(files_${part}")
        foreach(file IN LISTS ${part})
            string(APPEND text " [==[${file}]==]") # any path as it is
        endforeach()
        string(APPEND text ")\n")
    endforeach()
    file(MAKE_DIRECTORY "${folder}")
    file(CONFIGURE OUTPUT "${folder}/html_parts.cmake" CONTENT "${text}" @ONLY)
    add_custom_command(OUTPUT "${folder}/html_embedded.c"
                       COMMAND ${CMAKE_COMMAND} "-DOUT=${folder}/html_embedded.c"
                               "-DLIST=${folder}/html_parts.cmake" -P "${html}/embed.cmake"
                       DEPENDS "${html}/embed.cmake" "${folder}/html_parts.cmake" "${template}"
                               "${style}" ${script} ${plots} ${viewer}
                       COMMENT "The page of dgh report as C" VERBATIM)
    set(${out} "${folder}/html_embedded.c" PARENT_SCOPE)
endfunction()

set(generated "${PROJECT_BINARY_DIR}/generated")
if(DGH_VIEWER_FOUND)
    foreach(name plotly-cartesian.min.js 3Dmol-min.js)
        if(NOT EXISTS "${generated}/${name}.gz" OR
           "${DGH_VIEWER_FOLDER}/${name}" IS_NEWER_THAN "${generated}/${name}.gz")
            file(MAKE_DIRECTORY "${generated}")
            file(ARCHIVE_CREATE OUTPUT "${generated}/${name}.gz" PATHS "${DGH_VIEWER_FOLDER}/${name}"
                 FORMAT raw COMPRESSION GZip COMPRESSION_LEVEL 9)
        endif()
    endforeach()
    dgh_html_source(DGH_HTML_SOURCE "${generated}" "${generated}/plotly-cartesian.min.js.gz"
                    "${DGH_VIEWER_FOLDER}/plotly-LICENSE" "${generated}/3Dmol-min.js.gz"
                    "${DGH_VIEWER_FOLDER}/3Dmol-LICENSE")
else()
    dgh_html_source(DGH_HTML_SOURCE "${generated}" "" "" "" "")
endif()
