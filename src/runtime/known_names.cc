#include "runtime/known_names.h"

#include <functional>
#include <utility>

#include "base/check.h"

namespace sfn::runtime {
namespace {

constexpr std::size_t kBitsPerWord = 64;

std::uint64_t hash_of(store::MachineId machine, std::string_view name) {
  const std::uint64_t of_name = std::hash<std::string_view>()(name);
  return (of_name ^ static_cast<std::uint64_t>(raw(machine))) * 0x9E3779B97F4A7C15u;
}

// Two halves of one hash make as many places as are wanted (Kirsch and Mitzenmacher, 2006).
std::uint64_t place(std::uint64_t hash, std::size_t i) { return hash + i * ((hash >> 32) | 1); }

}  // namespace

// calloc: what has not been written takes no memory.
KnownNames::KnownNames(store::EventStore& store, ExecutionId newest)
    : store_(store),
      bits_(static_cast<Word*>(std::calloc(kBits / kBitsPerWord, sizeof(Word)))),
      complete_(newest == ExecutionId{0}) {
  SFN_CHECK(bits_ != nullptr);
}

void KnownNames::add(store::MachineId machine, std::string_view name) {
  const auto hash = hash_of(machine, name);
  for (std::size_t i = 0; i < kBitsPerName; ++i) {
    const auto bit = place(hash, i) % kBits;
    bits_[bit / kBitsPerWord] |= Word{1} << bit % kBitsPerWord;
  }
}

bool KnownNames::is_free(store::MachineId machine, std::string_view name) const {
  if (!complete_) return false;
  const auto hash = hash_of(machine, name);
  for (std::size_t i = 0; i < kBitsPerName; ++i) {
    const auto bit = place(hash, i) % kBits;
    if ((bits_[bit / kBitsPerWord] >> bit % kBitsPerWord & 1) == 0) return true;
  }
  return false;
}

// ---- what the store holds

void KnownNames::read() {
  if (!complete_) read_page(std::nullopt);
}

void KnownNames::read_page(std::optional<ExecutionId> before) {
  store_.executions(
      {.before = before, .limit = kPageRows},
      lifetime_.guard([this](const std::vector<store::ExecutionRow>& rows) { take_page(rows); }));
}

void KnownNames::take_page(const std::vector<store::ExecutionRow>& rows) {
  for (const auto& row : rows) add(row.machine, row.name);
  read_ += static_cast<std::int64_t>(rows.size());
  complete_ = static_cast<std::int64_t>(rows.size()) < kPageRows;
  if (!complete_ && read_ < kReadMax) read_page(rows.back().id);
}

}  // namespace sfn::runtime
