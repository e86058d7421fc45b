#include "items/records/json_records.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "items/reader_config.h"
#include "items/records/json_item.h"

namespace sfn::items {
namespace {

std::string unescaped(const std::string& token) {
  return replace_all(replace_all(token, "~1", "/"), "~0", "~");
}

// An index has no sign and no zeros in front.
std::optional<std::int64_t> index_of(const std::string& token) {
  if (token.empty() || token.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  return parse_integer(token);
}

char end_of(char begin) { return begin == '[' ? ']' : '}'; }

}  // namespace

JsonRecords::JsonRecords(std::unique_ptr<Input> input, const Position& from,
                         std::string items_pointer)
    : input_(std::move(input)), scanner_(*input_), items_pointer_(std::move(items_pointer)) {
  if (from.inside.empty()) return;
  // A place is recorded only after an item.
  inside_ = from.inside.front();
  is_first_ = false;
}

Result<std::optional<Record>> JsonRecords::next() {
  if (inside_ == 0) {
    if (const auto found = find_node(); !found) return found.error();
  }
  const auto is_there = at_item();
  if (!is_there) return is_there.error();
  if (!*is_there) return std::optional<Record>();

  Record record;
  if (inside_ == '{') {
    auto name = scanner_.take_name();
    if (!name) return name.error();
    record.key = std::move(*name);
  }
  const auto line = input_->line();
  const auto raw = scanner_.take_value(kRawItemBytesMax);
  if (!raw) return raw.error();
  auto text = json_item(*raw, *input_, line);
  if (!text) return text.error();
  record.text = std::move(*text);
  is_first_ = false;
  return std::optional(std::move(record));
}

Position JsonRecords::position() const {
  auto position = input_->position();
  if (!is_first_) position.inside = std::string(1, inside_);
  return position;
}

Result<void> JsonRecords::find_node() {
  auto tokens = split(items_pointer_, '/');
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (const auto down = step_down(unescaped(tokens[i])); !down) return down.error();
  }
  scanner_.skip_blanks();
  if (input_->offset() > kItemsPointerReachBytes && tokens.size() > 1) {
    return input_->error_here(
        fmt::format("the node of ItemsPointer does not begin within the first {} bytes",
                    kItemsPointerReachBytes));
  }
  if (scanner_.take('[')) {
    inside_ = '[';
  } else if (scanner_.take('{')) {
    inside_ = '{';
  } else {
    // A scalar can be no source of items; what is no JSON at all is another mistake.
    const auto scalar = scanner_.take_value(kRawItemBytesMax);
    if (!scalar) return scalar.error();
    const auto value = json_item(*scalar, *input_, input_->line());
    if (!value) return value.error();
    return reader_failed("Attempting to map over non-iterable node.");
  }
  return {};
}

Result<void> JsonRecords::step_down(const std::string& token) {
  scanner_.skip_blanks();
  if (scanner_.take('{')) return step_to_member(token);
  if (scanner_.take('[')) return step_to_element(token);
  if (input_->peek() == Input::kEnd) return scanner_.unexpected("a value");
  return no_node();
}

Result<void> JsonRecords::step_to_member(const std::string& name) {
  scanner_.skip_blanks();
  if (scanner_.take('}')) return no_node();
  for (;;) {
    scanner_.skip_blanks();
    const auto found = scanner_.take_name();
    if (!found) return found.error();
    if (*found == name) return {};
    if (const auto skipped = scanner_.skip_value(kItemsPointerReachBytes); !skipped) {
      return skipped.error();
    }
    scanner_.skip_blanks();
    if (scanner_.take('}')) return no_node();
    if (!scanner_.take(',')) return scanner_.unexpected("',' or '}'");
  }
}

Result<void> JsonRecords::step_to_element(const std::string& token) {
  const auto index = index_of(token);
  if (!index) return no_node();
  scanner_.skip_blanks();
  if (scanner_.take(']')) return no_node();
  for (std::int64_t i = 0; i < *index; ++i) {
    scanner_.skip_blanks();
    if (const auto skipped = scanner_.skip_value(kItemsPointerReachBytes); !skipped) {
      return skipped.error();
    }
    scanner_.skip_blanks();
    if (scanner_.take(']')) return no_node();
    if (!scanner_.take(',')) return scanner_.unexpected("',' or ']'");
  }
  return {};
}

// Passes over what lies before the next item. False at the end of the array or object.
Result<bool> JsonRecords::at_item() {
  scanner_.skip_blanks();
  if (scanner_.take(end_of(inside_))) {
    if (const auto checked = check_rest(); !checked) return checked.error();
    return false;
  }
  if (is_first_) return true;
  if (!scanner_.take(',')) return scanner_.unexpected(fmt::format("',' or '{}'", end_of(inside_)));
  scanner_.skip_blanks();
  return true;
}

Result<void> JsonRecords::check_rest() {
  if (!items_pointer_.empty()) return {};
  scanner_.skip_blanks();
  if (input_->peek() != Input::kEnd || input_->failure()) {
    return scanner_.unexpected("nothing after the document");
  }
  return {};
}

Error JsonRecords::no_node() const {
  return reader_failed(fmt::format("ItemsPointer {} does not reference a node of {}.",
                                   items_pointer_, to_uri(input_->object())));
}

}  // namespace sfn::items
