#include "runtime/child_end.h"

#include "base/check.h"
#include "base/overloaded.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

// One that timed out as a whole shows no error, as DescribeExecution does not.
void take_end(const history::Event& event, tasks::EndedExecution& to) {
  if (const auto* succeeded = std::get_if<history::ExecutionSucceeded>(&event)) {
    to.output = succeeded->output;
  } else if (const auto* failed = std::get_if<history::ExecutionFailed>(&event)) {
    to.failure = failed->failure;
  } else if (const auto* aborted = std::get_if<history::ExecutionAborted>(&event)) {
    to.failure = aborted->failure;
  }
}

}  // namespace

tasks::EndedExecution child_end(const store::ExecutionRecord& record) {
  SFN_CHECK(record.row.stopped.has_value());
  const auto started = start_of(record);
  tasks::EndedExecution end{.arn = started.arn,
                            .name = started.name,
                            .machine_arn = started.machine_arn,
                            .status = store::to_word(record.row.status),
                            .started = record.row.started,
                            .stopped = *record.row.stopped,
                            .input = started.input,
                            .trace_header = started.trace_header};
  take_end(events_of(record.last).back(), end);
  return end;
}

}  // namespace sfn::runtime
