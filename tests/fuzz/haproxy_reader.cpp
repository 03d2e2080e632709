// SPDX-License-Identifier: Apache-2.0
// A whole configuration of HAProxy: parsed, interpreted and judged. The first byte chooses the
// versions; the rest is haproxy.cfg up to a byte 1, then further files (lists of certificates,
// certificates), each with its path in a line and ended by a byte 1.

#include "audit/config/policies.hpp"
#include "tests/fuzz/model_checks.hpp"

#include <map>
#include <string>

namespace {

using namespace tlslint;
using namespace tlslint::fuzz;

constexpr std::size_t longest_input = 8'192;
constexpr std::string_view releases[] = {"1.5.18", "1.8.30", "2.2.9", "2.4.30",
                                         "2.6.12", "3.0.11", "3.2.8", "3.4.0"};
constexpr const char* main_path = "/etc/haproxy/haproxy.cfg";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    auto contents = files_in({reinterpret_cast<const char*>(data) + 1, size - 1}, main_path);
    std::string main = contents.at(main_path);
    const FileSystem files = FileSystem::memory(std::move(contents));
    ReadOptions options;
    options.prefix = "/etc/haproxy";
    const auto model =
        load({servers::find("haproxy"), main_path, std::move(main), {}, std::nullopt}, files,
             options, facts_of(releases, data[0]));
    demand(model->trees.size() == model->sources.size(), "files and trees differ in number");
    for (const SyntaxTree& tree : model->trees) {
        for (const Problem& problem : tree.problems()) {
            demand(problem.at.file == tree.file() && !problem.message.empty(),
                   "a problem of another file, or of nothing");
            check_span(*model, problem.at);
        }
    }
    for (const Endpoint& endpoint : model->endpoints) check_endpoint(*model, endpoint);
    for (const FileReference& file : model->files) check_span(*model, file.at);
    for (const Remark& remark : model->remarks) check_span(*model, remark.at);
    check_judgement(*model, judge(*model, config::standard_policy(), Selection()));
    return 0;
}
