// History events in a few words, for people.
#pragma once

#include <string>

#include "base/json.h"
#include "sfnctl/table.h"

namespace sfn::sfnctl {

/// The `…EventDetails` of a HistoryEvent; an empty object where it has none.
const Json& details_of(const Json& event);

/// What matters in the event beside its type: the state, the error with its cause, the resource,
/// the data.
std::string event_detail(const Json& event);

/// `Error: cause` of an object with these members, or what there is of it.
std::string error_and_cause(const Json& object);

Tone tone_of_event(const std::string& type);

}  // namespace sfn::sfnctl
