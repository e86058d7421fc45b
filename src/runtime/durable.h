// Durable<T>: a value that nobody outside may learn of before a commit is on disk.
//
// Whatever is read from the newest state may rest on events that are decided and not yet durable.
// So lookups give no bare value but this: it can be worked on (map, and_then) and it can be handed
// to CommitQueue::reply_after, which opens it when the commit is durable. There is no other way to
// get at it, which is how "nothing before the commit" holds by type and not by care. The
// functions given to map and and_then work the value out and must send nothing.
#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/ids.h"

namespace sfn::runtime {

class CommitQueue;

template <typename T>
class [[nodiscard]] Durable {
 public:
  using Value = T;

  /// `value` rests on `commit` and on those before it. CommitId{0}: on nothing, such as a refusal
  /// of malformed input.
  Durable(CommitId commit, T value) : commit_(commit), value_(std::move(value)) {}

  CommitId commit() const { return commit_; }

  /// What `change` makes of the value.
  template <typename F>
  auto map(F&& change) && {
    using U = std::decay_t<std::invoke_result_t<F, T>>;
    return Durable<U>(commit_, std::forward<F>(change)(std::move(value_)));
  }

  /// As map, where `change` looks something else up or changes something: what it gives rests on
  /// both commits.
  template <typename F>
  auto and_then(F&& change) && {
    auto other = std::forward<F>(change)(std::move(value_));
    other.commit_ = std::max(other.commit_, commit_);
    return other;
  }

 private:
  friend class CommitQueue;
  template <typename U>
  friend class Durable;

  CommitId commit_;
  T value_;
};

}  // namespace sfn::runtime
