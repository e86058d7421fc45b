#include "simulation/claim.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "base/overloaded.h"
#include "runtime/execution_numbers.h"

namespace sfn::simulation {
namespace {

template <typename T>
std::string refusal_or(const Result<T>& answer, std::string yes) {
  return answer ? std::move(yes) : answer.error().name;
}

}  // namespace

bool is_of_express(const Claim& claim) {
  // Children of map runs, whose machines have a label, are durable whatever their type.
  const auto by_arn = [](const std::string& arn) {
    return is_express_execution_arn(arn) && arn.find('/') == std::string::npos;
  };
  return std::visit(
      overloaded{
          [&](const StartAnswer& c) { return c.answer && by_arn(c.answer->arn); },
          [&](const StopAnswer& c) { return by_arn(c.asked.arn); },
          [&](const InspectAnswer& c) { return by_arn(c.asked.arn); },
          [&](const FindAnswer& c) { return by_arn(c.asked.arn); },
          [](const HistoryAnswer& c) { return runtime::is_volatile(c.execution); },
          [](const ChangeTold& c) { return runtime::is_volatile(c.change.execution); },
          [](const ExpressAwaited&) { return true; },
          [](const ExpressEnded&) { return true; },
          [](const auto&) { return false; },
      },
      claim);
}

std::string to_line(const Claim& claim) {
  return std::visit(
      overloaded{
          [](const StartAnswer& c) {
            return fmt::format("start {}: {}", c.asked.name.value_or("-"),
                               refusal_or(c.answer, c.answer ? c.answer->arn : ""));
          },
          [](const StopAnswer& c) {
            return fmt::format("stop {}: {}", c.asked.arn, refusal_or(c.answer, "stopped"));
          },
          [](const InspectAnswer& c) {
            return fmt::format(
                "inspect {}: {}", c.asked.arn,
                refusal_or(c.answer, c.answer ? std::to_string(c.answer->value.events) : ""));
          },
          [](const FindAnswer& c) {
            return fmt::format("find {}: {}", c.asked.arn,
                               refusal_or(c.answer, c.answer ? to_word(c.answer->row.status) : ""));
          },
          [](const ListAnswer& c) { return fmt::format("list: {}", c.rows.size()); },
          [](const TokenAnswer& c) {
            return fmt::format("token {} of {}: {}", to_key(c.token.work), c.token.execution_arn,
                               refusal_or(c.answer, "taken"));
          },
          [](const HeartbeatAnswer& c) {
            return fmt::format("heartbeat {} of {}: {}", to_key(c.token.work),
                               c.token.execution_arn, refusal_or(c.answer, "taken"));
          },
          [](const InvokeAnswer& c) {
            return fmt::format("invoke {}: {}", c.request_id, refusal_or(c.answer, "accepted"));
          },
          [](const MachineAnswer& c) {
            return fmt::format("machine {} {}", c.arn, c.is_there ? "is there" : "is gone");
          },
          [](const PurgeAnswer& c) {
            return fmt::format("purge: {}",
                               refusal_or(c.answer, c.answer ? std::to_string(*c.answer) : ""));
          },
          [](const HistoryAnswer& c) {
            return fmt::format("history of {} after {}: {}{}", raw(c.execution), raw(c.after),
                               c.page.events.size(), c.page.is_over ? ", over" : "");
          },
          [](const UpdateAnswer& c) {
            return fmt::format("update {}: {}", c.asked.arn, refusal_or(c.answer, "updated"));
          },
          [](const ExpressAwaited& c) { return fmt::format("wait {}", c.who); },
          [](const ExpressEnded& c) {
            return fmt::format("wait {} is over: {}", c.who,
                               refusal_or(c.answer, c.answer ? to_word(c.answer->row.status) : ""));
          },
          [](const ChangeTold& c) {
            return fmt::format("told of {} up to {}", c.change.arn, raw(c.change.last_public));
          },
      },
      claim);
}

}  // namespace sfn::simulation
