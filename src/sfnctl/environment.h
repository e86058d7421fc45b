// Environment: what sfnctl takes from its process, as a value, so that tests can give another.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/time.h"

namespace sfn::sfnctl {

struct Environment {
  std::map<std::string, std::string, std::less<>> variables;
  bool terminal_out = false;  ///< Whether a person reads stdout directly.
  bool terminal_err = false;
  std::size_t columns = 0;  ///< Of the terminal; 0 where there is none to fit.
  std::function<Timestamp()> now;

  /// The variable's value; empty where it is not set.
  std::string_view get(std::string_view variable) const {
    const auto it = variables.find(variable);
    return it == variables.end() ? std::string_view() : std::string_view(it->second);
  }
};

}  // namespace sfn::sfnctl
