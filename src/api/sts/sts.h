// AWS STS: the one action that needs no credentials to be checked, who am I.
// API reference of AWS Security Token Service, 2011-06-15.
#pragma once

#include <functional>

#include "api/query_protocol.h"

namespace sfn::api {

class Sts {
 public:
  using HttpReply = std::function<void(http::Response)>;

  /// Answers GetCallerIdentity: everybody is the root user of the daemon's account.
  void handle(const Form& form, const RequestContext& context, const HttpReply& reply) const;
};

}  // namespace sfn::api
