// SPDX-License-Identifier: Apache-2.0
#include "rules/live/seen_support.hpp"

namespace tlslint::rules::live::robot {
namespace {

constexpr Rule rule{
    .name = "live/robot",
    .severity = Severity::error,
    .servers = {"live"},
    .cause = Cause::weak_ciphers,
    .summary = "The server tells good from bad RSA padding (ROBOT)",
    .why = "Whoever can tell the two apart decrypts recorded connections with RSA key "
           "exchange, or signs in the server's name, by asking often enough.",
    .remedy = "Take out the suites without forward secrecy (those with RSA key exchange), and "
              "update the server or appliance.",
    .references = {{"Return Of Bleichenbacher's Oracle Threat (2018)", "https://robotattack.org/"}},
    .since = "0.1",
    .bad = "wrong padding: alert 47; right padding: alert 20",
    .good = "every padding: alert 20",
    .check_model = seen_by_the_live_pass,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::live::robot
