#include "jsonata/expression.h"

#include <algorithm>
#include <optional>

#include "jsonata/characters.h"
#include "jsonata/evaluator.h"
#include "jsonata/json_text.h"
#include "jsonata/parser.h"
#include "jsonata/resolve.h"

namespace sfn::jsonata {

// ---- Documents

struct Document::Body {
  std::string text;
  Arena arena;
  Value value;
};

std::variant<Document, JsonError> Document::parse(std::string text, const JsonLimits& limits) {
  auto body = std::make_shared<Body>();
  body->text = std::move(text);
  auto read = read_json(body->text, body->arena, limits);
  if (auto* const error = std::get_if<JsonError>(&read)) return std::move(*error);
  body->value = std::get<Value>(read);
  return Document(std::move(body));
}

Document Document::of(const Json& json) {
  auto body = std::make_shared<Body>();
  body->value = value_of(json, body->arena);
  return Document(std::move(body));
}

Value Document::value() const { return body_->value; }

// ---- Parsing

namespace {

void find_builtins(Syntax& syntax, const Dialect& dialect) {
  for (Node& node : syntax.nodes) {
    if (auto* const variable = node.as<syntax::Variable>()) {
      variable->builtin = find_builtin(variable->name->text, dialect);
    }
  }
}

// Throws Failure.
void parse_whole(Syntax& syntax, std::string_view source, const Dialect& dialect) {
  if (!is_sound(source)) {
    Error error;
    error.code = "S0201";
    error.message = "The expression is not UTF-8";
    throw Failure(std::move(error));
  }
  parse_into(syntax, source, dialect);
  resolve(syntax);
  find_builtins(syntax, dialect);
}

}  // namespace

std::variant<Expression, Error> Expression::parse(std::string_view source, const Dialect& dialect) {
  auto syntax = std::make_shared<Syntax>();
  try {
    parse_whole(*syntax, source, dialect);
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Expression(std::move(syntax), dialect);
}

const std::string& Expression::source() const { return syntax_->source; }

// ---- Evaluating

struct Outcome::Memory {
  explicit Memory(std::size_t limit) : arena(limit, first) {}  // NOLINT: first is left as it is.

  alignas(16) char first[2'048];  // What most evaluations can do with.
  Arena arena;
  std::shared_ptr<const Syntax> syntax;
  std::vector<std::unique_ptr<const Syntax>> evaluated;  // By $eval.
  Dialect dialect;
};

std::variant<Outcome, Error> Expression::evaluate(const Value& input,
                                                  const Environment& environment) const {
  auto memory = std::make_shared<Outcome::Memory>(environment.bounds.memory_bytes);
  memory->syntax = syntax_;
  memory->dialect = dialect_;
  const std::int64_t steps = environment.bounds.steps;
  std::optional<Evaluator> evaluator;
  const auto ended_by = [&](Error error) {
    const std::int64_t left =
        evaluator ? std::max<std::int64_t>(0, evaluator->steps_left()) : steps;
    error.steps_used = steps - left;
    return error;
  };
  try {
    evaluator.emplace(memory->dialect, environment, memory->arena, memory->evaluated);
    Outcome outcome;
    outcome.value_ = evaluator->run(*syntax_->root, input);
    outcome.steps_used_ = steps - evaluator->steps_left();
    outcome.steps_left_ = evaluator->steps_left();
    outcome.text_bytes_max_ = environment.bounds.memory_bytes;
    outcome.memory_ = std::move(memory);
    return outcome;
  } catch (const Failure& failure) {
    return ended_by(failure.error());
  } catch (const Arena::Exhausted&) {
    return ended_by(too_much_memory());
  }
}

Value Evaluator::evaluate_source(const Value& source, const Value& input, Frame& frame) {
  charge(static_cast<std::int64_t>(source.size()));
  auto syntax = std::make_unique<Syntax>();
  try {
    parse_whole(*syntax, source.text(), dialect_);
  } catch (const Failure& failure) {
    throw Failure("D3120", {.value = Value::string(failure.error().message)});
  }
  const Node& root = *syntax->root;
  evaluated_.push_back(std::move(syntax));
  const int depth = depth_;
  const int calls = calls_;
  const std::size_t open = stack_.size();
  try {
    return evaluate(root, input, frame);
  } catch (const Failure& failure) {
    if (failure.is_bound()) throw;
    depth_ = depth;
    calls_ = calls;
    stack_.shrink(open);
    throw Failure("D3121", {.value = Value::string(failure.error().message)});
  }
}

// ---- Results

std::variant<std::string, Error> Outcome::text() const {
  std::string out;
  if (value_.is_nothing()) return out;
  try {
    std::int64_t steps = steps_left_;
    append_json(out, value_, {}, {steps, text_bytes_max_});
  } catch (const Failure& failure) {
    return failure.error();
  }
  return out;
}

std::variant<Json, Error> Outcome::json() const {
  // The text's bounds are the value's, too: shared parts count as often as they occur.
  const auto printed = text();
  if (const auto* const error = std::get_if<Error>(&printed)) return *error;
  return json_of(value_);
}

bool is_about_newer_operator(const Error& error) {
  return error.code == "S0204" && is_newer_operator(error.token);
}

}  // namespace sfn::jsonata
