// OwnApi: sfn's own API below /_sfn/v1/, for sfnctl and the console: what AWS's API does not tell.
//
// JSON with names in camelCase, times as ISO-8601 texts in UTC with milliseconds, errors as
// {"__type": CODE, "message": TEXT}. All that is told is durable: it comes from the store, or from
// the runtime after the commit that it rests on. The README lists the requests; each family of them
// has a file of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "base/time.h"
#include "http/responder.h"
#include "logs/log_store.h"
#include "loop/loop.h"
#include "runtime/lifetime.h"
#include "runtime/runtime.h"

namespace sfn::api {

/// What `info` says of the daemon.
struct OwnApiOptions {
  std::string version;
  std::string account;
  std::string region;
  std::string limits = "strict";
  std::string data_dir;
  Timestamp started_at;
};

struct OwnCall;
struct StreamWants;
class Feed;
class LiveStreams;

class OwnApi {
 public:
  /// All must outlive this; the loop is for the streams' keep-alive.
  OwnApi(loop::Loop& loop, runtime::Runtime& runtime, logs::LogStore& logs, OwnApiOptions options);
  /// Cuts the streams that are open. A server that stops has ended them before.
  ~OwnApi();

  /// Whether the path is one of this API's.
  static bool serves(std::string_view path);

  /// Answers, at once or later, also with an error where no such request is served.
  void handle(const http::Request& request, const RequestContext& context,
              http::Responder responder);

 private:
  using Action = void (OwnApi::*)(const OwnCall& call);
  struct Route {
    std::string_view method;
    std::string_view path;  ///< Below /_sfn/v1/; `*` stands for one segment.
    Action action;
  };
  static const std::vector<Route>& routes();

  /// `allowed`: the method that the path is served for, if any.
  static void refuse(const http::Request& request, const std::optional<std::string>& allowed,
                     http::Responder responder);

  void info(const OwnCall& call);          // info.cc
  void executions(const OwnCall& call);    // executions.cc
  void describe_one(const OwnCall& call);  // describe.cc
  void events(const OwnCall& call);        // events.cc
  void outstanding(const OwnCall& call);   // outstanding.cc
  void stream(const OwnCall& call);        // stream.cc
  void stream_one(const OwnCall& call, const std::string& arn, const StreamWants& wants);
  void stream_all(const OwnCall& call, const StreamWants& wants);
  void limits_passed(const OwnCall& call);  // limits.cc
  void limits_of_machine(const OwnCall& call);
  void limits_of_activity(const OwnCall& call);
  void logs(const OwnCall& call);    // logs.cc
  void purge(const OwnCall& call);   // housekeeping.cc
  void backup(const OwnCall& call);  // housekeeping.cc

  runtime::Runtime& runtime_;
  logs::LogStore& logs_;
  const OwnApiOptions options_;
  std::unique_ptr<Feed> feed_;  // Null until somebody follows everything.
  std::unique_ptr<LiveStreams> streams_;
  runtime::Lifetime lifetime_;
};

}  // namespace sfn::api
