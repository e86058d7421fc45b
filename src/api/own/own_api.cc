#include "api/own/own_api.h"

#include <fmt/format.h>

#include <optional>

#include "api/own/feed.h"
#include "api/own/live_streams.h"
#include "api/own/own_call.h"
#include "api/query_string.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::string_view kPrefix = "/_sfn/v1/";

// The segment that stands for the `*`, decoded; empty where the route has none; nothing where the
// path does not fit.
std::optional<std::string> match(std::string_view route, std::string_view path) {
  const auto wanted = split(route, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::string argument;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool open = wanted[i] == "*" && !given[i].empty();
    if (open) argument = percent_decode(given[i]);
    if (!open && wanted[i] != given[i]) return std::nullopt;
  }
  return argument;
}

Result<ParameterTexts> read_parameters(const http::Request& request) {
  return request.method == "POST" ? parse_parameters(request.body) : parse_query(request.query);
}

}  // namespace

OwnApi::OwnApi(loop::Loop& loop, runtime::Runtime& runtime, logs::LogStore& logs,
               OwnApiOptions options)
    : runtime_(runtime),
      logs_(logs),
      options_(std::move(options)),
      streams_(std::make_unique<LiveStreams>(loop)) {}

OwnApi::~OwnApi() = default;

const std::vector<OwnApi::Route>& OwnApi::routes() {
  static const std::vector<Route> kRoutes = {
      {"GET", "info", &OwnApi::info},
      {"GET", "executions", &OwnApi::executions},
      {"GET", "executions/*", &OwnApi::describe_one},
      {"GET", "executions/*/events", &OwnApi::events},
      {"GET", "executions/*/outstanding", &OwnApi::outstanding},
      {"GET", "limits/*", &OwnApi::limits_passed},
      {"GET", "stream", &OwnApi::stream},
      {"GET", "logs", &OwnApi::logs},
      {"POST", "purge", &OwnApi::purge},
      {"POST", "backup", &OwnApi::backup},
  };
  return kRoutes;
}

bool OwnApi::serves(std::string_view path) { return starts_with(path, kPrefix); }

void OwnApi::handle(const http::Request& request, const RequestContext& context,
                    http::Responder responder) {
  SFN_CHECK(serves(request.path));
  const auto path = std::string_view(request.path).substr(kPrefix.size());
  std::optional<std::string> allowed;
  for (const auto& route : routes()) {
    const auto argument = match(route.path, path);
    if (!argument) continue;
    if (route.method != request.method) {
      allowed = route.method;
      continue;
    }
    const auto parameters = read_parameters(request);
    if (!parameters) return responder.respond(own_error(parameters.error()));
    return (this->*route.action)(
        {*argument, *parameters, std::string(request.headers.get("Last-Event-ID")), context,
         std::make_shared<http::Responder>(std::move(responder)), runtime_.offload()});
  }
  refuse(request, allowed, std::move(responder));
}

void OwnApi::refuse(const http::Request& request, const std::optional<std::string>& allowed,
                    http::Responder responder) {
  if (allowed) {
    auto answer =
        own_error({"MethodNotAllowed", fmt::format("{} is served for {}, not {}", request.path,
                                                   *allowed, request.method)});
    answer.headers.add("Allow", *allowed);
    return responder.respond(std::move(answer));
  }
  std::vector<std::string> served;
  for (const auto& route : routes())
    served.push_back(fmt::format("{} {}", route.method, route.path));
  responder.respond(own_error(
      {"NotFound", fmt::format("{} {} is not served; below {} there are {}", request.method,
                               request.path, kPrefix, join(served, ", "))}));
}

}  // namespace sfn::api
