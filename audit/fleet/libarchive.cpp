// SPDX-License-Identifier: Apache-2.0
// libarchive brings libxml2 and ICU along. Nothing links with it; these stand for its functions.
#include "audit/fleet/loaded.hpp"

#include <archive.h>
#include <archive_entry.h>

#define REAL(name) TLSLINT_LOADED("libarchive.so.13", name)

extern "C" {

const char* archive_error_string(struct archive* archive) {
    REAL(archive_error_string);
    return real(archive);
}
int archive_read_free(struct archive* archive) {
    REAL(archive_read_free);
    return real(archive);
}
int archive_read_next_header(struct archive* archive, struct archive_entry** entry) {
    REAL(archive_read_next_header);
    return real(archive, entry);
}
int archive_read_open_filename(struct archive* archive, const char* name, size_t block) {
    REAL(archive_read_open_filename);
    return real(archive, name, block);
}
int archive_read_support_filter_bzip2(struct archive* archive) {
    REAL(archive_read_support_filter_bzip2);
    return real(archive);
}
int archive_read_support_filter_gzip(struct archive* archive) {
    REAL(archive_read_support_filter_gzip);
    return real(archive);
}
int archive_read_support_filter_xz(struct archive* archive) {
    REAL(archive_read_support_filter_xz);
    return real(archive);
}
int archive_read_support_filter_zstd(struct archive* archive) {
    REAL(archive_read_support_filter_zstd);
    return real(archive);
}
int archive_read_support_format_tar(struct archive* archive) {
    REAL(archive_read_support_format_tar);
    return real(archive);
}
la_ssize_t archive_read_data(struct archive* archive, void* bytes, size_t size) {
    REAL(archive_read_data);
    return real(archive, bytes, size);
}
struct archive* archive_read_new() {
    REAL(archive_read_new);
    return real();
}
__LA_MODE_T archive_entry_filetype(struct archive_entry* entry) {
    REAL(archive_entry_filetype);
    return real(entry);
}
const char* archive_entry_hardlink(struct archive_entry* entry) {
    REAL(archive_entry_hardlink);
    return real(entry);
}
const char* archive_entry_pathname(struct archive_entry* entry) {
    REAL(archive_entry_pathname);
    return real(entry);
}
__LA_MODE_T archive_entry_perm(struct archive_entry* entry) {
    REAL(archive_entry_perm);
    return real(entry);
}
la_int64_t archive_entry_size(struct archive_entry* entry) {
    REAL(archive_entry_size);
    return real(entry);
}
int archive_entry_size_is_set(struct archive_entry* entry) {
    REAL(archive_entry_size_is_set);
    return real(entry);
}
const char* archive_entry_symlink(struct archive_entry* entry) {
    REAL(archive_entry_symlink);
    return real(entry);
}
}
