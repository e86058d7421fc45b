// StateOutput: the output of a distributed Map whose results go nowhere else: an array of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "items/results/child_result.h"

namespace sfn::items {

class StateOutput {
 public:
  /// `who` is named where the output exceeds what an output may have: the state.
  StateOutput(WriterConfig config, std::string who,
              std::size_t bytes_max = limits::kPayloadBytesMax);

  /// Takes the next child, in the order of the items. `States.DataLimitExceeded` as soon as the
  /// results are too large, after which nothing is held; then, and for every call after it.
  Result<void> add(const ChildResult& child);

  /// The array. OutputType JSONL makes no difference to it: an output is one JSON document.
  Result<std::string> finish();

 private:
  void put(std::string_view text);

  WriterConfig config_;
  std::size_t bytes_max_;
  std::string text_ = "[";
  std::optional<Error> failure_;
  std::string who_;
};

}  // namespace sfn::items
