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
                        [&](const Path& path) {
                          auto found = environment.find(path);
                          if (!found) throw Failure{found.error()};
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

Result<Json> Expression::evaluate(Environment& environment) const {
  try {
    return evaluate_call(parsed_->syntax.call, environment);
  } catch (const Failure& failure) {
    return failure.error;
  }
}

}  // namespace sfn::intrinsics
