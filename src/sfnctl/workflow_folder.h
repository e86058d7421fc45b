// A workflow folder: a state machine with its functions and sample inputs, as `deploy` takes it.
//
//   order-processing/
//     workflow.asl.json        the definition; or NAME.asl.json, which also names the state machine
//     functions/
//       ValidateInput.py       Python, entry `lambda_handler`
//       Notify.mjs             Node, entry `handler`
//       Archive                an executable that speaks Lambda's runtime API
//     inputs/
//       valid.json
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace sfn::sfnctl {

/// A function, named after its file.
struct FunctionSource {
  std::string name;
  std::string runtime;  ///< As Lambda calls it: `python3.11`.
  std::string handler;
  std::string package;  ///< The zip's bytes.
};

struct WorkflowFolder {
  std::string name;                       ///< Of the state machine.
  std::string definition;                 ///< The text as it is in the file.
  std::vector<FunctionSource> functions;  ///< By name.
  std::vector<std::string> inputs;        ///< Paths, sorted.
};

/// Everything in the folder, checked as far as it can be without the daemon. Hidden files and
/// `__pycache__` are passed over; any other thing in functions/ that is no function is an error,
/// so that none is forgotten silently.
Result<WorkflowFolder> read_workflow_folder(const std::filesystem::path& folder);

}  // namespace sfn::sfnctl
