#include "base/json.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace sfn {
namespace {

// Builds a value from the parser's callbacks. Refusing (returning false) ends the parse.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override {
    // One kind for what fits, so that 1 is 1 wherever it came from.
    if (value <= INT64_MAX) return add(static_cast<std::int64_t>(value));
    return add(value);
  }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::value_t::object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::value_t::array); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    member_ = &(*open_.back())[name];
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    position_ = position;
    message_ = error.what();
    return false;
  }

  Json root;
  const std::string& message() const { return message_; }
  std::size_t position() const { return position_; }

 private:
  template <typename Value>
  bool add(Value&& value) {
    return place(Json(std::forward<Value>(value))) != nullptr;
  }
  Json* place(Json value) {
    if (++values_ > limits_.values) {
      message_ = "more than " + std::to_string(limits_.values) + " values";
      return nullptr;
    }
    Json* target = &root;
    if (member_ != nullptr) {
      target = std::exchange(member_, nullptr);
    } else if (!open_.empty()) {
      auto& array = open_.back()->get_ref<Json::array_t&>();
      target = &array.emplace_back();
    }
    *target = std::move(value);
    return target;
  }
  bool open(Json::value_t kind) {
    if (open_.size() >= limits_.depth) {
      message_ = "nested more than " + std::to_string(limits_.depth) + " levels deep";
      return false;
    }
    Json* placed = place(Json(kind));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  JsonLimits limits_;
  std::vector<Json*> open_;  // Stable: a child is never touched while its parent can grow.
  Json* member_ = nullptr;
  std::size_t values_ = 0;
  std::size_t position_ = 0;
  std::string message_;
};

// A text that is not closed is quoted whole; its beginning is enough.
constexpr std::size_t kMessageCharactersMax = 120;

std::string shortened(const std::string& message) {
  const auto start = utf8_prefix(message, kMessageCharactersMax);
  return start.size() == message.size() ? message : std::string(start) + "…";
}

// nlohmann says "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error
// while parsing value - invalid literal; last read: 'n'": only the last part is of use to people.
std::string plain_message(const std::string& what) {
  constexpr std::string_view kSyntax = "syntax error ";
  const auto syntax = what.find(kSyntax);
  if (syntax != std::string::npos) return shortened(what.substr(syntax + kSyntax.size()));
  const auto name = what.find("] ");
  return shortened(name == std::string::npos ? what : what.substr(name + 2));
}

JsonError error_at(std::string_view text, std::size_t position, std::string message) {
  // The parser counts the bytes it has read, the one that it stumbled over included.
  const auto offset = std::min(position > 0 ? position - 1 : 0, text.size());
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n');
  JsonError error;
  error.message = std::move(message);
  error.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  error.column = offset - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  error.offset = offset;
  return error;
}

// What JSON has no place for and nlohmann lets pass: a byte order mark, which it skips, and a NUL
// byte, which it takes for the end of the text. Who keeps the text would keep those too, and other
// readers of JSON, SQLite's functions among them, refuse it.
std::optional<JsonError> byte_order_mark(std::string_view text) {
  if (!starts_with(text, "\xEF\xBB\xBF")) return std::nullopt;
  return error_at(text, 0, "unexpected byte order mark (EF BB BF) before the JSON text");
}
std::optional<JsonError> nul_byte(std::string_view text) {
  const auto nul = text.find('\0');
  if (nul == std::string_view::npos) return std::nullopt;
  return error_at(text, nul + 1, "unexpected NUL byte after the JSON text");
}

bool same_object(const Json::object_t& a, const Json::object_t& b) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.begin(), a.end(), [&b](const auto& member) {
    const auto other = b.find(member.first);
    return other != b.end() && same_json(member.second, other->second);
  });
}

}  // namespace

std::string JsonError::text() const {
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + message;
}

std::variant<Json, JsonError> parse_json_located(std::string_view text, const JsonLimits& limits) {
  if (const auto error = byte_order_mark(text)) return *error;
  Builder builder(limits);
  if (Json::sax_parse(text.begin(), text.end(), &builder)) {
    if (const auto error = nul_byte(text)) return *error;
    return std::move(builder.root);
  }
  return error_at(text, builder.position(), plain_message(builder.message()));
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  auto parsed = parse_json_located(text, limits);
  if (auto* error = std::get_if<JsonError>(&parsed)) return Error{"InvalidJson", error->text()};
  return std::get<Json>(std::move(parsed));
}

std::string to_text(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_pretty_text(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::size_t rough_size(const Json& value) {
  constexpr std::size_t kScalarBytes = 4;
  std::size_t bytes = 0;
  std::vector<const Json*> open = {&value};  // A stack of its own: the value may be deep.
  while (!open.empty()) {
    const Json& next = *open.back();
    open.pop_back();
    bytes += kScalarBytes;
    if (next.is_string()) bytes += next.get_ref<const std::string&>().size();
    if (next.is_array()) {
      for (const auto& element : next.get_ref<const Json::array_t&>()) open.push_back(&element);
    }
    if (next.is_object()) {
      for (const auto& [name, member] : next.get_ref<const Json::object_t&>()) {
        bytes += name.size() + kScalarBytes;
        open.push_back(&member);
      }
    }
  }
  return bytes;
}

bool same_json(const Json& a, const Json& b) {
  if (a.is_object() && b.is_object()) {
    return same_object(a.get_ref<const Json::object_t&>(), b.get_ref<const Json::object_t&>());
  }
  if (a.is_array() && b.is_array()) {
    const auto& left = a.get_ref<const Json::array_t&>();
    const auto& right = b.get_ref<const Json::array_t&>();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_json);
  }
  return a == b;
}

const Json* find_member(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto& members = value.get_ref<const Json::object_t&>();
  const auto it = members.find(name);
  return it == members.end() ? nullptr : &it->second;
}

}  // namespace sfn
