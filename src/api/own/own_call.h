// OwnCall: one request to sfn's own API, taken apart, with the right to answer it.
#pragma once

#include <memory>
#include <string>

#include "api/context.h"
#include "api/own/parameters.h"
#include "base/result.h"
#include "http/message.h"
#include "http/responder.h"

namespace sfn::api {

struct OwnCall {
  std::string argument;  ///< What stands for the `*` of the route, decoded: an ARN.
  ParameterTexts parameters;
  std::string last_event_id;  ///< Of a stream that goes on; may be empty.
  RequestContext context;
  std::shared_ptr<http::Responder> responder;  ///< For an answer that is not one piece of JSON.

  /// Answers, once; an error with the status that belongs to it.
  void reply(const Result<Json>& answer) const;
};

/// `{"__type": …, "message": …}`.
http::Response own_error(const Error& error);

}  // namespace sfn::api
