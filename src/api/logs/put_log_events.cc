// PutLogEvents.

#include <fmt/format.h>

#include <algorithm>

#include "api/logs/log_members.h"
#include "api/logs/logs.h"

namespace sfn::api {
namespace {

constexpr std::size_t kEventsMax = 10'000;
constexpr std::size_t kBatchBytesMax = 1'048'576;
constexpr std::size_t kEventOverheadBytes = 26;  // What CloudWatch counts besides the message.
constexpr auto kSpanMax = std::chrono::hours(24);

std::optional<logs::InputEvent> read_event(const Json& event) {
  const Json* time = find_member(event, "timestamp");
  const Json* message = find_member(event, "message");
  if (time == nullptr || !time->is_number_integer() || time->get<std::int64_t>() < 0)
    return std::nullopt;
  if (message == nullptr || !message->is_string() || message->get_ref<const std::string&>().empty())
    return std::nullopt;
  return logs::InputEvent{from_epoch_ms(time->get<std::int64_t>()), message->get<std::string>()};
}

std::vector<logs::InputEvent> read_events(LogMembers& read) {
  std::vector<logs::InputEvent> events;
  const Json* array = read.members().array("logEvents");
  if (array == nullptr || array->empty() || array->size() > kEventsMax) {
    read.refuse(fmt::format("logEvents must have 1 to {} elements, got {}", kEventsMax,
                            array == nullptr ? 0 : array->size()));
    return events;
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    auto event = read_event((*array)[i]);
    if (!event) {
      read.refuse(
          fmt::format("logEvents.{} must have a timestamp in milliseconds and a message "
                      "that is not empty",
                      i + 1));
      return events;
    }
    events.push_back(std::move(*event));
  }
  return events;
}

// Rules of a batch as a whole, in CloudWatch's words.
void check_batch(LogMembers& read, const std::vector<logs::InputEvent>& events) {
  if (events.empty()) return;
  const auto earlier = [](const auto& a, const auto& b) { return a.timestamp < b.timestamp; };
  if (!std::ranges::is_sorted(events, earlier))
    read.refuse("Log events in a single PutLogEvents request must be in chronological order.");
  if (events.back().timestamp - events.front().timestamp > kSpanMax)
    read.refuse(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  std::size_t bytes = 0;
  for (const auto& event : events) bytes += event.message.size() + kEventOverheadBytes;
  if (bytes > kBatchBytesMax)
    read.refuse(
        fmt::format("Upload too large: {} bytes exceeds limit of {}", bytes, kBatchBytesMax));
}

Json show_rejected(const logs::Rejected& rejected) {
  Json shown = Json::object();
  if (rejected.too_new_start) shown["tooNewLogEventStartIndex"] = *rejected.too_new_start;
  if (rejected.too_old_end) shown["tooOldLogEventEndIndex"] = *rejected.too_old_end;
  if (rejected.expired_end) shown["expiredLogEventEndIndex"] = *rejected.expired_end;
  return shown;
}

}  // namespace

void CloudWatchLogs::put_log_events(const Json& params, const RequestContext& context,
                                    const Reply& reply) {
  LogMembers read(params, context);
  logs::StreamName stream{read.group(), read.stream()};
  auto events = read_events(read);
  check_batch(read, events);
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  // Sequence tokens have not been needed since 2023; clients of before want to see one.
  const auto token = logs::event_id({context.now, 0});
  store_.put_events(std::move(stream), std::move(events),
                    answering(reply, [token](const logs::Rejected& rejected) {
                      Json shown = {{"nextSequenceToken", token}};
                      if (rejected != logs::Rejected{})
                        shown["rejectedLogEventsInfo"] = show_rejected(rejected);
                      return shown;
                    }));
}

}  // namespace sfn::api
