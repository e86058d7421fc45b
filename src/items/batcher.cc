#include "items/batcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sfn::items {
namespace {

constexpr std::string_view kTail = "]}";

Result<std::int64_t> limit_of(const Json& item_batcher, const char* name) {
  const Json* member = find_member(item_batcher, name);
  if (member == nullptr) return std::int64_t{0};
  if (!member->is_number_integer() || member->get<std::int64_t>() < 1) {
    return Error{"States.Runtime",
                 fmt::format("{} must be a positive integer, got {}", name, to_text(*member))};
  }
  return member->get<std::int64_t>();
}

}  // namespace

Result<BatchConfig> parse_item_batcher(const Json& item_batcher, std::size_t reach) {
  BatchConfig config;
  const auto items = limit_of(item_batcher, "MaxItemsPerBatch");
  if (!items) return items.error();
  const auto bytes = limit_of(item_batcher, "MaxInputBytesPerBatch");
  if (!bytes) return bytes.error();
  if (*bytes > static_cast<std::int64_t>(reach)) {
    return Error{"States.Runtime",
                 fmt::format("MaxInputBytesPerBatch cannot exceed {}, got {}", reach, *bytes)};
  }
  if (*items == 0 && *bytes == 0) {
    return Error{"States.Runtime",
                 "ItemBatcher must have MaxItemsPerBatch or MaxInputBytesPerBatch"};
  }
  config.max_items = *items;
  config.max_input_bytes = *bytes;
  if (const Json* input = find_member(item_batcher, "BatchInput")) {
    config.batch_input = to_text(*input);
  }
  return config;
}

Batcher::Batcher(BatchConfig config, std::size_t reach) : config_(std::move(config)) {
  if (config_.max_input_bytes > 0) {
    bytes_max_ = alone_max_ = std::min(static_cast<std::size_t>(config_.max_input_bytes), reach);
  } else {
    alone_max_ = reach;
  }
  head_ = config_.batch_input.empty()
              ? std::string(R"({"Items":[)")
              : fmt::format(R"({{"BatchInput":{},"Items":[)", config_.batch_input);
}

Result<std::vector<Batch>> Batcher::add(std::string_view item) {
  const auto alone = head_.size() + item.size() + kTail.size();
  if (alone > alone_max_) {
    return Error{
        "States.DataLimitExceeded",
        fmt::format("A batch of one item has {} bytes; the input of a batch has at most {}.", alone,
                    alone_max_)};
  }
  std::vector<Batch> complete;
  const auto with_item = batch_.input.size() + 1 + item.size() + kTail.size();
  if (batch_.items > 0 && with_item > bytes_max_) complete.push_back(take());
  batch_.input += batch_.items == 0 ? head_ : ",";
  batch_.input += item;
  ++batch_.items;
  if (batch_.items == config_.max_items) complete.push_back(take());
  return complete;
}

std::optional<Batch> Batcher::finish() {
  if (batch_.items == 0) return std::nullopt;
  return take();
}

Batch Batcher::take() {
  batch_.input += kTail;
  return std::exchange(batch_, {});
}

}  // namespace sfn::items
