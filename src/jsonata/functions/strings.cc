// String functions. JSONata, "String functions".
#include <algorithm>
#include <array>
#include <cmath>

#include "jsonata/characters.h"
#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

Value ascii(std::string_view text) { return Value::string(text, kAscii); }

Value string(Invocation& call) {
  const bool pretty = call[1].is_boolean() && call[1].truth();
  return to_string_value(call.run, call[0], pretty);
}

Value length(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_bytes(call[0].size());
  return Value::number(static_cast<double>(count_characters(call[0])));
}

// A part by characters, as JavaScript's slice takes it.
Value slice(const Value& text, double begin, double end) {
  const auto count = static_cast<double>(count_characters(text));
  const auto place = [count](double at) {
    at = std::isnan(at) ? 0 : std::trunc(at);
    return at < 0 ? std::max(count + at, 0.0) : std::min(at, count);
  };
  const double from = place(begin);
  const double to = place(end);
  if (to <= from) return ascii("");
  const std::size_t first = offset_of_character(text, static_cast<std::size_t>(from));
  const std::size_t last = offset_of_character(text, static_cast<std::size_t>(to));
  return Evaluator::part(text, first, last);
}

Value substring(Invocation& call) {
  const Value& text = call[0];
  if (text.is_nothing()) return {};
  if (!text.has(kAscii)) call.run.charge_characters(text.size());
  const auto count = static_cast<double>(count_characters(text));
  double start = call[1].is_number() ? call[1].number() : 0;
  if (count + start < 0) start = 0;
  if (!call[2].is_number()) return slice(text, start, count);
  const double taken = call[2].number();
  if (taken <= 0) return ascii("");
  return slice(text, start, start >= 0 ? start + taken : count + start + taken);
}

Value substring_before(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const std::size_t at = call[1].is_string()
                             ? find_charged(call.run, call[0].text(), call[1].text())
                             : std::string::npos;
  return at == std::string_view::npos ? call[0] : Evaluator::part(call[0], 0, at);
}

Value substring_after(Invocation& call) {
  if (call[0].is_nothing()) return {};
  const std::size_t at = call[1].is_string()
                             ? find_charged(call.run, call[0].text(), call[1].text())
                             : std::string::npos;
  if (at == std::string_view::npos) return call[0];
  return Evaluator::part(call[0], at + call[1].size(), call[0].size());
}

// Letters beyond ASCII are looked up in tables.
void charge_case(Invocation& call) {
  call.run.charge_characters(call[0].size() * (call[0].has(kAscii) ? 1 : 4));
}

Value lowercase(Invocation& call) {
  if (call[0].is_nothing()) return {};
  charge_case(call);
  return call.run.text(to_lower_case(call[0].text()));
}

Value uppercase(Invocation& call) {
  if (call[0].is_nothing()) return {};
  charge_case(call);
  return call.run.text(to_upper(call[0].text()));
}

bool is_trimmed(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Value trim(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_characters(call[0].size());
  std::string out;
  for (const char c : call[0].text()) {
    if (!is_trimmed(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return call.run.text(out);
}

Value pad(Invocation& call) {
  const Value& text = call[0];
  if (text.is_nothing()) return {};
  const double width = call[1].is_number() ? std::trunc(call[1].number()) : 0;
  call.run.charge_bytes(text.size());
  const Value with = call[2].is_string() && call[2].size() > 0 ? call[2] : ascii(" ");
  const auto length = static_cast<double>(count_characters(text));
  const double missing = std::fabs(width) - length;
  if (!(missing > 0)) return text;
  if (missing * 4 > static_cast<double>(call.run.memory_bytes_max())) {
    throw Failure(too_much_memory());
  }
  call.run.charge(static_cast<std::int64_t>(missing / 16));
  std::string padding;
  auto left = static_cast<std::size_t>(missing);
  while (left > 0) {
    std::size_t at = 0;
    while (left > 0 && at < with.size()) {
      const std::size_t from = at;
      next_character(with.text(), at);
      padding += with.text().substr(from, at - from);
      --left;
    }
  }
  const std::string whole(text.text());
  return call.run.text(width > 0 ? whole + padding : padding + whole);
}

Value join(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_items(items_of(call[0]).size());
  const std::string_view separator = call[1].is_string() ? call[1].text() : std::string_view();
  std::size_t bytes = 0;
  for (const Value& item : items_of(call[0])) {
    bytes += separator.size() + (item.is_string() ? item.size() : 0);
  }
  if (bytes > call.run.memory_bytes_max()) throw Failure(too_much_memory());
  std::string out;
  out.reserve(bytes);
  bool first = true;
  for (const Value& item : items_of(call[0])) {
    if (!first) out += separator;
    first = false;
    if (item.is_string()) out += item.text();
  }
  return call.run.text(out);
}

constexpr auto kStrings = std::to_array<Declaration>({
    {"string", "<x-b?:s>", 1, string},
    {"length", "<s-:n>", 1, length},
    {"substring", "<s-nn?:s>", 3, substring},
    {"substringBefore", "<s-s:s>", 2, substring_before},
    {"substringAfter", "<s-s:s>", 2, substring_after},
    {"lowercase", "<s-:s>", 1, lowercase},
    {"uppercase", "<s-:s>", 1, uppercase},
    {"trim", "<s-:s>", 1, trim},
    {"pad", "<s-ns?:s>", 3, pad},
    {"join", "<a<s>s?:s>", 2, join},
});

}  // namespace

std::span<const Declaration> strings() { return kStrings; }

}  // namespace sfn::jsonata::functions
