// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/certificate.hpp"

#include "parsers/x509/der.hpp"
#include "parsers/x509/distinguished_name.hpp"
#include "parsers/x509/extensions.hpp"
#include "parsers/x509/library.hpp"

#include <algorithm>

namespace tlslint::x509 {
namespace {

using std::chrono::sys_seconds;

std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::string_view keep(Arena& arena, const std::string& text) {
    return arena.keep(std::string_view(text));
}

}  // namespace

// UTCTime "YYMMDDhhmmssZ" or GeneralizedTime "YYYYMMDDhhmmssZ" (RFC 5280 4.1.2.5). Beyond it, as
// OpenSSL reads them: without seconds, with an offset ("+0100") in the place of the Z.
std::optional<sys_seconds> read_time(const DerValue& value) {
    std::string_view text = text_of(value.content);
    std::size_t year_digits = 2;
    if (value.tag == der::generalized_time) {
        year_digits = 4;
    } else if (value.tag != der::utc_time) {
        return std::nullopt;
    }
    bool valid = true;
    const auto take = [&](std::size_t digits) {
        const auto found = text.size() < digits ? std::nullopt : number(text.substr(0, digits));
        text.remove_prefix(std::min(digits, text.size()));
        valid = valid && found;
        return found.value_or(0);
    };
    int year = take(year_digits);
    if (year_digits == 2) year += year < 50 ? 2000 : 1900;
    const int month = take(2);
    const int day = take(2);
    const int hour = take(2);
    const int minute = take(2);
    const int second = !text.empty() && text[0] >= '0' && text[0] <= '9' ? take(2) : 0;
    if (text.starts_with('.')) {
        text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
    }
    int offset = 0;
    if (text.size() == 5 && (text[0] == '+' || text[0] == '-')) {
        const int sign = text[0] == '+' ? 1 : -1;
        text.remove_prefix(1);
        const int hours = take(2);
        offset = sign * (hours * 60 + take(2));
    } else if (text == "Z") {
        text = {};
    }
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!valid || !text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date) + std::chrono::hours(hour)
           + std::chrono::minutes(minute - offset) + std::chrono::seconds(second);
}

std::string serial_text(Bytes content) {
    if (content.empty()) return {};
    std::string digits;
    SecretBytes magnitude(content.begin(), content.end());
    const bool negative = (content[0] & 0x80) != 0;
    if (negative) {
        unsigned carry = 1;
        for (auto byte = magnitude.rbegin(); byte != magnitude.rend(); ++byte) {
            carry += static_cast<std::uint8_t>(~*byte);
            *byte = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
    }
    Bytes number = magnitude;
    while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
    digits = hex(number);
    for (char& digit : digits) {
        if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
    }
    return (negative ? "-" : "") + digits;
}

std::optional<Certificate> parse_certificate(Bytes der, Arena& arena) {
    // RFC 5280 4.1: {{[0] version, serial, signature, issuer, validity, subject, key, [1], [2],
    // [3] extensions}, signature algorithm, signature}
    DerReader file(der);
    const DerValue first = file.take(der::sequence);
    if (file.failed() || first.whole.size() > certificate_limit) return std::nullopt;
    DerReader kept(arena.keep(first.whole));
    const DerValue whole = kept.take(der::sequence);
    DerReader outer(whole.content);
    DerReader body = outer.enter(der::sequence);
    const DerValue algorithm = outer.take(der::sequence);
    outer.take(der::bit_string);

    Certificate result;
    if (const auto version = body.take_if(der::context(0))) {
        DerReader inner(version->content);
        const Bytes content = inner.take(der::integer).content;
        if (content.size() != 1) return std::nullopt;
        result.version = content[0] + 1;
    }
    const DerValue serial = body.take(der::integer);
    body.take(der::sequence);
    const DerValue issuer = body.take(der::sequence);
    DerReader validity = body.enter(der::sequence);
    const DerValue not_before = validity.take();
    const DerValue not_after = validity.take();
    const DerValue subject = body.take(der::sequence);
    const DerValue key = body.take(der::sequence);
    body.take_if(der::context_primitive(1));
    body.take_if(der::context_primitive(2));
    const auto extensions = body.take_if(der::context(3));
    if (!body.done() || !outer.done() || !validity.done()) return std::nullopt;

    result.serial = keep(arena, serial_text(serial.content));
    const auto subject_name = read_distinguished_name(subject.whole);
    // A root's two names are one, and the machine's trust store is nothing but roots.
    const bool same = std::equal(subject.whole.begin(), subject.whole.end(), issuer.whole.begin(),
                                 issuer.whole.end());
    const auto issuer_name = same ? subject_name : read_distinguished_name(issuer.whole);
    if (!subject_name || !issuer_name) return std::nullopt;
    result.subject = keep(arena, subject_name->text);
    result.subject_id = keep(arena, subject_name->id);
    result.common_name = keep(arena, subject_name->common_name);
    result.issuer = keep(arena, issuer_name->text);
    result.issuer_id = keep(arena, issuer_name->id);
    result.self_issued = result.subject_id == result.issuer_id;
    const auto begin = read_time(not_before);
    const auto end = read_time(not_after);
    result.has_dates = begin && end;
    result.not_before = begin.value_or(sys_seconds());
    result.not_after = end.value_or(sys_seconds());
    result.key = parse_public_key(key.whole).value_or(PublicKey());
    result.signature = read_signature_algorithm(algorithm.content, arena);
    result.sha256 = sha256(whole.whole);
    result.der = whole.whole;
    result.issuer_der = issuer.whole;
    result.serial_bytes = text_of(serial.content);
    if (extensions) {
        DerReader inner(extensions->content);
        const DerValue list = inner.take(der::sequence);
        if (inner.failed() || !read_extensions(list.content, result, arena)) return std::nullopt;
    }
    result.self_signed = result.self_issued && may_have_issued(result, result);
    return result;
}

bool has_valid_trust(Bytes der) {
    // X509_CERT_AUX of crypto/x509/x_x509a.c: {[usages], [0] refused usages, [alias], [key], [1]}
    DerReader file(der);
    file.take(der::sequence);
    if (file.done()) return true;
    DerReader trust = file.enter(der::sequence);
    trust.take_if(der::sequence);
    trust.take_if(der::context(0));
    trust.take_if(der::utf8_string);
    trust.take_if(der::octet_string);
    trust.take_if(der::context(1));
    return trust.done();
}

bool may_have_issued(const Certificate& issuer, const Certificate& certificate) {
    return certificate.issuer_id == issuer.subject_id
           && (certificate.authority_key.empty() || issuer.subject_key.empty()
               || certificate.authority_key == issuer.subject_key)
           && (certificate.authority_serial.empty()
               || certificate.authority_serial == issuer.serial)
           && (certificate.authority_issuer_id.empty()
               || certificate.authority_issuer_id == issuer.issuer_id);
}

}  // namespace tlslint::x509
