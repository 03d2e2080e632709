// SPDX-License-Identifier: Apache-2.0
// A whole configuration of Apache httpd: parsed, read, interpreted and judged. The first byte
// chooses the versions and whether the file is a main file or a fragment; the rest is that file up
// to a byte 1, then further files, each with its path in a line and ended by a byte 1.

#include "audit/config/policies.hpp"
#include "tests/fuzz/model_checks.hpp"

#include <map>
#include <string>

namespace {

using namespace tlslint;
using namespace tlslint::fuzz;

constexpr std::size_t longest_input = 8'192;
constexpr std::string_view releases[] = {"2.2.34", "2.4.6", "2.4.41", "2.4.71"};
constexpr const char* home = "/etc/apache2/";

void check_block(const Model& model, const SyntaxTree& tree, Block block) {
    for (const Directive directive : block) {
        check_bounds(model, directive.span());
        demand(directive.close() <= tree.text().size(), "a section that ends behind its file");
        for (const Word word : directive.args()) check_bounds(model, word.span);
        check_block(model, tree, directive.block());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    const std::string main_path =
        std::string(home) + (data[0] & 0x80 ? "site.conf" : "apache2.conf");
    auto contents = files_in({reinterpret_cast<const char*>(data) + 1, size - 1}, main_path);
    std::string main = contents.at(main_path);
    const FileSystem files = FileSystem::memory(std::move(contents));
    ReadOptions options;
    options.defines = {"TLS", "PORT=443"};
    const auto model = load({servers::find("apache"), main_path, std::move(main), {}, std::nullopt},
                            files, options, facts_of(releases, data[0] & 0x7F));
    demand(model->trees.size() == model->sources.size(), "files and trees differ in number");
    for (const SyntaxTree& tree : model->trees) {
        check_block(*model, tree, tree.directives());
        for (const Problem& problem : tree.problems()) {
            demand(problem.at.file == tree.file() && !problem.message.empty(),
                   "a problem of another file, or of nothing");
            check_span(*model, problem.at);
        }
    }
    for (const Inclusion& inclusion : model->inclusions) check_span(*model, inclusion.at);
    for (const Endpoint& endpoint : model->endpoints) check_endpoint(*model, endpoint);
    for (const FileReference& file : model->files) check_span(*model, file.at);
    for (const Remark& remark : model->remarks) check_span(*model, remark.at);
    check_judgement(*model, judge(*model, config::standard_policy(), Selection()));
    return 0;
}
