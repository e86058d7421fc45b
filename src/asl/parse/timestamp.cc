#include "asl/parse/parts.h"

namespace sfn::asl {

std::optional<Timestamp> read_timestamp(const Node& node, Report& report) {
  const auto text = read_text(node, report);
  if (!text) return std::nullopt;
  const auto timestamp = parse_iso8601(*text);
  if (!timestamp) report.error(*node.place, "String does not match RFC3339 timestamp");
  return timestamp;
}

}  // namespace sfn::asl
