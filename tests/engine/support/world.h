// World: an execution with the outside played by the test. It moves the clock, answers tasks, keeps
// the events of each command apart as journal rows would, and renders the public history as text.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/parse.h"
#include "base/text.h"
#include "engine/decide.h"
#include "history/public_history.h"

namespace sfn::engine {

class World {
 public:
  /// Answers a task: given its request, how it ends.
  using Answer = std::function<history::TaskOutcome(const history::TaskWork&)>;

  explicit World(std::string_view definition, Bounds bounds = {});

  /// Starts the execution with this input.
  World& start(std::string_view input = "{}");
  /// As start, then plays the outside until the execution has ended or waits for nothing.
  World& run(std::string_view input, const Answer& answer);

  /// One command, decided and applied; its events become a row.
  Result<void> command(const Command& command);

  /// Plays the outside until the execution has ended or nothing is outstanding: tasks first, in the
  /// order of their ids, then the earliest timer.
  void play(const Answer& answer);
  /// Carries out the next piece of outstanding work; false where there is none.
  bool play_one(const Answer& answer);

  const Execution& execution() const { return execution_; }
  const asl::StateMachine& machine() const { return machine_; }
  const std::vector<Events>& rows() const { return rows_; }
  Facts facts();
  void move_clock(milliseconds by) { now_ += by; }
  Timestamp now() const { return now_; }

  /// Continues from another point of a history: the rows up to here, replayed.
  void replay(const std::vector<Events>& rows);

  /// `2<-0 PassStateEntered A`, a line for each public event.
  std::string history() const;
  /// The public events of one type as AWS shows them.
  std::vector<Json> events(std::string_view type) const;
  /// Output, or `Error: Cause`, of the end.
  std::string outcome() const;

 private:
  asl::StateMachine machine_;
  Bounds bounds_;
  Execution execution_;
  std::vector<Events> rows_;
  Timestamp now_ = from_epoch_ms(1'700'000'000'000);
  std::uint64_t entropy_ = 0;
};

/// Answers every task with this JSON text.
World::Answer always(std::string_view output);
/// Fails every task.
World::Answer fails(std::string_view error, std::string_view cause = "cause");

}  // namespace sfn::engine
