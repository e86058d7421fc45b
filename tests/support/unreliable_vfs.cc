#include "support/unreliable_vfs.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

#include "base/check.h"

namespace sfn::support {
namespace {

enum class Call { Open, Create, Read, Write, Truncate, Sync, Delete, Share };

bool can_strike(Fault fault, Call call) {
  switch (fault) {
    case Fault::NoSpace:
      return call == Call::Create || call == Call::Write || call == Call::Share;
    case Fault::IoError:
      return true;
    case Fault::ShortWrite:
      return call == Call::Write;
    case Fault::FailedSync:
      return call == Call::Sync;
    case Fault::Halt:
      return call != Call::Open && call != Call::Read && call != Call::Share;
  }
  return false;
}

// What SQLite's own file system answers where the system's call fails.
int answer_to(Call call) {
  switch (call) {
    case Call::Open:
    case Call::Create:
      return SQLITE_CANTOPEN;
    case Call::Read:
      return SQLITE_IOERR_READ;
    case Call::Write:
      return SQLITE_IOERR_WRITE;
    case Call::Truncate:
      return SQLITE_IOERR_TRUNCATE;
    case Call::Sync:
      return SQLITE_IOERR_FSYNC;
    case Call::Delete:
      return SQLITE_IOERR_DELETE;
    case Call::Share:
      return SQLITE_IOERR_SHMSIZE;
  }
  return SQLITE_IOERR;
}

int refuse(Fault fault, Call call) {
  errno = fault == Fault::NoSpace ? ENOSPC : EIO;
  return fault == Fault::NoSpace && call == Call::Write ? SQLITE_FULL : answer_to(call);
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

struct VfsState {
  explicit VfsState(sqlite3_vfs& system) : real(system) {}

  /// The fault that this call meets, if it does.
  std::optional<Fault> strike(Call call);

  sqlite3_vfs& real;
  sqlite3_vfs vfs{};
  std::string name;

  std::mutex mutex;  // Of all that follows: connections are used on several threads.
  UnreliableDisk disk;
  std::optional<UnreliableVfs::Plan> plan;
  std::int64_t calls = 0;
  std::int64_t struck = 0;
  bool halted = false;
};

std::optional<Fault> VfsState::strike(Call call) {
  const std::lock_guard lock(mutex);
  if (halted) return Fault::Halt;
  if (!plan || !can_strike(plan->fault, call)) return std::nullopt;
  ++calls;
  if (calls < plan->at || (calls > plan->at && !plan->for_good)) return std::nullopt;
  ++struck;
  halted = plan->fault == Fault::Halt;
  return plan->fault;
}

// ---- a file, as SQLite calls it

namespace {

// SQLite hands out the memory: this, and behind it the system's own file.
struct File {
  sqlite3_file base;
  VfsState* state;
  sqlite3_file* real;
  UnreliableDisk::File* image;  // Null for temporary files, which nobody finds again.
  bool sync_names;              // With the next sync, as SQLite does for journals that it made.
};

File& file(sqlite3_file* base) { return *reinterpret_cast<File*>(base); }
sqlite3_file* real(sqlite3_file* base) { return file(base).real; }

// Tells the image what was done to the file.
template <typename Change>
void note(File& on, Change change) {
  if (on.image == nullptr) return;
  const std::lock_guard lock(on.state->mutex);
  change(**on.image);
}

int close_file(sqlite3_file* base) {
  delete file(base).image;
  return real(base)->pMethods->xClose(real(base));
}

int read(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
  if (const auto fault = file(base).state->strike(Call::Read)) return refuse(*fault, Call::Read);
  return real(base)->pMethods->xRead(real(base), to, size, offset);
}

int write_through(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
  note(file(base), [&](UnsyncedFile& image) {
    image.write(static_cast<std::size_t>(offset),
                std::string(static_cast<const char*>(from), static_cast<std::size_t>(size)));
  });
  return real(base)->pMethods->xWrite(real(base), from, size, offset);
}

int write(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
  const auto fault = file(base).state->strike(Call::Write);
  if (!fault) return write_through(base, from, size, offset);
  if (*fault == Fault::ShortWrite) write_through(base, from, size / 2, offset);
  return refuse(*fault, Call::Write);
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
  if (const auto fault = file(base).state->strike(Call::Truncate))
    return refuse(*fault, Call::Truncate);
  note(file(base), [&](UnsyncedFile& image) { image.truncate(static_cast<std::size_t>(size)); });
  return real(base)->pMethods->xTruncate(real(base), size);
}

// The image alone says what is durable; the real files need no disk under them.
int sync(sqlite3_file* base, int) {
  auto& on = file(base);
  if (const auto fault = on.state->strike(Call::Sync)) {
    if (*fault == Fault::FailedSync) note(on, [](UnsyncedFile& image) { image.forget_writes(); });
    return refuse(*fault, Call::Sync);
  }
  note(on, [&on](UnsyncedFile& image) {
    image.sync();
    if (std::exchange(on.sync_names, false)) on.state->disk.sync_names();
  });
  return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
  return real(base)->pMethods->xFileSize(real(base), size);
}
int lock(sqlite3_file* base, int level) { return real(base)->pMethods->xLock(real(base), level); }
int unlock(sqlite3_file* base, int level) {
  return real(base)->pMethods->xUnlock(real(base), level);
}
int check_reserved_lock(sqlite3_file* base, int* held) {
  return real(base)->pMethods->xCheckReservedLock(real(base), held);
}
int file_control(sqlite3_file* base, int operation, void* argument) {
  return real(base)->pMethods->xFileControl(real(base), operation, argument);
}
int sector_size(sqlite3_file* base) { return real(base)->pMethods->xSectorSize(real(base)); }
int device_characteristics(sqlite3_file* base) {
  return real(base)->pMethods->xDeviceCharacteristics(real(base));
}

// The index of the write-ahead log is no data: it is made anew from the log after any death.
int share_memory(sqlite3_file* base, int page, int size, int extend, void volatile** memory) {
  if (extend != 0) {
    if (const auto fault = file(base).state->strike(Call::Share))
      return refuse(*fault, Call::Share);
  }
  return real(base)->pMethods->xShmMap(real(base), page, size, extend, memory);
}
int lock_memory(sqlite3_file* base, int offset, int count, int flags) {
  return real(base)->pMethods->xShmLock(real(base), offset, count, flags);
}
void memory_barrier(sqlite3_file* base) { real(base)->pMethods->xShmBarrier(real(base)); }
int unmap_memory(sqlite3_file* base, int remove) {
  return real(base)->pMethods->xShmUnmap(real(base), remove);
}

constexpr sqlite3_io_methods kMethods{.iVersion = 2,
                                      .xClose = close_file,
                                      .xRead = read,
                                      .xWrite = write,
                                      .xTruncate = truncate,
                                      .xSync = sync,
                                      .xFileSize = file_size,
                                      .xLock = lock,
                                      .xUnlock = unlock,
                                      .xCheckReservedLock = check_reserved_lock,
                                      .xFileControl = file_control,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = device_characteristics,
                                      .xShmMap = share_memory,
                                      .xShmLock = lock_memory,
                                      .xShmBarrier = memory_barrier,
                                      .xShmUnmap = unmap_memory,
                                      .xFetch = nullptr,
                                      .xUnfetch = nullptr};

// ---- the file system

VfsState& state_of(sqlite3_vfs* vfs) { return *static_cast<VfsState*>(vfs->pAppData); }

UnreliableDisk::File image_of(VfsState& state, const std::string& path, bool existed) {
  const std::lock_guard lock(state.mutex);
  if (!existed) return state.disk.create(path);
  const auto known = state.disk.find(path);
  return known ? known : state.disk.adopt(path, content_of(path));
}

bool is_journal(int flags) {
  return (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* flags_used) {
  auto& state = state_of(vfs);
  base->pMethods = nullptr;  // Nothing to close where it is not opened.
  const bool existed = path == nullptr || std::filesystem::exists(path);
  const auto call = existed ? Call::Open : Call::Create;
  if (const auto fault = state.strike(call)) return refuse(*fault, call);

  auto* const system_file = reinterpret_cast<sqlite3_file*>(&file(base) + 1);
  const int result = state.real.xOpen(&state.real, path, system_file, flags, flags_used);
  if (result != SQLITE_OK) {
    if (system_file->pMethods != nullptr) system_file->pMethods->xClose(system_file);
    return result;
  }
  const bool makes_journal = is_journal(flags) && (flags & SQLITE_OPEN_CREATE) != 0;
  file(base) = {
      {&kMethods},
      &state,
      system_file,
      path == nullptr ? nullptr : new UnreliableDisk::File(image_of(state, path, existed)),
      makes_journal};
  return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  auto& state = state_of(vfs);
  if (const auto fault = state.strike(Call::Delete)) return refuse(*fault, Call::Delete);
  const std::lock_guard lock(state.mutex);
  state.disk.remove(path);
  if (sync_directory != 0) state.disk.sync_names();
  return state.real.xDelete(&state.real, path, 0);
}

}  // namespace

// ---- the face

UnreliableVfs::UnreliableVfs() {
  static std::atomic<int> count = 0;  // SQLite knows file systems by name.
  state_ = std::make_unique<VfsState>(*sqlite3_vfs_find(nullptr));
  state_->name = fmt::format("unreliable-{}", ++count);
  auto& vfs = state_->vfs;
  vfs = state_->real;  // What is not about files stays as it is.
  vfs.pNext = nullptr;
  vfs.pAppData = state_.get();
  vfs.zName = state_->name.c_str();
  vfs.szOsFile = static_cast<int>(sizeof(File)) + state_->real.szOsFile;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  SFN_CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

UnreliableVfs::~UnreliableVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& UnreliableVfs::name() const { return state_->name; }

void UnreliableVfs::plan(Plan plan) {
  const std::lock_guard lock(state_->mutex);
  state_->plan = plan;
  state_->calls = state_->struck = 0;
}

void UnreliableVfs::plan_nothing() {
  const std::lock_guard lock(state_->mutex);
  state_->plan.reset();
}

std::int64_t UnreliableVfs::calls() const {
  const std::lock_guard lock(state_->mutex);
  return state_->calls;
}

std::int64_t UnreliableVfs::struck() const {
  const std::lock_guard lock(state_->mutex);
  return state_->struck;
}

void UnreliableVfs::halt() {
  const std::lock_guard lock(state_->mutex);
  state_->halted = true;
}

bool UnreliableVfs::is_halted() const {
  const std::lock_guard lock(state_->mutex);
  return state_->halted;
}

void UnreliableVfs::resume() {
  const std::lock_guard lock(state_->mutex);
  state_->halted = false;
  state_->plan.reset();
}

void UnreliableVfs::lose_power(Chance& chance) {
  {
    const std::lock_guard lock(state_->mutex);
    for (const auto& [path, content] : state_->disk.lose_power(chance)) {
      std::filesystem::remove(path);
      std::filesystem::remove(path + "-shm");
      if (content) std::ofstream(path, std::ios::binary) << *content;
    }
  }
  resume();
}

}  // namespace sfn::support
