// Rules of the language as data: rules/*.json, described in README.md.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/json.h"

namespace sfn::language {

/// How one call of a function ends.
struct CallEnd {
  bool never = false;
  std::int64_t seconds = 0;  ///< Until it does.
  Json told;                 ///< The row's words for it: `output`, or `error` and `cause`.
};

struct Rule {
  std::string file;  ///< Without its suffix.
  std::string sentence;
  std::string definition;
  std::string input;
  std::map<std::string, std::vector<CallEnd>> calls;  ///< By function.
  std::optional<std::vector<std::string>> history;
  std::map<std::string, Json> details;  ///< By event id.
  Json ends;
};
void PrintTo(const Rule& rule, std::ostream* out);

/// All rows of all files, in the order of their names. Throws where a row is not as README.md says.
std::vector<Rule> read_rules(const std::string& folder);

}  // namespace sfn::language
