#include "api/states/limit_notes.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "api/away.h"
#include "api/states/names.h"
#include "base/broken_store.h"
#include "base/check.h"
#include "base/text.h"
#include "runtime/stored_rows.h"

namespace sfn::api {
namespace {

constexpr const char* kKept = "limitNotes";

struct Passed {
  std::int64_t times = 0;
  std::int64_t amount = 0;  // At most.
};
// By limit, and by who is past it.
using PassedLimits = std::map<std::pair<std::string, std::string>, Passed>;

void add(const history::LimitPassed& event, PassedLimits& passed) {
  const std::pair key(event.limit, event.name);
  if (passed.size() >= kLimitNotesMax && !passed.contains(key)) return;
  auto& known = passed[key];
  ++known.times;
  known.amount = std::max(known.amount, event.amount);
}

LimitNotes worded(const PassedLimits& passed) {
  LimitNotes notes;
  for (const auto& [key, known] : passed) {
    const auto& [limit, who] = key;
    notes.push_back(fmt::format("{}: {}{}{}", who.empty() ? "the execution" : who, known.amount,
                                " " + limit,
                                known.times > 1 ? fmt::format(", {} times", known.times) : ""));
  }
  return notes;
}

// Reads a journal page by page; kept alive by what it waits for.
class NoteReader : public std::enable_shared_from_this<NoteReader> {
 public:
  NoteReader(runtime::Runtime& runtime, const store::ExecutionRecord& record,
             std::function<void(LimitNotes)> done)
      : runtime_(runtime), range_{record.row.id}, last_(record.last_seq), done_(std::move(done)) {}

  void read() {
    runtime_.store().journal(
        range_, [self = shared_from_this()](std::vector<store::JournalRow> rows) mutable {
          self->take(std::move(rows));
        });
  }

 private:
  void take(std::vector<store::JournalRow> rows) {
    if (rows.empty()) return done_(worded(passed_));
    const auto& newest = rows.back();
    range_.from = EventSeq{raw(newest.first_seq) + newest.events};
    const auto bytes = store::body_bytes(rows);
    away_if_large(
        runtime_.offload(), bytes,
        [rows = std::move(rows), passed = std::move(passed_)]() mutable {
          for (const auto& row : rows) {
            for (const auto& event : runtime::events_of(row)) {
              if (const auto* found = std::get_if<history::LimitPassed>(&event))
                add(*found, passed);
            }
          }
          return std::move(passed);
        },
        [self = shared_from_this()](PassedLimits passed) {
          self->passed_ = std::move(passed);
          if (self->range_.from > self->last_) return self->done_(worded(self->passed_));
          self->read();
        });
  }

  runtime::Runtime& runtime_;
  store::JournalRange range_;
  EventSeq last_;
  std::function<void(LimitNotes)> done_;
  PassedLimits passed_;
};

}  // namespace

LimitNotes notes_on(const std::string& definition, const asl::Diagnostics& diagnostics) {
  LimitNotes notes;
  if (definition.size() > limits::kDefinitionBytesMax) {
    notes.push_back(fmt::format("the definition has {} bytes; at most {} are allowed",
                                definition.size(), limits::kDefinitionBytesMax));
  }
  for (const auto& diagnostic : diagnostics) {
    if (!diagnostic.is_limit || notes.size() >= kLimitNotesMax) continue;
    notes.push_back(fmt::format("{} at {}", diagnostic.message, diagnostic.location));
  }
  return notes;
}

LimitNotes notes_on_name(const std::string& name, limits::Policy policy) {
  const auto characters = utf8_length(name);
  if (policy != limits::Policy::Warn || characters <= limits::kNameCharactersMax) return {};
  return {fmt::format("the name has {} characters; at most {} are allowed", characters,
                      limits::kNameCharactersMax)};
}

// What is legal in a name does not depend on where it stands.
Result<void> check_name_under(limits::Policy policy, const std::string& name,
                              const std::string& arn) {
  if (policy == limits::Policy::Strict || name.empty()) return check_name(name);
  if (static_cast<std::int64_t>(arn.size()) > kArnLength.max) {
    return Error{"InvalidName", fmt::format("Invalid Name: '{}'", name)};
  }
  for (std::string_view rest = name; !rest.empty();) {
    const auto piece = utf8_prefix(rest, limits::kNameCharactersMax);
    if (!check_name(piece)) return Error{"InvalidName", fmt::format("Invalid Name: '{}'", name)};
    rest.remove_prefix(piece.size());
  }
  return {};
}

Range name_length(limits::Policy policy) {
  if (policy == limits::Policy::Strict) return {1, limits::kNameCharactersMax};
  return {1, kArnLength.max};
}

Range definition_length(limits::Policy policy) {
  if (policy == limits::Policy::Strict) return {1, limits::kDefinitionBytesMax};
  return {1, limits::kLooseDefinitionBytesMax};
}

std::string with_limit_notes(const std::string& configuration, const LimitNotes& notes) {
  auto document = parse_json(configuration);
  SFN_CHECK(document.has_value());
  document->erase(kKept);
  if (!notes.empty()) (*document)[kKept] = notes;
  return to_text(*document);
}

LimitNotes limit_notes_of(const store::MachineRow& machine) {
  return read_stored_json(machine.configuration, "state_machine " + machine.arn + ", configuration",
                          [](const Json& configuration) {
                            const Json* kept = find_member(configuration, kKept);
                            return kept == nullptr ? LimitNotes() : kept->get<LimitNotes>();
                          });
}

void read_limit_notes(runtime::Runtime& runtime, const store::ExecutionRecord& record,
                      std::function<void(LimitNotes)> done) {
  std::make_shared<NoteReader>(runtime, record, std::move(done))->read();
}

}  // namespace sfn::api
