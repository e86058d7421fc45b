#include "loop/thread_pool.h"

#include <memory>
#include <unordered_set>

#include "base/check.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

namespace {

// One piece of work; goes with its callback on the loop.
struct Job {
  Loop& loop;
  uv_work_t uv{};
  std::function<void()> work;
  std::function<void()> done;
  std::unordered_set<Job*>* siblings = nullptr;  // Null once the pool is gone.
};

void work(uv_work_t* uv) noexcept {
  auto* job = static_cast<Job*>(uv->data);
  // Freed on the thread too: what the work consumed may be large.
  run_last(job->work);
}

// libuv tells of all that is done in one go; as tasks they have their share of a turn.
void after_work(uv_work_t* uv, int) noexcept {
  const std::shared_ptr<Job> job(static_cast<Job*>(uv->data));
  if (job->siblings == nullptr) return;
  job->loop.post(
      [job] {
        if (job->siblings == nullptr) return;
        job->siblings->erase(job.get());
        run_last(job->done);
      },
      "answer of a thread");
}

}  // namespace

struct ThreadPool::State {
  Loop& loop;
  std::unordered_set<Job*> jobs;
};

ThreadPool::ThreadPool(Loop& loop) : state_(new State{loop, {}}) {}

ThreadPool::~ThreadPool() {
  for (Job* job : state_->jobs) {
    job->siblings = nullptr;
    job->done = nullptr;
    // Fails for what has begun, which then ends in its own time.
    uv_cancel(reinterpret_cast<uv_req_t*>(&job->uv));
  }
}

void ThreadPool::run(std::function<void()> work_of_caller, std::function<void()> done) {
  auto* job = new Job{state_->loop, {}, std::move(work_of_caller), std::move(done), &state_->jobs};
  job->uv.data = job;
  state_->jobs.insert(job);
  SFN_CHECK(uv_queue_work(&state_->loop.uv(), &job->uv, work, after_work) == 0);
}

std::size_t ThreadPool::pending() const { return state_->jobs.size(); }

}  // namespace sfn::loop
