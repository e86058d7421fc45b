#include "api/logs/log_members.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/page_token.h"
#include "base/arn.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr Range kNameLength{1, 512};
constexpr Range kIdentifierLength{1, 2'048};
constexpr std::string_view kGroupNamePattern = "[\\.\\-_/#A-Za-z0-9]+";
constexpr std::string_view kStreamNamePattern = "[^:*]*";

bool is_group_name_character(char c) {
  return std::string_view(".-_/#").find(c) != std::string_view::npos || (c >= '0' && c <= '9') ||
         (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string pattern_violation(const std::string& value, std::string_view member,
                              std::string_view pattern) {
  return fmt::format(
      "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must "
      "satisfy regular expression pattern: {}",
      value, member, pattern);
}

}  // namespace

std::size_t shown_bytes(const std::vector<logs::StoredEvent>& events) {
  std::size_t bytes = 0;
  for (const auto& event : events) bytes += kListedBytes + event.message.size();
  return bytes;
}

Error invalid_parameter(std::string cause) {
  return {"InvalidParameterException", std::move(cause)};
}

std::string log_stream_arn(const logs::StreamName& stream) {
  const auto& place = stream.group.place;
  return fmt::format("arn:aws:logs:{}:{}:log-group:{}:log-stream:{}", place.region, place.account,
                     stream.group.name, stream.name);
}

LogMembers::LogMembers(const Json& params, const RequestContext& context)
    : params_(params), context_(context), members_(params) {}

logs::GroupName LogMembers::group() {
  const auto name = members_.required_text("logGroupName", kNameLength);
  check_group_name(name, "logGroupName");
  return {context_.place, name};
}

logs::GroupName LogMembers::identified_group() {
  const auto identifier = members_.text("logGroupIdentifier", kIdentifierLength);
  if (!identifier) return group();
  if (find_member(params_, "logGroupName") != nullptr)
    refuse("logGroupName and logGroupIdentifier cannot be given together");
  return read_identifier(*identifier);
}

logs::GroupName LogMembers::read_identifier(const std::string& identifier) {
  const auto arn = Arn::parse(identifier);
  if (!arn) {
    check_group_name(identifier, "logGroupIdentifier");
    return {context_.place, identifier};
  }
  const auto parts = arn->resource_parts();
  if (arn->service != "logs" || parts.size() != 2 || parts[0] != "log-group") {
    refuse(
        fmt::format("logGroupIdentifier must be the name or the ARN of a log group, without ':*' "
                    "at its end; got '{}'",
                    identifier));
    return {};
  }
  check_group_name(parts[1], "logGroupIdentifier");
  return {{arn->region, arn->account}, parts[1]};
}

std::string LogMembers::stream() {
  auto name = members_.required_text("logStreamName", kNameLength);
  if (name.find_first_of(":*") != std::string::npos)
    refuse(pattern_violation(name, "logStreamName", kStreamNamePattern));
  return name;
}

std::optional<std::string> LogMembers::name_prefix(std::string_view member) {
  return members_.text(member, kNameLength);
}

std::optional<Timestamp> LogMembers::time(std::string_view member) {
  const auto ms = members_.integer(member, {0, INT64_MAX});
  if (!ms) return std::nullopt;
  return from_epoch_ms(*ms);
}

std::vector<std::string> LogMembers::names(std::string_view member, std::size_t max) {
  std::vector<std::string> names;
  const Json* array = members_.array(member);
  if (array == nullptr) return names;
  if (array->empty() || array->size() > max)
    refuse(fmt::format("{} must have 1 to {} elements, got {}", member, max, array->size()));
  for (const auto& name : *array) {
    if (!name.is_string()) {
      refuse(fmt::format("the elements of {} must be strings", member));
      break;
    }
    names.push_back(name.get<std::string>());
  }
  return names;
}

std::int64_t LogMembers::limit(std::int64_t most) {
  return members_.integer("limit", {1, most}).value_or(most);
}

std::string LogMembers::cursor(std::string_view listing) {
  const auto token = members_.text("nextToken", {1, 4'096});
  auto cursor = read_page_token(listing, token.value_or(""));
  if (cursor) return *cursor;
  refuse("The specified nextToken is invalid.");
  return {};
}

void LogMembers::check_group_name(const std::string& name, std::string_view member) {
  if (!std::ranges::all_of(name, is_group_name_character))
    refuse(pattern_violation(name, member, kGroupNamePattern));
}

void LogMembers::refuse(std::string cause) {
  if (!refusal_) refusal_ = invalid_parameter(std::move(cause));
}

Result<void> LogMembers::verdict() const {
  const auto verdict = members_.verdict();
  if (!verdict && verdict.error().name != "ValidationException") return verdict.error();
  if (!verdict) return invalid_parameter(verdict.error().cause);
  if (refusal_) return *refusal_;
  return {};
}

}  // namespace sfn::api
