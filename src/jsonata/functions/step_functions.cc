// What AWS Step Functions adds. Developer guide, "JSONata functions provided by Step Functions".
#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>

#include "base/digest.h"
#include "jsonata/functions/library.h"
#include "jsonata/json_text.h"

namespace sfn::jsonata::functions {
namespace {

constexpr double kRangeElementsMax = 360'145;

[[noreturn]] void fail(std::string message) {
  throw Failure("D3137", {.message = std::move(message)});
}

// Chunks of n, the last one shorter.
Value partition(Invocation& call) {
  if (call[0].is_nothing() || !call[1].is_number()) return {};
  const double wanted = std::trunc(call[1].number());
  const auto items = items_of(call[0]);
  if (!(wanted >= 1) || items.empty()) return {};
  const auto size = static_cast<std::size_t>(std::min(wanted, static_cast<double>(items.size())));
  call.run.charge_items(items.size());
  ListBuilder chunks(call.run);
  for (std::size_t at = 0; at < items.size(); at += size) {
    const auto chunk = items.subspan(at, std::min(size, items.size() - at));
    auto* const copy = call.run.arena().allocate_array<Value>(chunk.size());
    std::copy(chunk.begin(), chunk.end(), copy);
    chunks.push(Value::array({copy, chunk.size()}));
  }
  return chunks.array();
}

// From start to end inclusive; one value stands for itself.
Value range(Invocation& call) {
  if (!call[0].is_number() || !call[1].is_number() || !call[2].is_number()) return {};
  const double first = call[0].number();
  const double last = call[1].number();
  const double step = call[2].number();
  if (step == 0 || !std::isfinite(first) || !std::isfinite(last) || !std::isfinite(step)) return {};
  const double count = std::floor((last - first) / step) + 1;
  if (!(count >= 1)) return {};
  if (count > kRangeElementsMax) throw Failure(too_much_memory());
  ListBuilder values(call.run);
  for (double i = 0; i < count; ++i) values.push(Value::number(first + i * step));
  return values.sequence();
}

Value hash(Invocation& call) {
  if (call[0].is_nothing()) return {};
  constexpr std::array<std::pair<std::string_view, DigestAlgorithm>, 5> kAlgorithms{{
      {"MD5", DigestAlgorithm::Md5},
      {"SHA-1", DigestAlgorithm::Sha1},
      {"SHA-256", DigestAlgorithm::Sha256},
      {"SHA-384", DigestAlgorithm::Sha384},
      {"SHA-512", DigestAlgorithm::Sha512},
  }};
  const std::string_view wanted = call[1].is_string() ? call[1].text() : std::string_view();
  for (const auto& [name, algorithm] : kAlgorithms) {
    if (name != wanted) continue;
    const Value text = to_string_value(call.run, call[0]);
    call.run.charge_bytes(text.size() * 4);
    return call.run.text(digest_hex(algorithm, text.text()));
  }
  fail(fmt::format("Unsupported hash algorithm: {}", wanted));
}

// In [0, 1); the same for the same seed.
Value seeded_random(Invocation& call) {
  std::uint64_t bits = 0;
  if (call[0].is_number()) {
    bits = std::bit_cast<std::uint64_t>(call[0].number()) + 0x9E3779B97F4A7C15U;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    bits ^= bits >> 31;
  } else {
    bits = call.run.random_bits();
  }
  return Value::number(static_cast<double>(bits >> 11) * 0x1.0p-53);
}

Value uuid(Invocation& call) {
  constexpr std::uint64_t kVersion = 0xF000;
  constexpr std::uint64_t kVariant = std::uint64_t{3} << 62;
  const std::uint64_t high = (call.run.random_bits() & ~kVersion) | 0x4000;
  const std::uint64_t low = (call.run.random_bits() & ~kVariant) | std::uint64_t{2} << 62;
  return call.run.text(fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32,
                                   (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                                   low & 0xFFFFFFFFFFFFU));
}

Value parse(Invocation& call) {
  if (call[0].is_nothing()) return {};
  call.run.charge_bytes(call[0].size() * 8);
  auto read = read_json(call[0].text(), call.run.arena());
  if (const auto* const error = std::get_if<JsonError>(&read)) {
    fail(fmt::format("Unable to parse the argument of $parse() as JSON: {}", error->text()));
  }
  return std::get<Value>(read);
}

constexpr auto kStepFunctions = std::to_array<Declaration>({
    {"partition", "<an?>", 2, partition, Builtin::Only::InStates},
    {"range", "<n?n?n?>", 3, range, Builtin::Only::InStates},
    {"hash", "<x-s:s>", 2, hash, Builtin::Only::InStates},
    {"random", "<n?:n>", 1, seeded_random, Builtin::Only::InStates},
    {"uuid", "<:s>", 0, uuid, Builtin::Only::InStates},
    {"parse", "<s-:x>", 1, parse, Builtin::Only::InStates},
});

}  // namespace

std::span<const Declaration> step_functions() { return kStepFunctions; }

}  // namespace sfn::jsonata::functions
