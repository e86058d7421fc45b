#include "api/own/feed_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "api/away.h"
#include "api/own/execution_item.h"
#include "api/own/log_item.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "runtime/history_tail.h"

namespace sfn::api {
namespace {

// The row may already know of a later end: what is told is this change.
Json show_change(const runtime::ExecutionChange& change, store::ExecutionRow row,
                 const store::MachineRow& machine) {
  row.status = change.status;
  if (!change.ended) row.stopped.reset();
  return show_execution(row, machine);
}

}  // namespace

std::string to_text(const FeedPlace& place) {
  if (place.told == EventId{0}) return fmt::format("{}-{}", place.run, place.number);
  return fmt::format("{}-{}.{}", place.run, place.number, raw(place.told));
}

std::optional<FeedPlace> parse_feed_place(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto dot = std::min(text.find('.', dash), text.size());
  const auto run = parse_integer(text.substr(0, dash));
  const auto number = parse_integer(text.substr(dash + 1, dot - dash - 1));
  const auto told =
      dot == text.size() ? std::optional<std::int64_t>(0) : parse_integer(text.substr(dot + 1));
  if (!run || !number || !told) return std::nullopt;
  return FeedPlace{*run, *number, EventId{*told}};
}

FeedSource::FeedSource(runtime::Runtime& runtime, Feed& feed, Subject subject, Wake wake)
    : runtime_(runtime),
      feed_(feed),
      wants_(subject.wants),
      wake_(std::move(wake)),
      place_{subject.run, feed.end(), EventId{0}} {
  if (!subject.last_event_id.empty()) {
    const auto resumed = parse_feed_place(subject.last_event_id);
    has_missed_ = !can_resume(resumed);
    if (!has_missed_) place_ = *resumed;
  }
  listener_ = feed_.listen([this] { wake_(); });
}

bool FeedSource::can_resume(const std::optional<FeedPlace>& place) const {
  return place && place->run == place_.run && place->number >= feed_.first() &&
         place->number <= feed_.end();
}

// ---- from entry to entry

std::optional<std::string> FeedSource::take() {
  std::string piece;
  if (place_.number < feed_.first()) has_missed_ = true;
  if (has_missed_) reset(piece);
  while (piece.size() < kPieceBytes && !is_reading_ && place_.number < feed_.end()) step(piece);
  return piece;
}

void FeedSource::reset(std::string& piece) {
  has_missed_ = false;
  place_.number = feed_.end() - 1;
  next_entry();
  piece += to_text(StreamEvent{.type = "reset", .id = to_text(place_), .data = "{}"});
}

void FeedSource::next_entry() {
  ++place_.number;
  place_.told = read_ = EventId{0};
  history_.clear();
  execution_.reset();
}

void FeedSource::step(std::string& piece) {
  if (!history_.empty()) return tell_history(piece);
  if (execution_) {
    auto data = to_text(*execution_);
    next_entry();
    piece +=
        to_text(StreamEvent{.type = "execution", .id = to_text(place_), .data = std::move(data)});
    return;
  }
  std::visit(overloaded{
                 [&](const runtime::ExecutionChange& change) { step(change); },
                 [&](const Feed::LogLine& line) { step(line, piece); },
             },
             *feed_.find(place_.number));
}

// ---- a log line

void FeedSource::step(const Feed::LogLine& line, std::string& piece) {
  next_entry();
  if (!wants_.logs) return;
  piece += to_text(StreamEvent{
      .type = "log", .id = to_text(place_), .data = to_text(show_log_line(line.line()))});
}

// ---- a change of an execution: its history first, then what it has become

void FeedSource::step(const runtime::ExecutionChange& change) {
  const auto first = std::max(change.first_public, next(std::max(place_.told, read_)));
  if (wants_.history && first <= change.last_public) return read_history(change, first);
  if (wants_.executions && (change.started || change.ended)) return read_execution(change);
  next_entry();
}

void FeedSource::tell_history(std::string& piece) {
  place_.told = history_.front().id;
  piece += to_text(StreamEvent{
      .type = "history", .id = to_text(place_), .data = std::move(history_.front().data)});
  history_.pop_front();
}

void FeedSource::read_history(const runtime::ExecutionChange& change, EventId first) {
  const store::HistoryRange page{
      change.execution, first, std::min(change.last_public, EventId{raw(first) + kPageEvents - 1})};
  is_reading_ = true;
  const auto taken = lifetime_.guard(
      [this, entry = place_.number](std::pair<EventId, HistoryItems> until_with_items) {
        if (place_.number == entry) std::tie(read_, history_) = std::move(until_with_items);
        answered();
      });
  runtime_.store().history(
      page,
      lifetime_.guard([this, taken, page, arn = change.arn](std::vector<store::JournalRow> rows) {
        const auto bytes = store::body_bytes(rows);
        away_if_large(
            runtime_.offload(), bytes,
            [rows = std::move(rows), page, arn] {
              const auto until = store::reached(page, rows);
              return std::pair(until,
                               show_history(arn, runtime::public_events(rows, page.first, until)));
            },
            taken);
      }));
}

void FeedSource::read_execution(const runtime::ExecutionChange& change) {
  is_reading_ = true;
  runtime_.store().execution(
      change.execution, lifetime_.guard([this, change, entry = place_.number](
                                            const std::optional<store::ExecutionRecord>& record) {
        if (place_.number == entry) take_in(change, record);
        answered();
      }));
}

void FeedSource::take_in(const runtime::ExecutionChange& change,
                         const std::optional<store::ExecutionRecord>& record) {
  const auto machine = record ? runtime_.catalogue().machine(record->row.machine) : nullptr;
  if (!machine) return next_entry();  // It has been purged meanwhile.
  execution_ = show_change(change, record->row, machine->row);
}

// The reader may have been too slow for the entry that was asked about: then its answer is dropped.
void FeedSource::answered() {
  is_reading_ = false;
  wake_();
}

}  // namespace sfn::api
