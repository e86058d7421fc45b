// Fields of which JSONata states compute the values. What holds no expression is a constant and
// becomes what it would be in a JSONPath state; the rest is kept as it is written, for whoever
// evaluates expressions. Developer guide, "Transforming data with JSONata".
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

constexpr std::string_view kOpening = "{%";
constexpr std::string_view kClosing = "%}";

bool looks_like_expression(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return starts_with(text, kOpening) || ends_with(text, kClosing);
}

void check_delimiters(const Node& node, Report& report) {
  const auto& text = node.value->get_ref<const std::string&>();
  const bool whole = starts_with(text, kOpening) && ends_with(text, kClosing) &&
                     text.size() >= kOpening.size() + kClosing.size();
  if (whole) return;
  report.error("INVALID_JSONATA_EXPRESSION", *node.place,
               "A JSONata expression must begin with '{%' and end with '%}', with nothing around "
               "them");
}

// Whether there are any within; reports those that are not delimited as they should be.
bool has_expressions(const Node& node, Report& report) {
  if (looks_like_expression(*node.value)) {
    check_delimiters(node, report);
    return true;
  }
  bool found = false;
  for (std::size_t i = 0; node.value->is_structured() && i < node.value->size(); ++i) {
    const bool is_object = node.value->is_object();
    found |= has_expressions(is_object ? report.member(node, i) : report.element(node, i), report);
  }
  return found;
}

void keep(const Node& node, StateDraft& draft) {
  draft.state.jsonata.push_back({location_within(draft.fields.place(), *node.place), *node.value});
}

}  // namespace

std::optional<PayloadTemplate> read_value(Fields& fields, std::string_view name,
                                          StateDraft& draft) {
  if (!draft.is_jsonata()) return read_template(fields, name);
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  if (!has_expressions(*node, draft.report())) return PayloadTemplate{*node->value};
  keep(*node, draft);
  return std::nullopt;
}

std::optional<Node> keep_value(Fields& fields, std::string_view name, StateDraft& draft) {
  if (!draft.is_jsonata()) return std::nullopt;
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  has_expressions(*node, draft.report());
  keep(*node, draft);
  return node;
}

bool keep_expression(Fields& fields, std::string_view name, StateDraft& draft) {
  if (!draft.is_jsonata()) return false;
  const auto node = fields.take(name);
  if (!node || !looks_like_expression(*node->value)) return false;
  check_delimiters(*node, draft.report());
  keep(*node, draft);
  return true;
}

std::optional<NumberOrPath> read_number(Fields& fields, const std::string& name, Range range,
                                        StateDraft& draft) {
  if (!draft.is_jsonata()) return read_number_or_path(fields, name, range);
  if (keep_expression(fields, name, draft)) return std::nullopt;
  if (const auto number = fields.integer(name, range)) return NumberOrPath(*number);
  return std::nullopt;
}

}  // namespace sfn::asl
