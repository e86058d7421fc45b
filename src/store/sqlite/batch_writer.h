// BatchWriter: one batch, one transaction.
#pragma once

#include <chrono>

#include "store/records.h"
#include "store/sqlite/catalogue_writer.h"
#include "store/sqlite/database.h"
#include "store/sqlite/execution_counts.h"

namespace sfn::store {

/// Borrows the database, which must outlive it.
class BatchWriter {
 public:
  explicit BatchWriter(const Database& database);

  /// Durable when it returns, which is how long the disk took for that: the commit, without its
  /// rows. Throws StoreError, and then nothing of the batch is there.
  std::chrono::nanoseconds write(const Batch& batch);

 private:
  void write_rows(const Batch& batch);
  void start(const ExecutionRow& row);
  void end(const ExecutionEnd& end);

  const Database& database_;
  CatalogueWriter catalogue_;
  ExecutionCounts counts_;
  Statement start_;
  Statement append_;
  Statement before_;
  Statement end_;
  Statement drop_pending_;
  Statement add_pending_;
  Statement put_snapshot_;
  Statement drop_snapshot_;
  Statement note_commit_;
};

}  // namespace sfn::store
