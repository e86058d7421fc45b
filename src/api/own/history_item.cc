#include "api/own/history_item.h"

#include <utility>

#include "base/check.h"
#include "history/codec.h"
#include "history/public_history.h"

namespace sfn::api {

Json show_history_event(const std::string& execution_arn, const runtime::TimedEvent& event) {
  auto shown = history::to_public(event.event, event.time, true);
  SFN_CHECK(shown.has_value());
  Json data = Json::object();
  data["executionArn"] = execution_arn;
  data["event"] = std::move(*shown);
  return data;
}

EventId id_of(const runtime::TimedEvent& event) {
  const auto* link = history::link_of(event.event);
  SFN_CHECK(link != nullptr);
  return link->id;
}

std::deque<runtime::TimedEvent> public_events(const std::vector<store::JournalRow>& rows,
                                              EventId first, EventId last) {
  std::deque<runtime::TimedEvent> events;
  for (const auto& row : rows) {
    for (auto& event : history::decode(row.body, row.time)) {
      const auto* link = history::link_of(event);
      if (link == nullptr || link->id < first || link->id > last) continue;
      events.push_back({row.time, std::move(event)});
    }
  }
  return events;
}

}  // namespace sfn::api
