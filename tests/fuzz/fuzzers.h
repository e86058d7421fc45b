// The fuzzers: for any bytes at all, what each module promises must hold.
//
// Not crashing is the least of it. Each function reads the bytes as an input of its module,
// compares what the module makes of it with something that must agree (an independent reading, the
// same input in other pieces, the way back), and throws BrokenPromise where it does not. libFuzzer
// calls them through libfuzzer_main.cc; corpus_test.cc calls them with every input that is kept in
// corpus/.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace sfn::fuzz {

struct BrokenPromise : std::logic_error {
  using std::logic_error::logic_error;
};

inline void promise(bool kept, std::string_view what) {
  if (!kept) throw BrokenPromise(std::string(what));
}

/// The bytes are a text that may be JSON.
void json(std::string_view bytes);

/// The bytes are the text of a state machine's definition.
void definition(std::string_view bytes);

/// The first line is a path, what follows it a JSON document.
void path(std::string_view bytes);

/// The first line is the call of an intrinsic function, what follows it a JSON document.
void intrinsic(std::string_view bytes);

/// The bytes are a JSONata expression.
void jsonata_parse(std::string_view bytes);

/// The first line is a JSONata expression, what follows it its input.
void jsonata_evaluate(std::string_view bytes);

/// The first byte seeds the splits, what follows it comes from a connection.
void http(std::string_view bytes);

/// The bytes are what a snapshot holds behind its digest.
void snapshot(std::string_view bytes);

/// A zip, or the recipe for one (zip_recipe.h).
void zip(std::string_view bytes);

/// The first byte names a format of items, what follows it is a file of that.
void items(std::string_view bytes);

}  // namespace sfn::fuzz
