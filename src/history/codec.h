// Events as the journal keeps them: JSON text, one row for all the events of a command, each
// document once. `{"v":1,"id":5,"docs":[…],"events":[{"t":"TaskStateEntered",…,"input":0},…]}`: a
// payload is the index of its document, so that the output of one state and the input of the next
// cost one copy; what the row has said before is not said again. The members of each event:
// stored_form.h.
//
// The text of a payload is kept to the letter, blanks included; SQL opens rows with json_extract.
// Old encodings are upcast when read, never rewritten.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "history/event.h"

namespace sfn::history {

/// The row's text. All the events of a row happened at one time, which the row keeps beside the
/// text.
std::string encode(const Events& events);

/// The events of a row. Throws std::runtime_error on a text that encode did not write: the store is
/// broken.
Events decode(std::string_view text, Timestamp time);

}  // namespace sfn::history
