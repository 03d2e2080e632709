// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/files.hpp"
#include "parsers/x509/chain.hpp"
#include "parsers/x509/revocation.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tlslint::x509 {

/// Whom chains are judged by: authorities and revocation lists. Its files are read when something
/// is asked for the first time (the machine's 140 authorities take some milliseconds). May be asked
/// from several threads.
class Trust {
  public:
    struct Sources {
        std::vector<std::string> authorities;  // PEM files
        std::vector<std::string> revocations;
        bool system = true;  // the machine's own authorities too
    };
    Trust(FileSystem files, Sources sources);
    ~Trust();
    Trust(const Trust&) = delete;
    Trust& operator=(const Trust&) = delete;

    /// The user named the authorities.
    [[nodiscard]] bool is_chosen() const { return !sources_.authorities.empty(); }
    /// There are authorities at all.
    [[nodiscard]] bool is_known() const;
    [[nodiscard]] bool holds(const Certificate& certificate) const;
    /// One that has issued it, as its names, key identifiers and signature say; nullptr for none.
    [[nodiscard]] const Certificate* issuer_of(const Certificate& certificate) const;
    [[nodiscard]] std::span<const RevocationList> revocations() const;
    /// Why a file that the user named cannot be used; empty for none.
    [[nodiscard]] std::string complaint() const;

  private:
    struct Contents;
    Contents& contents() const;

    FileSystem files_;
    Sources sources_;
    mutable std::unique_ptr<Contents> contents_;
};

}  // namespace tlslint::x509
