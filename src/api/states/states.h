// The actions of AWS Step Functions: its names, checks, errors and words around the runtime.
// API reference of AWS Step Functions, 2016-11-23.
#pragma once

#include <string_view>
#include <vector>

#include "api/context.h"
#include "runtime/runtime.h"

namespace sfn::api {

class States {
 public:
  explicit States(runtime::Runtime& runtime) : runtime_(runtime) {}

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
  void put_update(const Update& update, const RequestContext& context, const Reply& reply);

  // executions.cc
  void start_execution(const Json&, const RequestContext&, const Reply&);
  void stop_execution(const Json&, const RequestContext&, const Reply&);
  void describe_execution(const Json&, const RequestContext&, const Reply&);
  void describe_state_machine_for_execution(const Json&, const RequestContext&, const Reply&);
  void list_executions(const Json&, const RequestContext&, const Reply&);

  // execution_history.cc
  void get_execution_history(const Json&, const RequestContext&, const Reply&);

  /// Answers when all that the answer rests on is durable.
  void answer(runtime::Durable<Result<Json>> durable, const Reply& reply);

  runtime::Runtime& runtime_;
};

}  // namespace sfn::api
