// OrderedObject: the object container behind Json. Keeps members in the order of insertion, and
// finds them in constant time once there are more than a few.
//
// nlohmann's own ordered_map keeps the order too, but looks up by scanning, which makes parsing an
// object of n members quadratic: 0.6 s for one payload of 26,000 keys.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/ordered_map.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace sfn {

template <class Key, class T, class IgnoredLess = std::less<Key>,
          class Allocator = std::allocator<std::pair<const Key, T>>>
class OrderedObject : private std::vector<std::pair<const Key, T>, Allocator> {
  using Members = std::vector<std::pair<const Key, T>, Allocator>;

 public:
  using key_type = Key;
  using mapped_type = T;
  using key_compare = std::equal_to<>;
  using typename Members::allocator_type;
  using typename Members::const_iterator;
  using typename Members::const_reference;
  using typename Members::difference_type;
  using typename Members::iterator;
  using typename Members::reference;
  using typename Members::size_type;
  using typename Members::value_type;

  OrderedObject() = default;
  template <class It>
  OrderedObject(It first, It last) {
    insert(first, last);
  }
  OrderedObject(std::initializer_list<value_type> members) {
    insert(members.begin(), members.end());
  }

  using Members::begin;
  using Members::cbegin;
  using Members::cend;
  using Members::empty;
  using Members::end;
  using Members::max_size;
  using Members::size;

  friend bool operator==(const OrderedObject& a, const OrderedObject& b) {
    return static_cast<const Members&>(a) == static_cast<const Members&>(b);
  }
  friend bool operator<(const OrderedObject& a, const OrderedObject& b) {
    return static_cast<const Members&>(a) < static_cast<const Members&>(b);
  }

  iterator find(std::string_view key) { return begin() + offset(key); }
  const_iterator find(std::string_view key) const { return begin() + offset(key); }
  size_type count(std::string_view key) const { return find(key) == end() ? 0 : 1; }

  /// Adds the member unless there is one of this key; says where it is and whether it was added.
  template <class... Args>
  std::pair<iterator, bool> emplace(const Key& key, Args&&... args) {
    if (const auto it = find(key); it != end()) return {it, false};
    Members::emplace_back(std::piecewise_construct, std::forward_as_tuple(key),
                          std::forward_as_tuple(std::forward<Args>(args)...));
    note_last();
    return {end() - 1, true};
  }
  std::pair<iterator, bool> insert(const value_type& member) {
    return emplace(member.first, member.second);
  }
  std::pair<iterator, bool> insert(value_type&& member) {
    return emplace(member.first, std::move(member.second));
  }
  template <class It>
  void insert(It first, It last) {
    for (; first != last; ++first) insert(*first);
  }

  T& operator[](const Key& key) { return emplace(key).first->second; }
  T& at(std::string_view key) { return find_or_throw(*this, key); }
  const T& at(std::string_view key) const { return find_or_throw(*this, key); }

  size_type erase(std::string_view key) {
    const auto it = find(key);
    if (it == end()) return 0;
    erase(it);
    return 1;
  }
  iterator erase(iterator at) { return erase(at, at + 1); }
  iterator erase(iterator first, iterator last) {
    // The keys are const, so the members that stay cannot be assigned over those that go.
    const auto gone_from = first - begin();
    const auto gone_to = last - begin();
    Members kept;
    kept.reserve(size());
    for (auto it = begin(); it != end(); ++it) {
      const auto place = it - begin();
      if (place < gone_from || place >= gone_to)
        kept.emplace_back(it->first, std::move(it->second));
    }
    Members::swap(kept);
    rebuild_index();
    return begin() + gone_from;
  }
  void clear() {
    Members::clear();
    slots_.clear();
  }
  void swap(OrderedObject& other) noexcept {
    Members::swap(other);
    slots_.swap(other.slots_);
  }

 private:
  static constexpr size_type kScanMax = 16;  // Below this a scan beats hashing.
  static constexpr std::uint32_t kFree = UINT32_MAX;

  template <class Self>
  static auto& find_or_throw(Self& self, std::string_view key) {
    const auto it = self.find(key);
    if (it == self.end()) throw std::out_of_range("no member '" + std::string(key) + "'");
    return it->second;
  }

  static size_type hash(std::string_view key) { return std::hash<std::string_view>{}(key); }

  difference_type offset(std::string_view key) const {
    if (slots_.empty()) {
      difference_type place = 0;
      for (const auto& member : *this) {
        if (member.first == key) return place;
        ++place;
      }
      return place;
    }
    for (auto slot = hash(key);; ++slot) {
      const auto place = slots_[slot & (slots_.size() - 1)];
      if (place == kFree) return static_cast<difference_type>(size());
      if (Members::operator[](place).first == key) return static_cast<difference_type>(place);
    }
  }

  void note_last() {
    if (size() <= kScanMax) return;
    if (size() * 2 > slots_.size()) return rebuild_index();
    place(size() - 1);
  }
  void rebuild_index() {
    slots_.clear();
    if (size() <= kScanMax) return;
    size_type capacity = kScanMax * 4;
    while (capacity < size() * 4) capacity *= 2;
    slots_.assign(capacity, kFree);
    for (size_type i = 0; i < size(); ++i) place(i);
  }
  void place(size_type i) {
    auto slot = hash(Members::operator[](i).first);
    while (slots_[slot & (slots_.size() - 1)] != kFree) ++slot;
    slots_[slot & (slots_.size() - 1)] = static_cast<std::uint32_t>(i);
  }

  std::vector<std::uint32_t> slots_;  // Open addressing; empty while a scan is enough.
};

}  // namespace sfn
