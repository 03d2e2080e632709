# SPDX-License-Identifier: Apache-2.0
# What the program carries in itself: to find and bind a shared library takes as long as to check a small configuration.

# tlslint_static(NAME LIBRARY): a target for a library's archive, with the headers of the system's include folder.
function(tlslint_static name library)
    find_library(${name}_archive lib${library}.a REQUIRED)
    add_library(${name} STATIC IMPORTED GLOBAL)
    set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${${name}_archive})
endfunction()
