// Directory: resources by ARN, in ARN order, with an index of the names over all regions.
//
// The order of ARNs is the order of (region, account, name), so that a listing of one place is a
// range and a cursor is the last ARN seen: it stays good when that resource is deleted.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfn::runtime {

/// Which part of a listing is wanted.
struct PageQuery {
  std::string prefix = {};  ///< Of the key: one place's, or empty for all.
  std::string after = {};   ///< The cursor of the page before; empty for the first.
  std::size_t limit = 100;
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> cursor;  ///< Of the next page; nothing where this was the last.
};

template <typename T>
class Directory {
 public:
  /// Inserts or replaces.
  void put(const std::string& arn, const std::string& name, T item) {
    items_.insert_or_assign(arn, std::move(item));
    arns_[name].insert(arn);
  }

  bool remove(const std::string& arn, const std::string& name) {
    if (items_.erase(arn) == 0) return false;
    const auto named = arns_.find(name);
    named->second.erase(arn);
    if (named->second.empty()) arns_.erase(named);
    return true;
  }

  const T* find(std::string_view arn) const {
    const auto found = items_.find(arn);
    return found == items_.end() ? nullptr : &found->second;
  }

  std::size_t size() const { return items_.size(); }

  /// In the order of their ARNs.
  std::vector<T> named(std::string_view name) const {
    std::vector<T> items;
    const auto found = arns_.find(name);
    if (found == arns_.end()) return items;
    for (const auto& arn : found->second) items.push_back(items_.at(arn));
    return items;
  }

  Page<T> page(const PageQuery& query) const {
    Page<T> page;
    auto at = query.after < query.prefix ? items_.lower_bound(query.prefix)
                                         : items_.upper_bound(query.after);
    if (query.after.empty()) at = items_.lower_bound(query.prefix);
    const std::string* last = nullptr;
    for (; at != items_.end() && at->first.starts_with(query.prefix); ++at) {
      if (page.items.size() == query.limit) {
        if (last != nullptr) page.cursor = *last;
        break;
      }
      page.items.push_back(at->second);
      last = &at->first;
    }
    return page;
  }

 private:
  std::map<std::string, T, std::less<>> items_;
  std::map<std::string, std::set<std::string>, std::less<>> arns_;  ///< By name.
};

}  // namespace sfn::runtime
