// Input: a JSON document that the user names on the command line.
#pragma once

#include <iosfwd>
#include <string>

#include "base/result.h"
#include "sfnctl/interrupt.h"

namespace sfn::sfnctl {

/// The text as given if it is JSON; the content of FILE for `@FILE`, or for FILE if there is such a
/// file; what `standard_input` holds for `-`; `{}` for the empty text. The error says where the
/// document is broken. Ctrl-C ends the reading of `standard_input` (kInterrupted).
Result<std::string> read_input(const std::string& given, std::istream& standard_input,
                               const Interrupt& interrupt);

/// All that a stream holds. Ctrl-C ends the reading (kInterrupted).
Result<std::string> read_stream(std::istream& stream, const Interrupt& interrupt);

/// A whole file, or why not.
Result<std::string> read_file(const std::string& path);

}  // namespace sfn::sfnctl
