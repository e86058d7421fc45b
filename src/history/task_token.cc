#include "history/task_token.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::history {
namespace {

constexpr std::size_t kSecretDigits = 32;
constexpr char kSeparator = ' ';  // Which is in none of the parts.

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// RFC 4648, section 5, without padding.
std::string to_url_alphabet(std::string base64) {
  base64.erase(base64.find_last_not_of('=') + 1);
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

std::string from_url_alphabet(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text;
}

}  // namespace

std::string to_text(const TaskToken& token) {
  return to_url_alphabet(base64_encode(fmt::format("{}{}{}{}{}", token.execution_arn, kSeparator,
                                                   to_key(token.work), kSeparator, token.secret)));
}

std::optional<TaskToken> parse_task_token(std::string_view text) {
  const auto bytes = base64_decode(from_url_alphabet(std::string(text)));
  if (!bytes) return std::nullopt;
  const auto parts = split(*bytes, kSeparator);
  if (parts.size() != 3) return std::nullopt;
  const auto work = parse_work_key(parts[1]);
  if (!work || work->kind != WorkKind::Callback) return std::nullopt;
  if (parts[2].size() != kSecretDigits || !is_hex(parts[2])) return std::nullopt;
  TaskToken token{parts[0], *work, parts[2]};
  // Base64 has several texts for the same bytes; a token has one.
  if (to_text(token) != text) return std::nullopt;
  return token;
}

}  // namespace sfn::history
