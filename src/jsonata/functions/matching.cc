// Functions that search in texts: by texts, by regular expressions, or by functions that behave
// like one. JSONata, "String functions" and "Regular expressions".
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "jsonata/characters.h"
#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

// The matches of a pattern one after the other.
class Matches {
 public:
  Matches(Invocation& call, const Value& pattern, const Value& text) : call_(call), text_(text) {
    if (const auto* const matcher = std::get_if<function::Matcher>(&pattern.function().form)) {
      regex_ = matcher->regex;
      match_ = call.run.search(*regex_, text.text(), 0);
    } else {
      take(call.run.apply(pattern, {&text, 1}, Value::null(), call.frame));
    }
  }

  bool found() const { return regex_ != nullptr ? match_.has_value() : !object_.is_nothing(); }

  void next() {
    if (regex_ == nullptr) {
      const Value* const next = object_.object().find("next");
      if (next == nullptr || !next->is_function()) return take(Value());
      return take(call_.run.apply(*next, {}, Value::null(), call_.frame));
    }
    const std::size_t from = end();
    if (from >= text_.size()) return match_.reset();
    match_ = call_.run.search(*regex_, text_.text(), from);
    if (match_ && begin() == end()) {
      throw Failure("D1004", {.value = Value::string(regex_->pattern())});
    }
  }

  std::size_t begin() const { return regex_ != nullptr ? (*match_)[0].begin : begin_; }
  std::size_t end() const { return regex_ != nullptr ? (*match_)[0].end : end_; }
  Value matched() const {
    if (regex_ == nullptr) return member("match");
    return Evaluator::part(text_, begin(), end());
  }
  Value start() {
    if (regex_ == nullptr) return member("start");
    return Value::number(static_cast<double>(counted().units));
  }
  std::size_t group_count() const {
    if (regex_ != nullptr) return match_->size() - 1;
    const Value groups = member("groups");
    return groups.is_list() ? groups.size() : 0;
  }
  Value group(std::size_t place) const {
    if (regex_ == nullptr) return member("groups").item(place);
    const RegexSpan& span = (*match_)[place + 1];
    if (span.begin == std::string_view::npos) return {};
    return Evaluator::part(text_, span.begin, span.end);
  }
  /// What the pattern returns when it is called as a function.
  Value object() {
    return regex_ != nullptr ? call_.run.match_object(*regex_, text_, *match_, counted()) : object_;
  }

 private:
  // The place of the match: units are counted on from where the last one was asked for.
  const TextPlace& counted() {
    call_.run.charge_bytes(begin() - counted_.bytes);
    return counted_ = place_from(counted_, text_, begin());
  }
  Value member(std::string_view name) const {
    const Value* const found = object_.object().find(name);
    return found == nullptr ? Value() : *found;
  }
  void take(const Value& match) {
    object_ = match;
    if (match.is_nothing()) return;
    const bool is_match =
        match.is_object() && (member("start").is_number() || member("end").is_number() ||
                              member("groups").is_list() || member("next").is_function());
    if (!is_match) throw Failure("T1010", {.value = match});
    const std::string_view whole = text_.text();
    const double start = member("start").is_number() ? member("start").number() : 0;
    const std::size_t place = bytes_of_units(whole, start);
    call_.run.charge_characters(place);
    begin_ = std::max(end_, place);
    const Value matched_text = member("match");
    const std::size_t size = matched_text.is_string() ? matched_text.size() : 0;
    end_ = std::min(begin_ + size, whole.size());
  }

  Invocation& call_;
  const Value& text_;
  const Regex* regex_ = nullptr;
  std::optional<RegexMatch> match_;
  Value object_;
  TextPlace counted_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// How often at most; a limit that is not given is no limit.
double limit_of(const Value& value, std::string_view code, std::size_t index) {
  if (!value.is_number()) return INFINITY;
  if (value.number() < 0) throw Failure(code, {.value = value, .index = index});
  return value.number();
}

Value contains(Invocation& call) {
  if (call[0].is_nothing() || call[1].is_nothing()) return {};
  if (call[1].is_string()) {
    const std::size_t found = find_charged(call.run, call[0].text(), call[1].text());
    return Value::boolean(found != std::string_view::npos);
  }
  return Value::boolean(Matches(call, call[1], call[0]).found());
}

Value match(Invocation& call) {
  const Value& text = call[0];
  if (text.is_nothing()) return {};
  const double limit = limit_of(call[2], "D3040", 3);
  if (limit == 0) return Value::sequence({});
  ListBuilder found(call.run);
  double count = 0;
  for (Matches matches(call, call[1], text); matches.found() && count < limit; matches.next()) {
    Value groups;
    {
      ListBuilder list(call.run);
      for (std::size_t i = 0; i < matches.group_count(); ++i) list.push(matches.group(i));
      groups = list.array();
    }
    auto* const object = call.run.arena().make<Object>();
    object->set("match", matches.matched(), call.run.arena());
    object->set("index", matches.start(), call.run.arena());
    object->set("groups", groups, call.run.arena());
    found.push(Value::object(object));
    ++count;
  }
  return found.sequence();
}

// `$0`, `$1`, …, `$$` in a replacement.
void substitute(std::string& out, std::string_view replacement, const Matches& matches) {
  const std::size_t groups = matches.group_count();
  const auto digits_max =
      groups == 0 ? std::size_t{1}
                  : static_cast<std::size_t>(std::log10(static_cast<double>(groups))) + 1;
  const auto number_at = [&](std::size_t at, std::size_t digits) -> std::optional<std::size_t> {
    std::size_t number = 0;
    std::size_t seen = 0;
    while (seen < digits && at + seen < replacement.size() && replacement[at + seen] >= '0' &&
           replacement[at + seen] <= '9') {
      number = number * 10 + static_cast<std::size_t>(replacement[at + seen++] - '0');
    }
    return seen == 0 ? std::nullopt : std::optional(number);
  };
  std::size_t at = 0;
  for (std::size_t dollar = replacement.find('$'); dollar != std::string_view::npos;
       dollar = replacement.find('$', at)) {
    out += replacement.substr(at, dollar - at);
    at = dollar + 1;
    const char next = at < replacement.size() ? replacement[at] : '\0';
    if (next == '$') {
      out += '$';
      ++at;
    } else if (next == '0') {
      out += matches.matched().text();
      ++at;
    } else {
      auto number = number_at(at, digits_max);
      if (digits_max > 1 && number && *number > groups) number = number_at(at, digits_max - 1);
      if (!number) {
        out += '$';
        continue;
      }
      if (*number >= 1 && *number <= groups) {
        const Value group = matches.group(*number - 1);
        if (group.is_string()) out += group.text();
      }
      at += std::to_string(*number).size();
    }
  }
  out += replacement.substr(std::min(at, replacement.size()));
}

Value replace_text(Invocation& call, double limit) {
  const std::string_view text = call[0].text();
  const std::string_view pattern = call[1].text();
  const Value by = to_string_value(call.run, call[2]);
  charge_search(call.run, text, pattern);
  std::string out;
  std::size_t at = 0;
  double count = 0;
  for (std::size_t found = find_text(text, pattern);
       found != std::string_view::npos && count < limit; found = find_text(text, pattern, at)) {
    call.run.charge(1);
    call.run.charge_characters(pattern.size());
    call.run.charge_bytes(by.size());
    out += text.substr(at, found - at);
    out += by.text();
    if (out.size() > call.run.memory_bytes_max()) throw Failure(too_much_memory());
    at = found + pattern.size();
    ++count;
  }
  if (count == 0) return call[0];
  out += text.substr(at);
  return call.run.text(out);
}

Value replace(Invocation& call) {
  const Value& text = call[0];
  if (text.is_nothing() || call[1].is_nothing() || call[2].is_nothing()) return {};
  if (call[1].is_string() && call[1].size() == 0) {
    throw Failure("D3010", {.value = call[1], .index = 2});
  }
  const double limit = limit_of(call[3], "D3011", 4);
  if (limit == 0) return text;
  if (call[1].is_string()) return replace_text(call, limit);

  std::string out;
  std::size_t at = 0;
  double count = 0;
  for (Matches matches(call, call[1], text); matches.found() && count < limit; matches.next()) {
    out += text.text().substr(at, matches.begin() - at);
    if (call[2].is_string()) {
      call.run.charge_characters(call[2].size() * 4);
      substitute(out, call[2].text(), matches);
    } else {
      const Value match = matches.object();
      const Value by = call.run.apply(call[2], {&match, 1}, Value::null(), call.frame);
      if (!by.is_string()) throw Failure("D3012", {.value = by});
      call.run.charge_bytes(by.size());
      out += by.text();
    }
    if (out.size() > call.run.memory_bytes_max()) throw Failure(too_much_memory());
    at = matches.end();
    ++count;
  }
  if (count == 0) return text;
  out += text.text().substr(at);
  return call.run.text(out);
}

void split_units(const Value& text, double limit, Evaluator& run, ListBuilder& out) {
  std::size_t at = 0;
  while (at < text.size() && static_cast<double>(out.size()) < limit) {
    const std::size_t from = at;
    const char32_t character = next_character(text.text(), at);
    if (character < 0x10000) {
      out.push(Evaluator::part(text, from, at));
      continue;
    }
    for (const char32_t half :
         {0xD800 + ((character - 0x10000) >> 10), 0xDC00 + (character & 0x3FF)}) {
      std::string bytes;
      append_character(bytes, half);
      if (static_cast<double>(out.size()) < limit) out.push(run.text(bytes));
    }
  }
}

Value split(Invocation& call) {
  const Value& text = call[0];
  if (text.is_nothing() || call[1].is_nothing()) return {};
  const double limit = limit_of(call[2], "D3020", 3);
  ListBuilder parts(call.run);
  if (limit == 0) return parts.array();
  if (call[1].is_function()) {
    std::size_t at = 0;
    double count = 0;
    for (Matches matches(call, call[1], text); matches.found() && count < limit; matches.next()) {
      parts.push(Evaluator::part(text, at, matches.begin()));
      at = matches.end();
      ++count;
    }
    if (count < limit) parts.push(Evaluator::part(text, at, text.size()));
    return parts.array();
  }
  const double most = std::trunc(limit);
  charge_search(call.run, text.text(), call[1].text());
  if (call[1].size() == 0) {
    split_units(text, most, call.run, parts);
  } else {
    const std::string_view separator = call[1].text();
    std::size_t at = 0;
    while (static_cast<double>(parts.size()) < most) {
      call.run.charge_characters(separator.size());
      const std::size_t found = find_text(text.text(), separator, at);
      parts.push(Evaluator::part(text, at, std::min(found, text.size())));
      if (found == std::string_view::npos) break;
      at = found + separator.size();
    }
  }
  call.run.charge_items(parts.size());
  return parts.array();
}

constexpr auto kMatching = std::to_array<Declaration>({
    {"contains", "<s-(sf):b>", 2, contains},
    {"match", "<s-f<s:o>n?:a<o>>", 3, match},
    {"replace", "<s-(sf)(sf)n?:s>", 4, replace},
    {"split", "<s-(sf)n?:a<s>>", 3, split},
});

}  // namespace

std::span<const Declaration> matching() { return kMatching; }

}  // namespace sfn::jsonata::functions
