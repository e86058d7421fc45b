#include "store/sqlite/writer_thread.h"

#include <fmt/format.h>

#include "store/sqlite/batch_writer.h"
#include "store/sqlite/probe.h"
#include "store/sqlite/purger.h"

namespace sfn::store {

// What the jobs work with, on the thread alone.
class WriterThread::Worker {
 public:
  Worker(const Database& writer, ReadGate& gate, CheckpointMarks marks)
      : database(writer), batches(writer), purger(writer), checkpointer(writer, gate, marks) {}

  const Database& database;
  BatchWriter batches;
  Purger purger;
  Checkpointer checkpointer;
};

WriterThread::WriterThread(Database database, ReadGate& gate, CheckpointMarks marks, Post post,
                           Fatal fatal)
    : gate_(gate),
      marks_(marks),
      post_(std::move(post)),
      fatal_(std::move(fatal)),
      thread_([this, database = std::move(database)] { run(database); }) {}

WriterThread::~WriterThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  asked_.notify_one();
  thread_.join();
}

void WriterThread::append(Batch batch, std::function<void()> done) {
  ask([this, batch = std::move(batch), done = std::move(done)](Worker& worker) {
    commit_cost_ = worker.batches.write(batch);
    post_(done);
    worker.checkpointer.after_commit();
  });
}

void WriterThread::purge(PurgeRequest request, std::function<void(std::int64_t)> done) {
  ask([this, request, done = std::move(done)](Worker& worker) {
    const auto removed = worker.purger.purge(request);
    post_([done, removed] { done(removed); });
    worker.checkpointer.after_commit();
  });
}

// Only a lack of room may pass: after any other failure nothing is known about the file.
void WriterThread::probe(std::function<void(Result<void>)> done) {
  ask([this, done = std::move(done)](Worker& worker) {
    auto result = probe_commit(worker.database);
    post_([done, result = std::move(result)] { done(result); });
    worker.checkpointer.after_commit();
  });
}

void WriterThread::ask(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  asked_.notify_one();
}

std::optional<WriterThread::Job> WriterThread::next_job() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
  if (jobs_.empty()) return std::nullopt;
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

// After a failure what is in memory is ahead of the disk: nothing more is written or answered.
void WriterThread::run(const Database& database) {
  try {
    run_jobs(database);
  } catch (const std::exception& error) {
    fatal_(fmt::format("the event store cannot write: {}", error.what()));
  }
}

void WriterThread::run_jobs(const Database& database) {
  Worker worker(database, gate_, marks_);
  while (const auto job = next_job()) (*job)(worker);
}

}  // namespace sfn::store
