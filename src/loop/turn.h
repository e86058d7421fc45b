// Turn: what the present turn of a loop has run so far, and which callback of it took longest.
//
// A long turn is one long callback or very many short ones; who looks for the cause wants to know
// which. Callbacks are told apart by their kind and, where somebody has said so, by what they were
// about. The wall clock measures them: the thread's own clock is a system call.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "loop/turn_times.h"

namespace sfn::loop {

struct CallbackTime {
  std::string_view kind;  ///< Of static storage: `read`, `timer`, or what was posted.
  std::string about;      ///< As Loop::about() was told; may be empty.
  std::chrono::nanoseconds took{0};
};

/// A turn that has ended.
struct LongTurn {
  LongestTurn took;
  std::size_t callbacks = 0;
  CallbackTime longest;  ///< Of its callbacks.
};

/// The kinds that sources of input share a part of a turn for.
inline constexpr std::string_view kReading = "read";
inline constexpr std::string_view kAccepting = "connection";

/// The longest callback of each kind.
using LongestCallbacks = std::map<std::string_view, std::chrono::nanoseconds>;

class Turn {
 public:
  /// As long as input may be taken within a turn, and tasks that were posted run.
  static constexpr std::chrono::nanoseconds kShare = std::chrono::milliseconds(2);

  void begin() {
    began_ = std::nullopt;
    callbacks_ = 0;
    taking_input_ = {};
    longest_.took = {};
  }

  /// What is ready to be read can wait for the next turn.
  bool has_taken_its_share() const { return taking_input_ > kShare; }

  void about(std::string_view what) { about_ = what; }

  /// A callback begins, at this time of a clock that never goes back.
  void starts(std::chrono::nanoseconds now) {
    if (!began_) began_ = now;
  }

  /// How long the turn has taken until now: since its first callback. What lies before that was
  /// spent waiting, in one piece or, where signals have interrupted it, in several.
  std::chrono::nanoseconds took(std::chrono::nanoseconds now) const {
    return began_ ? now - *began_ : std::chrono::nanoseconds(0);
  }

  /// A callback has ended.
  void ran(std::string_view kind, std::chrono::nanoseconds took) {
    ++callbacks_;
    if (took > longest_.took) {
      longest_.kind = kind;
      longest_.took = took;
      longest_.about.swap(about_);
    }
    about_.clear();
    if (kind == kReading || kind == kAccepting) taking_input_ += took;
    if (took >= kWorthNoting) note(kind, took);
  }

  LongTurn end(const LongestTurn& took) const { return {took, callbacks_, longest_}; }

  const LongestCallbacks& longest_callbacks() const { return longest_of_kind_; }

 private:
  // Below it nobody looks, and callbacks are many.
  static constexpr std::chrono::nanoseconds kWorthNoting = std::chrono::microseconds(100);

  void note(std::string_view kind, std::chrono::nanoseconds took) {
    auto& longest = longest_of_kind_[kind];
    longest = std::max(longest, took);
  }

  std::optional<std::chrono::nanoseconds> began_;
  std::chrono::nanoseconds taking_input_{0};
  std::size_t callbacks_ = 0;
  std::string about_;  // Of the callback that runs.
  CallbackTime longest_;
  LongestCallbacks longest_of_kind_;
};

}  // namespace sfn::loop
