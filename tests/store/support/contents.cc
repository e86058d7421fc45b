#include "store/support/contents.h"

#include "support/simulated_event_store.h"

namespace sfn::store {
namespace {

constexpr std::int64_t kAll = 1'000'000;

template <typename T>
std::optional<T> answer(support::TestLoop& loop, const std::function<bool()>& failed,
                        const std::function<void(EventStore::Done<T>)>& ask) {
  auto answer = std::make_shared<std::optional<T>>();  // It may come after this gave up.
  ask([answer](T value) { *answer = std::move(value); });
  loop.run_until([&] { return answer->has_value() || failed(); });
  return *answer;
}

Contents catalogue_contents(const Catalogue& catalogue) {
  return {.definitions = catalogue.definitions,
          .machines = catalogue.machines,
          .functions = catalogue.functions,
          .invocations = catalogue.invocations,
          .resources = catalogue.resources,
          .last_commit = catalogue.last_commit,
          .last_execution = catalogue.last_execution};
}

}  // namespace

std::optional<Contents> read_contents(EventStore& store, const Catalogue& catalogue,
                                      support::TestLoop& loop,
                                      const std::function<bool()>& failed) {
  auto contents = catalogue_contents(catalogue);
  auto executions = answer<std::vector<ExecutionRow>>(
      loop, failed, [&store](auto done) { store.executions({.limit = kAll}, done); });
  auto pending = answer<std::vector<PendingRow>>(loop, failed, [&store](auto done) {
    store.pending(from_epoch_ms(1LL << 50), std::nullopt, kAll, done);
  });
  if (!executions || !pending) return std::nullopt;
  contents.executions = std::move(*executions);
  contents.pending = std::move(*pending);
  for (const auto& row : contents.executions) {
    const auto rows = answer<std::vector<JournalRow>>(loop, failed, [&](auto done) {
      store.journal({row.id, EventSeq{1}, kAll, SIZE_MAX}, done);
    });
    const auto snapshot = answer<std::optional<SnapshotRow>>(
        loop, failed, [&](auto done) { store.snapshot(row.id, done); });
    if (!rows || !snapshot) return std::nullopt;
    contents.journal.insert(contents.journal.end(), rows->begin(), rows->end());
    if (*snapshot) contents.snapshots.push_back(**snapshot);
  }
  return contents;
}

Contents contents_of(const support::SimulatedDisk& disk) {
  support::SimulatedFiles files{{"sfn.db", disk}};
  support::TestLoop loop;
  support::SimulatedEventStore store(
      {.files = files,
       .post = [&loop](std::function<void()> turn) { loop.post(std::move(turn)); },
       .fatal = {}});
  return read_contents(store, store.load_catalogue(), loop, [] { return false; }).value();
}

}  // namespace sfn::store
