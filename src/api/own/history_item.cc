#include "api/own/history_item.h"

#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "history/public_history.h"

namespace sfn::api {

namespace {

HistoryItem show(const std::string& execution_arn, const runtime::TimedEvent& event) {
  const auto* link = history::link_of(event.event);
  auto shown = history::to_public(event.event, event.time, true);
  SFN_CHECK(link != nullptr && shown.has_value());
  Json data = Json::object();
  data["executionArn"] = execution_arn;
  data["event"] = std::move(*shown);
  return {link->id, to_text(data)};
}

}  // namespace

HistoryItems show_history(const std::string& execution_arn,
                          const std::vector<runtime::TimedEvent>& events) {
  HistoryItems items;
  for (const auto& event : events) items.push_back(show(execution_arn, event));
  return items;
}

}  // namespace sfn::api
