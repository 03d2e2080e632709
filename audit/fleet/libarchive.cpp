// SPDX-License-Identifier: Apache-2.0
// libarchive brings libxml2 and ICU along. Nothing links with it; these stand for its functions.
#include "audit/fleet/loaded.hpp"

#include <archive.h>
#include <archive_entry.h>

#define STANDS_FOR(result, name, parameters, arguments)                                            \
    TLSLINT_STANDS_FOR("libarchive.so.13", result, name, parameters, arguments)

extern "C" {

STANDS_FOR(const char*, archive_error_string, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_free, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_next_header, (struct archive * archive, struct archive_entry** entry),
           (archive, entry))
STANDS_FOR(int, archive_read_open_filename,
           (struct archive * archive, const char* name, size_t block), (archive, name, block))
STANDS_FOR(int, archive_read_support_filter_bzip2, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_support_filter_gzip, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_support_filter_xz, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_support_filter_zstd, (struct archive * archive), (archive))
STANDS_FOR(int, archive_read_support_format_tar, (struct archive * archive), (archive))
STANDS_FOR(la_ssize_t, archive_read_data, (struct archive * archive, void* bytes, size_t size),
           (archive, bytes, size))
STANDS_FOR(struct archive*, archive_read_new, (), ())
STANDS_FOR(__LA_MODE_T, archive_entry_filetype, (struct archive_entry * entry), (entry))
STANDS_FOR(const char*, archive_entry_hardlink, (struct archive_entry * entry), (entry))
STANDS_FOR(const char*, archive_entry_pathname, (struct archive_entry * entry), (entry))
STANDS_FOR(__LA_MODE_T, archive_entry_perm, (struct archive_entry * entry), (entry))
STANDS_FOR(la_int64_t, archive_entry_size, (struct archive_entry * entry), (entry))
STANDS_FOR(int, archive_entry_size_is_set, (struct archive_entry * entry), (entry))
STANDS_FOR(const char*, archive_entry_symlink, (struct archive_entry * entry), (entry))
}
