#include "jsonata/functions/library.h"

#include <algorithm>
#include <string>
#include <vector>

#include "jsonata/characters.h"

namespace sfn::jsonata {
namespace {

std::vector<Builtin> all_builtins() {
  std::vector<Builtin> builtins;
  for (const auto family :
       {functions::strings(), functions::matching(), functions::encoding(), functions::numeric(),
        functions::aggregation(), functions::booleans(), functions::arrays(), functions::objects(),
        functions::higher_order(), functions::date_time(), functions::control(),
        functions::step_functions()}) {
    for (const auto& declaration : family) {
      builtins.push_back({.name = declaration.name,
                          .run = declaration.run,
                          .arity = declaration.arity,
                          .signature = Signature::parse(declaration.signature),
                          .only = declaration.only});
    }
  }
  std::stable_sort(builtins.begin(), builtins.end(),
                   [](const Builtin& a, const Builtin& b) { return a.name < b.name; });
  return builtins;
}

bool is_in(const Builtin& builtin, const Dialect& dialect) {
  switch (builtin.only) {
    case Builtin::Only::Always:
      return true;
    case Builtin::Only::WithEval:
      return dialect.eval;
    case Builtin::Only::InStates:
      return dialect.states_functions;
    case Builtin::Only::NotInStates:
      return !dialect.states_functions;
  }
  return false;
}

}  // namespace

const Builtin* find_builtin(std::string_view name, const Dialect& dialect) {
  static const std::vector<Builtin> kBuiltins = all_builtins();
  auto found = std::lower_bound(kBuiltins.begin(), kBuiltins.end(), name,
                                [](const Builtin& b, std::string_view n) { return b.name < n; });
  for (; found != kBuiltins.end() && found->name == name; ++found) {
    if (is_in(*found, dialect)) return &*found;
  }
  return nullptr;
}

namespace functions {

void charge_search(Evaluator& run, std::string_view text, std::string_view wanted) {
  constexpr std::size_t kLong = 32;
  run.charge_characters(wanted.size() < kLong ? text.size() : text.size() * 2);
  run.charge_characters(wanted.size());
}

std::size_t find_charged(Evaluator& run, std::string_view text, std::string_view wanted) {
  charge_search(run, text, wanted);
  return find_text(text, wanted);
}

Value call_for_item(Invocation& call, const Value& function, std::span<const Value> arguments) {
  const auto wanted = static_cast<std::size_t>(std::max(1, arity_of(function)));
  return call.run.apply(function, arguments.first(std::min(wanted, arguments.size())),
                        Value::null(), call.frame);
}

}  // namespace functions
}  // namespace sfn::jsonata
