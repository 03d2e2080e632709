// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/der.hpp"
#include "parsers/x509/distinguished_name.hpp"
#include "parsers/x509/extensions.hpp"
#include "parsers/x509/revocation.hpp"

#include <algorithm>
#include <vector>

namespace tlslint::x509 {
namespace {

// {{oid, [critical], value}, …}; of interest is the issuer's key.
bool read_list_extensions(Bytes bytes, RevocationList& list, Arena& arena) {
    DerReader outer(bytes);
    DerReader extensions = outer.enter(der::sequence);
    while (!extensions.at_end()) {
        DerReader extension = extensions.enter(der::sequence);
        const std::string oid = dotted(extension.take(der::oid).content);
        extension.take_if(der::boolean);
        DerReader value(extension.take(der::octet_string).content);
        if (oid != "2.5.29.35") continue;
        DerReader identifier = value.enter(der::sequence);
        if (const auto key = identifier.take_if(der::context_primitive(0)))
            list.authority_key = arena.keep(text_of(key->content));
    }
    return !extensions.failed();
}

// {{serial, date, [extensions]}, …}
bool read_revoked(Bytes bytes, RevocationList& list, Arena& arena) {
    DerReader entries(bytes);
    std::vector<std::string_view> serials;
    while (!entries.at_end() && serials.size() < revoked_limit) {
        DerReader entry = entries.enter(der::sequence);
        const Bytes serial = entry.take(der::integer).content;
        if (!entry.failed()) serials.push_back(arena.keep(text_of(serial)));
    }
    list.cut = !entries.at_end();
    std::sort(serials.begin(), serials.end());
    list.serials = arena.keep(serials);
    return !entries.failed();
}

}  // namespace

std::optional<RevocationList> parse_revocation_list(Bytes bytes, Arena& arena) {
    // {{[version], algorithm, issuer, this update, [next update], [revoked], [0] extensions},
    // algorithm, signature}
    DerReader file(bytes);
    DerReader outer = file.enter(der::sequence);
    DerReader body = outer.enter(der::sequence);
    body.take_if(der::integer);
    body.take(der::sequence);
    const DerValue issuer = body.take(der::sequence);
    const DerValue this_update = body.take();
    if (body.failed()) return std::nullopt;
    const auto name = read_distinguished_name(issuer.whole);
    const auto begin = read_time(this_update);
    if (!name || !begin) return std::nullopt;
    RevocationList list{.issuer = arena.keep(std::string_view(name->text)),
                        .issuer_id = arena.keep(std::string_view(name->id)),
                        .authority_key = {},
                        .this_update = *begin,
                        .serials = {}};
    for (const std::uint8_t tag : {der::utc_time, der::generalized_time}) {
        const auto next_update = list.next_update ? std::nullopt : body.take_if(tag);
        if (next_update) list.next_update = read_time(*next_update);
    }
    if (const auto revoked = body.take_if(der::sequence)) {
        if (!read_revoked(revoked->content, list, arena)) return std::nullopt;
    }
    if (const auto extensions = body.take_if(der::context(0))) {
        if (!read_list_extensions(extensions->content, list, arena)) return std::nullopt;
    }
    outer.take(der::sequence);
    outer.take(der::bit_string);
    if (!body.done() || !outer.done()) return std::nullopt;
    return list;
}

bool concerns(const RevocationList& list, const Certificate& certificate) {
    return list.issuer_id == certificate.issuer_id
           && (list.authority_key.empty() || certificate.authority_key.empty()
               || list.authority_key == certificate.authority_key);
}

bool holds(const RevocationList& list, const Certificate& certificate) {
    return std::binary_search(list.serials.begin(), list.serials.end(), certificate.serial_bytes);
}

}  // namespace tlslint::x509
