// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/der.hpp"
#include "parsers/x509/extensions.hpp"
#include "parsers/x509/library.hpp"
#include "parsers/x509/revocation.hpp"

#include <algorithm>
#include <vector>

namespace tlslint::x509 {
namespace {

constexpr std::uint8_t good = der::context_primitive(0), revoked = der::context(1),
                       unknown = der::context_primitive(2);

// {{hash, issuer's name, issuer's key, serial}, status, this update, [0] next update, [1]}
std::optional<OcspAnswer> read_answer(DerReader& list, Arena& arena) {
    DerReader parts = list.enter(der::sequence);
    DerReader id = parts.enter(der::sequence);
    DerReader algorithm = id.enter(der::sequence);
    OcspAnswer answer;
    answer.hash = arena.keep(std::string_view(dotted(algorithm.take(der::oid).content)));
    answer.issuer_hash = arena.keep(text_of(id.take(der::octet_string).content));
    id.take(der::octet_string);
    answer.serial = arena.keep(text_of(id.take(der::integer).content));
    const DerValue status = parts.take();
    const auto this_update = read_time(parts.take(der::generalized_time));
    if (parts.failed() || id.failed() || !this_update) return std::nullopt;
    answer.this_update = *this_update;
    if (status.tag == good) {
        answer.status = OcspAnswer::Status::good;
    } else if (status.tag == revoked) {
        answer.status = OcspAnswer::Status::revoked;
        DerReader when(status.content);
        answer.revoked_at = read_time(when.take(der::generalized_time));
    } else if (status.tag != unknown) {
        return std::nullopt;
    }
    if (const auto next = parts.take_if(der::context(0))) {
        DerReader inner(next->content);
        answer.next_update = read_time(inner.take(der::generalized_time));
        if (!answer.next_update) return std::nullopt;
    }
    return answer;
}

}  // namespace

std::string_view ocsp_status_name(int status) {
    constexpr std::string_view names[] = {
        "successful", "malformedRequest", "internalError", "tryLater",
        "",           "sigRequired",      "unauthorized"};
    const auto index = static_cast<std::size_t>(status);
    return index < std::size(names) && !names[index].empty() ? names[index] : "an unknown error";
}

std::optional<OcspResponse> parse_ocsp_response(Bytes bytes, Arena& arena) {
    // {status, [0] {type, octets of {{[0] version, responder, produced, answers, [1]}, algorithm,
    // signature, [0] certificates}}}
    DerReader file(bytes);
    DerReader outer = file.enter(der::sequence);
    const Bytes status = outer.take(der::enumerated).content;
    if (outer.failed() || status.size() != 1) return std::nullopt;
    OcspResponse response{.status = status[0], .answers = {}};
    const auto explicit_bytes = outer.take_if(der::context(0));
    if (!outer.done()) return std::nullopt;
    if (!explicit_bytes) {
        if (response.status == 0) return std::nullopt;
        return response;
    }
    DerReader explicit_part(explicit_bytes->content);
    DerReader typed = explicit_part.enter(der::sequence);
    if (dotted(typed.take(der::oid).content) != "1.3.6.1.5.5.7.48.1.1") return std::nullopt;
    DerReader basic_bytes(typed.take(der::octet_string).content);
    DerReader basic = basic_bytes.enter(der::sequence);
    DerReader data = basic.enter(der::sequence);
    data.take_if(der::context(0));
    data.take();  // who responds
    data.take(der::generalized_time);
    DerReader list = data.enter(der::sequence);
    std::vector<OcspAnswer> answers;
    while (!list.at_end() && answers.size() < answers_limit) {
        const auto answer = read_answer(list, arena);
        if (!answer) return std::nullopt;
        answers.push_back(*answer);
    }
    if (list.failed() || data.failed()) return std::nullopt;
    response.answers = arena.keep(answers);
    return response;
}

const OcspAnswer* find_answer(const OcspResponse& response, const Certificate& certificate) {
    const auto is_about = [&](const OcspAnswer& answer) {
        if (answer.serial != certificate.serial_bytes) return false;
        const auto hash = digest_of(answer.hash, certificate.issuer_der);
        return !hash || text_of(*hash) == answer.issuer_hash;  // an unknown hash says nothing
    };
    const auto found = std::find_if(response.answers.begin(), response.answers.end(), is_about);
    return found == response.answers.end() ? nullptr : &*found;
}

}  // namespace tlslint::x509
