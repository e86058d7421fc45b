// GET limits/ARN: what AWS would have refused of an execution, a state machine or an activity,
// and the daemon has let pass.
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/activity.h"
#include "api/states/limit_notes.h"
#include "api/states/names.h"

namespace sfn::api {
namespace {

Json shown(const LimitNotes& notes) {
  Json answer = Json::object();
  answer["passed"] = notes;
  return answer;
}

}  // namespace

void OwnApi::limits_passed(const OwnCall& call) {
  if (const auto verdict = Parameters(call.parameters).verdict(); !verdict) {
    return call.reply(verdict.error());
  }
  if (check_machine_arn(call.argument)) return limits_of_machine(call);
  if (check_activity_arn(call.argument)) return limits_of_activity(call);
  if (const auto checked = check_any_execution_arn(call.argument); !checked) {
    return call.reply(checked.error());
  }
  runtime_.find(call.argument, [call, this](const Result<store::ExecutionRecord>& record) {
    if (!record) return call.reply(record.error());
    read_limit_notes(runtime_, *record,
                     [call](const LimitNotes& notes) { call.reply(shown(notes)); });
  });
}

void OwnApi::limits_of_machine(const OwnCall& call) {
  runtime_.commits().reply_after(runtime_.catalogue().machine(call.argument),
                                 [call](const runtime::StateMachinePtr& machine) {
                                   if (!machine)
                                     return call.reply(machine_does_not_exist(call.argument));
                                   call.reply(shown(limit_notes_of(machine->row)));
                                 });
}

void OwnApi::limits_of_activity(const OwnCall& call) {
  auto& catalogue = runtime_.catalogue();
  runtime_.commits().reply_after(catalogue.resource(runtime::Catalogue::kActivity, call.argument),
                                 [call](const runtime::ResourcePtr& found) {
                                   if (!found)
                                     return call.reply(activity_does_not_exist(call.argument));
                                   call.reply(shown(activity_of(*found).limit_notes));
                                 });
}

}  // namespace sfn::api
