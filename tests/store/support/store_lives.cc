#include "store/support/store_lives.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/overloaded.h"
#include "store/sqlite/store_error.h"

namespace sfn::store {

bool StoreLives::start() {
  failure_.clear();
  try {
    // The process ends with its last words: nothing is written after them.
    store_ = std::make_unique<SqliteEventStore>(SqliteEventStore::Options{
        .path = path_,
        .durability = durability_,
        .post = [this](std::function<void()> turn) { loop_.post(std::move(turn)); },
        .fatal =
            [this](const std::string& message) {
              vfs_.halt();
              loop_.post([this, message] { failure_ = message; });
            },
        .checkpoints = marks_,
        .vfs = vfs_.name()});
    const auto catalogue = store_->load_catalogue();
    const auto found =
        read_contents(*store_, catalogue, loop_, [this] { return !failure_.empty(); });
    if (found) check(*found);
    return found.has_value();
  } catch (const StoreError& error) {
    vfs_.halt();
    failure_ = error.what();
    return false;
  }
}

void StoreLives::check(const Contents& found) {
  support::SimulatedDisk expected;
  const auto at_least = durability_ == Durability::Full ? promised_ : 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (i >= at_least && contents_of(expected) == found) {
      workload_ = steps_[i].before;
      steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(i), steps_.end());
      break;
    }
    perform(steps_[i].operation, expected);
  }
  EXPECT_TRUE(contents_of(expected) == found)
      << "the store holds commit " << raw(found.last_commit) << " and what no number of "
      << at_least << " to " << steps_.size() << " operations makes";
  lost_ += promised_ - std::min(promised_, steps_.size());
  promised_ = steps_.size();
}

void StoreLives::run(int operations) {
  const auto until = steps_.size() + static_cast<std::size_t>(operations);
  while (steps_.size() < until) {
    auto before = workload_;
    steps_.push_back({std::move(before), workload_.next()});
    carry_out(steps_.back().operation, [this] { ++promised_; });
  }
  wait([this] { return promised_ == steps_.size(); });
}

void StoreLives::carry_out(const Operation& operation, std::function<void()> done) {
  std::visit(overloaded{[&](const Batch& batch) { store_->append(batch, done); },
                        [&](const PurgeRequest& request) {
                          store_->purge(request, [done](std::int64_t) { done(); });
                        }},
             operation);
}

void StoreLives::purge_all() {
  const PurgeRequest nothing{.stopped_before = from_epoch_ms(0)};  // Only gives space back.
  bool done = false;
  store_->purge(nothing, [&done](std::int64_t) { done = true; });
  wait([&done] { return done; });
}

Result<void> StoreLives::back_up() {
  std::optional<Result<void>> result;
  store_->backup(directory_.file(fmt::format("copy-{}.db", ++backups_)),
                 [&result](Result<void> value) { result = std::move(value); });
  if (!wait([&result] { return result.has_value(); })) return Error{"Dead", failure_};
  return *result;
}

bool StoreLives::wait(const std::function<bool()>& condition) {
  const bool in_time = loop_.run_until([&] { return condition() || !failure_.empty(); });
  EXPECT_TRUE(in_time) << "neither done nor dead";
  return condition();
}

void StoreLives::end() {
  store_.reset();
  loop_.forget();
}

std::string StoreLives::integrity() const {
  const auto database = Database::open_for_reading({path_, vfs_.name()});
  std::string all;
  for (const auto& sql : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    auto statement = database.prepare(sql);
    for (const auto& row : statement.all([](const Statement& row) { return row.text(0); }))
      all += row;
  }
  return all;
}

}  // namespace sfn::store
