// `ItemBatcher`: several items to one child execution. Developer guide, "ItemBatcher".
#include "asl/parse/parts.h"
#include "base/limits.h"

namespace sfn::asl {
namespace {

constexpr std::int64_t kInputBytesMax = limits::kPayloadBytesMax;

bool has_either(const Fields& fields, const std::string& name) {
  return fields.has(name) || fields.has(name + "Path");
}

}  // namespace

std::optional<ItemBatcher> read_item_batcher(StateDraft& draft) {
  const auto node = draft.fields.take("ItemBatcher");
  if (!node) return std::nullopt;
  auto fields = read_fields(*node, draft.report());
  if (!fields) return std::nullopt;
  if (!has_either(*fields, "MaxItemsPerBatch") && !has_either(*fields, "MaxInputBytesPerBatch")) {
    fields->error(
        "At least one of these fields is required: [MaxItemsPerBatch, "
        "MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath]");
  }
  ItemBatcher batcher;
  batcher.max_items = read_number(*fields, "MaxItemsPerBatch", {1, kMapRunItemsMax}, draft);
  batcher.max_input_bytes =
      read_number(*fields, "MaxInputBytesPerBatch", {1, kInputBytesMax}, draft);
  batcher.batch_input = read_value(*fields, "BatchInput", draft);
  refuse_others(draft, *fields, {{}, {"MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"}});
  return batcher;
}

}  // namespace sfn::asl
