// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/groups.hpp"

#include "parsers/openssl/list.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace tlslint::openssl {
namespace {

using enum Version;
using enum GroupKind;
constexpr Protocol tls10 = Protocol::tls1_0, tls12 = Protocol::tls1_2, tls13 = Protocol::tls1_3;

// nid_list of ssl/t1_lib.c in 1.1.1w; providers/common/capabilities.c in 3.0.20 and 3.5.7 (3.2
// brought Brainpool to TLS 1.3: CHANGES). Strength of the ML-KEM groups is that of the ML-KEM part.
// clang-format off
constexpr Group table[] = {
    {0x0001, "sect163k1", "sect163k1", "K-163", curve, 80, v1_0_2, tls10, tls12},
    {0x0002, "sect163r1", "sect163r1", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0003, "sect163r2", "sect163r2", "B-163", curve, 80, v1_0_2, tls10, tls12},
    {0x0004, "sect193r1", "sect193r1", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0005, "sect193r2", "sect193r2", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0006, "sect233k1", "sect233k1", "K-233", curve, 112, v1_0_2, tls10, tls12},
    {0x0007, "sect233r1", "sect233r1", "B-233", curve, 112, v1_0_2, tls10, tls12},
    {0x0008, "sect239k1", "sect239k1", "", curve, 112, v1_0_2, tls10, tls12},
    {0x0009, "sect283k1", "sect283k1", "K-283", curve, 128, v1_0_2, tls10, tls12},
    {0x000A, "sect283r1", "sect283r1", "B-283", curve, 128, v1_0_2, tls10, tls12},
    {0x000B, "sect409k1", "sect409k1", "K-409", curve, 192, v1_0_2, tls10, tls12},
    {0x000C, "sect409r1", "sect409r1", "B-409", curve, 192, v1_0_2, tls10, tls12},
    {0x000D, "sect571k1", "sect571k1", "K-571", curve, 256, v1_0_2, tls10, tls12},
    {0x000E, "sect571r1", "sect571r1", "B-571", curve, 256, v1_0_2, tls10, tls12},
    {0x000F, "secp160k1", "secp160k1", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0010, "secp160r1", "secp160r1", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0011, "secp160r2", "secp160r2", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0012, "secp192k1", "secp192k1", "", curve, 80, v1_0_2, tls10, tls12},
    {0x0013, "secp192r1", "prime192v1", "P-192", curve, 80, v1_0_2, tls10, tls12},
    {0x0014, "secp224k1", "secp224k1", "", curve, 112, v1_0_2, tls10, tls12},
    {0x0015, "secp224r1", "secp224r1", "P-224", curve, 112, v1_0_2, tls10, tls12},
    {0x0016, "secp256k1", "secp256k1", "", curve, 128, v1_0_2, tls10, tls12},
    {0x0017, "secp256r1", "prime256v1", "P-256", curve, 128, v1_0_2, tls10, tls13},
    {0x0018, "secp384r1", "secp384r1", "P-384", curve, 192, v1_0_2, tls10, tls13},
    {0x0019, "secp521r1", "secp521r1", "P-521", curve, 256, v1_0_2, tls10, tls13},
    {0x001A, "brainpoolP256r1", "brainpoolP256r1", "", curve, 128, v1_0_2, tls10, tls12},
    {0x001B, "brainpoolP384r1", "brainpoolP384r1", "", curve, 192, v1_0_2, tls10, tls12},
    {0x001C, "brainpoolP512r1", "brainpoolP512r1", "", curve, 256, v1_0_2, tls10, tls12},
    {0x001D, "x25519", "X25519", "", curve, 128, v1_1_1, tls10, tls13},
    {0x001E, "x448", "X448", "", curve, 224, v1_1_1, tls10, tls13},
    {0x001F, "brainpoolP256r1tls13", "brainpoolP256r1tls13", "", curve, 128, v3_2, tls13, tls13},
    {0x0020, "brainpoolP384r1tls13", "brainpoolP384r1tls13", "", curve, 192, v3_2, tls13, tls13},
    {0x0021, "brainpoolP512r1tls13", "brainpoolP512r1tls13", "", curve, 256, v3_2, tls13, tls13},
    {0x0100, "ffdhe2048", "ffdhe2048", "", finite_field, 112, v3_0, tls13, tls13},
    {0x0101, "ffdhe3072", "ffdhe3072", "", finite_field, 128, v3_0, tls13, tls13},
    {0x0102, "ffdhe4096", "ffdhe4096", "", finite_field, 128, v3_0, tls13, tls13},
    {0x0103, "ffdhe6144", "ffdhe6144", "", finite_field, 128, v3_0, tls13, tls13},
    {0x0104, "ffdhe8192", "ffdhe8192", "", finite_field, 192, v3_0, tls13, tls13},
    {0x0200, "MLKEM512", "MLKEM512", "", kem, 128, v3_5, tls13, tls13},
    {0x0201, "MLKEM768", "MLKEM768", "", kem, 192, v3_5, tls13, tls13},
    {0x0202, "MLKEM1024", "MLKEM1024", "", kem, 256, v3_5, tls13, tls13},
    {0x11EB, "SecP256r1MLKEM768", "SecP256r1MLKEM768", "", hybrid, 192, v3_5, tls13, tls13},
    {0x11EC, "X25519MLKEM768", "X25519MLKEM768", "", hybrid, 192, v3_5, tls13, tls13},
    {0x11ED, "SecP384r1MLKEM1024", "SecP384r1MLKEM1024", "", hybrid, 256, v3_5, tls13, tls13},
};
// clang-format on

constexpr std::ptrdiff_t max_key_shares = 4;  // OPENSSL_CLIENT_MAX_KEY_SHARES
constexpr std::size_t longest_name =
    63;  // GROUP_NAME_BUFFER_LENGTH; 19 in 1.1.1, longer than any name there

struct NamedList {
    std::string_view name;
    std::string_view groups;
};
constexpr NamedList default_3_5{"DEFAULT", "?*X25519MLKEM768 / ?*X25519:?secp256r1 / "
                                           "?X448:?secp384r1:?secp521r1 / ?ffdhe2048:?ffdhe3072"};
constexpr NamedList suite_b_3_5{"DEFAULT_SUITE_B", "?secp256r1:?secp384r1"};

// One list on its way through the library (gid_cb, tuple_cb and tls1_set_groups_list of
// ssl/t1_lib.c in 3.5.7; gid_cb of 3.0.20). DEFAULT is a list inside the list; no list of ours
// contains another.
class Reader {
  public:
    Reader(std::string_view text, Version version) : text_(text), version_(version) {}
    GroupList finish();

  private:
    struct Marks {
        bool key_share = false;
        bool ignore_unknown = false;
        bool remove = false;
    };

    bool tuples(std::string_view list);
    bool tuple(std::string_view items);
    bool item(std::string_view written);
    bool insert(const NamedList& list, std::string_view written, Marks marks);
    bool group(std::string_view name, std::string_view written, Marks marks);
    void close_tuple();
    bool refuse(GroupsRefusal why, std::string_view at);

    [[nodiscard]] Range range(std::string_view part) const {
        return inserted_ ? *inserted_ : range_in(text_, part);
    }

    std::string_view text_;
    Version version_;
    GroupList list_;
    std::uint32_t tuple_ = 0;
    std::optional<Range> inserted_;  // the DEFAULT whose list is being read
};

GroupList Reader::finish() {
    const bool is_blank = std::all_of(text_.begin(), text_.end(), is_space);
    if (version_ < v3_5) {
        tuple(text_);
    } else if (!is_blank && tuples(text_)) {
        const auto shares = std::count_if(list_.groups.begin(), list_.groups.end(),
                                          [](const GroupList::Listed& g) { return g.key_share; });
        if (shares > max_key_shares) refuse(GroupsRefusal::too_many_shares, text_);
    }
    if (!list_.ok()) {
        list_.groups.clear();
        return std::move(list_);
    }
    // A tuple that `-` emptied is gone.
    std::uint32_t number = 0;
    for (std::size_t i = 0, last = 0; i < list_.groups.size(); ++i) {
        const std::uint32_t own = list_.groups[i].tuple;
        if (i > 0 && own != last) ++number;
        last = own;
        list_.groups[i].tuple = number;
    }
    return std::move(list_);
}

bool Reader::tuples(std::string_view list) {
    const std::vector<std::string_view> all = split(list, '/');
    for (std::size_t i = 0; i < all.size(); ++i) {
        // DEFAULT goes on with the tuple it stands in and leaves its last one open.
        if (inserted_ && i > 0) close_tuple();
        if (!tuple(all[i])) return false;
        if (!inserted_) close_tuple();
    }
    return true;
}

bool Reader::tuple(std::string_view items) {
    const std::vector<std::string_view> all = split(items, ':');
    return std::all_of(all.begin(), all.end(),
                       [&](std::string_view written) { return item(written); });
}

bool Reader::item(std::string_view written) {
    if (written.empty()) return refuse(GroupsRefusal::empty_item, written);
    Marks marks;
    if (version_ < v3_5) return group(written, written, marks);

    std::string_view name = written;
    while (!name.empty() && (name.front() == '*' || name.front() == '?' || name.front() == '-')) {
        bool& mark = name.front() == '*'   ? marks.key_share
                     : name.front() == '?' ? marks.ignore_unknown
                                           : marks.remove;
        if (std::exchange(mark, true)) return refuse(GroupsRefusal::marks, written);
        name.remove_prefix(1);
    }
    if (name.empty()) return refuse(GroupsRefusal::marks, written);
    for (const NamedList* list : {&default_3_5, &suite_b_3_5}) {
        if (equal_without_case(name, list->name)) return insert(*list, written, marks);
    }
    return group(name, written, marks);
}

bool Reader::insert(const NamedList& list, std::string_view written, Marks marks) {
    if (marks.ignore_unknown || marks.remove) return refuse(GroupsRefusal::marks, written);
    // '*' is put in front of the whole list, whose first group must not have one already.
    const std::string groups = (marks.key_share ? "*" : "") + std::string(list.groups);
    inserted_ = range(written);
    const bool ok = tuples(groups);
    inserted_.reset();
    return ok;
}

bool Reader::group(std::string_view name, std::string_view written, Marks marks) {
    const Group* const known = find_group(name, version_);
    if (known == nullptr) {
        if (!marks.ignore_unknown || name.size() > longest_name)
            return refuse(GroupsRefusal::unknown, written);
        list_.ignored.push_back(range(written));
        return true;
    }
    const auto listed = std::find_if(list_.groups.begin(), list_.groups.end(),
                                     [&](const GroupList::Listed& g) { return g.group == known; });
    const bool is_listed = listed != list_.groups.end();
    if (marks.remove) {
        if (is_listed) list_.groups.erase(listed);
    } else if (!is_listed) {
        list_.groups.push_back({known, tuple_, marks.key_share, range(written)});
    } else if (version_ < v3_5) {
        return refuse(GroupsRefusal::duplicate, written);
    }
    return true;
}

void Reader::close_tuple() {
    ++tuple_;
}

bool Reader::refuse(GroupsRefusal why, std::string_view at) {
    list_.refusal = why;
    list_.refused_at = range(at);
    return false;
}

}  // namespace

std::span<const Group> groups() {
    return table;
}

const Group* find_group(std::uint16_t id) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Group& g) { return g.id == id; });
    return found == std::end(table) ? nullptr : found;
}

const Group* find_group(std::string_view name, Version version) {
    if (name.empty()) return nullptr;
    const auto is_name = [&](std::string_view known) {
        return version >= v3_5 ? equal_without_case(name, known) : name == known;
    };
    for (const Group& g : table) {
        if (version < g.since) continue;
        if (is_name(g.openssl) || is_name(g.nist) || (version >= v3_0 && is_name(g.name)))
            return &g;
    }
    return nullptr;
}

const Group* find_group_anywhere(std::string_view name) {
    return find_group(name, versions.back());
}

bool GroupList::contains(const Group& group) const {
    return std::any_of(groups.begin(), groups.end(),
                       [&](const Listed& listed) { return listed.group == &group; });
}

GroupList parse_groups(std::string_view text, Version version) {
    if (text.size() > max_text) return {.refusal = GroupsRefusal::limit};
    return Reader(text, version).finish();
}

std::string_view default_groups(Version version) {
    switch (version) {
    // eccurves_auto of 1.0.2: of a server that asks for automatic curves. Any other offers no ECDHE
    // at all.
    case v1_0_2:
        return "prime256v1:secp521r1:brainpoolP512r1:brainpoolP384r1:secp384r1:brainpoolP256r1:"
               "secp256k1:sect571r1:sect571k1:sect409k1:sect409r1:sect283k1:sect283r1";
    // eccurves_default of 1.1.1, supported_groups_default of 3.0 (without its GOST groups).
    case v1_1_1: return "X25519:prime256v1:X448:secp521r1:secp384r1";
    case v3_0:
    case v3_2:
        return "X25519:prime256v1:X448:secp521r1:secp384r1:"
               "ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";
    case v3_5: return default_3_5.groups;
    }
    return "";
}

std::vector<const Group*> key_shares(const GroupList& list, Version version) {
    const auto can_share = [&](const GroupList::Listed& g) {
        return version < v3_0 || g.group->newest == tls13;  // 1.1.1 would use any curve
    };
    std::vector<const Group*> shares;
    for (const GroupList::Listed& g : list.groups) {
        if (g.key_share && can_share(g)) shares.push_back(g.group);
    }
    if (!shares.empty()) return shares;
    const auto first = std::find_if(list.groups.begin(), list.groups.end(), can_share);
    if (first != list.groups.end()) shares.push_back(first->group);
    return shares;
}

}  // namespace tlslint::openssl
