#include "runtime/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/broken_store.h"
#include "base/text.h"

namespace sfn::runtime {

Catalogue::Catalogue(CommitQueue& commits, Definitions& definitions,
                     const ExecutionNumbers& executions, const store::Catalogue& loaded)
    : commits_(commits),
      definitions_(definitions),
      executions_(executions),
      last_machine_(loaded.last_machine),
      changed_(loaded.last_commit) {
  for (const auto& row : loaded.machines) load(row);
  for (const auto& row : loaded.functions) {
    functions_.put(row.arn, row.name, std::make_shared<const store::FunctionRow>(row));
  }
  OnceFunctions once;
  for (const auto& row : loaded.functions) {
    if (is_tagged_at_most_once(row)) once.put(row.name, functions_.named(row.name));
  }
  once_functions_ = std::make_shared<const OnceFunctions>(std::move(once));
  ActivityNames activities;
  for (const auto& row : loaded.resources) {
    resources_[row.kind].put(row.key, row.key, std::make_shared<const store::ResourceRow>(row));
    if (row.kind == kActivity) activities.add(row.key);
  }
  activity_names_ = std::make_shared<const ActivityNames>(std::move(activities));
}

// ---- state machines

void Catalogue::load(const store::MachineRow& row) {
  auto machine = std::make_shared<StateMachine>();
  machine->row = row;
  if (!row.deleted) {
    machine->definition = definitions_.find(row.definition);
    if (machine->definition == nullptr) {
      throw BrokenStore(fmt::format("state_machine {}", raw(row.id)),
                        fmt::format("its definition {} is missing", raw(row.definition)));
    }
    definitions_.hold(machine->definition);
    if (!is_labelled(row)) machines_.put(row.arn, row.name, machine);
  }
  has_labelled_ |= is_labelled(row);
  may_have_orphans_ |= is_labelled(row);
  machine_ids_[row.arn] = row.id;
  machines_by_id_[row.id] = machine;
}

Durable<StateMachinePtr> Catalogue::machine(std::string_view arn) const {
  const auto* found = machines_.find(arn);
  return as_of_now(found ? *found : StateMachinePtr());
}

Durable<std::vector<StateMachinePtr>> Catalogue::machines_named(std::string_view name) const {
  return as_of_now(machines_.named(name));
}

Durable<Page<StateMachinePtr>> Catalogue::machines(const PageQuery& query) const {
  return as_of_now(machines_.page(query));
}

StateMachinePtr Catalogue::machine(store::MachineId id) const {
  const auto found = machines_by_id_.find(id);
  return found == machines_by_id_.end() ? nullptr : found->second;
}

std::optional<store::MachineId> Catalogue::machine_id(std::string_view arn) const {
  const auto found = machine_ids_.find(arn);
  if (found == machine_ids_.end()) return std::nullopt;
  return found->second;
}

std::vector<store::MachineId> Catalogue::machine_ids(
    const std::function<bool(const store::MachineRow&)>& wanted) const {
  std::vector<store::MachineId> ids;
  for (const auto& [id, machine] : machines_by_id_) {
    if (wanted(machine->row)) ids.push_back(id);
  }
  return ids;
}

Durable<StateMachinePtr> Catalogue::put_machine(StateMachineChange change) {
  const auto arn = state_machine_arn(change.place, change.name);
  const auto* before = machines_.find(arn);
  const auto definition = definitions_.intern(std::move(change.definition));
  std::vector<store::CatalogueChange> rows;
  if (definitions_.hold(definition)) rows.emplace_back(*definition);
  if (before) definitions_.release((*before)->row.definition);

  auto machine = std::make_shared<StateMachine>();
  machine->definition = definition;
  machine->row = {.id = number_for(arn),
                  .arn = arn,
                  .name = change.name,
                  .region = std::move(change.place.region),
                  .account = std::move(change.place.account),
                  .type = std::move(change.type),
                  .definition = definition->id,
                  .role_arn = std::move(change.role_arn),
                  .revision_id = std::move(change.revision_id),
                  .configuration = std::move(change.configuration),
                  .created = change.created,
                  .updated = change.updated,
                  .deleted = false};
  rows.emplace_back(machine->row);
  rows.emplace_back(store::RevisionRow{.machine = machine->row.id,
                                       .after = executions_.last(),
                                       .revision_id = machine->row.revision_id,
                                       .configuration = machine->row.configuration,
                                       .updated = machine->row.updated});
  machines_.put(arn, change.name, machine);
  machines_by_id_[machine->row.id] = machine;
  return {commit(std::move(rows)), machine};
}

Durable<bool> Catalogue::remove_machine(std::string_view arn) {
  const auto* found = machines_.find(arn);
  if (!found) return as_of_now(false);
  const auto machine = mark_deleted(**found);
  machines_.remove(machine->row.arn, machine->row.name);
  std::vector<store::CatalogueChange> rows{machine->row};
  for (const auto& labelled : labelled_of(machine->row)) {
    rows.emplace_back(mark_deleted(*labelled)->row);
  }
  return {commit(std::move(rows)), true};
}

StateMachinePtr Catalogue::mark_deleted(const StateMachine& machine) {
  auto deleted = std::make_shared<StateMachine>();
  deleted->row = machine.row;
  deleted->row.deleted = true;
  definitions_.release(deleted->row.definition);
  machines_by_id_[deleted->row.id] = deleted;
  return deleted;
}

// ARNs that differ in what stands before the name are those of map runs.
std::vector<StateMachinePtr> Catalogue::labelled_of(const store::MachineRow& owner) const {
  const auto as_map_run = replace_all(owner.arn, ":stateMachine:", ":mapRun:");
  std::vector<StateMachinePtr> found;
  for (const auto& prefix : {owner.arn + "/", as_map_run + "/"}) {
    for (auto at = machine_ids_.lower_bound(prefix);
         at != machine_ids_.end() && starts_with(at->first, prefix); ++at) {
      const auto& machine = machines_by_id_.at(at->second);
      if (!machine->row.deleted) found.push_back(machine);
    }
  }
  return found;
}

StateMachinePtr Catalogue::put_labelled(LabelledMachine wanted) {
  const auto id = number_for(wanted.arn);
  const auto before = machine(id);
  const bool live = before != nullptr && !before->row.deleted;
  const auto definition = definitions_.intern(std::move(wanted.definition));
  if (live && before->row.definition == definition->id && before->row.role_arn == wanted.role_arn &&
      before->row.type == wanted.type) {
    return before;
  }
  std::vector<store::CatalogueChange> rows;
  if (definitions_.hold(definition)) rows.emplace_back(*definition);
  if (live) definitions_.release(before->row.definition);
  auto made = std::make_shared<StateMachine>();
  made->definition = definition;
  made->row = {.id = id,
               .arn = std::move(wanted.arn),
               .name = std::move(wanted.name),
               .region = std::move(wanted.place.region),
               .account = std::move(wanted.place.account),
               .type = std::move(wanted.type),
               .definition = definition->id,
               .role_arn = std::move(wanted.role_arn),
               .revision_id = "",
               .configuration = "{}",
               .created = live ? before->row.created : wanted.now,
               .updated = wanted.now,
               .deleted = false};
  rows.emplace_back(made->row);
  rows.emplace_back(store::RevisionRow{.machine = id,
                                       .after = executions_.last(),
                                       .revision_id = "",
                                       .configuration = made->row.configuration,
                                       .updated = wanted.now});
  machines_by_id_[id] = made;
  has_labelled_ = true;
  may_have_orphans_ = true;
  commit(std::move(rows));
  return made;
}

void Catalogue::remove_orphans() {
  if (!std::exchange(may_have_orphans_, false)) return;
  std::vector<store::CatalogueChange> rows;
  for (const auto& [id, known] : machines_by_id_) {
    const auto machine = known;  // It is replaced.
    const auto& row = machine->row;
    if (row.deleted || !is_labelled(row)) continue;
    const auto owner = row.name.substr(0, row.name.find('/'));
    if (machines_.find(state_machine_arn({row.region, row.account}, owner))) continue;
    rows.emplace_back(mark_deleted(*machine)->row);
  }
  if (!rows.empty()) commit(std::move(rows));
}

Durable<std::vector<StateMachinePtr>> Catalogue::deleted_machines(store::MachineId after,
                                                                  std::size_t limit) const {
  std::vector<StateMachinePtr> deleted;
  for (auto at = machines_by_id_.upper_bound(after); at != machines_by_id_.end(); ++at) {
    if (deleted.size() == limit) break;
    if (at->second->row.deleted) deleted.push_back(at->second);
  }
  return as_of_now(std::move(deleted));
}

void Catalogue::drop_machine(const StateMachinePtr& deleted) {
  const auto found = machines_by_id_.find(deleted->row.id);
  if (found == machines_by_id_.end() || found->second != deleted) return;
  machines_by_id_.erase(found);
  machine_ids_.erase(deleted->row.arn);
  commit({store::RemoveMachine{deleted->row.id}});
}

store::MachineId Catalogue::number_for(const std::string& arn) {
  const auto [found, is_new] = machine_ids_.try_emplace(arn, next(last_machine_));
  if (is_new) last_machine_ = found->second;
  return found->second;
}

// ---- functions

Durable<FunctionPtr> Catalogue::function(std::string_view arn) const {
  const auto* found = functions_.find(arn);
  return as_of_now(found ? *found : FunctionPtr());
}

Durable<std::vector<FunctionPtr>> Catalogue::functions_named(std::string_view name) const {
  return as_of_now(functions_.named(name));
}

Durable<Page<FunctionPtr>> Catalogue::functions(const PageQuery& query) const {
  return as_of_now(functions_.page(query));
}

Durable<std::vector<std::string>> Catalogue::regions() const {
  const PageQuery all{.prefix = {}, .after = {}, .limit = SIZE_MAX};
  std::set<std::string> regions;
  for (const auto& machine : machines_.page(all).items) regions.insert(machine->row.region);
  for (const auto& function : functions_.page(all).items) regions.insert(function->region);
  if (const auto activities = resources_.find(kActivity); activities != resources_.end()) {
    for (const auto& activity : activities->second.page(all).items) {
      if (const auto arn = Arn::parse(activity->key)) regions.insert(arn->region);
    }
  }
  return as_of_now(std::vector<std::string>(regions.begin(), regions.end()));
}

Durable<FunctionMatch> Catalogue::resolve_function(std::string_view arn) const {
  FunctionMatch match;
  auto wanted = Arn::parse(arn);
  const auto resource = wanted ? wanted->resource_parts() : std::vector<std::string>();
  if (resource.size() < 2) return as_of_now(std::move(match));
  wanted->resource =
      resource[0] + ":" + resource[1];  // A qualifier names a version, not a function.
  if (const auto* exact = functions_.find(wanted->text())) {
    return as_of_now(FunctionMatch{*exact, true, {}});
  }
  const auto named = functions_.named(resource[1]);
  for (const auto& function : named) match.candidates.push_back(function->arn);
  if (named.size() == 1) match.function = named.front();
  return as_of_now(std::move(match));
}

Durable<bool> Catalogue::any_function(
    const std::function<bool(const store::FunctionRow&)>& is_so) const {
  const auto functions = functions_.page({.prefix = {}, .after = {}, .limit = SIZE_MAX}).items;
  return as_of_now(std::any_of(functions.begin(), functions.end(),
                               [&is_so](const FunctionPtr& row) { return is_so(*row); }));
}

Durable<FunctionPtr> Catalogue::put_function(store::FunctionRow row) {
  const auto function = std::make_shared<const store::FunctionRow>(std::move(row));
  functions_.put(function->arn, function->name, function);
  if (is_tagged_at_most_once(*function) || once_functions_->knows(function->name)) {
    note_once(function->name);
  }
  return {commit({*function}), function};
}

Durable<bool> Catalogue::remove_function(std::string_view arn) {
  const auto* found = functions_.find(arn);
  if (!found) return as_of_now(false);
  const auto function = *found;
  functions_.remove(function->arn, function->name);
  if (once_functions_->knows(function->name)) note_once(function->name);
  return {commit({store::RemoveFunction{function->arn}}), true};
}

// Pictures that were given out stay as they are.
void Catalogue::note_once(const std::string& name) {
  auto once = std::make_shared<OnceFunctions>(*once_functions_);
  once->put(name, functions_.named(name));
  once_functions_ = std::move(once);
}

// ---- roles, tags and the like

Durable<ResourcePtr> Catalogue::resource(std::string_view kind, std::string_view key) const {
  const auto of_kind = resources_.find(kind);
  if (of_kind == resources_.end()) return as_of_now(ResourcePtr());
  const auto* found = of_kind->second.find(key);
  return as_of_now(found ? *found : ResourcePtr());
}

Durable<Page<ResourcePtr>> Catalogue::resources(std::string_view kind,
                                                const PageQuery& query) const {
  const auto of_kind = resources_.find(kind);
  return as_of_now(of_kind == resources_.end() ? Page<ResourcePtr>() : of_kind->second.page(query));
}

Durable<std::size_t> Catalogue::count_resources(std::string_view kind) const {
  const auto of_kind = resources_.find(kind);
  return as_of_now(of_kind == resources_.end() ? std::size_t{0} : of_kind->second.size());
}

Durable<ResourcePtr> Catalogue::put_resource(store::ResourceRow row) {
  const auto resource = std::make_shared<const store::ResourceRow>(std::move(row));
  resources_[resource->kind].put(resource->key, resource->key, resource);
  note_activity(resource->kind, resource->key, &ActivityNames::add);
  return {commit({*resource}), resource};
}

Durable<bool> Catalogue::remove_resource(std::string_view kind, std::string_view key) {
  const auto of_kind = resources_.find(kind);
  const std::string name(key);
  if (of_kind == resources_.end() || !of_kind->second.remove(name, name)) return as_of_now(false);
  note_activity(kind, name, &ActivityNames::remove);
  return {commit({store::RemoveResource{std::string(kind), name}}), true};
}

// Pictures that were given out stay as they are.
void Catalogue::note_activity(std::string_view kind, const std::string& arn,
                              void (ActivityNames::*change)(const std::string&)) {
  if (kind != kActivity) return;
  auto names = std::make_shared<ActivityNames>(*activity_names_);
  ((*names).*change)(arn);
  activity_names_ = std::move(names);
}

CommitId Catalogue::commit(std::vector<store::CatalogueChange> changes) {
  store::Batch rows;
  rows.catalogue = std::move(changes);
  changed_ = commits_.add(std::move(rows));
  return changed_;
}

}  // namespace sfn::runtime
