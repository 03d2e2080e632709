// SPDX-License-Identifier: Apache-2.0
// JUnit's XML, as CI servers show it: a suite is a file, a test case a finding. What is only worth
// knowing passes, what is suppressed is skipped. That a report without findings is not empty, which
// some servers take for an error, one more suite says what was read.
#include "audit/report/escape_support.hpp"
#include "audit/report/place_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <pugixml.hpp>

namespace tlslint::report {
namespace {

/// What a suite counts.
struct Counts {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    Counts& operator+=(const Counts& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
        return *this;
    }
};

void put(pugi::xml_node node, const Counts& counts) {
    node.append_attribute("tests") = counts.tests;
    node.append_attribute("failures") = counts.failures;
    node.append_attribute("errors") = counts.errors;
    node.append_attribute("skipped") = counts.skipped;
}

pugi::xml_node add_case(pugi::xml_node suite, const std::string& name, const std::string& home) {
    pugi::xml_node test = suite.append_child("testcase");
    test.append_attribute("name") = name.c_str();
    test.append_attribute("classname") = home.c_str();
    return test;
}

void add_message(pugi::xml_node test, const char* kind, const std::string& message) {
    test.append_child(kind).append_attribute("message") = message.c_str();
}

std::string details(const Item& item) {
    std::string text = location(item) + ": " + safe_text(item.message);
    for (const std::string& more : {item.reason(), item.remedy()}) {
        if (!more.empty()) text += "\n" + safe_text(more);
    }
    for (const Reference& reference : item.rule->references)
        text += "\n" + printable(reference.url);
    return text;
}

Counts add(pugi::xml_node suite, const Item& item, const std::string& home) {
    Counts counts{.tests = 1};
    pugi::xml_node test = add_case(suite, printable(item.rule->name), home);
    if (item.suppression) {
        counts.skipped = 1;
        add_message(test, "skipped",
                    safe_text(item.message) + " (suppressed " + spell(*item.suppression) + ")");
    } else if (item.severity == Severity::info) {
        test.append_child("system-out").text() = details(item).c_str();
    } else {
        counts.failures = 1;
        pugi::xml_node failure = test.append_child("failure");
        failure.append_attribute("message") = safe_text(item.message).c_str();
        failure.append_attribute("type") = std::string(spell(item.severity)).c_str();
        failure.text() = details(item).c_str();
    }
    return counts;
}

/// What was read, and whether all of it was understood.
Counts add_readings(pugi::xml_node suite, const Document& document) {
    Counts counts{.tests = 1};
    const std::string skipped = describe_skipped(document.summary);
    const pugi::xml_node all = add_case(suite, "every file is understood", "tlslint");
    if (!skipped.empty()) {
        counts.errors = 1;
        add_message(all, "error", skipped);
    }
    for (const Assumption& assumption : document.assumptions) {
        ++counts.tests;
        add_case(suite, printable(assumption.deployment), "tlslint");
    }
    return counts;
}

void write(const Document& document, const Style&, std::ostream& out) {
    pugi::xml_document xml;
    pugi::xml_node declaration = xml.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = xml.append_child("testsuites");
    root.append_attribute("name") = "tlslint";
    Counts all;
    const auto add_suite = [&](const std::string& name, const auto& fill) {
        pugi::xml_node suite = root.append_child("testsuite");
        suite.append_attribute("name") = name.c_str();
        const Counts counts = fill(suite);
        put(suite, counts);
        all += counts;
    };
    add_suite("tlslint", [&](pugi::xml_node suite) { return add_readings(suite, document); });
    for (const auto& file : by_file(document)) {
        add_suite(file.name, [&](pugi::xml_node suite) {
            Counts counts;
            for (const Item* item : file.items) counts += add(suite, *item, file.name);
            return counts;
        });
    }
    put(root, all);
    xml.save(out, "  ");
}

}  // namespace

namespace formats {
extern const Reporter junit;
const Reporter junit{"junit", "JUnit's XML, a failing test case a finding", write};
}  // namespace formats
}  // namespace tlslint::report
