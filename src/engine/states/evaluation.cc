#include "engine/states/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/overloaded.h"
#include "base/text.h"
#include "engine/states/data_limit.h"
#include "engine/states/queries.h"
#include "jsonata/json_text.h"

namespace sfn::engine {
namespace {

constexpr auto kBounds = jsonata::Bounds::step_functions();
// An evaluation's step is a node evaluated, or a few items or bytes touched: a tenth of a
// microsecond.
constexpr std::int64_t kStepsPerMeterStep = 10;
// What comes before the first of them and after the last.
constexpr std::int64_t kMeterStepsToBegin = 5;

Error no_good(const asl::JsonataExpression& expression, std::string_view location,
              std::string_view why) {
  return evaluation_error(fmt::format("The JSONata expression '{}' specified for the field '{}' {}",
                                      expression.text(), location, why),
                          location);
}

Error threw(const asl::JsonataExpression& expression, std::string_view location,
            const jsonata::Error& error) {
  constexpr std::string_view kThrew = "threw an error during evaluation";
  if (error.bound == jsonata::Bound::None) {
    return no_good(expression, location,
                   fmt::format("{}. {}: {}", kThrew, error.code, error.message));
  }
  return no_good(expression, location, fmt::format("{}: {}", kThrew, error.message));
}

// The words that JSONata has for types.
std::string_view type_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "boolean";
  if (value.is_number()) return "number";
  if (value.is_string()) return "string";
  return value.is_array() ? "array" : "object";
}

// No more than the meter can pay for.
jsonata::Bounds bounds_within(const Meter& meter) {
  auto bounds = kBounds;
  if (meter.left() < kBounds.steps / kStepsPerMeterStep) {
    bounds.steps = (meter.left() + 1) * kStepsPerMeterStep;
  }
  return bounds;
}

// What so many steps of an evaluation cost. One that ran out of what the meter had left, rather
// than of what an evaluation may take, has no verdict of its own.
void charge(Meter& meter, std::int64_t steps, const jsonata::Bounds& bounds,
            const jsonata::Error* error) {
  const bool ran_out = error != nullptr && error->bound == jsonata::Bound::Steps;
  const bool no_verdict = ran_out && bounds.steps < kBounds.steps;
  meter.charge(no_verdict ? meter.left() + 1 : kMeterStepsToBegin + steps / kStepsPerMeterStep);
}

std::string wanted(const Evaluation::Bounds& bounds) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (bounds.most != Limits::max()) {
    return fmt::format("an integer from {} to {}", bounds.least, bounds.most);
  }
  if (bounds.least == Limits::min()) return "an integer";
  return fmt::format("an integer of at least {}", bounds.least);
}

}  // namespace

Error evaluation_error(std::string cause, std::string_view location) {
  return {fmt::format("{} {}", kQueryEvaluationError, location), std::move(cause)};
}

std::optional<std::string> failed_location(const Error& error) {
  const auto size = kQueryEvaluationError.size();
  if (!starts_with(error.name, kQueryEvaluationError) || error.name.size() <= size) {
    return std::nullopt;
  }
  return error.name.substr(size + 1);
}

void Evaluation::set_item(MapItem item) {
  item_ = std::move(item);
  context_.reset();
}

// ---- Fields of a type

Result<Payload> Evaluation::value(std::string_view location) {
  const auto* const field = field_at(location);
  SFN_CHECK(field != nullptr);
  std::string json;
  if (const auto appended = append(*field, std::string(location), json); !appended) {
    return appended.error();
  }
  return document_of(std::move(json));
}

Result<bool> Evaluation::boolean(std::string_view location) {
  const auto found = value(location);
  if (!found) return found.error();
  if (found->value().is_boolean()) return found->value().get<bool>();
  return wrong_type(location, "boolean", *found);
}

Result<std::string> Evaluation::text(std::string_view location) {
  const auto found = value(location);
  if (!found) return found.error();
  if (found->value().is_string()) return found->value().get<std::string>();
  return wrong_type(location, "string", *found);
}

Result<Payload> Evaluation::array(std::string_view location) {
  auto found = value(location);
  if (!found || found->value().is_array()) return found;
  return wrong_type(location, "array", *found);
}

Result<std::int64_t> Evaluation::integer(std::string_view location, const Bounds& bounds) {
  const auto found = value(location);
  if (!found) return found.error();
  const Json& number = found->value();
  if (!number.is_number()) return wrong_type(location, "number", *found);
  // What is unsigned here is too large for 63 bits.
  const bool whole = number.is_number_integer() && !number.is_number_unsigned();
  const auto count = whole ? number.get<std::int64_t>() : bounds.least;
  if (whole && count >= bounds.least && count <= bounds.most) return count;
  return evaluation_error(fmt::format("The field '{}' must be {}, but was: {}", location,
                                      wanted(bounds), found->text()),
                          location);
}

Result<double> Evaluation::number(std::string_view location) {
  const auto found = value(location);
  if (!found) return found.error();
  if (!found->value().is_number()) return wrong_type(location, "number", *found);
  return found->value().get<double>();
}

Result<Timestamp> Evaluation::timestamp(std::string_view location) {
  const auto found = text(location);
  if (!found) return found.error();
  if (const auto moment = parse_iso8601(*found)) return *moment;
  return evaluation_error(
      fmt::format("The {} field cannot be parsed as an ISO-8601 extended offset date-time format "
                  "string: {}",
                  location, *found),
      location);
}

const asl::JsonataTemplate* Evaluation::field_at(std::string_view location) const {
  const auto found = step_.state.jsonata.find(location);
  return found == step_.state.jsonata.end() ? nullptr : &found->second;
}

Error Evaluation::wrong_type(std::string_view location, std::string_view expected,
                             const Payload& found) const {
  const auto types = fmt::format("Expected '{}', but was '{}' for value: {}", expected,
                                 type_of(found.value()), found.text());
  const auto* const expression = std::get_if<asl::JsonataExpression>(&field_at(location)->node);
  if (expression == nullptr) {
    return evaluation_error(
        fmt::format("The field '{}' has an unexpected type. {}", location, types), location);
  }
  return no_good(*expression, location,
                 fmt::format("returned an unexpected result type. {}", types));
}

// ---- Templates

Result<void> Evaluation::append(const asl::JsonataTemplate& node, const std::string& location,
                                std::string& json) {
  // What it grows to is bounded on the way: expressions may name large documents many times over.
  if (json.size() > step_.bounds.payload_bytes) return size_exceeded(step_.state.name);
  return std::visit(overloaded{[&](const Json& constant) -> Result<void> {
                                 json += to_text(constant);
                                 return {};
                               },
                               [&](const asl::JsonataExpression& expression) -> Result<void> {
                                 const auto found = evaluate(expression, location);
                                 if (!found) return found.error();
                                 json += *found;
                                 return {};
                               },
                               [&](const asl::JsonataTemplate::Object& members) {
                                 return append(members, location, json);
                               },
                               [&](const asl::JsonataTemplate::Array& elements) {
                                 return append(elements, location, json);
                               }},
                    node.node);
}

Result<void> Evaluation::append(const asl::JsonataTemplate::Object& members,
                                const std::string& location, std::string& json) {
  char before = '{';
  for (const auto& [name, value] : members) {
    json += before;
    json += to_text(Json(name));
    json += ':';
    if (auto appended = append(value, fmt::format("{}/{}", location, name), json); !appended) {
      return appended;
    }
    before = ',';
  }
  json += '}';
  return {};
}

Result<void> Evaluation::append(const asl::JsonataTemplate::Array& elements,
                                const std::string& location, std::string& json) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    json += i == 0 ? '[' : ',';
    if (auto appended = append(elements[i], fmt::format("{}[{}]", location, i), json); !appended) {
      return appended;
    }
  }
  json += ']';
  return {};
}

// Halves of surrogate pairs, which JSONata lets stand by themselves, are no JSON: U+FFFD takes
// their place.
Result<Payload> Evaluation::document_of(std::string json) const {
  step_.meter.charge_bytes(json.size());
  const auto made = Payload::trusted(std::move(json));
  const auto within = check_extent(extent_of(made), step_.state.name, step_.bounds);
  if (!within) return within.error();
  if (made.text().find("\\ud") == std::string::npos) return made;
  const auto document = jsonata::Document::parse(made.text());
  SFN_CHECK(std::holds_alternative<jsonata::Document>(document));
  const Json value = jsonata::json_of(std::get<jsonata::Document>(document).value());
  return Payload::trusted(to_text(value));
}

// ---- Expressions

Result<std::string> Evaluation::evaluate(const asl::JsonataExpression& expression,
                                         const std::string& location) {
  jsonata::Arena arena;
  const auto variables = variables_of(expression, arena);
  const jsonata::Environment environment{.variables = variables,
                                         .now = step_.facts.now,
                                         .entropy = step_.facts.entropy,
                                         .bounds = bounds_within(step_.meter)};
  const auto result = expression.expression.evaluate(jsonata::Value(), environment);
  if (const auto* const error = std::get_if<jsonata::Error>(&result)) {
    charge(step_.meter, error->steps_used, environment.bounds, error);
    return threw(expression, location, *error);
  }
  const auto& outcome = std::get<jsonata::Outcome>(result);
  charge(step_.meter, outcome.steps_used(), environment.bounds, nullptr);
  if (outcome.is_nothing()) return no_good(expression, location, "returned nothing (undefined).");
  if (outcome.value().is_function()) {
    return no_good(expression, location, "returned an unsupported result type.");
  }
  auto text = outcome.text();
  if (const auto* const error = std::get_if<jsonata::Error>(&text)) {
    charge(step_.meter, environment.bounds.steps - outcome.steps_used(), environment.bounds, error);
    return threw(expression, location, *error);
  }
  return std::get<std::string>(std::move(text));
}

std::vector<jsonata::Variable> Evaluation::variables_of(const asl::JsonataExpression& expression,
                                                        jsonata::Arena& arena) {
  std::vector<jsonata::Variable> variables;
  if (!expression.of_states.empty()) variables.push_back({"states", states_of(expression, arena)});
  const Queries scope(step_, step_.visit.input);
  for (const auto& name : expression.variables) {
    const Payload* const found = scope.variable(name);
    if (found != nullptr) variables.push_back({name, read(*found)});
  }
  return variables;
}

jsonata::Value Evaluation::states_of(const asl::JsonataExpression& expression,
                                     jsonata::Arena& arena) {
  auto* const states = arena.make<jsonata::Object>();
  const auto add = [&](std::string_view name, const std::optional<Payload>& payload) {
    if (payload && expression.reads_states(name)) states->set(name, read(*payload), arena);
  };
  add("input", step_.visit.input);
  if (expression.reads_states("context")) states->set("context", context(), arena);
  add("result", states_.result);
  add("errorOutput", states_.error_output);
  return jsonata::Value::object(states);
}

jsonata::Value Evaluation::context() {
  if (!context_) context_ = jsonata::Document::of(context_object(step_, item_).value());
  return context_->value();
}

// Charged for in each step anew: what was read before is no part of the execution.
jsonata::Value Evaluation::read(const Payload& payload) {
  auto found = documents_.find(payload.identity());
  if (found == documents_.end()) {
    step_.meter.charge_bytes(payload.text().size());
    auto read = jsonata::Document::parse(payload.text());
    // What was put together from many documents may have more values than one may have.
    auto* const document = std::get_if<jsonata::Document>(&read);
    found = documents_
                .emplace(payload.identity(),
                         document != nullptr ? *document : jsonata::Document::of(payload.value()))
                .first;
  }
  return found->second.value();
}

}  // namespace sfn::engine
