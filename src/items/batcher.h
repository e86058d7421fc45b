// Batcher: items gathered into the inputs of child executions.
//
// ASL, Map state in distributed mode, "ItemBatcher". A pure fold over the items' texts, after
// ItemSelector: the same items in the same order give the same batches. A child's input is
// `{"BatchInput":…,"Items":[…]}`, BatchInput only where there is one, and the limit in bytes counts
// all of it.
//
// A crash between two batches: go on reading at the place after the items of the batches that were
// recorded (items::advanced), with a new batcher.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"

namespace sfn::items {

struct BatchConfig {
  std::int64_t max_items = 0;        ///< In a batch; 0 for no limit.
  std::int64_t max_input_bytes = 0;  ///< Of the child's input; 0 for that of every input.
  std::string batch_input;           ///< JSON; empty where there is none.
  friend bool operator==(const BatchConfig&, const BatchConfig&) = default;
};

/// What the field `ItemBatcher` asks for, its paths and expressions evaluated. `States.Runtime`
/// where a limit is none, or is past `reach`, the bytes that an input can have at all.
Result<BatchConfig> parse_item_batcher(const Json& item_batcher,
                                       std::size_t reach = limits::kPayloadBytesMax);

struct Batch {
  std::string input;
  std::int64_t items = 0;
  friend bool operator==(const Batch&, const Batch&) = default;
};

class Batcher {
 public:
  /// Where the configuration does not limit the bytes, an item that is larger than an input should
  /// be is a batch of its own, up to `reach`.
  explicit Batcher(BatchConfig config, std::size_t reach = limits::kPayloadBytesMax);

  /// Adds an item. Gives the batch that this completes: the one before it, in which it has no room,
  /// or its own. `States.DataLimitExceeded` for an item that has room in no batch.
  Result<std::vector<Batch>> add(std::string_view item);

  /// The batch of the last items, if there are any.
  std::optional<Batch> finish();

  /// Items that were added and belong to no batch yet.
  std::int64_t waiting() const { return batch_.items; }

 private:
  Batch take();

  BatchConfig config_;
  std::size_t bytes_max_ = limits::kPayloadBytesMax;  ///< Of a batch of several items.
  std::size_t alone_max_ = limits::kPayloadBytesMax;  ///< Of one of a single item.
  std::string head_;                                  ///< What every input begins with.
  Batch batch_;                                       ///< The open one; its input lacks the end.
};

}  // namespace sfn::items
