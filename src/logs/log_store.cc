#include "logs/log_store.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/overloaded.h"
#include "logs/directory.h"
#include "logs/event_reader.h"
#include "logs/event_writer.h"
#include "logs/log_queue.h"
#include "logs/schema.h"
#include "logs/sweeper.h"

namespace sfn::logs {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMessageBytesMax = 256 * 1'024;  // Of append(); what is longer is cut.
constexpr auto kSweepInterval = std::chrono::hours(1);
constexpr auto kTellingInterval = std::chrono::seconds(10);

void cut(std::string& message) {
  if (message.size() <= kMessageBytesMax) return;
  auto end = kMessageBytesMax;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xc0) == 0x80) --end;
  const auto lost = message.size() - end;
  message.resize(end);
  message += fmt::format(" [sfn: {} more bytes of this line were cut off]", lost);
}

LogEvent to_line(const Loss& loss, Timestamp now) {
  return {loss.stream,
          now,
          fmt::format("[sfn: {} log event{} lost here, because the log store could not keep up]",
                      loss.count, loss.count == 1 ? " was" : "s were"),
          {}};
}

// What lives on the loop's thread. Functions that were posted hold it weakly: when the store is
// gone, they do nothing.
struct LoopSide {
  std::vector<std::weak_ptr<Subscription::Stored>> subscriptions;
  std::atomic<bool> followed = false;  // Also read by the log thread.

  void deliver(const StoredEvents& events) {
    std::erase_if(subscriptions, [](const auto& subscription) { return subscription.expired(); });
    followed = !subscriptions.empty();
    for (const auto& weak : std::vector(subscriptions))  // A copy: callbacks may subscribe.
      if (const auto stored = weak.lock()) (*stored)(events);
  }
};

struct Instruments {
  explicit Instruments(telemetry::Metrics& metrics)
      : stored(metrics.counter({"sfn_log_events_stored_total", "Log events written."})),
        dropped(metrics.counter(
            {"sfn_log_events_dropped_total", "Log events lost to a full queue or disk."})) {}
  telemetry::Counter& stored;
  telemetry::Counter& dropped;
};

}  // namespace

class LogStore::State {
 public:
  State(LogStoreOptions options, telemetry::Logger& logger, telemetry::Metrics& metrics)
      : options_(std::move(options)),
        logger_(logger),
        instruments_(metrics),
        database_(open(options_, logger)),
        directory_(database_),
        writer_(database_, directory_),
        reader_(database_, directory_),
        sweeper_(database_),
        queue_(
            {options_.queued_events_max, options_.queued_bytes_max, options_.queued_queries_max}),
        thread_([this] { run(); }) {}

  ~State() {
    queue_.close();
    thread_.join();
  }

  void append(LogEvent event) {
    cut(event.message);
    if (!queue_.push(std::move(event))) instruments_.dropped.add();
  }

  // Runs `work`, which gives a Result<T>, on the log thread, and `done` with it on the loop.
  template <typename T, typename Work>
  void ask(Done<T> done, Work work) {
    LogTask task = [this, done, work = std::move(work)]() mutable {
      answer(std::move(done), attempt<T>(work));
    };
    if (queue_.push(std::move(task))) return;
    answer<T>(std::move(done), Error{"ThrottlingException", "Rate exceeded"});
  }

  // As ask(), for what leaves something to sweep.
  template <typename Work>
  void remove(Done<void> done, Work work) {
    ask<void>(std::move(done), [this, work = std::move(work)]() -> Result<void> {
      auto removed = work();
      if (removed) next_sweep_ = steady_clock::now();
      return removed;
    });
  }

  Result<Rejected> put(const StreamName& stream, std::vector<InputEvent> events) {
    auto put = writer_.put(stream, std::move(events), options_.now());
    if (!put) return put.error();
    publish(std::move(put->stored));
    return put->rejected;
  }

  Subscription subscribe(Subscription::Stored stored) {
    auto shared = std::make_shared<Subscription::Stored>(std::move(stored));
    loop_side_->subscriptions.push_back(shared);
    loop_side_->followed = true;
    return Subscription(std::move(shared));
  }

  Timestamp now() const { return options_.now(); }
  Directory& directory() { return directory_; }
  EventReader& reader() { return reader_; }

 private:
  // A disk without room has none for the file that indexes the write-ahead log; SQLite's
  // "unix-excl" keeps the index in memory, and nobody else can open the database meanwhile.
  static Database open(const LogStoreOptions& options, telemetry::Logger& logger) {
    try {
      return open(options.path, options.vfs);
    } catch (const NoSpaceError&) {
      if (!options.vfs.empty()) throw;
      return open(options.path, "unix-excl");
    } catch (const DamagedError& error) {
      const auto aside = set_aside(options.path);
      logger.error("the log database is damaged: it is set aside and a new one begun",
                   {{telemetry::field::kPath, aside}, {telemetry::field::kError, error.what()}});
      return open(options.path, options.vfs);
    }
  }

  // Nothing is thrown away, and no order waits for its logs to be repaired. The name is one that is
  // free: `logs.db.damaged`, `logs.db.damaged-2`, …
  static std::string set_aside(const std::string& path) {
    auto aside = path + ".damaged";
    for (int n = 2; std::filesystem::exists(aside); ++n)
      aside = fmt::format("{}.damaged-{}", path, n);
    for (const auto* part : {"", "-wal"}) {
      if (std::filesystem::exists(path + part)) std::filesystem::rename(path + part, aside + part);
    }
    return aside;
  }

  static Database open(const std::string& path, const std::string& vfs) {
    Database database(path, vfs);
    migrate(database);
    return database;
  }

  // ---- on the log thread

  void run() {
    while (auto entries = queue_.take(next_sweep_)) {
      carry_out(std::move(*entries));
      if (steady_clock::now() >= next_sweep_) sweep();
    }
  }

  // What is written in one transaction. `told` are the losses that some of the lines tell of.
  struct Lines {
    std::vector<LogEvent> events;
    std::vector<Loss> told;
  };

  // Events between two tasks are written together, so that order is kept and commits are few.
  void carry_out(LogQueue::Entries entries) {
    Lines lines;
    for (auto& entry : entries) {
      std::visit(overloaded{
                     [&lines](LogEvent& event) { lines.events.push_back(std::move(event)); },
                     [&](const Loss& loss) {
                       lines.events.push_back(to_line(loss, options_.now()));
                       lines.told.push_back(loss);
                     },
                     [&](const LogTask& task) {
                       write(std::exchange(lines, Lines()));
                       task();
                     },
                 },
                 entry);
    }
    write(lines);
  }

  void write(const Lines& lines) {
    if (lines.events.empty()) return;
    try {
      publish(writer_.append(lines.events, options_.now()));
    } catch (const DatabaseError& error) {
      note_losses(lines);
      instruments_.dropped.add(lines.events.size() - lines.told.size());
      tell_of_loss(lines.events.size() - lines.told.size(), error);
    }
  }

  // A line that was to tell of a loss stands for one of the events that it counts.
  void note_losses(const Lines& lines) {
    for (const auto& event : lines.events) queue_.note_loss(event.stream);
    for (const auto& loss : lines.told) queue_.note_loss(loss.stream, loss.count - 1);
  }

  // Not each time: a disk that is full stays so for a while.
  void tell_of_loss(std::size_t count, const DatabaseError& error) {
    lost_and_untold_ += count;
    if (steady_clock::now() < next_telling_) return;
    logger_.error("log events were lost",
                  {{telemetry::field::kCount, std::exchange(lost_and_untold_, 0)},
                   {telemetry::field::kError, error.what()}});
    next_telling_ = steady_clock::now() + kTellingInterval;
  }

  void publish(std::vector<StoredEvent> events) {
    instruments_.stored.add(events.size());
    if (events.empty() || !loop_side_->followed) return;
    const auto shared = std::make_shared<const std::vector<StoredEvent>>(std::move(events));
    options_.post([side = std::weak_ptr(loop_side_), shared] {
      if (const auto alive = side.lock()) alive->deliver(shared);
    });
  }

  template <typename T, typename Work>
  Result<T> attempt(Work& work) {
    try {
      return work();
    } catch (const DatabaseError& error) {
      logger_.error("a log query failed", {{telemetry::field::kError, error.what()}});
      return Error{"ServiceUnavailableException", error.what()};
    }
  }

  template <typename T>
  void answer(Done<T> done, Result<T> result) {
    options_.post([side = std::weak_ptr(loop_side_), done = std::move(done),
                   result = std::move(result)]() mutable {
      if (const auto alive = side.lock()) done(std::move(result));
    });
  }

  void sweep() {
    bool more = false;
    try {
      more = sweeper_.step(options_.now());
    } catch (const DatabaseError& error) {
      logger_.error("old log events could not be removed",
                    {{telemetry::field::kError, error.what()}});
    }
    next_sweep_ = more ? steady_clock::now() : steady_clock::now() + kSweepInterval;
  }

  const LogStoreOptions options_;
  telemetry::Logger& logger_;
  Instruments instruments_;
  Database database_;
  Directory directory_;
  EventWriter writer_;
  EventReader reader_;
  Sweeper sweeper_;
  LogQueue queue_;
  steady_clock::time_point next_sweep_ = steady_clock::now();
  steady_clock::time_point next_telling_ = steady_clock::now();
  std::size_t lost_and_untold_ = 0;
  const std::shared_ptr<LoopSide> loop_side_ = std::make_shared<LoopSide>();
  std::thread thread_;  // Last: it uses all of the above.
};

LogStore::LogStore(LogStoreOptions options, telemetry::Logger& logger, telemetry::Metrics& metrics)
    : state_(std::make_unique<State>(std::move(options), logger, metrics)) {}

LogStore::~LogStore() = default;

void LogStore::append(LogEvent event) { state_->append(std::move(event)); }

void LogStore::create_group(GroupName group, Done<void> done) {
  state_->ask<void>(std::move(done), [state = state_.get(), group = std::move(group)] {
    return state->directory().create_group(group, state->now());
  });
}

void LogStore::create_stream(StreamName stream, Done<void> done) {
  state_->ask<void>(std::move(done), [state = state_.get(), stream = std::move(stream)] {
    return state->directory().create_stream(stream, state->now());
  });
}

void LogStore::delete_group(GroupName group, Done<void> done) {
  state_->remove(std::move(done), [state = state_.get(), group = std::move(group)] {
    return state->directory().delete_group(group);
  });
}

void LogStore::delete_stream(StreamName stream, Done<void> done) {
  state_->remove(std::move(done), [state = state_.get(), stream = std::move(stream)] {
    return state->directory().delete_stream(stream);
  });
}

void LogStore::set_retention(GroupName group, std::optional<std::int64_t> days, Done<void> done) {
  state_->remove(std::move(done), [state = state_.get(), group = std::move(group), days] {
    return state->directory().set_retention(group, days);
  });
}

void LogStore::put_events(StreamName stream, std::vector<InputEvent> events, Done<Rejected> done) {
  state_->ask<Rejected>(std::move(done), [state = state_.get(), stream = std::move(stream),
                                          events = std::move(events)]() mutable {
    return state->put(stream, std::move(events));
  });
}

void LogStore::groups(GroupQuery query, Done<GroupPage> done) {
  state_->ask<GroupPage>(std::move(done), [state = state_.get(), query = std::move(query)] {
    return Result<GroupPage>(state->directory().groups(query));
  });
}

void LogStore::streams(StreamQuery query, Done<StreamPage> done) {
  state_->ask<StreamPage>(std::move(done), [state = state_.get(), query = std::move(query)] {
    return state->directory().streams(query);
  });
}

void LogStore::stream_events(StreamEventsQuery query, Done<EventPage> done) {
  state_->ask<EventPage>(std::move(done), [state = state_.get(), query = std::move(query)] {
    return state->reader().stream_events(query);
  });
}

void LogStore::filter_events(FilterQuery query, Done<FilterPage> done) {
  state_->ask<FilterPage>(std::move(done), [state = state_.get(), query = std::move(query)] {
    return state->reader().filter(query);
  });
}

void LogStore::events_of(CauseQuery query, Done<EventPage> done) {
  state_->ask<EventPage>(std::move(done), [state = state_.get(), query = std::move(query)] {
    return Result<EventPage>(state->reader().of_cause(query));
  });
}

Subscription LogStore::subscribe(Subscription::Stored stored) {
  return state_->subscribe(std::move(stored));
}

}  // namespace sfn::logs
