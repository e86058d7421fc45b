// Recorder: collects the events of one step and the births that go with them, numbers the public
// events and charges for all.
#pragma once

#include <utility>

#include "engine/birth.h"
#include "engine/execution.h"
#include "engine/meter.h"
#include "history/event.h"

namespace sfn::engine {

class Recorder {
 public:
  Recorder(const Execution& execution, Meter& meter, Births& births)
      : meter_(meter),
        births_(births),
        last_event_(execution.last_event),
        last_visit_(execution.last_visit),
        last_scope_(execution.last_scope) {}

  /// The place of the next public event, which follows from `previous`.
  history::Link link(EventId previous) {
    last_event_ = next(last_event_);
    return {last_event_, previous};
  }
  VisitId new_visit() { return last_visit_ = next(last_visit_); }
  ScopeId new_scope() { return last_scope_ = next(last_scope_); }

  /// Number of the newest public event, those of this step included.
  EventId last_event() const { return last_event_; }

  void add(history::Event event) {
    meter_.charge(Meter::kStepsPerEvent);
    events_.push_back(std::move(event));
  }
  /// Of what begins together with the events.
  void bear(Birth birth) {
    meter_.charge(Meter::kStepsPerBirth);
    births_.push_back(std::move(birth));
  }
  history::Events take() { return std::move(events_); }

 private:
  Meter& meter_;
  Births& births_;
  EventId last_event_;
  VisitId last_visit_;
  ScopeId last_scope_;
  history::Events events_;
};

}  // namespace sfn::engine
