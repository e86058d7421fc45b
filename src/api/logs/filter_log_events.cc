// FilterLogEvents.

#include <fmt/format.h>

#include "api/logs/log_members.h"
#include "api/logs/logs.h"
#include "api/page_token.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::size_t kStreamsMax = 100;

// Tokens belong to a group: clients may change the rest between two pages.
std::string listing_of(const logs::GroupName& group) {
  return "log events " + log_stream_arn({group, ""});
}

Json show_event(const logs::StoredEvent& event) {
  return {{"logStreamName", event.stream.name},
          {"timestamp", to_epoch_ms(event.position.time)},
          {"message", event.message},
          {"ingestionTime", to_epoch_ms(event.ingested)},
          {"eventId", logs::event_id(event.position)}};
}

Json show_page(const logs::FilterPage& page, const std::string& listing) {
  Json events = Json::array();
  for (const auto& event : page.events) events.push_back(show_event(event));
  Json shown = {{"events", std::move(events)}, {"searchedLogStreams", Json::array()}};
  if (page.next) shown["nextToken"] = make_page_token(listing, logs::event_id(*page.next));
  return shown;
}

logs::TimeRange read_range(LogMembers& read) {
  logs::TimeRange range{read.time("startTime"), read.time("endTime")};
  if (range.from && range.until && *range.from > *range.until)
    read.refuse("startTime must not be after endTime");
  // Unlike GetLogEvents, this action includes the events of `endTime` itself.
  if (range.until && *range.until < from_epoch_ms(INT64_MAX)) *range.until += milliseconds(1);
  return range;
}

}  // namespace

void CloudWatchLogs::filter_log_events(const Json& params, const RequestContext& context,
                                       const Reply& reply) {
  LogMembers read(params, context);
  logs::FilterQuery query{.group = read.identified_group()};
  query.streams = read.names("logStreamNames", kStreamsMax);
  query.stream_prefix = read.name_prefix("logStreamNamePrefix").value_or("");
  query.range = read_range(read);
  query.limit = read.limit(logs::kEventsPerPageMax);
  const auto listing = listing_of(query.group);
  query.after = logs::parse_event_id(read.cursor(listing));
  if (!query.streams.empty() && !query.stream_prefix.empty())
    read.refuse("logStreamNames and logStreamNamePrefix cannot be given together");
  auto pattern =
      logs::FilterPattern::parse(read.members().text("filterPattern", {0, 1'024}).value_or(""));
  if (!pattern) read.refuse(pattern.error().cause);
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  query.pattern = std::move(*pattern);
  store_.filter_events(std::move(query),
                       answering_page(offload_, reply, [listing](const logs::FilterPage& page) {
                         return show_page(page, listing);
                       }));
}

}  // namespace sfn::api
