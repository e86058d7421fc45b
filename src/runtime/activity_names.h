// ActivityNames: the ARNs of all activities.
//
// The catalogue may be asked on the loop alone, and decisions are also made elsewhere; so they get
// this picture of it, which never changes. There may be 100,000 activities: a picture shares with
// the one before all but the part in which an ARN has come or gone.
#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>

namespace sfn::runtime {

class ActivityNames {
 public:
  bool contains(const std::string& arn) const {
    const auto& part = parts_[part_of(arn)];
    return part != nullptr && part->contains(arn);
  }

  void add(const std::string& arn) {
    change(arn, [&](std::set<std::string>& part) { part.insert(arn); });
  }
  void remove(const std::string& arn) {
    change(arn, [&](std::set<std::string>& part) { part.erase(arn); });
  }

 private:
  static constexpr std::size_t kParts = 512;

  static std::size_t part_of(const std::string& arn) {
    return std::hash<std::string>()(arn) % kParts;
  }

  template <typename F>
  void change(const std::string& arn, F make_so) {
    auto& part = parts_[part_of(arn)];
    auto changed = part ? std::make_shared<std::set<std::string>>(*part)
                        : std::make_shared<std::set<std::string>>();
    make_so(*changed);
    part = std::move(changed);
  }

  std::array<std::shared_ptr<const std::set<std::string>>, kParts> parts_;
};

}  // namespace sfn::runtime
