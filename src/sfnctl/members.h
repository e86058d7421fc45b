// Members of the API's answers, read leniently: one that is absent, or of another type, reads as
// empty, so that an answer of a newer daemon never stops an older sfnctl.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"

namespace sfn::sfnctl {

std::string text_at(const Json& object, std::string_view member);
std::int64_t integer_at(const Json& object, std::string_view member);
bool has_text(const Json& object, std::string_view member);

/// The elements of an array member; an empty array where there is none.
const Json& array_at(const Json& object, std::string_view member);

/// A time, be it AWS's seconds with a fraction or sfn's ISO-8601 text.
std::optional<Timestamp> time_at(const Json& object, std::string_view member);

}  // namespace sfn::sfnctl
