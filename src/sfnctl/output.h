// Output: the two streams of a command. Results go to stdout in the format that was asked for,
// everything else to stderr.
//
// A command says what it has in both shapes, the API's own members and the table for people, and
// Output picks one; so no command asks which format is on unless it streams.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/table.h"

namespace sfn::sfnctl {

enum class Format { Table, Text, Json, Github };

/// `table`, `text` or `json`; `github`, which few commands have.
Result<Format> parse_format(std::string_view text);

struct Look {
  Format format = Format::Table;
  bool colour_out = false;
  bool colour_err = false;
  std::size_t columns = 0;  ///< Of the terminal behind stdout; 0: do not fit.
  bool live = false;        ///< A line on stderr can be written over.
};

/// A named value of a record; those with an empty text are not shown.
struct Field {
  std::string name;
  Cell value;
};

class Output {
 public:
  /// Borrows both streams.
  Output(std::ostream& out, std::ostream& err, Look look) : out_(out), err_(err), look_(look) {}

  Format format() const { return look_.format; }
  std::size_t columns() const { return look_.columns; }

  // Results.

  /// A list: `api` for programs, `table` for people; `nothing` is said to people if it is empty.
  void list(const Json& api, const Table& table, std::string_view nothing);
  /// One thing with named values.
  void record(const Json& api, const std::vector<Field>& fields);
  /// One thing of which people and scripts want a single text.
  void value(const Json& api, std::string_view text);
  /// A document of the user's, such as an execution's output: indented for people, as it is for
  /// programs, a string without its quotes as text.
  void document(std::string_view json);
  /// As it is, whatever the format.
  void raw(std::string_view text);
  /// One item of a stream: a JSON line, or `line` (without its end).
  void item(const Json& api, std::string_view line);

  // Everything else.

  /// A line about the progress.
  void note(std::string_view line);
  /// A piece of a line of progress; shown at once.
  void progress(std::string_view piece);
  /// A line that the next one takes the place of, where stderr can do that; else nothing. An empty
  /// one only takes the last one away, as all that is printed to stderr does.
  void live(std::string_view line);
  /// Prints the error, with what can be done about it, and gives its exit code.
  ExitCode failure(const Error& error);

  /// The text in the tone, if the stream has colours.
  std::string tinted(Tone tone, std::string_view text) const;      // For stdout.
  std::string tinted_err(Tone tone, std::string_view text) const;  // For stderr.

 private:
  std::ostream& out_;
  std::ostream& err_;
  Look look_;
  bool is_live_ = false;  ///< The last line on stderr is one that is written over.
};

}  // namespace sfn::sfnctl
