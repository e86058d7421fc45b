// What every action of every service gets beside its parameters, and how it answers.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/arn.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace sfn::api {

/// Called once. An Error's name is the code of AWS, its cause the message.
using Reply = std::function<void(Result<Json>)>;

/// Whoever waits for an answer, for an action that holds it back for long and must know whether
/// somebody is still there to take it.
class Caller {
 public:
  virtual ~Caller() = default;

  virtual bool is_there() const = 0;
  /// `gone` runs once, in a later turn, if the caller goes before the answer.
  virtual void on_gone(std::function<void()> gone) = 0;
  /// In place of the action's Reply. `written` tells in a later turn whether the whole answer was
  /// taken while the caller was there.
  virtual void answer(Result<Json> result, std::function<void(bool written)> written) = 0;
};

/// Where a request comes from and what it says of itself.
struct RequestContext {
  Place place;  ///< Region of the credential scope, else the daemon's; the daemon's account.
  std::string request_id;  ///< Of this request, as the answer shows it.
  Timestamp now;
  /// `amz-sdk-invocation-id`: equal when an SDK repeats a request; may be empty.
  std::string invocation_id = {};
  Entropy entropy = {};
  std::shared_ptr<Caller> caller = {};  ///< Of AWS's JSON protocol; else null.
};

}  // namespace sfn::api
