// Fail: ends its graph with an error.
#include <fmt/format.h>

#include "asl/parse/parts.h"
#include "asl/parse/states.h"

namespace sfn::asl {
namespace {

std::optional<jsonpath::Path> read_text_path(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  const bool intrinsic =
      node->value->is_string() && looks_like_intrinsic(node->value->get_ref<const std::string&>());
  if (!intrinsic) return read_reference_path(fields, name);
  refuse_for_now(fields.report(), *node->place, "Intrinsic functions are");
  return std::nullopt;
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
  if (auto path = read_text_path(fields, name + "Path")) return *std::move(path);
  if (constant) return *std::move(constant);
  return std::monostate();
}

}  // namespace

FailState read_fail(StateDraft& draft) {
  draft.outline.ends = true;
  FailState fail;
  fail.error = read_text_or_path(draft.fields, "Error");
  fail.cause = read_text_or_path(draft.fields, "Cause");
  return fail;
}

}  // namespace sfn::asl
