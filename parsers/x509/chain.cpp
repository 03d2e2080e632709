// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/chain.hpp"

#include "parsers/x509/gnutls.hpp"

#include <algorithm>
#include <vector>

namespace tlslint::x509 {
namespace {

using Certificates = std::span<const Certificate>;

std::vector<std::uint32_t> path_from_leaf(Certificates certificates) {
    std::vector<std::uint32_t> path;
    if (certificates.empty()) return path;
    path.push_back(0);
    std::vector<bool> used(certificates.size());
    used[0] = true;
    while (!certificates[path.back()].self_issued) {
        const Certificate& last = certificates[path.back()];
        std::uint32_t next = 0;
        while (next < certificates.size()
               && (used[next] || !may_have_issued(certificates[next], last)))
            ++next;
        if (next == certificates.size()) break;
        used[next] = true;
        path.push_back(next);
    }
    return path;
}

// Why a certificate is of no use to clients, if it is not.
std::optional<Chain::Extra::Kind> uselessness(Certificates certificates, std::uint32_t index,
                                              std::span<const std::uint32_t> path) {
    const Certificate& certificate = certificates[index];
    const auto before = certificates.first(index);
    if (std::any_of(before.begin(), before.end(),
                    [&](const Certificate& other) { return other.sha256 == certificate.sha256; }))
        return Chain::Extra::Kind::repeated;
    const bool on_path = std::find(path.begin(), path.end(), index) != path.end();
    // Of two certificates of one authority (cross-signing) clients may need either.
    const bool could_be = std::any_of(path.begin(), path.end(), [&](std::uint32_t each) {
        return may_have_issued(certificate, certificates[each]);
    });
    if (!on_path && !could_be) return Chain::Extra::Kind::unrelated;
    if (certificate.self_signed) return Chain::Extra::Kind::root;
    return std::nullopt;
}

}  // namespace

Chain sort_chain(Certificates certificates, Arena& arena) {
    const std::vector<std::uint32_t> path = path_from_leaf(certificates);
    std::vector<Chain::Extra> extra;
    for (std::uint32_t index = 1; index < certificates.size(); ++index) {
        if (const auto kind = uselessness(certificates, index, path))
            extra.push_back({index, *kind});
    }
    return {arena.keep(path), arena.keep(extra), std::is_sorted(path.begin(), path.end())};
}

std::optional<bool> has_signed(const Certificate& issuer, const Certificate& certificate) {
    const auto above = make_handle<CertificateHandle, gnutls_x509_crt_init>();
    const auto below = make_handle<CertificateHandle, gnutls_x509_crt_init>();
    const gnutls_datum_t above_der = datum_of(issuer.der);
    const gnutls_datum_t below_der = datum_of(certificate.der);
    if (!above || !below || gnutls_x509_crt_import(above.get(), &above_der, GNUTLS_X509_FMT_DER) < 0
        || gnutls_x509_crt_import(below.get(), &below_der, GNUTLS_X509_FMT_DER) < 0)
        return std::nullopt;
    if (gnutls_x509_crt_get_signature_algorithm(below.get()) == GNUTLS_SIGN_UNKNOWN)
        return std::nullopt;
    gnutls_x509_crt_t const issuers[] = {above.get()};
    unsigned status = 0;
    constexpr unsigned signature_alone = GNUTLS_VERIFY_ALLOW_BROKEN
                                         | GNUTLS_VERIFY_DISABLE_TIME_CHECKS
                                         | GNUTLS_VERIFY_DISABLE_CA_SIGN;
    if (gnutls_x509_crt_verify(below.get(), issuers, 1, signature_alone, &status) < 0)
        return std::nullopt;
    return (status & GNUTLS_CERT_SIGNATURE_FAILURE) == 0;
}

}  // namespace tlslint::x509
