#include "runtime/open_batch.h"

#include <iterator>
#include <vector>

namespace sfn::runtime {
namespace {

template <typename Row>
void append(std::vector<Row>& rows, std::vector<Row> more) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

}  // namespace

void OpenBatch::add(store::Batch rows) {
  if (rows.empty()) return;
  empty_ = false;
  bytes_ += rows.bytes();
  append(rows_.catalogue, std::move(rows.catalogue));
  append(rows_.started, std::move(rows.started));
  append(rows_.journal, std::move(rows.journal));
  append(rows_.ended, std::move(rows.ended));
  append(rows_.snapshots, std::move(rows.snapshots));
  for (const auto& key : rows.pending_gone) pending_.end({key.execution, key.key});
  for (auto& row : rows.pending_new) {
    Key key{row.execution, row.key};
    pending_.begin(std::move(key), std::move(row));
  }
}

store::Batch OpenBatch::take(CommitId id) {
  auto rows = std::exchange(rows_, {});
  rows.id = id;
  for (const auto& [execution, key] : pending_.gone()) {
    rows.pending_gone.push_back({execution, key});
  }
  for (auto& [key, row] : pending_.begun()) rows.pending_new.push_back(std::move(row));
  pending_.clear();
  bytes_ = 0;
  empty_ = true;
  return rows;
}

}  // namespace sfn::runtime
