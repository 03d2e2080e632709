// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/distinguished_name.hpp"

#include "parsers/text/ascii.hpp"
#include "parsers/x509/der.hpp"
#include "parsers/x509/gnutls.hpp"

#include <optional>
#include <utility>

namespace tlslint::x509 {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18 & 7));
        out += static_cast<char>(0x80 | (code >> 12 & 63));
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    }
}

std::string wide(Bytes bytes, std::size_t width) {
    std::string text;
    for (std::size_t i = 0; i + width <= bytes.size(); i += width) {
        std::uint32_t code = 0;
        for (std::size_t k = 0; k < width; ++k) code = code << 8 | bytes[i + k];
        append_utf8(text, code);
    }
    return text;
}

// Nothing for what is no text.
std::optional<std::string> as_utf8(const DerValue& value) {
    switch (value.tag) {
    case der::utf8_string:
    case der::printable_string:
    case der::ia5_string:
    case der::visible_string: return std::string(text_of(value.content));
    case der::teletex_string: return wide(value.content, 1);  // as Latin-1, like OpenSSL
    case der::bmp_string: return wide(value.content, 2);
    case der::universal_string: return wide(value.content, 4);
    default: return std::nullopt;
    }
}

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// asn1_string_canon of OpenSSL's crypto/x509/x_name.c.
std::string canonical(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_blank(c)) {
            out += to_lower(c);
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string rfc4514(Bytes name) {
    start_gnutls();
    const gnutls_datum_t raw = datum_of(name);
    Datum text;
    if (gnutls_x509_rdn_get2(&raw, text.out(), 0) < 0) return {};
    return std::string(text_of(text.bytes()));
}

// All but the text, which costs ten times as much.
std::optional<DistinguishedName> read_attributes(Bytes name) {
    constexpr std::uint8_t common_name[] = {0x55, 0x04, 0x03};
    DistinguishedName result;
    DerReader outer(name);
    DerReader sets = outer.enter(der::sequence);
    while (!sets.at_end()) {
        DerReader attributes = sets.enter(der::set);
        result.id += '\n';  // sets: a multi-valued one is not two
        while (!attributes.at_end()) {
            DerReader attribute = attributes.enter(der::sequence);
            const DerValue type = attribute.take(der::oid);
            const DerValue value = attribute.take();
            if (!attribute.done()) return std::nullopt;
            const std::optional<std::string> text = as_utf8(value);
            const std::string comparable =
                text ? canonical(*text) : std::string(text_of(value.whole));
            // Lengths stand before, so that no value can pass for two.
            result.id += std::to_string(type.content.size()) + ':';
            result.id += text_of(type.content);
            result.id += std::to_string(comparable.size()) + (text ? ':' : '#') + comparable;
            if (text && text_of(type.content) == text_of(common_name)) result.common_name = *text;
        }
        if (attributes.failed()) return std::nullopt;
    }
    if (sets.failed()) return std::nullopt;
    return result;
}

}  // namespace

std::optional<DistinguishedName> read_distinguished_name(Bytes name) {
    std::optional<DistinguishedName> result = read_attributes(name);
    if (result) result->text = rfc4514(name);
    return result;
}

std::optional<std::string> subject_id(Bytes certificate) {
    DerReader file(certificate);
    DerReader outer = file.enter(der::sequence);
    DerReader body = outer.enter(der::sequence);
    body.take_if(der::context(0));
    body.take(der::integer);
    for (int part = 0; part < 3; ++part) body.take(der::sequence);  // algorithm, issuer, validity
    const DerValue subject = body.take(der::sequence);
    if (body.failed()) return std::nullopt;
    auto name = read_attributes(subject.whole);
    return name ? std::optional(std::move(name->id)) : std::nullopt;
}

}  // namespace tlslint::x509
