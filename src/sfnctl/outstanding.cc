#include "sfnctl/outstanding.h"

#include "base/arn.h"
#include "base/text.h"
#include "sfnctl/human.h"
#include "sfnctl/members.h"
#include "sfnctl/table.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kTokenSuffix = ".waitForTaskToken";

/// `function NAME` for a function's ARN, the resource part of any other.
std::string resource_words(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  if (!arn) return resource;
  const auto parts = arn->resource_parts();
  if (arn->service == "lambda" && parts.size() >= 2) return "function " + parts[1];
  if (parts[0] == "activity" && parts.size() >= 2) return "a worker of activity " + parts[1];
  return arn->resource;
}

std::string task_words(const Json& item) {
  const auto resource = text_at(item, "resource");
  auto words = ends_with(resource, kTokenSuffix)
                   ? "its task token (" + resource_words(resource) + ")"
                   : resource_words(resource);
  if (words.empty()) words = "its task";
  if (const auto attempt = integer_at(item, "attempt"); attempt > 1) {
    words += fmt::format(", attempt {}", attempt);
  }
  if (has_text(item, "requestId")) words += ", request " + text_at(item, "requestId");
  return words;
}

std::string words_of(const Json& item) {
  auto kind = text_at(item, "kind");
  if (kind == "task") return task_words(item);
  if (kind == "offer") return task_words(item) + ", not called yet";
  if (kind == "wait") return "the time to go on";
  if (kind == "retry") return fmt::format("attempt {}", integer_at(item, "attempt"));
  if (kind == "taskDeadline") return "at the latest its time-out";
  if (kind == "heartbeat") return "at the latest a missing heartbeat";
  if (kind == "executionDeadline") return "at the latest the execution's time-out";
  if (kind == "continue") return "its turn to go on";
  return kind;
}

std::string due_words(const Json& item, Timestamp now) {
  const auto due = time_at(item, "due");
  if (!due) return "";
  if (*due <= now) return "now";
  return fmt::format("{} (in {})", human_time(*due), human_duration(*due - now));
}

}  // namespace

std::string outstanding_text(const Json& items, Timestamp now) {
  Table table{{{"STATE"}, {"WAITS FOR"}, {"UNTIL"}}, {}};
  for (const auto& item : items) {
    table.rows.push_back({text_at(item, "state"), words_of(item), due_words(item, now)});
  }
  return table.rows.empty() ? "nothing: it is about to go on\n" : table_text(table, {});
}

}  // namespace sfn::sfnctl
