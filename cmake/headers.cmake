# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone and twice. One that its own .cpp includes before anything else is proven there; for each other one a
# source file is generated, in an object library that nobody links.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
     ${CMAKE_SOURCE_DIR}/parsers/*.hpp ${CMAKE_SOURCE_DIR}/rules/*.hpp ${CMAKE_SOURCE_DIR}/audit/*.hpp)
set(alone "")
foreach(header IN LISTS headers)
    string(REGEX REPLACE "hpp$" "cpp" own ${CMAKE_SOURCE_DIR}/${header})
    set(first "")
    if(EXISTS ${own})
        file(STRINGS ${own} first REGEX "^#include" LIMIT_COUNT 1)
    endif()
    if(first STREQUAL "#include \"${header}\"")
        continue()
    endif()
    string(REPLACE "/" "_" name ${header})
    set(source ${CMAKE_BINARY_DIR}/generated/headers/${name}.cpp)
    file(GENERATE OUTPUT ${source} CONTENT "#include \"${header}\"\n#include \"${header}\"\n")
    list(APPEND alone ${source})
endforeach()
add_library(tlslint_headers OBJECT ${alone})
target_compile_options(tlslint_headers PRIVATE -O0 -g0 -U_FORTIFY_SOURCE)  # nothing runs
target_link_libraries(tlslint_headers PRIVATE tlslint_audit)
