// The rows of the event store as values. The store does not look into what an event means: it keeps
// (execution, sequence, bytes) and the rows it is handed, and all that one batch holds becomes
// durable together or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace sfn::store {

/// Dense numbers of catalogue rows, so that big tables refer to them cheaply.
enum class MachineId : std::int64_t {};
enum class DefinitionId : std::int64_t {};

// ---- executions

/// The events of one command, as history/codec.h encodes them.
struct JournalRow {
  ExecutionId execution{0};
  EventSeq first_seq{1};    ///< Of the row's first event, internal events counted.
  std::int64_t events = 0;  ///< How many there are.
  EventId first_public{
      0};  ///< Number of the first public event in the row; of the next one where it has none.
  std::int64_t publics = 0;  ///< How many public events there are.
  Timestamp time;            ///< When they happened.
  std::string body;
  friend bool operator==(const JournalRow&, const JournalRow&) = default;
};

/// What is said of the row where it is broken.
std::string name_of(const JournalRow& row);

/// Of the rows' bodies together: what decoding them costs.
template <typename Row>
std::size_t body_bytes(const std::vector<Row>& rows) {
  std::size_t bytes = 0;
  for (const auto& row : rows) bytes += row.body.size();
  return bytes;
}

/// Number of the newest public event up to the end of the row.
inline EventId last_public(const JournalRow& row) {
  return EventId{raw(row.first_public) + row.publics - 1};
}

/// `RUNNING`, `SUCCEEDED`, … as the API spells them.
enum class ExecutionStatus { Running, Succeeded, Failed, TimedOut, Aborted };
const char* to_word(ExecutionStatus status);
std::optional<ExecutionStatus> execution_status(std::string_view word);

/// Of a child: the execution whose work it is, and the key of that work. One names one child at
/// most.
struct ParentKey {
  ExecutionId execution{0};
  std::string work;
  friend bool operator==(const ParentKey&, const ParentKey&) = default;
};

/// An execution as listings need it. Written at start and end alone.
struct ExecutionRow {
  ExecutionId id{0};
  MachineId machine{0};
  DefinitionId definition{0};
  std::string name;
  std::string role_arn;
  ExecutionStatus status = ExecutionStatus::Running;
  Timestamp started;
  std::optional<Timestamp> stopped;
  std::optional<ParentKey> parent = {};
  std::optional<std::int64_t> items = {};  ///< In the input, where it is the child of a map run.
  friend bool operator==(const ExecutionRow&, const ExecutionRow&) = default;
};

/// How an execution ended: the change of its row.
struct ExecutionEnd {
  ExecutionId id{0};
  ExecutionStatus status = ExecutionStatus::Succeeded;
  Timestamp stopped;
  friend bool operator==(const ExecutionEnd&, const ExecutionEnd&) = default;
};

/// A projection of what an execution has outstanding. `key` is that of history/work.h.
struct PendingRow {
  ExecutionId execution{0};
  std::string kind;              ///< `wait`, `task`, …
  std::string key;               ///< Unique within the execution.
  std::optional<Timestamp> due;  ///< Nothing: due at once.
  friend bool operator==(const PendingRow&, const PendingRow&) = default;
};

struct PendingKey {
  ExecutionId execution{0};
  std::string key;
  friend bool operator==(const PendingKey&, const PendingKey&) = default;
};

/// What an execution's journal amounts to up to an event, so that it need not be read from its
/// beginning. A cache: it may be lost.
struct SnapshotRow {
  ExecutionId execution{0};
  EventSeq seq{0};   ///< Of the last event in it.
  std::string body;  ///< Bytes, as engine/snapshot.h makes them.
  friend bool operator==(const SnapshotRow&, const SnapshotRow&) = default;
};

// ---- the catalogue

/// A definition's text, immutable, kept as long as a machine or an execution refers to it.
struct DefinitionRow {
  DefinitionId id{0};
  std::string digest;  ///< SHA-256 of the text, in hexadecimal.
  std::string text;
  friend bool operator==(const DefinitionRow&, const DefinitionRow&) = default;
};

/// A state machine. Its number stays when it is deleted or made anew, since executions refer to it.
/// A deleted one is removed when none does any more.
struct MachineRow {
  MachineId id{0};
  std::string arn;
  std::string name;
  std::string region;
  std::string account;
  std::string type;  ///< `STANDARD` or `EXPRESS`.
  DefinitionId definition{0};
  std::string role_arn;
  std::string revision_id;    ///< Empty until the first update.
  std::string configuration;  ///< JSON: logging, tracing, encryption, as the API shows them.
  Timestamp created;
  Timestamp updated;
  bool deleted = false;
  friend bool operator==(const MachineRow&, const MachineRow&) = default;
};

/// What a machine was from one update to the next, as its executions between the two have it. Kept
/// as long as it is the newest or there is such an execution.
struct RevisionRow {
  MachineId machine{0};
  ExecutionId after{0};       ///< Executions numbered above it run this revision.
  std::string revision_id;    ///< As in MachineRow.
  std::string configuration;  ///< As in MachineRow.
  Timestamp updated;
  friend bool operator==(const RevisionRow&, const RevisionRow&) = default;
};

/// A function: what GetFunctionConfiguration shows, and which package it runs.
struct FunctionRow {
  std::string arn;  ///< Unqualified; the key.
  std::string name;
  std::string region;
  std::string account;
  std::string configuration;  ///< JSON with the members of FunctionConfiguration.
  std::string code_sha256;    ///< Base64, as Lambda shows it.
  friend bool operator==(const FunctionRow&, const FunctionRow&) = default;
};

/// An asynchronous invocation (`Event`) that was acknowledged and is not over.
struct InvocationRow {
  std::string request_id;  ///< The key.
  std::string function_arn;
  std::string payload;
  Timestamp accepted;
  std::int64_t attempts = 0;       ///< Made so far.
  Timestamp due;                   ///< Of the next attempt.
  std::string execution_arn = {};  ///< What caused it, for the log; empty for a call from outside.
  std::string state = {};
  std::int64_t state_attempt = 0;
  friend bool operator==(const InvocationRow&, const InvocationRow&) = default;
};

/// How long an unnamed start can be repeated. What is older than a new row by more, the store
/// drops.
inline constexpr std::chrono::minutes kStartRequestLife{15};

/// An unnamed start that an SDK may repeat: the same invocation id and body within 15 minutes name
/// the first.
struct StartRequestRow {
  std::string key;  ///< Invocation id and digest of the body.
  std::string execution_arn;
  Timestamp started;
  friend bool operator==(const StartRequestRow&, const StartRequestRow&) = default;
};

/// A role, tag set or other small resource kept as its API shows it.
struct ResourceRow {
  std::string kind;  ///< `role`, …
  std::string key;   ///< Unique within the kind.
  std::string body;  ///< JSON.
  friend bool operator==(const ResourceRow&, const ResourceRow&) = default;
};

// Removals, by key.
/// With its revisions. Its number is never given out again.
struct RemoveMachine {
  MachineId id{0};
  friend bool operator==(const RemoveMachine&, const RemoveMachine&) = default;
};
struct RemoveFunction {
  std::string arn;
  friend bool operator==(const RemoveFunction&, const RemoveFunction&) = default;
};
struct RemoveInvocation {
  std::string request_id;
  friend bool operator==(const RemoveInvocation&, const RemoveInvocation&) = default;
};
struct RemoveResource {
  std::string kind;
  std::string key;
  friend bool operator==(const RemoveResource&, const RemoveResource&) = default;
};

/// One change of the catalogue; a row is inserted, or replaces the one of its key.
using CatalogueChange = std::variant<DefinitionRow, MachineRow, RevisionRow, FunctionRow,
                                     InvocationRow, StartRequestRow, ResourceRow, RemoveMachine,
                                     RemoveFunction, RemoveInvocation, RemoveResource>;

// ---- a commit

/// What becomes durable together. Applied in the order of the members.
/// What the events in the rows take.
std::size_t body_bytes(const std::vector<JournalRow>& rows);

struct Batch {
  CommitId id{0};
  std::vector<CatalogueChange> catalogue;
  std::vector<ExecutionRow> started;
  std::vector<JournalRow> journal;
  std::vector<ExecutionEnd> ended;
  std::vector<PendingKey> pending_gone;
  std::vector<PendingRow> pending_new;
  std::vector<SnapshotRow> snapshots;  ///< Each in place of an older one.

  bool empty() const;
  /// An estimate of what the batch holds in memory, for the marks of the commit queue.
  std::size_t bytes() const;
};

}  // namespace sfn::store
