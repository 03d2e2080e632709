// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/setting.hpp"

namespace tlslint {

std::string_view name(Origin::Kind kind) {
    switch (kind) {
    case Origin::Kind::unset: return "unset";
    case Origin::Kind::written: return "explicit";
    case Origin::Kind::inherited: return "inherited";
    case Origin::Kind::server: return "default";
    case Origin::Kind::system: return "system";
    case Origin::Kind::observed: return "observed";
    case Origin::Kind::unknown: return "unknown";
    }
    return "";
}

}  // namespace tlslint
