// GetExecutionHistory.
#include <algorithm>

#include "api/history_page.h"
#include "api/members.h"
#include "api/page_token.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "base/limits.h"
#include "base/text.h"

namespace sfn::api {

void States::get_execution_history(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("executionArn", {1, 256});
  const auto limit = members.integer("maxResults", {0, limits::kPageSizeMax}).value_or(0);
  const bool reverse = members.boolean("reverseOrder").value_or(false);
  const auto token = members.text("nextToken", {1, 1024}).value_or("");
  const bool data = members.boolean("includeExecutionData").value_or(true);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto parsed = parse_execution_arn(arn); !parsed) return reply(parsed.error());
  const std::string listing = "GetExecutionHistory " + arn + (reverse ? " reverse" : "");
  const auto cursor = read_page_token(listing, token);
  if (!cursor) return reply(cursor.error());

  HistoryPageQuery query;
  query.reverse = reverse;
  query.include_execution_data = data;
  query.limit = limit == 0 ? limits::kPageSizeDefault : limit;
  if (!cursor->empty()) query.from = EventId{parse_integer(*cursor).value_or(0)};
  read_history_page(runtime_, arn, query, [listing, reply](Result<HistoryPage> page) {
    if (!page) return reply(page.error());
    Json answer = Json::object();
    answer["events"] = std::move(page->events);
    if (page->next)
      answer["nextToken"] = make_page_token(listing, std::to_string(raw(*page->next)));
    reply(std::move(answer));
  });
}

}  // namespace sfn::api
