// GET executions/ARN/events: the history of an execution from any event on, in either direction.
#include "api/history_page.h"
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/names.h"
#include "base/limits.h"

namespace sfn::api {

void OwnApi::events(const OwnCall& call) {
  Parameters parameters(call.parameters);
  HistoryPageQuery query;
  if (const auto from = parameters.integer("from", {1})) query.from = EventId{*from};
  query.reverse = parameters.flag("reverse");
  query.limit =
      parameters.integer("limit", {1, limits::kPageSizeMax}).value_or(limits::kPageSizeDefault);
  if (const auto verdict = parameters.verdict(); !verdict) return call.reply(verdict.error());
  if (const auto checked = check_any_execution_arn(call.argument); !checked) {
    return call.reply(checked.error());
  }
  read_history_page(runtime_, call.argument, query, [call](Result<HistoryPage> page) {
    if (!page) return call.reply(page.error());
    Json answer = Json::object();
    answer["events"] = std::move(page->events);
    if (page->next) answer["nextId"] = raw(*page->next);
    answer["status"] = store::to_word(page->status);
    call.reply(std::move(answer));
  });
}

}  // namespace sfn::api
