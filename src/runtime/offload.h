// Offload: how the runtime has long pure work done away from the loop.
//
// The daemon's is a pool of threads, a simulation's runs the work in a later turn. Work gets values
// and gives values: it must own all that it touches, since it may outlive whoever asked for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/post.h"

namespace sfn::runtime {

/// Runs `work` somewhere, then `done` on the loop; neither within the call.
using Offload = std::function<void(std::function<void()> work, std::function<void()> done)>;

/// As calling `offload`, handing what `work` returns to `done`.
template <typename Work, typename Done>
void compute(const Offload& offload, Work work, Done done) {
  using Value = decltype(work());
  struct Job {
    std::optional<Work> work;
    Done done;
    std::optional<Value> value;
  };
  // One object that both share, so that they may hold what cannot be copied.
  auto job = std::make_shared<Job>(Job{std::move(work), std::move(done), std::nullopt});
  offload(
      [job] {
        job->value.emplace((*job->work)());
        job->work.reset();  // What the work consumed may be large: it is freed here.
      },
      [job] { job->done(std::move(*job->value)); });
}

/// Frees what is large where that holds nobody up.
template <typename T>
void free_away(const Offload& offload, T value) {
  offload([value = std::make_shared<std::optional<T>>(std::move(value))] { value->reset(); },
          [] {});
}

/// Does the work on the loop, in a turn of its own: where there are no threads.
inline Offload later_turn(Post post) {
  return [post = std::move(post)](std::function<void()> work, std::function<void()> done) {
    post([work = std::move(work), done = std::move(done)] {
      work();
      done();
    });
  };
}

}  // namespace sfn::runtime
