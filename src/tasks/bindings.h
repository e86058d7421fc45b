// Bindings: local functions that stand for resources, such as one that notes down what a workflow
// would publish to SNS. The daemon's configuration names them.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace sfn::tasks {

class Bindings {
 public:
  /// From then on, tasks of this resource call this function: with the pattern's suffix (`.sync`,
  /// `.waitForTaskToken`) of that pattern alone, without it of every pattern that is not bound by
  /// itself. False where it is bound already.
  bool bind(const std::string& resource, const std::string& function);

  /// Name or ARN of the function that stands for the resource.
  std::optional<std::string> find(const std::string& resource) const;

 private:
  std::map<std::string, std::string> functions_;
};

}  // namespace sfn::tasks
