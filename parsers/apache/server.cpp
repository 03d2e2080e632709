// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"

#include "parsers/apache/grammar.hpp"
#include "parsers/apache/interpret.hpp"
#include "parsers/apache/layout.hpp"

namespace tlslint::apache {
namespace {

constexpr std::string_view blocks[] = {"main", "server", "VirtualHost", "Directory", "Location"};

std::vector<DumpedFile> no_dump(std::string_view) {
    return {};
}

SyntaxTree parse_file(const Model&, FileId file, std::string_view text) {
    return parse(file, text);
}

// What is included depends on what was read before: interpret reads it.
void read_nothing(Model&, const FileSystem&, const ReadOptions&) {}

}  // namespace
}  // namespace tlslint::apache

namespace tlslint::servers {

extern const Server apache;
const Server apache{
    .name = "apache",
    .blocks = tlslint::apache::blocks,
    .recognise = tlslint::apache::recognise,
    .home = tlslint::apache::home_of,
    .split_dump = tlslint::apache::no_dump,
    .parse = tlslint::apache::parse_file,
    .expand = tlslint::apache::read_nothing,
    .interpret = tlslint::apache::interpret,
};

}  // namespace tlslint::servers
