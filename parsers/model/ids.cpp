// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/ids.hpp"

#include "parsers/model/server.hpp"

#include <fmt/format.h>

#include <string>

namespace tlslint {
namespace {

std::string_view numbered(Model& model, std::string id) {
    const int count = ++model.ids[id];
    if (count > 1) id += fmt::format("#{}", count);
    return model.arena.keep(id);
}

std::string_view or_none(std::string_view name) {
    return name.empty() ? "_" : name;
}

}  // namespace

std::string_view endpoint_id(Model& model, const Listen& listen, std::string_view name) {
    std::string where;
    if (listen.transport == Listen::Transport::local)
        where = fmt::format("unix:{}", listen.path);
    else if (listen.address.find(':') != std::string_view::npos)
        where = fmt::format("[{}]:{}", listen.address, listen.port);
    else
        where = fmt::format("{}:{}", listen.address.empty() ? "*" : listen.address, listen.port);
    return numbered(model, fmt::format("{}:{}/{}", model.server->name, where, or_none(name)));
}

std::string_view upstream_id(Model& model, std::string_view host, std::uint16_t port) {
    std::string id = fmt::format("{}:upstream/{}", model.server->name, or_none(host));
    if (port != 0) id += fmt::format(":{}", port);
    return numbered(model, std::move(id));
}

}  // namespace tlslint
