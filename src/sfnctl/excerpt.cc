#include "sfnctl/excerpt.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

constexpr std::size_t kBeforeMax = 60;
constexpr std::size_t kShownMax = 120;
constexpr std::string_view kCut = "…";

/// Without the first `characters`.
std::string_view utf8_suffix(std::string_view text, std::size_t characters) {
  return text.substr(utf8_prefix(text, characters).size());
}

std::string printable(std::string_view text) {
  std::string shown(text);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return shown;
}

}  // namespace

Excerpt excerpt_of(const TextLines& lines, TextPosition begin, TextPosition end) {
  const auto line = lines.line(begin.line);
  const auto length = utf8_length(line);
  const auto from = std::min(begin.column - 1, length);
  const auto to = end.line == begin.line ? std::min(end.column - 1, length) : length;

  const std::size_t cut = from > kBeforeMax ? from - kBeforeMax : 0;
  const auto shown = utf8_prefix(utf8_suffix(line, cut), kShownMax);
  const auto shown_end = cut + utf8_length(shown);
  const auto lead = cut > 0 ? kCut : "";

  const auto number = fmt::format("{:5} │ ", begin.line);
  Excerpt excerpt;
  excerpt.line =
      fmt::format("{}{}{}{}", number, lead, printable(shown), shown_end < length ? kCut : "");
  const auto indent = from - cut + utf8_length(lead);
  const auto width = std::max<std::size_t>(1, std::min(to, shown_end) - std::min(from, shown_end));
  excerpt.underline =
      fmt::format("{:5} │ {}{}", "", std::string(indent, ' '), std::string(width, '^'));
  return excerpt;
}

}  // namespace sfn::sfnctl
