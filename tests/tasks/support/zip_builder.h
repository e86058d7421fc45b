// Zips as a test wants them, the ill-formed ones included.
#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace sfn::tasks {

struct ZipEntry {
  std::string name;
  std::string content;
  unsigned mode = 0100644;
};

/// The bytes of a zip with these entries.
inline std::string make_zip(const std::vector<ZipEntry>& entries) {
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(buffer);
  zip_t* zip = zip_open_from_source(buffer, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, content, mode] : entries) {
    zip_source_t* source = zip_source_buffer(zip, content.data(), content.size(), 0);
    const auto index = static_cast<zip_uint64_t>(zip_file_add(zip, name.c_str(), source, 0));
    zip_file_set_external_attributes(zip, index, 0, ZIP_OPSYS_UNIX, mode << 16);
  }
  SFN_CHECK(zip_close(zip) == 0);

  zip_stat_t stat;
  SFN_CHECK(zip_source_open(buffer) == 0 && zip_source_stat(buffer, &stat) == 0);
  std::string bytes(stat.size, '\0');
  SFN_CHECK(zip_source_read(buffer, bytes.data(), bytes.size()) ==
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

}  // namespace sfn::tasks
