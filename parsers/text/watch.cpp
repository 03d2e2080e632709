// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/watch.hpp"

#include <cassert>
#include <utility>

namespace tlslint {
namespace {

thread_local const Watch* watch = nullptr;

}  // namespace

Watch::Watch(std::function<void(const Asked&)> told) : told_(std::move(told)) {
    assert(!watch && "one watch a thread");
    watch = this;
}

Watch::~Watch() {
    watch = nullptr;
}

const Watch* Watch::current() {
    return watch;
}

}  // namespace tlslint
