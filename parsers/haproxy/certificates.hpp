// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/globals.hpp"

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tlslint::haproxy {

/// A certificate that a bind line loads, and what a list says about it.
struct LoadedCertificate {
    CertificatePair pair;
    std::vector<const FileReference*> files;
    const TlsWords* words = nullptr;        // in the brackets of a list's line
    std::vector<std::string_view> filters;  // the names that select it; empty: its own
    Span at;                                // the word, or the line of the list
    const FileReference* ocsp = nullptr;    // a response beside it
    const FileReference* issuer = nullptr;  // for it
    bool updates_ocsp = false;
    int dh_bits = 0;  // of parameters in the same file
};
using Certificates = std::vector<LoadedCertificate>;

/// Certificates that are shown for no name, and those that are shown in their place: of keys of one
/// kind the first that is loaded has a name.
using HiddenCertificates = std::unordered_map<const LoadedCertificate*, const LoadedCertificate*>;
HiddenCertificates find_hidden(std::span<const Certificates* const> groups);

/// Whether a certificate in a chain that is loaded ends each handshake that would show it.
bool ends_handshakes(const x509::Certificate& certificate, const openssl::Library& library,
                     int level);

/// Whether some name gets a certificate that TLS 1.3 has a signature for.
bool reach_tls13(std::span<const LoadedCertificate* const> certificates,
                 const ServerVersion& version);

/// Works out which files the words `crt`, `default-crt` and `crt-list` load (section 5 of the
/// reference); what a path comes to once, however many lines name it.
class CertificateLoader {
  public:
    CertificateLoader(Model& model, NamedFiles& files) : model_(model), files_(files) {}

    /// Lives as long as the loader.
    const Certificates& load(const TlsWords::Source& source, const Globals& globals);
    /// What the lines `ssl-f-use` of a section add to its bind lines: a list that begins with the
    /// last of them (observed).
    const Certificates& load_used(std::span<const Directive> lines, const Globals& globals);
    /// A client certificate of a server line: one file.
    CertificatePair load_for_client(const Said& said, const Globals& globals);

  private:
    void add_path(const Word& word, std::string_view written, const Globals& globals,
                  bool directories, Certificates& into);
    // `below`: what stands behind the word in the file's path.
    void add_file(const Word& word, const std::string& path, const Globals& globals,
                  Certificates& into, std::string_view below = {});
    void add_stored(const StoredCertificate& stored, const Globals& globals, Certificates& into);
    void add_directory(const Word& word, const std::string& path, const Globals& globals,
                       Certificates& into);
    bool add_bundle(const Word& word, const std::string& path, const Globals& globals,
                    Certificates& into);
    void add_list(const Word& word, const Globals& globals, Certificates& into);
    void add_line(FileId file, std::uint32_t begin, std::uint32_t end, const Globals& globals,
                  Certificates& into);
    void refuse_issuer(const LoadedCertificate& certificate);
    static void work_out_stapling(LoadedCertificate& certificate, const Globals& globals);
    // In the brackets of a list's line.
    struct Options {
        const TlsWords* words = nullptr;
        std::optional<bool> updates_ocsp;
        Said key, ocsp, issuer;
        bool names_companions = false;  // then nobody looks for others
    };
    Options read_options(const std::vector<Word>& options, Span line);
    void add_listed(const Word& word, const Options& options, Span at, const Globals& globals,
                    Certificates& into);
    void refuse(Span at, std::string message, Problem::Kind kind = Problem::Kind::refused);
    void note_misnamed(const Word& word, const std::string& path);
    bool has_no_key(const std::string& path, const FileReference* file);
    void complete(LoadedCertificate& certificate, FileReference* file, const Globals& globals);

    Model& model_;
    NamedFiles& files_;
    std::deque<Certificates> kept_;
    std::deque<TlsWords> list_words_;
    std::map<std::string, const Certificates*> known_;
};

}  // namespace tlslint::haproxy
