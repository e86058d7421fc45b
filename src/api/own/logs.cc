// GET logs: the log lines that an execution or a request has caused, over all log groups.
#include <fmt/format.h>

#include "api/logs/log_members.h"
#include "api/own/log_item.h"
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/page_token.h"
#include "base/limits.h"
#include "base/text.h"

namespace sfn::api {
namespace {

struct Asked {
  logs::CauseQuery query;
  std::string mark;  ///< Says in page tokens which listing they belong to.
};

Result<Asked> read_query(const OwnCall& call) {
  Parameters parameters(call.parameters);
  const auto execution = parameters.text("executionArn");
  const auto request = parameters.text("requestId");
  const auto limit = parameters.integer("limit", {1, limits::kPageSizeMax});
  const auto token = parameters.text("nextToken").value_or("");
  if (execution.has_value() == request.has_value()) {
    parameters.complain("give either 'executionArn' or 'requestId'");
  }
  if (const auto verdict = parameters.verdict(); !verdict) return verdict.error();

  Asked asked;
  asked.query.by = execution ? logs::CauseQuery::By::Execution : logs::CauseQuery::By::Request;
  asked.query.value = execution ? *execution : *request;
  asked.query.limit = limit.value_or(limits::kPageSizeDefault);
  asked.mark = fmt::format("logs {} {}", execution ? "execution" : "request", asked.query.value);
  const auto cursor = read_page_token(asked.mark, token);
  if (!cursor) return cursor.error();
  if (!cursor->empty()) asked.query.after = parse_integer(*cursor).value_or(0);
  return asked;
}

Json shown(const logs::EventPage& page, const std::string& mark) {
  Json answer = Json::object();
  answer["events"] = Json::array();
  for (const auto& line : page.events) answer["events"].push_back(show_log_line(line));
  if (page.more) {
    answer["nextToken"] = make_page_token(mark, std::to_string(page.events.back().position.number));
  }
  return answer;
}

}  // namespace

void OwnApi::logs(const OwnCall& call) {
  auto asked = read_query(call);
  if (!asked) return call.reply(asked.error());
  logs_.events_of(
      std::move(asked->query), [call, mark = std::move(asked->mark)](Result<logs::EventPage> page) {
        if (!page) return call.reply(page.error());
        const auto bytes = shown_bytes(page->events);
        call.reply_with(
            bytes, [page = std::move(*page), mark] { return Result<Json>(shown(page, mark)); });
      });
}

}  // namespace sfn::api
