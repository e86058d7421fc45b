// Services: what sfn has for tasks to call, by their resources. A task whose resource leads nowhere
// fails when its state is entered, not when its machine is created.
#pragma once

#include <functional>
#include <string>

namespace sfn::engine {

/// What carries out the tasks of a resource.
struct Service {
  enum class Kind {
    Host,            ///< A task host: functions, and whatever is bound to one.
    Workers,         ///< Those who poll for the tasks of an activity.
    StartExecution,  ///< sfn itself, which starts another execution.
    None,
  };
  Kind kind = Kind::Host;
  std::string why_none = {};  ///< Of `None`, for people: a sentence or two.
};

/// By the resource as written. Good on any thread; its answers do not change.
using Services = std::function<Service(const std::string& resource)>;

/// Where nothing is bound to anything.
Service usual_service(const std::string& resource);

}  // namespace sfn::engine
