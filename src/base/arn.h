// Amazon resource names: `arn:partition:service:region:account:resource`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfn {

struct Arn {
  std::string partition = "aws";
  std::string service;
  std::string region;
  std::string account;
  std::string resource;  ///< All that follows the account, colons and slashes included.

  /// The text's parts, or nothing unless it has the prefix `arn:` and at least six parts.
  static std::optional<Arn> parse(std::string_view text);

  std::string text() const;

  /// The resource split at its colons: `execution:M:E` gives {"execution", "M", "E"}.
  std::vector<std::string> resource_parts() const;

  friend bool operator==(const Arn&, const Arn&) = default;
};

/// Where a resource lives: the same name in two regions is two resources.
struct Place {
  std::string region;
  std::string account;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// 12 digits.
bool is_account_id(std::string_view text);

std::string state_machine_arn(const Place& place, std::string_view name);
std::string execution_arn(const Place& place, std::string_view machine, std::string_view name);
/// `run` tells apart those of the same name: any number may run at the same time.
std::string express_execution_arn(const Place& place, std::string_view machine,
                                  std::string_view name, std::string_view run);
/// Whether an execution's ARN is that of an EXPRESS state machine's.
bool is_express_execution_arn(std::string_view text);
std::string activity_arn(const Place& place, std::string_view name);
std::string function_arn(const Place& place, std::string_view name);
std::string log_group_arn(const Place& place, std::string_view name);

/// The name of the log group where a function writes: `/aws/lambda/NAME`.
std::string function_log_group(std::string_view function);

}  // namespace sfn
