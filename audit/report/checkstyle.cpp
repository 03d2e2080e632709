// SPDX-License-Identifier: Apache-2.0
// Checkstyle's report, which Jenkins and many others read. `source` names the rule.
#include "audit/report/escape_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <pugixml.hpp>

namespace tlslint::report {
namespace {

void add(pugi::xml_node file, const Item& item) {
    pugi::xml_node error = file.append_child("error");
    if (item.place && item.place->line > 0) {
        error.append_attribute("line") = item.place->line;
        if (const Columns columns = utf16_columns(*item.place); columns.begin > 0)
            error.append_attribute("column") = columns.begin;
    }
    error.append_attribute("severity") = std::string(spell(item.severity)).c_str();
    error.append_attribute("message") = safe_text(sentences(item)).c_str();
    error.append_attribute("source") = printable("tlslint." + item.rule->name).c_str();
}

void write(const Document& document, const Style&, std::ostream& out) {
    pugi::xml_document xml;
    pugi::xml_node declaration = xml.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = xml.append_child("checkstyle");
    root.append_attribute("version") = "4.3";
    for (const FileItems& entry : by_file(document)) {
        pugi::xml_node file;
        for (const Item* item : entry.items) {
            if (item->suppression) continue;
            if (!file) {
                file = root.append_child("file");
                file.append_attribute("name") = entry.name.c_str();
            }
            add(file, *item);
        }
    }
    xml.save(out, "  ");
}

}  // namespace

namespace formats {
extern const Reporter checkstyle;
const Reporter checkstyle{"checkstyle", "Checkstyle's XML", write, true};
}  // namespace formats
}  // namespace tlslint::report
