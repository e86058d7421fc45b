// AWS Lambda: its actions over REST, around the catalogue and the function pool.
// API reference of AWS Lambda, 2015-03-31.
#pragma once

#include <functional>
#include <string>

#include "api/context.h"
#include "api/lambda/function_name.h"
#include "http/message.h"
#include "runtime/runtime.h"
#include "tasks/lambda/code_store.h"
#include "tasks/lambda/function.h"

namespace sfn::api {

/// What the actions need beside the runtime.
struct LambdaParts {
  /// What runs a function of the catalogue.
  std::function<tasks::FunctionSpecPtr(const store::FunctionRow&)> spec;
  /// Checks, unpacks and keeps a package, away from the loop; answers on it. The package stays if a
  /// function has it by the time that the answer has been dealt with.
  std::function<void(std::string zip, std::function<void(Result<tasks::StoredCode>)>)> put_code;
  /// Gives a kept package back, by its digest in hexadecimal.
  std::function<void(std::string sha256_hex, std::function<void(Result<std::string>)>)> read_code;
  std::function<void(std::shared_ptr<const tasks::FunctionSpec>, tasks::Invocation,
                     std::function<void(Result<tasks::InvocationResult>)>)>
      invoke;
  /// The function, which was so until now, was updated or deleted: its processes end once they are
  /// free, and what nothing needs of it any more goes.
  std::function<void(const store::FunctionRow& was)> retire;
};

struct Upload;

class Functions {
 public:
  using HttpReply = std::function<void(http::Response)>;

  Functions(runtime::Runtime& runtime, LambdaParts parts);

  /// Whether the path is one of Lambda's.
  static bool serves(std::string_view path);

  /// Answers a request to one of Lambda's paths; UnknownOperationException where it is no action.
  void handle(http::Request request, const RequestContext& context, const HttpReply& reply);

  /// The package of a function as it was uploaded; for `Code.Location`.
  void read_code(std::string_view function, const RequestContext& context,
                 const std::function<void(Result<std::string> zip)>& reply);

 private:
  struct Call {
    http::Request& request;  ///< Good within the call; whoever needs the body later takes it.
    RequestContext context;
    FunctionName name;
    HttpReply reply;
  };
  using Change = std::function<Result<Json>(const Json& configuration)>;

  static http::Response unknown_action(const http::Request& request);

  void create(http::Request& request, const RequestContext& context, const HttpReply& reply);
  void create_from(Upload upload, const RequestContext& context, const HttpReply& reply);
  void list(const http::Request& request, const RequestContext& context, const HttpReply& reply);
  void on_function(http::Request& request, const std::vector<std::string>& path,
                   const RequestContext& context, const HttpReply& reply);
  void get(const Call& call);
  void get_configuration(const Call& call);
  void remove(const Call& call);
  void update_configuration(const Call& call);
  void update_code(const Call& call);
  void update_code_from(Upload upload, const FunctionName& name, const RequestContext& context,
                        const HttpReply& reply);
  void invoke(const Call& call);
  void on_tags(http::Request& request, std::string_view arn, const RequestContext& context,
               const HttpReply& reply);
  void tag_resource(const Call& call);
  void untag_resource(const Call& call);
  void list_tags(const Call& call);
  void change_tags(const Call& call, const std::function<Result<Json>(Json)>& change);

  struct InvokeTerms;
  void invoke_found(const FunctionName& name, const tasks::Invocation& invocation,
                    const InvokeTerms& how, const HttpReply& reply);

  void make(const FunctionName& name, Json configuration, std::string zip,
            const RequestContext& context, const HttpReply& reply);
  /// Answers with what `answer_of` makes of the function, or that it is not there.
  void show(const Call& call,
            const std::function<http::Response(const store::FunctionRow&)>& answer_of);
  /// Puts the function's changed configuration in place of the present one.
  void change(const FunctionName& name, const Change& change, const HttpReply& reply);
  /// `reply`, but a change of the function that succeeded first retires what it was.
  HttpReply retiring(const runtime::FunctionPtr& was, const HttpReply& reply);
  void invoke_now(const store::FunctionRow& row, tasks::Invocation invocation, bool tail,
                  const HttpReply& reply);
  void invoke_later(const FunctionName& name, tasks::Invocation invocation, const HttpReply& reply);
  void answer(runtime::Durable<http::Response> durable, const HttpReply& reply);

  runtime::Runtime& runtime_;
  LambdaParts parts_;
};

}  // namespace sfn::api
