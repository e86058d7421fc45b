// Alarms: any number of wake-ups over the one that a Clock has.
//
// Those due at one moment ring in the order they were set. An alarm that is destroyed or set anew
// does not ring.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "runtime/lifetime.h"

namespace sfn::runtime {

class Alarms {
 public:
  explicit Alarms(Clock& clock) : clock_(clock) {}
  ~Alarms();

  class Alarm {
   public:
    explicit Alarm(Alarms& alarms) : alarms_(alarms) {}
    ~Alarm() { clear(); }
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /// Rings once when `due` has come, never within this call. Replaces what was set before.
    void set(Timestamp due, std::function<void()> ring);
    void clear();
    std::optional<Timestamp> due() const;

   private:
    friend class Alarms;
    Alarms& alarms_;
    std::optional<std::pair<Timestamp, std::uint64_t>> place_;
  };

  Clock& clock() { return clock_; }

 private:
  struct Entry {
    Alarm* alarm;
    std::function<void()> ring;
  };

  void arm();
  void ring_due();

  Clock& clock_;
  std::map<std::pair<Timestamp, std::uint64_t>, Entry>
      entries_;  ///< By time, then by order of setting.
  std::uint64_t last_ = 0;
  std::optional<Timestamp> armed_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
