// Fail: ends its graph with an error.
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "asl/parse/states.h"

namespace sfn::asl {
namespace {

FailState::Text read_function(const Node& node, Report& report) {
  auto function = intrinsics::Expression::parse(node.value->get_ref<const std::string&>());
  if (function) return *std::move(function);
  auto message =
      fmt::format("Value is not a valid intrinsic function call: {}", function.error().cause);
  if (auto nested = read_too_deep(node.value->get_ref<const std::string&>())) {
    report.past_limit(*node.place, std::move(message));
    return *std::move(nested);
  }
  report.error(*node.place, std::move(message));
  return std::monostate();
}

FailState::Text read_text_path(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return std::monostate();
  const bool intrinsic =
      node->value->is_string() && looks_like_intrinsic(node->value->get_ref<const std::string&>());
  if (intrinsic) return read_function(*node, fields.report());
  auto path = read_reference_path(fields, name);
  return path ? FailState::Text(*std::move(path)) : std::monostate();
}

std::optional<std::string> read_constant(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  warn_of_path(*node, fields.report());
  return read_text(*node, fields.report());
}

FailState::Text read_text_or_path(Fields& fields, const std::string& name) {
  fields.at_most_one({name, name + "Path"});
  auto constant = read_constant(fields, name);
  auto computed = read_text_path(fields, name + "Path");
  if (!std::holds_alternative<std::monostate>(computed)) return computed;
  if (constant) return *std::move(constant);
  return std::monostate();
}

FailState::Text read_jsonata_text(StateDraft& draft, std::string_view name) {
  if (keep_expression(draft.fields, name, draft)) return std::monostate();
  if (auto constant = draft.fields.text(name)) return *std::move(constant);
  return std::monostate();
}

FailState::Text read_field(StateDraft& draft, const std::string& name) {
  return draft.is_jsonata() ? read_jsonata_text(draft, name)
                            : read_text_or_path(draft.fields, name);
}

}  // namespace

FailState read_fail(StateDraft& draft) {
  draft.outline.ends = true;
  FailState fail;
  fail.error = read_field(draft, "Error");
  fail.cause = read_field(draft, "Cause");
  return fail;
}

}  // namespace sfn::asl
