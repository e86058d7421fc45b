#include "support/unreliable_disk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sfn::support {
namespace {

template <typename T, std::size_t N>
T one_of(const std::array<T, N>& choices, Chance& chance) {
  return choices[chance.below(N)];
}

void put(std::string_view bytes, std::size_t offset, std::string& content) {
  // What lies between the end and a write beyond it reads as zeros.
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  content.replace(offset, bytes.size(), bytes);
}

std::string noise(std::size_t size, Chance& chance) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(chance.below(256));
  return bytes;
}

}  // namespace

PowerLoss::PowerLoss(Chance& chance)
    : sector_bytes(one_of(std::array<std::size_t, 2>{512, 4'096}, chance)),
      kept_percent(one_of(std::array<std::uint64_t, 5>{0, 10, 50, 90, 100}, chance)),
      noise_percent(one_of(std::array<std::uint64_t, 3>{0, 0, 10}, chance)) {}

// ---- a file

void UnsyncedFile::write(std::size_t offset, std::string bytes) {
  changes_.push_back({offset, std::move(bytes)});
}

void UnsyncedFile::truncate(std::size_t size) { changes_.push_back({size, std::nullopt}); }

void UnsyncedFile::sync() {
  for (const auto& change : changes_) apply(change, synced_);
  changes_.clear();
}

void UnsyncedFile::apply(const Change& change, std::string& content) {
  if (change.bytes) {
    put(*change.bytes, change.offset, content);
  } else {
    content.resize(change.offset, '\0');
  }
}

std::string UnsyncedFile::after(const PowerLoss& loss, Chance& chance) const {
  auto content = synced_;
  for (const auto& change : changes_) {
    if (change.bytes) {
      apply_sectors(change, loss, chance, content);
    } else if (chance.percent(loss.kept_percent)) {
      apply(change, content);
    }
  }
  return content;
}

void UnsyncedFile::apply_sectors(const Change& change, const PowerLoss& loss, Chance& chance,
                                 std::string& content) {
  const std::string_view bytes = *change.bytes;
  for (std::size_t done = 0; done < bytes.size();) {
    const auto offset = change.offset + done;
    const auto size = std::min(bytes.size() - done, loss.sector_bytes - offset % loss.sector_bytes);
    if (chance.percent(loss.kept_percent)) {
      put(bytes.substr(done, size), offset, content);
    } else if (chance.percent(loss.noise_percent)) {
      put(noise(size, chance), offset, content);
    }
    done += size;
  }
}

// ---- the directory

UnreliableDisk::File UnreliableDisk::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second.back();
}

UnreliableDisk::File UnreliableDisk::adopt(const std::string& name, std::string content) {
  auto file = std::make_shared<UnsyncedFile>(std::move(content));
  names_[name] = {file};
  return file;
}

UnreliableDisk::File UnreliableDisk::create(const std::string& name) {
  auto& states = names_.try_emplace(name, 1, nullptr).first->second;
  states.push_back(std::make_shared<UnsyncedFile>(""));
  return states.back();
}

void UnreliableDisk::remove(const std::string& name) {
  names_.try_emplace(name, 1, nullptr).first->second.push_back(nullptr);
}

void UnreliableDisk::sync_names() {
  for (auto& [name, states] : names_) states = {states.back()};
}

std::map<std::string, std::optional<std::string>> UnreliableDisk::lose_power(Chance& chance) {
  const PowerLoss loss(chance);
  std::map<std::string, std::optional<std::string>> left;
  for (const auto& [name, states] : names_) {
    const auto& file = states[chance.below(states.size())];
    left[name] = file ? std::optional(file->after(loss, chance)) : std::nullopt;
  }
  names_.clear();
  return left;
}

}  // namespace sfn::support
