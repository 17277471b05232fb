# cmake -DOUT=file.c -DLIST=html_parts.cmake -P embed.cmake
#
# Writes C that holds files as dgh_embedded (report/html_parts.h). LIST sets files_NAME (several are
# joined, none make an empty part) and text_NAME.
cmake_minimum_required(VERSION 3.22)
include("${LIST}")
set(text "/* Made by embed.cmake. */\n#include \"report/html_parts.h\"\n\n")
foreach(part template style script plots plots_licence viewer viewer_licence)
    set(hex "")
    foreach(file IN LISTS files_${part})
        file(READ "${file}" more HEX)
        # the time in a gzip's head (RFC 1952) is not part of what is packed
        string(REGEX REPLACE "^(1f8b08..)........" "\\100000000" more "${more}")
        string(APPEND hex "${more}")
    endforeach()
    string(LENGTH "${hex}" size)
    math(EXPR size "${size} / 2")
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
    if(size EQUAL 0)
        set(hex "0")
    endif()
    string(APPEND text "static const unsigned char ${part}_bytes[] = {\n${hex}};\n"
           "const dgh_embedded dgh_html_${part} = {${part}_bytes, ${size}};\n\n")
endforeach()
foreach(name plots_version viewer_version)
    string(APPEND text "const char *const dgh_html_${name} = \"${text_${name}}\";\n")
endforeach()
file(WRITE "${OUT}" "${text}")
