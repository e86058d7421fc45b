#include "telemetry/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace sfn::telemetry {
namespace {

TEST(Metrics, RendersCountersByNameAndLabels) {
  Metrics metrics;
  metrics.counter({"b_total", "Bs.", {{"kind", "y"}}}).add(2);
  metrics.counter({"b_total", "Bs.", {{"kind", "x"}}}).add();
  metrics.gauge({"a", "As."}).set(-3);
  EXPECT_EQ(metrics.render(),
            "# HELP a As.\n# TYPE a gauge\na -3\n"
            "# HELP b_total Bs.\n# TYPE b_total counter\n"
            "b_total{kind=\"x\"} 1\nb_total{kind=\"y\"} 2\n");
}

TEST(Metrics, TheSameNameIsTheSameInstrument) {
  Metrics metrics;
  EXPECT_EQ(&metrics.counter({"a_total", "As."}), &metrics.counter({"a_total", "As."}));
}

TEST(Metrics, LabelValuesAreEscaped) {
  Metrics metrics;
  metrics.gauge({"a", "As.", {{"path", "C:\\\"x\"\n"}}}).set(1);
  EXPECT_NE(metrics.render().find("a{path=\"C:\\\\\\\"x\\\"\\n\"} 1\n"), std::string::npos);
}

TEST(Metrics, HistogramBucketsAreCumulativeAndIncludeTheirBound) {
  Metrics metrics;
  auto& histogram = metrics.histogram({"t_seconds", "Time."}, {0.5, 1});
  for (const double value : {0.25, 0.5, 0.75, 4.0}) histogram.observe(value);
  EXPECT_EQ(metrics.render(),
            "# HELP t_seconds Time.\n# TYPE t_seconds histogram\n"
            "t_seconds_bucket{le=\"0.5\"} 2\nt_seconds_bucket{le=\"1\"} 3\n"
            "t_seconds_bucket{le=\"+Inf\"} 4\nt_seconds_sum 5.5\nt_seconds_count 4\n");
}

TEST(Metrics, APeakBeginsAnewWithEachRendering) {
  Metrics metrics;
  auto& peak = metrics.peak({"longest", "Longest."});
  peak.note(7);
  peak.note(3);
  EXPECT_NE(metrics.render().find("\nlongest 7\n"), std::string::npos);
  EXPECT_NE(metrics.render().find("\nlongest 0\n"), std::string::npos);
}

TEST(Metrics, IncrementsFromSeveralThreadsAddUp) {
  Metrics metrics;
  auto& counter = metrics.counter({"a_total", "As."});
  auto& histogram = metrics.histogram({"h", "Hs."}, {1});
  const auto work = [&] {
    for (int i = 0; i < 10'000; ++i) {
      counter.add();
      histogram.observe(1);
    }
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(counter.value(), 20'000U);
  EXPECT_EQ(histogram.snapshot().cumulative.back(), 20'000U);
  EXPECT_EQ(histogram.snapshot().sum, 20'000.0);
}

}  // namespace
}  // namespace sfn::telemetry
