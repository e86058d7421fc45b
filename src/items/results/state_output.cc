#include "items/results/state_output.h"

#include <fmt/format.h>

#include <utility>

namespace sfn::items {

StateOutput::StateOutput(WriterConfig config, std::string who, std::size_t bytes_max)
    : config_(std::move(config)), bytes_max_(bytes_max), who_(std::move(who)) {}

Result<void> StateOutput::add(const ChildResult& child) {
  if (child.status != ChildStatus::Succeeded && !config_.keeps_failures) return {};
  transformed(child, config_.transformation, [this](std::string_view text) { put(text); });
  return failure_ ? Result<void>(*failure_) : Result<void>();
}

Result<std::string> StateOutput::finish() {
  if (failure_) return *failure_;
  return text_ + "]";
}

void StateOutput::put(std::string_view text) {
  if (failure_) return;
  const auto brackets_and_comma = text_.size() > 1 ? 2U : 1U;
  if (text_.size() + text.size() + brackets_and_comma > bytes_max_) {
    failure_ = Error{"States.DataLimitExceeded",
                     fmt::format("The state/task '{}' returned a result with a size exceeding the "
                                 "maximum number of bytes service limit.",
                                 who_)};
    text_ = std::string();
    return;
  }
  if (text_.size() > 1) text_ += ',';
  text_ += text;
}

}  // namespace sfn::items
