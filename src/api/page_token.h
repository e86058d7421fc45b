// Page tokens: opaque texts that say where a listing goes on and to which listing they belong.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sfn::api {

/// A token that goes on after `cursor` in the listing that `listing` describes (action and
/// arguments).
std::string make_page_token(std::string_view listing, std::string_view cursor);

/// The cursor of a token; empty for the empty token, which is the first page. InvalidToken for
/// anything that make_page_token did not give for the same listing.
Result<std::string> read_page_token(std::string_view listing, std::string_view token);

}  // namespace sfn::api
