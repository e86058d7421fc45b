// Fail: ends its graph with an error. ASL specification, "Fail State".
#include <fmt/format.h>

#include "base/overloaded.h"
#include "engine/states/evaluation.h"
#include "engine/states/failure.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

Error no_text(std::string_view field, const std::string& query, const std::string& found) {
  return {"States.Runtime", fmt::format("The field '{}' must be a string, but '{}' refers to {}",
                                        field, query, found)};
}

Result<std::string> text_at(const Step& step, const jsonpath::Path& path, std::string_view field) {
  const auto found = Queries(step, step.visit.input).find(path);
  if (!found) {
    return Error{
        "States.Runtime",
        fmt::format("The JSONPath '{}' specified for the field '{}' could not be found in the "
                    "input '{}'",
                    path.text(), field, step.visit.input.text())};
  }
  if (found->value().is_string()) return found->value().get<std::string>();
  return no_text(field, path.text(), found->text());
}

Result<std::string> text_of(const Step& step, const intrinsics::Expression& function,
                            std::string_view field) {
  const auto value = Queries(step, step.visit.input).call(function);
  if (!value) return value.error();
  if (value->is_string()) return value->get<std::string>();
  return no_text(field, function.text(), to_text(*value));
}

Result<std::optional<std::string>> text_of(const Step& step, const asl::FailState::Text& text,
                                           std::string_view field) {
  using Text = Result<std::optional<std::string>>;
  const auto location = field.substr(0, field.size() - std::string_view("Path").size());
  if (Evaluation evaluation(step); evaluation.has(location)) {
    auto found = evaluation.text(location);
    if (!found) return found.error();
    return std::optional(std::move(*found));
  }
  return std::visit(
      overloaded{[](std::monostate) -> Text { return std::optional<std::string>(); },
                 [](const std::string& constant) -> Text { return std::optional(constant); },
                 [&](const jsonpath::Path& path) -> Text {
                   auto found = text_at(step, path, field);
                   if (!found) return found.error();
                   return std::optional(std::move(*found));
                 },
                 [&](const intrinsics::Expression& function) -> Text {
                   auto found = text_of(step, function, field);
                   if (!found) return found.error();
                   return std::optional(std::move(*found));
                 }},
      text);
}

}  // namespace

void enter(const Step& step, const asl::FailState& state, Recorder& out) {
  const auto error = text_of(step, state.error, "ErrorPath");
  if (!error) return fail(step, runtime_failure(step, error.error()), out);
  const auto cause = text_of(step, state.cause, "CausePath");
  if (!cause) return fail(step, runtime_failure(step, cause.error()), out);
  fail_scope(step, bounded({*error, *cause}), step.visit.last, out);
}

}  // namespace sfn::engine
