#include <fmt/format.h>

#include "asl/parse/parts.h"

namespace sfn::asl {

void refuse_for_now(Report& report, const Place& place, std::string_view what) {
  report.error(place, fmt::format("{} not supported by this version of sfn yet", what));
}

QueryLanguage read_query_language(const Node& node, Report& report) {
  const auto name = read_text(node, report);
  if (name == "JSONata") {
    refuse_for_now(report, *node.place, "JSONata is");
    return QueryLanguage::Jsonata;
  }
  if (name && *name != "JSONPath") {
    report.error(*node.place, "Value should be one of the following: [JSONPath, JSONata]");
  }
  return QueryLanguage::JsonPath;
}

}  // namespace sfn::asl
