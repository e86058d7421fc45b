#include "sfnctl/cells.h"

#include "sfnctl/human.h"

namespace sfn::sfnctl {

Cell time_cell(std::optional<Timestamp> time, Tone tone) {
  if (!time) return "";
  return {human_time(*time), tone, to_iso8601(*time)};
}

Cell time_ms_cell(std::optional<Timestamp> time, Tone tone) {
  if (!time) return "";
  return {human_time_ms(*time), tone, to_iso8601(*time)};
}

Cell duration_cell(milliseconds duration) {
  const auto ms = std::max<std::int64_t>(duration.count(), 0);
  return {human_duration(duration), Tone::Plain, fmt::format("{}.{:03}", ms / 1000, ms % 1000)};
}

Cell bytes_cell(std::int64_t bytes) {
  return {human_bytes(bytes), Tone::Plain, std::to_string(bytes)};
}

}  // namespace sfn::sfnctl
