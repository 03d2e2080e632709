// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_walk.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/nginx/refusals_values.hpp"
#include "parsers/nginx/scope.hpp"
#include "parsers/nginx/shapes.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <iterator>
#include <span>
#include <unordered_map>
#include <vector>

namespace tlslint::nginx {
namespace {

using Rows = std::vector<const DirectiveFacts*>;

bool is_from_nginx(const DirectiveFacts& row) {
    return row.module == Module::bundled || row.module == Module::dynamic;
}

// What distributions brought to their older releases as security fixes, so that the version of
// the server says nothing (tests/prove/nginx_directives.py).
bool is_brought_back(std::string_view name) {
    return name == "max_headers" || name == "max_errors";
}

// The block of servers that a context is part of, if it is one alone.
std::optional<Endpoint::Layer> layer_of_server(Context contexts) {
    if (contexts == Context::server) return Endpoint::Layer::http;
    if (contexts == Context::stream_server) return Endpoint::Layer::stream;
    if (contexts == Context::mail_server) return Endpoint::Layer::mail;
    return std::nullopt;
}

// What is different once a value is filled in.
bool is_fixed(Directive directive) {
    const Words words = directive.args();
    return std::none_of(words.begin(), words.end(),
                        [](const Word& word) { return is_variable(word.text); });
}

class Walk {
  public:
    Walk(const Model& model, NamedFiles& files, Refusals& refusals)
        : model_(model), version_(model.facts.server), files_(files), refusals_(refusals) {}

    std::deque<BoundSockets> run(Block root, Context contexts) {
        Frame frame{.contexts = contexts};
        walk(root, frame);
        return std::move(layers_);
    }

  private:
    // One block while its statements are read.
    struct Frame {
        Context contexts;  // those that it may be; one alone unless it belongs to a fragment
        std::bitset<most_readings> seen{};
        BoundSockets* sockets = nullptr;  // of the layer around it
        std::size_t server = 0;           // its number
        std::size_t servers = 0;          // in it
        bool listens = false;
        bool has_gaps = false;
    };

    void walk(Block block, Frame& frame) {
        for_each_statement(model_, block, [&](Directive directive) {
            read(directive, frame);
            previous_ = directive.name().text;
        });
    }

    void read(Directive directive, Frame& frame) {
        const std::string_view name = directive.name().text;
        const std::span<const DirectiveFacts> all = find(name);
        if (all.empty()) return read_unknown(directive, frame);
        Rows rows;
        for (const DirectiveFacts& row : all) {
            if (contains(frame.contexts, row.contexts) && row.known_to(version_))
                rows.push_back(&row);
        }
        if (rows.empty()) return refuse_place(directive, all, frame.contexts);
        if (leaves_gap(model_, directive)) frame.has_gaps = true;
        std::erase_if(rows, [&](const DirectiveFacts* row) {
            return (row->body.form == Form::simple) != (directive.shape() == Shape::simple);
        });
        if (rows.empty()) return;  // the wrong form: said already
        if (std::none_of(rows.begin(), rows.end(), [&](auto* row) {
                return row->arguments.accepts(directive.args().size())
                       || row->body.form == Form::lua_body;
            }))
            return refusals_.refuse(wrong_count(directive).at, wrong_count(directive).message);
        if (std::all_of(rows.begin(), rows.end(), [](auto* row) { return is_from_nginx(*row); }))
            read_words(directive, frame);
        if (directive.shape() == Shape::block) read_block(directive, rows, frame);
    }

    // A byte order mark is part of the first word (section 1.3 of the reference).
    void read_unknown(Directive directive, Frame& frame) {
        constexpr std::string_view mark = "\xEF\xBB\xBF";
        const Word name = directive.name();
        if (name.span.begin == 0 && name.text.starts_with(mark))
            refusals_.refuse(name.span, fmt::format("unknown directive \"{}\"", name.text));
        // No module has these: the value of a header has lost its quotes.
        if (previous_ == "add_header"
            && (equal_ignoring_case(name.text, "includeSubDomains")
                || equal_ignoring_case(name.text, "preload")))
            refusals_.refuse(name.span, fmt::format("unknown directive \"{}\"", name.text));
        // A module may bring any name; a slip in one of ours is likelier.
        const std::string_view meant = nearest(name.text);
        if (meant.find("ssl") != std::string_view::npos && !has_placeholder(name.text))
            refusals_.add(Problem::Kind::unknown, name.span,
                          fmt::format("unknown directive \"{}\": is {} meant?", name.text, meant));
        frame.has_gaps = frame.has_gaps || directive.shape() != Shape::simple;
    }

    // Known, but not here, or not now. Others' modules may bring any name to any block.
    void refuse_place(Directive directive, std::span<const DirectiveFacts> all, Context contexts) {
        const std::string_view name = directive.name().text;
        const DirectiveFacts* here = nullptr;
        const DirectiveFacts* now = nullptr;
        const DirectiveFacts* known = nullptr;
        for (const DirectiveFacts& row : all) {
            const bool fits = contains(contexts, row.contexts);
            if (!is_from_nginx(row)) {
                if (fits) return;
                continue;
            }
            known = &row;
            if (fits) here = &row;
            if (row.known_to(version_)) now = &row;
        }
        if (!known || is_brought_back(name)) return;
        const Span at = directive.name().span;
        if (now) {
            std::string message = fmt::format("\"{}\" directive is not allowed here", name);
            if (!here) return refusals_.add(Problem::Kind::misplaced, at, std::move(message));
            message += time_of(*here);
            refusals_.add(Problem::Kind::not_in_version, at, std::move(message));
        } else {
            refusals_.add(
                Problem::Kind::not_in_version, at,
                fmt::format("unknown directive \"{}\"{}", name, time_of(here ? *here : *known)));
        }
    }

    [[nodiscard]] std::string time_of(const DirectiveFacts& row) const {
        const bool later = version_ < row.since;
        const ServerVersion v = later ? row.since : row.until;
        return fmt::format(": {} nginx {}.{}.{}", later ? "it came with" : "it is gone since",
                           v.major, v.minor, v.patch);
    }

    void read_words(Directive directive, Frame& frame) {
        const auto [row, number, of_upstreams] =
            find_reading(directive.name().text, frame.contexts);
        if (!row) {
            if (directive.name().text == "listen") read_listens(directive, frame);
            return;
        }
        const bool refused = row->repeats == Repeats::refused || version_ < row->repeats_since;
        if (refused && frame.seen[number]) {
            refusals_.refuse(directive.span(),
                             fmt::format("\"{}\" directive is duplicate", directive.name().text));
        }
        frame.seen.set(number);
        if (of_upstreams) refusals_.see_upstreams();
        if (directive.name().text.ends_with("ssl_password_file")) return read_passwords(directive);
        if (!row->check || !is_checked(*row, directive)) return;
        if (auto why = row->check(directive, version_)) {
            refusals_.refuse(directive.args()[why->word].span, std::move(why->message));
        } else {
            read_zones(directive, frame.contexts);
        }
    }

    // Whether or not any key needs them (ngx_ssl_read_password_file).
    void read_passwords(Directive directive) {
        const Word path = directive.args()[0];
        const FileReference* const file = files_.look_at(path, FileUse::password, true);
        if (file->status != FileStatus::Kind::directory || file->absent || file->deployed.empty())
            return;
        refusals_.refuse(path.span,
                         fmt::format("read() \"{}\" failed (21: Is a directory)", file->deployed));
    }

    // Names of servers, headers and redirects hold variables that are nobody's blank to fill in.
    static bool is_checked(const Reading& row, Directive directive) {
        const bool texts = row.check == refuse_header || row.check == refuse_server_name
                           || row.check == refuse_return || row.check == refuse_rewrite;
        if (!texts) return is_fixed(directive);
        const Words words = directive.args();
        return std::none_of(words.begin(), words.end(), [](const Word& word) {
            return word.text.find("{{") != std::string_view::npos || word.text.starts_with("<%")
                   || word.text.starts_with("@@") || word.text.starts_with('$');
        });
    }

    // Zones of one name must be of one size and of one use (ngx_shared_memory_add).
    void read_zones(Directive directive, Context contexts) {
        const std::string_view name = directive.name().text;
        if (name != "ssl_session_cache" && name != "ssl_ocsp_cache") return;
        if (std::bitset<32>(static_cast<std::uint32_t>(contexts)).count() != 1) return;
        std::string_view use = name;
        if (contains(Context::stream | Context::stream_server, contexts))
            use = name == "ssl_ocsp_cache" ? "stream OCSP" : "stream";
        if (contains(Context::mail | Context::mail_server, contexts)) use = "mail";
        for (const Word word : directive.args()) {
            const auto zone = parse_shared_zone(word.text);
            if (!zone) continue;
            const auto [place, is_new] = zones_.try_emplace(zone->name, Zone{use, zone->size});
            if (is_new) continue;
            if (place->second.use != use) {
                refusals_.refuse(word.span, fmt::format("the shared memory zone \"{}\" is already "
                                                        "declared for a different use",
                                                        zone->name));
            } else if (place->second.size != zone->size) {
                refusals_.refuse(word.span,
                                 fmt::format("the size {} of shared memory zone \"{}\" conflicts "
                                             "with already declared size {}",
                                             zone->size, zone->name, place->second.size));
            }
        }
    }

    void read_listens(Directive directive, Frame& frame) {
        frame.listens = true;
        if (!is_fixed(directive)) return;
        const auto layer = layer_of_server(frame.contexts);
        ListenReading reading =
            read_listen(directive.args(), layer.value_or(Endpoint::Layer::http), version_);
        if (reading.refused) {
            // A fragment's server may be one of http, stream or mail.
            const auto refuses = [&](Endpoint::Layer other) {
                return read_listen(directive.args(), other, version_).refused.has_value();
            };
            if (layer || (refuses(Endpoint::Layer::stream) && refuses(Endpoint::Layer::mail)))
                refusals_.refuse(directive.args()[reading.refused->word].span,
                                 std::move(reading.refused->message));
        } else if (frame.sockets) {
            frame.sockets->add(frame.server, directive, reading, refusals_);
        }
    }

    void read_block(Directive directive, const Rows& rows, Frame& outer) {
        Context inner = Context::nowhere;
        for (const DirectiveFacts* row : rows) inner = inner | row->body.inner;
        if (inner == Context::nowhere) return;
        Frame frame{.contexts = inner, .sockets = outer.sockets, .server = outer.server};
        constexpr std::pair<Context, Endpoint::Layer> layers[] = {
            {Context::http, Endpoint::Layer::http},
            {Context::stream, Endpoint::Layer::stream},
            {Context::mail, Endpoint::Layer::mail},
        };
        for (const auto& [context, layer] : layers) {
            if (inner == context) frame.sockets = &layers_.emplace_back(layer, version_);
        }
        const auto layer = layer_of_server(inner);
        if (layer) frame.server = outer.servers++;
        walk(directive.block(), frame);
        if (!layer || frame.listens || frame.has_gaps) return;
        if (*layer == Endpoint::Layer::http) {
            if (frame.sockets) frame.sockets->add_implied(frame.server);
        } else {
            refusals_.refuse(directive.span(), "no \"listen\" is defined for server");
        }
    }

    struct Zone {
        std::string_view use;
        std::int64_t size = 0;
    };

    const Model& model_;
    ServerVersion version_;
    NamedFiles& files_;
    Refusals& refusals_;
    std::string_view previous_;  // the name of the statement before
    std::deque<BoundSockets> layers_;
    std::unordered_map<std::string_view, Zone> zones_;
};

Context contexts_of(const Model& model) {
    return model.is_fragment() ? static_cast<Context>(~0U) : Context::main;
}

}  // namespace

std::deque<BoundSockets> refuse_statements(const Model& model, NamedFiles& files,
                                           Refusals& refusals) {
    return Walk(model, files, refusals)
        .run(model.tree(model.root).directives(), contexts_of(model));
}

}  // namespace tlslint::nginx
