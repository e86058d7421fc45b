// The rules of a map run: what each command means for it, what it does next, and how its events
// fold. engine/decide.h is the door to all of them.
#pragma once

#include "base/result.h"
#include "engine/command.h"
#include "engine/execution.h"
#include "engine/recorder.h"

namespace sfn::engine {

// ---- decide.cc. Refusals: WorkNotOutstanding, ExecutionNotRunning.

void begin_map_run(const BeginMapRun& begin, Timestamp now, Recorder& out);
Result<void> items_read(const Execution& run, const ItemsRead& read, Recorder& out);
Result<void> map_child_over(const Execution& run, const MapChildOver& over, Recorder& out);
Result<void> results_collected(const Execution& run, const ResultsCollected& collected,
                               Recorder& out);
Result<void> update_map_run(const Execution& run, const UpdateMapRun& update, Recorder& out);

/// It is stopped from outside.
void abort_map_run(const Execution& run, const Failure& failure, Recorder& out);

/// The next step of one that is ready.
void advance_map_run(const Execution& run, Recorder& out);

// ---- apply.cc

void fold(Execution& run, const history::MapRunConfigured& event);
void fold(Execution& run, const history::ItemsWanted& event);
void fold(Execution& run, const history::ChildrenStarted& event);
void fold(Execution& run, const history::MapChildEnded& event);
void fold(Execution& run, const history::MapRunUpdated& event);
void fold(Execution& run, const history::ResultsWanted& event);
void fold(Execution& run, const history::ChildrenCounted& event);

/// It is about to end: what of its work nothing is left of.
void settle_before_end(Execution& run);

}  // namespace sfn::engine
