#include "store/records.h"

#include <fmt/format.h>

#include <array>

#include "base/check.h"
#include "base/overloaded.h"

namespace sfn::store {
namespace {

struct StatusWord {
  ExecutionStatus status;
  const char* word;
};
constexpr std::array kStatusWords{
    StatusWord{ExecutionStatus::Running, "RUNNING"},
    StatusWord{ExecutionStatus::Succeeded, "SUCCEEDED"},
    StatusWord{ExecutionStatus::Failed, "FAILED"},
    StatusWord{ExecutionStatus::TimedOut, "TIMED_OUT"},
    StatusWord{ExecutionStatus::Aborted, "ABORTED"},
};

// The texts that can be long; what is short is in the size of the row itself.
std::size_t text_bytes(const CatalogueChange& change) {
  return std::visit(overloaded{
                        [](const DefinitionRow& row) { return row.text.size(); },
                        [](const MachineRow& row) { return row.configuration.size(); },
                        [](const RevisionRow& row) { return row.configuration.size(); },
                        [](const FunctionRow& row) { return row.configuration.size(); },
                        [](const InvocationRow& row) { return row.payload.size(); },
                        [](const StartRequestRow& row) { return row.key.size(); },
                        [](const ResourceRow& row) { return row.body.size(); },
                        [](const RemoveMachine&) { return std::size_t{0}; },
                        [](const RemoveFunction& gone) { return gone.arn.size(); },
                        [](const RemoveInvocation& gone) { return gone.request_id.size(); },
                        [](const RemoveResource& gone) { return gone.key.size(); },
                    },
                    change);
}

template <typename Row>
std::size_t row_bytes(const std::vector<Row>& rows) {
  return rows.size() * sizeof(Row);
}

}  // namespace

std::string name_of(const JournalRow& row) {
  return fmt::format("journal, execution {}, first_seq {}", raw(row.execution), raw(row.first_seq));
}

const char* to_word(ExecutionStatus status) {
  for (const auto& [known, word] : kStatusWords) {
    if (known == status) return word;
  }
  SFN_CHECK(!"a status without a word");
}

std::optional<ExecutionStatus> execution_status(std::string_view word) {
  for (const auto& [status, known] : kStatusWords) {
    if (known == word) return status;
  }
  return std::nullopt;
}

std::size_t body_bytes(const std::vector<JournalRow>& rows) {
  std::size_t bytes = 0;
  for (const auto& row : rows) bytes += row.body.size();
  return bytes;
}

bool Batch::empty() const {
  return catalogue.empty() && started.empty() && journal.empty() && ended.empty() &&
         pending_gone.empty() && pending_new.empty() && snapshots.empty();
}

std::size_t Batch::bytes() const {
  auto bytes = sizeof(Batch) + row_bytes(catalogue) + row_bytes(started) + row_bytes(journal) +
               row_bytes(ended) + row_bytes(pending_gone) + row_bytes(pending_new) +
               row_bytes(snapshots);
  for (const auto& change : catalogue) bytes += text_bytes(change);
  return bytes + body_bytes(journal) + body_bytes(snapshots);
}

}  // namespace sfn::store
