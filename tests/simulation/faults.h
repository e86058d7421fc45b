// Faults: what goes wrong in a simulated run, and how often each kind has.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sfn::simulation {

enum class Fault {
  Crash,                 ///< The process dies between or within two turns of its loop.
  CrashInRecovery,       ///< It dies again before it has begun all its work again.
  CommitStalled,         ///< The disk takes seconds.
  CommitLost,            ///< The disk fails: nothing of the batch is there, the process ends.
  CommitUnacknowledged,  ///< The batch is there, and the process ends before it hears so.
  QueryStalled,
  SnapshotLost,     ///< It was to be written.
  SnapshotDamaged,  ///< It is read, and is not what was written.
  TaskSlow,
  TaskLost,     ///< Never answers in this life of the daemon.
  TaskDoubled,  ///< Answers twice, not always the same.
  TaskLate,     ///< Answers although it was cancelled.
  TaskWrong,    ///< An answer that nobody expects: too large, too deep, an error without a name…
  TaskStray,    ///< An answer that no attempt owes.
  TokenLost,    ///< Whoever has a task token never returns it.
  TokenLate,    ///< It may be returned after its task's time.
  TokenDoubled,
  CallFailed,  ///< An asynchronous invocation.
  CallLost,
  CallDoubled,
  ObjectRefused,  ///< A map run's object cannot be read or written.
  ObjectChanged,  ///< It is another all at once.
  ClockForward,
  ClockBack,
};
inline constexpr std::size_t kFaultKinds = static_cast<std::size_t>(Fault::ClockBack) + 1;

const char* to_word(Fault fault);

/// What runs amounted to. Runs add up.
struct Tally {
  std::int64_t runs = 0;
  std::int64_t executions = 0;  ///< Whose start became durable.
  std::int64_t commits = 0;
  std::int64_t events = 0;
  std::int64_t tasks = 0;     ///< Attempts begun, those after a crash included.
  std::int64_t offers = 0;    ///< Attempts that were offered and went ahead.
  std::int64_t children = 0;  ///< Executions that tasks have started.
  std::int64_t map_runs = 0;
  std::int64_t map_children = 0;  ///< Executions that map runs have started.
  std::int64_t express = 0;       ///< Executions of EXPRESS machines.
  std::int64_t stops = 0;         ///< Of children that were no longer wanted.
  std::int64_t answers = 0;
  std::int64_t lives = 0;  ///< Of the daemon.
  std::array<std::int64_t, kFaultKinds> faults = {};

  void count(Fault fault) { ++faults[static_cast<std::size_t>(fault)]; }
  std::int64_t of(Fault fault) const { return faults[static_cast<std::size_t>(fault)]; }
  std::int64_t all_faults() const;
  Tally& operator+=(const Tally& other);
};

}  // namespace sfn::simulation
