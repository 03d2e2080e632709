// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <optional>
#include <string>

namespace tlslint::x509 {

/// What a certificate says about one distinguished name; for this folder.
struct DistinguishedName {
    std::string text;         // RFC 4514
    std::string id;           // Certificate::subject_id
    std::string common_name;  // UTF-8
};

/// Takes the whole value with tag and length; nothing if it is none.
std::optional<DistinguishedName> read_distinguished_name(Bytes name);

/// `id` of a certificate's subject, without a look at the rest of it; nothing if it is none.
std::optional<std::string> subject_id(Bytes certificate);

}  // namespace tlslint::x509
