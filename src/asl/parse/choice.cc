// Choice: leads on by the first rule that matches.
#include "asl/parse/parts.h"
#include "asl/parse/states.h"

namespace sfn::asl {

ChoiceState read_choice(StateDraft& draft) {
  ChoiceState choice;
  if (const auto rules = draft.fields.array("Choices")) {
    for (std::size_t i = 0; i < rules->value->size(); ++i) {
      auto rule = read_choice_rule(draft.report().element(*rules, i), draft);
      if (rule) choice.choices.push_back(*std::move(rule));
    }
  } else {
    draft.outline.broken = true;
  }
  choice.default_next = read_target(draft.fields, "Default", draft);
  return choice;
}

}  // namespace sfn::asl
