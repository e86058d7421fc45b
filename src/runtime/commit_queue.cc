#include "runtime/commit_queue.h"

#include "base/check.h"

namespace sfn::runtime {

CommitQueue::CommitQueue(store::EventStore& store, Post post, CommitId last, Statistics& statistics,
                         CommitMarks marks)
    : store_(store),
      post_(std::move(post)),
      statistics_(statistics),
      marks_(marks),
      durable_(last) {}

CommitId CommitQueue::add(store::Batch rows) {
  SFN_CHECK(!rows.empty());
  open_.add(std::move(rows));
  flush_at_end_of_turn();
  watch_overload();
  return newest();
}

void CommitQueue::after(CommitId commit, Stage stage, std::function<void()> run) {
  SFN_CHECK(commit <= newest());
  if (is_durable(commit)) {
    post_(lifetime_.guard(std::move(run)));
    return;
  }
  hooks_[commit].stages[static_cast<std::size_t>(stage)].push_back(std::move(run));
}

CommitId CommitQueue::newest() const {
  const auto written = writing_ ? next(durable_) : durable_;
  return open_.empty() ? written : next(written);
}

Result<void> CommitQueue::admit() const {
  if (refusal_) {
    if (on_refusal_) post_(lifetime_.guard(on_refusal_));
    return *refusal_;
  }
  if (!has_room()) {
    return Error{"ThrottlingException", "Rate exceeded: too much is waiting for the disk"};
  }
  return {};
}

void CommitQueue::on_overload(std::function<void(bool)> listener) {
  overload_listeners_.push_back(std::move(listener));
}

void CommitQueue::flush_at_end_of_turn() {
  if (held_ || writing_ || waits_for_more() || flush_posted_) return;
  flush_posted_ = true;
  post_(lifetime_.guard([this] { flush(); }));
}

void CommitQueue::release() {
  held_ = false;
  if (!open_.empty()) flush_at_end_of_turn();
}

void CommitQueue::flush() {
  flush_posted_ = false;
  if (held_ || writing_ || open_.empty()) return;
  told_ = 0;
  writing_bytes_ = open_.bytes();
  const auto commit = next(durable_);
  auto batch = open_.take(commit);
  writing_ = true;
  store_.append(std::move(batch), lifetime_.guard([this, commit] { committed(commit); }));
}

void CommitQueue::committed(CommitId commit) {
  durable_ = commit;
  ++statistics_.commits;
  writing_ = false;
  if (on_committed_) on_committed_(writing_bytes_);
  writing_bytes_ = 0;
  auto hooks = std::move(hooks_[commit]);
  hooks_.erase(commit);
  for (auto& stage : hooks.stages) {
    for (auto& run : stage) following_.push_back(std::move(run));
  }
  if (!waits_for_more()) flush();
  if (!telling_) tell_some();
  watch_overload();
}

// What the replies and effects of a commit lead to at once can join the next batch: with many
// executions in flight one commit then carries a step of each. That is worth leaving the writer
// without work for as long as one more commit would keep it busy, and no longer.
bool CommitQueue::waits_for_more() const {
  return !following_.empty() && told_ * kFollowingCost < store_.commit_cost();
}

// A commit may carry thousands of decisions: what follows from them is spread over turns.
void CommitQueue::tell_some() {
  for (std::size_t i = 0; i < kFollowingPerTurn && !following_.empty(); ++i) {
    const auto run = std::move(following_.front());
    following_.pop_front();
    ++told_;
    run();
  }
  if (!open_.empty()) flush_at_end_of_turn();
  telling_ = !following_.empty();
  if (telling_) post_(lifetime_.guard([this] { tell_some(); }));
}

void CommitQueue::watch_overload() {
  const bool now = bytes() > marks_.hard;
  if (now == overloaded_) return;
  overloaded_ = now;
  for (const auto& listener : overload_listeners_) listener(now);
}

}  // namespace sfn::runtime
