#include "api/states/variable_references.h"

#include <utility>

#include "asl/parse.h"
#include "asl/variable_references.h"

namespace sfn::api {

void show_variable_references(const std::string& definition, Json& answer) {
  const auto parsed = asl::parse_definition(definition);
  if (!parsed.machine) return;
  Json shown = Json::object();
  for (const auto& [state, names] : asl::variable_references(*parsed.machine)) shown[state] = names;
  if (!shown.empty()) answer["variableReferences"] = std::move(shown);
}

}  // namespace sfn::api
