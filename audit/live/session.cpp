// SPDX-License-Identifier: Apache-2.0
#include "audit/live/session.hpp"

#include "audit/live/padding.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/x509/library.hpp"

#include <fmt/format.h>
#include <gnutls/gnutls.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/uio.h>
#include <utility>

namespace tlslint::live {
namespace {

constexpr std::size_t most_tickets = 32;
constexpr unsigned least_dh_bits = 512;  // what is too short is judged by whoever asks

std::uint16_t wire_group(gnutls_group_t group) {
    switch (group) {
    case GNUTLS_GROUP_SECP192R1: return 0x0013;
    case GNUTLS_GROUP_SECP224R1: return 0x0015;
    case GNUTLS_GROUP_SECP256R1: return 0x0017;
    case GNUTLS_GROUP_SECP384R1: return 0x0018;
    case GNUTLS_GROUP_SECP521R1: return 0x0019;
    case GNUTLS_GROUP_X25519: return 0x001d;
    case GNUTLS_GROUP_X448: return 0x001e;
    case GNUTLS_GROUP_FFDHE2048: return 0x0100;
    case GNUTLS_GROUP_FFDHE3072: return 0x0101;
    case GNUTLS_GROUP_FFDHE4096: return 0x0102;
    case GNUTLS_GROUP_FFDHE6144: return 0x0103;
    case GNUTLS_GROUP_FFDHE8192: return 0x0104;
    default: return 0;
    }
}

struct EndSession {
    void operator()(gnutls_session_t session) const { gnutls_deinit(session); }
};
struct EndCredentials {
    void operator()(gnutls_certificate_credentials_t all) const {
        gnutls_certificate_free_credentials(all);
    }
};
template <class Pointer, class End>
using Owned = std::unique_ptr<std::remove_pointer_t<Pointer>, End>;

// What is wrong with the files, or "".
std::string load(const ClientCredential& credential, gnutls_certificate_credentials_t all) {
    const int result = gnutls_certificate_set_x509_key_file2(
        all, credential.certificate_file.c_str(), credential.key_file.c_str(), GNUTLS_X509_FMT_PEM,
        nullptr, 0);
    if (result >= 0) return "";
    return fmt::format("{} and {}: {}", credential.certificate_file, credential.key_file,
                       gnutls_strerror(result));
}

}  // namespace

std::string complaint_about(const ClientCredential& credential) {
    x509::start_gnutls();
    gnutls_certificate_credentials_t all = nullptr;
    if (gnutls_certificate_allocate_credentials(&all) < 0) return "GnuTLS has no memory";
    const Owned<gnutls_certificate_credentials_t, EndCredentials> owned(all);
    return load(credential, all);
}

std::optional<SessionTicket> read_session_ticket(Bytes body, bool is_tls13) {
    WireReader reader(body);
    SessionTicket ticket{.lifetime_s = reader.number(4)};
    if (!is_tls13) {
        // An empty one says that there will be none after all (RFC 5077 3.3).
        const Bytes bytes = reader.vector(2);
        ticket.ticket.assign(bytes.begin(), bytes.end());
        const bool has_any = !bytes.empty();
        return has_any && reader.finished() ? std::optional(ticket) : std::nullopt;
    }
    reader.number(4);  // added to its age
    reader.vector(1);  // nonce
    reader.vector(2);  // ticket
    WireReader extensions(reader.vector(2));
    while (!extensions.empty()) {
        constexpr std::uint16_t early_data = 42;
        const std::uint16_t type = extensions.u16();
        WireReader value(extensions.vector(2));
        if (type == early_data) ticket.max_early_data = value.number(4);
    }
    return reader.finished() && extensions.finished() ? std::optional(ticket) : std::nullopt;
}

struct Session::Impl {
    explicit Impl(SessionOptions given) : options(std::move(given)) { start(); }

    SessionOptions options;
    Owned<gnutls_certificate_credentials_t, EndCredentials> credentials;
    Owned<gnutls_session_t, EndSession> session;
    std::string failure;  // before there is a session
    int code = 0;

    Buffer input, output;
    std::string data;
    std::size_t input_begin = 0, total = 0;
    bool ended = false;
    Buffer beginning;

    std::vector<SeenMessage> seen;
    bool taken = true;
    std::optional<ServerHello> hello;
    std::vector<Buffer> certificates;
    Buffer staple;
    bool certificate_wanted = false, said_goodbye = false;
    std::vector<SessionTicket> tickets;
    std::optional<KeyExchange> key_exchange;
    std::optional<std::uint16_t> signature;
    std::optional<Alert> alert;
    Fault fault = Fault::none;
    std::size_t idle_records = 0, warnings = 0;
    AnswerReader watch;  // sees what GnuTLS would take in without a limit
    bool watching = true;

    void start();
    void note(unsigned type, bool incoming);
    int judge_incoming(Message message, Bytes body);
    void keep_peer_certificates();
    State step(int result);
    State fail(int result);
    ssize_t pull(void* to, std::size_t size);
    [[nodiscard]] bool has_whole_record() const;

    static Impl& of(gnutls_session_t session) {
        return *static_cast<Impl*>(gnutls_session_get_ptr(session));
    }
};

void Session::Impl::start() {
    x509::start_gnutls();
    gnutls_certificate_credentials_t all = nullptr;
    gnutls_session_t handle = nullptr;
    if (gnutls_certificate_allocate_credentials(&all) < 0
        || gnutls_init(&handle, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0) {
        failure = "GnuTLS has no memory";
        return;
    }
    credentials.reset(all);
    session.reset(handle);
    if (options.credential) failure = load(*options.credential, all);
    if (!failure.empty()) return;
    const char* at = nullptr;
    if (gnutls_priority_set_direct(handle, options.priority.c_str(), &at) < 0) {
        failure = fmt::format("GnuTLS does not take the priority at \"{}\"", at ? at : "");
        return;
    }
    gnutls_credentials_set(handle, GNUTLS_CRD_CERTIFICATE, all);
    gnutls_dh_set_prime_bits(handle, least_dh_bits);
    gnutls_handshake_set_max_packet_length(handle, limits::message);
    gnutls_handshake_set_timeout(handle, GNUTLS_INDEFINITE_TIMEOUT);
    if (!options.server_name.empty())
        gnutls_server_name_set(handle, GNUTLS_NAME_DNS, options.server_name.data(),
                               options.server_name.size());
    std::vector<gnutls_datum_t> protocols;
    for (std::string& protocol : options.alpn)
        protocols.push_back({reinterpret_cast<unsigned char*>(protocol.data()),
                             static_cast<unsigned>(protocol.size())});
    if (!protocols.empty())
        gnutls_alpn_set_protocols(handle, protocols.data(), static_cast<unsigned>(protocols.size()),
                                  0);

    if (!options.resume.empty())
        gnutls_session_set_data(handle, options.resume.data(), options.resume.size());

    gnutls_session_set_ptr(handle, this);
    gnutls_transport_set_ptr(handle, this);
    gnutls_transport_set_pull_function(handle,
                                       [](gnutls_transport_ptr_t self, void* to, std::size_t size) {
                                           return static_cast<Impl*>(self)->pull(to, size);
                                       });
    gnutls_transport_set_pull_timeout_function(handle, [](gnutls_transport_ptr_t self, unsigned) {
        const Impl& impl = *static_cast<Impl*>(self);
        return impl.ended || impl.input_begin < impl.input.size() ? 1 : 0;
    });
    gnutls_transport_set_vec_push_function(
        handle, [](gnutls_transport_ptr_t self, const giovec_t* parts, int count) {
            ssize_t size = 0;
            for (int i = 0; i < count; ++i) {
                const auto* const bytes = static_cast<const std::uint8_t*>(parts[i].iov_base);
                Buffer& out = static_cast<Impl*>(self)->output;
                out.insert(out.end(), bytes, bytes + parts[i].iov_len);
                size += static_cast<ssize_t>(parts[i].iov_len);
            }
            return size;
        });
    gnutls_handshake_set_hook_function(
        handle, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE,
        [](gnutls_session_t of_session, unsigned type, unsigned, unsigned incoming,
           const gnutls_datum_t* body) {
            Impl& impl = of(of_session);
            if (type == GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST) type = GNUTLS_HANDSHAKE_SERVER_HELLO;
            const Bytes bytes = body ? Bytes(body->data, body->size) : Bytes();
            impl.note(type, incoming != 0);
            return incoming != 0 ? impl.judge_incoming(static_cast<Message>(type), bytes) : 0;
        });
    gnutls_session_set_verify_function(handle, [](gnutls_session_t of_session) {
        Impl& impl = of(of_session);
        impl.taken = true;
        impl.keep_peer_certificates();
        const bool accepted = !impl.options.accept_certificate || impl.options.accept_certificate();
        return accepted ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
    });
}

// GnuTLS asks for a record's header and then for the rest: with each question, what came before has
// been taken.
ssize_t Session::Impl::pull(void* to, std::size_t size) {
    taken = true;
    const std::size_t there = input.size() - input_begin;
    if (there == 0) {
        if (ended) return 0;
        errno = EAGAIN;
        return -1;
    }
    const std::size_t count = std::min(size, there);
    std::memcpy(to, input.data() + input_begin, count);
    input_begin += count;
    if (input_begin == input.size()) {
        input.clear();
        input_begin = 0;
    }
    return static_cast<ssize_t>(count);
}

bool Session::Impl::has_whole_record() const {
    WireReader reader(Bytes(input).subspan(input_begin));
    reader.take(3);
    reader.vector(2);
    return !reader.failed();
}

void Session::Impl::note(unsigned type, bool incoming) {
    SeenMessage message;
    message.incoming = incoming;
    message.at = std::chrono::steady_clock::now();
    message.changes_cipher = type == GNUTLS_HANDSHAKE_CHANGE_CIPHER_SPEC;
    if (!message.changes_cipher) message.message = static_cast<Message>(type);
    seen.push_back(message);
    if (incoming) taken = false;
}

int Session::Impl::judge_incoming(Message message, Bytes body) {
    switch (message) {
    case Message::server_hello: hello = read_server_hello(body); return 0;
    case Message::certificate: {
        const bool is_tls13 = hello && hello->version >= 0x0304;
        CertificateList list = read_certificates(body, is_tls13);
        fault = list.fault;
        certificates = std::move(list.certificates);
        return fault == Fault::none ? 0 : GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER;
    }
    case Message::session_ticket:
        if (tickets.size() < most_tickets) {
            if (const auto ticket = read_session_ticket(body, hello && hello->version >= 0x0304))
                tickets.push_back(*ticket);
        }
        return 0;
    case Message::certificate_request: certificate_wanted = true; return 0;
    case Message::certificate_verify: signature = WireReader(body).u16(); return 0;
    case Message::server_key_exchange:
        if (hello) key_exchange = read_key_exchange(body, hello->version, hello->suite);
        if (key_exchange && options.accept_key_exchange
            && !options.accept_key_exchange(*key_exchange))
            return GNUTLS_E_DH_PRIME_UNACCEPTABLE;
        return 0;
    default: return 0;
    }
}

void Session::Impl::keep_peer_certificates() {
    gnutls_datum_t response{};
    if (gnutls_ocsp_status_request_get(session.get(), &response) == 0)
        staple.assign(response.data, response.data + response.size);
}

bool exceeds_limit(Fault fault) {
    return fault == Fault::not_tls
           || (fault >= Fault::record_too_long && fault <= Fault::certificate_too_long);
}

Session::State Session::Impl::fail(int result) {
    code = result;
    if (fault == Fault::none && exceeds_limit(watch.answer().fault)) fault = watch.answer().fault;
    if (result == GNUTLS_E_FATAL_ALERT_RECEIVED || result == GNUTLS_E_WARNING_ALERT_RECEIVED)
        alert = Alert{static_cast<std::uint8_t>(result == GNUTLS_E_FATAL_ALERT_RECEIVED ? 2 : 1),
                      static_cast<std::uint8_t>(gnutls_alert_get(session.get()))};
    if (fault == Fault::none && result == GNUTLS_E_HANDSHAKE_TOO_LARGE)
        fault = Fault::message_too_long;
    if (fault == Fault::none && result == GNUTLS_E_RECORD_OVERFLOW) fault = Fault::record_too_long;
    return State::failed;
}

Session::State Session::Impl::step(int result) {
    if (result >= 0) return State::done;
    if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED) {
        if (exceeds_limit(watch.answer().fault)) return fail(GNUTLS_E_HANDSHAKE_TOO_LARGE);
        if (total > limits::flight) {
            fault = Fault::flight_too_long;
            return fail(GNUTLS_E_HANDSHAKE_TOO_LARGE);
        }
        return State::wants_bytes;
    }
    return fail(result);
}

Session::Session(SessionOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Session::State Session::handshake() {
    if (!impl_->failure.empty()) return State::failed;
    while (true) {
        const int result = gnutls_handshake(impl_->session.get());
        if (result == GNUTLS_E_WARNING_ALERT_RECEIVED) {
            if (++impl_->warnings <= limits::warnings) continue;
            impl_->fault = Fault::too_many_warnings;
            return impl_->fail(result);
        }
        if (result < 0 && result != GNUTLS_E_AGAIN && gnutls_error_is_fatal(result) == 0
            && ++impl_->idle_records <= limits::idle_records)
            continue;
        return impl_->step(result);
    }
}

Session::State Session::receive() {
    std::array<char, 4096> buffer{};
    ssize_t result = 0;
    // After a ticket it asks to be called again, even if the next record is here.
    do result = gnutls_record_recv(impl_->session.get(), buffer.data(), buffer.size());
    while (result == GNUTLS_E_AGAIN && impl_->has_whole_record());
    if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED) return State::wants_bytes;
    impl_->said_goodbye = result == 0;
    if (result == 0) return impl_->fail(GNUTLS_E_PREMATURE_TERMINATION);  // orderly, for once
    if (result < 0) return impl_->fail(static_cast<int>(result));
    impl_->data.append(buffer.data(), static_cast<std::size_t>(result));
    return State::done;
}

Session::State Session::renegotiate() {
    const int result = gnutls_handshake(impl_->session.get());
    // "no_renegotiation" is a warning, and the answer.
    if (result == GNUTLS_E_WARNING_ALERT_RECEIVED) return impl_->fail(result);
    if (result == GNUTLS_E_GOT_APPLICATION_DATA) {
        const State state = receive();
        return state == State::done ? State::wants_bytes : state;
    }
    return impl_->step(result);
}

void Session::send(std::string_view text) {
    gnutls_record_send(impl_->session.get(), text.data(), text.size());
}

std::string Session::take_data() {
    return std::exchange(impl_->data, {});
}

Buffer Session::wrongly_padded_goodbye() const {
    return impl_->session ? live::wrongly_padded_goodbye(impl_->session.get()) : Buffer();
}

void Session::close() {
    if (impl_->session && impl_->failure.empty()) gnutls_bye(impl_->session.get(), GNUTLS_SHUT_WR);
}

Buffer Session::take_output() {
    return std::exchange(impl_->output, {});
}

void Session::add_input(Bytes bytes) {
    constexpr std::size_t shown = 64;
    Buffer& beginning = impl_->beginning;
    const std::size_t more = std::min(bytes.size(), shown - std::min(shown, beginning.size()));
    beginning.insert(beginning.end(), bytes.begin(),
                     bytes.begin() + static_cast<std::ptrdiff_t>(more));
    impl_->total += bytes.size();
    if (impl_->watching) impl_->watching = impl_->watch.add(bytes);
    impl_->input.insert(impl_->input.end(), bytes.begin(), bytes.end());
}

void Session::end_input() {
    impl_->ended = true;
}

const std::vector<SeenMessage>& Session::seen() const {
    return impl_->seen;
}
bool Session::last_was_taken() const {
    return impl_->taken;
}
const std::optional<ServerHello>& Session::hello() const {
    return impl_->hello;
}
const std::vector<Buffer>& Session::certificates() const {
    return impl_->certificates;
}
const Buffer& Session::staple() const {
    return impl_->staple;
}
bool Session::certificate_was_wanted() const {
    return impl_->certificate_wanted;
}
const std::vector<SessionTicket>& Session::tickets() const {
    return impl_->tickets;
}
Buffer Session::resumption() const {
    gnutls_datum_t data{};
    if (!impl_->session || gnutls_session_get_data2(impl_->session.get(), &data) < 0) return {};
    Buffer copy(data.data, data.data + data.size);
    gnutls_free(data.data);
    return copy;
}
bool Session::was_resumed() const {
    return impl_->session && gnutls_session_is_resumed(impl_->session.get()) != 0;
}
const std::optional<KeyExchange>& Session::key_exchange() const {
    return impl_->key_exchange;
}
std::optional<std::uint16_t> Session::signature() const {
    return impl_->signature;
}
const std::optional<Alert>& Session::alert() const {
    return impl_->alert;
}
bool Session::peer_said_goodbye() const {
    return impl_->said_goodbye;
}
Fault Session::fault() const {
    return impl_->fault;
}
const Buffer& Session::beginning() const {
    return impl_->beginning;
}

Negotiated Session::negotiated() const {
    Negotiated result;
    if (!impl_->hello) return result;
    result.version = impl_->hello->version;
    result.suite = impl_->hello->suite;
    result.alpn = impl_->hello->alpn;
    if (impl_->hello->group) result.group = *impl_->hello->group;
    if (impl_->key_exchange && impl_->key_exchange->group)
        result.group = *impl_->key_exchange->group;
    if (!impl_->session) return result;
    if (result.group == 0) result.group = wire_group(gnutls_group_get(impl_->session.get()));
    gnutls_datum_t protocol{};
    if (gnutls_alpn_get_selected_protocol(impl_->session.get(), &protocol) == 0)
        result.alpn.assign(reinterpret_cast<const char*>(protocol.data), protocol.size);
    return result;
}

std::optional<Alert> Session::own_alert() const {
    int level = 0;
    if (impl_->code == 0 || impl_->alert || was_cut()) return std::nullopt;
    const int code = gnutls_error_to_alert(impl_->code, &level);
    if (code < 0 || level != GNUTLS_AL_FATAL) return std::nullopt;
    return Alert{2, static_cast<std::uint8_t>(code)};
}

std::string_view Session::error() const {
    if (!impl_->failure.empty()) return impl_->failure;
    return impl_->code == 0 ? "" : gnutls_strerror(impl_->code);
}

bool Session::is_damaged() const {
    return impl_->code == GNUTLS_E_DECRYPTION_FAILED;
}

bool Session::was_cut() const {
    return impl_->code == GNUTLS_E_PREMATURE_TERMINATION || impl_->code == GNUTLS_E_PULL_ERROR
           || impl_->code == GNUTLS_E_UNEXPECTED_PACKET_LENGTH;
}

}  // namespace tlslint::live
