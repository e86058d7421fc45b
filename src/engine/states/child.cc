#include "engine/states/child.h"

namespace sfn::engine {

Service service_of(const Step& step, const asl::TaskState& task) {
  const auto& services = step.facts.services;
  return services ? services(task.resource_text) : usual_service(task.resource_text);
}

history::ChildTask child_task(const asl::Resource& resource, const Service& service) {
  using Pattern = asl::Integration::Pattern;
  if (service.kind != Service::Kind::StartExecution) return history::ChildTask::None;
  const auto pattern = std::get<asl::Integration>(resource).pattern;
  const bool awaited = pattern == Pattern::Sync || pattern == Pattern::Sync2;
  return awaited ? history::ChildTask::Await : history::ChildTask::Start;
}

}  // namespace sfn::engine
