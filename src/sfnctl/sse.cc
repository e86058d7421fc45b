#include "sfnctl/sse.h"

#include "base/text.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool SseParser::feed(std::string_view bytes, const std::function<bool(const SseEvent&)>& on_event) {
  for (const char c : bytes) {
    const bool second_half = after_return_ && c == '\n';
    after_return_ = c == '\r';
    if (second_half) continue;
    if (c != '\n' && c != '\r') {
      line_ += c;
      if (line_.size() + (data_ ? data_->size() : 0) > kEventBytesMax) return false;
      continue;
    }
    if (!end_line(on_event)) return false;
  }
  return true;
}

bool SseParser::end_line(const std::function<bool(const SseEvent&)>& on_event) {
  std::string line;
  line.swap(line_);
  if (at_start_ && starts_with(line, kByteOrderMark)) line.erase(0, kByteOrderMark.size());
  at_start_ = false;

  if (!line.empty()) {
    const auto colon = line.find(':');
    auto value =
        colon == std::string::npos ? std::string_view() : std::string_view(line).substr(colon + 1);
    if (starts_with(value, " ")) value.remove_prefix(1);
    take_field(std::string_view(line).substr(0, colon), value);
    return true;
  }

  // A blank line ends an event; one without data is none.
  auto data = std::move(data_);
  auto type = std::move(type_);
  data_.reset();
  type_.clear();
  if (!data) return true;
  return on_event({type.empty() ? "message" : std::move(type), std::move(*data), id_});
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") type_ = value;
  if (name == "id" && value.find('\0') == std::string_view::npos) id_ = value;
  if (name == "data") {
    if (data_) {
      *data_ += '\n';
      *data_ += value;
    } else {
      data_ = value;
    }
  }
}

}  // namespace sfn::sfnctl
