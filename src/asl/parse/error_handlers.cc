// What retriers and catchers have in common: a list of handlers, each for the errors that it names.
#include <algorithm>

#include "asl/parse/parts.h"

namespace sfn::asl {

void for_each_handler(StateDraft& draft, std::string_view name,
                      const std::function<void(Fields&, bool last)>& read) {
  const auto node = draft.fields.take(name);
  if (!node) return;
  if (!node->value->is_array()) {
    draft.report().error(*node->place, "Expected value of type [ARRAY]");
    return;
  }
  for (std::size_t i = 0; i < node->value->size(); ++i) {
    auto fields = read_fields(draft.report().element(*node, i), draft.report());
    if (fields) read(*fields, i + 1 == node->value->size());
  }
}

std::vector<std::string> read_error_equals(Fields& fields, bool last) {
  std::vector<std::string> names;
  const auto node = fields.array("ErrorEquals");
  if (!node) return names;
  for (std::size_t i = 0; i < node->value->size(); ++i) {
    auto name = read_text(fields.report().element(*node, i), fields.report());
    if (name) names.push_back(*std::move(name));
  }
  if (std::find(names.begin(), names.end(), "States.ALL") == names.end()) return names;
  if (names.size() > 1) {
    fields.report().error(*node->place, "'States.ALL' must be the only name in 'ErrorEquals'");
  }
  if (!last) {
    fields.report().error(*node->place, "'States.ALL' must be in the last entry of the list");
  }
  return names;
}

}  // namespace sfn::asl
