// OpenBatch: the rows of the commit that is being filled.
//
// Several decisions on one execution may join it. A store applies removals of pending work before
// insertions, so what one decision begins and a later one ends in the same commit must cancel out
// here: it never was.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "runtime/net_change.h"
#include "store/records.h"

namespace sfn::runtime {

class OpenBatch {
 public:
  /// Joins what one decision changes to the rest.
  void add(store::Batch rows);

  /// The rows so far, as commit `id`; leaves the batch empty.
  store::Batch take(CommitId id);

  bool empty() const { return empty_; }
  std::size_t bytes() const { return bytes_; }

 private:
  using Key = std::pair<ExecutionId, std::string>;

  store::Batch rows_;
  NetChange<Key, store::PendingRow> pending_;
  std::size_t bytes_ = 0;
  bool empty_ = true;
};

}  // namespace sfn::runtime
