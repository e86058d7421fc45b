// From the catalogue's row of a function to what runs it.
#pragma once

#include <memory>

#include "base/json.h"
#include "store/records.h"
#include "tasks/lambda/code_store.h"
#include "tasks/lambda/function.h"
#include "tasks/lambda/packages.h"

namespace sfn::api {

/// What the row's configuration says, with the directory of its code, and what holds that.
std::shared_ptr<const tasks::FunctionSpec> function_spec(const store::FunctionRow& row,
                                                         const tasks::CodeStore& code,
                                                         tasks::PackageHold hold);

/// The name of a package's entry in the code store: its digest in hexadecimal.
std::string code_key(const store::FunctionRow& row);

/// What GetFunctionConfiguration shows, with the tags.
Json configuration_of(const store::FunctionRow& row);

}  // namespace sfn::api
