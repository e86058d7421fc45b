// Strong ids: numbers of different things do not mix.
#pragma once

#include <cstdint>

namespace sfn {

/// An execution's row in the store; dense, given out in the order of the starts. Never shown to
/// users.
enum class ExecutionId : std::int64_t {};

/// The place of an event in an execution's own journal, internal events included; from 1.
enum class EventSeq : std::int64_t {};

/// The number of an event in the public history, from 1 without gaps; 0 is "no event".
enum class EventId : std::int64_t {};

/// One pass through one state, numbered from 1 within its execution in the order of entry.
enum class VisitId : std::int64_t {};

/// A container of states in progress: 0 is the top level; each branch and each iteration has its
/// own.
enum class ScopeId : std::int64_t {};

/// A batch of events made durable together; rises by one with each.
enum class CommitId : std::int64_t {};

template <typename Id>
constexpr auto raw(Id id) {
  return static_cast<std::int64_t>(id);
}

template <typename Id>
constexpr Id next(Id id) {
  return static_cast<Id>(raw(id) + 1);
}

}  // namespace sfn
