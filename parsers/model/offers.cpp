// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/offers.hpp"

#include "parsers/openssl/catalogue.hpp"

#include <functional>
#include <initializer_list>

namespace tlslint {
namespace {

// What is written, else what openssl.cnf says, else what the library has.
std::string_view first_set(std::string_view written, std::string_view system,
                           std::string_view library) {
    if (written.data()) return written;
    return system.empty() ? library : system;
}

template <class List, class Parse>
const List& once(std::unordered_map<std::string_view, List>& known, std::string_view text,
                 Arena& arena, const Parse& parse) {
    if (const auto found = known.find(text); found != known.end()) return found->second;
    const std::string_view kept = arena.keep(text);
    return known.emplace(kept, parse(kept)).first->second;
}

}  // namespace

std::size_t Offers::Hash::operator()(const Question& question) const {
    std::size_t hash = static_cast<std::size_t>(question.keys) * 8
                       + static_cast<std::size_t>(question.rewriting) * 2
                       + static_cast<std::size_t>(question.has_dh_parameters);
    const auto mix = [&](std::size_t value) { hash = hash * 1'000'003 + value; };
    for (const openssl::Protocol protocol : question.enabled)
        mix(static_cast<std::size_t>(protocol));
    mix(static_cast<std::size_t>(question.refused));
    mix(static_cast<std::size_t>(question.security_level * 8 + question.tls13_level));
    for (const std::string_view text :
         {question.ciphers, question.ciphersuites, question.groups, question.signatures})
        mix(std::hash<std::string_view>{}(text));
    return hash;
}

Offers::Offers(Model& model) : model_(model) {
    model.evaluator.emplace(model.facts.library);
}

const openssl::Evaluation& Offers::ciphers(std::string_view text, openssl::Rewriting rewriting) {
    return model_.evaluator->evaluate(text, rewriting);
}
const openssl::GroupList& Offers::groups(std::string_view text) {
    return once(groups_, text, model_.arena, [&](std::string_view list) {
        return openssl::parse_groups(list, model_.facts.library.version);
    });
}
const openssl::Ciphersuites& Offers::ciphersuites(std::string_view text) {
    return once(ciphersuites_, text, model_.arena, [&](std::string_view list) {
        return openssl::parse_ciphersuites(list, model_.facts.library.version);
    });
}
const openssl::SignatureList& Offers::signatures(std::string_view text) {
    return once(signatures_, text, model_.arena, [&](std::string_view list) {
        return openssl::parse_signatures(list, model_.facts.library.version);
    });
}

std::string_view Offers::spec_of(const Question& question) const {
    return first_set(question.ciphers, model_.facts.system.ciphers,
                     openssl::default_ciphers(model_.facts.library.version));
}
std::string_view Offers::ciphersuites_of(const Question& question) const {
    return first_set(question.ciphersuites, model_.facts.system.ciphersuites,
                     openssl::default_ciphersuites(model_.facts.library.version));
}

bool Offers::can_begin(const Question& question) {
    return openssl::can_begin(question.enabled, ciphers(spec_of(question), question.rewriting),
                              ciphersuites(ciphersuites_of(question)), model_.facts.library,
                              question.security_level);
}

const Offers::Answer& Offers::operator()(const Question& question) {
    if (const auto found = known_.find(question); found != known_.end()) return found->second;
    const openssl::Version version = model_.facts.library.version;
    const openssl::SystemSettings& system = model_.facts.system;
    const std::string_view spec = spec_of(question);
    const std::string_view signatures =
        first_set(question.signatures, system.signature_algorithms, "");
    const openssl::Evaluation& evaluation = ciphers(spec, question.rewriting);
    const openssl::Negotiable found = openssl::negotiate(
        {.library = &model_.facts.library,
         .security_level = question.security_level,
         .tls13_level = question.tls13_level,
         .enabled = question.enabled,
         .ciphers = &evaluation,
         .ciphersuites = &ciphersuites(ciphersuites_of(question)),
         .groups =
             &groups(first_set(question.groups, system.groups, openssl::default_groups(version))),
         .signatures = signatures.empty() ? nullptr : &this->signatures(signatures),
         .keys = question.keys,
         .refused = question.refused,
         .has_dh_parameters = question.has_dh_parameters});
    Answer answer{.versions = found.versions,
                  .ciphers = {.suites = model_.arena.keep(found.ciphers),
                              .spec = spec,
                              .evaluation = &evaluation},
                  .ciphersuites = model_.arena.keep(found.ciphersuites),
                  .groups = model_.arena.keep(found.groups),
                  .tuples = model_.arena.keep(found.tuples)};
    if (!signatures.empty()) {
        std::vector<const openssl::SignatureAlgorithm*> listed;
        for (const auto& item : this->signatures(signatures).algorithms)
            listed.push_back(item.algorithm);
        answer.signatures = model_.arena.keep(listed);
    }
    for (std::size_t i = 0; i < found.by_version.size(); ++i) {
        answer.ciphers.by_version[i] = model_.arena.keep(found.by_version[i]);
        answer.ciphers.considered[i] = model_.arena.keep(found.considered[i]);
    }
    return known_.emplace(question, answer).first->second;
}

}  // namespace tlslint
