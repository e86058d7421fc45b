// The actions of AWS Step Functions: its names, checks, errors and words around the runtime.
// API reference of AWS Step Functions, 2016-11-23.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "base/limits.h"
#include "runtime/runtime.h"
#include "tasks/activity_queue.h"

namespace sfn::api {

/// An answer that rests on no state: malformed input.
inline runtime::Durable<Result<Json>> at_once(Error error) {
  return {CommitId{0}, std::move(error)};
}

class States {
 public:
  /// `limits`: what becomes of requests that are past one of the service's limits.
  States(runtime::Runtime& runtime, tasks::ActivityQueue& activities,
         limits::Policy limits = limits::Policy::Strict)
      : runtime_(runtime), activities_(activities), limits_(limits) {}

  /// Carries out an action. UnknownOperationException where there is none of that name.
  void handle(std::string_view action, const Json& params, const RequestContext& context,
              const Reply& reply);

  /// The names of the actions that are served.
  static std::vector<std::string> actions();

 private:
  using Action = void (States::*)(const Json& params, const RequestContext& context,
                                  const Reply& reply);
  struct Entry {
    std::string_view name;
    Action action;
  };
  static const std::vector<Entry>& table();

  // state_machines.cc
  void create_state_machine(const Json&, const RequestContext&, const Reply&);
  void update_state_machine(const Json&, const RequestContext&, const Reply&);
  void describe_state_machine(const Json&, const RequestContext&, const Reply&);
  void list_state_machines(const Json&, const RequestContext&, const Reply&);
  void delete_state_machine(const Json&, const RequestContext&, const Reply&);
  struct Update;
  void make_state_machine(const runtime::StateMachineChange& change, const Reply& reply);
  void check_update(Update update, const RequestContext& context, const Reply& reply);
  void put_update(const Update& update, const RequestContext& context, const Reply& reply);

  // validate_definition.cc
  void validate_state_machine_definition(const Json&, const RequestContext&, const Reply&);

  // executions.cc
  void start_execution(const Json&, const RequestContext&, const Reply&);
  void stop_execution(const Json&, const RequestContext&, const Reply&);
  void describe_execution(const Json&, const RequestContext&, const Reply&);
  void describe_state_machine_for_execution(const Json&, const RequestContext&, const Reply&);
  void list_executions(const Json&, const RequestContext&, const Reply&);

  void list_children(const std::string& map_run_arn, store::ExecutionFilter filter,
                     const std::string& listing, const Reply& reply);

  // sync_executions.cc
  void start_sync_execution(const Json&, const RequestContext&, const Reply&);

  // map_runs.cc
  void describe_map_run(const Json&, const RequestContext&, const Reply&);
  void list_map_runs(const Json&, const RequestContext&, const Reply&);
  void update_map_run(const Json&, const RequestContext&, const Reply&);
  void describe_running(const store::ExecutionRecord& record, const Reply& reply);
  void describe_ended(const store::ExecutionRecord& record, const Reply& reply);

  // execution_history.cc
  void get_execution_history(const Json&, const RequestContext&, const Reply&);

  // activities.cc
  void create_activity(const Json&, const RequestContext&, const Reply&);
  void delete_activity(const Json&, const RequestContext&, const Reply&);
  void describe_activity(const Json&, const RequestContext&, const Reply&);
  void list_activities(const Json&, const RequestContext&, const Reply&);

  // activity_tasks.cc
  void get_activity_task(const Json&, const RequestContext&, const Reply&);
  void poll(const std::string& arn, const std::string& worker,
            const std::shared_ptr<Caller>& caller);

  // task_tokens.cc
  void send_task_success(const Json&, const RequestContext&, const Reply&);
  void send_task_failure(const Json&, const RequestContext&, const Reply&);
  void send_task_heartbeat(const Json&, const RequestContext&, const Reply&);

  // resource_tags.cc
  void tag_resource(const Json&, const RequestContext&, const Reply&);
  void untag_resource(const Json&, const RequestContext&, const Reply&);
  void list_tags_for_resource(const Json&, const RequestContext&, const Reply&);
  using ChangeTags = std::function<Result<Json>(const Json& tags)>;
  void change_tags(const std::string& arn, const ChangeTags& change, const Reply& reply);

  /// Answers when all that the answer rests on is durable.
  void answer(runtime::Durable<Result<Json>> durable, const Reply& reply);

  runtime::Runtime& runtime_;
  tasks::ActivityQueue& activities_;
  limits::Policy limits_;
};

}  // namespace sfn::api
