// What goes into a state's work and what comes out of the state.
//
//   raw input -> InputPath -> Parameters -> work -> ResultSelector -> ResultPath -> OutputPath ->
//   output
//                                                                     (into the raw input)
//
// ASL specification, "Input and Output Processing".
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/payload.h"
#include "base/result.h"
#include "engine/states/step.h"

namespace sfn::engine {

/// The raw input after InputPath and, where the state has them, Parameters.
Result<Payload> effective_input(
    const Step& step, const std::optional<asl::PayloadTemplate>& parameters = std::nullopt);

/// `result` put into the raw input by ResultPath; the raw input itself where ResultPath is null.
/// Error States.ResultPathMatchFailure where the path cannot be applied.
Result<Payload> place_result(const Step& step, const asl::PathOrNull& result_path,
                             const Payload& result);

/// The variables that a template assigns; `data` is what `$` stands for in it.
Result<std::map<std::string, Payload>> assigned_variables(
    const Step& step, const std::optional<asl::PayloadTemplate>& assign, const Payload& data);

/// For an event that ends the visit: those that open scopes close them, and all are looked through.
void charge_for_closing_scopes(const Step& step);

/// How a state is left: the data before OutputPath, what `$` means in its Assign, and where it
/// leads.
struct Exit {
  Payload output;
  Payload assign_data;
  const std::optional<asl::PayloadTemplate>* assign;
  std::optional<std::string> next;
};

/// OutputPath and Assign, then StateExited; or the state's failure.
void leave(const Step& step, const Exit& exit, Recorder& out);

}  // namespace sfn::engine
