// GetActivityTask: a worker waits for a task of an activity.
//
// The answer is the worker's alone: it goes through the Caller, which knows whether the worker is
// still there to take it, and not through the Reply.
#include "api/members.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "base/limits.h"

namespace sfn::api {
namespace {

constexpr Range kWorkerName{1, limits::kNameCharactersMax};

Json shown(const std::optional<tasks::ActivityTask>& task) {
  Json answer = Json::object();
  if (!task) return answer;
  answer["taskToken"] = task->token;
  answer["input"] = task->input.text();
  return answer;
}

}  // namespace

void States::get_activity_task(const Json& params, const RequestContext& context,
                               const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("activityArn", kArnLength);
  const auto worker = members.text("workerName", kWorkerName).value_or("");
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_activity_arn(arn); !checked) return reply(checked.error());
  SFN_CHECK(context.caller != nullptr);
  runtime_.commits().reply_after(
      runtime_.catalogue().resource(runtime::Catalogue::kActivity, arn),
      [this, arn, worker, caller = context.caller, reply](const runtime::ResourcePtr& found) {
        if (!found) return reply(activity_does_not_exist(arn));
        poll(arn, worker, caller);
      });
}

void States::poll(const std::string& arn, const std::string& worker,
                  const std::shared_ptr<Caller>& caller) {
  const auto poll =
      activities_.poll(arn, {.worker = worker,
                             .is_there = [caller] { return caller->is_there(); },
                             .answer =
                                 [caller](const std::optional<tasks::ActivityTask>& task,
                                          std::function<void(bool)> written) {
                                   caller->answer(shown(task), std::move(written));
                                 }});
  if (!poll) return caller->answer(poll.error(), {});
  caller->on_gone([&activities = activities_, poll = *poll] { activities.hang_up(poll); });
}

}  // namespace sfn::api
