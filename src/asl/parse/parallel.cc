// Parallel: several graphs at once, on the same input.
#include "asl/parse/graph.h"
#include "asl/parse/parts.h"
#include "asl/parse/states.h"

namespace sfn::asl {
namespace {

std::vector<Graph> read_branches(StateDraft& draft) {
  std::vector<Graph> branches;
  const auto node = draft.fields.array("Branches");
  if (!node) return branches;
  for (std::size_t i = 0; i < node->value->size(); ++i) {
    auto fields = read_fields(draft.report().element(*node, i), draft.report());
    if (!fields) continue;
    branches.push_back(read_graph(*fields, draft.reading, draft.scope.inner.emplace_back()));
    fields->text("Comment");
    fields->refuse_others();
  }
  return branches;
}

}  // namespace

ParallelState read_parallel(StateDraft& draft) {
  ParallelState parallel;
  parallel.branches = read_branches(draft);
  if (draft.is_jsonata()) {
    parallel.parameters = read_value(draft.fields, "Arguments", draft);
  } else {
    parallel.parameters = read_template(draft.fields, "Parameters");
    parallel.result_selector = read_template(draft.fields, "ResultSelector");
    parallel.result_path = read_result_path(draft.fields);
  }
  parallel.retry = read_retry(draft);
  parallel.catchers = read_catch(draft);
  parallel.transition = read_transition(draft);
  return parallel;
}

}  // namespace sfn::asl
