// Definitions: texts of state machines, told apart by their digest, and what they mean.
//
// Texts that live machines hold are in memory; those that only old executions refer to are read
// from the store when one of them is loaded. What a text means is worked out when it is first
// asked for and kept as long as anybody uses it. A stored text that cannot be read is a broken
// store: std::runtime_error.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "runtime/lifetime.h"
#include "runtime/offload.h"
#include "store/event_store.h"

namespace sfn::runtime {

using DefinitionPtr = std::shared_ptr<const store::DefinitionRow>;
using MeaningPtr = std::shared_ptr<const asl::StateMachine>;

class Definitions {
 public:
  /// `rows` are those of live machines, each of which must still be held.
  Definitions(store::EventStore& store, Offload offload,
              const std::vector<store::DefinitionRow>& rows, store::DefinitionId last);

  /// The definition of this text: one that a live machine holds, else a new one, whose row must
  /// join the commit of the machine that holds it.
  DefinitionPtr intern(std::string text);

  /// A live machine begins to use a definition, or ceases to. One that none uses any more is the
  /// store's to remove, and the same text later becomes another definition. True where this is the
  /// first use.
  bool hold(const DefinitionPtr& definition);
  void release(store::DefinitionId id);

  /// By number; null where no live machine uses it.
  DefinitionPtr find(store::DefinitionId id) const;

  /// Of a definition that a live machine holds; null where it has to be worked out and is too long
  /// for a turn of the loop: meaning() does that.
  MeaningPtr meaning_of_live(store::DefinitionId id);

  /// Calls `done` with the meaning: within this call where it is known or the text is in memory and
  /// short, else later.
  void meaning(store::DefinitionId id, std::function<void(MeaningPtr)> done);

 private:
  struct Live {
    DefinitionPtr row;
    int uses = 0;
    MeaningPtr meaning;  ///< Once it was asked for.
  };

  MeaningPtr known(store::DefinitionId id);
  void work_out(const DefinitionPtr& row, std::function<void(MeaningPtr)> done);
  void keep(store::DefinitionId id, const MeaningPtr& meaning);

  store::EventStore& store_;
  Offload offload_;
  std::map<store::DefinitionId, Live> live_;
  std::map<std::string, store::DefinitionId, std::less<>> by_digest_;
  std::map<store::DefinitionId, std::weak_ptr<const asl::StateMachine>> meanings_;
  store::DefinitionId last_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
