// MapResults: what the children of a map run have given, a child at a time: the output of the
// state, or files that a ResultWriter exports. Blocks where it exports: for a worker thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "engine/command.h"
#include "items/object_store.h"
#include "items/results/result_writer.h"
#include "items/results/state_output.h"
#include "store/event_store.h"

namespace sfn::runtime {

class MapResults {
 public:
  struct Parts {
    std::string map_run_arn;
    std::string state;              ///< The Map's name.
    std::optional<Payload> writer;  ///< The field `ResultWriter`, evaluated.
    items::ObjectStore* objects;    ///< Null where there is none. Must outlive this.
    std::size_t output_bytes_max = limits::kPayloadBytesMax;  ///< Without a destination.
  };

  explicit MapResults(Parts parts);

  /// The next children, in the order of their items; they must have ended. False where that is
  /// enough, since it has failed.
  bool add(const std::vector<store::ExecutionRecord>& children);

  /// The answer; its `work` is left to the caller.
  engine::ResultsCollected finish();

 private:
  Result<void> begin();
  Result<void> add_one(const store::ExecutionRecord& child);

  Parts parts_;
  std::unique_ptr<items::StateOutput> output_;  ///< This or the next.
  std::unique_ptr<items::ResultWriter> export_;
  std::int64_t exported_ = 0;
  std::optional<Error> failure_;
};

}  // namespace sfn::runtime
