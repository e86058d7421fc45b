// Reading a snapshot: any bytes behind a right digest are a value or none, never more than they
// hold, and a value is written and read again as it is. Without the digest they are never a value.
#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "engine/snapshot.h"
#include "fuzz/fuzzers.h"

namespace sfn::fuzz {
namespace {

std::string title() { return fmt::format("sfn snapshot {}\n", engine::kSnapshotVersion); }

std::string sealed(std::string_view value) {
  return title() + sha256_hex(value) + std::string(value);
}

void check_value(const engine::Execution& execution) {
  const auto written = engine::encode_snapshot(execution);
  const auto again = engine::decode_snapshot(written);
  promise(again.has_value(), "what is written can be read");
  promise(*again == execution, "what is written is read as it was");
  promise(engine::encode_snapshot(*again) == written, "a value is written in one way");
}

void check_damage(std::string snapshot) {
  snapshot.back() = static_cast<char>(snapshot.back() ^ 1);
  promise(!engine::decode_snapshot(snapshot), "what is damaged is not read");
  snapshot.pop_back();
  promise(!engine::decode_snapshot(snapshot), "what is cut off is not read");
}

}  // namespace

void snapshot(std::string_view bytes) {
  promise(!engine::decode_snapshot(bytes) || starts_with(bytes, title()),
          "a snapshot says what it is");
  const auto whole = sealed(bytes);
  if (const auto execution = engine::decode_snapshot(whole)) check_value(*execution);
  check_damage(whole);
}

}  // namespace sfn::fuzz
