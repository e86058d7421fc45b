// What every action of every service gets beside its parameters, and how it answers.
#pragma once

#include <functional>
#include <string>

#include "base/arn.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace sfn::api {

/// Where a request comes from and what it says of itself.
struct RequestContext {
  Place place;  ///< Region of the credential scope, else the daemon's; the daemon's account.
  std::string request_id;  ///< Of this request, as the answer shows it.
  Timestamp now;
  /// `amz-sdk-invocation-id`: equal when an SDK repeats a request; may be empty.
  std::string invocation_id = {};
  Entropy entropy = {};
};

/// Called once. An Error's name is the code of AWS, its cause the message.
using Reply = std::function<void(Result<Json>)>;

}  // namespace sfn::api
