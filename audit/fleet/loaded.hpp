// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tlslint::fleet {

/// A function of a shared library that nothing links with, because to load it takes as long as a
/// whole check of a small configuration. Loads it when it is first asked; throws where it is not
/// installed.
void* loaded(const char* library, const char* function);

}  // namespace tlslint::fleet

/// Defines a C function that stands for the library's own. `parameters` and `arguments` are in
/// parentheses.
#define TLSLINT_STANDS_FOR(library, result, name, parameters, arguments)                           \
    result name parameters {                                                                       \
        static const auto real =                                                                   \
            reinterpret_cast<decltype(&name)>(tlslint::fleet::loaded(library, #name));             \
        return real arguments;                                                                     \
    }
