// Json: the one door to JSON values and texts.
//
// A value is nlohmann's basic_json over an object container of ours, so that members keep their
// order and large objects stay fast. Text enters through parse_json, which bounds depth and
// members and says where an error is; text leaves through to_text, which never throws.
//
// `Json{x}` makes an array of one element: write `Json(x)` or `=`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ordered_object.h"
#include "base/result.h"

namespace sfn {

using Json = nlohmann::basic_json<OrderedObject, std::vector, std::string, bool, std::int64_t,
                                  std::uint64_t, double>;

/// What a text may hold at most.
struct JsonLimits {
  std::size_t depth = 1'000;        ///< Nested arrays and objects.
  std::size_t values = 10'000'000;  ///< Values of any kind, members and elements included.
};

/// Why a text is not JSON, and where. Line and column count from 1, the column in bytes.
struct JsonError {
  std::string message;
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t offset = 0;  ///< Bytes before the place of the error.

  /// `line 3, column 7: unexpected ','`.
  std::string text() const;
};

/// The value that `text` holds, or the first error in it. Of members with one name the last wins.
/// Integers beyond 64 bits become doubles; numbers beyond a double's range are errors, as are a
/// byte order mark and halves of surrogate pairs.
std::variant<Json, JsonError> parse_json_located(std::string_view text,
                                                 const JsonLimits& limits = {});

/// As above, with the place of the error told in the cause.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

/// The value as text without blanks. Bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& value);

/// Indented by two spaces, for people.
std::string to_pretty_text(const Json& value);

/// About as many bytes as the value's text has, without making it: what it costs to copy.
std::size_t rough_size(const Json& value);

/// Equality as JSON sees it: members in any order, 1 equal to 1.0.
bool same_json(const Json& a, const Json& b);

/// The member of an object, or null where `value` is no object or has none of that name.
const Json* find_member(const Json& value, std::string_view name);

}  // namespace sfn
