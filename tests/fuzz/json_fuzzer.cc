// The door of JSON: it lets in what the standard calls JSON and nothing else, says where it
// stumbled, keeps its limits to the value, and what it prints reads as what was printed.
#include <algorithm>

#include "base/json.h"
#include "base/payload.h"
#include "fuzz/fuzzers.h"
#include "fuzz/json_grammar.h"

namespace sfn::fuzz {
namespace {

constexpr std::size_t kMessageBytesMax = 512;

void check_error(std::string_view text, const JsonError& error) {
  promise(!error.message.empty() && error.message.size() <= kMessageBytesMax, "an error says what");
  promise(error.offset <= text.size(), "an error lies within the text");
  const auto before = text.substr(0, error.offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const auto line_start = before.rfind('\n');
  promise(error.line == lines + 1, "the line is that of the offset");
  promise(error.column == error.offset - (line_start + 1) + 1, "the column is that of the offset");
}

void check_limits(std::string_view text, const JsonSize& size) {
  promise(parse_json(text, {size.depth, size.values}).has_value(), "limits may be reached");
  promise(!parse_json(text, {size.depth, size.values - 1}), "one value too many is refused");
  if (size.depth == 0) return;
  promise(!parse_json(text, {size.depth - 1, size.values}), "one level too many is refused");
}

void check_printing(const Json& value) {
  const auto text = to_text(value);
  promise(json_size(text, JsonLimits().depth).has_value(), "what is printed is JSON");
  promise(is_utf8(text), "what is printed is UTF-8");
  const auto again = parse_json(text);
  promise(again && same_json(*again, value), "what is printed reads as the same value");
  promise(to_text(*again) == text, "printing again changes nothing");
  const auto pretty = parse_json(to_pretty_text(value));
  promise(pretty && to_text(*pretty) == text, "indenting changes nothing");
}

}  // namespace

void json(std::string_view bytes) {
  const auto parsed = parse_json_located(bytes);
  const auto size = json_size(bytes, JsonLimits().depth);
  promise(std::holds_alternative<Json>(parsed) == size.has_value(), "JSON is what RFC 8259 says");
  if (!size) return check_error(bytes, std::get<JsonError>(parsed));
  check_limits(bytes, *size);
  check_printing(std::get<Json>(parsed));
  promise(Payload::parse(std::string(bytes))->text() == bytes, "a payload keeps its text");
}

}  // namespace sfn::fuzz
