// Evaluation: the fields of a JSONata state, evaluated for one step of a visit.
//
// An expression knows the variables of the visit's scope and of those around it, and `$states`:
// `input`, `context`, and `result` or `errorOutput` where the state has got so far. Time and
// entropy are those of the step's facts; what an expression gives is recorded by the events that
// follow, and never evaluated again.
//
// What an evaluation costs is counted in steps of its own, whose limit stands for the service's
// second, so that the verdict is the same everywhere; the meter is charged for them. In a turn of
// the loop, where the meter allows little, an evaluation that would take longer ends the decision
// (OverBudget), which is then made again on a thread.
//
// Developer guide, "Transforming data with JSONata".
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asl/jsonata_template.h"
#include "base/payload.h"
#include "base/result.h"
#include "base/time.h"
#include "engine/states/context_object.h"
#include "engine/states/step.h"
#include "jsonata/expression.h"

namespace sfn::engine {

inline constexpr std::string_view kQueryEvaluationError = "States.QueryEvaluationError";

/// Why an evaluation failed, and in which field; in none where `location` is empty. The error's
/// name is States.QueryEvaluationError, a blank, and the location.
Error evaluation_error(std::string cause, std::string_view location);
/// The location of such an error; nothing where it is another one.
std::optional<std::string> failed_location(const Error& error);

/// What `$states` has beside what it always has.
struct StatesVariable {
  std::optional<Payload> result = {};
  std::optional<Payload> error_output = {};
};

class Evaluation {
 public:
  explicit Evaluation(const Step& step, StatesVariable states = {})
      : step_(step), states_(std::move(states)) {}

  /// From here on `$states.context` is that of an iteration that a Map prepares.
  void set_item(MapItem item);

  /// Whether the state has a field there that has to be evaluated. Locations are AWS's: `Output`,
  /// `Choices[1]/Condition`.
  bool has(std::string_view location) const { return field_at(location) != nullptr; }

  /// The value of such a field, which the state must have. Where there is none the error is that of
  /// an evaluation, in AWS's words, or States.DataLimitExceeded. The others fail also where it is
  /// of another type.
  Result<Payload> value(std::string_view location);
  Result<bool> boolean(std::string_view location);
  Result<std::string> text(std::string_view location);
  Result<Payload> array(std::string_view location);
  Result<Timestamp> timestamp(std::string_view location);

  struct Bounds {
    std::int64_t least;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
  };
  Result<std::int64_t> integer(std::string_view location, const Bounds& bounds);
  Result<double> number(std::string_view location);

 private:
  const asl::JsonataTemplate* field_at(std::string_view location) const;
  Error wrong_type(std::string_view location, std::string_view expected,
                   const Payload& found) const;

  // The JSON text of what a part of a field gives, appended.
  Result<void> append(const asl::JsonataTemplate& node, const std::string& location,
                      std::string& json);
  Result<void> append(const asl::JsonataTemplate::Object& members, const std::string& location,
                      std::string& json);
  Result<void> append(const asl::JsonataTemplate::Array& elements, const std::string& location,
                      std::string& json);
  Result<std::string> evaluate(const asl::JsonataExpression& expression,
                               const std::string& location);
  Result<Payload> document_of(std::string json) const;

  // What the variables of an expression refer to.
  std::vector<jsonata::Variable> variables_of(const asl::JsonataExpression& expression,
                                              jsonata::Arena& arena);
  jsonata::Value states_of(const asl::JsonataExpression& expression, jsonata::Arena& arena);
  jsonata::Value context();
  jsonata::Value read(const Payload& payload);

  const Step& step_;
  StatesVariable states_;
  std::optional<MapItem> item_;
  std::optional<jsonata::Document> context_;            // Made when an expression asks for it.
  std::map<const void*, jsonata::Document> documents_;  // By the identity of their payload.
};

}  // namespace sfn::engine
