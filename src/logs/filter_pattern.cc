#include "logs/filter_pattern.h"

#include <algorithm>

#include "base/text.h"
#include "logs/json_pattern.h"

namespace sfn::logs {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Error refused(std::string cause) { return {"InvalidParameterException", std::move(cause)}; }

// The phrase that begins with the quotation mark at the front, taken off `text`.
std::optional<std::string> take_phrase(std::string_view& text) {
  std::string phrase;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    phrase += text[at];
  }
  if (at >= text.size()) return std::nullopt;
  text.remove_prefix(at + 1);
  return phrase;
}

std::string take_word(std::string_view& text) {
  const auto end = std::min(text.find_first_of(kBlanks), text.size());
  std::string word(text.substr(0, end));
  text.remove_prefix(end);
  return word;
}

Result<TermPattern> parse_terms(std::string_view text) {
  TermPattern terms;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    auto* list = &terms.required;
    if (text.size() > 1 && (text.front() == '-' || text.front() == '?')) {
      list = text.front() == '-' ? &terms.excluded : &terms.optional;
      text.remove_prefix(1);
    }
    if (text.front() != '"') {
      list->push_back(take_word(text));
      continue;
    }
    auto phrase = take_phrase(text);
    if (!phrase) return refused("Invalid filter pattern: a quotation mark is not closed");
    list->push_back(std::move(*phrase));
  }
  return terms;
}

bool contains_terms(std::string_view message, const TermPattern& terms) {
  const auto there = [message](const std::string& term) {
    return message.find(term) != std::string_view::npos;
  };
  if (std::ranges::any_of(terms.excluded, there)) return false;
  if (!terms.required.empty()) return std::ranges::all_of(terms.required, there);
  return terms.optional.empty() || std::ranges::any_of(terms.optional, there);
}

}  // namespace

Result<FilterPattern> FilterPattern::parse(std::string_view text) {
  text = trim(text);
  FilterPattern pattern;
  if (starts_with(text, "["))
    return refused("Invalid filter pattern: space-delimited patterns ([…]) are not supported");
  if (starts_with(text, "%"))
    return refused("Invalid filter pattern: regular expressions (%…%) are not supported");
  if (starts_with(text, "{")) {
    auto condition = parse_json_pattern(text);
    if (!condition) return condition.error();
    pattern.json_ = std::make_shared<const JsonCondition>(std::move(*condition));
    return pattern;
  }
  auto terms = parse_terms(text);
  if (!terms) return terms.error();
  pattern.terms_ = std::move(*terms);
  return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
  if (!json_) return contains_terms(message, terms_);
  // Most lines of a mixed log are not JSON: tell them without parsing.
  if (!starts_with(trim(message), "{")) return false;
  const auto value = parse_json(message);
  return value && holds(*json_, *value);
}

}  // namespace sfn::logs
