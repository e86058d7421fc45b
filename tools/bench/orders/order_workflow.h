// The order workflow of workflows/order-processing, and what its functions answer to a good order.
#pragma once

#include <filesystem>
#include <string>

#include "tasks/task_host.h"

namespace sfn::bench {

/// An order as workflows/order-processing/inputs/valid.json has it.
extern const std::string kOrder;

/// The definition, with the account filled in.
std::string order_definition(const std::filesystem::path& source);

/// What the function of this name answers, as text.
std::string order_answer(const std::string& resource);

}  // namespace sfn::bench
