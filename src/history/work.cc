#include "history/work.h"

#include <fmt/format.h>

#include <array>

#include "base/overloaded.h"
#include "base/text.h"

namespace sfn::history {
namespace {

struct KindWord {
  WorkKind kind;
  const char* word;
};
constexpr std::array kKindWords{
    KindWord{WorkKind::ExecutionDeadline, "execution-deadline"},
    KindWord{WorkKind::Wait, "wait"},
    KindWord{WorkKind::Retry, "retry"},
    KindWord{WorkKind::TaskDeadline, "task-deadline"},
    KindWord{WorkKind::Heartbeat, "heartbeat"},
    KindWord{WorkKind::Offer, "offer"},
    KindWord{WorkKind::Task, "task"},
    KindWord{WorkKind::Child, "child"},
    KindWord{WorkKind::StopChild, "stop-child"},
    KindWord{WorkKind::Callback, "callback"},
    KindWord{WorkKind::ReadItems, "read-items"},
    KindWord{WorkKind::Children, "children"},
    KindWord{WorkKind::StopChildren, "stop-children"},
    KindWord{WorkKind::CollectResults, "collect-results"},
    KindWord{WorkKind::Continue, "continue"},
};

}  // namespace

const char* to_word(WorkKind kind) {
  for (const auto& [known, word] : kKindWords) {
    if (known == kind) return word;
  }
  SFN_CHECK(!"a kind of work without a word");
}

std::optional<WorkKind> work_kind(std::string_view word) {
  for (const auto& [kind, known] : kKindWords) {
    if (known == word) return kind;
  }
  return std::nullopt;
}

std::string to_key(const WorkId& id) {
  return fmt::format("{}.{}.{}", raw(id.visit), id.attempt, to_word(id.kind));
}

std::optional<WorkId> parse_work_key(std::string_view key) {
  const auto parts = split(key, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto visit = parse_integer(parts[0]);
  const auto attempt = parse_integer(parts[1]);
  const auto kind = work_kind(parts[2]);
  if (!visit || !attempt || !kind) return std::nullopt;
  return WorkId{VisitId{*visit}, *attempt, *kind};
}

std::optional<Timestamp> due_of(const Work& work) {
  return std::visit(overloaded{
                        [](const TimerWork& timer) { return std::optional(timer.due); },
                        [](const HeartbeatWork& heartbeat) { return std::optional(heartbeat.due); },
                        [](const TaskWork&) { return std::optional<Timestamp>(); },
                        [](const ContinueWork&) { return std::optional<Timestamp>(); },
                        [](const ChildWork&) { return std::optional<Timestamp>(); },
                        [](const StopChildWork&) { return std::optional<Timestamp>(); },
                        [](const ChildrenWork&) { return std::optional<Timestamp>(); },
                        [](const StopChildrenWork&) { return std::optional<Timestamp>(); },
                        [](const ReadItemsWork&) { return std::optional<Timestamp>(); },
                        [](const CollectResultsWork&) { return std::optional<Timestamp>(); },
                    },
                    work.what);
}

}  // namespace sfn::history
