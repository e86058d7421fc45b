#include "logs/log_records.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sfn::logs {
namespace {

constexpr std::size_t kTimeDigits = 18;
constexpr std::size_t kNumberDigits = 38;

}  // namespace

std::string event_id(const Position& position) {
  return fmt::format("{:0{}}{:0{}}", to_epoch_ms(position.time), kTimeDigits, position.number,
                     kNumberDigits);
}

std::optional<Position> parse_event_id(std::string_view text) {
  if (text.size() != kTimeDigits + kNumberDigits) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto time = parse_integer(text.substr(0, kTimeDigits));
  const auto number = parse_integer(text.substr(kTimeDigits));
  if (!time || !number) return std::nullopt;
  return Position{from_epoch_ms(*time), *number};
}

}  // namespace sfn::logs
