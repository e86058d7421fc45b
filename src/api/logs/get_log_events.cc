// GetLogEvents.
//
// A token names a direction and an event: `f/ID/s` goes on after it, `b/ID/s` before it. At either
// end the answer repeats the token that was sent, which is how clients know that it is the end.

#include <fmt/format.h>

#include "api/logs/log_members.h"
#include "api/logs/logs.h"
#include "base/text.h"

namespace sfn::api {
namespace {

using Direction = logs::StreamEventsQuery::Direction;

struct Token {
  Direction direction;
  logs::Position edge;
};

std::optional<Token> read_token(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 3 || parts[2] != "s" || (parts[0] != "f" && parts[0] != "b"))
    return std::nullopt;
  const auto edge = logs::parse_event_id(parts[1]);
  if (!edge) return std::nullopt;
  return Token{parts[0] == "f" ? Direction::Forward : Direction::Backward, *edge};
}

std::string forward_token(const logs::Position& after) {
  return fmt::format("f/{}/s", logs::event_id(after));
}

std::string backward_token(const logs::Position& before) {
  return fmt::format("b/{}/s", logs::event_id(before));
}

// What lies around an empty page. The edge itself is on the side that was come from.
void show_edges(Json& shown, Direction direction, const logs::Position& edge) {
  const bool forward = direction == Direction::Forward;
  const logs::Position after{edge.time, forward ? edge.number : edge.number - 1};
  const logs::Position before{edge.time, forward ? edge.number + 1 : edge.number};
  shown["nextForwardToken"] = forward_token(after);
  shown["nextBackwardToken"] = backward_token(before);
}

Json show_page(const logs::EventPage& page, Direction direction,
               const std::optional<logs::Position>& edge) {
  Json events = Json::array();
  for (const auto& event : page.events) {
    events.push_back({{"timestamp", to_epoch_ms(event.position.time)},
                      {"message", event.message},
                      {"ingestionTime", to_epoch_ms(event.ingested)}});
  }
  Json shown = {{"events", std::move(events)}};
  if (page.events.empty()) {
    const logs::Position origin{from_epoch_ms(0), direction == Direction::Forward ? 0 : 1};
    show_edges(shown, direction, edge.value_or(origin));
  } else {
    shown["nextForwardToken"] = forward_token(page.events.back().position);
    shown["nextBackwardToken"] = backward_token(page.events.front().position);
  }
  return shown;
}

}  // namespace

void CloudWatchLogs::get_log_events(const Json& params, const RequestContext& context,
                                    const Reply& reply) {
  LogMembers read(params, context);
  logs::StreamEventsQuery query{.stream = {read.identified_group(), read.stream()}};
  query.range = {read.time("startTime"), read.time("endTime")};
  query.limit = read.limit(logs::kEventsPerPageMax);
  if (read.members().boolean("startFromHead").value_or(false)) query.direction = Direction::Forward;
  if (const auto text = read.members().text("nextToken", {1, INT64_MAX})) {
    const auto token = read_token(*text);
    if (!token) read.refuse("The specified nextToken is invalid.");
    if (token) query.direction = token->direction;
    if (token) query.edge = token->edge;
  }
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.stream_events(query, answering_page(offload_, reply,
                                             [direction = query.direction,
                                              edge = query.edge](const logs::EventPage& page) {
                                               return show_page(page, direction, edge);
                                             }));
}

}  // namespace sfn::api
