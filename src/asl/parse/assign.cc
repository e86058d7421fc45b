// `Assign`: a payload template whose members are variables.
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "base/limits.h"
#include "base/text.h"
#include "jsonpath/identifier.h"

namespace sfn::asl {
namespace {

std::string_view variable_of(std::string_view member, const StateDraft& draft) {
  if (draft.is_jsonata() || !ends_with(member, ".$")) return member;
  return member.substr(0, member.size() - 2);
}

void check_length(const Node& assign, std::string_view variable, Report& report) {
  if (utf8_length(variable) <= limits::kNameCharactersMax) return;
  report.past_limit(*assign.place, fmt::format("A variable name has at most {} characters: '{}…'",
                                               limits::kNameCharactersMax,
                                               utf8_prefix(variable, limits::kNameCharactersMax)));
}

std::optional<std::string> fault_of(std::string_view variable) {
  if (variable == "states") return "The variable name 'states' is reserved";
  if (jsonpath::is_identifier(variable)) return std::nullopt;
  return fmt::format("A variable name is a letter, then letters, digits and underscores: '{}'",
                     variable);
}

}  // namespace

std::optional<PayloadTemplate> read_assign(Fields& fields, StateDraft& draft) {
  const auto node = fields.take("Assign");
  if (!node || !read_fields(*node, fields.report())) return std::nullopt;
  for (const auto& member : node->value->get_ref<const Json::object_t&>()) {
    const auto variable = variable_of(member.first, draft);
    check_length(*node, variable, fields.report());
    if (const auto fault = fault_of(variable)) fields.report().error(*node->place, *fault);
    draft.scope.assigned.push_back({std::string(variable), node->place});
  }
  return read_value(fields, "Assign", draft);
}

}  // namespace sfn::asl
