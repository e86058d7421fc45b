#include "runtime/recovery.h"

#include <utility>

#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

// Before any due time, so that pages hold only what has none.
constexpr Timestamp kNoDueTime{};

}  // namespace

Recovery::Recovery(store::EventStore& store, Dispatcher& dispatcher, Children& children)
    : store_(store), dispatcher_(dispatcher), children_(children) {}

void Recovery::run(std::function<void(RecoveryReport)> done) {
  done_ = std::move(done);
  read_page(std::nullopt);
}

void Recovery::read_page(std::optional<store::PendingRow> after) {
  store_.pending(
      kNoDueTime, std::move(after), kPageRows,
      lifetime_.guard([this](std::vector<store::PendingRow> rows) { take_page(std::move(rows)); }));
}

void Recovery::take_page(std::vector<store::PendingRow> rows) {
  last_page_ = static_cast<std::int64_t>(rows.size()) < kPageRows;
  page_ = std::move(rows);
  next_ = 0;
  begin_more();
}

// Executions in memory are visited at once, within begin_again; hence the loop and not a recursion.
void Recovery::begin_more() {
  if (std::exchange(beginning_, true)) return;
  while (loading_ < kLoadsMax && next_ < page_.size()) {
    const auto& row = page_[next_++];
    const auto work = work_of(row);
    // Its token is out: nothing is to be begun, so that it costs a row and no memory.
    if (work.kind == history::WorkKind::Callback) continue;
    ++loading_;
    ++report_.begun_again;
    begin(row.execution, work);
  }
  beginning_ = false;
  if (next_ < page_.size() || loading_ > 0) return;
  if (last_page_) return done_(report_);
  read_page(page_.back());
}

void Recovery::begin(ExecutionId execution, const history::WorkId& work) {
  const auto done = lifetime_.guard([this] {
    --loading_;
    begin_more();
  });
  if (work.kind == history::WorkKind::Child) return children_.await_again(execution, work, done);
  dispatcher_.begin_again(execution, work, done);
}

}  // namespace sfn::runtime
