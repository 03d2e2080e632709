// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/model_text_support.hpp"

#include "audit/cli/endpoint_card_support.hpp"
#include "audit/cli/origin_text_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/summary_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/resolve.hpp"
#include "parsers/model/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <unordered_map>
#include <unordered_set>

namespace tlslint {
namespace {

using report::printable;

constexpr std::size_t shown_names = 12;  // of one block

// Endpoints of one block that behave alike.
struct Group {
    std::vector<const Endpoint*> endpoints;
    std::vector<CardRow> rows;
};

bool alike(const CardRow& a, const CardRow& b) {
    return a.label == b.label
           && std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(),
                         [](const CardLine& x, const CardLine& y) {
                             return x.value == y.value && x.source.owner == y.source.owner;
                         });
}

// Each address may say the same on a line of its own.
void add_places(std::vector<CardRow>& rows, const std::vector<CardRow>& others) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < rows[i].lines.size(); ++j) {
            CardSource& source = rows[i].lines[j].source;
            if (source.place != others[i].lines[j].source.place) ++source.more;
        }
    }
}

bool same_block(const Endpoint& a, const Endpoint& b) {
    return a.at == b.at && a.names.data() == b.names.data() && a.names.size() == b.names.size();
}

// The same file included twice makes two blocks of one text.
bool listens_there(const Group& group, const Endpoint& endpoint) {
    return std::any_of(group.endpoints.begin(), group.endpoints.end(), [&](const Endpoint* other) {
        return address_in_words(other->listen) == address_in_words(endpoint.listen);
    });
}

class CardWriter {
  public:
    CardWriter(const View& view, const CardStyle& style, std::ostream& out)
        : view_(view), model_(*view.model), style_(style), out_(out) {
        for (const Upstream* upstream : view.upstreams) {
            for (const Endpoint* endpoint : upstream->of) upstreams_[endpoint].push_back(upstream);
        }
    }

    void run() {
        const auto& all = view_.endpoints;
        for (std::size_t begin = 0; begin < all.size();) {
            std::size_t end = begin;
            while (end < all.size() && same_block(*all[begin], *all[end])) ++end;
            write_block(std::span(all).subspan(begin, end - begin));
            begin = end;
        }
        for (const Upstream* upstream : view_.upstreams) {
            if (!told_.contains(upstream)) write(stray_card(*upstream));
        }
    }

  private:
    void write_block(std::span<const Endpoint* const> block) {
        std::vector<Group> groups;
        for (const Endpoint* endpoint : block) {
            std::vector<CardRow> rows = endpoint_rows(model_, *endpoint, style_);
            const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
                return std::equal(group.rows.begin(), group.rows.end(), rows.begin(), rows.end(),
                                  alike)
                       && !listens_there(group, *endpoint);
            });
            if (same == groups.end()) {
                groups.push_back({{endpoint}, std::move(rows)});
            } else {
                same->endpoints.push_back(endpoint);
                add_places(same->rows, rows);
            }
        }
        // Upstreams belong to the block: its first TLS card tells of them.
        const auto speaker = std::find_if(groups.begin(), groups.end(), [](const Group& group) {
            return group.endpoints.front()->listen.tls.value;
        });
        for (Group& group : groups) {
            const bool tells =
                speaker == groups.end() ? &group == &groups.front() : &group == &*speaker;
            if (tells) add_upstreams(group);
            write(card_of(group));
        }
    }

    void add_upstreams(Group& group) {
        for (const Endpoint* endpoint : group.endpoints) {
            const auto found = upstreams_.find(endpoint);
            if (found == upstreams_.end()) continue;
            for (const Upstream* upstream : found->second) {
                if (told_.insert(upstream).second)
                    group.rows.push_back(upstream_row(model_, *upstream));
            }
        }
    }

    Card card_of(const Group& group) {
        const Endpoint& first = *group.endpoints.front();
        return {.title = title_of(first),
                .subtitle = addresses_of(model_, group.endpoints),
                .place = place_in_words(model_, first.at),
                .rows = group.rows};
    }

    // One that no endpoint here takes.
    Card stray_card(const Upstream& upstream) {
        CardRow row = upstream_row(model_, upstream);
        return {.title = printable(upstream.id),
                .subtitle = "",
                .place = place_in_words(model_, upstream.at),
                .rows = {std::move(row)}};
    }

    void write(const Card& card) { out_ << print(card, style_) << '\n'; }

    const View& view_;
    const Model& model_;
    const CardStyle& style_;
    std::ostream& out_;
    std::unordered_map<const Endpoint*, std::vector<const Upstream*>> upstreams_;
    std::unordered_set<const Upstream*> told_;
};

std::string_view state_in_words(Inclusion::State state) {
    switch (state) {
    case Inclusion::State::missing: return "no such file";
    case Inclusion::State::unreadable: return "cannot be read";
    case Inclusion::State::cycle: return "is being read already";
    case Inclusion::State::limit: return "not read";
    case Inclusion::State::unknown: return "not known here";
    case Inclusion::State::read:
    case Inclusion::State::empty:
    case Inclusion::State::absent:
    case Inclusion::State::skipped: break;
    }
    return "";
}

class Problems {
  public:
    Problems(const CardStyle& style, std::ostream& out) : style_(style), out_(out) {}

    void add(const Model& model) {
        for (const SyntaxTree& tree : model.trees) {
            for (const Problem& problem : tree.problems())
                add(model, problem.at, printable(problem.message));
        }
        for (const Inclusion& inclusion : model.inclusions) {
            const std::string_view state = state_in_words(inclusion.state);
            if (state.empty()) continue;
            std::string text = fmt::format("{}: {}", printable(inclusion.deployed), state);
            if (!inclusion.detail.empty() && inclusion.state != Inclusion::State::missing)
                text += fmt::format(" ({})", printable(inclusion.detail));
            add(model, inclusion.at, text);
        }
    }
    void close() {
        if (!seen_.empty()) out_ << '\n';
    }

  private:
    void add(const Model& model, Span at, const std::string& message) {
        const Position from = model.sources.position(at);
        const std::string line =
            fmt::format("{}:{}:{}: {}", printable(model.sources[at.file].path()), from.line,
                        from.column, message);
        // A file that several configurations include is wrong once.
        if (!seen_.insert(line).second) return;
        const std::string lead = "problem: ";
        const std::string text = report::paragraph(lead, line, style_.width);
        out_ << paint(style_, Tone::wrong, "problem") << text.substr(lead.size() - 2);
    }

    const CardStyle& style_;
    std::ostream& out_;
    std::unordered_set<std::string> seen_;
};

}  // namespace

std::string title_of(const Endpoint& endpoint) {
    if (endpoint.names.empty()) return "(no name)";
    std::string text;
    for (std::size_t i = 0; i < std::min(endpoint.names.size(), shown_names); ++i)
        text += (i > 0 ? ", " : "") + printable(endpoint.names[i]);
    if (endpoint.names.size() > shown_names)
        text += fmt::format(" and {} more", endpoint.names.size() - shown_names);
    return text;
}

std::string addresses_of(const Model& model, std::span<const Endpoint* const> endpoints) {
    const Endpoint& first = *endpoints.front();
    std::string text(model.server->name);
    if (first.layer != Endpoint::Layer::http) text += fmt::format(" {}", name(first.layer));
    const Origin& tls = first.listen.tls.origin;
    if (!tls.is_known()) return text + ", " + printable(tls.authority);
    std::string standard;
    std::string other;
    for (const Endpoint* endpoint : endpoints) {
        std::string& list = endpoint->listen.is_default ? standard : other;
        list += " " + address_in_words(endpoint->listen);
    }
    if (!other.empty()) text += other + (standard.empty() ? " (not the default server)" : "");
    if (!standard.empty()) text += (other.empty() ? "" : ",") + standard + " (default server)";
    return text;
}

void print_model_text(std::span<const View> views, const CardStyle& style, std::ostream& out) {
    for (const View& view : views) CardWriter(view, style, out).run();
}

void print_observed_text(const View& view, const CardStyle& style, std::ostream& out) {
    for (const Endpoint* endpoint : view.endpoints) {
        const Card card{.title = title_of(*endpoint),
                        .subtitle = "as it answers",
                        .place = printable(endpoint->id),
                        .rows = endpoint_rows(*view.model, *endpoint, style)};
        out << print(card, style) << '\n';
    }
}

void print_model_end(std::span<const View> views, const CardStyle& style, std::ostream& out) {
    Problems problems(style, out);
    for (const View& view : views) problems.add(*view.model);
    problems.close();
    std::unordered_set<std::string_view> files;
    std::size_t all = 0;
    std::size_t shown = 0;
    std::size_t upstreams = 0;
    std::vector<report::Assumption> assumptions;
    for (const View& view : views) {
        for (const SyntaxTree& tree : view.model->trees)
            files.insert(view.model->sources[tree.file()].path());
        all += view.model->endpoints.size();
        shown += view.endpoints.size();
        upstreams += view.upstreams.size();
        assumptions.push_back(assumption_of(*view.model, view.policy));
    }
    std::string counts = shown < all
                             ? fmt::format("{} of {}", shown, report::count(all, "endpoint"))
                             : report::count(all, "endpoint");
    if (upstreams > 0) counts += ", " + report::count(upstreams, "upstream");
    out << counts << " in " << report::count(files.size(), "file") << '\n';
    out << report::describe_assumptions(assumptions, style.width);
}

}  // namespace tlslint
