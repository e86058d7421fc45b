#include "items/records/json_lines_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "items/records/json_item.h"

namespace sfn::items {

Result<std::optional<Record>> JsonLinesRecords::next() {
  for (;;) {
    const auto number = input_->line();
    const auto line = next_line();
    if (!line) return line.error();
    if (!*line) return std::optional<Record>();
    if (trim(**line).empty()) continue;
    auto text = json_item(**line, *input_, number);
    if (!text) return text.error();
    return std::optional(Record{std::move(*text), std::nullopt});
  }
}

// The line without its end; nothing after the last.
Result<std::optional<std::string>> JsonLinesRecords::next_line() {
  const auto number = input_->line();
  const auto begin = input_->offset();
  std::string line;
  for (auto some = input_->ahead(); !some.empty(); some = input_->ahead()) {
    const auto end = std::min(some.find('\n'), some.size());
    if (line.size() + end > kRawItemBytesMax) {
      return input_->error_at(number,
                              fmt::format("an item has more than {} bytes", kRawItemBytesMax));
    }
    line += some.substr(0, end);
    const bool is_whole = end < some.size();
    input_->skip(is_whole ? end + 1 : end);
    if (is_whole) return std::optional(std::move(line));
  }
  if (input_->failure()) return *input_->failure();
  if (input_->offset() == begin) return std::optional<std::string>();
  return std::optional(std::move(line));
}

}  // namespace sfn::items
