// Outside: the functions and the clock of a rule, played. It outlives the crashes of the execution,
// as the world does: a call that is made again under its request id is the call that it was.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/support/world.h"
#include "language/rule.h"

namespace sfn::language {

class Outside {
 public:
  explicit Outside(const Rule& rule) : rule_(rule) {}

  /// Lets happen what comes next: a call that ends, else a timer. False where nothing comes any
  /// more.
  bool let_happen(engine::World& world);

 private:
  struct Call {
    const CallEnd* end = nullptr;  ///< Null: it never ends.
    Timestamp over;
  };

  const Call& call_of(const history::TaskWork& task, Timestamp now);
  std::optional<Timestamp> due_of(const history::Work& work, Timestamp now);

  const Rule& rule_;
  std::map<std::string, Call> calls_;        ///< By request id.
  std::map<std::string, std::size_t> made_;  ///< By function.
};

}  // namespace sfn::language
