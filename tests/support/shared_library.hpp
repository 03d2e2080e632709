// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>
#include <stdexcept>

namespace tlslint::test {

/// A library of the machine, loaded without its headers; functions of what it depends on are found
/// as well.
class SharedLibrary {
  public:
    explicit SharedLibrary(const char* name) : handle_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}

    [[nodiscard]] bool is_there() const { return handle_ != nullptr; }
    template <class Function>
    [[nodiscard]] Function* function(const char* name) const {
        void* const address = dlsym(handle_, name);
        if (address == nullptr) throw std::runtime_error(name);
        return reinterpret_cast<Function*>(address);
    }

  private:
    void* handle_;  // until the process ends
};

}  // namespace tlslint::test
