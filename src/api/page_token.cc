#include "api/page_token.h"

#include <fmt/format.h>

#include "api/fingerprint.h"
#include "base/text.h"

namespace sfn::api {
namespace {

std::string mark_of(std::string_view listing) {
  return fmt::format("{:016x}", fingerprint(listing));
}

}  // namespace

std::string make_page_token(std::string_view listing, std::string_view cursor) {
  return base64_encode(mark_of(listing) + std::string(cursor));
}

Result<std::string> read_page_token(std::string_view listing, std::string_view token) {
  if (token.empty()) return std::string();
  const auto text = base64_decode(token);
  const std::string mark = mark_of(listing);
  if (!text || !starts_with(*text, mark))
    return Error{"InvalidToken", "Invalid Token: 'Invalid token'"};
  return text->substr(mark.size());
}

}  // namespace sfn::api
