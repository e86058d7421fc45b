#include "history/codec.h"

#include "history/row_reader.h"
#include "history/row_writer.h"

namespace sfn::history {

std::string encode(const Events& events) {
  RowWriter writer;
  for (const auto& event : events) writer.add(event);
  return writer.finish();
}

Events decode(std::string_view text, Timestamp time) { return RowReader(text, time).read(); }

}  // namespace sfn::history
