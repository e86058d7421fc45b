// JsonRecords: the elements of an array, or the members of an object, in a JSON file of any size.
//
// The node that ItemsPointer names is found while the file is read; of members with one name the
// first counts there. After the last item the rest of the file is looked at only where the node is
// the whole document.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "items/content/input.h"
#include "items/records/json_scanner.h"
#include "items/records/record_reader.h"

namespace sfn::items {

class JsonRecords : public RecordReader {
 public:
  /// Begins at `from`, at which the input must be. `items_pointer` is an RFC 6901 pointer.
  JsonRecords(std::unique_ptr<Input> input, const Position& from, std::string items_pointer);

  Result<std::optional<Record>> next() override;
  Position position() const override;
  std::uint64_t content_bytes() const override { return input_->offset(); }

 private:
  Result<void> find_node();
  Result<void> step_down(const std::string& token);
  Result<void> step_to_member(const std::string& name);
  Result<void> step_to_element(const std::string& token);
  Result<bool> at_item();
  Result<void> check_rest();
  Error no_node() const;

  std::unique_ptr<Input> input_;
  JsonScanner scanner_;
  std::string items_pointer_;
  char inside_ = 0;       ///< `[` or `{`; neither before the node is found.
  bool is_first_ = true;  ///< Whether no item was read yet.
};

}  // namespace sfn::items
