// What goes into a state's work and what comes out of the state.
//
// In JSONPath:
//
//   raw input -> InputPath -> Parameters -> work -> ResultSelector -> ResultPath -> OutputPath ->
//   output
//                                                                     (into the raw input)
//
// In JSONata, where each field knows input and result as `$states.input` and `$states.result`:
//
//   input -> Arguments -> work -> Output -> output
//
// ASL specification, "Input and Output Processing".
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/payload.h"
#include "base/result.h"
#include "engine/states/evaluation.h"
#include "engine/states/step.h"

namespace sfn::engine {

/// The raw input after InputPath and, where the state has them, Parameters; or the Arguments.
Result<Payload> effective_input(
    const Step& step, const std::optional<asl::PayloadTemplate>& parameters = std::nullopt);

/// `result` put into the raw input by ResultPath; the raw input itself where ResultPath is null.
/// Error States.ResultPathMatchFailure where the path cannot be applied.
Result<Payload> place_result(const Step& step, const asl::PathOrNull& result_path,
                             const Payload& result);

/// An `Assign`: its template, what `$` stands for in it, and what stands before its name where
/// fields of JSONata are found by their locations (`Catch[0]/`).
struct Assignment {
  const std::optional<asl::PayloadTemplate>* assign;
  const Payload& data;
  std::string within = {};
};

/// The variables that are assigned.
Result<std::map<std::string, Payload>> assigned_variables(const Step& step,
                                                          const Assignment& assignment,
                                                          Evaluation& evaluation);

/// For an event that ends the visit: those that open scopes close them, and all are looked through.
void charge_for_closing_scopes(const Step& step);

/// How a state is left: the data before OutputPath, what `$` means in its Assign, and where it
/// leads. `within` is where Output and Assign of JSONata stand: `Choices[1]/` for those of a rule.
struct Exit {
  Payload output;
  Payload assign_data;
  const std::optional<asl::PayloadTemplate>* assign;
  std::optional<std::string> next;
  std::string within = {};
};

/// OutputPath (in JSONata: Output) and Assign, then StateExited; or the state's failure.
void leave(const Step& step, const Exit& exit, Recorder& out);

}  // namespace sfn::engine
