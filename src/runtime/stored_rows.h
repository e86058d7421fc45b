// Rows of the store as what they mean. A row that means nothing is thrown as BrokenStore.
#pragma once

#include "history/event.h"
#include "history/work.h"
#include "store/event_store.h"
#include "store/records.h"

namespace sfn::runtime {

/// The events in a row of a journal; at least one.
history::Events events_of(const store::JournalRow& row);

/// How the execution began: the first event of its journal.
history::ExecutionStarted start_of(const store::ExecutionRecord& record);

history::WorkId work_of(const store::PendingRow& row);

/// Of its parent, which a child has.
history::WorkId work_of(const store::ParentKey& parent);

}  // namespace sfn::runtime
