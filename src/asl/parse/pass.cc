// Pass: hands its input, or a constant, on.
#include "asl/parse/parts.h"
#include "asl/parse/states.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

bool is_path_text(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return starts_with(text, "$.") || starts_with(text, "$[") || starts_with(text, "$$.");
}

// A member that would be computed elsewhere, or text that would be a path.
bool has_path(const Json& value) {
  if (!value.is_structured()) return is_path_text(value);
  for (const auto& member : value.items()) {
    if (value.is_object() && ends_with(member.key(), ".$")) return true;
    if (has_path(member.value())) return true;
  }
  return false;
}

std::optional<Json> read_result(StateDraft& draft) {
  const auto node = draft.fields.take("Result");
  if (!node) return std::nullopt;
  if (has_path(*node->value)) {
    draft.report().warning("PASS_RESULT_IS_STATIC", *node->place,
                           "The Result of a Pass state is taken literally, paths included; use "
                           "'Parameters' to compute it");
  }
  return *node->value;
}

}  // namespace

PassState read_pass(StateDraft& draft) {
  PassState pass;
  if (!draft.is_jsonata()) {
    pass.result = read_result(draft);
    pass.parameters = read_template(draft.fields, "Parameters");
    pass.result_path = read_result_path(draft.fields);
  }
  pass.transition = read_transition(draft);
  return pass;
}

}  // namespace sfn::asl
