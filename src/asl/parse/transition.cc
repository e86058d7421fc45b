// How a state leads on: `Next`, `End`, `Default` and the `Next` of rules and catchers.
#include "asl/parse/parts.h"

namespace sfn::asl {

std::optional<std::string> read_target(Fields& fields, std::string_view name, StateDraft& draft) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  auto target = read_text(*node, draft.report());
  if (target) {
    draft.outline.targets.push_back({*target, node->place});
  } else {
    draft.outline.broken = true;
  }
  return target;
}

std::string read_required_next(Fields& fields, StateDraft& draft) {
  if (fields.has("Next")) return read_target(fields, "Next", draft).value_or("");
  fields.require("Next");
  draft.outline.broken = true;
  return "";
}

Transition read_transition(StateDraft& draft) {
  const bool end = draft.fields.flag("End");
  if (end == draft.fields.has("Next")) {
    draft.fields.error(end ? "Only one of these fields is allowed: [Next, End]"
                           : "Exactly one of these fields is required: [Next, End]");
    draft.outline.broken = true;
  }
  draft.outline.ends = end;
  return {read_target(draft.fields, "Next", draft)};
}

}  // namespace sfn::asl
