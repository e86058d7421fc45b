// Colour by meaning. Whether a stream gets any is decided once, in Output.
#pragma once

#include <string>
#include <string_view>

namespace sfn::sfnctl {

enum class Tone { Plain, Strong, Faint, Good, Bad, Busy };

/// The text between the terminal's codes for the tone.
std::string paint(Tone tone, std::string_view text);

/// What an execution's status means: SUCCEEDED is good, FAILED is bad, RUNNING is busy.
Tone tone_of_status(std::string_view status);

}  // namespace sfn::sfnctl
