// OnceFunctions: the functions that may be called at most once for an attempt.
//
// The catalogue may be asked on the loop alone, and decisions are also made elsewhere; so they get
// this picture of it, which never changes. It holds the functions that are tagged
// `sfn:at-most-once`, and those that share their names: few, however large the catalogue is.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "store/records.h"

namespace sfn::runtime {

inline constexpr std::string_view kAtMostOnceTag = "sfn:at-most-once";

/// Whether the function has the tag, with any value but `false`.
bool is_tagged_at_most_once(const store::FunctionRow& function);

class OnceFunctions {
 public:
  /// Whether what this ARN means is tagged so: that function, else the only one of its name
  /// anywhere.
  bool contains(const std::string& arn, const std::string& name) const;
  bool empty() const { return by_name_.empty(); }

  /// These are all the functions of the name.
  template <typename Functions>
  void put(const std::string& name, const Functions& functions) {
    std::map<std::string, bool> same;
    bool any = false;
    for (const auto& function : functions) {
      any |= same[function->arn] = is_tagged_at_most_once(*function);
    }
    by_name_.erase(name);
    if (any) by_name_.emplace(name, std::move(same));
  }
  bool knows(const std::string& name) const { return by_name_.contains(name); }

 private:
  std::map<std::string, std::map<std::string, bool>> by_name_;  ///< ARN, and whether it is tagged.
};

}  // namespace sfn::runtime
