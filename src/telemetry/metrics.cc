#include "telemetry/metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/overloaded.h"
#include "base/text.h"

namespace sfn::telemetry {
namespace {

std::string escape(std::string_view text) {
  auto escaped = replace_all(text, "\\", "\\\\");
  escaped = replace_all(escaped, "\n", "\\n");
  return replace_all(escaped, "\"", "\\\"");
}

// `a="1",b="2"`, without braces, so that a histogram can add its own.
std::string render_labels(const Metrics::Labels& labels) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : labels)
    pairs.push_back(fmt::format("{}=\"{}\"", name, escape(value)));
  return join(pairs, ",");
}

template <typename Value>
void write_sample(std::string& out, const std::string& name, const std::string& labels,
                  Value value) {
  out += labels.empty() ? fmt::format("{} {}\n", name, value)
                        : fmt::format("{}{{{}}} {}\n", name, labels, value);
}

std::string with_bound(const std::string& labels, const std::string& bound) {
  return fmt::format("{}{}le=\"{}\"", labels, labels.empty() ? "" : ",", bound);
}

void write_histogram(std::string& out, const std::string& name, const std::string& labels,
                     const Histogram& histogram) {
  const auto snapshot = histogram.snapshot();
  const auto& bounds = histogram.bounds();
  for (std::size_t i = 0; i < bounds.size(); ++i)
    write_sample(out, name + "_bucket", with_bound(labels, fmt::format("{}", bounds[i])),
                 snapshot.cumulative[i]);
  write_sample(out, name + "_bucket", with_bound(labels, "+Inf"), snapshot.cumulative.back());
  write_sample(out, name + "_sum", labels, snapshot.sum);
  write_sample(out, name + "_count", labels, snapshot.cumulative.back());
}

template <typename Instrument>
const char* type_word(const Instrument& instrument) {
  return std::visit(overloaded{
                        [](const std::unique_ptr<Counter>&) { return "counter"; },
                        [](const std::unique_ptr<Gauge>&) { return "gauge"; },
                        [](const std::unique_ptr<Peak>&) { return "gauge"; },
                        [](const std::unique_ptr<Histogram>&) { return "histogram"; },
                    },
                    instrument);
}

template <typename Instrument>
void write_instrument(std::string& out, const std::string& name, const std::string& labels,
                      const Instrument& instrument) {
  std::visit(
      overloaded{
          [&](const std::unique_ptr<Counter>& counter) {
            write_sample(out, name, labels, counter->value());
          },
          [&](const std::unique_ptr<Gauge>& gauge) {
            write_sample(out, name, labels, gauge->value());
          },
          [&](const std::unique_ptr<Peak>& peak) { write_sample(out, name, labels, peak->take()); },
          [&](const std::unique_ptr<Histogram>& histogram) {
            write_histogram(out, name, labels, *histogram);
          },
      },
      instrument);
}

}  // namespace

void Peak::note(std::int64_t value) {
  auto seen = value_.load(std::memory_order_relaxed);
  while (seen < value && !value_.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
  }
}

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), buckets_(bounds_.size() + 1) {
  SFN_CHECK(std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double value) {
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
  Snapshot snapshot;
  std::uint64_t total = 0;
  for (const auto& bucket : buckets_) {
    total += bucket.load(std::memory_order_relaxed);
    snapshot.cumulative.push_back(total);
  }
  snapshot.sum = sum_.load(std::memory_order_relaxed);
  return snapshot;
}

std::vector<double> latency_bounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

template <typename T, typename... Args>
T& Metrics::instrument(const Name& name, Args&&... args) {
  const std::lock_guard lock(mutex_);
  auto& family = families_.try_emplace(name.name, Family{name.help, {}}).first->second;
  auto& found = family.by_labels[render_labels(name.labels)];
  auto* wanted = std::get_if<std::unique_ptr<T>>(&found);
  // A new entry holds an empty pointer of the variant's first kind.
  const bool fresh = std::visit([](const auto& pointer) { return pointer == nullptr; }, found);
  SFN_CHECK(fresh || wanted != nullptr);
  if (fresh)
    wanted = &found.template emplace<std::unique_ptr<T>>(new T(std::forward<Args>(args)...));
  return **wanted;
}

Counter& Metrics::counter(const Name& name) { return instrument<Counter>(name); }
Gauge& Metrics::gauge(const Name& name) { return instrument<Gauge>(name); }
Peak& Metrics::peak(const Name& name) { return instrument<Peak>(name); }
Histogram& Metrics::histogram(const Name& name, std::vector<double> bounds) {
  return instrument<Histogram>(name, std::move(bounds));
}

std::string Metrics::render() {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    const auto help = replace_all(replace_all(family.help, "\\", "\\\\"), "\n", "\\n");
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                       type_word(family.by_labels.begin()->second));
    for (const auto& [labels, instrument] : family.by_labels)
      write_instrument(out, name, labels, instrument);
  }
  return out;
}

}  // namespace sfn::telemetry
