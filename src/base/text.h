// Small operations on text that the standard library leaves out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfn {

/// The pieces between the separators; n separators give n + 1 pieces.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& pieces, std::string_view separator);

inline bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}
inline bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

/// ASCII letters in lower case; other bytes as they are.
std::string to_lower(std::string_view text);

/// A whole number in decimal and nothing else, within 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Without the blanks (space, tab, CR, LF) at both ends; a part of `text`.
std::string_view trim(std::string_view text);

/// Every occurrence of `from` replaced; `from` must not be empty.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// Characters (code points) in UTF-8 text; stray bytes count as one each.
std::size_t utf8_length(std::string_view text);

/// At most `characters` code points from the front, never cut inside one.
std::string_view utf8_prefix(std::string_view text, std::size_t characters);

/// Base64 with padding (RFC 4648, section 4).
std::string base64_encode(std::string_view bytes);

/// The bytes, or nothing where the text is not Base64. Missing padding is accepted.
std::optional<std::string> base64_decode(std::string_view text);

/// All but the unreserved characters of RFC 3986 as `%41`.
std::string percent_encode(std::string_view text);

/// `%41` to `A`; a stray percent sign stays. `+` stays.
std::string percent_decode(std::string_view text);

}  // namespace sfn
