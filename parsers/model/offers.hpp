// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "parsers/openssl/negotiation.hpp"

#include <deque>
#include <string_view>
#include <unordered_map>

namespace tlslint {

/// Works out what clients can get from servers, each different one once: ten thousand servers have
/// a handful of settings. Results live in the model.
class Offers {
  public:
    /// A server's side of the handshake. Texts without data() are not set: the system's or the
    /// library's own holds.
    struct Question {
        openssl::ProtocolSet enabled{};
        std::string_view ciphers{};
        std::string_view ciphersuites{};
        std::string_view groups{};
        std::string_view signatures{};
        int security_level = 0;
        int tls13_level = 0;
        openssl::Keys keys = openssl::Keys::any;
        openssl::Keys refused = openssl::Keys::none;  // of these, whose certificates are too weak
        bool has_dh_parameters = false;
        openssl::Rewriting rewriting = openssl::Rewriting::none;  // of `ciphers`
        friend bool operator==(const Question&, const Question&) = default;
    };
    struct Answer {
        openssl::ProtocolSet versions{};
        CipherList ciphers{};
        std::span<const openssl::Suite* const> ciphersuites{};
        std::span<const openssl::Group* const> groups{};
        std::span<const std::uint32_t> tuples{};                           // of each group
        std::span<const openssl::SignatureAlgorithm* const> signatures{};  // empty: the library's
    };

    explicit Offers(Model& model);
    const Answer& operator()(const Question& question);

    /// openssl::can_begin for the question's texts.
    bool can_begin(const Question& question);

    /// The same as the library reads them, once each.
    const openssl::Evaluation& ciphers(std::string_view text,
                                       openssl::Rewriting rewriting = openssl::Rewriting::none);
    const openssl::GroupList& groups(std::string_view text);
    const openssl::Ciphersuites& ciphersuites(std::string_view text);
    const openssl::SignatureList& signatures(std::string_view text);

  private:
    [[nodiscard]] std::string_view spec_of(const Question& question) const;
    [[nodiscard]] std::string_view ciphersuites_of(const Question& question) const;

    struct Hash {
        std::size_t operator()(const Question& question) const;
    };
    Model& model_;
    std::unordered_map<Question, Answer, Hash> known_;
    std::unordered_map<std::string_view, openssl::GroupList> groups_;
    std::unordered_map<std::string_view, openssl::Ciphersuites> ciphersuites_;
    std::unordered_map<std::string_view, openssl::SignatureList> signatures_;
};

}  // namespace tlslint
