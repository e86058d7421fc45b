#include "sfnctl/colour.h"

namespace sfn::sfnctl {
namespace {

const char* code(Tone tone) {
  switch (tone) {
    case Tone::Plain:
      return "";
    case Tone::Strong:
      return "\x1b[1m";
    case Tone::Faint:
      return "\x1b[2m";
    case Tone::Good:
      return "\x1b[32m";
    case Tone::Bad:
      return "\x1b[31m";
    case Tone::Busy:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string paint(Tone tone, std::string_view text) {
  if (tone == Tone::Plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code(tone), text);
}

Tone tone_of_status(std::string_view status) {
  if (status == "SUCCEEDED") return Tone::Good;
  if (status == "RUNNING") return Tone::Busy;
  return Tone::Bad;
}

}  // namespace sfn::sfnctl
