// KnownNames: which names of executions are surely free, so that a start need not ask the store.
//
// A Bloom filter: all names that the store may hold leave a few bits each. A name whose bits are
// not all set is free; any other must be looked up. So a wrong guess costs a lookup, never an
// answer, and a purge need not be noticed. What the store held at start-up is read in the
// background, newest first; until all of it is there, every name must be looked up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/lifetime.h"
#include "store/event_store.h"

namespace sfn::runtime {

class KnownNames {
 public:
  static constexpr std::int64_t kPageRows = 1'000;
  /// Names that are read at start-up at most; with more than these, nothing is ever surely free.
  static constexpr std::int64_t kReadMax = 4'000'000;

  /// `newest` is the newest execution that the store has held; 0: none, and nothing is to be read.
  KnownNames(store::EventStore& store, ExecutionId newest);

  /// Begins to read the names of the store; once.
  void read();

  /// An execution of this name has been decided.
  void add(store::MachineId machine, std::string_view name);

  /// Neither the store nor add() knows an execution of this name.
  bool is_free(store::MachineId machine, std::string_view name) const;

 private:
  static constexpr std::size_t kBits = std::size_t{1} << 24;  // 2 MiB: 0.2 % lookups at a million.
  static constexpr std::size_t kBitsPerName = 4;
  using Word = std::uint64_t;
  struct Free {
    void operator()(Word* words) const { std::free(words); }
  };

  void read_page(std::optional<ExecutionId> before);
  void take_page(const std::vector<store::ExecutionRow>& rows);

  store::EventStore& store_;
  std::unique_ptr<Word[], Free> bits_;
  std::int64_t read_ = 0;
  bool complete_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
