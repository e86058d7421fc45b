#include "engine/snapshot.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "engine/snapshot_reader.h"
#include "engine/snapshot_writer.h"

namespace sfn::engine {
namespace {

constexpr std::size_t kDigestDigits = 64;

std::string title() { return fmt::format("sfn snapshot {}\n", kSnapshotVersion); }

}  // namespace

std::string encode_snapshot(const Execution& execution) {
  const auto value = write_value(execution);
  return title() + sha256_hex(value) + value;
}

std::optional<Execution> decode_snapshot(std::string_view bytes) {
  const auto expected = title();
  if (!starts_with(bytes, expected)) return std::nullopt;
  bytes.remove_prefix(expected.size());
  if (bytes.size() < kDigestDigits) return std::nullopt;
  const auto value = bytes.substr(kDigestDigits);
  if (sha256_hex(value) != bytes.substr(0, kDigestDigits)) return std::nullopt;
  return read_value(value);
}

}  // namespace sfn::engine
