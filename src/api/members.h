// Members: reads the parameters of a request and checks them as the service's model asks.
//
// Every violation is collected, so that the caller learns of all at once, in AWS's words
// (`2 validation errors detected: Value '' at 'name' failed to satisfy constraint: …; …`). Read
// everything first, then look at verdict(); until then what was read may be empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// Lengths in characters, or values of a number, both ends included.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = INT64_MAX;
};

/// How errors spell the members: as requests do, or, as AWS Lambda does it, `Timeout` as `timeout`.
enum class Spelling { AsSent, LowerCamel };

class Members {
 public:
  /// `params` must be an object and outlive this. `path` is what stands before its members' names
  /// in errors, such as `loggingConfiguration.`; empty for a request itself.
  explicit Members(const Json& params, std::string_view path = {},
                   Spelling spelling = Spelling::AsSent)
      : params_(params), path_(path), spelling_(spelling) {}

  std::string required_text(std::string_view name, Range length = {});
  std::optional<std::string> text(std::string_view name, Range length = {});
  /// A text that must be one of `values`.
  std::optional<std::string> word(std::string_view name, const std::vector<std::string>& values);
  std::optional<std::int64_t> integer(std::string_view name, Range value = {});
  std::optional<double> number(std::string_view name, Range value = {});
  std::optional<bool> boolean(std::string_view name);
  /// An object or array as it is, or null.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name);

  /// Adds a violation that none of the above finds: what the member must do, such as `satisfy …`.
  void object_to(std::string_view name, std::string_view constraint);

  /// ValidationException with all violations; SerializationException where a member has the wrong
  /// type.
  Result<void> verdict() const;

 private:
  const Json* find(std::string_view name) const;
  std::string place_of(std::string_view name) const;
  template <typename Test>
  const Json* typed(std::string_view name, Test test, std::string_view expected);
  void violation(const Json* value, std::string_view name, std::string_view constraint);
  void check_length(const Json& value, std::string_view name, Range length);

  const Json& params_;
  std::string path_;
  Spelling spelling_;
  std::vector<std::string> violations_;
  std::optional<std::string> wrong_type_;
};

}  // namespace sfn::api
