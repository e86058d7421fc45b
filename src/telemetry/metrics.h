// Metrics: numbers about the daemon, rendered as Prometheus text (exposition format 0.0.4).
//
// One Metrics object is made by main and passed down; there is no global registry. A module asks
// for its instruments once, keeps the references, and changes them from any thread without a lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sfn::telemetry {

/// Only rises.
class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// The last value set.
class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// The highest value seen since the last rendering; never below 0. For what is short and rare, such
/// as the longest turn of the loop.
class Peak {
 public:
  void note(std::int64_t value);
  /// The peak so far; begins anew.
  std::int64_t take() { return value_.exchange(0, std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// How observations spread over fixed buckets.
class Histogram {
 public:
  /// The upper bounds of the buckets, rising; one without a bound follows them.
  explicit Histogram(std::vector<double> bounds);

  void observe(double value);

  struct Snapshot {
    std::vector<std::uint64_t> cumulative;  ///< One a bound, then all.
    double sum = 0;
  };
  Snapshot snapshot() const;
  const std::vector<double>& bounds() const { return bounds_; }

 private:
  std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> buckets_;
  std::atomic<double> sum_{0};
};

/// From half a millisecond to a minute, in seconds.
std::vector<double> latency_bounds();

class Metrics {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// What an instrument is called. `name` by Prometheus's rules: `sfn_commits_total`,
  /// `…_seconds`. The first help of a name is kept.
  struct Name {
    std::string name;
    std::string help;
    Labels labels = {};  ///< Few values each: never an ARN or a request id.
  };

  // Name and labels asked for again give the same instrument; it lives as long as the Metrics. To
  // ask for a name as two kinds is a programming error.
  Counter& counter(const Name& name);
  Gauge& gauge(const Name& name);
  Peak& peak(const Name& name);
  Histogram& histogram(const Name& name, std::vector<double> bounds);

  /// Every instrument, in the order of names and labels.
  std::string render();

 private:
  using Instrument = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>,
                                  std::unique_ptr<Peak>, std::unique_ptr<Histogram>>;
  struct Family {
    std::string help;
    std::map<std::string, Instrument> by_labels;  // The key is the labels' rendering.
  };

  template <typename T, typename... Args>
  T& instrument(const Name& name, Args&&... args);

  std::mutex mutex_;  // Guards the map, not the instruments.
  std::map<std::string, Family> families_;
};

}  // namespace sfn::telemetry
