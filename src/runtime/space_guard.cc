#include "runtime/space_guard.h"

#include <fmt/format.h>

#include <utility>

namespace sfn::runtime {
namespace {

std::int64_t mebibytes(std::int64_t bytes) { return bytes >> 20; }

SpaceReport scarce(const store::StoreInfo& info, std::int64_t min_free_bytes) {
  return {
      Space::Scarce,
      fmt::format("the disk that holds {} has {} MiB left and --min-free asks for {} MiB: no new "
                  "work is taken until there is more room",
                  info.path, mebibytes(info.free_bytes), mebibytes(min_free_bytes))};
}

SpaceReport none(const Error& probe) {
  return {
      Space::None,
      fmt::format("the disk has no room for a commit ({}): only what is stored can be read, until "
                  "there is some",
                  probe.cause)};
}

}  // namespace

SpaceGuard::SpaceGuard(store::EventStore& store, CommitQueue& commits, Alarms& alarms,
                       std::int64_t min_free_bytes, std::function<void(const SpaceReport&)> changed)
    : store_(store),
      commits_(commits),
      alarms_(alarms),
      next_probe_(alarms),
      min_free_bytes_(min_free_bytes),
      changed_(std::move(changed)) {}

void SpaceGuard::start(std::function<void()> begin) {
  if (min_free_bytes_ == 0) return begin();
  begin_ = std::move(begin);
  commits_.hold();
  look_at_start();
}

void SpaceGuard::look_at_start() {
  store_.info(lifetime_.guard([this](const store::StoreInfo& info) {
    judge(info);
    space_ == Space::Enough ? go_on() : probe();
  }));
}

void SpaceGuard::probe() {
  store_.probe(lifetime_.guard([this](const Result<void>& result) { probed(result); }));
}

void SpaceGuard::probed(const Result<void>& result) {
  if (result) return go_on();
  change_to(none(result.error()));
  next_probe_.set(alarms_.clock().now() + kBetweenProbes, [this] { probe(); });
}

void SpaceGuard::go_on() {
  commits_.on_committed([this](std::size_t bytes) { committed(bytes); });
  commits_.on_refusal([this] { look(); });
  commits_.release();
  if (space_ == Space::None) look();  // The probe says that there is room, not how much.
  std::exchange(begin_, nullptr)();
}

// ---- from then on

void SpaceGuard::committed(std::size_t bytes) {
  bytes_since_ += bytes;
  const auto now = alarms_.clock().now();
  if (now - looked_ >= kBetweenLooks || bytes_since_ >= kBytesBetweenLooks) look();
}

void SpaceGuard::look() {
  if (std::exchange(looking_, true)) return;
  looked_ = alarms_.clock().now();
  bytes_since_ = 0;
  store_.info(lifetime_.guard([this](const store::StoreInfo& info) {
    looking_ = false;
    judge(info);
  }));
}

void SpaceGuard::judge(const store::StoreInfo& info) {
  change_to(info.free_bytes < min_free_bytes_ ? scarce(info, min_free_bytes_) : SpaceReport{});
}

// The error is one that all of AWS's services know, and that clients try again.
void SpaceGuard::change_to(const SpaceReport& report) {
  if (report.space == Space::Enough) {
    commits_.refuse_new_work(std::nullopt);
  } else {
    commits_.refuse_new_work(Error{"ServiceUnavailable", report.why});
  }
  if (std::exchange(space_, report.space) != report.space && changed_) changed_(report);
}

}  // namespace sfn::runtime
