#include "support/closed_loop.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "base/check.h"
#include "support/stopwatch.h"

namespace sfn::bench {
namespace {

constexpr std::size_t kDigits = 30;

class Driver {
 public:
  Driver(EmbeddedRuntime& embedded, const ClosedLoop& load)
      : embedded_(embedded),
        load_(load),
        following_(embedded.runtime().followers().follow_all(
            [this](const runtime::ExecutionChange& change) { look_at(change); })) {}

  ClosedLoopResult run() {
    for (std::int64_t i = 0; i < load_.in_flight; ++i) start_next();
    embedded_.loop().run_until([this] { return under_way_ == 0; });
    result_.in_all = next_;
    return std::move(result_);
  }

 private:
  // A command comes in a turn of its own, as a request of a client does.
  void start_next() {
    if (next_ == load_.executions || time_is_up()) return;
    ++under_way_;
    embedded_.loop().post([this, number = next_++] { start(number); });
  }

  void start(std::int64_t number) {
    begun_.push_back(SteadyClock::now());
    // Parsed anew, as the API does with each request.
    embedded_.runtime().start({.machine_arn = load_.machine_arn,
                               .name = numbered_name(number),
                               .input = Payload::parse(load_.input).value(),
                               .idempotency_key = {}},
                              [](const Result<runtime::Started>& started) { SFN_CHECK(started); });
  }

  void look_at(const runtime::ExecutionChange& change) {
    if (!(load_.until_started ? change.started : change.ended)) return;
    --under_way_;
    if (!time_is_up()) count(number_of_name(change.arn));
    start_next();
  }

  void count(std::int64_t number) {
    ++result_.executions;
    result_.seconds = watch_.seconds();
    result_.processor_seconds = watch_.processor();
    result_.milliseconds.push_back(
        milliseconds_between(begun_.at(static_cast<std::size_t>(number)), SteadyClock::now()));
  }

  bool time_is_up() const { return watch_.seconds() >= load_.seconds; }

  EmbeddedRuntime& embedded_;
  const ClosedLoop& load_;
  Stopwatch watch_;
  std::int64_t next_ = 0;
  std::int64_t under_way_ = 0;
  std::vector<SteadyClock::time_point> begun_;  // By number.
  ClosedLoopResult result_;
  runtime::Followers::Subscription following_;
};

}  // namespace

std::string numbered_name(std::int64_t number) {
  return fmt::format("order-{:0{}}", number, kDigits);
}

std::int64_t number_of_name(const std::string& name) {
  return std::stoll(name.substr(name.size() - 18));
}

ClosedLoopResult run_closed_loop(EmbeddedRuntime& embedded, const ClosedLoop& load) {
  return Driver(embedded, load).run();
}

}  // namespace sfn::bench
