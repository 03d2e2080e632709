// SPDX-License-Identifier: Apache-2.0
#include "tests/support/libcrypto.hpp"

#include "tests/support/shared_library.hpp"

#include <cstdio>
#include <cstring>

namespace tlslint::test {
namespace {

const SharedLibrary& library() {
    static const SharedLibrary library("libcrypto.so.3");
    return library;
}

template <class Function>
Function* function(const char* name) {
    return library().function<Function>(name);
}

using PasswordCallback = int(char*, int, int, void*);
const auto password_callback = +[](char* buffer, int size, int, void* password) {
    const auto length = std::strlen(static_cast<const char*>(password));
    if (length > static_cast<std::size_t>(size)) return -1;
    std::memcpy(buffer, password, length);
    return static_cast<int>(length);
};

// A BIO over a stream, as for a file: it treats NUL as fgets does.
class File {
  public:
    explicit File(std::string_view text) : text_(text) {
        // fmemopen takes no empty buffer.
        stream_ = text_.empty() ? std::fopen("/dev/null", "r")
                                : fmemopen(text_.data(), text_.size(), "rb");
        bio_ = function<void*(std::FILE*, int)>("BIO_new_fp")(stream_, 0);
        function<void()>("ERR_clear_error")();
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        function<int(void*)>("BIO_free")(bio_);
        std::fclose(stream_);
    }
    [[nodiscard]] void* bio() const { return bio_; }

  private:
    std::string text_;
    std::FILE* stream_ = nullptr;
    void* bio_ = nullptr;
};

bool at_end() {
    constexpr unsigned long library_of_pem = 9, no_start_line = 108;
    const unsigned long error = function<unsigned long()>("ERR_peek_last_error")();
    function<void()>("ERR_clear_error")();
    return (error >> 23 & 0xFF) == library_of_pem && (error & 0x7FFFFF) == no_start_line;
}

void release(void* memory) {
    function<void(void*, const char*, int)>("CRYPTO_free")(memory, "", 0);
}

}  // namespace

bool LibCrypto::is_there() {
    return library().is_there();
}

LibCrypto::Blocks LibCrypto::read_blocks(std::string_view text) {
    auto* const read = function<int(void*, char**, char**, unsigned char**, long*)>("PEM_read_bio");
    const File file(text);
    Blocks blocks;
    while (true) {
        char* label = nullptr;
        char* headers = nullptr;
        unsigned char* data = nullptr;
        long size = 0;
        if (read(file.bio(), &label, &headers, &data, &size) == 1) {
            blocks.read.push_back(
                {label, headers,
                 std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size))});
            release(label);
            release(headers);
            release(data);
        } else if (at_end()) {
            return blocks;
        } else {
            ++blocks.failures;
        }
    }
}

std::optional<std::size_t> LibCrypto::load_chain(std::string_view text) {
    using Read = void*(void*, void**, PasswordCallback*, void*);
    const auto discard = [](void* certificate) { function<void(void*)>("X509_free")(certificate); };
    std::string password;
    const File file(text);
    void* const leaf = function<Read>("PEM_read_bio_X509_AUX")(file.bio(), nullptr,
                                                               password_callback, password.data());
    if (leaf == nullptr) {
        function<void()>("ERR_clear_error")();
        return std::nullopt;
    }
    discard(leaf);
    for (std::size_t count = 1;; ++count) {
        void* const next = function<Read>("PEM_read_bio_X509")(file.bio(), nullptr,
                                                               password_callback, password.data());
        if (next == nullptr) return at_end() ? std::optional(count) : std::nullopt;
        discard(next);
    }
}

std::optional<std::string> LibCrypto::load_key(std::string_view text, const std::string& password) {
    const File file(text);
    std::string copy = password;
    void* const key = function<void*(void*, void**, PasswordCallback*, void*)>(
        "PEM_read_bio_PrivateKey")(file.bio(), nullptr, password_callback, copy.data());
    function<void()>("ERR_clear_error")();
    if (key == nullptr) return std::nullopt;
    unsigned char* der = nullptr;
    const int size = function<int(void*, unsigned char**)>("i2d_PUBKEY")(key, &der);
    function<void(void*)>("EVP_PKEY_free")(key);
    if (size < 0) return "";
    std::string spki(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    release(der);
    return spki;
}

}  // namespace tlslint::test
