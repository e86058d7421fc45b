#include "items/records/json_scanner.h"

#include <fmt/format.h>

#include <cctype>

#include "base/json.h"
#include "items/reader_config.h"
#include "items/records/record_reader.h"

namespace sfn::items {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Follows the strings and brackets of one value, a byte at a time.
class Nesting {
 public:
  enum class State { Inside, Complete, Broken, TooDeep };

  State step(char c) {
    if (in_string_) return step_in_string(c);
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (open_.size() >= JsonLimits().depth) return State::TooDeep;
      open_ += c == '{' ? '}' : ']';
    } else if (c == '}' || c == ']') {
      if (open_.empty() || open_.back() != c) return State::Broken;
      open_.pop_back();
      return state();
    }
    return State::Inside;
  }

 private:
  State state() const { return open_.empty() ? State::Complete : State::Inside; }

  State step_in_string(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      return state();
    }
    return State::Inside;
  }

  std::string open_;  // The brackets that are to come, the last one first.
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace

void JsonScanner::skip_blanks() {
  for (auto some = input_.ahead(); !some.empty(); some = input_.ahead()) {
    std::size_t blanks = 0;
    while (blanks < some.size() && is_blank(some[blanks])) ++blanks;
    input_.skip(blanks);
    if (blanks < some.size()) return;
  }
}

Result<std::string> JsonScanner::take_value(std::size_t bytes_max) {
  std::string text;
  const auto scanned = scan_value({&text, input_.offset() + bytes_max,
                                   fmt::format("an item has more than {} bytes", bytes_max)});
  if (!scanned) return scanned.error();
  return text;
}

Result<void> JsonScanner::skip_value(std::uint64_t end_max) {
  return scan_value(
      {nullptr, end_max,
       fmt::format("the node of ItemsPointer does not begin within the first {} bytes",
                   kItemsPointerReachBytes)});
}

bool JsonScanner::take(char expected) {
  if (input_.peek() != static_cast<unsigned char>(expected)) return false;
  input_.skip(1);
  return true;
}

Result<std::string> JsonScanner::take_name() {
  if (input_.peek() != '"') return unexpected("a member's name");
  const auto line = input_.line();
  const auto text = take_value(kRawItemBytesMax);
  if (!text) return text.error();
  const auto name = parse_json(*text);
  if (!name) return input_.error_at(line, name.error().cause);
  skip_blanks();
  if (!take(':')) return unexpected("':'");
  skip_blanks();
  return name->get<std::string>();
}

Error JsonScanner::unexpected(const std::string& expected) const {
  const int found = input_.peek();
  const auto what = found == Input::kEnd          ? "the end of the file"
                    : found > ' ' && found < 0x7F ? fmt::format("'{}'", static_cast<char>(found))
                                                  : fmt::format("byte {:02X}", found);
  return input_.error_here(fmt::format("expected {}, found {}", expected, what));
}

Result<void> JsonScanner::scan_value(const Extent& extent) {
  const int first = input_.peek();
  if (first == '{' || first == '[' || first == '"') return scan_nested(extent);
  return scan_scalar(extent);
}

// A number or a name ends where something else begins.
Result<void> JsonScanner::scan_scalar(const Extent& extent) {
  const auto begin = input_.offset();
  for (auto some = input_.ahead(); !some.empty(); some = input_.ahead()) {
    std::size_t count = 0;
    while (count < some.size() &&
           (std::isalnum(static_cast<unsigned char>(some[count])) != 0 ||
            std::string_view("+-.").find(some[count]) != std::string_view::npos)) {
      ++count;
    }
    if (const auto passed = pass(extent, count); !passed) return passed.error();
    if (count < some.size()) break;
  }
  if (input_.failure()) return *input_.failure();
  if (input_.offset() == begin) return unexpected("a value");
  return {};
}

Result<void> JsonScanner::scan_nested(const Extent& extent) {
  const auto first_line = input_.line();
  Nesting nesting;
  for (auto some = input_.ahead(); !some.empty(); some = input_.ahead()) {
    auto state = Nesting::State::Inside;
    std::size_t count = 0;
    while (count < some.size() && state == Nesting::State::Inside) {
      state = nesting.step(some[count++]);
    }
    const bool is_whole = state == Nesting::State::Inside || state == Nesting::State::Complete;
    if (const auto passed = pass(extent, is_whole ? count : count - 1); !passed) {
      return passed.error();
    }
    if (state == Nesting::State::Complete) return {};
    if (state == Nesting::State::Broken) return unexpected("the bracket that was opened last");
    if (state == Nesting::State::TooDeep) {
      return input_.error_here(fmt::format("nested more than {} levels deep", JsonLimits().depth));
    }
  }
  return input_.error_here(
      fmt::format("the file ends within the value that begins on line {}", first_line));
}

Result<void> JsonScanner::pass(const Extent& extent, std::size_t count) {
  if (input_.offset() + count > extent.end_max) return input_.error_here(extent.too_long);
  if (extent.text != nullptr) extent.text->append(input_.ahead().substr(0, count));
  input_.skip(count);
  return {};
}

}  // namespace sfn::items
