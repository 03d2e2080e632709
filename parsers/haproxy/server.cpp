// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"

#include "parsers/haproxy/grammar.hpp"
#include "parsers/haproxy/interpret.hpp"
#include "parsers/haproxy/recognise.hpp"
#include "parsers/haproxy/startup.hpp"

namespace tlslint::haproxy {
namespace {

std::vector<DumpedFile> no_dump(std::string_view) {
    return {};
}

// There is no include statement; lists of certificates are read with what names them.
void read_nothing(Model&, const FileSystem&, const ReadOptions&) {}

}  // namespace
}  // namespace tlslint::haproxy

namespace tlslint::servers {

extern const Server haproxy;
const Server haproxy{
    .name = "haproxy",
    .blocks = {},
    .recognise = tlslint::haproxy::recognise,
    .split_dump = tlslint::haproxy::no_dump,
    .parse = tlslint::haproxy::parse,
    .expand = tlslint::haproxy::read_nothing,
    .interpret = tlslint::haproxy::interpret,
    .share = tlslint::haproxy::share,
    .started_with = tlslint::haproxy::started_with,
};

}  // namespace tlslint::servers
