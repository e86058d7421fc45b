// Catalogue: state machines, functions and small resources such as roles.
//
// All of it is in memory on the loop, loaded at start-up and changed through the commit queue: a
// change is seen by the next lookup at once, and every answer that rests on it waits for its commit
// (Durable). Entries are immutable values behind shared pointers: an answer keeps what it saw.
//
// It knows no rules of AWS: what may be created, updated or deleted is decided by its callers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arn.h"
#include "base/ids.h"
#include "base/time.h"
#include "runtime/activity_names.h"
#include "runtime/commit_queue.h"
#include "runtime/definitions.h"
#include "runtime/directory.h"
#include "runtime/durable.h"
#include "runtime/execution_numbers.h"
#include "runtime/once_functions.h"
#include "store/event_store.h"

namespace sfn::runtime {

struct StateMachine {
  store::MachineRow row;
  DefinitionPtr definition;  ///< Null where the machine is deleted.
};
using StateMachinePtr = std::shared_ptr<const StateMachine>;
using FunctionPtr = std::shared_ptr<const store::FunctionRow>;
using ResourcePtr = std::shared_ptr<const store::ResourceRow>;

/// A state machine as it is to be from now on. Its number, its ARN and its definition's number are
/// given out by the catalogue.
struct StateMachineChange {
  Place place;
  std::string name;
  std::string type = "STANDARD";
  std::string definition;  ///< The text; valid.
  std::string role_arn;
  std::string revision_id;
  std::string configuration = "{}";
  Timestamp created;
  Timestamp updated;
};

/// Of the machines `NAME/LABEL` that a distributed Map has made: what its children are executions
/// of, and what its map runs are. They belong to the machine of that name, are listed nowhere, and
/// nobody starts executions of them from outside.
struct LabelledMachine {
  std::string arn;
  std::string name;  ///< `NAME/LABEL`.
  Place place;
  std::string type;
  std::string definition;  ///< The text.
  std::string role_arn;
  Timestamp now;
};
/// The type of what map runs are executions of.
inline constexpr std::string_view kMapRunType = "MAP_RUN";
inline bool is_labelled(const store::MachineRow& row) {
  return row.name.find('/') != std::string::npos;
}
inline std::string label_of(const store::MachineRow& labelled) {
  return labelled.name.substr(labelled.name.find('/') + 1);
}

/// What an ARN of a function leads to.
struct FunctionMatch {
  FunctionPtr function;                 ///< Null where none, or more than one, was found.
  bool exact = false;                   ///< The ARN itself exists, and not only its name elsewhere.
  std::vector<std::string> candidates;  ///< ARNs of all functions of this name, if not exact.
};

class Catalogue {
 public:
  /// All but `loaded` must outlive the catalogue.
  Catalogue(CommitQueue& commits, Definitions& definitions, const ExecutionNumbers& executions,
            const store::Catalogue& loaded);

  // ---- state machines

  /// Null where there is none, or it is deleted.
  Durable<StateMachinePtr> machine(std::string_view arn) const;
  /// Over all regions and accounts, in the order of their ARNs.
  Durable<std::vector<StateMachinePtr>> machines_named(std::string_view name) const;
  /// In the order of their ARNs.
  Durable<Page<StateMachinePtr>> machines(const PageQuery& query) const;

  /// By the number that a durable row of an execution carries; deleted ones too.
  StateMachinePtr machine(store::MachineId id) const;
  /// The number that the machine of this ARN has or had; nothing where there never was one.
  std::optional<store::MachineId> machine_id(std::string_view arn) const;
  /// The numbers of the machines that are `wanted`, deleted ones too: to narrow listings of durable
  /// rows.
  std::vector<store::MachineId> machine_ids(
      const std::function<bool(const store::MachineRow&)>& wanted) const;

  /// Creates or updates; a machine made anew under its old name keeps its number.
  Durable<StateMachinePtr> put_machine(StateMachineChange change);
  /// The one that there is, if it is just like this, else a new one in its place.
  StateMachinePtr put_labelled(LabelledMachine wanted);
  /// Deletes those of machines that were deleted before, while an execution went on to such a Map.
  void remove_orphans();
  /// Whether there is or was any of them.
  bool has_labelled() const { return has_labelled_; }
  /// False where there was none. Its executions go on and stay readable. What belongs to it goes
  /// with it.
  Durable<bool> remove_machine(std::string_view arn);

  /// Deleted machines with the lowest numbers above `after`, at most `limit`.
  Durable<std::vector<StateMachinePtr>> deleted_machines(store::MachineId after,
                                                         std::size_t limit) const;
  /// Forgets a deleted machine that no execution refers to, unless it is another by now. It may be
  /// made anew under another number.
  void drop_machine(const StateMachinePtr& deleted);

  // ---- functions

  /// By the unqualified ARN, exactly; null where there is none.
  Durable<FunctionPtr> function(std::string_view arn) const;
  Durable<std::vector<FunctionPtr>> functions_named(std::string_view name) const;
  Durable<Page<FunctionPtr>> functions(const PageQuery& query) const;
  /// What a definition's ARN, qualified or not, means: that function, else the only one of its name
  /// anywhere.
  Durable<FunctionMatch> resolve_function(std::string_view arn) const;

  /// Those that may be called at most once for an attempt, as they are now: for decisions, whose
  /// commits follow those of the catalogue.
  std::shared_ptr<const OnceFunctions> once_functions() const { return once_functions_; }

  /// Whether there is one of which this is so.
  Durable<bool> any_function(const std::function<bool(const store::FunctionRow&)>& is_so) const;

  /// Creates or replaces.
  Durable<FunctionPtr> put_function(store::FunctionRow row);
  Durable<bool> remove_function(std::string_view arn);

  /// Those that hold a state machine, a function or an activity, in order.
  Durable<std::vector<std::string>> regions() const;

  // ---- roles, tags and the like

  Durable<ResourcePtr> resource(std::string_view kind, std::string_view key) const;
  /// In the order of their keys, which the query's prefix and cursor speak of.
  Durable<Page<ResourcePtr>> resources(std::string_view kind, const PageQuery& query) const;
  Durable<std::size_t> count_resources(std::string_view kind) const;
  Durable<ResourcePtr> put_resource(store::ResourceRow row);
  Durable<bool> remove_resource(std::string_view kind, std::string_view key);

  /// The kind of the resources that are activities; their keys are their ARNs.
  static constexpr std::string_view kActivity = "activity";

  /// As it is now: for decisions, whose commits follow those of the catalogue.
  std::shared_ptr<const ActivityNames> activity_names() const { return activity_names_; }

 private:
  void load(const store::MachineRow& row);
  std::vector<StateMachinePtr> labelled_of(const store::MachineRow& owner) const;
  StateMachinePtr mark_deleted(const StateMachine& machine);
  void note_once(const std::string& name);
  void note_activity(std::string_view kind, const std::string& arn,
                     void (ActivityNames::*change)(const std::string&));
  store::MachineId number_for(const std::string& arn);
  CommitId commit(std::vector<store::CatalogueChange> changes);

  template <typename T>
  Durable<T> as_of_now(T value) const {
    return Durable<T>(changed_, std::move(value));
  }

  CommitQueue& commits_;
  Definitions& definitions_;
  const ExecutionNumbers& executions_;
  Directory<StateMachinePtr> machines_;  ///< Without the deleted ones.
  std::map<std::string, store::MachineId, std::less<>> machine_ids_;
  std::map<store::MachineId, StateMachinePtr> machines_by_id_;
  store::MachineId last_machine_{0};
  bool has_labelled_ = false;
  bool may_have_orphans_ = false;  ///< One was loaded or made since they were removed last.
  Directory<FunctionPtr> functions_;
  std::shared_ptr<const OnceFunctions> once_functions_;  ///< Made anew when one of them changes.
  std::map<std::string, Directory<ResourcePtr>, std::less<>> resources_;  ///< By kind.
  std::shared_ptr<const ActivityNames> activity_names_;  ///< Made anew when one comes or goes.

  // The newest commit that changed any of it. One for all: catalogues change seldom, absence and
  // listings need one too, and waiting for a commit that did not matter costs milliseconds.
  CommitId changed_;
};

}  // namespace sfn::runtime
