// Definitions that the user names on the command line: files, folders that hold some, standard
// input.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "base/result.h"
#include "sfnctl/interrupt.h"

namespace sfn::sfnctl {

struct DefinitionFile {
  std::string name;  ///< As errors call it: the path as given, `-` for standard input.
  std::string text;
  std::vector<std::string> functions;  ///< Those of the workflow folder that the file lies in.
};

/// The definition in each file; of a folder those in every `*.asl.json` below it, some levels deep,
/// sorted; for `-` what `standard_input` holds. An error where one cannot be read, or a folder
/// holds none.
Result<std::vector<DefinitionFile>> read_definitions(const std::vector<std::string>& words,
                                                     std::istream& standard_input,
                                                     const Interrupt& interrupt);

}  // namespace sfn::sfnctl
