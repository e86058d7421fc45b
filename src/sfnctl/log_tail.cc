#include "sfnctl/log_tail.h"

#include "base/text.h"
#include "sfnctl/follow.h"
#include "sfnctl/members.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

// Lines take their own way into the log store; the last ones may come after the execution's end.
constexpr milliseconds kLogDelay{300};

/// CloudWatch Logs writes milliseconds, sfn's own API ISO-8601.
Timestamp time_of(const Json& event) {
  const Json* time = find_member(event, "timestamp");
  if (time != nullptr && time->is_number()) return from_epoch_ms(time->get<std::int64_t>());
  return time_at(event, "timestamp").value_or(Timestamp());
}

std::string stream_of(const Json& event) {
  // FilterLogEvents has a name of its own for it.
  const auto name = text_at(event, "logStreamName");
  return name.empty() ? text_at(event, "logStream") : name;
}

std::string identity(const Json& event) {
  auto message = text_at(event, "message");
  while (ends_with(message, "\n")) message.pop_back();
  return fmt::format("{} {} {}", stream_of(event), to_epoch_ms(time_of(event)), message);
}

}  // namespace

void Overlap::read_again() {
  for (auto& [line, counts] : lines_) counts.read = 0;
}

bool Overlap::is_new(Way way, const std::string& line) {
  const auto [it, added] = lines_.try_emplace(line);
  if (added) order_.push_back(line);
  auto& counts = it->second;
  const int seen = ++(way == Way::Read ? counts.read : counts.live);
  const bool is_new = seen > counts.printed;
  if (is_new) ++counts.printed;
  if (order_.size() > kLinesMax) {
    lines_.erase(order_.front());
    order_.pop_front();
  }
  return is_new;
}

Result<void> LogTail::read() {
  overlap_.read_again();
  newest_ = since_;
  std::string token;
  do {
    const auto answer = page(token);
    // A function that never ran has no log group, which is no mistake.
    if (!answer && answer.error().name == "ResourceNotFoundException") return {};
    if (!answer) return answer.error();
    for (const auto& event : array_at(*answer, "events")) take(Overlap::Way::Read, event);
    token = text_at(*answer, "nextToken");
  } while (!token.empty());
  since_ = newest_;
  return {};
}

Result<Json> LogTail::page(const std::string& token) {
  if (!subject_.execution_arn.empty()) {
    return client_.own(
        "logs" +
        query({{"executionArn", subject_.execution_arn}, {"limit", "1000"}, {"nextToken", token}}));
  }
  Json input = {{"logGroupName", subject_.log_group}, {"startTime", to_epoch_ms(since_)}};
  if (!token.empty()) input["nextToken"] = token;
  return client_.call_logs(subject_.region, "FilterLogEvents", input);
}

void LogTail::take(Overlap::Way way, const Json& event) {
  const auto time = time_of(event);
  if (way == Overlap::Way::Read && time < since_) return;
  newest_ = std::max(newest_, time);
  if (overlap_.is_new(way, identity(event))) print_(event, time);
}

Result<void> LogTail::follow(const std::function<void(const Error&)>& on_lost) {
  const bool of_execution = !subject_.execution_arn.empty();
  const Followed followed{"stream" + query({{"executionArn", subject_.execution_arn},
                                            {"types", of_execution ? "log,execution" : "log"}}),
                          [this] { return catch_up(); },
                          [this](const SseEvent& news) { return take_news(news); }, on_lost};
  return sfnctl::follow(client_, followed);
}

Result<bool> LogTail::catch_up() {
  auto more = running();
  if (!more) return more;
  if (!*more) client_.pause(kLogDelay);
  const auto done = read();
  if (!done) return done.error();
  return more;
}

Result<bool> LogTail::running() {
  if (subject_.execution_arn.empty()) return true;
  const auto execution = client_.call(region_of(subject_.execution_arn), "DescribeExecution",
                                      {{"executionArn", subject_.execution_arn}});
  if (!execution) return execution.error();
  return text_at(*execution, "status") == "RUNNING";
}

Result<bool> LogTail::take_news(const SseEvent& news) {
  const auto data = parse_json(news.data);
  if (!data) return true;
  if (news.type == "execution") return text_at(*data, "status") == "RUNNING";
  if (news.type == "log" && is_ours(*data)) take(Overlap::Way::Live, *data);
  return true;
}

/// Log groups of one name in two regions are two: the stream brings the lines of both.
bool LogTail::is_ours(const Json& event) const {
  if (!subject_.execution_arn.empty()) {
    return text_at(event, "executionArn") == subject_.execution_arn;
  }
  return text_at(event, "region") == subject_.region &&
         text_at(event, "logGroup") == subject_.log_group;
}

}  // namespace sfn::sfnctl
