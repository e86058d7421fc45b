#include "sfnctl/package.h"

#include <zip.h>

#include <memory>
#include <stdexcept>

#include "base/check.h"

namespace sfn::sfnctl {
namespace {

// 1980-01-01 00:00, the first moment that a zip can tell; written as it is, free of time zones.
constexpr zip_uint16_t kDosDate = 1 << 5 | 1;
constexpr zip_uint16_t kDosTime = 0;
constexpr zip_uint32_t kRegularFile = 0100000;

[[noreturn]] void fail(std::string_view what, zip_error_t* error) {
  throw std::runtime_error(fmt::format("cannot pack a function: {}: {}", what,
                                       error != nullptr ? zip_error_strerror(error) : "no memory"));
}

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;

void add_file(zip_t* archive, const PackedFile& file) {
  // The archive reads the content when it is closed, and `file` outlives that.
  Source source(zip_source_buffer(archive, file.content.data(), file.content.size(), 0));
  if (!source) fail(file.name, zip_get_error(archive));
  const auto index =
      zip_file_add(archive, file.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
  if (index < 0) fail(file.name, zip_get_error(archive));
  (void)source.release();  // The archive's from here on.

  const auto place = static_cast<zip_uint64_t>(index);
  const zip_uint32_t mode = kRegularFile | (file.executable ? 0755 : 0644);
  const bool set =
      zip_file_set_dostime(archive, place, kDosTime, kDosDate, 0) == 0 &&
      zip_file_set_external_attributes(archive, place, 0, ZIP_OPSYS_UNIX, mode << 16) == 0;
  if (!set) fail(file.name, zip_get_error(archive));
}

std::string bytes_of(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) {
    fail("reading back", zip_source_error(source));
  }
  std::string bytes(stat.size, '\0');
  const auto count = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  SFN_CHECK(count >= 0 && static_cast<std::size_t>(count) == bytes.size());
  return bytes;
}

}  // namespace

std::string make_zip(const std::vector<PackedFile>& files) {
  Source memory(zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (!memory) fail("opening", nullptr);
  zip_source_keep(memory.get());  // Closing the archive gives up one hold; the bytes need another.
  Archive archive(zip_open_from_source(memory.get(), ZIP_TRUNCATE, nullptr));
  if (!archive) fail("opening", zip_source_error(memory.get()));

  for (const auto& file : files) add_file(archive.get(), file);
  if (zip_close(archive.get()) != 0) fail("writing", zip_get_error(archive.get()));
  (void)archive.release();
  return bytes_of(memory.get());
}

}  // namespace sfn::sfnctl
