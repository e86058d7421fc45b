// World: an execution with the outside played by the test. It moves the clock, answers tasks, keeps
// the events of each command apart as journal rows would, and renders the public history as text.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "asl/parse.h"
#include "base/text.h"
#include "engine/decide.h"
#include "history/public_history.h"

namespace sfn::engine {

/// The events of one command and when it was decided, as the journal keeps them.
struct Row {
  Timestamp time;
  Events events;
};
using Rows = std::vector<Row>;

class World {
 public:
  /// Answers a task: given its request, how it ends, or nothing while it goes on.
  using Answer = std::function<std::optional<history::TaskOutcome>(const history::TaskWork&)>;

  static constexpr Timestamp kStart = from_epoch_ms(1'700'000'000'000);

  explicit World(std::string_view definition, Bounds bounds = {});

  /// Starts the execution with this input.
  World& start(std::string_view input = "{}");
  /// As start, then plays the outside until the execution has ended or waits for nothing.
  World& run(std::string_view input, const Answer& answer);

  /// One command, decided and applied; its events become a row.
  Result<void> command(const Command& command);

  /// Plays the outside until the execution has ended or nothing is outstanding: tasks that are
  /// answered first, in the order of their ids, then the earliest timer. Calls that hand out a task
  /// token are answered, and so are the tokens.
  void play(const Answer& answer);
  /// Carries out the next piece of outstanding work; false where there is none.
  bool play_one(const Answer& answer);
  /// Carries out this piece, which must be outstanding: moves the clock to a timer's due time, lets
  /// an offer begin, starts a child, ends it as `answer` says, or stops it. False for a task that
  /// goes on.
  bool carry_out(const Work& work, const Answer& answer);

  /// A crash after the last of these rows: their events, written and read as the journal does it,
  /// are all that is left. Later random bits differ from those of the first life.
  /// With `snapshot`, the value after so many of them was written and is read as a snapshot.
  void resume(std::span<const Row> rows, std::size_t snapshot = 0);

  const Execution& execution() const { return execution_; }
  const asl::StateMachine& machine() const { return machine_; }
  const Rows& rows() const { return rows_; }
  Timestamp now() const { return now_; }
  void move_clock(milliseconds by) { now_ += by; }

  /// From now on what tasks call is called at most once, or not.
  void call_at_most_once(bool once = true) { at_most_once_ = once; }
  /// From now on there is every activity, as from the beginning, or none.
  void have_activities(bool there = true) { activities_ = there; }

  /// `2<-0 PassStateEntered A`, a line for each public event.
  std::string history() const;
  /// All public events as AWS shows them.
  std::vector<Json> events() const;
  /// Those of one type.
  std::vector<Json> events(std::string_view type) const;
  /// Output, or `Error: Cause`, of the end; `running` before it.
  std::string outcome() const;
  /// The keys of the outstanding work: `1.0.task 1.0.task-deadline`.
  std::string outstanding() const;
  /// When the one outstanding piece of work of this kind falls due, from now.
  milliseconds due_in(history::WorkKind kind) const;

 private:
  Facts facts();
  const Event& newest_public() const;
  void replay(std::span<const Row> rows);

  asl::StateMachine machine_;
  Bounds bounds_;
  Execution execution_;
  Rows rows_;
  Timestamp now_ = kStart;
  std::uint64_t entropy_ = 0;
  bool at_most_once_ = false;
  bool activities_ = true;
};

/// Answers every task with this JSON text.
World::Answer always(std::string_view output);
/// Fails every task.
World::Answer fails(std::string_view error, std::string_view cause = "cause");
/// Answers the first tasks with these in turn, and all later ones with the last.
World::Answer in_turn(std::vector<World::Answer> answers);

}  // namespace sfn::engine
