#include "runtime/execution_name.h"

#include "base/arn.h"

namespace sfn::runtime {

std::optional<ExecutionName> parse_execution_arn(const std::string& text) {
  const auto arn = Arn::parse(text);
  if (!arn) return std::nullopt;
  const auto parts = arn->resource_parts();
  if (parts.size() == 4 && parts[0] == "express") {
    return ExecutionName{state_machine_arn({arn->region, arn->account}, parts[1]),
                         express_row_name(parts[2], parts[3])};
  }
  if (parts.size() != 3) return std::nullopt;
  if (parts[0] == "mapRun") return ExecutionName{text.substr(0, text.rfind(':')), parts[2]};
  if (parts[0] != "execution") return std::nullopt;
  return ExecutionName{state_machine_arn({arn->region, arn->account}, parts[1]), parts[2]};
}

// No name holds a colon.
std::string express_row_name(const std::string& name, const std::string& run) {
  return name + ':' + run;
}

std::string row_arn(const Place& place, const std::string& machine, const std::string& row_name) {
  const auto colon = row_name.find(':');
  if (colon == std::string::npos) return execution_arn(place, machine, row_name);
  return express_execution_arn(place, machine, row_name.substr(0, colon),
                               row_name.substr(colon + 1));
}

std::string shown_name(const std::string& row_name) {
  return row_name.substr(0, row_name.find(':'));
}

}  // namespace sfn::runtime
