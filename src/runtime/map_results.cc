#include "runtime/map_results.h"

#include <utility>

#include "runtime/child_end.h"

namespace sfn::runtime {
namespace {

items::ChildStatus status_of(store::ExecutionStatus status) {
  switch (status) {
    case store::ExecutionStatus::Running:
      return items::ChildStatus::Pending;
    case store::ExecutionStatus::Succeeded:
      return items::ChildStatus::Succeeded;
    case store::ExecutionStatus::Failed:
      return items::ChildStatus::Failed;
    case store::ExecutionStatus::TimedOut:
      return items::ChildStatus::TimedOut;
    case store::ExecutionStatus::Aborted:
      return items::ChildStatus::Aborted;
  }
  SFN_CHECK(!"an execution without a status");
}

items::ChildResult result_of(const store::ExecutionRecord& child) {
  auto end = child_end(child);
  items::ChildResult result{.status = status_of(child.row.status),
                            .execution_arn = std::move(end.arn),
                            .state_machine_arn = std::move(end.machine_arn),
                            .name = std::move(end.name),
                            .input = end.input.text(),
                            .output = std::nullopt,
                            .error = std::move(end.failure.error),
                            .cause = std::move(end.failure.cause),
                            .started = end.started,
                            .stopped = end.stopped,
                            .redrive_status_reason = {}};
  if (end.output) result.output = end.output->text();
  return result;
}

}  // namespace

MapResults::MapResults(Parts parts) : parts_(std::move(parts)) {
  if (const auto begun = begin(); !begun) failure_ = begun.error();
}

Result<void> MapResults::begin() {
  items::WriterConfig config;
  if (parts_.writer) {
    auto parsed = items::parse_result_writer(parts_.writer->value());
    if (!parsed) return parsed.error();
    config = std::move(*parsed);
  }
  if (!config.destination) {
    output_ = std::make_unique<items::StateOutput>(config, parts_.state, parts_.output_bytes_max);
    return {};
  }
  if (parts_.objects == nullptr) {
    return Error{"States.ResultWriterFailed",
                 "There is no object store to write to: start sfnd with --s3-dir DIR, a directory "
                 "that holds a directory for each bucket, or with --s3-endpoint URL."};
  }
  export_ = std::make_unique<items::ResultWriter>(
      *parts_.objects, items::ResultWriter::Options{.destination = *config.destination,
                                                    .transformation = config.transformation,
                                                    .output_type = config.output_type,
                                                    .map_run_arn = parts_.map_run_arn});
  return {};
}

bool MapResults::add(const std::vector<store::ExecutionRecord>& children) {
  for (const auto& child : children) {
    if (failure_) return false;
    if (const auto added = add_one(child); !added) failure_ = added.error();
  }
  return !failure_;
}

Result<void> MapResults::add_one(const store::ExecutionRecord& child) {
  const auto result = result_of(child);
  if (output_) return output_->add(result);
  ++exported_;
  return export_->add(result);
}

engine::ResultsCollected MapResults::finish() {
  engine::ResultsCollected collected;
  if (!failure_) {
    auto text = output_ ? output_->finish() : export_->finish();
    if (text) {
      collected.output = Payload::trusted(std::move(*text));
      collected.written = exported_;
      return collected;
    }
    failure_ = text.error();
  }
  collected.failure = history::Failure{failure_->name, failure_->cause};
  return collected;
}

}  // namespace sfn::runtime
