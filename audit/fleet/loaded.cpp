// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/loaded.hpp"

#include <dlfcn.h>
#include <stdexcept>
#include <string>

namespace tlslint::fleet {

void* loaded(const char* library, const char* function) {
    // The loader counts how often it was opened; nobody closes it.
    void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void* const found = handle ? dlsym(handle, function) : nullptr;
    if (!found) throw std::runtime_error(std::string(library) + " cannot be used: " + dlerror());
    return found;
}

}  // namespace tlslint::fleet
