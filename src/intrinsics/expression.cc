#include "intrinsics/expression.h"

#include <utility>

#include "base/overloaded.h"
#include "intrinsics/function.h"
#include "intrinsics/parser.h"

namespace sfn::intrinsics {

struct Expression::Parsed {
  std::string text;
  Syntax syntax;
};

namespace {

using jsonpath::Match;
using jsonpath::Path;

Json evaluate_call(const Call& call, Environment& environment);

Match evaluate_argument(const Argument& argument, Environment& environment) {
  return std::visit(overloaded{
                        [](const Constant& constant) { return Match(constant.value); },
                        [&](const Lookup& lookup) {
                          auto found = environment.find(lookup.path);
                          if (!found) {
                            throw Fault{found.error(), lookup.offset, lookup.path.text().size()};
                          }
                          return std::move(*found);
                        },
                        [&](const Call& inner) { return Match(evaluate_call(inner, environment)); },
                    },
                    argument);
}

Json evaluate_call(const Call& call, Environment& environment) {
  std::vector<Match> arguments;
  for (const auto& argument : call.arguments) {
    arguments.push_back(evaluate_argument(argument, environment));
  }
  return call.function->body(Invocation(call, std::move(arguments), environment));
}

}  // namespace

Expression::Expression(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}

Result<Expression> Expression::parse(std::string_view text, int nesting_max) {
  auto syntax = parse_expression(text, nesting_max);
  if (!syntax) return syntax.error();
  return Expression(std::make_shared<const Parsed>(Parsed{std::string(text), std::move(*syntax)}));
}

const std::string& Expression::text() const { return parsed_->text; }
const std::vector<Path>& Expression::paths() const { return parsed_->syntax.paths; }

std::variant<Json, Fault> Expression::try_evaluate(Environment& environment) const {
  try {
    return evaluate_call(parsed_->syntax.call, environment);
  } catch (const Fault& fault) {
    return fault;
  }
}

Result<Json> Expression::evaluate(Environment& environment) const {
  auto evaluated = try_evaluate(environment);
  if (const auto* fault = std::get_if<Fault>(&evaluated)) return fault->error;
  return std::get<Json>(std::move(evaluated));
}

}  // namespace sfn::intrinsics
