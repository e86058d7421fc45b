// The actions of CloudWatch Logs: its names, checks, errors and words around the log store.
// API reference of Amazon CloudWatch Logs, 2014-03-28.
//
// Left out: encryption keys, tags (accepted and not kept), log classes other than STANDARD, data
// protection, other accounts.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "api/context.h"
#include "logs/log_store.h"
#include "runtime/offload.h"

namespace sfn::api {

class CloudWatchLogs {
 public:
  /// The store must outlive this. Large pages are shown away from the loop.
  CloudWatchLogs(logs::LogStore& store, runtime::Offload offload)
      : store_(store), offload_(std::move(offload)) {}

  /// Carries out an action. UnknownOperationException where there is none of that name.
  void handle(std::string_view action, const Json& params, const RequestContext& context,
              const Reply& reply);

  /// The names of the actions that are served.
  static std::vector<std::string> actions();

 private:
  using Action = void (CloudWatchLogs::*)(const Json&, const RequestContext&, const Reply&);
  struct Entry {
    std::string_view name;
    Action action;
  };
  static const std::vector<Entry>& table();

  // log_groups.cc
  void create_log_group(const Json&, const RequestContext&, const Reply&);
  void delete_log_group(const Json&, const RequestContext&, const Reply&);
  void describe_log_groups(const Json&, const RequestContext&, const Reply&);
  void put_retention_policy(const Json&, const RequestContext&, const Reply&);
  void delete_retention_policy(const Json&, const RequestContext&, const Reply&);

  // log_streams.cc
  void create_log_stream(const Json&, const RequestContext&, const Reply&);
  void delete_log_stream(const Json&, const RequestContext&, const Reply&);
  void describe_log_streams(const Json&, const RequestContext&, const Reply&);

  // put_log_events.cc, get_log_events.cc, filter_log_events.cc
  void put_log_events(const Json&, const RequestContext&, const Reply&);
  void get_log_events(const Json&, const RequestContext&, const Reply&);
  void filter_log_events(const Json&, const RequestContext&, const Reply&);

  logs::LogStore& store_;
  runtime::Offload offload_;
};

}  // namespace sfn::api
