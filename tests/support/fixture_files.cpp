// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fixture_files.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/fixture.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace tlslint::test {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

using Files = std::map<std::string, std::string>;

constexpr const char* server_auth = "1.3.6.1.5.5.7.3.1";
constexpr const char* client_auth = "1.3.6.1.5.5.7.3.2";

void run(const std::filesystem::path& directory, const std::string& command) {
    const std::string line =
        fmt::format("cd {} && export OPENSSL_CONF=/etc/ssl/openssl.cnf && ({}) >/dev/null 2>&1",
                    directory.string(), command);
    if (std::system(line.c_str()) != 0) throw std::runtime_error(command + " fails");
}

class Maker {
  public:
    Files make() {
        add_authorities();
        add_shop();
        add_odd_chains();
        add_odd_dates();
        add_odd_names();
        add_odd_uses();
        add_weak();
        add_revocations();
        return std::move(files_);
    }

  private:
    CertificateOptions usual(const std::string& serial) const {
        return {.subject = "CN=shop.example",
                .dns = {"shop.example", "www.shop.example"},
                .serial = serial,
                .usages = {server_auth},
                .key_usage = digital_signature,
                .ocsp_url = "http://ocsp.test/"};
    }
    // A leaf of the intermediate, with it.
    void add(const std::string& name, const CertificateOptions& options,
             const std::string& key = pki().ec_key) {
        files_[name + ".pem"] =
            pki().leaf(options, key).certificate + pki().intermediate.certificate;
    }

    void add_authorities() {
        files_["root.pem"] = pki().root.certificate;
        files_["intermediate.pem"] = pki().intermediate.certificate;
        files_["intermediate.key"] = pki().intermediate.key;
        files_["authorities.pem"] = pki().intermediate.certificate + pki().root.certificate;
        CertificateOptions other{.subject = "CN=Private Root,O=elsewhere",
                                 .not_before = sys_days(year(2020) / 1 / 1),
                                 .not_after = sys_days(year(2040) / 1 / 1),
                                 .ca = true,
                                 .key_usage = certificate_signing | crl_signing};
        private_root_ = make_certificate(other, make_key(KeyKind::ec), nullptr);
        files_["private-root.pem"] = private_root_.certificate;
        other.subject = "CN=Expired Root,O=elsewhere";
        other.not_after = sys_days(year(2025) / 1 / 1);
        files_["expired-root.pem"] =
            make_certificate(other, make_key(KeyKind::ec), nullptr).certificate;
    }

    void add_shop() {
        add("shop", usual("\x10"));
        files_["shop.key"] = pki().ec_key;
        CertificateOptions rsa = usual("\x11");
        rsa.key_usage |= key_encipherment;
        add("rsa", rsa, pki().rsa_key);
        files_["rsa.key"] = pki().rsa_key;
        files_["other.key"] = make_key(KeyKind::ec);
        const std::string second = make_key(KeyKind::ec);
        add("second", usual("\x12"), second);
        files_["second.key"] = second;
        files_["combined.pem"] = files_["shop.pem"] + pki().ec_key;
        CertificateOptions no_ocsp = usual("\x13");
        no_ocsp.ocsp_url = "";
        add("no-ocsp", no_ocsp);
        CertificateOptions must_staple = usual("\x14");
        must_staple.must_staple = true;
        add("must-staple", must_staple);
        files_["self-signed.pem"] =
            make_certificate({.subject = "CN=shop.example", .dns = {"shop.example"}}, pki().ec_key,
                             nullptr)
                .certificate;
    }

    void add_odd_chains() {
        const std::string leaf = pki().leaf(usual("\x10"), pki().ec_key).certificate;
        const std::string& above = pki().intermediate.certificate;
        const std::string& root = pki().root.certificate;
        files_["leaf-only.pem"] = leaf;
        files_["reversed.pem"] = above + leaf;
        files_["disordered.pem"] = leaf + root + above;
        files_["with-root.pem"] = leaf + above + root;
        files_["repeated.pem"] = leaf + above + above;
        files_["unrelated.pem"] = leaf + above + private_root_.certificate;
        files_["private.pem"] =
            make_certificate(usual("\x15"), pki().ec_key, &private_root_).certificate;
        CertificateOptions upper{.subject = "CN=Upper,O=tlslint",
                                 .ca = true,
                                 .path_length = 0,
                                 .key_usage = certificate_signing};
        const Credential first = make_certificate(upper, make_key(KeyKind::ec), &pki().root);
        upper.subject = "CN=Lower,O=tlslint";
        const Credential second = make_certificate(upper, make_key(KeyKind::ec), &first);
        files_["too-deep.pem"] = make_certificate(usual("\x17"), pki().ec_key, &second).certificate
                                 + second.certificate + first.certificate;
        CertificateOptions expired{.subject = "CN=Expired Intermediate,O=tlslint",
                                   .not_before = sys_days(year(2020) / 1 / 1),
                                   .not_after = sys_days(year(2026) / 2 / 1),
                                   .ca = true,
                                   .key_usage = certificate_signing};
        const Credential intermediate =
            make_certificate(expired, make_key(KeyKind::ec), &pki().root);
        files_["expired-intermediate.pem"] =
            make_certificate(usual("\x16"), pki().ec_key, &intermediate).certificate
            + intermediate.certificate;
    }

    void add_dated(const std::string& name, sys_days begin, sys_days end) {
        CertificateOptions options = usual("\x20");
        options.not_before = begin;
        options.not_after = end;
        add(name, options);
    }
    void add_odd_dates() {
        add_dated("expired", sys_days(year(2025) / 11 / 1), sys_days(year(2026) / 2 / 1));
        add_dated("future", sys_days(year(2026) / 4 / 1), sys_days(year(2026) / 6 / 1));
        add_dated("expiring", sys_days(year(2025) / 12 / 10), sys_days(year(2026) / 3 / 10));
        add_dated("six-days", sys_days(year(2026) / 2 / 27), sys_days(year(2026) / 3 / 5));
        CertificateOptions lasting = usual("\x21");
        lasting.not_after = sys_days(year(2027) / 3 / 1);
        add("long-private", lasting);
        // Policy 2.23.140.1.2.1: domain-validated, of a public authority.
        lasting.extensions = {{"2.5.29.32", std::string("\x30\x0a\x30\x08\x06\x06\x67\x81\x0c\x01"
                                                        "\x02\x01",
                                                        12)}};
        add("long-public", lasting);
        lasting.not_after = sys_days(year(2026) / 4 / 1);
        add("public", lasting);
    }

    void add_named(const std::string& name, std::vector<std::string> dns,
                   std::vector<std::string> addresses = {}) {
        CertificateOptions options = usual("\x30");
        options.dns = std::move(dns);
        options.addresses = std::move(addresses);
        add(name, options);
    }
    void add_odd_names() {
        add_named("other-name", {"other.example"});
        add_named("wildcard", {"*.shop.example"});
        add_named("apex-and-wildcard", {"shop.example", "*.shop.example"});
        add_named("idn", {"xn--bcher-kva.example"});
        add_named("address", {}, {"192.0.2.1"});
        add_named("no-san", {});
    }

    void add_odd_uses() {
        CertificateOptions secure = usual("\x45");
        secure.ocsp_url = "https://ocsp.test/";
        add("https-responder", secure);
        CertificateOptions client = usual("\x40");
        client.usages = {client_auth};
        add("client-only", client);
        CertificateOptions no_usage = usual("\x41");
        no_usage.usages = {};
        no_usage.key_usage = 0;
        add("any-usage", no_usage);
        CertificateOptions unfit = usual("\x42");
        unfit.key_usage = key_encipherment;
        add("unfit-usage", unfit);
        unfit.serial = "\x44";
        add("rsa-encipher-only", unfit, pki().rsa_key);
        CertificateOptions critical = usual("\x43");
        critical.extensions = {{"1.2.3.4", std::string("\x05\x00", 2), true}};
        add("critical", critical);
    }

    void add_weak() {
        CertificateOptions options = usual("\x50");
        const std::string weak = make_key(KeyKind::rsa_1024);
        add("weak-rsa", options, weak);
        files_["weak-rsa.key"] = weak;
        const std::string curve = make_key(KeyKind::ec_224);
        add("weak-curve", options, curve);
        files_["weak-curve.key"] = curve;
        options.sha1 = true;
        add("sha1", options);
        files_["sha1-self-signed.pem"] =
            make_certificate(options, pki().ec_key, nullptr).certificate;
    }

    // What GnuTLS cannot make.
    void add_revocations() {
        const TemporaryDirectory directory;
        for (const auto& [name, text] : files_) std::ofstream(directory.path() / name) << text;
        std::ofstream(directory.path() / "password.txt") << "tlslint\n";
        std::ofstream(directory.path() / "wrong-password.txt") << "other\n";
        const auto index = [&](const char* name, char state, const char* serial) {
            std::ofstream(directory.path() / name)
                << fmt::format("{}\t400101000000Z\t{}\t{}\tunknown\t/CN=shop.example\n", state,
                               state == 'R' ? "260115000000Z" : "", serial);
        };
        index("valid.txt", 'V', "10");
        index("revoked.txt", 'R', "10");
        const std::string ocsp = "openssl ocsp -issuer intermediate.pem -CA intermediate.pem "
                                 "-rsigner intermediate.pem -rkey intermediate.key ";
        run(directory.path(),
            "openssl req -new -key shop.key -subj /CN=shop.example -out request.pem && "
            "openssl x509 -in shop.pem -outform DER -out shop.der && "
            "openssl pkcs12 -export -in shop.pem -inkey shop.key -passout pass: -out shop.p12 && "
            "openssl pkcs8 -topk8 -in shop.key -passout file:password.txt -out encrypted.key && "
            "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=shop.example "
            "-keyout site.key -out site.pem && "
            "openssl genpkey -genparam -algorithm DH -pkeyopt group:modp_1536 -out dh1536.pem && "
            "openssl dhparam -dsaparam -out dh1024.pem 1024 && "
            "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh2048.pem");
        run(directory.path(), ocsp + "-cert leaf-only.pem -reqout request.der && " + ocsp
                                  + "-index valid.txt -reqin request.der -respout good.ocsp "
                                    "-ndays 3650 && "
                                  + ocsp
                                  + "-index revoked.txt -reqin request.der -respout revoked.ocsp "
                                    "-ndays 3650 && "
                                  + ocsp
                                  + "-index valid.txt -serial 0x12 -respout other.ocsp "
                                    "-ndays 3650");
        std::ofstream(directory.path() / "ca.cnf")
            << "[ca]\ndefault_ca=a\n[a]\ndatabase=revoked.txt\ndefault_md=sha256\n"
               "crl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n";
        const std::string list = "openssl ca -config ca.cnf -gencrl -keyfile intermediate.key "
                                 "-cert intermediate.pem ";
        run(directory.path(),
            list + "-crl_lastupdate 260101000000Z -crl_nextupdate 400101000000Z -out crl.pem && "
                + list
                + "-crl_lastupdate 260101000000Z -crl_nextupdate 260201000000Z -out "
                  "stale-crl.pem");
        for (const char* name :
             {"request.pem", "dh1024.pem", "dh1536.pem", "dh2048.pem", "shop.der", "shop.p12",
              "encrypted.key", "password.txt", "wrong-password.txt", "site.pem", "site.key",
              "good.ocsp", "revoked.ocsp", "other.ocsp", "crl.pem", "stale-crl.pem"})
            files_[name] = read_file(directory.path() / name);
        files_["stale.ocsp"] = with_next_update(files_["good.ocsp"], "20260201000000Z");
        files_["expired-authorities.pem"] =
            files_["expired-root.pem"] + files_["expired-intermediate.pem"];
        files_["damaged.key"] =
            "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n";
        files_["shop-pair.pem"] = files_["shop.pem"] + files_["shop.key"];
        files_["tickets.key"] = std::string(80, 'k');
        files_["short-tickets.key"] = std::string(32, 'k');
        const std::string line = std::string(64, 'k') + '\n';  // 48 bytes in base64
        files_["tickets.base64"] = line + line + line;
        files_["two-tickets.base64"] = line + line;
        files_["mixed-tickets.base64"] = line + line + std::string(106, 'k') + "k=\n";
        files_["empty.pem"] = "";
        files_["damaged.pem"] = files_["shop.pem"].substr(0, 200);
        files_["garbage.ocsp"] = "no response\n";
    }

    // Nobody looks at the signature, which is wrong then.
    static std::string with_next_update(std::string response, const std::string& when) {
        const std::string mark = "\xA0\x11\x18\x0F";  // [0] {GeneralizedTime}
        const std::size_t at = response.find(mark);
        if (at == std::string::npos) throw std::runtime_error("an OCSP response without an end");
        return response.replace(at + mark.size(), when.size(), when);
    }

    Files files_;
    Credential private_root_;
};

}  // namespace

const Files& fixture_files() {
    static const Files files = Maker().make();
    return files;
}

Files fixture_files_named_in(const std::string& text) {
    Files named;
    for (const auto& [name, contents] : fixture_files()) {
        if (text.find(name) != std::string::npos) named.emplace(name, contents);
    }
    return named;
}

}  // namespace tlslint::test
