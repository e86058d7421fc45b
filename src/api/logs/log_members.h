// LogMembers: what the requests of CloudWatch Logs have in common: names, times, pages.
//
// As with Members, read everything first, then look at verdict(). CloudWatch Logs calls what its
// model forbids InvalidParameterException, and so is every error here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/away.h"
#include "api/context.h"
#include "api/members.h"
#include "logs/log_query.h"

namespace sfn::api {

class LogMembers {
 public:
  /// Both must outlive this.
  LogMembers(const Json& params, const RequestContext& context);

  /// `logGroupName`, in the place of the request.
  logs::GroupName group();
  /// `logGroupName`, or `logGroupIdentifier`: a name, or an ARN, which brings its own place.
  logs::GroupName identified_group();
  /// `logStreamName`, checked; the group is the caller's to fill in.
  std::string stream();
  std::optional<std::string> name_prefix(std::string_view member);
  std::optional<Timestamp> time(std::string_view member);
  std::vector<std::string> names(std::string_view member, std::size_t max);
  /// `limit`, or `most` where it is absent.
  std::int64_t limit(std::int64_t most);
  /// The cursor in `nextToken`, empty on the first page. `listing` tells the listings apart.
  std::string cursor(std::string_view listing);

  Members& members() { return members_; }

  /// Notes an error of the request as a whole; the first one counts.
  void refuse(std::string cause);
  Result<void> verdict() const;

 private:
  void check_group_name(const std::string& name, std::string_view member);
  logs::GroupName read_identifier(const std::string& identifier);

  const Json& params_;
  const RequestContext& context_;
  Members members_;
  std::optional<Error> refusal_;
};

Error invalid_parameter(std::string cause);

/// An ARN as DescribeLogStreams shows it.
std::string log_stream_arn(const logs::StreamName& stream);

/// Hands a store's answer on, a value as what `show` makes of it.
template <typename Show>
auto answering(const Reply& reply, Show show) {
  return [reply, show = std::move(show)](auto result) {
    reply(result ? Result<Json>(show(std::move(*result))) : Result<Json>(result.error()));
  };
}

/// What a page of log events costs to show.
std::size_t shown_bytes(const std::vector<logs::StoredEvent>& events);

/// The same for pages of events: away from the loop where they are large.
template <typename Show>
auto answering_page(const runtime::Offload& offload, const Reply& reply, Show show) {
  return [offload, reply, show = std::move(show)](auto page) {
    if (!page) return reply(page.error());
    const auto bytes = shown_bytes(page->events);
    away_if_large(
        offload, bytes, [page = std::move(*page), show] { return Result<Json>(show(page)); },
        reply);
  };
}

/// The same for answers without members.
inline auto answering(const Reply& reply) {
  return [reply](const Result<void>& done) {
    reply(done ? Result<Json>(Json::object()) : Result<Json>(done.error()));
  };
}

}  // namespace sfn::api
