// Gateway: one port for all services. It tells from a request which API it speaks and hands it on.
//
//   X-Amz-Target: AWSStepFunctions.…   AWS Step Functions (AWS JSON 1.0)
//   X-Amz-Target: Logs_20140328.…      CloudWatch Logs (AWS JSON 1.1)
//   /2015-03-31/functions…             AWS Lambda (REST)
//   a form with Action=…               IAM and STS (Query, XML), by the scope of the signature
//   /_sfn/v1/…                         sfn's own API
//   /health, /metrics                  for those who watch over the daemon
//
// Signatures are not checked: the credential scope only tells the region.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "api/iam/iam.h"
#include "api/lambda/functions.h"
#include "api/logs/logs.h"
#include "api/own/own_api.h"
#include "api/states/states.h"
#include "api/sts/sts.h"
#include "http/message.h"
#include "http/responder.h"
#include "runtime/offload.h"

namespace sfn::api {

struct GatewayOptions {
  Place place;  ///< The daemon's region and account.
  Entropy entropy;
  std::function<Timestamp()> now;
  std::function<std::string()> metrics;  ///< Prometheus text.
  std::vector<std::string> own_names;    ///< What was asked to listen on, for check_origin().
  runtime::Offload offload;              ///< For large bodies and answers.
};

/// Must outlive the gateway.
struct Services {
  States& states;
  Functions& functions;
  CloudWatchLogs& logs;
  Iam& iam;
  Sts& sts;
  OwnApi& own;
};

class Gateway {
 public:
  Gateway(GatewayOptions options, Services services);

  void handle(http::Request request, http::Responder responder);

  /// What the server refuses before a request is whole, in the words of the API that it speaks.
  http::Response reword_refusal(const http::Request& so_far, http::Response plain) const;

  /// The largest body that a route takes, in bytes.
  static std::size_t body_limit(std::string_view method, std::string_view path);

 private:
  using HttpReply = std::function<void(http::Response)>;

  RequestContext context_of(const http::Request& request) const;
  void aws_json(http::Request request, RequestContext context,
                const std::shared_ptr<http::Responder>& responder);
  void act(const std::string& target, const Result<Json>& params, const RequestContext& context,
           const Reply& answer);
  void query(const http::Request& request, const RequestContext& context, const HttpReply& reply);
  void root(const http::Request& request, const RequestContext& context, const HttpReply& reply);
  void own(const http::Request& request, const RequestContext& context, http::Responder responder);

  GatewayOptions options_;
  Services services_;
};

}  // namespace sfn::api
