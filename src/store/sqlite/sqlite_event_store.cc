#include "store/sqlite/sqlite_event_store.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <filesystem>

#include "store/sqlite/listing.h"
#include "store/sqlite/load_catalogue.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

using Answer = ReaderThread::Answer;
using Session = ReaderThread::Session;
using Urgency = ReaderThread::Urgency;

template <typename T>
Answer deliver(const EventStore::Done<T>& done, T value) {
  return [done, value = std::move(value)]() mutable { done(std::move(value)); };
}

// Keeps the index of the write-ahead log in memory, where the system's own file system keeps it in
// a file. Nobody else can open the database meanwhile, so that it is only for a disk that has no
// room for that file.
constexpr auto kWithoutSharedMemory = "unix-excl";

Database open_and_migrate(const Location& location, Durability durability) {
  auto database = Database::open_for_writing(location, durability);
  migrate(database, schema_migrations());
  if (durability == Durability::Full) database.sync_log();  // What is seen may be acted on.
  return database;
}

std::int64_t file_bytes(const std::string& path) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(bytes);
}

std::int64_t free_bytes(const std::string& path) {
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) != 0) return 0;
  return static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
}

}  // namespace

SqliteEventStore::Opened SqliteEventStore::open(const Options& options) {
  try {
    return open(Location{options.path, options.vfs}, options.durability);
  } catch (const StoreError& error) {
    throw StoreError(fmt::format("cannot use the event store {}: {}", options.path, error.what()));
  }
}

SqliteEventStore::Opened SqliteEventStore::open(Location location, Durability durability) {
  try {
    return {location, open_and_migrate(location, durability)};
  } catch (const NoSpaceError&) {
    if (!location.vfs.empty()) throw;
    location.vfs = kWithoutSharedMemory;
    return {location, open_and_migrate(location, durability)};
  }
}

SqliteEventStore::SqliteEventStore(Options options) : SqliteEventStore(options, open(options)) {}

SqliteEventStore::SqliteEventStore(const Options& options, Opened opened)
    : location_(std::move(opened.location)),
      writer_(std::make_unique<WriterThread>(std::move(opened.writer), gate_, options.checkpoints,
                                             options.post, options.fatal)),
      reader_(std::make_unique<ReaderThread>(location_, gate_, options.post, options.fatal)),
      backup_(location_, options.post) {}

SqliteEventStore::~SqliteEventStore() = default;

Catalogue SqliteEventStore::load_catalogue() const {
  return store::load_catalogue(Database::open_for_reading(location_));
}

// ---- writing

void SqliteEventStore::append(Batch batch, std::function<void()> done) {
  writer_->append(std::move(batch), std::move(done));
}

void SqliteEventStore::purge(PurgeRequest request, Done<std::int64_t> done) {
  writer_->purge(std::move(request), std::move(done));
}

void SqliteEventStore::probe(Done<Result<void>> done) { writer_->probe(std::move(done)); }

// ---- loads

void SqliteEventStore::journal(JournalRange range, Done<std::vector<JournalRow>> done) {
  reader_->ask(Urgency::Load, [range, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.journal(range));
  });
}

void SqliteEventStore::find_execution(MachineId machine, std::string name,
                                      Done<std::optional<ExecutionRecord>> done) {
  reader_->ask(Urgency::Load,
               [machine, name = std::move(name), done = std::move(done)](Session& session) {
                 return deliver(done, session.queries.find_execution(machine, name));
               });
}

void SqliteEventStore::execution(ExecutionId id, Done<std::optional<ExecutionRecord>> done) {
  reader_->ask(Urgency::Load, [id, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.execution(id));
  });
}

void SqliteEventStore::find_child(ParentKey parent, Done<std::optional<ExecutionRow>> done) {
  reader_->ask(Urgency::Load,
               [parent = std::move(parent), done = std::move(done)](Session& session) {
                 return deliver(done, session.queries.find_child(parent));
               });
}

void SqliteEventStore::pending(Timestamp due_before, std::optional<PendingRow> after,
                               std::int64_t limit, Done<std::vector<PendingRow>> done) {
  reader_->ask(Urgency::Load, [due_before, after = std::move(after), limit,
                               done = std::move(done)](Session& session) {
    return deliver(done, session.queries.pending(due_before, after, limit));
  });
}

void SqliteEventStore::snapshot(ExecutionId id, Done<std::optional<SnapshotRow>> done) {
  reader_->ask(Urgency::Load, [id, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.snapshot(id));
  });
}

void SqliteEventStore::definition(DefinitionId id, Done<std::optional<DefinitionRow>> done) {
  reader_->ask(Urgency::Load, [id, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.definition(id));
  });
}

void SqliteEventStore::revision(MachineId machine, ExecutionId execution,
                                Done<std::optional<RevisionRow>> done) {
  reader_->ask(Urgency::Listing, [machine, execution, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.revision(machine, execution));
  });
}

// ---- listings

void SqliteEventStore::history(HistoryRange range, Done<std::vector<JournalRow>> done) {
  reader_->ask(Urgency::Listing, [range, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.history(range));
  });
}

void SqliteEventStore::children(ChildrenRange range, Done<std::vector<ExecutionRecord>> done) {
  reader_->ask(Urgency::Load, [range, done = std::move(done)](Session& session) {
    return deliver(done, session.queries.children(range));
  });
}

void SqliteEventStore::executions(ExecutionFilter filter, Done<std::vector<ExecutionRow>> done) {
  reader_->ask(Urgency::Listing,
               [filter = std::move(filter), done = std::move(done)](Session& session) {
                 return deliver(done, list_executions(session.database, filter));
               });
}

void SqliteEventStore::count_executions(ExecutionFilter filter, Done<StatusCounts> done) {
  reader_->ask(Urgency::Listing,
               [filter = std::move(filter), done = std::move(done)](Session& session) {
                 return deliver(done, store::count_executions(session.database, filter));
               });
}

void SqliteEventStore::unused_machines(std::vector<MachineId> among,
                                       Done<std::vector<MachineId>> done) {
  reader_->ask(Urgency::Listing,
               [among = std::move(among), done = std::move(done)](Session& session) {
                 return deliver(done, session.queries.unused_machines(among));
               });
}

void SqliteEventStore::info(Done<StoreInfo> done) {
  reader_->ask(Urgency::Listing, [path = location_.path, done = std::move(done)](Session& session) {
    return deliver(done, StoreInfo{path, file_bytes(path) + file_bytes(path + "-wal"),
                                   free_bytes(path), schema_version(session.database)});
  });
}

// ---- backups

void SqliteEventStore::backup(std::string path, Done<Result<void>> done) {
  backup_.start(std::move(path), std::move(done));
}

}  // namespace sfn::store
