#include "base/json_positions.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace sfn {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kScalarEnds = " \t\r\n,:]}[{\"";

std::string name_of(std::string_view quoted) {
  const auto content = quoted.substr(1, quoted.size() - 2);
  if (content.find('\\') == std::string_view::npos) return std::string(content);
  const auto parsed = parse_json(quoted);
  return parsed && parsed->is_string() ? parsed->get<std::string>() : std::string(content);
}

}  // namespace

class JsonPositions::Scanner {
 public:
  Scanner(std::string_view text, std::vector<Value>& values) : text_(text), values_(values) {}

  void scan() {
    for (skip_blanks(); at_ < text_.size() && !done_; skip_blanks()) scan_token();
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  void scan_token() {
    switch (text_[at_]) {
      case '{':
      case '[':
        return open();
      case '}':
      case ']':
        return close();
      case ',':
      case ':':
        ++at_;
        return;
      case '"':
        return scan_string();
      default:
        add(take(text_.find_first_of(kScalarEnds, at_)));
    }
  }

  TextSpan take(std::size_t end) {
    const TextSpan span{at_, std::min(end, text_.size())};
    at_ = span.end;
    return span;
  }

  std::size_t string_end() const {
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    return end + 1;
  }

  void scan_string() {
    const auto span = take(string_end());
    if (!open_.empty() && !values_[open_.back()].is_array && name_.empty()) {
      name_ = span;
    } else {
      add(span);
    }
  }

  std::size_t add(TextSpan span) {
    const auto index = values_.size();
    auto& value = values_.emplace_back();
    value.place.value = span;
    value.place.name = std::exchange(name_, TextSpan());
    const auto quoted =
        text_.substr(value.place.name.begin, value.place.name.end - value.place.name.begin);
    if (quoted.size() >= 2) value.name = name_of(quoted);
    if (open_.empty()) {
      done_ = index > 0;
    } else {
      values_[open_.back()].children.push_back(index);
    }
    return index;
  }

  void open() {
    const bool is_array = text_[at_] == '[';
    const auto index = add(take(at_ + 1));
    values_[index].is_array = is_array;
    values_[index].place.is_container = true;
    open_.push_back(index);
  }

  void close() {
    ++at_;
    name_ = {};
    done_ = open_.size() <= 1;
    if (open_.empty()) return;
    values_[open_.back()].place.value.end = at_;
    open_.pop_back();
  }

  std::string_view text_;
  std::vector<Value>& values_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;
  TextSpan name_;  // Of the member whose value comes next.
  bool done_ = false;
};

JsonPositions::JsonPositions(std::string_view text) { Scanner(text, values_).scan(); }

std::vector<JsonPositions::Place> JsonPositions::overridden() const {
  std::vector<Place> found;
  for (const auto& object : values_) {
    if (object.is_array) continue;
    std::unordered_set<std::string_view> later;
    for (auto child = object.children.rbegin(); child != object.children.rend(); ++child) {
      const auto& member = values_[*child];
      if (!later.insert(member.name).second) found.push_back(member.place);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Place& a, const Place& b) { return a.name.begin < b.name.begin; });
  return found;
}

// The text that leads to a value is that of the names above it, so that no value is looked at
// twice.
const JsonPositions::Value* JsonPositions::look_up(std::string_view location) const {
  if (values_.empty()) return nullptr;
  if (location == "/") return &values_.front();
  std::vector<std::pair<const Value*, std::string_view>> open = {{&values_.front(), location}};
  while (!open.empty()) {
    const auto [value, rest] = open.back();
    open.pop_back();
    if (rest.empty()) return value;
    if (value->is_array) {
      const auto end = rest.find(']');
      const auto index = rest.front() == '[' && end != std::string_view::npos
                             ? parse_integer(rest.substr(1, end - 1))
                             : std::nullopt;
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= value->children.size()) {
        continue;
      }
      open.emplace_back(&values_[value->children[static_cast<std::size_t>(*index)]],
                        rest.substr(end + 1));
      continue;
    }
    if (rest.front() != '/') continue;
    const auto names = rest.substr(1);
    for (const auto child : value->children) {
      const auto& name = values_[child].name;
      if (starts_with(names, name)) open.emplace_back(&values_[child], names.substr(name.size()));
    }
  }
  return nullptr;
}

std::optional<JsonPositions::Place> JsonPositions::find(std::string_view location) const {
  const auto* value = look_up(location);
  return value == nullptr ? std::nullopt : std::optional(value->place);
}

std::optional<JsonPositions::Place> JsonPositions::find_member(std::string_view location,
                                                               std::string_view name) const {
  const auto* object = look_up(location);
  if (object == nullptr || object->is_array) return std::nullopt;
  for (auto it = object->children.rbegin(); it != object->children.rend(); ++it) {
    if (values_[*it].name == name) return values_[*it].place;
  }
  return std::nullopt;
}

TextLines::TextLines(std::string_view text) : text_(text), begins_{0} {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    begins_.push_back(at + 1);
  }
}

TextPosition TextLines::position_of(std::size_t offset) const {
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), offset);
  const auto line = static_cast<std::size_t>(after - begins_.begin());
  const auto begin = begin_of(line);
  return {line, 1 + utf8_length(text_.substr(begin, offset - begin))};
}

std::string_view TextLines::line(std::size_t number) const {
  const auto begin = begin_of(number);
  auto line = text_.substr(begin, text_.find('\n', begin) - begin);
  if (ends_with(line, "\r")) line.remove_suffix(1);
  return line;
}

}  // namespace sfn
