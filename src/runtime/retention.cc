#include "runtime/retention.h"

#include <utility>

namespace sfn::runtime {

Retention::Retention(store::EventStore& store, CommitQueue& commits, Alarms& alarms,
                     std::chrono::hours retain, Statistics& statistics)
    : store_(store),
      commits_(commits),
      retain_(retain),
      statistics_(statistics),
      alarms_(alarms),
      alarm_(alarms) {}

void Retention::begin() {
  if (retain_ > std::chrono::hours(0)) sweep_after(kWhenBusy);
}

void Retention::sweep_after(std::chrono::milliseconds pause) {
  alarm_.set(alarms_.clock().now() + pause, [this] { sweep(); });
}

void Retention::sweep() {
  if (!commits_.is_idle()) return sweep_after(kWhenBusy);
  store_.purge({.stopped_before = alarms_.clock().now() - retain_, .machine = std::nullopt},
               lifetime_.guard([this](std::int64_t purged) {
                 statistics_.purged += purged;
                 sweep_after(purged > 0 ? kBetween : milliseconds(kWhenDone));
               }));
}

void Retention::purge(store::PurgeRequest request, Reply<std::int64_t> reply) {
  // Removing needs room as well, before it gives any.
  if (const auto admitted = commits_.admit(); commits_.is_held() && !admitted) {
    return commits_.reply_after(Durable<Result<std::int64_t>>(CommitId{0}, admitted.error()),
                                std::move(reply));
  }
  purge_more(std::move(request), 0, std::move(reply));
}

void Retention::purge_more(store::PurgeRequest request, std::int64_t purged,
                           Reply<std::int64_t> reply) {
  store_.purge(request, lifetime_.guard(
                            [this, request, purged, reply = std::move(reply)](std::int64_t more) {
                              statistics_.purged += more;
                              if (more == 0) return reply(purged);
                              purge_more(request, purged + more, reply);
                            }));
}

}  // namespace sfn::runtime
