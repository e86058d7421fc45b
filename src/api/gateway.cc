#include "api/gateway.h"

#include <fmt/format.h>

#include <utility>

#include "api/away.h"
#include "api/aws_json.h"
#include "api/lambda/lambda_error.h"
#include "api/origin.h"
#include "api/own/own_call.h"
#include "api/query_string.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::string_view kServed =
    "served are AWS Step Functions (X-Amz-Target: AWSStepFunctions.…), CloudWatch Logs "
    "(X-Amz-Target: "
    "Logs_20140328.…), AWS Lambda (/2015-03-31/functions), IAM and STS (a form with Action=…), "
    "sfn's own API "
    "(/_sfn/v1/), /health and /metrics";

// Base64 makes four bytes of three; the rest of the request fits in a MiB.
constexpr std::size_t kZipBodyMax = std::size_t{50} * 1'048'576 / 3 * 4 + 1'048'576;
constexpr std::size_t kInvokeBodyMax = 6'291'456 + 1'024;
constexpr std::size_t kJsonBodyMax = 2'097'152;
constexpr std::size_t kConfigurationBodyMax = 131'072;

bool carries_a_package(std::string_view method, std::string_view path) {
  return method == "POST" || (method == "PUT" && ends_with(path, "/code"));
}

// Region and service of `…Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
struct Scope {
  std::string region;
  std::string service;
};
Scope scope_of(const http::Request& request) {
  constexpr std::string_view kCredential = "Credential=";
  const std::string_view header = request.headers.get("Authorization");
  const auto begin = header.find(kCredential);
  if (begin == std::string_view::npos) return {};
  const auto credential = header.substr(begin + kCredential.size());
  const auto parts = split(credential.substr(0, credential.find(',')), '/');
  if (parts.size() < 5) return {};
  // A key id may hold slashes itself; the scope is the end.
  return {parts[parts.size() - 3], parts[parts.size() - 2]};
}

// An error in the words of the API that the request speaks.
http::Response error_response(const http::Request& request, const Error& error) {
  if (request.headers.contains("X-Amz-Target")) {
    return aws_json_response(error, request.headers.get("Content-Type"));
  }
  return Functions::serves(request.path) ? lambda_error(error) : own_error(error);
}

// AWS's name for what HTTP refuses. Its JSON protocol has one status for all that a caller did
// wrong, and no error for a request that is too large but this.
std::string refusal_name(const http::Request& request, int status) {
  if (status == 408) return "RequestTimeoutException";
  if (status != 413) return "InvalidRequestContentException";
  return request.headers.contains("X-Amz-Target") ? "ValidationException"
                                                  : "RequestEntityTooLargeException";
}

http::Response not_served(const http::Request& request) {
  Json body = Json::object();
  body["__type"] = "UnknownOperationException";
  body["message"] = fmt::format("{} {} speaks no API that is served here; {}", request.method,
                                request.path, kServed);
  return {404,
          {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", "UnknownOperationException"}},
          to_text(body)};
}

bool is_form(const http::Request& request) {
  return request.path == "/" &&
         (starts_with(request.headers.get("Content-Type"), "application/x-www-form-urlencoded") ||
          starts_with(request.query, "Action="));
}

// The function in `/_sfn/v1/functions/ARN/code`; empty for other paths.
std::string_view function_of_code_path(std::string_view path) {
  constexpr std::string_view kPrefix = "/_sfn/v1/functions/";
  constexpr std::string_view kSuffix = "/code";
  if (!starts_with(path, kPrefix) || !ends_with(path, kSuffix)) return {};
  path.remove_prefix(kPrefix.size());
  path.remove_suffix(kSuffix.size());
  return path;
}

// Whoever has asked in the JSON protocol. The right to answer is shared, and used once.
class JsonCaller : public Caller {
 public:
  JsonCaller(std::shared_ptr<http::Responder> responder, std::string content_type,
             const runtime::Offload& offload)
      : responder_(std::move(responder)),
        content_type_(std::move(content_type)),
        offload_(offload) {}

  bool is_there() const override { return responder_->alive(); }
  void on_gone(std::function<void()> gone) override { responder_->on_closed(std::move(gone)); }
  void answer(Result<Json> result, std::function<void(bool)> written) override {
    const auto bytes = result ? rough_size(*result) : 0;
    away_if_large(
        offload_, bytes,
        [result = std::move(result), content_type = content_type_] {
          return aws_json_response(result, content_type);
        },
        [responder = responder_, written = std::move(written)](http::Response response) mutable {
          responder->respond(std::move(response), std::move(written));
        });
  }

 private:
  std::shared_ptr<http::Responder> responder_;
  std::string content_type_;
  const runtime::Offload& offload_;  // The gateway's.
};

}  // namespace

Gateway::Gateway(GatewayOptions options, Services services)
    : options_(std::move(options)), services_(services) {}

std::size_t Gateway::body_limit(std::string_view method, std::string_view path) {
  if (!Functions::serves(path)) return kJsonBodyMax;
  if (ends_with(path, "/invocations")) return kInvokeBodyMax;
  return carries_a_package(method, path) ? kZipBodyMax : kConfigurationBodyMax;
}

RequestContext Gateway::context_of(const http::Request& request) const {
  RequestContext context{.place = options_.place,
                         .request_id = make_uuid(options_.entropy),
                         .now = options_.now(),
                         .invocation_id = std::string(request.headers.get("amz-sdk-invocation-id")),
                         .entropy = options_.entropy};
  if (auto scope = scope_of(request); !scope.region.empty()) {
    context.place.region = std::move(scope.region);
  }
  return context;
}

http::Response Gateway::reword_refusal(const http::Request& so_far, http::Response plain) const {
  auto text = plain.body;
  if (ends_with(text, "\n")) text.pop_back();
  auto response = error_response(so_far, {refusal_name(so_far, plain.status), text});
  if (!so_far.headers.contains("X-Amz-Target")) response.status = plain.status;
  response.headers.set("x-amzn-RequestId", make_uuid(options_.entropy));
  return response;
}

void Gateway::handle(http::Request request, http::Responder responder) {
  const auto context = context_of(request);
  if (const auto allowed = check_origin(request, options_.own_names); !allowed) {
    auto refused = error_response(request, allowed.error());
    refused.status = 403;
    refused.headers.set("x-amzn-RequestId", context.request_id);
    return responder.respond(std::move(refused));
  }
  responder.add_header({"x-amzn-RequestId", context.request_id});
  if (OwnApi::serves(request.path)) return own(request, context, std::move(responder));
  // Replies are copied about; the right to answer is not.
  const auto held = std::make_shared<http::Responder>(std::move(responder));
  const HttpReply reply = [held](http::Response response) { held->respond(std::move(response)); };
  if (request.headers.contains("X-Amz-Target")) {
    return aws_json(std::move(request), context, held);
  }
  if (Functions::serves(request.path)) {
    return services_.functions.handle(std::move(request), context, reply);
  }
  if (is_form(request)) return query(request, context, reply);
  root(request, context, reply);
}

void Gateway::own(const http::Request& request, const RequestContext& context,
                  http::Responder responder) {
  const auto function = function_of_code_path(request.path);
  if (function.empty()) return services_.own.handle(request, context, std::move(responder));
  const auto held = std::make_shared<http::Responder>(std::move(responder));
  services_.functions.read_code(function, context, [held](Result<std::string> zip) {
    held->respond(zip ? http::Response{200, {{"Content-Type", "application/zip"}}, std::move(*zip)}
                      : own_error(zip.error()));
  });
}

void Gateway::root(const http::Request& request, const RequestContext&, const HttpReply& reply) {
  if (request.path == "/health") {
    return reply({200, {{"Content-Type", "application/json"}}, R"({"status":"ok"})"});
  }
  if (request.path == "/metrics") {
    return reply({200, {{"Content-Type", "text/plain; version=0.0.4"}}, options_.metrics()});
  }
  reply(not_served(request));
}

void Gateway::aws_json(http::Request request, RequestContext context,
                       const std::shared_ptr<http::Responder>& responder) {
  const std::string content_type(request.headers.get("Content-Type"));
  const std::string target(request.headers.get("X-Amz-Target"));
  const auto caller = std::make_shared<JsonCaller>(responder, content_type, options_.offload);
  context.caller = caller;
  const Reply answer = [caller](Result<Json> result) { caller->answer(std::move(result), {}); };
  const auto bytes = request.body.size();
  away_if_large(
      options_.offload, bytes, [body = std::move(request.body)] { return aws_json_params(body); },
      [this, target, context, answer, bytes](Result<Json> params) {
        act(target, params, context, answer);
        if (params && bytes > limits::kLoopJsonBytesMax) {
          runtime::free_away(options_.offload, std::move(*params));
        }
      });
}

void Gateway::act(const std::string& target_text, const Result<Json>& params,
                  const RequestContext& context, const Reply& answer) {
  const auto target = parse_target(target_text);
  if (!params) return answer(params.error());
  if (target.service == "AWSStepFunctions") {
    return services_.states.handle(target.action, *params, context, answer);
  }
  if (target.service == "Logs_20140328") {
    return services_.logs.handle(target.action, *params, context, answer);
  }
  answer(Error{"UnknownOperationException",
               fmt::format("The service '{}' is not served here; {}", target.service, kServed)});
}

void Gateway::query(const http::Request& request, const RequestContext& context,
                    const HttpReply& reply) {
  auto form = parse_query(request.body);
  form.merge(parse_query(request.query));
  // The two services have no action in common, but who signs tells which one is meant.
  const auto service = scope_of(request).service;
  const bool sts = service.empty() ? form["Version"] == "2011-06-15" : service == "sts";
  sts ? services_.sts.handle(form, context, reply) : services_.iam.handle(form, context, reply);
}

}  // namespace sfn::api
