// `Retry`. ASL specification, "Retrying after error".
#include "asl/parse/parts.h"

namespace sfn::asl {
namespace {

constexpr std::int64_t kRetryNumberMax = 99'999'999;
constexpr std::int64_t kMaxDelaySecondsMax = 31'622'399;

Retrier read_retrier(Fields& fields, bool last) {
  Retrier retrier;
  retrier.error_equals = read_error_equals(fields, last);
  retrier.interval_seconds =
      fields.integer("IntervalSeconds", {1, kRetryNumberMax}).value_or(retrier.interval_seconds);
  retrier.max_attempts =
      fields.integer("MaxAttempts", {0, kRetryNumberMax}).value_or(retrier.max_attempts);
  retrier.backoff_rate = fields.number("BackoffRate", {1.0}).value_or(retrier.backoff_rate);
  retrier.max_delay_seconds = fields.integer("MaxDelaySeconds", {1, kMaxDelaySecondsMax});
  retrier.full_jitter = fields.one_of("JitterStrategy", {"FULL", "NONE"}) == "FULL";
  fields.text("Comment");
  fields.refuse_others();
  return retrier;
}

}  // namespace

std::vector<Retrier> read_retry(StateDraft& draft) {
  std::vector<Retrier> retriers;
  for_each_handler(draft, "Retry", [&](Fields& fields, bool last) {
    retriers.push_back(read_retrier(fields, last));
  });
  return retriers;
}

}  // namespace sfn::asl
