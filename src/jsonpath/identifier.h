// Unicode identifiers, which the names of variables are: ID_Start, then any number of ID_Continue.
//
// Unicode Standard Annex 31; Step Functions developer guide, "Passing data between states with
// variables". Unlike in most languages an underscore cannot start one.
#pragma once

#include <cstddef>
#include <string_view>

namespace sfn::jsonpath {

/// Bytes of the longest identifier at the front of UTF-8 `text`; 0 where there is none.
std::size_t identifier_length(std::string_view text);

/// Whether all of `text` is one identifier.
bool is_identifier(std::string_view text);

}  // namespace sfn::jsonpath
