// NetChange: the difference that a series of beginnings and endings amounts to.
//
// What begins and ends within the series leaves nothing behind. An id never begins twice.
#pragma once

#include <map>
#include <set>
#include <utility>

namespace sfn::runtime {

template <typename Key, typename Value>
class NetChange {
 public:
  void begin(Key key, Value value) { begun_.emplace(std::move(key), std::move(value)); }

  void end(const Key& key) {
    if (begun_.erase(key) == 0) gone_.insert(key);
  }

  const std::set<Key>& gone() const { return gone_; }
  /// Takes one out; there must be one.
  Key take_gone() { return std::move(gone_.extract(gone_.begin()).value()); }
  std::map<Key, Value>& begun() { return begun_; }
  const std::map<Key, Value>& begun() const { return begun_; }

  void clear() {
    begun_.clear();
    gone_.clear();
  }

 private:
  std::map<Key, Value> begun_;
  std::set<Key> gone_;
};

}  // namespace sfn::runtime
