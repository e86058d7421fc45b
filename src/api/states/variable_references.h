// The member `variableReferences` of what describes a definition.
#pragma once

#include <string>

#include "base/json.h"

namespace sfn::api {

/// Adds the variables that each state refers to, where there are any. Parses the definition: not
/// for the loop where that is long.
void show_variable_references(const std::string& definition, Json& answer);

}  // namespace sfn::api
