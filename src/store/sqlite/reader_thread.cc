#include "store/sqlite/reader_thread.h"

#include <fmt/format.h>

#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

constexpr std::chrono::milliseconds kFirstAllowance{50};
constexpr int kInstructionsBetweenLooks = 10'000;  // Some 100 microseconds.

}  // namespace

ReaderThread::ReaderThread(const Location& location, ReadGate& gate, Post post, Fatal fatal)
    : database_(Database::open_for_reading(location)),
      gate_(gate),
      post_(std::move(post)),
      fatal_(std::move(fatal)) {
  sqlite3_progress_handler(&database_.handle(), kInstructionsBetweenLooks, &ReaderThread::give_way,
                           this);
  thread_ = std::thread([this] { run(); });
}

ReaderThread::~ReaderThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  asked_.notify_one();
  thread_.join();
}

void ReaderThread::ask(Urgency urgency, Query query) {
  {
    const std::lock_guard lock(mutex_);
    auto& queue = urgency == Urgency::Load ? loads_ : listings_;
    queue.push_back({urgency, std::move(query), kFirstAllowance});
    load_waits_ = !loads_.empty();
  }
  asked_.notify_one();
}

void ReaderThread::ask_again(Asked asked) {
  asked.allowance *= 2;
  const std::lock_guard lock(mutex_);
  listings_.push_front(std::move(asked));
}

std::optional<ReaderThread::Asked> ReaderThread::next() {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return ending_ || !loads_.empty() || !listings_.empty(); });
  if (ending_) return std::nullopt;
  auto& queue = loads_.empty() ? listings_ : loads_;
  auto asked = std::move(queue.front());
  queue.pop_front();
  load_waits_ = !loads_.empty();
  return asked;
}

// ---- on the thread

// A broken row is nothing that this thread knows more about than any other.
void ReaderThread::run() {
  try {
    run_queries();
  } catch (const StoreError& error) {
    fatal_(fmt::format("the event store cannot read: {}", error.what()));
  }
}

void ReaderThread::run_queries() {
  Queries queries(database_);
  Session session{database_, queries};
  while (auto asked = next()) {
    if (auto done = answer(*asked, session)) {
      post_(std::move(*done));
    } else {
      ask_again(std::move(*asked));
    }
  }
}

std::optional<ReaderThread::Answer> ReaderThread::answer(const Asked& asked, Session& session) {
  const ReadGate::Pass pass(gate_);
  gives_way_from_.reset();
  if (asked.urgency == Urgency::Listing) {
    gives_way_from_ = std::chrono::steady_clock::now() + asked.allowance;
  }
  try {
    Transaction snapshot(database_, Transaction::Kind::Read);
    return asked.query(session);
  } catch (const QueryInterrupted&) {
    return std::nullopt;
  }
}

int ReaderThread::give_way(void* self) {
  const auto& reader = *static_cast<ReaderThread*>(self);
  if (reader.ending_) return 1;
  if (!reader.gives_way_from_ || !(reader.load_waits_ || reader.gate_.is_closing())) return 0;
  return std::chrono::steady_clock::now() >= *reader.gives_way_from_ ? 1 : 0;
}

}  // namespace sfn::store
