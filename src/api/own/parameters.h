// Parameters: reads what a request to sfn's own API gives, from its query or its body.
//
// All that is wrong is collected and told at once, and so is a parameter that nobody asked for: a
// misspelt filter must not silently give everything. Read all first, then look at verdict().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/members.h"
#include "base/result.h"
#include "base/time.h"

namespace sfn::api {

/// Names and values as texts.
using ParameterTexts = std::map<std::string, std::string>;

/// The members of a body, all of them texts. ValidationException where it is anything else.
Result<ParameterTexts> parse_parameters(std::string_view body);

class Parameters {
 public:
  explicit Parameters(ParameterTexts given) : given_(std::move(given)) {}

  // An empty text counts as not given.

  std::optional<std::string> text(const std::string& name);
  std::string required_text(const std::string& name);
  std::optional<std::int64_t> integer(const std::string& name, Range range);
  /// ISO-8601 with an offset.
  std::optional<Timestamp> time(const std::string& name);
  std::optional<std::string> word(const std::string& name, const std::vector<std::string>& words);
  /// Words with commas between them.
  std::vector<std::string> words(const std::string& name, const std::vector<std::string>& all);
  /// `true` or `false`.
  bool flag(const std::string& name);

  /// What is wrong for another reason.
  void complain(std::string problem) { problems_.push_back(std::move(problem)); }

  /// ValidationException with everything that is wrong.
  Result<void> verdict() const;

 private:
  void check_word(const std::string& name, const std::string& given,
                  const std::vector<std::string>& words);

  ParameterTexts given_;
  std::vector<std::string> known_;
  std::vector<std::string> problems_;
};

}  // namespace sfn::api
