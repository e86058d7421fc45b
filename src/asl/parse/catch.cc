// `Catch`. ASL specification, "Fallback states".
#include "asl/parse/parts.h"

namespace sfn::asl {
namespace {

Catcher read_catcher(Fields& fields, StateDraft& draft, bool last) {
  Catcher catcher;
  catcher.error_equals = read_error_equals(fields, last);
  catcher.next = read_required_next(fields, draft);
  if (!draft.is_jsonata()) catcher.result_path = read_result_path(fields);
  catcher.assign = read_assign(fields, draft);
  keep_value(fields, "Output", draft);
  fields.text("Comment");
  refuse_others(draft, fields, {{"Output"}, {"ResultPath"}});
  return catcher;
}

}  // namespace

std::vector<Catcher> read_catch(StateDraft& draft) {
  std::vector<Catcher> catchers;
  for_each_handler(draft, "Catch", [&](Fields& fields, bool last) {
    catchers.push_back(read_catcher(fields, draft, last));
  });
  return catchers;
}

}  // namespace sfn::asl
