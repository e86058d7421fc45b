// RuntimeApi: Lambda's runtime API for one function process, on a loopback port of its own.
//
//   GET  /2018-06-01/runtime/invocation/next            waits for work
//   POST /2018-06-01/runtime/invocation/ID/response     its result
//   POST /2018-06-01/runtime/invocation/ID/error        or its error
//   POST /2018-06-01/runtime/init/error                 the function could not be loaded
//
// It checks what a runtime may say at a moment, answers it, and hands on what it said. Runtime
// clients take `host:port` alone, so processes cannot share a port.
// AWS Lambda developer guide, "Using the Lambda runtime API".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/payload.h"
#include "base/result.h"
#include "base/time.h"
#include "http/server.h"
#include "loop/loop.h"

namespace sfn::tasks {

/// AWS: 6 MB, and some room for what its own services add.
inline constexpr std::size_t kFunctionResponseBytesMax = 6'291'556;

/// The runtime waits for work: deliver() may be called.
struct RuntimeReady {};
struct RuntimeResponse {
  std::string body;
};
struct RuntimeFailure {
  std::string body;
  std::string type;  ///< Of the header Lambda-Runtime-Function-Error-Type; may be empty.
};
/// A result of more than kFunctionResponseBytesMax; it was refused.
struct RuntimeResponseTooLarge {
  std::size_t bytes = 0;
};
struct RuntimeInitFailure {
  std::string body;
  std::string type;
};
using RuntimeCall = std::variant<RuntimeReady, RuntimeResponse, RuntimeFailure,
                                 RuntimeResponseTooLarge, RuntimeInitFailure>;

struct RuntimeWork {
  std::string request_id;
  Payload payload;
  Timestamp deadline;
  std::string function_arn;
  std::string trace_id;
  std::string client_context;  ///< JSON text, or empty.
};

class RuntimeApi {
 public:
  /// `on_call` runs after the runtime was answered, and may destroy the RuntimeApi.
  RuntimeApi(loop::Loop& loop, std::function<void(RuntimeCall)> on_call);

  /// `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API.
  Result<std::string> listen();

  /// Answers the runtime that waits; one must. The next response or failure is that of this work.
  void deliver(RuntimeWork work);

  /// While paused the runtime is not heard; answers to it still go out.
  void pause_reading() { server_.pause_reading(); }
  void resume_reading() { server_.resume_reading(); }

 private:
  void handle(http::Request request, http::Responder responder);
  void next(http::Responder responder);
  void init_error(http::Request request, http::Responder responder);
  void end_of(const std::string& request_id, http::Request request, http::Responder responder);

  std::function<void(RuntimeCall)> on_call_;
  std::optional<http::Responder> waiting_;
  std::string
      working_on_;       // The request id of the delivered work until it is answered, else empty.
  bool asked_ = false;   // The runtime has asked for work: its initialisation is over.
  http::Server server_;  // Last: its handler uses what stands above.
};

}  // namespace sfn::tasks
