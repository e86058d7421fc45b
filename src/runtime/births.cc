#include "runtime/births.h"

#include <utility>

#include "base/arn.h"
#include "base/check.h"
#include "base/text.h"
#include "runtime/execution_name.h"

namespace sfn::runtime {
namespace {

// Until its children start, a map run looks into no definition.
MeaningPtr no_meaning_yet() {
  static const auto kNone = std::make_shared<const asl::StateMachine>();
  return kNone;
}

Place place_of(const std::string& arn) {
  const auto parsed = Arn::parse(arn);
  SFN_CHECK(parsed);
  return {parsed->region, parsed->account};
}

std::string machine_name_in(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

}  // namespace

void Births::bear(const LoadedExecution& parent, engine::Births births) {
  for (auto& birth : births) {
    std::visit([&](auto& known) { bear_one(parent, std::move(known)); }, birth);
  }
}

void Births::bear_one(const LoadedExecution& parent, engine::MapRunBirth birth) {
  const LabelledMachine children{.arn = birth.configured.child_machine,
                                 .name = machine_name_in(birth.machine_arn),
                                 .place = place_of(birth.machine_arn),
                                 .type = birth.configured.express ? "EXPRESS" : "STANDARD",
                                 .definition = std::move(birth.child_definition),
                                 .role_arn = parent.value.role_arn,
                                 .now = parts_.clock.now()};
  LabelledMachine runs = children;
  runs.arn = birth.machine_arn;
  runs.type = kMapRunType;
  parts_.catalogue.put_labelled(children);
  const auto machine = parts_.catalogue.put_labelled(std::move(runs));

  birth.configured.parent_definition = raw(parent.definition);
  auto execution = make(machine->row.id, birth.name);
  execution->definition = machine->row.definition;
  execution->meaning = parts_.definitions.meaning_of_live(machine->row.definition);
  if (!execution->meaning) execution->meaning = no_meaning_yet();
  engine::BeginMapRun command{.arn = birth.machine_arn + ":" + birth.name,
                              .name = birth.name,
                              .machine_arn = birth.machine_arn,
                              .machine_name = machine->row.name,
                              .role_arn = parent.value.role_arn,
                              .parent = {parent.id, birth.work},
                              .configured = std::move(birth.configured)};
  parts_.dispatcher.start(
      {.execution = std::move(execution), .command = std::move(command), .with = {}});
}

void Births::bear_one(const LoadedExecution& run, engine::MapChildBirth birth) {
  const auto machine = machine_of_children(run);
  const auto& row = machine->row;
  const bool express = run.value.map_run->configured.express;
  const auto name = make_uuid(parts_.entropy);
  auto execution = make(row.id, express ? express_row_name(name, make_uuid(parts_.entropy)) : name);
  execution->definition = run.definition;
  execution->meaning = run.meaning;
  execution->items = birth.items;
  engine::StartExecution command{
      .arn = row_arn({row.region, row.account}, row.name, execution->name),
      .name = name,
      .machine_arn = row.arn,
      .machine_name = row.name,
      .role_arn = run.value.role_arn,
      .input = std::move(birth.input),
      .parent = history::ParentLink{run.id, history::map_child(birth.index)}};
  parts_.dispatcher.start(
      {.execution = std::move(execution), .command = std::move(command), .with = {}});
}

// Deleted or not: a run that has begun goes on.
StateMachinePtr Births::machine_of_children(const LoadedExecution& run) const {
  const auto id = parts_.catalogue.machine_id(run.value.map_run->configured.child_machine);
  const auto machine = id ? parts_.catalogue.machine(*id) : nullptr;
  return machine ? machine : parts_.catalogue.machine(run.machine);
}

std::unique_ptr<LoadedExecution> Births::make(store::MachineId machine, std::string name) {
  auto execution = std::make_unique<LoadedExecution>();
  execution->id = parts_.numbers.take();
  execution->machine = machine;
  execution->name = std::move(name);
  return execution;
}

}  // namespace sfn::runtime
