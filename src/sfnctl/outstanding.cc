#include "sfnctl/outstanding.h"

#include "base/arn.h"
#include "base/text.h"
#include "sfnctl/human.h"
#include "sfnctl/members.h"
#include "sfnctl/table.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kWorker = "a worker of activity ";
constexpr std::string_view kTokenSuffix = ".waitForTaskToken";

/// `function NAME` for a function's ARN, the resource part of any other.
std::string resource_words(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  if (!arn) return resource;
  const auto parts = arn->resource_parts();
  if (arn->service == "lambda" && parts.size() >= 2) return "function " + parts[1];
  if (parts[0] == "activity" && parts.size() >= 2) return std::string(kWorker) + parts[1];
  return arn->resource;
}

std::string task_words(const Json& item) {
  auto resource = text_at(item, "resource");
  // The call of a callback is one like others; the wait for its token comes after it.
  if (ends_with(resource, kTokenSuffix)) resource.resize(resource.size() - kTokenSuffix.size());
  auto words = resource_words(resource);
  if (words.empty()) words = "its task";
  if (const auto attempt = integer_at(item, "attempt"); attempt > 1) {
    words += fmt::format(", attempt {}", attempt);
  }
  // A worker of an activity never learns of it.
  const bool is_call = !starts_with(words, kWorker);
  if (is_call && has_text(item, "requestId")) words += ", request " + text_at(item, "requestId");
  if (text_at(item, "kind") == "callback") words = "its task token (" + words + ")";
  return words;
}

/// `MACHINE/EXECUTION`, as commands name executions.
std::string child_words(const Json& item) {
  const auto arn = Arn::parse(text_at(item, "childArn"));
  const auto parts = arn ? arn->resource_parts() : std::vector<std::string>();
  if (parts.size() == 3 && parts[0] == "mapRun") return "map run " + parts[1] + ":" + parts[2];
  return parts.size() == 3 ? parts[1] + "/" + parts[2] : "the execution that it has started";
}

std::string words_of(const Json& item) {
  auto kind = text_at(item, "kind");
  if (kind == "task" || kind == "callback") return task_words(item);
  if (kind == "offer") return task_words(item) + ", not begun yet";
  if (kind == "child") return "the end of " + child_words(item);
  if (kind == "stopChild") return "the stop of " + child_words(item);
  if (kind == "wait") return "the time to go on";
  if (kind == "retry") return fmt::format("attempt {}", integer_at(item, "attempt"));
  if (kind == "taskDeadline") return "at the latest its time-out";
  if (kind == "heartbeat") return "at the latest a missing heartbeat";
  if (kind == "executionDeadline") return "at the latest the execution's time-out";
  if (kind == "continue") return "its turn to go on";
  return kind;
}

// Too long for a table.
std::string token_lines(const Json& items) {
  std::string lines;
  for (const auto& item : items) {
    const auto token = text_at(item, "taskToken");
    if (token.empty()) continue;
    lines += fmt::format("\nTask token of {}:\n{}\n", text_at(item, "state"), token);
  }
  return lines;
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
  if (table.rows.empty()) return "nothing: it is about to go on\n";
  return table_text(table, {}) + token_lines(items);
}

}  // namespace sfn::sfnctl
