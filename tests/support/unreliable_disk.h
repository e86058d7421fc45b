// UnreliableDisk: what a disk has of its files, and what it has only been told.
//
// A write is on the medium for sure once its file was synced, a name once its directory was. When
// power is lost, each sector of each write that was not synced is there, is not, or is noise, as a
// number draws it; so some writes are torn, and later ones survive earlier ones. A name that was
// not synced is in one of the states that it has had since.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sfn::support {

/// Draws; the same numbers for the same seed, on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : bits_(seed) {}
  /// From 0 to `limit` - 1.
  std::uint64_t below(std::uint64_t limit) { return bits_() % limit; }
  bool percent(std::uint64_t share) { return below(100) < share; }

 private:
  std::mt19937_64 bits_;
};

/// How a loss of power goes: drawn anew for each.
struct PowerLoss {
  explicit PowerLoss(Chance& chance);
  std::size_t sector_bytes;
  std::uint64_t kept_percent;   ///< Of sectors that were not synced.
  std::uint64_t noise_percent;  ///< Of those that are not kept.
};

/// One file's contents.
class UnsyncedFile {
 public:
  explicit UnsyncedFile(std::string synced) : synced_(std::move(synced)) {}

  void write(std::size_t offset, std::string bytes);
  void truncate(std::size_t size);
  void sync();
  /// A sync that failed: the system holds the writes for done and will not try them again.
  void forget_writes() { changes_.clear(); }

  std::string after(const PowerLoss& loss, Chance& chance) const;

 private:
  struct Change {
    std::size_t offset = 0;
    std::optional<std::string> bytes;  ///< Nothing: cut off at `offset`.
  };
  static void apply(const Change& change, std::string& content);
  static void apply_sectors(const Change& change, const PowerLoss& loss, Chance& chance,
                            std::string& content);

  std::string synced_;
  std::vector<Change> changes_;
};

/// One directory's files, by name.
class UnreliableDisk {
 public:
  using File = std::shared_ptr<UnsyncedFile>;

  File find(const std::string& name) const;
  /// A file that was there before, as if long since synced.
  File adopt(const std::string& name, std::string content);
  File create(const std::string& name);
  void remove(const std::string& name);
  void sync_names();

  /// What is there when power is back: content, or nothing where there is no file of that name.
  std::map<std::string, std::optional<std::string>> lose_power(Chance& chance);

 private:
  /// Each state of a name since the last sync; the first is the synced one.
  std::map<std::string, std::vector<File>> names_;
};

}  // namespace sfn::support
