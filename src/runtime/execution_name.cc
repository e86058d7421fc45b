#include "runtime/execution_name.h"

#include "base/arn.h"

namespace sfn::runtime {

std::optional<ExecutionName> parse_execution_arn(const std::string& text) {
  const auto arn = Arn::parse(text);
  if (!arn) return std::nullopt;
  const auto parts = arn->resource_parts();
  if (parts.size() != 3) return std::nullopt;
  if (parts[0] == "mapRun") return ExecutionName{text.substr(0, text.rfind(':')), parts[2]};
  if (parts[0] != "execution") return std::nullopt;
  return ExecutionName{state_machine_arn({arn->region, arn->account}, parts[1]), parts[2]};
}

}  // namespace sfn::runtime
