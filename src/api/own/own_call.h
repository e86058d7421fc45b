// OwnCall: one request to sfn's own API, taken apart, with the right to answer it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/away.h"
#include "api/context.h"
#include "api/own/parameters.h"
#include "base/result.h"
#include "http/message.h"
#include "http/responder.h"

namespace sfn::api {

/// An error as `{"__type": …, "message": …}`, with the status that belongs to it.
http::Response own_error(const Error& error);
http::Response own_response(const Result<Json>& answer);

struct OwnCall {
  std::string argument;  ///< What stands for the `*` of the route, decoded: an ARN.
  ParameterTexts parameters;
  std::string last_event_id;  ///< Of a stream that goes on; may be empty.
  RequestContext context;
  std::shared_ptr<http::Responder> responder;  ///< For an answer that is not one piece of JSON.
  runtime::Offload offload;

  /// Answers, once; an error with the status that belongs to it.
  void reply(Result<Json> answer) const;

  /// As reply, with what `make` gives: about so many bytes, and away from the loop if that is much.
  template <typename Make>
  void reply_with(std::size_t bytes, Make make) const {
    away_if_large(
        offload, bytes, [make = std::move(make)]() mutable { return own_response(make()); },
        [held = responder](http::Response response) { held->respond(std::move(response)); });
  }
};

}  // namespace sfn::api
