#include "runtime/invocations.h"

#include "base/fail_point.h"

namespace sfn::runtime {
namespace {

// After the first failure one minute, after the second two.
std::chrono::minutes pause_after(std::int64_t attempts) { return std::chrono::minutes(attempts); }

store::Batch change(store::CatalogueChange row) {
  store::Batch rows;
  rows.catalogue.push_back(std::move(row));
  return rows;
}

}  // namespace

Invocations::Invocations(CommitQueue& commits, Alarms& alarms, InvokeFunction invoke,
                         IsOnce is_once, Statistics& statistics,
                         const std::vector<store::InvocationRow>& loaded)
    : commits_(commits),
      alarms_(alarms),
      alarm_(alarms),
      invoke_(std::move(invoke)),
      is_once_(std::move(is_once)),
      statistics_(statistics) {
  for (const auto& row : loaded) {
    bytes_ += row.payload.size();
    rows_.emplace(row.request_id, row);
  }
}

void Invocations::recover() {
  std::vector<std::string> over;  // Their last attempt was counted, and ended with the process.
  for (const auto& [id, row] : rows_) {
    if (row.attempts == 0 || may_retry(row)) {
      due_.emplace(row.due, id);
    } else {
      over.push_back(id);
    }
  }
  for (const auto& id : over) finish(id);
  arm();
}

void Invocations::accept(InvokeRequest request, Reply<Accepted> reply) {
  // A task that is called again after a crash accepts again what it had accepted.
  if (rows_.count(request.request_id) != 0) {
    return commits_.reply_after(Durable<Result<Accepted>>(commits_.newest(), Accepted{}),
                                std::move(reply));
  }
  auto admitted = commits_.admit();
  if (admitted && bytes_ + request.payload.size() > kBytesMax) {
    admitted =
        Error{"ThrottlingException", "Rate exceeded: too many asynchronous invocations wait"};
  }
  if (!admitted) {
    ++statistics_.throttled;
    return commits_.reply_after(Durable<Result<Accepted>>(CommitId{0}, admitted.error()),
                                std::move(reply));
  }
  const auto now = alarms_.clock().now();
  const store::InvocationRow row{.request_id = std::move(request.request_id),
                                 .function_arn = std::move(request.function_arn),
                                 .payload = std::move(request.payload),
                                 .accepted = now,
                                 .attempts = 0,
                                 .due = now,
                                 .execution_arn = std::move(request.origin.execution_arn),
                                 .state = std::move(request.origin.state),
                                 .state_attempt = request.origin.attempt};
  bytes_ += row.payload.size();
  rows_.emplace(row.request_id, row);
  const auto commit = commits_.add(change(row));
  commits_.reply_after(Durable<Result<Accepted>>(commit, Accepted{}), std::move(reply));
  commits_.after(commit, Stage::Effect, [this, id = row.request_id] { attempt(id); });
}

// ---- attempts

void Invocations::attempt(const std::string& request_id) {
  auto& row = rows_.at(request_id);
  if (!is_once_(row.function_arn)) return make_attempt(request_id, false);
  count(row);
  commits_.after(commits_.add(change(row)), Stage::Effect,
                 [this, request_id] { make_attempt(request_id, true); });
}

void Invocations::count(store::InvocationRow& row) {
  ++row.attempts;
  row.due = alarms_.clock().now() + pause_after(row.attempts);
}

bool Invocations::may_retry(const store::InvocationRow& row) {
  return row.attempts < kAttemptsMax && row.due <= row.accepted + kAgeMax;
}

void Invocations::make_attempt(const std::string& request_id, bool counted) {
  ++statistics_.invocations;
  running_.emplace(request_id, counted);
  fail_point("invocation.before");
  invoke_(rows_.at(request_id), lifetime_.guard([this, request_id](bool succeeded) {
    attempted(request_id, succeeded);
  }));
  fail_point("invocation.after");
}

void Invocations::attempted(const std::string& request_id, bool succeeded) {
  const auto running = running_.extract(request_id);
  if (running.empty()) return;  // Reported twice.
  auto& row = rows_.at(request_id);
  if (!running.mapped()) count(row);
  if (succeeded || !may_retry(row)) return finish(request_id);
  // One that was counted before it was made may be due already: its pause is from its beginning.
  const auto commit = running.mapped() ? commits_.newest() : commits_.add(change(row));
  commits_.after(commit, Stage::Effect, [this, request_id, due = row.due] {
    due_.emplace(due, request_id);
    arm();
  });
}

void Invocations::finish(const std::string& request_id) {
  const auto found = rows_.find(request_id);
  bytes_ -= found->second.payload.size();
  rows_.erase(found);
  commits_.add(change(store::RemoveInvocation{request_id}));
}

void Invocations::arm() {
  if (due_.empty()) return alarm_.clear();
  alarm_.set(due_.begin()->first, [this] { make_due_attempts(); });
}

void Invocations::make_due_attempts() {
  const auto now = alarms_.clock().now();
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto id = due_.begin()->second;
    due_.erase(due_.begin());
    attempt(id);
  }
  arm();
}

}  // namespace sfn::runtime
