// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/facts.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint::apache {

/// How httpd cuts the words behind a directive's name for its handler (enum cmd_how).
enum class Arguments : std::uint8_t {
    raw,  // as one text: the handler's business
    take1,
    take2,
    iterate,   // one and more
    iterate2,  // two and more
    flag,      // on or off; what follows is passed over
    none,
    take12,
    take3,
    take23,
    take123,
    take13,
    list  // any number
};

/// Where a directive may stand: bits of httpd's req_override.
namespace place {
inline constexpr unsigned limit = 1, options = 2, file_info = 4, authentication = 8, indexes = 16,
                          unset = 32, directory = 64, server = 128, while_reading = 256,
                          proxy = 2048;
inline constexpr unsigned in_server = server | options | file_info | indexes | unset;
inline constexpr unsigned in_directory =
    directory | limit | options | file_info | authentication | indexes | unset;
}  // namespace place

struct DirectiveFacts {
    std::string_view name;    // a section's with its '<'
    std::string_view module;  // "ssl_module"
    Arguments arguments;
    unsigned places;
    bool not_in_vhost;  // refuses to stand in a <VirtualHost>
    std::string_view help;
};

/// The rows of a name, in whatever case: several where more than one module has it, none where none
/// of httpd's has.
[[nodiscard]] std::span<const DirectiveFacts> find_directives(std::string_view name, bool section);
/// When httpd has a directive. Distributions that keep a number may have it earlier.
struct Life {
    ServerVersion since{};  // the first release; {}: all of 2.4
    ServerVersion gone{};   // the first without; {}: still there
};
[[nodiscard]] Life life_of(std::string_view name);
/// The name that one is most like, "" if none is close.
[[nodiscard]] std::string_view nearest_directive(std::string_view name, bool section);
/// Whether a module is httpd's own, so that all of its directives are known.
[[nodiscard]] bool is_known_module(std::string_view symbol);

/// What httpd says of the arguments before any handler sees them: "takes one argument", … ; "" if
/// it says nothing. `words` have no words of what a section's last '>' cuts off.
[[nodiscard]] std::string_view argument_complaint(Arguments kind,
                                                  std::span<const std::string_view> words);

}  // namespace tlslint::apache
