#include "jsonata/json_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

// ---- Reading ----------------------------------------------------------------------------------

struct Malformed {
  std::string message;
  std::size_t offset;
};

class Reader {
 public:
  Reader(std::string_view text, Arena& arena, const JsonLimits& limits)
      : text_(text), arena_(arena), limits_(limits) {}

  Value document() {
    Value value = any(0);
    skip_blanks();
    if (at_ != text_.size()) unexpected();
    return value;
  }

 private:
  [[noreturn]] void fail(std::string message) const { throw Malformed{std::move(message), at_}; }
  [[noreturn]] void unexpected() const {
    if (at_ >= text_.size()) fail("unexpected end of text");
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c > 0x20 && c < 0x7F) fail(fmt::format("unexpected '{}'", static_cast<char>(c)));
    fail(fmt::format("unexpected byte 0x{:02x}", c));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  Value any(std::size_t depth) {
    skip_blanks();
    if (++values_ > limits_.values) fail("too many values");
    switch (peek()) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string();
      case 't':
        return word("true", Value::boolean(true));
      case 'f':
        return word("false", Value::boolean(false));
      case 'n':
        return word("null", Value::null());
      default:
        return number();
    }
  }

  Value word(std::string_view expected, Value value) {
    if (text_.substr(at_, expected.size()) != expected) unexpected();
    at_ += expected.size();
    return value;
  }

  Value number() {
    const std::size_t from = at_;
    take('-');
    if (!take('0')) digits();
    bool is_short_integer = at_ - from <= 15;
    if (take('.')) {
      is_short_integer = false;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      is_short_integer = false;
      ++at_;
      if (!take('+')) take('-');
      digits();
    }
    const std::string_view token = text_.substr(from, at_ - from);
    if (is_short_integer) return Value::number(short_integer(token));
    const double number = parse_decimal(token);
    if (!std::isfinite(number)) {
      at_ = from;
      fail("number out of range");
    }
    return Value::number(number);
  }
  static double short_integer(std::string_view token) {
    const bool negative = token[0] == '-';
    std::int64_t sum = 0;
    for (std::size_t i = negative ? 1 : 0; i < token.size(); ++i) sum = sum * 10 + (token[i] - '0');
    return negative ? -static_cast<double>(sum) : static_cast<double>(sum);
  }
  void digits() {
    if (!is_digit(peek())) unexpected();
    while (is_digit(peek())) ++at_;
  }

  Value string() {
    ++at_;
    const std::size_t from = at_;
    unsigned char seen = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        const auto token = text_.substr(from, at_ - from);
        if (seen >= 0x80 && !is_sound(token)) fail("text that is not UTF-8");
        ++at_;
        return Value::string(token, seen < 0x80 ? kAscii : 0);
      }
      if (c == '\\') return string_with_escapes(from);
      if (static_cast<unsigned char>(c) < 0x20) unexpected();
      seen |= static_cast<unsigned char>(c);
      ++at_;
    }
    unexpected();
  }

  Value string_with_escapes(std::size_t from) {
    std::string out(text_.substr(from, at_ - from));
    while (true) {
      if (at_ >= text_.size() || static_cast<unsigned char>(text_[at_]) < 0x20) unexpected();
      const char c = text_[at_++];
      if (c == '"') break;
      if (c == '\\') {
        escape(out);
      } else {
        out += c;
      }
    }
    if (!is_sound(out)) fail("text that is not UTF-8");
    if (has_lone_surrogate(out)) out = with_pairs_joined(out);
    char* const copy = arena_.allocate_text(out.size());
    std::memcpy(copy, out.data(), out.size());
    const std::string_view text(copy, out.size());
    return Value::string(text, is_ascii(text) ? kAscii : 0);
  }
  void escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t which = kNames.find(peek());
    if (at_ < text_.size() && which != std::string_view::npos) {
      out += kMeanings[which];
      ++at_;
      return;
    }
    if (!take('u')) unexpected();
    char32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = peek();
      int digit = -1;
      if (is_digit(c)) digit = c - '0';
      if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
      if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
      if (digit < 0) unexpected();
      unit = unit * 16 + static_cast<char32_t>(digit);
      ++at_;
    }
    append_character(out, unit);  // Pairs are joined when the text is whole.
  }

  Value array(std::size_t depth) {
    if (depth > limits_.depth) fail("too deeply nested");
    ++at_;
    const std::size_t base = items_.size();
    skip_blanks();
    if (!take(']')) {
      do {
        items_.push_back(any(depth));
        skip_blanks();
      } while (take(','));
      if (!take(']')) unexpected();
    }
    const std::size_t count = items_.size() - base;
    Value* const copy = arena_.allocate_array<Value>(count);
    std::copy(items_.begin() + static_cast<std::ptrdiff_t>(base), items_.end(), copy);
    items_.resize(base);
    return Value::array({copy, count});
  }

  Value object(std::size_t depth) {
    if (depth > limits_.depth) fail("too deeply nested");
    ++at_;
    const std::size_t base = members_.size();
    skip_blanks();
    if (!take('}')) {
      do {
        skip_blanks();
        if (peek() != '"') unexpected();
        const Value key = string();
        skip_blanks();
        if (!take(':')) unexpected();
        const Value value = any(depth);
        members_.push_back({key.text().data(), static_cast<std::uint32_t>(key.size()), 0, value});
        skip_blanks();
      } while (take(','));
      if (!take('}')) unexpected();
    }
    Object* const object = arena_.make<Object>();
    object->capacity = static_cast<std::uint32_t>(members_.size() - base);
    object->members = arena_.allocate_array<Member>(object->capacity);
    for (std::size_t i = base; i < members_.size(); ++i) {
      object->set(members_[i].key(), members_[i].value, arena_);
    }
    members_.resize(base);
    return Value::object(object);
  }

  std::string_view text_;
  Arena& arena_;
  JsonLimits limits_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

JsonError located(const Malformed& malformed, std::string_view text) {
  JsonError error;
  error.message = malformed.message;
  error.offset = malformed.offset;
  for (const char c : text.substr(0, malformed.offset)) {
    ++error.column;
    if (c == '\n') {
      ++error.line;
      error.column = 1;
    }
  }
  return error;
}

// ---- Writing ----------------------------------------------------------------------------------

constexpr std::size_t kBytesPerStep = 64;

// Too long for a message, which is no error there.
struct CutOff {};

class Writer {
 public:
  Writer(std::string& out, const JsonStyle& style, JsonBudget budget, bool may_cut_off)
      : out_(out),
        style_(style),
        steps_(budget.steps),
        bytes_max_(out.size() + budget.bytes_max),
        charged_(out.size()),
        may_cut_off_(may_cut_off) {}

  void write(const Value& value, int depth) {
    charge();
    switch (value.kind()) {
      case Kind::Nothing:
      case Kind::Null:
      case Kind::Tuples:
        out_ += "null";
        return;
      case Kind::Boolean:
        out_ += value.truth() ? "true" : "false";
        return;
      case Kind::Number:
        return number(value.number());
      case Kind::String:
        return append_json_string(out_, value.text());
      case Kind::Function:
        out_ += style_.as_string ? "\"\"" : "null";
        return;
      case Kind::Array:
      case Kind::Sequence:
        return list(value, depth + 1);
      case Kind::Object:
        return object(value.object(), depth + 1);
    }
  }

 private:
  void charge() {
    steps_ -= 1 + static_cast<std::int64_t>((out_.size() - charged_) / kBytesPerStep);
    charged_ = out_.size();
    if (out_.size() <= bytes_max_ && steps_ >= 0) return;
    if (may_cut_off_) throw CutOff{};
    throw Failure(steps_ < 0 ? too_many_steps() : too_much_memory());
  }

  void number(double number) {
    if (std::isfinite(number)) {
      return style_.as_string ? append_rounded_number(out_, number) : append_number(out_, number);
    }
    if (!style_.as_string) return append_json_string(out_, number_text(number));
    if (std::isinf(number)) throw Failure("D1001", {.value = Value::number(number)});
    out_ += "null";
  }

  void check_depth(int depth) const {
    if (depth <= kNestingMax) return;
    if (may_cut_off_) throw CutOff{};
    throw Failure(too_deep(depth, kNestingMax));
  }
  void new_line(int depth) {
    if (!style_.pretty) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  void list(const Value& list, int depth) {
    check_depth(depth);
    out_ += '[';
    bool first = true;
    for (const Value& item : list.items()) {
      if (!first) out_ += ',';
      first = false;
      new_line(depth);
      write(item, depth);
    }
    if (!first) new_line(depth - 1);
    out_ += ']';
  }

  void object(const Object& object, int depth) {
    check_depth(depth);
    out_ += '{';
    bool first = true;
    for (const Member& member : object.all()) {
      if (member.value.is_nothing()) continue;
      if (member.value.is_function() && !style_.as_string) continue;
      if (!first) out_ += ',';
      first = false;
      new_line(depth);
      append_json_string(out_, member.key());
      out_ += style_.pretty ? ": " : ":";
      write(member.value, depth);
    }
    if (!first) new_line(depth - 1);
    out_ += '}';
  }

  std::string& out_;
  JsonStyle style_;
  std::int64_t& steps_;
  std::size_t bytes_max_;
  std::size_t charged_;
  bool may_cut_off_;
};

Json json_at(const Value& value, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Null:
    case Kind::Function:
    case Kind::Tuples:
      return nullptr;
    case Kind::Boolean:
      return value.truth();
    case Kind::Number: {
      const double number = value.number();
      if (!std::isfinite(number)) return number_text(number);
      constexpr double kExactMax = 9'007'199'254'740'992.0;
      if (number == std::trunc(number) && std::fabs(number) <= kExactMax) {
        return static_cast<std::int64_t>(number);
      }
      return number;
    }
    case Kind::String:
      return std::string(value.text());
    case Kind::Array:
    case Kind::Sequence: {
      Json list = Json::array();
      for (const Value& item : value.items()) list.push_back(json_at(item, depth + 1));
      return list;
    }
    case Kind::Object: {
      Json object = Json::object();
      for (const Member& member : value.object().all()) {
        if (member.value.is_nothing() || member.value.is_function()) continue;
        object[std::string(member.key())] = json_at(member.value, depth + 1);
      }
      return object;
    }
  }
  return nullptr;
}

std::string_view copied(std::string_view text, Arena& arena) {
  char* const copy = arena.allocate_text(text.size());
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace

std::variant<Value, JsonError> read_json(std::string_view text, Arena& arena,
                                         const JsonLimits& limits) {
  if (text.size() > UINT32_MAX) return JsonError{.message = "text too long"};
  try {
    return Reader(text, arena, limits).document();
  } catch (const Malformed& malformed) {
    return located(malformed, text);
  }
}

Value value_of(const Json& json, Arena& arena) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return Value::boolean(json.get<bool>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return Value::number(json.get<double>());
    case Json::value_t::string: {
      const std::string_view text = copied(json.get_ref<const std::string&>(), arena);
      return Value::string(text, is_ascii(text) ? kAscii : 0);
    }
    case Json::value_t::array: {
      Value* const items = arena.allocate_array<Value>(json.size());
      for (std::size_t i = 0; i < json.size(); ++i) items[i] = value_of(json[i], arena);
      return Value::array({items, json.size()});
    }
    case Json::value_t::object: {
      Object* const object = arena.make<Object>();
      object->capacity = static_cast<std::uint32_t>(json.size());
      object->members = arena.allocate_array<Member>(json.size());
      for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) {
        object->set(copied(key, arena), value_of(value, arena), arena);
      }
      return Value::object(object);
    }
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      return Value::null();
  }
  return Value::null();
}

Json json_of(const Value& value) { return json_at(value, 0); }

void append_json(std::string& out, const Value& value, const JsonStyle& style, JsonBudget budget) {
  Writer(out, style, budget, false).write(value, 0);
}

std::string preview(const Value& value, std::size_t bytes_max) {
  std::string out;
  try {
    std::int64_t steps = 10'000;
    Writer(out, {}, {steps, bytes_max}, true).write(value, 0);
  } catch (const CutOff&) {
  }
  if (out.size() > bytes_max) {
    std::size_t cut = bytes_max;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
    out.resize(cut);
    out += "…";
  }
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool is_half =
        c == 0xED && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0;
    if (c >= 0x20 && c != '"' && c != '\\' && !is_half) continue;
    out += text.substr(from, at - from);
    if (is_half) {
      std::size_t next = at;
      fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                     static_cast<unsigned>(next_character(text, next)));
      at = next - 1;
    } else {
      constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
      constexpr std::string_view kNames = "\"\\bfnrt";
      const std::size_t which = kNamed.find(static_cast<char>(c));
      if (which != std::string_view::npos) {
        out += '\\';
        out += kNames[which];
      } else {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
      }
    }
    from = at + 1;
  }
  out += text.substr(from);
  out += '"';
}

}  // namespace sfn::jsonata
