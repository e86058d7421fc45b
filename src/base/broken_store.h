// BrokenStore: a row of the event store is not what any sfn has written there.
//
// Whoever makes something of a row throws it; nobody repairs a row, so that it ends the process
// (sfnd/last_words.h says which file it was about). A mistake of ours is SFN_CHECK instead.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "base/json.h"
#include "base/text.h"

namespace sfn {

class BrokenStore : public std::runtime_error {
 public:
  explicit BrokenStore(const std::string& what) : std::runtime_error(what) {}

  /// `row` names table and key; `why` says what is wrong with it.
  BrokenStore(std::string_view row, std::string_view why)
      : BrokenStore(fmt::format("{}: {}", row, why)) {}
};

/// A part of what was found in a row, to be shown: it may be of any size.
inline std::string as_found(std::string_view found) {
  constexpr std::size_t kShownCharactersMax = 40;
  const auto shown = utf8_prefix(found, kShownCharactersMax);
  return fmt::format("'{}{}'", shown, shown.size() < found.size() ? "…" : "");
}

/// What `read` makes of the JSON in a column of `row`. It may ask for members without a look
/// whether they are there.
template <typename Read>
auto read_stored_json(std::string_view text, std::string_view row, Read read) {
  const auto json = parse_json(text);
  if (!json) throw BrokenStore(row, fmt::format("no JSON: {}", as_found(text)));
  try {
    return read(*json);
  } catch (const BrokenStore&) {
    throw;
  } catch (const std::exception& error) {
    throw BrokenStore(row, error.what());
  }
}

/// The object in a column of `row`.
inline Json stored_object(std::string_view text, std::string_view row) {
  return read_stored_json(text, row, [&](const Json& json) {
    if (!json.is_object())
      throw BrokenStore(row, fmt::format("no JSON object: {}", as_found(text)));
    return json;
  });
}

}  // namespace sfn
