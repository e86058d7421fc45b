// ReadRounds: who is read from where a turn of the loop cannot read from all.
//
// libuv hands over all that is ready in one go: with hundreds of busy sockets that is one long
// turn. So reading has a share of each turn, and what is left stays with the kernel until the next
// one. For those at the end of the kernel's list to be reached as well, reading goes round: until
// every source that is ready was read from once, none is twice.
#pragma once

#include <cstdint>

namespace sfn::loop {

class ReadRounds {
 public:
  /// The round in which a source was read from last.
  using Mark = std::uint64_t;

  /// Whether a source may be read from now, which its mark then says.
  bool admit(Mark& mark, bool share_is_taken) {
    if (is_spread_ && mark == round_) return false;
    if (share_is_taken) {
      some_wait_ = true;
      return false;
    }
    mark = round_;
    return true;
  }

  void end_turn() {
    if (!some_wait_) ++round_;
    is_spread_ = some_wait_;
    some_wait_ = false;
  }

 private:
  Mark round_ = 1;
  bool is_spread_ = false;  // The round has gone on for more than a turn.
  bool some_wait_ = false;  // A source was turned away in this turn.
};

}  // namespace sfn::loop
