#include "logs/event_writer.h"

#include <algorithm>

namespace sfn::logs {
namespace {

constexpr auto kTooOld = std::chrono::days(14);
constexpr auto kTooNew = std::chrono::hours(2);

std::optional<std::string_view> known(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::int64_t bytes_of(const std::string& message) {
  return static_cast<std::int64_t>(message.size()) + kEventOverheadBytes;
}

// The events are in the order of time, so each reason refuses a stretch at one end.
Rejected judge(const std::vector<InputEvent>& events, std::optional<std::int64_t> retention_days,
               Timestamp now) {
  const auto count_before = [&events](Timestamp limit) {
    return std::ranges::count_if(events, [limit](const auto& e) { return e.timestamp < limit; });
  };
  Rejected rejected;
  if (const auto old = count_before(now - kTooOld); old > 0) rejected.too_old_end = old;
  if (retention_days) {
    const auto expired = count_before(now - std::chrono::days(*retention_days));
    if (expired > 0) rejected.expired_end = expired;
  }
  const auto in_time = count_before(now + kTooNew + milliseconds(1));
  if (in_time < std::ssize(events)) rejected.too_new_start = in_time;
  return rejected;
}

}  // namespace

EventWriter::EventWriter(Database& database, Directory& directory)
    : database_(database),
      directory_(directory),
      insert_(database,
              "INSERT INTO log_events (log_group, stream, time_ms, ingested_ms, message, "
              "request_id, execution_arn, state, attempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
              "RETURNING id") {}

std::vector<StoredEvent> EventWriter::append(const std::vector<LogEvent>& events, Timestamp now) {
  Transaction transaction(database_);
  OpenStreams streams;
  std::vector<StoredEvent> stored;
  stored.reserve(events.size());
  for (auto event : events) {
    auto& stream = open(streams, event.stream, now);
    // The wall clock may jump back; what a stream tells never does.
    if (stream.last) event.timestamp = std::max(event.timestamp, *stream.last);
    stored.push_back(insert(stream, std::move(event), now));
  }
  save(streams, now);
  transaction.commit();
  return stored;
}

Result<PutResult> EventWriter::put(const StreamName& name, std::vector<InputEvent> events,
                                   Timestamp now) {
  if (const auto exists = directory_.stream(name); !exists) return exists.error();
  Transaction transaction(database_);
  OpenStreams streams;
  auto& stream = open(streams, name, now);
  PutResult result{judge(events, directory_.retention_days(stream.place.group), now), {}};
  const auto& rejected = result.rejected;
  const auto from = std::max(rejected.too_old_end.value_or(0), rejected.expired_end.value_or(0));
  const auto until = rejected.too_new_start.value_or(std::ssize(events));
  for (auto i = from; i < until; ++i) {
    auto& event = events[static_cast<std::size_t>(i)];
    result.stored.push_back(
        insert(stream, {name, event.timestamp, std::move(event.message), {}}, now));
  }
  if (!result.stored.empty()) save(streams, now);
  transaction.commit();
  return result;
}

EventWriter::OpenStream& EventWriter::open(OpenStreams& streams, const StreamName& name,
                                           Timestamp now) {
  const auto [it, fresh] = streams.try_emplace(name);
  if (!fresh) return it->second;
  auto& stream = it->second;
  stream.place = directory_.find_or_create(name, now);
  Statement row(database_, "SELECT first_event_ms, last_event_ms FROM log_streams WHERE id = ?");
  row.bind(raw(stream.place.stream)).step();
  stream.first = row.maybe_time(0);
  stream.last = row.maybe_time(1);
  return stream;
}

StoredEvent EventWriter::insert(OpenStream& stream, LogEvent event, Timestamp now) {
  const auto& cause = event.cause;
  const auto attempt =
      cause.state.empty() ? std::nullopt : std::optional<std::int64_t>(cause.attempt);
  insert_
      .bind(raw(stream.place.group), raw(stream.place.stream), event.timestamp, now, event.message,
            known(cause.request_id), known(cause.execution_arn), known(cause.state), attempt)
      .step();
  const auto number = insert_.integer(0);
  insert_.run();

  stream.first = std::min(stream.first.value_or(event.timestamp), event.timestamp);
  stream.last = std::max(stream.last.value_or(event.timestamp), event.timestamp);
  stream.bytes += bytes_of(event.message);
  return {{event.timestamp, number},
          std::move(event.stream),
          std::move(event.message),
          now,
          std::move(event.cause)};
}

void EventWriter::save(const OpenStreams& streams, Timestamp now) {
  Statement stream_row(database_,
                       "UPDATE log_streams SET first_event_ms = ?, last_event_ms = ?, "
                       "last_ingestion_ms = ? WHERE id = ?");
  Statement group_row(database_,
                      "UPDATE log_groups SET stored_bytes = stored_bytes + ? WHERE id = ?");
  for (const auto& [name, stream] : streams) {
    stream_row.bind(stream.first, stream.last, now, raw(stream.place.stream)).run();
    group_row.bind(stream.bytes, raw(stream.place.group)).run();
  }
}

}  // namespace sfn::logs
