// LoadedExecution: an execution in memory, with what the engine's value does not say about it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "engine/execution.h"
#include "runtime/definitions.h"
#include "store/records.h"

namespace sfn::runtime {

struct LoadedExecution {
  ExecutionId id{0};
  store::MachineId machine{0};
  store::DefinitionId definition{0};
  std::string name;
  MeaningPtr meaning;  ///< Of its definition.
  engine::Execution value;
  EventSeq next_seq{1};
  EventSeq snapshot{0};     ///< Of the last event in its newest snapshot, as far as is known.
  CommitId last_commit{0};  ///< The newest that holds events of it, or 0: none since it was loaded.
  std::optional<Timestamp> stopped;
  std::optional<std::int64_t> items;  ///< Of a map run's child that is being started; for its row.

  bool has_ended() const { return stopped.has_value(); }
  /// It has ended, and there is nothing to stop any more that it has started.
  bool is_done_with() const { return has_ended() && value.outstanding.empty(); }
};

/// Parsed JSON takes several times what its text does; most payloads are parsed at some time.
inline constexpr std::size_t kBytesPerTextByte = 4;

/// What the value takes in memory, roughly: payloads are shared and counted once.
std::size_t estimate_bytes(const engine::Execution& execution);

store::ExecutionStatus status_of(const engine::Execution& execution);

}  // namespace sfn::runtime
