// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/codec.hpp"

#include "parsers/x509/library.hpp"

#include <concepts>
#include <cstring>
#include <type_traits>
#include <utility>

namespace tlslint::fleet {
namespace {

template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;

// One list of members for both directions.
template <class Audit, class Do>
void visit_audit(Audit& audit, const Do& each) {
    for_each_count(audit, [&](std::string_view, auto& count) { each(count); });
    for_each_list(audit, each);
}

template <class Host, class Do>
void visit_host(Host& host, const Do& each) {
    each(host.name);
    each(host.group);
    each(host.owner);
    each(host.labels);
    each(host.kind);
    each(host.location);
}

template <class Evidence, class Do>
void visit_evidence(Evidence& evidence, const Do& each) {
    each(evidence.settings);
    each(evidence.content);
    each(evidence.trace);
    each(evidence.from);
    each(evidence.until);
}

template <class Order, class Do>
void visit_order(Order& order, const Do& each) {
    visit_host(order.task.host, each);
    each(order.task.target);
    each(order.task.policy);
    visit_evidence(order.evidence, each);
}

template <class Record, class Do>
void visit_record(Record& record, const Do& each) {
    visit_host(record.result.host, each);
    each(record.result.failure);
    each(record.result.observed);
    visit_audit(record.result.audit, each);
    each(record.result.digest);
    visit_evidence(record.evidence, each);
}

// Numbers are eight bytes, lowest first; whatever has a length begins with it.
class Encoder {
  public:
    explicit Encoder(std::string& out) : out_(out) {}

    template <Number T>
    void add(const T& number) const {
        auto rest = static_cast<std::uint64_t>(number);
        for (int i = 0; i < 8; ++i, rest >>= 8U) out_ += static_cast<char>(rest & 0xffU);
    }
    void add(const std::string& text) const {
        add(text.size());
        out_ += text;
    }
    template <class Duration>
    void add(const std::chrono::sys_time<Duration>& time) const {
        add(time.time_since_epoch().count());
    }
    template <class T>
    void add(const std::optional<T>& maybe) const {
        add(maybe.has_value());
        if (maybe) add(*maybe);
    }
    template <class A, class B>
    void add(const std::pair<A, B>& pair) const {
        add(pair.first);
        add(pair.second);
    }
    template <class T>
    void add(const std::vector<T>& list) const {
        add(list.size());
        for (const T& each : list) add(each);
    }
    template <class T>
    requires requires { Fields<T>::table; }
    void add(const T& row) const {
        Fields<T>::visit(row, [&](std::string_view, const auto& member) { add(member); });
    }
    void add(const Store::Record& record) const {
        visit_record(record, [&](const auto& member) { add(member); });
    }
    void add(const Order& order) const {
        visit_order(order, [&](const auto& member) { add(member); });
    }

  private:
    std::string& out_;
};

class Decoder {
  public:
    explicit Decoder(std::string_view in) : in_(in) {}

    template <Number T>
    void take(T& number) {
        if (in_.size() < 8) return fail();
        std::uint64_t value = 0;
        for (unsigned i = 0; i < 8; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(in_[i])} << (8 * i);
        in_.remove_prefix(8);
        number = static_cast<T>(value);
    }
    void take(std::string& text) {
        const std::uint64_t size = take_size(1);
        text.assign(in_.substr(0, size));
        in_.remove_prefix(size);
    }
    template <class Duration>
    void take(std::chrono::sys_time<Duration>& time) {
        std::int64_t count = 0;
        take(count);
        time = std::chrono::sys_time<Duration>(Duration(count));
    }
    template <class T>
    void take(std::optional<T>& maybe) {
        bool has = false;
        take(has);
        maybe.reset();
        if (has) take(maybe.emplace());
    }
    template <class A, class B>
    void take(std::pair<A, B>& pair) {
        take(pair.first);
        take(pair.second);
    }
    template <class T>
    void take(std::vector<T>& list) {
        const std::uint64_t size = take_size(8);  // the least that one takes
        list.clear();
        for (std::uint64_t i = 0; i < size && !failed_; ++i) take(list.emplace_back());
    }
    template <class T>
    requires requires { Fields<T>::table; }
    void take(T& row) {
        Fields<T>::visit(row, [&](std::string_view, auto& member) { take(member); });
    }
    void take(Store::Record& record) {
        visit_record(record, [&](auto& member) { take(member); });
    }
    void take(Order& order) {
        visit_order(order, [&](auto& member) { take(member); });
    }

    [[nodiscard]] bool is_done() const { return !failed_ && in_.empty(); }

  private:
    std::uint64_t take_size(std::uint64_t each) {
        std::uint64_t size = 0;
        take(size);
        if (size > in_.size() / each) {
            fail();
            return 0;
        }
        return size;
    }
    void fail() {
        failed_ = true;
        in_ = {};
    }

    std::string_view in_;
    bool failed_ = false;
};

}  // namespace

std::string encode(const Audit& audit) {
    std::string bytes;
    const Encoder encoder(bytes);
    visit_audit(audit, [&](const auto& member) { encoder.add(member); });
    return bytes;
}

std::string encode(const Store::Record& record) {
    std::string bytes;
    Encoder(bytes).add(record);
    return bytes;
}

std::string encode(const std::vector<Order>& orders) {
    std::string bytes;
    const Encoder encoder(bytes);
    encoder.add(orders);
    return bytes;
}

std::optional<std::vector<Order>> decode_orders(std::string_view bytes) {
    std::vector<Order> orders;
    Decoder decoder(bytes);
    decoder.take(orders);
    if (!decoder.is_done()) return std::nullopt;
    return orders;
}

std::string encode(const Answers& answers) {
    std::string bytes;
    const Encoder encoder(bytes);
    encoder.add(answers);
    return bytes;
}

std::optional<Answers> decode_answers(std::string_view bytes) {
    Answers answers;
    Decoder decoder(bytes);
    decoder.take(answers);
    if (!decoder.is_done()) return std::nullopt;
    return answers;
}

std::string digest_of(std::string_view bytes) {
    return x509::hex(x509::sha256(x509::bytes_of(bytes)));
}

}  // namespace tlslint::fleet
