// CreateLogStream, DeleteLogStream, DescribeLogStreams.

#include <fmt/format.h>

#include "api/logs/log_members.h"
#include "api/logs/logs.h"
#include "api/page_token.h"
#include "base/text.h"

namespace sfn::api {
namespace {

Json show_stream(const logs::GroupName& group, const logs::StreamInfo& stream) {
  Json shown = {{"logStreamName", stream.name}, {"creationTime", to_epoch_ms(stream.created)}};
  if (stream.first_event) shown["firstEventTimestamp"] = to_epoch_ms(*stream.first_event);
  if (stream.last_event) shown["lastEventTimestamp"] = to_epoch_ms(*stream.last_event);
  if (stream.last_ingestion) shown["lastIngestionTime"] = to_epoch_ms(*stream.last_ingestion);
  shown["arn"] = log_stream_arn({group, stream.name});
  shown["storedBytes"] = 0;  // As AWS answers since 2019.
  return shown;
}

// `1763834645120 NAME`, or `- NAME` for a stream without events.
std::string write_cursor(const logs::StreamInfo& stream) {
  const auto last = stream.last_event ? std::to_string(to_epoch_ms(*stream.last_event)) : "-";
  return last + " " + stream.name;
}

std::optional<logs::StreamCursor> read_cursor(const std::string& text) {
  const auto blank = text.find(' ');
  if (blank == std::string::npos) return std::nullopt;
  logs::StreamCursor cursor{std::nullopt, text.substr(blank + 1)};
  if (const auto ms = parse_integer(text.substr(0, blank))) cursor.last_event = from_epoch_ms(*ms);
  return cursor;
}

Json show_streams(const logs::GroupName& group, const logs::StreamPage& page,
                  const std::string& listing) {
  Json streams = Json::array();
  for (const auto& stream : page.streams) streams.push_back(show_stream(group, stream));
  Json shown = {{"logStreams", std::move(streams)}};
  if (page.more) shown["nextToken"] = make_page_token(listing, write_cursor(page.streams.back()));
  return shown;
}

}  // namespace

void CloudWatchLogs::create_log_stream(const Json& params, const RequestContext& context,
                                       const Reply& reply) {
  LogMembers read(params, context);
  logs::StreamName stream{read.group(), read.stream()};
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.create_stream(std::move(stream), answering(reply));
}

void CloudWatchLogs::delete_log_stream(const Json& params, const RequestContext& context,
                                       const Reply& reply) {
  LogMembers read(params, context);
  logs::StreamName stream{read.group(), read.stream()};
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.delete_stream(std::move(stream), answering(reply));
}

void CloudWatchLogs::describe_log_streams(const Json& params, const RequestContext& context,
                                          const Reply& reply) {
  LogMembers read(params, context);
  logs::StreamQuery query{.group = read.identified_group()};
  query.prefix = read.name_prefix("logStreamNamePrefix").value_or("");
  const auto order = read.members().word("orderBy", {"LogStreamName", "LastEventTime"});
  if (order == "LastEventTime") query.order = logs::StreamQuery::Order::LastEvent;
  query.descending = read.members().boolean("descending").value_or(false);
  query.limit = read.limit(logs::kDescribedPerPageMax);
  const auto listing = fmt::format("log streams {} {} {} {}", log_stream_arn({query.group, ""}),
                                   query.prefix, order.value_or("LogStreamName"), query.descending);
  query.after = read_cursor(read.cursor(listing));
  if (order == "LastEventTime" && !query.prefix.empty())
    read.refuse("Cannot order by LastEventTime with a logStreamNamePrefix.");
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  const auto group = query.group;
  store_.streams(std::move(query), answering(reply, [group, listing](const logs::StreamPage& page) {
                   return show_streams(group, page, listing);
                 }));
}

}  // namespace sfn::api
