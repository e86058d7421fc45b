#include "api/own/execution_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "api/away.h"
#include "api/own/execution_item.h"
#include "api/own/history_item.h"
#include "api/own/log_item.h"
#include "base/text.h"
#include "runtime/history_tail.h"
#include "runtime/lifetime.h"

namespace sfn::api {

std::string to_text(const ExecutionPlace& place) {
  if (place.line == 0) return std::to_string(raw(place.event));
  return fmt::format("{}.{}", raw(place.event), place.line);
}

std::optional<ExecutionPlace> parse_execution_place(std::string_view text) {
  if (text.empty()) return ExecutionPlace();
  const auto dot = text.find('.');
  const auto event = parse_integer(text.substr(0, dot));
  const auto line = dot == std::string_view::npos ? std::optional<std::int64_t>(0)
                                                  : parse_integer(text.substr(dot + 1));
  if (!event || !line || *event < 0 || *line < 0) return std::nullopt;
  return ExecutionPlace{EventId{*event}, *line};
}

// ---- the status: as it is when the stream opens, and whenever it changes

class ExecutionSource::StatusLane {
 public:
  StatusLane(runtime::Runtime& runtime, ExecutionId id, Wake wake)
      : runtime_(runtime), id_(id), wake_(std::move(wake)) {
    subscription_ = runtime_.followers().follow(id, [this](const runtime::ExecutionChange& change) {
      if (change.started || change.ended) read();
    });
    read();
  }

  /// Whether what take() would give is the end.
  bool tells_the_end() const { return news_ && news_->status != store::ExecutionStatus::Running; }

  void take(std::string& piece) {
    if (!news_) return;
    piece += to_text(
        StreamEvent{.type = "execution", .data = to_text(show_execution(*news_, machine_->row))});
    told_ = news_->status;
    news_.reset();
  }

 private:
  // Asked again for each change: the last answer is never older than the last change.
  void read() {
    runtime_.store().execution(
        id_, lifetime_.guard([this](const std::optional<store::ExecutionRecord>& record) {
          if (!record || record->row.status == told_) return;
          machine_ = runtime_.catalogue().machine(record->row.machine);
          if (!machine_) return;  // It has been purged meanwhile.
          news_ = record->row;
          wake_();
        }));
  }

  runtime::Runtime& runtime_;
  ExecutionId id_;
  runtime::StateMachinePtr machine_;  // Of the news.
  Wake wake_;
  runtime::Followers::Subscription subscription_;
  std::optional<store::ExecutionRow> news_;
  std::optional<store::ExecutionStatus> told_;
  runtime::Lifetime lifetime_;
};

// ---- the history

class ExecutionSource::HistoryLane {
 public:
  HistoryLane(runtime::Runtime& runtime, const Subject& subject, Wake wake)
      : runtime_(runtime),
        arn_(subject.arn),
        wake_(std::move(wake)),
        tail_({runtime.store(), runtime.followers(), runtime.offload()}, subject.id,
              subject.after.event) {
    ask();
  }

  /// The execution has ended and all was given.
  bool is_over() const { return is_over_; }

  void take(std::string& piece, ExecutionPlace& place) {
    while (piece.size() < kPieceBytes && !page_.empty()) {
      place.event = page_.front().id;
      piece += to_text(StreamEvent{
          .type = "history", .id = to_text(place), .data = std::move(page_.front().data)});
      page_.pop_front();
    }
    if (page_.empty() && !is_asking_ && !is_over_) ask();
  }

 private:
  void ask() {
    is_asking_ = true;
    tail_.next([this](runtime::HistoryPage page) {
      is_over_ = page.is_over;
      away_if_large(
          runtime_.offload(), page.bytes,
          [arn = arn_, events = std::move(page.events)] { return show_history(arn, events); },
          lifetime_.guard([this](HistoryItems items) {
            is_asking_ = false;
            page_ = std::move(items);
            wake_();
          }));
    });
  }

  runtime::Runtime& runtime_;
  std::string arn_;
  Wake wake_;
  HistoryItems page_;
  bool is_asking_ = false;
  bool is_over_ = false;
  runtime::HistoryTail tail_;
  runtime::Lifetime lifetime_;
};

// ---- the log lines

class ExecutionSource::LogLane {
 public:
  static constexpr std::int64_t kPageLines = 100;

  LogLane(logs::LogStore& logs, const Subject& subject, Wake wake)
      : logs_(logs), arn_(subject.arn), seen_(subject.after.line), wake_(std::move(wake)) {
    subscription_ = logs_.subscribe([this](const logs::StoredEvents& lines) { hear(*lines); });
    ask();
  }

  bool has_failed() const { return has_failed_; }

  void take(std::string& piece, ExecutionPlace& place) {
    while (piece.size() < kPieceBytes && !page_.empty()) {
      place.line = page_.front().position.number;
      piece += to_text(StreamEvent{
          .type = "log", .id = to_text(place), .data = to_text(show_log_line(page_.front()))});
      page_.pop_front();
    }
    if (page_.empty() && has_news_ && !is_asking_) ask();
  }

 private:
  void hear(const std::vector<logs::StoredEvent>& lines) {
    if (has_news_) return;
    has_news_ = std::any_of(lines.begin(), lines.end(), [this](const logs::StoredEvent& line) {
      return line.cause.execution_arn == arn_ && line.position.number > seen_;
    });
    if (has_news_) wake_();
  }

  void ask() {
    is_asking_ = true;
    has_news_ = false;
    logs_.events_of({logs::CauseQuery::By::Execution, arn_, seen_, kPageLines},
                    lifetime_.guard([this](Result<logs::EventPage> page) { answered(page); }));
  }

  void answered(Result<logs::EventPage>& page) {
    is_asking_ = false;
    has_failed_ = !page;
    if (page) {
      has_news_ |= page->more;
      page_.assign(std::make_move_iterator(page->events.begin()),
                   std::make_move_iterator(page->events.end()));
      if (!page_.empty()) seen_ = page_.back().position.number;
    }
    wake_();
  }

  logs::LogStore& logs_;
  std::string arn_;
  std::int64_t seen_;  // The last line that was read.
  Wake wake_;
  logs::Subscription subscription_;
  std::deque<logs::StoredEvent> page_;
  bool has_news_ = false;
  bool is_asking_ = false;
  bool has_failed_ = false;  // The store is overloaded or broken: the reader comes back later.
  runtime::Lifetime lifetime_;
};

// ---- all of them

ExecutionSource::ExecutionSource(runtime::Runtime& runtime, logs::LogStore& logs, Subject subject,
                                 const Wake& wake)
    : place_(subject.after) {
  if (subject.wants.executions) status_ = std::make_unique<StatusLane>(runtime, subject.id, wake);
  if (subject.wants.history) history_ = std::make_unique<HistoryLane>(runtime, subject, wake);
  if (subject.wants.logs) logs_ = std::make_unique<LogLane>(logs, subject, wake);
}

ExecutionSource::~ExecutionSource() = default;

std::optional<std::string> ExecutionSource::take() {
  if (logs_ && logs_->has_failed()) return std::nullopt;
  std::string piece;
  if (status_ && !status_->tells_the_end()) status_->take(piece);
  if (history_) history_->take(piece, place_);
  if (logs_) logs_->take(piece, place_);
  const bool history_is_told = !history_ || history_->is_over();
  if (status_ && history_is_told) status_->take(piece);
  return piece;
}

}  // namespace sfn::api
