// SPDX-License-Identifier: Apache-2.0
#include "tests/support/libssl.hpp"

#include "tests/support/shared_library.hpp"

#include <cstdint>

namespace tlslint::test {
namespace {

const SharedLibrary& library() {
    static const SharedLibrary library("libssl.so.3");
    return library;
}

template <class Function>
Function* function(const char* name) {
    return library().function<Function>(name);
}

}  // namespace

bool LibSsl::is_there() {
    return library().is_there();
}

Answer LibSsl::ciphers(const std::string& text, bool negotiable) {
    // The numbers of macros: OPENSSL_INIT_NO_LOAD_CONFIG, SSL_CTRL_SET_{MIN,MAX}_PROTO_VERSION.
    constexpr std::uint64_t without_configuration = 0x80;
    constexpr int set_lowest = 123, set_highest = 124;
    constexpr long tls1_2 = 0x0303;
    static auto* const initialise = function<int(std::uint64_t, const void*)>("OPENSSL_init_ssl");
    static auto* const server_method = function<const void*()>("TLS_server_method");
    static auto* const new_context = function<void*(const void*)>("SSL_CTX_new");
    static auto* const free_context = function<void(void*)>("SSL_CTX_free");
    static auto* const control = function<long(void*, int, long, void*)>("SSL_CTX_ctrl");
    static auto* const set_suites = function<int(void*, const char*)>("SSL_CTX_set_ciphersuites");
    static auto* const set_list = function<int(void*, const char*)>("SSL_CTX_set_cipher_list");
    static auto* const new_connection = function<void*(void*)>("SSL_new");
    static auto* const free_connection = function<void(void*)>("SSL_free");
    static auto* const all = function<void*(void*)>("SSL_get_ciphers");
    static auto* const supported = function<void*(void*)>("SSL_get1_supported_ciphers");
    static auto* const size_of = function<int(const void*)>("OPENSSL_sk_num");
    static auto* const value_of = function<const void*(const void*, int)>("OPENSSL_sk_value");
    static auto* const free_stack = function<void(void*)>("OPENSSL_sk_free");
    static auto* const name_of = function<const char*(const void*)>("SSL_CIPHER_get_name");
    static auto* const last_error = function<unsigned long()>("ERR_peek_last_error");
    static auto* const clear_errors = function<void()>("ERR_clear_error");
    static auto* const reason_of = function<const char*(unsigned long)>("ERR_reason_error_string");

    initialise(without_configuration, nullptr);
    clear_errors();
    void* const context = new_context(server_method());
    if (negotiable) {
        control(context, set_lowest, tls1_2, nullptr);
        control(context, set_highest, tls1_2, nullptr);
    }
    Answer answer{.ok = set_suites(context, "") == 1 && set_list(context, text.c_str()) == 1,
                  .output = {}};
    if (answer.ok) {
        void* const connection = new_connection(context);
        void* const list = negotiable ? supported(connection) : all(connection);
        for (int i = 0; i < size_of(list); ++i) {
            if (i > 0) answer.output += ':';
            answer.output += name_of(value_of(list, i));
        }
        if (negotiable) free_stack(list);
        free_connection(connection);
    } else if (const char* const reason = reason_of(last_error()); reason != nullptr) {
        answer.output = reason;
    }
    free_context(context);
    return answer;
}

}  // namespace tlslint::test
