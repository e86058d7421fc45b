#include <fmt/format.h>

#include "asl/parse/parts.h"

namespace sfn::asl {

void refuse_for_now(Report& report, const Place& place, std::string_view what) {
  report.error(place, fmt::format("{} not supported by this version of sfn yet", what));
}

void refuse_others(const StateDraft& draft, Fields& fields, const LanguageFields& of_one_language) {
  fields.refuse_others(draft.state.query_language,
                       draft.is_jsonata() ? of_one_language.jsonpath : of_one_language.jsonata);
}

std::optional<QueryLanguage> read_query_language(Fields& fields) {
  const auto name = fields.one_of("QueryLanguage", {"JSONPath", "JSONata"});
  if (name == "JSONata") return QueryLanguage::Jsonata;
  if (name == "JSONPath") return QueryLanguage::JsonPath;
  return std::nullopt;
}

}  // namespace sfn::asl
