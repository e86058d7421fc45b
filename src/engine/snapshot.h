// Snapshots: an execution's value as bytes, so that a long history need not be folded again.
//
// A cache and never the truth: what cannot be read (another version, damaged, cut off) is as good
// as none, and the journal tells it all. The bytes:
//
//   sfn snapshot VERSION\n
//   SHA-256 of the rest, in hexadecimal
//   texts     how many, then each with its length: documents, names and ids, each once
//   value     member by member, in the order of snapshot_form.h; a text is its place in the texts
//
// A number takes seven bits a byte, the lowest first; its sign is the lowest bit of all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/execution.h"

namespace sfn::engine {

/// Rises with every change of the bytes, and of what apply() makes of events: a value that was
/// folded by other rules must not be gone on from.
inline constexpr int kSnapshotVersion = 3;

std::string encode_snapshot(const Execution& execution);

/// The value that was encoded, with nothing noted as changed; nothing where the bytes are not those
/// of a snapshot of this version, to the last bit.
std::optional<Execution> decode_snapshot(std::string_view bytes);

}  // namespace sfn::engine
