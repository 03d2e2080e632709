// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/pem.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace tlslint::x509 {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view tail_mark = "-----";
constexpr std::string_view bom = "\xEF\xBB\xBF";
constexpr std::size_t longest_piece = 254;  // LINESIZE less the NUL
constexpr std::size_t full_line = 64;

// What BIO_gets on a file gives: a line or 254 bytes of it, cut at a NUL.
struct Piece {
    std::string_view raw;   // with its newline; cut at a NUL
    std::string_view text;  // without trailing blanks
};

// Bytes from 0x80 count as blanks there: they are negative as `char` (on x86, not on ARM).
std::string_view without_trailing_blanks(std::string_view text) {
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text.back());
        if (byte > ' ' && byte < 0x80) break;
        text.remove_suffix(1);
    }
    return text;
}

class Lines {
  public:
    explicit Lines(std::string_view text) : text_(text) {}

    // Nothing at the end of the file, and where a piece begins with NUL: `at_nul` then.
    std::optional<Piece> next() {
        at_nul_ = false;
        if (offset_ == text_.size()) return std::nullopt;
        begin_ = offset_;
        if (ended_line_) ++line_;
        const std::string_view window = text_.substr(offset_, longest_piece);
        const std::size_t newline = window.find('\n');
        ended_line_ = newline != std::string_view::npos;
        std::string_view raw = ended_line_ ? window.substr(0, newline + 1) : window;
        offset_ += raw.size();
        raw = raw.substr(0, raw.find('\0'));
        at_nul_ = raw.empty();
        if (at_nul_) return std::nullopt;
        return Piece{raw, without_trailing_blanks(raw)};
    }

    [[nodiscard]] bool at_nul() const { return at_nul_; }
    [[nodiscard]] std::uint32_t begin() const { return static_cast<std::uint32_t>(begin_); }
    [[nodiscard]] std::uint32_t offset() const { return static_cast<std::uint32_t>(offset_); }
    [[nodiscard]] std::uint32_t line() const { return line_; }

  private:
    std::string_view text_;
    std::size_t begin_ = 0;  // of the last piece
    std::size_t offset_ = 0;
    std::uint32_t line_ = 0;
    bool ended_line_ = true;
    bool at_nul_ = false;
};

// get_name of pem_lib.c: the next BEGIN line.
std::optional<PemBlock> find_begin(Lines& lines) {
    for (bool first = true;; first = false) {
        const auto piece = lines.next();
        if (!piece) return std::nullopt;
        std::string_view text = piece->text;
        const bool marked = first && piece->raw.size() > bom.size() && piece->raw.starts_with(bom);
        if (marked) text.remove_prefix(std::min(text.size(), bom.size()));
        if (!text.starts_with(begin_mark) || !text.ends_with(tail_mark)
            || text.size() < begin_mark.size() + tail_mark.size()) {
            continue;
        }
        text.remove_prefix(begin_mark.size());
        text.remove_suffix(tail_mark.size());
        return PemBlock{
            .label = text, .begin = lines.begin(), .line = lines.line(), .after_bom = marked};
    }
}

bool ends(std::string_view line, std::string_view label) {
    line.remove_prefix(end_mark.size());
    return line.starts_with(label) && line.substr(label.size()) == tail_mark;
}

// The lines between BEGIN and END (get_header_and_data of pem_lib.c).
struct Body {
    SecretBytes before;  // the blank line; kept secret: it may be a key with a stray blank line
    SecretBytes after;
    enum class State : std::uint8_t { maybe_headers, headers, data } state = State::maybe_headers;
};

void append_line(SecretBytes& part, std::string_view text) {
    if (part.empty()) part.reserve(2048);  // as long as most certificates
    const std::size_t size = part.size();
    part.resize(size + text.size() + 1);
    const Bytes bytes = bytes_of(text);
    std::copy(bytes.begin(), bytes.end(), part.begin() + static_cast<std::ptrdiff_t>(size));
    part.back() = '\n';
}

PemProblem read_body(Lines& lines, std::string_view label, Body& body, bool& swallows_begin) {
    using State = Body::State;
    bool partial = false;
    bool ended = false;
    while (const auto piece = lines.next()) {
        const bool was_partial = partial;
        partial = piece->raw.size() == longest_piece && piece->raw.back() != '\n';
        if (body.state == State::maybe_headers && piece->raw.find(':') != std::string_view::npos) {
            body.state = State::headers;
        }
        const std::string_view text = piece->text;
        if (text.empty()) {
            if (was_partial) continue;  // the newline of a long line
            if (body.state == State::data) return PemProblem::blank_line;
            body.state = State::data;
            continue;
        }
        if (text.starts_with(end_mark)) {
            return ends(text, label) ? PemProblem::none : PemProblem::wrong_end;
        }
        if (ended) return PemProblem::short_line;
        if (text.starts_with(begin_mark)) swallows_begin = true;
        append_line(body.state == State::data ? body.after : body.before, text);
        // Line lengths are looked at after a blank line only.
        if (body.state == State::data) {
            if (text.size() > full_line) return PemProblem::long_line;
            ended = text.size() < full_line;
        }
    }
    return PemProblem::no_end;
}

std::string_view skip(std::string_view text, std::string_view characters) {
    text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
    return text;
}

bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

// PEM_get_EVP_CIPHER_INFO of pem_lib.c. Whether the cipher exists is for whoever decrypts.
bool read_encryption(std::string_view text, PemBlock& block) {
    if (!take(text, "Proc-Type:")) return false;
    text = skip(text, " \t");
    if (!take(text, "4,")) return false;
    text = skip(text, " \t");
    if (!take(text, "ENCRYPTED")) return false;
    text = skip(text, " \t\r");
    if (!take(text, "\n") || !take(text, "DEK-Info:")) return false;
    text = skip(text, " \t");
    block.cipher = text.substr(0, text.find_first_of(" \t,\n"));
    text = skip(text.substr(block.cipher.size()), " \t");
    if (!take(text, ",")) return false;
    block.vector = text.substr(0, text.find_first_not_of("0123456789abcdefABCDEF"));
    return true;
}

void finish(PemBlock& block, Body& body) {
    // Without a blank line there are no headers; after a line with ':' there is then no data.
    SecretBytes& data = body.state == Body::State::maybe_headers ? body.before : body.after;
    if (data.empty()) {
        block.problem = PemProblem::empty;
        return;
    }
    if (!decode_base64(data)) {
        block.problem = PemProblem::bad_base64;
        return;
    }
    if (data.empty()) {
        block.problem = PemProblem::empty;
        return;
    }
    block.der = std::move(data);
    if (body.state == Body::State::maybe_headers || body.before.empty()) return;
    // pem2der_decode of providers/implementations/encode_decode/decode_pem2der.c
    constexpr std::size_t unnoticed = 10;
    if (read_encryption(text_of(body.before), block)) {
        block.headers = PemHeaders::encrypted;
    } else {
        block.headers = body.before.size() > unnoticed ? PemHeaders::unknown : PemHeaders::stray;
    }
}

}  // namespace

std::string_view describe(PemProblem problem) {
    switch (problem) {
    case PemProblem::none: return "nothing wrong";
    case PemProblem::no_end: return "no END line";
    case PemProblem::wrong_end: return "END line of another label";
    case PemProblem::blank_line: return "blank line inside";
    case PemProblem::long_line: return "line of more than 64 characters after a blank line";
    case PemProblem::short_line: return "short line inside";
    case PemProblem::empty: return "nothing inside";
    case PemProblem::bad_base64: return "damaged base64";
    }
    return "";
}

PemText split_pem(std::string_view text, PemLimits limits) {
    PemText result;
    if (text.size() > limits.bytes) {
        result.too_large = true;
        return result;
    }
    Lines lines(text);
    bool after_nul = false;
    while (true) {
        auto block = find_begin(lines);
        if (!block && !lines.at_nul()) break;
        if (!block) {
            after_nul = true;
            continue;
        }
        block->after_nul = after_nul;
        if (result.blocks.size() == limits.blocks) {
            result.too_many = true;
            break;
        }
        Body body;
        block->problem = read_body(lines, block->label, body, block->swallows_begin);
        if (block->problem == PemProblem::none) finish(*block, body);
        block->end = lines.offset();
        result.blocks.push_back(std::move(*block));
    }
    return result;
}

}  // namespace tlslint::x509
