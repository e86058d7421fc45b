// The whole of sfnctl but its process: words in, text and an exit code out.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sfnctl/environment.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/interrupt.h"

namespace sfn::sfnctl {

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

/// `words`: the command line without the program's name.
ExitCode run_sfnctl(const std::vector<std::string>& words, const Environment& environment,
                    Streams streams, const Interrupt& interrupt);

}  // namespace sfn::sfnctl
